"""Working days and working time: when a limit ends, and why.

=====================  ==============================================================================
:class:`Calendar`      which days are worked: weekends, holidays, make-up workdays (调休), year by year
:class:`ServiceHours`  from when to when people work on such a day, and in which time zone
:class:`Timetable`     both, with the rules for arrivals outside the hours and for how a day ends
:class:`Limit`         how long something may take: 5 working days, 2 hours
:func:`due`            when a limit ends; :func:`explain` says why, step by step
:func:`china`          the days of China; :func:`country` those of others, :func:`read_calendar` your own
:class:`Ledger`        the clocks of one case: each starts, pauses, goes on, is extended or retargeted, and stops
:class:`Clock`         one of them: the history of its changes; :func:`explain_clock` tells it step by step
=====================  ==============================================================================

>>> from datetime import datetime, time
>>> office = ServiceHours("Asia/Shanghai", [Shift(time(9), time(12)), Shift(time(13), time(17))])
>>> start = datetime.fromisoformat("2026-02-12T15:00+08:00")
>>> for step in explain(start, Limit(3, "working_days"), Timetable(china(), office)):
...     print(step.text("en"))
2026-02-12 Thu 15:00: the limit begins.
2026-02-12 Thu: the day on which it begins is not counted.
2026-02-13 Fri: working days counted: 1.
2026-02-14 Sat: make-up workdays (Spring Festival) counted: 1.
2026-02-15 Sun to 2026-02-23 Mon: holiday (Spring Festival), not counted.
2026-02-24 Tue: working days counted: 1.
2026-02-24 Tue 17:00: the limit ends, at closing time.

What holds everywhere:

- **No guess.** A year without a table is an error that names the year. Only the last days of the newest year may still
  change: the notice for the next year can reach back into December, as those for 2019 and 2023 did.
- **Days** are days where the office is, in the zone of the service hours, and results are in that zone too, whatever
  zone the start came in. The day on which a limit begins is not counted (Civil Code of the PRC, Art. 201). Its last
  day ends at 24:00, or at closing time where there are service hours; a limit in calendar days whose last day is not
  worked ends on the next working day (Art. 203). With ``days_end="same_time"`` a limit in days ends instead at the
  clock time at which it began, on whatever day it falls.
- **Time** is time that really passes: a night shift has 7 or 9 hours when the clocks are changed. A clock time that a
  day does not have is read with the offset before the change, and so lies after the gap; of two, the first is meant.
- **Pauses** are counted in the unit of the limit, and the due moves by as much, so that what was left stays left. What
  was late when it was paused stays late; another limit keeps every pause (:mod:`gridgov.calendars.pauses`).
- **Forward.** A limit is at least 1. One goes back by name: :meth:`Calendar.add_working_days` and
  :meth:`Timetable.add` take negative amounts.
"""

from gridgov.calendars.days import WEEKDAYS, Calendar, Day, DayKind, Weekday
from gridgov.calendars.explained import ClockStep, explain_clock
from gridgov.calendars.hours import AROUND_THE_CLOCK, ServiceHours, Shift
from gridgov.calendars.ledger import Change, Clock, ClockAct, ClockState, Ledger, Segment
from gridgov.calendars.limits import Limit, Step, Unit, due, explain
from gridgov.calendars.pauses import due_after_pause, pause_cap_reached, pause_ends, retargeted_due
from gridgov.calendars.sources import china, country, read_calendar
from gridgov.calendars.timetable import Arrivals, DaysEnd, Timetable, elapsed

__all__ = [
    "AROUND_THE_CLOCK",
    "WEEKDAYS",
    "Arrivals",
    "Calendar",
    "Change",
    "Clock",
    "ClockAct",
    "ClockState",
    "ClockStep",
    "Day",
    "DayKind",
    "DaysEnd",
    "Ledger",
    "Limit",
    "Segment",
    "ServiceHours",
    "Shift",
    "Step",
    "Timetable",
    "Unit",
    "Weekday",
    "china",
    "country",
    "due",
    "due_after_pause",
    "elapsed",
    "explain",
    "explain_clock",
    "pause_cap_reached",
    "pause_ends",
    "read_calendar",
    "retargeted_due",
]
