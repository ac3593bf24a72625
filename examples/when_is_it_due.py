"""When three working days are over that begin before the Spring Festival, in two languages, and why.

Prints::

    2026-02-24T17:00:00+08:00
    2026-02-12 Thu 15:00: the limit begins.
    2026-02-12 Thu: the day on which it begins is not counted.
    2026-02-13 Fri: working days counted: 1.
    2026-02-14 Sat: make-up workdays (Spring Festival) counted: 1.
    2026-02-15 Sun to 2026-02-23 Mon: holiday (Spring Festival), not counted.
    2026-02-24 Tue: working days counted: 1.
    2026-02-24 Tue 17:00: the limit ends, at closing time.
    2026-02-24（周二）17:00：停止服务，期限届满。
    2027: date is not valid:
    - cn-working-days has no table for the year 2027, only for 2019 to 2026
"""

from datetime import datetime, time

from gridgov.calendars import Limit, ServiceHours, Shift, Timetable, china, due, explain
from gridgov.errors import BadInput

OFFICE = Timetable(china(), ServiceHours("Asia/Shanghai", [Shift(time(9), time(12)), Shift(time(13), time(17))]))
LIMIT = Limit(3, "working_days")


def main() -> None:
    """Asks twice: once within the years of the tables, once beyond."""
    start = datetime.fromisoformat("2026-02-12T15:00+08:00")
    print(due(start, LIMIT, OFFICE).isoformat())
    steps = explain(start, LIMIT, OFFICE)
    for step in steps:
        print(step.text("en"))
    print(steps[-1].text("zh"))
    try:
        due(datetime.fromisoformat("2026-12-30T15:00+08:00"), LIMIT, OFFICE)
    except BadInput as error:
        print(f"2027: {error.text('en')}")


if __name__ == "__main__":
    main()
