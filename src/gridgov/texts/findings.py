"""What the checks of a sound register find on a day, and why one was not made. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # places
        "in_no_centre": ("lies in no area centre", "不属于任何片区"),
        "in_several_centres": (
            "lies in several area centres, one inside another: {candidates}",
            "同时属于多个嵌套的片区：{candidates}",
        ),
        "centre_without_communities": ("has no community or village", "没有任何社区或村"),
        "does_not_tile": (
            "is not tiled by its grids: {gap} % in none, {overlap} % in several, {outside} % beyond it",
            "未被其网格恰好铺满：未覆盖 {gap}%，重复覆盖 {overlap}%，越界 {outside}%",
        ),
        "several_tops": (
            "is not the only area without another around it; there are {candidates} too",
            "并非唯一的顶层区域，另有：{candidates}",
        ),
        "parallel_grids": (
            "has several sets of grids for one purpose: {candidates}",
            "同一用途存在多套网格：{candidates}",
        ),
        "same_name_here": (
            "has the name of another of its kind under the same parent: {candidates}",
            "与同一上级下的同类区域同名：{candidates}",
        ),
        "same_name_elsewhere": (
            "has the name of others of its kind under other parents: {candidates}",
            "与其他上级下的同类区域同名：{candidates}",
        ),
        # posts
        "post_vacant": (
            "has {found} of at least {least} holders; {acting} act for it",
            "至少应有 {least} 人任职，实有 {found} 人，另有 {acting} 人代理",
        ),
        "no_specialist": ("has no specialist", "没有党建专员"),
        "several_specialists": (
            "has {count} specialists and may have one: {candidates}",
            "有 {count} 名党建专员，应为一名：{candidates}",
        ),
        "not_concurrent": ("has a specialist who does not hold the post besides another", "其党建专员并非兼任"),
        "no_official": ("has a specialist who is none of these: {roles}", "其党建专员当日不担任：{roles}"),
        "not_eligible": (
            "is held by somebody who is none of these on that day: {roles}",
            "任职者当日不担任以下任何职务：{roles}",
        ),
        "no_grid_worker": ("has no grid worker in {periods}", "以下期间没有网格员：{periods}"),
        "too_many_areas": (
            "has the role {roles} in {count} areas at once, and may have it in {most}",
            "同时在 {count} 个区域担任{roles}，至多 {most} 个",
        ),
        "term_of_post_over": (
            "lasts longer than the {most} months of its post",
            "任期超过该岗位规定的 {most} 个月",
        ),
        "term_by_law_over": (
            "has members, {count} of them, whose term lasts longer than {most} years: {reference}",
            "有 {count} 名成员任期超过 {most} 年：{reference}",
        ),
        # property bodies and committees
        "too_few_members": (
            "has {found} members and needs at least {least}: {reference}",
            "有委员 {found} 人，至少应有 {least} 人：{reference}",
        ),
        "even_members": (
            "has {found} members, and the number has to be odd: {reference}",
            "有委员 {found} 人，人数应为单数：{reference}",
        ),
        "households_unknown": (
            "has {found} members, enough if at most {most} households live in its estate; how many do is not known",
            "有委员 {found} 人，仅当小区不超过 {most} 户时可行；户数未知",
        ),
        "too_few_owners": (
            "has {found} owners' representatives in {whole} members, and the share asked for is {share}: {reference}",
            "委员 {whole} 人中业主代表 {found} 人，规定比例为 {share}：{reference}",
        ),
        "not_one_chair": ("has {found} chairs instead of one", "有主任 {found} 人，应为一人"),
        "chair_from_elsewhere": (
            "has a chair who represents none of these: {kinds}: {reference}",
            "其主任不代表以下任何组织：{kinds}。{reference}",
        ),
        "body_term_over": (
            "has been there longer than {most} years, since {start}: {reference}",
            "自 {start} 起存续已超过 {most} 年：{reference}",
        ),
        "both_bodies": (
            "is still there {found} days after {other} filed its papers, and {most} are allowed: {reference}",
            "在 {other} 备案 {found} 天后仍未解散，期限为 {most} 天：{reference}",
        ),
        "members_outside": (
            "has {found} members, and {least} to {most} are asked for: {reference}",
            "有成员 {found} 人，规定为 {least} 至 {most} 人：{reference}",
        ),
        "households_outside": (
            "is there for {found} households, and {least} to {most} are the rule: {reference}",
            "所辖 {found} 户，一般为 {least} 至 {most} 户：{reference}",
        ),
        # who answers for what
        "several_lead": (
            "has several who answer for {matter}: {candidates}",
            "“{matter}”有多个主办：{candidates}",
        ),
        "nobody_leads": (
            "is one of {count} areas where nobody answers for {matter}: {candidates}",
            "等 {count} 个区域的“{matter}”无人主办：{candidates}",
        ),
        "work_left_behind": (
            "is no more, and {count} open cases are still with it: {candidates}",
            "已不存在，仍有 {count} 件未办结：{candidates}",
        ),
        "figure_differs": (
            "was published as {expected}, and the register has {found} on {day}",
            "公布值为 {expected}，登记册在 {day} 为 {found}",
        ),
        "parts_differ": (
            "was published as {expected}, and its parts come to {found}",
            "公布值为 {expected}，各组成部分合计 {found}",
        ),
        "parts_exceed": (
            "was published as {expected}, and what is part of it comes to {found}",
            "公布值为 {expected}，其中部分合计已达 {found}",
        ),
        "not_among_figures": ("names a figure that was not given", "引用了未提供的数据"),
        # why something was not checked
        "rule_not_known": (
            "has no value that is loaded and in force on {day}; not checked: {count}",
            "在 {day} 没有已载入且有效的取值；未检查 {count} 项",
        ),
        "not_given": ("was not given; not checked: {count}", "未提供；未检查 {count} 项"),
        "no_figures": ("was not given, so no published figure was checked", "未提供，未核对公布数据"),
        "no_members_known": (
            "has no members in the register on that day, so its make-up was not checked",
            "当日登记册中没有其成员，未检查其组成",
        ),
        # the command line
        "for_registers_only": ("is only for a register", "仅适用于登记册"),
    }
)
"""By code: English, Chinese."""
