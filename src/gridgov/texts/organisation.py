"""What a register, a change of it and the question who must act can say. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # problems of codes
        "not_grid_code": ("is not a grid code of 15 digits", "不是 15 位的网格代码"),
        "not_credit_code": ("is not a unified social credit code of 18 characters", "不是 18 位的统一社会信用代码"),
        "not_ocd_id": ("is not an Open Civic Data division id", "不是 Open Civic Data 区划编号"),
        "wrong_check_digit": ("has a check digit that does not fit the others", "校验码不正确"),
        "too_few_columns": ("has too few columns", "列数不足"),
        "not_a_row": ("is no row of a table, or has a field that is too long", "不是有效的表格行，或字段过长"),
        # problems of a register
        "not_known": ("is not in the register", "不在登记册中"),
        "not_known_then": ("is not in the register on that day", "当日不在登记册中"),
        "of_another_kind": ("names a record that is not of the kind {expected}", "所引用的记录不属于：{expected}"),
        "outside_time": (
            "is valid on days on which what it names is not: {missing}",
            "其存续期超出所引用记录的存续期：{missing}",
        ),
        "code_twice": (
            "has the code that another place has at the same time: {other}",
            "与同期另一区域的代码相同：{other}",
        ),
        "code_of_another_level": (
            "has a code of a level that a place of its kind is not on",
            "代码的级次与该类区域不符",
        ),
        "in_no_community": (
            "is a grid, and lies in no community or village directly",
            "为网格，却不直接属于任何社区或村",
        ),
        "too_many_holders": ("has more than {most} holders at once: {period}", "同时任职人数超过 {most} 人：{period}"),
        "exclusive_twice": (
            "is held by somebody who holds another exclusive post at the same time: {period}",
            "任职者同期还担任另一专任岗位：{period}",
        ),
        "primary_twice": (
            "is the primary post of somebody who has another at the same time: {period}",
            "任职者同期另有主要岗位：{period}",
        ),
        "wider_than_given": ("gives away more than the giver has: {extra}", "授权超出授权人自身的权限：{extra}"),
        "handed_on": (
            "hands on what was only handed to it, which may not be handed on: {extra}",
            "转授他人所授的权限，而受委托者不得再委托：{extra}",
        ),
        "listed_twice": ("lists the same thing twice", "重复列出同一项"),
        "held_twice": ("is held twice by the same agent at the same time: {period}", "同一人同期重复任职：{period}"),
        "guided_and_handles": (
            "is only guided by whoever leads, and may not be given main responsibility",
            "属于指导关系，不得承担主办责任",
        ),
        "volunteers_may_not": (
            "is held by volunteers and has the power {power}",
            "由志愿者担任，不得具有“{power}”权力",
        ),
        "not_of_the_post": ("is not the organization that the post is in", "不是该岗位所属的组织"),
        "within_without_unit": (
            "needs both an amount and a unit of its limit, or neither",
            "期限的数值和单位须同时填写或同时省略",
        ),
    }
)
"""By code: English, Chinese."""
