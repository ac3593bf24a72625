"""What detectors of gamed figures say: what was counted, and that it is worth asking. Never that somebody is guilty."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # whatever the detector
        "nothing_to_ask": ("nothing out of the ordinary", "未见异常"),
        "too_few_to_tell": (
            "too few to tell: {found}, and at least {least} are needed",
            "数量不足，无法判断：现有 {found}，至少需要 {least}",
        ),
        "nobody_to_compare_with": (
            "too few to compare with each other: {found} with enough rows, and at least {least} are needed",
            "可相互比较的对象不足：数量达标的有 {found} 个，至少需要 {least} 个",
        ),
        # why a detector was not run
        "lacks_columns": ("was not run: the table lacks {columns}", "未运行：表中缺少 {columns}"),
        "lacks_arguments": ("was not run: it needs {names}", "未运行：需要给出 {names}"),
        # one each
        "closed_at_the_limit": (
            (
                "{found} were closed in the last {slice} of their time, where {expected} would be usual after the times"
                " before and behind: worth asking how closings come to be dated"
            ),
            "在时限最后 {slice} 内办结 {found} 件，按前后相邻时段推算约为 {expected} 件：值得询问办结时间如何确定",
        ),
        "asked_again": (
            (
                "of {whole} closed tickets {found} ({share}) were asked again in {days} days or opened again, of the"
                " others {usual}: worth asking whether they were solved when they were closed"
            ),
            (
                "办结 {whole} 件中有 {found} 件（{share}）在 {days} 日内再次诉求或被重新办理，其他对象合计为 {usual}："
                "值得询问办结时问题是否已解决"
            ),
        ),
        "excluded_often": (
            (
                "{found} of {whole} tickets ({share}) are left out of the assessment, with the others it is {usual}:"
                " worth asking for the reasons"
            ),
            "{whole} 件中有 {found} 件（{share}）未计入考核，其他对象合计为 {usual}：值得询问剔除理由",
        ),
        "deferred_late": (
            (
                "on time are {share} of all that are due, and {without} without the {found} deferred ones, of which"
                " {late} are late: worth asking why they were deferred"
            ),
            "按期率为 {share}，不计 {found} 件缓办工单则为 {without}，其中逾期 {late} 件：值得询问缓办理由",
        ),
        "mix_has_changed": (
            (
                "{share} of the tickets would have to change category to bring back the mix of before:"
                " worth asking whether demand has changed or the way it is labelled"
            ),
            "与基期相比，类别构成相差 {share}：值得询问是诉求变化还是归类方式变化",
        ),
        "moved_to_longer_limits": (
            (
                "of {whole} tickets that were put into a category with another limit, {found} got a longer one:"
                " worth asking why"
            ),
            "改换类别且时限改变的 {whole} 件中，有 {found} 件时限变长：值得询问原因",
        ),
        "few_were_visited": (
            (
                "{found} of {whole} were reached ({share}); whatever the others would have said, the rate of {subject}"
                " lies between {low} and {high}: worth asking who was not reached"
            ),
            (
                "{whole} 件中回访成功 {found} 件（{share}）；无论其余答复如何，{subject}的比例在 {low} 与 {high} 之间："
                "值得询问哪些未被回访"
            ),
        ),
        "visited_by_choice": (
            (
                "of {whole} that may be unhappy {found} were reached ({share}), of the others {usual}:"
                " worth asking how it is decided who is visited"
            ),
            "在可能不满意的 {whole} 件中回访成功 {found} 件（{share}），其余为 {usual}：值得询问回访对象如何确定",
        ),
        "units_at_maximum": (
            (
                "{found} of {whole} units ({share}) are at the maximum of {subject}, which tells them apart no more:"
                " worth asking what it measures"
            ),
            "{whole} 个单位中有 {found} 个（{share}）的“{subject}”已达最高值，无法区分：值得询问该指标衡量什么",
        ),
        "surge_at_the_end": (
            (
                "{found} of {whole} lie in the last {days} days of a period, which are {usual} of the time:"
                " worth asking what happens there"
            ),
            "{whole} 件中有 {found} 件集中在周期最后 {days} 天，而这些天仅占全部时间的 {usual}：值得询问原因",
        ),
    }
)
"""By code: English, Chinese."""
