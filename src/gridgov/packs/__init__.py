"""What ships as data, in TOML: dated parameters with their sources, labels in two languages, the reference case.

=====================  ============================================================  ============================
file                   holds                                                         read by
=====================  ============================================================  ============================
``cn-property``        thresholds of the Civil Code for owners' joint decisions      ``parameters.shipped``
``cn-committees``      size and term of residents' and villagers' committees         ``parameters.shipped``
``beijing-property``   Beijing's rules for owners' and management committees         ``parameters.shipped``
``presets``            figures that no primary source supports; opt-in               ``parameters.shipped``
``preset-…``           more of them: one file a subject                              ``parameters.shipped``
``cn-working-days``    China's public holidays and make-up workdays, year by year    ``calendars``
``labels``             the name of every code in Chinese and English                 ``labels``
``anchors``            what the states of other systems are here                     ``tickets.anchors``
``reply-templates``    what is said to claimant and hotline, in two languages        ``tickets.replies``
``chat-keywords``      synthetic keywords for the talk of a residents' group         ``tickets.keywords``
``yuqiao-plans``       what helps against which cause, synthetic plans marked        ``tickets.plans``
``yuqiao-2022``        the published figures F1 to F29 of the reference case         ``report.figures``
``yuqiao-behaviour``   how often what happens in the simulated year                  ``simulation.behaviour``
``yuqiao-register``    who is there in the reference case, synthetic parts marked    ``org.read_register``
``yuqiao-…``           its responsibility list ``yuqiao-responsibilities``, onto it  ``org.read_register``
=====================  ============================================================  ============================
"""
