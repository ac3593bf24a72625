"""What can go wrong, and how it is said: four errors, each with a stable code and text in English and Chinese.

=============  ====================================  =========================================
error          means                                 what the caller does
=============  ====================================  =========================================
``Refused``    a rule says no                        shows the text to the person who asked
``BadInput``   the input has the wrong shape         shows every problem, stores nothing
``Conflict``   somebody else was faster              reads again and decides again
``Defect``     the library or its use is wrong       reports a bug
=============  ====================================  =========================================

Match on ``code`` and ``params``, never on text. Every error survives pickling. No error carries what a person
typed: params hold names of fields, rules, states and limits only.

>>> error = Refused("not_allowed_now", what="reply", state="received", allowed=("handle",), source="design note 3")
>>> print(error.text("en"))
"reply" is not possible while the state is "received". Source: design note 3. Possible now: handle.
>>> print(error.text("zh"))
当前状态为“received”，不能执行“reply”。依据：design note 3。现在可以：handle。
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import field, frozen

Lang = Literal["en", "zh"]
"""A language that every text of the library exists in."""

Param = str | int | tuple[str, ...]
"""What a text may be filled with: a name, a number or a list of names; never what a person typed."""

Word = Callable[[str, str], str]
"""Turns a code into a word, so that a citizen need not read codes: told the code and what it stands for, which is the
name of its param (``what``, ``state``, ``clock``, ``allowed``), for one code may need two words. An empty word leaves
the code out."""


def as_it_is(code: str, name: str) -> str:  # noqa: ARG001  # a Word, and the one that needs no name
    """The word for a code where nobody gives one: the code itself."""
    return code


TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # refusals of the ground floor
        "not_allowed_now": (
            '"{what}" is not possible while the state is "{state}".',
            "当前状态为“{state}”，不能执行“{what}”。",
        ),
        "condition_not_met": (
            'While the state is "{state}", "{what}" is possible only if {conditions}.',
            "当前状态为“{state}”，仅在以下情形可以执行“{what}”：{conditions}。",
        ),
        "unknown_event": ('"{what}" is not an act of "{lifecycle}".', "“{lifecycle}”中没有“{what}”这一动作。"),
        "already_exists": ('"{case}" exists already.', "“{case}”已存在。"),
        "does_not_exist": ('"{what}" needs a case, and "{case}" does not exist.', "“{case}”不存在，不能执行“{what}”。"),
        "due_before_start": ('The limit set by "{what}" is not in the future.', "“{what}”设定的期限不在将来。"),
        "before_the_last_event": (
            '"{what}" would take effect before something that happened already.',
            "“{what}”的生效时间早于已发生的事件。",
        ),
        "in_the_future": ('"{what}" has not happened yet.', "“{what}”尚未发生。"),
        "command_id_reused": (
            '"{what}" has the id of another command; give it one of its own.',
            "“{what}”使用了另一命令的编号；请换用新编号。",
        ),
        "before_the_meeting": ('"{what}" comes before the meeting is held.', "“{what}”早于会议召开时间。"),
        "counts_do_not_add_up": (
            "The votes are more than those present, or those present more than those entitled.",
            "票数多于到场人数，或到场人数多于有权表决人数。",
        ),
        "not_in_force": (
            '"{parameter}" has no value on {date}; it has one in {known}.',
            "“{parameter}”在 {date} 没有值；有值的期间：{known}。",
        ),
        "declared_gap": (
            '"{parameter}" has no value on {date}: {reason}.',
            "“{parameter}”在 {date} 没有值：{reason}。",
        ),
        # refusals of a clock
        "clock_is_live": ('The limit "{clock}" is being counted already.', "“{clock}”已在计时，尚未终止。"),
        "clock_not_live": ('The limit "{clock}" has not begun or is ended.', "“{clock}”尚未起算或已终止。"),
        "clock_not_running": ('The limit "{clock}" stands still already.', "“{clock}”已中止计时。"),
        "clock_not_paused": ('The limit "{clock}" is not paused.', "“{clock}”未中止计时。"),
        "clock_without_due": (
            'The limit "{clock}" has no date that could be extended.',
            "“{clock}”没有截止时间，无从延期。",
        ),
        "resume_moves_due": (
            'After its pause the limit "{clock}" may end later only, and has a date only if it had one.',
            "“{clock}”恢复计时后，截止时间只能顺延；原无截止时间的不得新设。",
        ),
        "extended_too_late": (
            'The limit "{clock}" is over: it can be extended only before that.',
            "“{clock}”已届满；延期须在届满前批准。",
        ),
        "extension_shortens": (
            'An extension has to give the limit "{clock}" a later date.',
            "延期后，“{clock}”的截止时间须晚于原截止时间。",
        ),
        # refusals about tickets
        "no_template": (
            'There is no template for "{audience}" that fits: {occasion}.',
            "没有适用于“{audience}”的模板：{occasion}。",
        ),
        "channel_needs": ('"{channel}" may not leave out: {missing}.', "“{channel}”渠道不得缺少：{missing}。"),
        "not_in_list": (
            '"{what}" does not take "{code}": the list that is laid down for it does not have it.',
            "“{what}”不接受“{code}”：该项不在规定的清单之内。",
        ),
        "nothing_changes": ('"{what}" would change nothing.', "“{what}”没有任何改动。"),
        "nobody_to_ask": ("The claimant is unknown: nobody can be asked.", "诉求人匿名，无从补问。"),
        "only_for_questions": (
            '"{what}" is for questions, and this is of the kind "{kind}".',
            "“{what}”只适用于咨询，而本诉求类型为“{kind}”。",
        ),
        "own_work": (
            (
                '"{what}" needs somebody else: nobody agrees to, looks at or decides what they, or their unit, '
                "did or asked for."
            ),
            "“{what}”须由他人进行：任何人不得同意、审核、回访或裁决本人（本单位）办理或提出的事项。",
        ),
        "into_itself": ("A ticket cannot be merged into itself.", "工单不能并入自身。"),
        "target_not_open": (
            '"{case}" was replied to, or has ended: nothing can be merged into it.',
            "“{case}”已答复或已结束，不能并入。",
        ),
        "crosswise": ('"{case}" was merged into this ticket.', "“{case}”已并入本工单，不能再反向并案。"),
        "merged_on": (
            '"{case}" was merged into another ticket itself; that has to be undone first.',
            "“{case}”已并入其他工单，须先撤销该并案。",
        ),
        "others_wait": (
            "Others who raised the matter wait for an answer: their tickets have to be released first.",
            "并入的其他诉求人仍在等待答复，须先解除并案。",
        ),
        "adopted_already": ('The claimant of "{case}" was taken along already.', "“{case}”的诉求人已并入。"),
        "not_adopted": ('"{case}" was not merged into this ticket.', "“{case}”未并入本工单。"),
        "needs_consent": (
            "It is about public safety, or nobody knows whose it is: somebody has to agree before it is taken back.",
            "事项涉及公共安全或诉求人不明，撤回须经同意。",
        ),
        "not_classified": ("It cannot be dispatched without: {missing}.", "缺少{missing}，不能派单。"),
        "limit_missing": (
            "An order has to carry a time limit, and neither it nor the policy does.",
            "派单须注明办理时限，而命令与规则均未给出。",
        ),
        "needs_extension": (
            'A new order cannot give the limit "{clock}" more time: that takes an extension.',
            "重新派单不得放宽“{clock}”；需要更多时间的，应申请延期。",
        ),
        "return_locked": ("A designated unit may not return it.", "指定承办单位不得退回。"),
        "window_closed": (
            '"{what}" is possible for a limited time only, and that time is over.',
            "“{what}”须在规定期限内提出，现期限已过。",
        ),
        "too_often": ('"{what}" is possible {limit} times at most.', "“{what}”最多{limit}次。"),
        "proposes_itself": ("The unit that objects cannot propose itself.", "提出异议的单位不得建议由自己承办。"),
        "unit_missing": ("A unit has to be named.", "须指明单位。"),
        "unit_objected": (
            "This is the unit that objected, and it was right.",
            "该单位的异议已成立，不得仍派给该单位。",
        ),
        "unit_not_wanted": ("No other unit can be named here.", "此处不得另指单位。"),
        "unit_has_it": ("The unit that is named has it already.", "所指单位已在承办。"),
        "pauses_too_long": ("All pauses together may take {limit} {unit} at most.", "停表累计最长 {limit} {unit}。"),
        "waits_too_long": ("It may wait {limit} {unit} at most.", "最长可挂起 {limit} {unit}。"),
        "task_exists": ("A task has the id of another one.", "任务编号重复。"),
        "calls_itself": ("The lead cannot call itself in.", "主办单位不能吹哨给自己。"),
        "no_open_task": ('"{case}" is no open task.', "“{case}”不是未完成的任务。"),
        "not_its_task": ('"{case}" is the task of another unit.', "“{case}”是其他单位的任务。"),
        "no_such_clock": ('The limit "{clock}" is not being counted.', "“{clock}”未在计时。"),
        "not_over_yet": ('The limit "{clock}" is not over, or not being counted.', "“{clock}”尚未届满，或未在计时。"),
        "nothing_to_say": ("There is neither a text nor a draft.", "既无答复内容，也无草稿。"),
        "approved_text_changes": ("What was approved goes out as it is.", "须按审定的内容答复，不得另行更改。"),
        "hotline_not_told": ("The hotline has to be told too.", "还须向热线反馈办理情况。"),
        "appeal_right_not_told": (
            "Who is told that it cannot be solved is told where to appeal.",
            "告知不能解决的，须同时告知复核途径。",
        ),
        "same_party_twice": ("A mediation needs two different parties.", "调解须有两个不同的当事人。"),
        "mediator_is_party": ("A party cannot mediate.", "当事人不得担任调解员。"),
        "review_date_missing": (
            "A date to look again is needed if, and only if, it is still impossible.",
            "仅当仍不能解决时，须（且只能）给出下次回看日期。",
        ),
        "claimant_not_party": ("Who raised the matter is a party to its mediation.", "提出诉求的人须为调解当事人。"),
        "not_a_claimant": ("Only who raised the matter can ask for that.", "只有提出诉求的人可以这样要求。"),
        "needs_review": ("Somebody has to look at the wish first.", "须先经审核。"),
        "assessment_is": (
            '"{what}" does not fit an assessment that is "{assessment}".',
            "考核状态为“{assessment}”，不能执行“{what}”。",
        ),
        "legal_reason_missing": (
            "Nothing is left out of an assessment without a legal reason.",
            "没有依据不得剔除考核。",
        ),
        "visibility_is": (
            'It is "{visibility}" and cannot become that next.',
            "当前可见范围为“{visibility}”，不能直接改为该范围。",
        ),
        "kept_longer": ("The time for which it has to be kept is not over.", "保存期限未满。"),
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
        "unknown_parent": ("names a parent that is not in the register", "上级不在登记册中"),
        "cycle": ("is its own ancestor", "是自己的上级"),
        "too_many_levels": ("is more than {limit} levels below the top", "层级超过 {limit} 层"),
        "outside_parent_time": ("exists at a time when its parent does not", "其存续期超出上级的存续期"),
        "outside_parent_code": ("has a code outside that of the unit above", "其代码不属于上级代码的范围"),
        "not_admin_code": ("is not a division code of 6, 9 or 12 digits", "不是 6、9 或 12 位的区划代码"),
        "not_a_layer": (
            "is not a layer: a whole number from 1 or one capital letter, then a classifier and a label if wanted",
            "不是有效的层级：应为正整数或一个大写字母，其后可接量词和名称",
        ),
        "unknown_unit": ("is not a unit of the register", "不是登记册中的单位"),
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
"""Every text of the library by code: English, Chinese. The only place where an error is put into words."""

_FRAME: Final = {
    "en": {
        "source": " Source: {}.",
        "allowed": " Possible now: {}.",
        "none": "nothing",
        "list": ", ",
        "ways": ", or ",
        "bad": "{} is not valid:",
    },
    "zh": {
        "source": "依据：{}。",
        "allowed": "现在可以：{}。",
        "none": "无",
        "list": "、",
        "ways": "；或者",
        "bad": "{} 无效：",
    },
}


def _say(code: str, params: Mapping[str, Param], lang: Lang, word: Word = as_it_is) -> str:
    shown = {name: _shown(name, value, lang, word) for name, value in params.items()}
    if code not in TEXTS:  # a host's own code: say it as it is
        return f"{code}({', '.join(f'{k}={v}' for k, v in shown.items())})"
    return TEXTS[code][lang == "zh"].format_map(shown)


def _shown(name: str, value: Param, lang: Lang, word: Word) -> str:
    values = value if isinstance(value, tuple) else (value,)
    shown = (word(v, name) if isinstance(v, str) else str(v) for v in values)
    between = "ways" if name == "conditions" else "list"  # of conditions, one is enough
    return _FRAME[lang][between].join(filter(None, shown))


def _restore(kind: "type[GovError]", state: dict[str, Any]) -> "GovError":
    error = kind.__new__(kind)
    error.__dict__.update(state)
    return error


class GovError(Exception):
    """The base of the four errors; catch it to catch whatever the library raises on purpose."""

    code: str
    """A stable snake_case name for what went wrong."""
    params: Mapping[str, Param]
    """What the text is filled with."""

    def __init__(self, code: str, params: Mapping[str, Param]) -> None:
        super().__init__(code)
        self.code = code
        self.params = dict(params)

    def text(self, lang: Lang, word: Word = as_it_is) -> str:
        """The error in words, in English (``"en"``) or Chinese (``"zh"``).

        ``word`` turns a code into a word of that language; :func:`gridgov.labels.words` gives one.
        """
        return _say(self.code, self.params, lang, word)

    def __str__(self) -> str:
        return f"{self.text('en')}\n{self.text('zh')}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.__dict__)


class Refused(GovError):
    """A rule says no: what was refused, why with the rule's source, and what is possible now.

    >>> Refused("own_work", source="Beijing Regulation Art. 23", actor="worker-7").source
    'Beijing Regulation Art. 23'
    """

    source: str
    """Where the rule stands: an article, a standard, a design note. Empty when the edge has none."""
    allowed: tuple[str, ...] | None
    """What is possible instead, by code; None when the question does not arise."""

    def __init__(
        self, code: str, /, *, source: str = "", allowed: Iterable[str] | None = None, **params: Param
    ) -> None:
        super().__init__(code, params)
        self.source = source
        self.allowed = None if allowed is None else tuple(allowed)

    def text(self, lang: Lang, word: Word = as_it_is) -> str:
        frame = _FRAME[lang]
        text = super().text(lang, word)
        if self.source:
            text += frame["source"].format(self.source)
        if self.allowed is not None:
            text += frame["allowed"].format(_shown("allowed", self.allowed, lang, word) or frame["none"])
        return text


@frozen
class Problem:
    """One thing that is wrong with an input.

    >>> Problem("missing", "command.at").text("en")
    'command.at is missing'
    """

    code: str
    where: str
    """The place in the input: a path such as ``parameter[3].valid_from``, or a line number."""
    params: Mapping[str, Param] = field(factory=dict, hash=False)

    def text(self, lang: Lang) -> str:
        """The problem in words."""
        return f"{self.where} {_say(self.code, self.params, lang)}".lstrip()


class BadInput(GovError):
    """The input has the wrong shape. All problems come at once, and nothing of the input was kept.

    >>> print(BadInput([Problem("missing", "at"), Problem("unknown_key", "colour")], source="command").text("en"))
    command is not valid:
    - at is missing
    - colour is not a known key
    """

    problems: tuple[Problem, ...]
    source: str
    """What was read: a file, a message type, an argument."""

    def __init__(self, problems: Iterable[Problem], *, source: str) -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__("bad_input", {"source": source})

    def text(self, lang: Lang, word: Word = as_it_is) -> str:  # noqa: ARG002  # names of fields stay as they are
        lines = [_FRAME[lang]["bad"].format(self.source), *(f"- {p.text(lang)}" for p in self.problems)]
        return "\n".join(lines)


class Conflict(GovError):
    """Somebody else wrote to the stream first: read it again and decide again.

    >>> Conflict("ticket/T-1", expected=3, actual=4).params["actual"]
    4
    """

    def __init__(self, stream: str, *, expected: int, actual: int) -> None:
        super().__init__("conflict", {"stream": stream, "expected": expected, "actual": actual})


class Defect(GovError):
    """The library, or the code that uses it, broke a promise. Not for the person who asked: report it.

    >>> Defect("event_not_in_catalogue", type="ticket.unheard_of").code
    'event_not_in_catalogue'
    """

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
