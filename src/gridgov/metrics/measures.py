"""What is made of the rows that count: a number, a sum, a share, a mean, a quantile, a waiting time.

====================  ====================================  ====================================
measure               the figure                            its state, which adds up
====================  ====================================  ====================================
:class:`Count`        how many rows                         a sum
:class:`Total`        the sum of a column                   a sum
:class:`Distinct`     how many different keys               how often each key
:class:`Share`        rows among rows                       two sums
:class:`Quotient`     one of the three by another           two states
:class:`Mean`         the mean of a value                   number, sum, sum of squares
:class:`Quantile`     a median, a ninth decile              how often each value
:class:`Waiting`      the same where some still wait        how often each ending, each waiting
:class:`Concentration`  how far few keys have most rows     how often each key
:class:`Spread`       how far groups lie apart              the state of each group
:class:`Change`       against an earlier period             the two states
====================  ====================================  ====================================

>>> from gridgov.metrics.conditions import Flag
>>> Share(of=Flag("solved"), among=Flag("visited"))
Share(of=Flag(column='solved'), among=Flag(column='visited'))
"""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, assert_never

from attrs import field, frozen

from gridgov.errors import BadInput, Problem
from gridgov.metrics.conditions import ALWAYS, AllOf, Condition, InOrder, Kind, Known, columns, strictest
from gridgov.metrics.normalising import exact

if TYPE_CHECKING:
    from gridgov.metrics.kpi import Kpi

__all__ = [
    "Base",
    "Change",
    "Column",
    "Concentration",
    "Count",
    "Distinct",
    "Elapsed",
    "Mean",
    "Measure",
    "Part",
    "Quantile",
    "Quotient",
    "Share",
    "Spread",
    "TimeUnit",
    "Total",
    "Value",
    "Waiting",
    "asked",
    "condition_of_value",
    "value_columns",
]


TimeUnit = Literal["minute", "hour", "day"]
"""In what a time is counted: whole ones that have passed."""


# ---- values of a row ----------------------------------------------------------------------------------------------


@frozen
class Column:
    """A column of whole numbers."""

    name: str


@frozen
class Elapsed:
    """The whole minutes, hours or days that passed from one moment to another; none where one is not known.

    A row whose end lies before its start has no elapsed time: it is not counted, and an import reports it.
    """

    start: str
    end: str
    unit: TimeUnit = "minute"


Value = Column | Elapsed
"""A column, or a time that passed."""


def value_columns(value: Value) -> dict[str, Kind]:
    """The columns that a value is made of."""
    match value:
        case Column(name):
            return {name: "integer"}
        case Elapsed(start, end, _):
            return {start: "integer", end: "integer"}
        case _:
            assert_never(value)


def condition_of_value(value: Value) -> Condition:
    """Where there is such a value."""
    match value:
        case Column(name):
            return Known(name)
        case Elapsed(start, end, _):
            return InOrder(start, end)
        case _:
            assert_never(value)


# ---- measures -----------------------------------------------------------------------------------------------------


def _of_one(_: object, __: object, q: Any) -> None:
    if not isinstance(q, Fraction) or not 0 < q < 1:
        raise BadInput([Problem("out_of_range", "q", {"expected": "0 < q < 1, exactly"})], source="measure")


def _at_least_one(_: object, __: object, lag: Any) -> None:
    if type(lag) is not int or lag < 1:
        raise BadInput([Problem("out_of_range", "lag", {"expected": "≥ 1"})], source="measure")


@frozen
class Count:
    """How many rows there are."""

    of: Condition = ALWAYS


@frozen
class Total:
    """The sum of a column of whole numbers, over the rows in which it is known."""

    column: str
    of: Condition = ALWAYS


@frozen
class Distinct:
    """How many different keys there are among the rows; an empty key is none."""

    key: str
    of: Condition = ALWAYS


@frozen
class Base:
    """A number from outside, such as a population, given to ``compute`` a group."""

    name: str


Part = Count | Total | Distinct | Base
"""What can stand above or below a line."""


@frozen
class Share:
    """Of the rows among which it is asked, how many are of the kind. Never above one."""

    of: Condition
    among: Condition = ALWAYS

    @property
    def above(self) -> Count:
        """What stands above the line."""
        return Count(AllOf((self.among, self.of)))

    @property
    def below(self) -> Count:
        """What stands below the line."""
        return Count(self.among)


@frozen
class Quotient:
    """One number divided by another: hours a head, requests a household. May be above one."""

    above: Part
    below: Part


@frozen
class Mean:
    """The mean of a value, with its standard deviation."""

    value: Value
    of: Condition = ALWAYS


@frozen
class Quantile:
    """The value below which such a part of the rows lies, exactly: between two values of the middle, linearly."""

    value: Value
    q: Fraction = field(converter=exact, validator=_of_one)
    of: Condition = ALWAYS


@frozen
class Waiting:
    """How long it takes until such a part has ended, where some have not ended yet (Kaplan and Meier 1958).

    Rows that have not ended are taken as waiting until the moment ``as_of``, which is given to ``compute``.
    """

    start: str
    end: str
    q: Fraction = field(converter=exact, validator=_of_one)
    of: Condition = ALWAYS
    unit: TimeUnit = "minute"


@frozen
class Concentration:
    """The sum of the squared shares of the keys (Herfindahl–Hirschman): 1 when one key has all, 1/n when n share it."""

    key: str
    of: Condition = ALWAYS


How = Literal["range", "share_at_best"]


@frozen
class Spread:
    """How far the groups of a column lie apart in a figure: the range, or the share of the groups at its best value.

    Groups without a value are left out; with fewer than ``least`` groups there is no spread.
    """

    figure: "Kpi"
    across: str
    how: How = "range"
    least: int = 3


@frozen
class Change:
    """How much a figure changed against the period so many periods earlier, as a part of what it was then."""

    figure: "Kpi"
    lag: int = field(default=1, validator=_at_least_one)


Measure = Count | Total | Distinct | Share | Quotient | Mean | Quantile | Waiting | Concentration | Spread | Change
"""Any of them."""


# ---- what it asks for ---------------------------------------------------------------------------------------------


def asked(measure: Measure | Base) -> dict[str, Kind]:
    """The columns that a measure asks for, with what they must hold."""
    match measure:
        case Count(of):
            return columns(of)
        case Total(column, of):
            return strictest({column: "integer"}, columns(of))
        case Distinct(key, of) | Concentration(key, of):
            return strictest({key: "code"}, columns(of))
        case Base():
            return {}
        case Share(of, among):
            return strictest(columns(among), columns(of))
        case Quotient(above, below):
            return strictest(asked(below), asked(above))
        case Mean(value, of) | Quantile(value, _, of):
            return strictest(value_columns(value), columns(of))
        case Waiting(start, end, _, of, _):
            return strictest({start: "integer", end: "integer"}, columns(of))
        case Spread(figure, across, _, _):
            return strictest({across: "code"}, asked(figure.measure))
        case Change(figure, _):
            return asked(figure.measure)
        case _:
            assert_never(measure)
