"""What the audit of published figures says. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "figure_of_another_kind": (
            "names {figure}, which is a percentage where a count is asked for, or the other way round",
            "所引用的 {figure} 应为数量却是百分比，或相反",
        ),
        "too_many_figures": ("are more than {most}", "数量超过 {most} 个"),
        "adds_up": ("is {whole}, the sum of {parts}", "为 {whole}，等于 {parts} 之和"),
        "does_not_add_up": ("is {whole}, but {parts} make {sum}", "为 {whole}，而 {parts} 之和为 {sum}"),
        "total_not_known": ("has a total that is not known exactly", "的总数并不确切"),
        "no_such_share": (
            "is {rate} %, which no whole number out of {of} ({whole}) can give",
            "为 {rate} %，但 {of}（{whole}）中没有任何整数可得出该比例",
        ),
        "share_is_possible": (
            "is {rate} % of {of} ({whole}): {counts} of them",
            "为 {of}（{whole}）的 {rate} %，即 {counts} 件",
        ),
        "share_fits": (
            "is {part}/{whole}: {count} of {of} are {rate} %",
            "即 {part}/{whole}：{count}/{of} 为 {rate} %",
        ),
        "share_found": (
            "is {rate} %: {count} of {of} ({part} of {whole})",
            "为 {rate} %，即 {count}/{of}（{part} 比 {whole}）",
        ),
        "several_shares": (
            "may be any of {candidates}; which one cannot be told",
            "可能是 {candidates} 中的任何一个，无法确定",
        ),
        "cut_off": (
            "is {part}/{whole}, {count} of {of}: {rate} % is cut off, rounded it is {rounded} %",
            "即 {part}/{whole}（{count}/{of}）：{rate} % 为截断值，四舍五入应为 {rounded} %",
        ),
        "wrong_share": (
            "is said to be {part}/{whole}, but {count} of {of} are {rounded} %, not {rate} %",
            "据称为 {part}/{whole}，但 {count}/{of} 为 {rounded} %，而非 {rate} %",
        ),
        "other_units": (
            "sets two units against each other: {units}",
            "将两种不同的单位相比：{units}",
        ),
        "one_numerator_two_denominators": (
            "are the same {count} ({part}), over {over} and over {and_over}",
            "分子同为 {count}（{part}），分母分别为 {over} 和 {and_over}",
        ),
        "one_without_the_other": (
            "if both are of the same {of} ({whole}): {least}–{most} are {first} and not {second}, {from} % to {to} %",
            "若分母同为 {of}（{whole}）：{first}而未{second}的有 {least}–{most} 件，占 {from} % 至 {to} %",
        ),
        "more_than_the_whole": ("is {count}, more than the {of} of {whole}", "为 {count}，超过 {whole} 的 {of}"),
        "quotient_between": ("come to {span} for each of {below}", "与 {below} 相除为 {span}"),
        "mixed_decimals": (
            "are printed with {one} and {other} decimals",
            "分别保留 {one} 位和 {other} 位小数",
        ),
    }
)
"""By code: English, Chinese."""
