"""What is wrong with the library or with its use, and a conflict between two writers. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # the other two
        "conflict": (
            'stream "{stream}" is at version {actual}, not {expected}: somebody else wrote first.',
            "流“{stream}”的版本是 {actual}，不是 {expected}：已有他人先写入。",
        ),
        "unknown_parameter": (
            '"{parameter}" is in none of the loaded packs: {packs}.',
            "已加载的规则包（{packs}）中没有“{parameter}”。",
        ),
        "parameter_of_another_type": (
            '"{parameter}" has the unit "{unit}" and was asked for as a {wanted}.',
            "“{parameter}”的单位是“{unit}”，却按 {wanted} 读取。",
        ),
        "unknown_state": ('"{lifecycle}" has no state "{state}".', "“{lifecycle}”中没有状态“{state}”。"),
        "chart_not_compilable": (
            "The chart {chart} has what a table cannot hold: {places}.",
            "图 {chart} 含有无法编译成表的内容：{places}。",
        ),
        "salt_missing": (
            "Personal data is to be sealed and the context has no salt.",
            "需封存个人信息，但上下文没有盐值。",
        ),
        "no_attempts": ("execute() was told to try {attempts} times.", "execute() 的尝试次数为 {attempts}。"),
        "command_without_event": (
            '"{type}" changed nothing and its case does not exist.',
            "“{type}”未产生任何事件，且对象不存在。",
        ),
        "log_begins_twice": ('The log of a case has a second "{type}".', "对象的日志中“{type}”出现了两次。"),
        "log_without_beginning": ('The log of a case begins with "{type}".', "对象的日志以“{type}”开头。"),
        "event_not_in_catalogue": (
            'The vocabulary of the store has no event "{type}".',
            "存储所用词汇表中没有事件“{type}”。",
        ),
        "store_closed": ("The store is closed.", "存储已关闭。"),
        "store_after_fork": (
            "The store was opened before the process was forked; open one in each process.",
            "存储在进程分叉之前打开；请在每个进程中各自打开。",
        ),
        "erasure_unfinished": (
            (
                "The texts are deleted ({erased}), but a reader that stays in the database keeps old pages of its "
                "file; end it and erase again."
            ),
            "文本已删除（{erased} 条），但有读者仍占用数据库，旧页尚在文件中；请结束该读者后再次擦除。",
        ),
        "missing_extra": (
            'This needs an optional part of the library: pip install "gridgov[{extra}]".',
            '此功能需要可选组件：pip install "gridgov[{extra}]"。',
        ),
        "illegal_combination": (
            'A ticket whose {what} is "{parts}" cannot be.',
            "不可能存在这样的工单（{what}）：{parts}。",
        ),
        "timetable_missing": (
            "A limit is in {unit}, and the context has no timetable.",
            "期限以 {unit} 计，但上下文没有工作时间表。",
        ),
        "mutable_field": (
            "{message} has fields that can be changed after it was hashed: {fields}; use tuples.",
            "{message} 含有哈希后仍可更改的字段：{fields}；请改用元组。",
        ),
        "message_without_type": ("No fixed type is set by {messages}.", "下列消息未设定固定类型：{messages}。"),
        "type_name_used_twice": ("Two messages have the same type among {types}.", "消息类型重名：{types}。"),
    }
)
"""By code: English, Chinese."""
