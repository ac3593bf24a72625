"""What a command about a register is told when a rule, or the register, says no. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # refusals about records
        "before_it_began": (
            '"{what}" comes too early: "{case}" begins on {first}.',
            "“{what}”日期过早：“{case}”自 {first} 起存续。",
        ),
        "ended_already": ('"{case}" is not there any more on that day.', "“{case}”当日已不存续。"),
        "changes_later": (
            '"{case}" changes again on {later}: that has to be corrected or struck first.',
            "“{case}”在 {later} 另有变更，须先更正或撤销。",
        ),
        "ends_by_change": (
            "Areas and units end by a change of their own alone: {cases}.",
            "区域和组织只能通过其自身的变更终止：{cases}。",
        ),
        "another_act": (
            '"{what}" leaves names, codes and what something lies in as they are.',
            "“{what}”不改变名称、代码和所属区域。",
        ),
        "dependants_left": (
            "What hangs on it has to move or to end as well: {cases}.",
            "尚有依附于它的记录须一并移交或终止：{cases}。",
        ),
        "not_revocable": (
            '"{case}" was given irrevocably: it ends on its last day, or with its post.',
            "“{case}”不可撤回，仅可到期终止或随岗位终止。",
        ),
        # refusals about changes
        "open_work_without_successor": (
            "Open cases would be left with nobody: {cases}.",
            "未办结事项将无人承接：{cases}。",
        ),
        "no_single_successor": (
            "Who takes these over has to be named, for their places do not say it: {cases}. It can be: {candidates}.",
            "下列事项无法按地点确定承接单位，须逐一指明：{cases}。可选：{candidates}。",
        ),
        "successor_ends": (
            '"{case}" is there until {last} only, and cannot take open cases over.',
            "“{case}”只存续至 {last}（不含当日），不能承接未办结事项。",
        ),
        "succeeds_itself": ("What is dissolved cannot take its own place.", "被撤销者不能由自身承接。"),
        "not_part_of_one": (
            'On that day "{case}" is part of {count} units; a transfer from one to another needs exactly one.',
            "当日“{case}”隶属于 {count} 个组织；划转须恰有一个。",
        ),
        # problems of commands
        "not_a_dependant": ("does not hang on what changes", "并不依附于发生变更的对象"),
        "not_with_it": ("is with a unit that does not change here", "不由本次变更的组织承办"),
        "not_in_it": ("is not in the area that is transferred", "不在所划转的区域内"),
        "not_the_day_of_change": ("is not the day of the change", "与变更生效日期不一致"),
    }
)
"""By code: English, Chinese."""
