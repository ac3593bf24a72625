"""What can be wrong with counts that are compared, with a control chart or with a composite. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "more_than_all": (
            "counts more cases than there are in all ({denominator})",
            "分子大于分母（{denominator}）",
        ),
        "weights_sum": (
            "must add up to 1 exactly; they add up to {total}",
            "之和必须恰好为 1；现为 {total}",
        ),
        "not_averageable": (
            "cannot be averaged this way: its scores may be below 0",
            "得分可能为负，不能用这种方式汇总",
        ),
        "not_exact": (
            "must be an exact number: a whole number, a Fraction or a finite Decimal, no float",
            "必须是精确数：整数、Fraction 或有限的 Decimal，不能是浮点数",
        ),
        "not_one_order": (
            "must rise from one to the next",
            "必须逐项递增",
        ),
    }
)
"""By code: English, Chinese."""
