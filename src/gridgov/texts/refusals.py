"""What a rule says when it says no. English, Chinese."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

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
    }
)
"""By code: English, Chinese."""
