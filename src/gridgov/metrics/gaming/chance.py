"""How often chance alone would give so much, or more: tails of three distributions, with the standard library only.

>>> round(binomial_tail(8, 10, Fraction(1, 2)), 6)  # 56 of 1,024
0.054688
>>> round(fisher_tail(3, 4, 4, 8), 6)  # the lady tasting tea, three of four right or better: 17 of 70
0.242857
>>> round(chi_square_tail(3.841459, 1), 4)
0.05
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import erfc, exp, fsum, lgamma, log, log1p, sqrt
from typing import Any, Final

__all__ = ["binomial_tail", "chi_square_tail", "fisher_tail", "homogeneity"]


def binomial_tail(cases: int, of: int, part: Fraction) -> float:
    """How probable so many cases or more are, if each of ``of`` is one with the probability ``part``.

    >>> binomial_tail(0, 5, Fraction(1, 3)), binomial_tail(6, 5, Fraction(1, 3))
    (1.0, 0.0)

    """
    if cases <= 0 or part >= 1:
        return 1.0
    if cases > of or part <= 0:
        return 0.0
    share = float(part)
    odds = share / (1 - share)

    def at(count: int) -> float:
        return exp(_choose(of, count) + count * log(share) + (of - count) * log1p(-share))

    if cases > of * share:
        return _summed(at(cases), cases, of, lambda i: (of - i) / (i + 1) * odds)
    below = _summed(at(cases - 1), cases - 1, 0, lambda i: i / (of - i + 1) / odds)
    return max(0.0, 1.0 - below)


def fisher_tail(cases: int, drawn: int, kind: int, of: int) -> float:
    """How probable so many cases or more are among ``drawn`` of ``of`` rows, of which ``kind`` are of the kind.

    The one-sided exact test of R. A. Fisher (The Design of Experiments, 1935, ch. 2).
    """
    least, most = max(0, drawn + kind - of), min(drawn, kind)
    if cases <= least:
        return 1.0
    if cases > most:
        return 0.0

    def at(count: int) -> float:
        return exp(_choose(kind, count) + _choose(of - kind, drawn - count) - _choose(of, drawn))

    others = of - kind - drawn
    if cases * of > drawn * kind:
        return _summed(at(cases), cases, most, lambda i: (kind - i) * (drawn - i) / ((i + 1) * (others + i + 1)))
    below = _summed(at(cases - 1), cases - 1, least, lambda i: i * (others + i) / ((kind - i + 1) * (drawn - i + 1)))
    return max(0.0, 1.0 - below)


def chi_square_tail(value: float, freedom: int) -> float:
    """How probable such a sum of squares or a larger one is. Closed forms: Abramowitz and Stegun, 26.4.4 and 26.4.5."""
    if value <= 0 or freedom < 1:
        return 1.0
    half = value / 2
    odd = freedom % 2
    powers = [i + odd / 2 for i in range((freedom - odd) // 2)]
    terms = [exp(power * log(half) - half - lgamma(power + 1)) for power in powers]
    return min(1.0, fsum([erfc(sqrt(half)) if odd else 0.0, *terms]))


def homogeneity(first: Mapping[Any, int], second: Mapping[Any, int]) -> float | None:
    """How often two samples of one and the same mix differ so much or more (K. Pearson's chi-square test).

    Kinds of which fewer than five are expected on either side are taken together. None where nothing can be compared.

    >>> homogeneity({"a": 50, "b": 50}, {"a": 50, "b": 50})
    1.0

    """
    sizes = sum(first.values()), sum(second.values())
    if not all(sizes):
        return None
    kinds = sorted(first.keys() | second.keys(), key=str)
    pairs = [(first.get(kind, 0), second.get(kind, 0)) for kind in kinds]
    few = [pair for pair in pairs if sum(pair) * min(sizes) < _LEAST_EXPECTED * sum(sizes)]
    kept = [pair for pair in pairs if pair not in few]
    if few:
        kept.append((sum(left for left, _ in few), sum(right for _, right in few)))
    if len(kept) < 2:  # noqa: PLR2004  # two kinds can differ, one cannot
        return None
    parts = []
    for pair in kept:
        for found, size in zip(pair, sizes, strict=True):
            expected = sum(pair) * size / sum(sizes)
            parts.append((found - expected) ** 2 / expected)
    return chi_square_tail(fsum(parts), len(kept) - 1)


_LEAST_EXPECTED: Final = 5


def _choose(of: int, count: int) -> float:
    return lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)


def _summed(first: float, start: int, last: int, grows: Callable[[int], float]) -> float:
    """The terms from ``start`` to ``last``, each the one before times what it grows by, until they do not matter."""
    step = 1 if last >= start else -1
    terms = [first]
    for place in range(start, last, step):
        terms.append(terms[-1] * grows(place))
        if terms[-1] <= first * 1e-18:
            break
    return min(1.0, fsum(terms))
