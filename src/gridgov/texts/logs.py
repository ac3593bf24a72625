"""What can be wrong with the log of a process, and with a file that holds one. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # rows of a log that was checked
        "values_missing": ("does not say: {columns}", "缺少：{columns}"),
        "version_twice": ("shares its version with another row", "版本号与另一行相同"),
        "version_gap": (
            "has the version {actual}, and {expected} comes next",
            "版本号是 {actual}，其后应为 {expected}",
        ),
        "unknown_state_code": (
            "names states that the lifecycle does not have: {codes}",
            "含有流程中没有的状态：{codes}",
        ),
        "unknown_event_code": ("is an event that the lifecycle does not have: {codes}", "是流程中没有的事件：{codes}"),
        "not_an_opening": (
            'begins a case with "{event}" from "{before}" to "{after}", and a case begins in "{initial}"',
            "以“{event}”从“{before}”到“{after}”开始，而应始于“{initial}”",
        ),
        "no_such_edge": (
            'goes from "{before}" to "{after}" by "{event}", and no edge does',
            "由“{event}”从“{before}”到“{after}”，流程中没有这条边",
        ),
        "after_the_end": ('comes after the end, "{end}"', "发生在终止状态“{end}”之后"),
        "not_continued": (
            'starts from "{before}", and the event before it led to "{led}"',
            "始于“{before}”，而前一事件到达的是“{led}”",
        ),
        "back_in_time": ("happened {count} µs before the event before it", "比前一事件早 {count} 微秒"),
        # files of logs
        "not_xml": ("is not XML (line {line}, column {column})", "不是有效的 XML（第 {line} 行第 {column} 列）"),
        "doctype_refused": (
            "has a document type; such a file may hold entities that grow without end, and is not read",
            "含有文档类型声明；此类文件可能含有无限膨胀的实体，拒绝读取",
        ),
        "another_root": ('begins with another element than "{expected}"', "根元素不是“{expected}”"),
        "value_too_long": ("is longer than {limit} characters", "超过 {limit} 个字符"),
        "not_a_time": (
            "is not a time with its zone, such as 2022-03-01T12:00:00+08:00",
            "不是带时区的时间，例如 2022-03-01T12:00:00+08:00",
        ),
        "not_an_object": ("names an object that the file does not have", "引用了文件中没有的对象"),
        "no_such_type": ("has a type that the file does not declare", "其类型未在文件中声明"),
        "reserved_id": ('begins with "unit:" or "place:"', "以“unit:”或“place:”开头"),
        "not_in_order": ("does not come after the row before it", "未按顺序排在前一行之后"),
    }
)
"""By code: English, Chinese."""
