"""A measure as a formula in words, for a catalogue that follows from the definitions and cannot drift from them.

>>> from gridgov.kpis.requests import RESOLUTION_RATE
>>> formula(RESOLUTION_RATE.measure, "en")
'rows where (visited is 1 and solved is 1) / rows where (visited is 1)'
>>> formula(RESOLUTION_RATE.measure, "zh")
'行数（visited 为 1且solved 为 1） ÷ 行数（visited 为 1）'
"""

from fractions import Fraction
from typing import assert_never

from gridgov.errors import Lang
from gridgov.labels import label
from gridgov.metrics.conditions import ALWAYS, Condition, words
from gridgov.metrics.measures import (
    Base,
    Change,
    Column,
    Concentration,
    Count,
    Distinct,
    Elapsed,
    Mean,
    Measure,
    Quantile,
    Quotient,
    Share,
    Spread,
    Total,
    Value,
    Waiting,
)

__all__ = ["formula"]


def formula(measure: Measure | Base, lang: Lang) -> str:
    """A measure in words, with the names of the columns as they are."""
    chinese = lang == "zh"
    match measure:
        case Count(of):
            return _with("行数" if chinese else "rows", of, lang)
        case Total(column, of):
            return _with(f"{column} 之和" if chinese else f"sum of {column}", of, lang)
        case Distinct(key, of):
            return _with(f"不同 {key} 的数目" if chinese else f"different {key}", of, lang)
        case Base(name):
            return f"外部数据 {name}" if chinese else f"{name} (from outside)"
        case Share() | Quotient():
            return (" ÷ " if chinese else " / ").join(formula(side, lang) for side in (measure.above, measure.below))
        case Mean(value, of):
            return _with(f"{_value(value, lang)} 的平均值" if chinese else f"mean of {_value(value, lang)}", of, lang)
        case Quantile(value, q, of):
            return _with(_quantile(value, q, lang), of, lang)
        case Waiting(start, end, q, of, unit):
            waiting = "，未结者按删失计（Kaplan–Meier）" if chinese else ", open ones censored (Kaplan–Meier)"
            return _with(_quantile(Elapsed(start, end, unit), q, lang) + waiting, of, lang)
        case Concentration(key, of):
            named = f"{key} 份额平方和" if chinese else f"sum of squared shares of {key}"
            return _with(named, of, lang)
        case Spread(figure, across, how, _):
            return _spread(figure.id, across, how, lang)
        case Change(figure, lag):
            if chinese:
                return f"{figure.id} 与前 {lag} 期相比的变动率"
            return f"({figure.id} now − {lag} periods earlier) / {lag} periods earlier"
        case _:
            assert_never(measure)


def _with(what: str, of: Condition, lang: Lang) -> str:
    if of == ALWAYS:
        return what
    return f"{what}（{words(of, lang)}）" if lang == "zh" else f"{what} where ({words(of, lang)})"


def _value(value: Value, lang: Lang) -> str:
    match value:
        case Column(name):
            return name
        case Elapsed(start, end, unit):
            if lang == "zh":
                return f"{start} 至 {end} 的{label('figure.unit', f'{unit}s', lang)}数"
            return f"{unit}s from {start} to {end}"
        case _:
            assert_never(value)


def _quantile(value: Value, q: Fraction, lang: Lang) -> str:
    if lang == "zh":
        return f"{_value(value, lang)} 的中位数" if q == Fraction(1, 2) else f"{_value(value, lang)} 的 {q} 分位数"
    return f"median of {_value(value, lang)}" if q == Fraction(1, 2) else f"quantile {q} of {_value(value, lang)}"


def _spread(name: str, across: str, how: str, lang: Lang) -> str:
    if how == "range":
        return f"{across} 间 {name} 的极差" if lang == "zh" else f"largest − smallest {name} across {across}"
    if lang == "zh":
        return f"{across} 中 {name} 达到最优值的占比"
    return f"share of {across} at the best {name}"
