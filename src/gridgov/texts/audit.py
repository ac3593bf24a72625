"""What the audit of published figures says. English, Chinese. ``about`` is whom a finding is about."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "figure_of_another_kind": (
            "names {figure}, which is a percentage where a count is asked for, or the other way round",
            "所引用的 {figure} 应为数量却是百分比，或相反",
        ),
        "named_twice": ("names a figure that the same identity names already", "重复引用了同一数字"),
        "not_a_multiple": (
            "must be a multiple of {step}, to which it is said to be rounded",
            "应为所称取整单位 {step} 的倍数",
        ),
        "too_many_figures": ("are more than {most}", "数量超过 {most} 个"),
        "adds_up": ("{about} is {whole}, the sum of {parts}", "{about}为{whole}，等于{parts}之和"),
        "does_not_add_up": ("{about} is {whole}, but {parts} make {sum}", "{about}为{whole}，而{parts}之和为{sum}"),
        "multiplies": ("{about} is {whole}, the product of {parts}", "{about}为{whole}，等于{parts}之积"),
        "does_not_multiply": (
            "{about} is {whole}, but the product of {parts} is {product}",
            "{about}为{whole}，而{parts}之积为{product}",
        ),
        "not_known_exactly": (
            "{rate} % ({about}) cannot be checked: {other} is not known exactly, or 0",
            "{rate} %（{about}）无法核对：{other}并非确切数字，或为零",
        ),
        "nothing_to_divide_by": (
            "{about} cannot be divided by {below}, which is 0",
            "{about}无法除以{below}：后者为零",
        ),
        "no_such_share": (
            "{rate} % ({about}) cannot be: no whole number of {of} ({whole}) prints so, nearest are {below}, {above}",
            "{rate} %（{about}）不可能成立：{of}（{whole}）中没有任何整数可得出该比例，最接近的是{below}和{above}",
        ),
        "no_such_total": (
            "{rate} % ({about}) cannot be: there is no total of which {count} ({part}) print so",
            "{rate} %（{about}）不可能成立：没有任何总数可使{count}（{part}）得出该比例",
        ),
        "share_is_possible": (
            "{about}: {rate} % of {of} ({whole}) is {counts}",
            "{about}：{of}（{whole}）的{rate} %即{counts}",
        ),
        "total_is_possible": (
            "{count} ({part}) are {rate} % ({about}) of a total of {counts}",
            "若{count}（{part}）占{rate} %（{about}），则总数为{counts}",
        ),
        "share_if_cut_off": (
            "{rate} % ({about}) is no share of {of} ({whole}), unless cut off and not rounded: {counts}",
            "{rate} %（{about}）不可能是{of}（{whole}）的占比，除非系截断而非四舍五入：{counts}",
        ),
        "total_if_cut_off": (
            "no total has {count} ({part}) as {rate} % ({about}), unless cut off and not rounded: {counts}",
            "没有任何总数可使{count}（{part}）得出{rate} %（{about}），除非系截断而非四舍五入：{counts}",
        ),
        "share_fits": (
            "{rate} % ({about}) is {count} of {of} ({part}, of {whole}), as said",
            "{rate} %（{about}）即{count}/{of}（{part}占{whole}），与所述一致",
        ),
        "cut_off": (
            "{rate} % ({about}) is cut off: {count} of {of} ({part}, of {whole}) is {rounded} % when rounded",
            "{rate} %（{about}）系截断所得：{count}/{of}（{part}占{whole}）四舍五入应为{rounded} %",
        ),
        "wrong_share": (
            "{rate} % ({about}) is wrong: {count} of {of} ({part}, of {whole}) is {rounded} %",
            "{rate} %（{about}）有误：{count}/{of}（{part}占{whole}）应为{rounded} %",
        ),
        "share_found": (
            "{rate} % ({about}) is {count} of {of} ({part}, of {whole})",
            "{rate} %（{about}）即{count}/{of}（{part}占{whole}）",
        ),
        "several_shares": (
            "{rate} % ({about}) may be {candidates}; which one cannot be told",
            "{rate} %（{about}）可能是{candidates}，无法确定",
        ),
        "perhaps_cut_off": (
            "{rate} % ({about}) is no share of these counts, unless cut off and not rounded: {candidates}",
            "{rate} %（{about}）与所列数量均不相符，除非系截断而非四舍五入：{candidates}",
        ),
        "across_units": (
            "{rate} % ({about}) is no share of counts of one unit, only of counts of two: {candidates}",
            "{rate} %（{about}）与同一单位的数量均不相符，仅与不同单位的数量相符：{candidates}",
        ),
        "other_units": ("{part} and {whole} count different things: {units}", "{part}与{whole}的统计单位不同：{units}"),
        "other_days": ("{part} and {whole} are of different days: {days}", "{part}与{whole}的统计日期不同：{days}"),
        "one_of_two_wholes": (
            (
                "{count} ({about}) are {one_rate} % of {one_of} ({one}); "
                "of {other_of} ({other}), another unit, {other_rate} %"
            ),
            (
                "{count}（{about}）占{one_of}（{one}）的{one_rate} %；"
                "若除以单位不同的{other_of}（{other}），则为{other_rate} %"
            ),
        ),
        "two_wholes": (
            "{count} ({about}) are {one_rate} % of {one_of} ({one}), but {other_rate} % of {other_of} ({other})",
            "{count}（{about}）占{one_of}（{one}）的{one_rate} %，占{other_of}（{other}）的{other_rate} %",
        ),
        "one_numerator_two_denominators": (
            (
                "{rate} % ({first}) and {other_rate} % ({second}) are the same {count} ({part}), "
                "over {over} and over {and_over}"
            ),
            "{rate} %（{first}）与{other_rate} %（{second}）分子同为{count}（{part}），分母分别为{over}和{and_over}",
        ),
        "one_without_the_other": (
            (
                "if both are of the same {of} ({whole}), {least} to {most} ({from} % to {to} %) "
                "are {first} but not {second}"
            ),
            "若分母同为{of}（{whole}），则其中{least}至{most}（{from} %至{to} %）{first}但未{second}",
        ),
        "more_than_the_whole": (
            "{about} is {count}, more than the {of} of {whole}",
            "{about}为{count}，超过{whole}的{of}",
        ),
        "quotient_between": ("{about} come to {span} for each of {below}", "{about}除以{below}为{span}"),
        "mixed_decimals": (
            "{about} are of the same {part}, printed with {one} and with {other} decimals",
            "{about}分子同为{part}，却分别保留{one}位和{other}位小数",
        ),
    }
)
"""By code: English, Chinese."""
