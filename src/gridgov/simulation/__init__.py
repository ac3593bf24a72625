"""A year of a subdistrict as a simulation: seeded, sent through the kernel command by command, the same to the byte.

=====================  ==================================================================================
module                 what it is
=====================  ==================================================================================
:mod:`.draws`          chance: every draw follows from the seed and its own name
:mod:`.behaviour`      what is likely: arrivals, working time, outcomes, opinions, as a pack of exact shares
:mod:`.arrivals`       who asks for what, where and when
:mod:`.course`         what then happens to each request and to a topic, act by act
:mod:`.year`           the year as a value, and :func:`.year.simulate`
=====================  ==================================================================================

What comes out is simulated: it says nothing about any place. Needs ``gridgov[simulation]``.
"""
