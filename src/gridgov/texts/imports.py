"""What can be wrong with a file of somebody else, and with how its columns are mapped. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # the file
        "no_header": ("has no header", "没有表头"),
        "not_utf8_or_gb": ("is neither UTF-8 nor GB 18030", "编码既非 UTF-8 亦非 GB 18030"),
        "no_name": ("has no name", "没有列名"),
        "duplicate_column": ("has the name of an earlier column", "与前面的列同名"),
        "another_length": (
            "has {found} cells and the header {expected}",
            "有 {found} 个单元格，而表头为 {expected} 个",
        ),
        "several_sheets": (
            "has cells on several sheets; name one: {expected}",
            "有多个含数据的工作表，请指定：{expected}",
        ),
        "no_such_sheet": ("has no such sheet: {expected}", "没有该工作表；可用：{expected}"),
        # the mapping
        "no_such_target": (
            "is no column of the ticket table: {expected}",
            "不是工单表中的列；可用：{expected}",
        ),
        "no_such_column": ("is not in the file; near: {near}", "文件中没有该列；相近：{near}"),
        "no_plain_column": ("holds lists, records, spans of time or bytes", "含有列表、记录、时长或二进制数据"),
        "no_such_format": (
            "is no format of a time: it needs a year, a month and a day",
            "不是时间格式：须含年、月、日",
        ),
        "said_twice": ("is said in {other} too", "在 {other} 中也已给出"),
        "no_such_preset": ("is no preset: {expected}", "不是预设映射；可用：{expected}"),
        # the rows
        "no_ticket": ("has no id", "缺少编号"),
        "duplicate_ticket": ("has the id of an earlier row; the first is kept", "编号与前面的行重复，保留第一行"),
        "shortened_ticket": (
            "is a number that a spreadsheet shortened; its id is lost",
            "是被电子表格截短的数字，编号已丢失",
        ),
        "unmapped_word": (
            "is none of the words that the mapping translates; kept as it is",
            "不在映射所译的用语之内，原样保留",
        ),
        "no_such_time": ("is no time of the given formats", "不是所给格式的时间"),
        "time_without_zone": (
            "names no time zone, and the mapping gives none",
            "未注明时区，映射中也未给出时区",
        ),
        "hour_shown_twice": (
            "lies in an hour that clocks showed twice when they were set back",
            "处于时钟回拨时重复的一小时内",
        ),
        "hour_left_out": (
            "lies in an hour that clocks left out when they were set forward",
            "处于时钟拨快时跳过的一小时内",
        ),
        "sentinel_year": ("has a year that stands for no date; taken as empty", "年份为占位值，视为空"),
        "mixed_offsets": (
            "has times of several offsets; each was read with its own",
            "含有不同时区偏移的时间，均按各自偏移读取",
        ),
        "no_flag": ("is neither of the words for yes nor of those for no", "既非“是”也非“否”的用语"),
        "empty_flag": (
            "is empty, and the mapping does not say what that means",
            "为空，映射中未说明空值的含义",
        ),
        "no_number": ("is no whole number, or could be two", "不是整数，或有歧义"),
        "never_received": ("is empty: when it was received is not known", "为空：受理时间不明"),
        "ends_before_it_starts": ("lies before it was received", "早于受理时间"),
        "open_with_an_end": ("says that it is open, and there is an end", "为未结状态却有办结时间"),
        "over_without_an_end": ("says that it is over, and there is no end", "为已结状态却没有办结时间"),
    }
)
"""By code: English, Chinese."""
