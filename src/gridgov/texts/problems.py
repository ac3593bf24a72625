"""What is wrong with an input, a file, a pack, a calendar, a log. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # problems of an input
        "missing": ("is missing", "缺失"),
        "unknown_key": ("is not a known key", "不是已知的字段"),
        "wrong_type": ("must be {expected}", "类型必须是 {expected}"),
        "naive_datetime": ("needs a time zone", "缺少时区"),
        "unknown_choice": ("must be one of {expected}", "必须是下列之一：{expected}"),
        "unknown_type": ("is not a known message type", "不是已知的消息类型"),
        "out_of_range": ("must be {expected}", "必须 {expected}"),
        "wrong_length": ("must have {expected} characters or items", "长度必须 {expected}"),
        "blank": ("must have a character that can be seen", "不得只含空白或不可见字符"),
        "wrong_pattern": ("must match {expected}", "格式必须符合 {expected}"),
        "invalid": ("breaks the rule {rule}", "违反规则 {rule}"),
        "not_json": ("is not JSON (line {line}, column {column})", "不是有效的 JSON（第 {line} 行第 {column} 列）"),
        "not_toml": ("is not TOML", "不是有效的 TOML"),
        "not_finite": ("is a number that is not finite", "不是有限的数"),
        "integer_too_long": ("has a whole number of too many digits", "含有位数过多的整数"),
        "lone_surrogate": (
            "has half a surrogate pair (\\ud800 to \\udfff), which is no character",
            "含有不成对的代理码元（\\ud800 至 \\udfff），不是字符",
        ),
        "control_character": (
            "has a control character or another that cannot be shown",
            "含有控制字符或其他不可显示的字符",
        ),
        "not_utf8": ("is not UTF-8 text", "不是 UTF-8 文本"),
        "too_large": ("is larger than {limit} bytes", "超过 {limit} 字节"),
        "too_deep": ("is nested deeper than {limit} levels", "嵌套超过 {limit} 层"),
        "duplicate_key": ('has the key "{key}" twice', "字段“{key}”重复"),
        "no_upcaster": ("has no upcaster from version {version}", "没有从版本 {version} 升级的转换"),
        "from_the_future": ("is version {version}, newer than this library", "版本 {version} 高于本库所支持的版本"),
        "no_calendar_table": (
            "has no table for the year {year}, only for {first} to {last}",
            "没有 {year} 年的工作日安排，只有 {first} 至 {last} 年的",
        ),
        # problems of a file or of an installation
        "no_such_file": ("does not exist", "不存在"),
        "not_readable": ("cannot be read", "无法读取"),
        "not_writable": ("cannot be written", "无法写入"),
        "not_openable": (
            "names nothing that can be opened as a SQLite database ({reason})",
            "所指之处无法作为 SQLite 数据库打开（{reason}）",
        ),
        "extra_missing": (
            'is not installed; pip install "gridgov[{extra}]" brings it',
            '尚未安装；可执行 pip install "gridgov[{extra}]" 安装',
        ),
        # problems of a pack, a register, a notation or a list of figures
        "float_refused": (
            "is a float; write it exactly: a whole number, or a fraction or decimal in quotes",
            "是浮点数；请写成整数，或加引号的分数或小数",
        ),
        "not_whole": ("must be a whole number from 0 to {limit}", "必须是 0 到 {limit} 的整数"),
        "not_fraction": (
            'must be a fraction in quotes from 0 to 1, such as "1/2"',
            "必须是加引号的 0 到 1 之间的分数，例如“1/2”",
        ),
        "not_decimal": ('must be a decimal in quotes, such as "82.94"', "必须是加引号的小数，例如“82.94”"),
        "not_codes": (
            'must be a list of different codes, such as ["water", "power"]',
            '必须是互不相同的代码列表，例如 ["water", "power"]',
        ),
        "duplicate_id": ("is used twice", "重复使用"),
        "unknown_term": ('is no word of the anchor "{anchor}"', "不是“{anchor}”的用语"),
        "loss_unsaid": (
            "is missing at the end of a request, and no note says why",
            "在诉求结束时缺失，且未说明原因",
        ),
        "outcome_too_early": (
            "stands beside a state in which nothing can have been achieved yet",
            "所在状态尚不可能有办理结果",
        ),
        "ends_before_start": ("ends before it begins", "终止日期早于起始日期"),
        "overlap": ("begins on {start}, while an earlier value still holds", "自 {start} 起生效时，先前的值仍然有效"),
        "overlap_of_packs": (
            'has a value on {start} in "{first}" and in "{second}", and neither overrides the other',
            "在 {start} 同时由“{first}”和“{second}”规定，且互不覆盖",
        ),
        "gap": (
            "leaves no value from {start} until {end}; say why with the key gap",
            "从 {start} 到 {end} 之前没有值；请用 gap 字段说明原因",
        ),
        "no_gap": ("gives a reason for a gap that is not there", "说明了并不存在的空档"),
        "unit_differs": (
            'has the unit "{second}" in one pack and "{first}" in another',
            "在不同规则包中的单位不同：“{first}”与“{second}”",
        ),
        "not_among_earlier_packs": ("is not the id of an earlier pack", "不是先前规则包的编号"),
        "cycle": ("is its own ancestor", "是自己的上级"),
        "too_many_levels": ("is more than {limit} levels below the top", "层级超过 {limit} 层"),
        "outside_parent_code": ("has a code outside that of the unit above", "其代码不属于上级代码的范围"),
        "not_admin_code": ("is not a division code of 2, 4, 6, 9 or 12 digits", "不是 2、4、6、9 或 12 位的区划代码"),
        "not_a_layer": (
            "is not a layer: a whole number from 1 or one capital letter, then a classifier and a label if wanted",
            "不是有效的层级：应为正整数或一个大写字母，其后可接量词和名称",
        ),
        "unknown_figure": ("names a figure that is not in the list", "引用了列表中没有的数字"),
        "units_missing": (
            "has {found} units of {expected}: {count} missing",
            "应有 {expected} 个，实有 {found} 个，缺 {count} 个",
        ),
        "units_extra": (
            "has {found} units of {expected}: {count} too many",
            "应有 {expected} 个，实有 {found} 个，多 {count} 个",
        ),
        "outside_layer_above": ("lies in no unit of the layer above", "不属于上一层的任何单位"),
        "in_several_of_layer_above": ("lies in several units of the layer above", "同时属于上一层的多个单位"),
        "nothing_below": ("has no unit of the layer below", "下一层没有单位"),
        # findings about a local pack
        "unknown_policy": ("is a rule that nobody asks for", "是没有任何环节会用到的规则"),
        "unit_of_policy": ("must have one of the units {expected}", "单位必须是下列之一：{expected}"),
        "looser_than": ('asks for less than "{pack}": {reference}', "低于“{pack}”的要求：{reference}"),
        "other_unit_than": (
            'has the unit "{unit}" and "{pack}" has "{other}", which cannot be compared: {reference}',
            "单位为“{unit}”，而“{pack}”为“{other}”，无法比较：{reference}",
        ),
        "code_of_policy": ('holds "{code}", which is none of {expected}', "含有“{code}”，应为下列之一：{expected}"),
        "preset_as_rule": ("calls itself a preset in a pack that is none", "在非预设的规则包中自称预设"),
        # problems of a library of plans or a book of templates
        "unknown_cause": (
            "is a cause that neither the category nor one above it has",
            "不是该类别或其上级类别的已知原因",
        ),
        "cause_without_plan": ("is a cause without a plan", "是没有对应方案的原因"),
        "no_known_cause": ("has no known cause, nor has a category above it", "及其上级类别均没有已知原因"),
        "unknown_plan": ("is not a plan of the library", "不是方案库中的方案"),
        "other_words_elsewhere": ("is called something else in another plan", "在其他方案中名称不同"),
        "without_occasion": ("needs an outcome or a state", "须指明办理结果或状态"),
        "slot_not_in_text": ('lacks the slot "{slot}"', "缺少填空项“{slot}”"),
        "slot_not_declared": ('has the slot "{slot}", which is not declared', "含有未声明的填空项“{slot}”"),
        "stray_brace": ("has a brace that belongs to no slot", "含有不属于填空项的花括号"),
        "duty_left_out": (
            'may not go without the slot "{slot}" ({reference})',
            "不得缺少填空项“{slot}”（{reference}）",
        ),
        "never_picked": ("is never picked: one before it always fits", "永远不会被选中：之前已有适用的模板"),
        # problems of a calendar, of service hours or of a figure
        "years_with_a_gap": ("must be rising years without a gap", "必须是连续递增的年份"),
        "day_stands_twice": ("stands twice", "重复出现"),
        "outside_covered_years": ("lies in a year that the calendar does not cover", "不在日历所涵盖的年份内"),
        "makeup_workday_off_weekend": ("is a make-up workday and not on a weekend", "是调休上班日，却不在周末"),
        "no_notices": ("must cite one notice or more, each as text", "必须以文本列出至少一份通知"),
        "no_english_name": ("has no English name in the table names", "在 names 表中没有英文名称"),
        "days_do_not_add_up": ("is not the number of days from first to last", "与 first 至 last 的天数不符"),
        "china_has_its_own": (
            "is China, whose working days are decreed year by year: china() has them",
            "是中国；其工作日按年度通知安排，请用 china()",
        ),
        "unknown_country": (
            "is not a country or subdivision that the package holidays knows",
            "不是 holidays 包所知的国家或地区",
        ),
        "weekend_changes": ("changes within these years; name it", "在这些年份内有变化；请明确指定"),
        "shift_without_length": ("is the same time as the opening", "与开始时间相同"),
        "unknown_time_zone": (
            "is not a zone of the IANA database, such as Asia/Shanghai",
            "不是 IANA 数据库中的时区，例如 Asia/Shanghai",
        ),
        "no_shift": ("has no shift; let the calendar say that the day is off", "没有班次；休息日请由日历规定"),
        "shifts_overlap": ("has shifts that overlap", "班次互相重叠"),
        "shifts_overlap_next_day": (
            "has a shift that lasts into the first one of the next day",
            "班次延续到次日第一个班次之内",
        ),
        "as_of_or_period_to": (
            "must have either as_of or period_to, and not both",
            "必须有 as_of 或 period_to 之一，且不能同时有",
        ),
        "sum_or_ratio": (
            "must be a sum, or a ratio of numerator and denominator, or neither",
            "只能是合计，或分子与分母之比，或都不是",
        ),
        "has_gaps": ("has empty cells", "有空值"),
        "numerator_without_denominator": (
            "lacks flags of the denominator, and could be more than it: {expected}",
            "缺少分母的标志，可能大于分母：{expected}",
        ),
        # findings about a lifecycle
        "unreachable_state": ("can never be reached", "永远无法到达"),
        "dead_end": ("has no way out and is not final", "没有出口且不是终止状态"),
        "terminal_with_exit": ("is final and yet has a way out", "是终止状态却仍有出口"),
        "no_way_to_end": ("never leads to a final state", "永远到不了终止状态"),
        "edge_without_source": ("names no law, standard or design note", "未注明法律、标准或设计依据"),
        "waiting_without_clock": ("waits, and no clock ends the waiting", "处于等待却没有时限"),
        "dangling_target": ("leads to a state that does not exist", "指向不存在的状态"),
        "guard_without_oracle": ('has the condition "{guard}", which nothing answers', "条件“{guard}”无从判断"),
        "shadowed_edge": (
            "is never taken: an edge without a condition comes before it",
            "永远不会被选中：之前已有无条件的边",
        ),
        "unknown_clock_place": (
            "has a clock and is no state or stage in which a case can be",
            "设有时限，却不是对象可处的状态或阶段",
        ),
        "unused_guard": ("answers a condition that no edge has", "所判断的条件未被任何边使用"),
        "one_kpi_only": ("must be of one KPI, and at least one", "必须同属一个指标且不能为空"),
        "no_such_state": ("is not a state of the chart", "不是图中的状态"),
        "one_initial_state": ("must have exactly one initial state", "必须恰有一个初始状态"),
        # problems of a log
        "not_next": ("is {actual}, and {expected} comes next", "是 {actual}，其后应为 {expected}"),
        "hash_mismatch": ("does not fit the event that it stands beside", "与所附事件不符"),
        "chain_broken": ("is not the hash of the event before it in its stream", "不是该流中前一事件的哈希"),
        "truncated": ("is cut off before its end", "不完整，末尾被截断"),
        "not_canonical": ("is JSON, but not as the library writes a log", "是 JSON，但不是本库写日志的格式"),
        "seal_mismatch": ("is not sealed by the digest that it stands under", "与其封存摘要不符"),
        # problems of polygons
        "not_a_position": (
            "is not [longitude, latitude] in degrees; its ring has {count} such positions",
            "不是以度计的 [经度, 纬度]；所在环中此类位置共 {count} 个",
        ),
        "ring_not_closed": ("does not end where it begins", "首尾位置不同，环未闭合"),
        "crosses_itself": ("crosses or touches itself at {at}", "边界在 {at} 处自相交或自相接"),
        "rings_misplaced": (
            "has a hole or a part that cannot lie where it does, at {at}",
            "在 {at} 处有位置不当的内环或部分",
        ),
        "no_area": ("has no area", "面积为零"),
        "points_not_finite": (
            "A coordinate is missing or not finite in {count} of them; the first are rows {rows}, counted from 0",
            "有 {count} 个点的坐标缺失或不是有限的数；最前面的是第 {rows} 行（从 0 起计）",
        ),
    }
)
"""By code: English, Chinese."""
