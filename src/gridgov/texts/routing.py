"""What the question who must act is answered with: the steps of a trace, and the refusals. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # refusals
        "several_must_act": (
            'Several answer for "{matter}" in "{area}", and none comes first: {candidates}.',
            "“{area}”的“{matter}”有多个承办者，无法确定先后：{candidates}。",
        ),
        "nobody_must_act": (
            "Nobody answers for this matter in {areas}.",
            "该事项在以下区域均无承办者：{areas}。",
        ),
        "nobody_in_post": (
            "Nobody is in the posts that answer for this, nobody acts for them, and no level is above: {vacant}.",
            "承办该事项的岗位均空缺，无人代理或受托，也没有上一级：{vacant}。",
        ),
        "several_other_ways": (
            '"{matter}" goes elsewhere by several ways, and none comes first: {ways}.',
            "“{matter}”有多种分类处理方式，无法确定先后：{ways}。",
        ),
        # steps: the lead
        "route_searched": (
            "Looked for who answers for {matter}, from the inside out: {areas}.",
            "由内向外查找“{matter}”的承办者：{areas}。",
        ),
        "route_lead": ("{holder} answers for {matter} in {area}.", "{area}的“{matter}”由{holder}承办。"),
        "route_basis": ("This rests on: {basis}.", "依据：{basis}。"),
        "route_in_post": ("In the post on that day: {agents}.", "当日任职者：{agents}。"),
        "route_vacant": ("Nobody is in the post: {holder}.", "岗位空缺：{holder}。"),
        "route_acting": ("Acting for it: {agents}.", "代理者：{agents}。"),
        "route_delegate": (
            "It has let another post act for it: {delegate}, with {agents}.",
            "已委托其他岗位代行：{delegate}，任职者：{agents}。",
        ),
        "route_delegate_vacant": (
            "It has let another post act for it, where nobody is either: {delegate}.",
            "受托岗位也空缺：{delegate}。",
        ),
        "route_shortest": (
            "Several lines give {holder} different limits; the shortest counts, a working day as one day: {limits}.",
            "{holder}的多条清单期限不一，以最短者为准（工作日按自然日比较）：{limits}。",
        ),
        "route_upward": ("So the matter goes up to the next level.", "因此上交上一级。"),
        "route_within": ("Time to settle it: {within}.", "办理期限：{within}。"),
        "route_alone": (
            "The lead may {powers}, and so closes the matter alone.",
            "承办者具有{powers}的全部权限，可以独立办结。",
        ),
        "route_not_alone": (
            "The lead does not close the matter alone; it may not {missing}.",
            "承办者不能独立办结，缺少的权限：{missing}。",
        ),
        # steps: who helps
        "route_under_command": (
            "{holder} works under the command of {by} (may {powers}).",
            "{holder}接受{by}的统一指挥（权限：{powers}）。",
        ),
        "route_attend_when_whistled": (
            "{holder} has to come when {by} whistles (may {powers}).",
            "{by}吹哨时，{holder}须报到（权限：{powers}）。",
        ),
        "route_help": ("{holder} helps {by} (may {powers}).", "{holder}协助{by}（权限：{powers}）。"),
        "route_guided": (
            "{holder} is guided by {by}, not commanded: it helps (may {powers}), and takes on no main responsibility.",
            "{by}对{holder}是指导关系而非指挥关系：后者协助办理（权限：{powers}），不承担主责。",
        ),
        "route_stays": (
            "Whoever comes or helps, the lead stays the lead: {lead}.",
            "无论谁报到或协助，牵头单位不变：{lead}。",
        ),
        # steps: the way up
        "route_level": (
            "If it cannot be settled there, it goes to {holder} ({area}).",
            "仍不能解决的，报{holder}（{area}）。",
        ),
        "route_level_within": (
            "If it cannot be settled there, it goes to {holder} ({area}), with a limit of its own: {within}.",
            "仍不能解决的，报{holder}（{area}），另计期限：{within}。",
        ),
        "route_several_above": (
            "These stand side by side, and none comes first: {holders}.",
            "以下各方并列，不分先后：{holders}。",
        ),
        # steps: another way
        "route_other_way": (
            "{matter} is not handled as a request, but goes another way: {way}.",
            "“{matter}”不作为诉求办理，另行处理：{way}。",
        ),
        # steps: whether somebody may
        "may_asked": (
            "Asked whether {agent} may {power} in {area}: {matter}.",
            "询问：{agent}能否在{area}对“{matter}”行使“{power}”权限。",
        ),
        "may_in_post": ("Yes, in the post: {holder}.", "可以，所任岗位：{holder}。"),
        "may_acting": ("Yes, acting for the post: {holder}.", "可以，代理岗位：{holder}。"),
        "may_delegated": (
            "Yes, in the post {delegate}, which {holder} let act for it.",
            "可以，{holder}已委托其所任岗位：{delegate}。",
        ),
        "may_in_unit": (
            "Yes, for the unit {holder}, in whose post they are: {post}.",
            "可以，代表所在单位{holder}，所任岗位：{post}。",
        ),
        "may_line": ("The line is for {matter} in {area}.", "清单事项：{area}的“{matter}”。"),
        "may_no_post": ("No: in no post on that day.", "不可以：当日没有任职。"),
        "may_not": (
            "No: none of their posts has this power for the matter there: {posts}.",
            "不可以：所任岗位在该处对该事项均无此权限：{posts}。",
        ),
        "may_volunteer": (
            "A volunteer's post has what is written for it, not what its unit has: {post}.",
            "志愿岗位只有明确赋予的权限，不具有所在单位的权限：{post}。",
        ),
        "may_others": ("Who may: {holders}.", "有此权限的：{holders}。"),
    }
)
"""By code: English, Chinese."""
