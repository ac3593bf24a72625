"""What a citizen and a worker read when a rule says no: every refusal about a ticket, in both languages, in words."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import gridgov
from gridgov.errors import Refused
from gridgov.labels import words

ROOM = Path(gridgov.__file__).parent
RAISED_IN = (*sorted((ROOM / "tickets").glob("*.py")), ROOM / "lifecycle.py", ROOM / "kernel.py")
"""Where refusals about tickets are raised: the room, the table of its chart, and what keeps its events."""

SAID = (
    # what the chart says
    (
        Refused("not_allowed_now", what="reply", state="registered", allowed=("dispatch", "handle")),
        '"reply" is not possible while the state is "registered". Possible now: dispatch, handle.',
        "当前状态为“待派单”，不能执行“回复”。现在可以：派单、办理。",
    ),
    (
        Refused("not_allowed_now", what="handle", state="offered", allowed=("accept", "lapse_accept", "object")),
        '"handle" is not possible while the state is "offered to a unit". Possible now: accept, object.',
        "当前状态为“待签收”，不能执行“办理”。现在可以：签收、退单。",
    ),
    (
        Refused("condition_not_met", what="unmerge", state="closed", conditions=("merged",), allowed=("reopen",)),
        'While the state is "closed", "undo a merge" is possible only if it was merged. Possible now: reopen.',
        "当前状态为“已结案”，仅在以下情形可以执行“撤销并案”：已并案。现在可以：重办。",
    ),
    (
        Refused(
            "condition_not_met", what="reopen", state="closed", conditions=("reopenable + has_owner", "reopenable")
        ),
        (
            'While the state is "closed", "reopen" is possible only if the outcome can be reopened and a unit has it, '
            "or the outcome can be reopened."
        ),
        "当前状态为“已结案”，仅在以下情形可以执行“重办”：结果可以重办且已有承办单位；或者结果可以重办。",
    ),
    (
        Refused("condition_not_met", what="give_up", state="drafting", conditions=("not cleared",)),
        (
            'While the state is "reply due", "give up reaching" is possible only if it is not so that '
            "the reply is approved."
        ),
        "当前状态为“待回复”，仅在以下情形可以执行“无法联系”：并非回复已审定。",
    ),
    (
        Refused("unknown_event", what="wait", lifecycle="ticket/1"),
        '"put on hold" is not an act of "ticket/1".',
        "“ticket/1”中没有“挂起”这一动作。",
    ),
    # what the kernel says, which knows a command by its type
    (
        Refused("in_the_future", what="ticket.fail_delivery"),
        '"record a failed delivery" has not happened yet.',
        "“登记未送达”尚未发生。",
    ),
    (
        Refused("before_the_last_event", what="ticket.report"),
        '"report to the whistle" would take effect before something that happened already.',
        "“报到反馈”的生效时间早于已发生的事件。",
    ),
    (
        Refused("command_id_reused", what="ticket.handle"),
        '"handle" has the id of another command; give it one of its own.',
        "“办理”使用了另一命令的编号；请换用新编号。",
    ),
    # 收
    (Refused("already_exists", what="collect", case="T-1"), '"T-1" exists already.', "“T-1”已存在。"),
    (
        Refused("does_not_exist", what="hear_back", case="T-1", allowed=("collect",)),
        '"hear from outside" needs a case, and "T-1" does not exist. Possible now: collect.',
        "“T-1”不存在，不能执行“收到外部答复”。现在可以：受理。",
    ),
    (
        Refused("channel_needs", what="collect", channel="hotline", missing=("contact", "claimant", "on_behalf_of")),
        '"hotline" may not leave out: contact, claimant, on whose behalf.',
        "“12345市民热线”渠道不得缺少：联系方式、诉求人、代谁反映。",
    ),
    (
        Refused("not_in_list", what="collect", code="report"),
        '"collect" does not take "report of wrongdoing": the list that is laid down for it does not have it.',
        "“受理”不接受“举报”：该项不在规定的清单之内。",
    ),
    (
        Refused("not_in_list", what="wait", code="parts_ordered"),
        '"put on hold" does not take "waits for parts": the list that is laid down for it does not have it.',
        "“挂起”不接受“等待配件”：该项不在规定的清单之内。",
    ),
    (
        Refused("nothing_changes", what="classify"),
        '"correct what it is about" would change nothing.',
        "“更正分类”没有任何改动。",
    ),
    (Refused("nobody_to_ask", what="ask"), "The claimant is unknown: nobody can be asked.", "诉求人匿名，无从补问。"),
    (
        Refused("only_for_questions", what="answer_now", kind="report"),
        '"answer at once" is for questions, and this is of the kind "report of wrongdoing".',
        "“即时答复”只适用于咨询，而本诉求类型为“举报”。",
    ),
    (Refused("into_itself", what="merge"), "A ticket cannot be merged into itself.", "工单不能并入自身。"),
    (
        Refused("target_not_open", what="merge", case="T-2"),
        '"T-2" was replied to, or has ended: nothing can be merged into it.',
        "“T-2”已答复或已结束，不能并入。",
    ),
    (
        Refused("adopted_already", what="adopt", case="T-8"),
        'The claimant of "T-8" was taken along already.',
        "“T-8”的诉求人已并入。",
    ),
    (
        Refused("not_adopted", what="release", case="T-8"),
        '"T-8" was not merged into this ticket.',
        "“T-8”未并入本工单。",
    ),
    (
        Refused("visibility_is", what="show", visibility="private", allowed=("pending", "hidden")),
        'It is "private" and cannot become that next. Possible now: to be looked at, hidden.',
        "当前可见范围为“不公开”，不能直接改为该范围。现在可以：待审公开、已屏蔽。",
    ),
    (
        Refused("crosswise", what="merge", case="T-2"),
        '"T-2" was merged into this ticket.',
        "“T-2”已并入本工单，不能再反向并案。",
    ),
    (
        Refused("merged_on", what="unmerge", case="T-2"),
        '"T-2" was merged into another ticket itself; that has to be undone first.',
        "“T-2”已并入其他工单，须先撤销该并案。",
    ),
    (
        Refused("others_wait", what="withdraw"),
        "Others who raised the matter wait for an answer: their tickets have to be released first.",
        "并入的其他诉求人仍在等待答复，须先解除并案。",
    ),
    (
        Refused("needs_consent", what="withdraw"),
        ("It is about public safety, or nobody knows whose it is: somebody has to agree before it is taken back."),
        "事项涉及公共安全或诉求人不明，撤回须经同意。",
    ),
    # 办
    (
        Refused("not_classified", what="dispatch", missing=("category", "place")),
        "It cannot be dispatched without: category, place.",
        "缺少事项分类、地点，不能派单。",
    ),
    (
        Refused("limit_missing", what="dispatch"),
        "An order has to carry a time limit, and neither it nor the policy does.",
        "派单须注明办理时限，而命令与规则均未给出。",
    ),
    (Refused("return_locked", what="object"), "A designated unit may not return it.", "指定承办单位不得退回。"),
    (
        Refused("due_before_start", what="follow_up"),
        'The limit set by "ask outside again" is not in the future.',
        "“跟进催询”设定的期限不在将来。",
    ),
    (
        Refused("window_closed", what="object"),
        '"object" is possible for a limited time only, and that time is over.',
        "“退单”须在规定期限内提出，现期限已过。",
    ),
    (Refused("too_often", what="reopen", limit=2), '"reopen" is possible 2 times at most.', "“重办”最多2次。"),
    (
        Refused("proposes_itself", what="object"),
        "The unit that objects cannot propose itself.",
        "提出异议的单位不得建议由自己承办。",
    ),
    (
        Refused("own_work", what="decide_exclusion"),
        (
            '"decide an exclusion" needs somebody else: nobody agrees to, looks at or decides what they, '
            "or their unit, did or asked for."
        ),
        "“审定剔除”须由他人进行：任何人不得同意、审核、回访或裁决本人（本单位）办理或提出的事项。",
    ),
    (Refused("unit_missing", what="counsel"), "A unit has to be named.", "须指明单位。"),
    (
        Refused("unit_objected", what="adjudicate"),
        "This is the unit that objected, and it was right.",
        "该单位的异议已成立，不得仍派给该单位。",
    ),
    (
        Refused("unit_not_wanted", what="handle"),
        "No other unit can be named here.",
        "此处不得另指单位。",
    ),
    (Refused("unit_has_it", what="dispatch"), "The unit that is named has it already.", "所指单位已在承办。"),
    (
        Refused("pauses_too_long", what="wait", limit=10, unit="working_days"),
        "All pauses together may take 10 working days at most.",
        "停表累计最长 10 个工作日。",
    ),
    (
        Refused("waits_too_long", what="wait", limit=60, unit="calendar_days"),
        "It may wait 60 calendar days at most.",
        "最长可挂起 60 个自然日。",
    ),
    (Refused("task_exists", what="whistle"), "A task has the id of another one.", "任务编号重复。"),
    (Refused("calls_itself", what="whistle"), "The lead cannot call itself in.", "主办单位不能吹哨给自己。"),
    (
        Refused("no_open_task", what="report", case="task-1"),
        '"task-1" is no open task.',
        "“task-1”不是未完成的任务。",
    ),
    (
        Refused("not_its_task", what="report", case="task-1"),
        '"task-1" is the task of another unit.',
        "“task-1”是其他单位的任务。",
    ),
    (
        Refused("needs_extension", what="dispatch", clock="resolve"),
        'A new order cannot give the limit "limit for handling" more time: that takes an extension.',
        "重新派单不得放宽“办理时限”；需要更多时间的，应申请延期。",
    ),
    (
        Refused("no_such_clock", what="extend", clock="follow_up"),
        'The limit "limit for following up" is not being counted.',
        "“跟进时限”未在计时。",
    ),
    (
        Refused("extended_too_late", what="extend", clock="resolve"),
        'The limit "limit for handling" is over: it can be extended only before that.',
        "“办理时限”已届满；延期须在届满前批准。",
    ),
    (
        Refused("extension_shortens", what="extend", clock="dispatch"),
        'An extension has to give the limit "limit for dispatching" a later date.',
        "延期后，“派单时限”的截止时间须晚于原截止时间。",
    ),
    (
        Refused("not_over_yet", what="lapse", clock="accept"),
        'The limit "limit for accepting" is not over, or not being counted.',
        "“签收时限”尚未届满，或未在计时。",
    ),
    # 回
    (
        Refused("no_template", audience="hotline", occasion=("resolved", "in_review")),
        'There is no template for "hotline" that fits: resolved, result under review.',
        "没有适用于“热线”的模板：已解决、办结审核。",
    ),
    (Refused("nothing_to_say", what="reply"), "There is neither a text nor a draft.", "既无答复内容，也无草稿。"),
    (
        Refused("approved_text_changes", what="reply"),
        "What was approved goes out as it is.",
        "须按审定的内容答复，不得另行更改。",
    ),
    (Refused("hotline_not_told", what="counsel"), "The hotline has to be told too.", "还须向热线反馈办理情况。"),
    # 疏
    (
        Refused("appeal_right_not_told", what="explain"),
        "Who is told that it cannot be solved is told where to appeal.",
        "告知不能解决的，须同时告知复核途径。",
    ),
    (
        Refused("same_party_twice", what="mediate"),
        "A mediation needs two different parties.",
        "调解须有两个不同的当事人。",
    ),
    (
        Refused("claimant_not_party", what="mediate"),
        "Who raised the matter is a party to its mediation.",
        "提出诉求的人须为调解当事人。",
    ),
    (Refused("mediator_is_party", what="mediate"), "A party cannot mediate.", "当事人不得担任调解员。"),
    (
        Refused("review_date_missing", what="review_tracking"),
        "A date to look again is needed if, and only if, it is still impossible.",
        "仅当仍不能解决时，须（且只能）给出下次回看日期。",
    ),
    (
        Refused("not_a_claimant", what="reopen"),
        "Only who raised the matter can ask for that.",
        "只有提出诉求的人可以这样要求。",
    ),
    (Refused("needs_review", what="reopen"), "Somebody has to look at the wish first.", "须先经审核。"),
    # at any time
    (
        Refused("assessment_is", what="restore", assessment="exclusion_requested"),
        '"count again" does not fit an assessment that is "exclusion asked for".',
        "考核状态为“申请剔除”，不能执行“恢复考核”。",
    ),
    (
        Refused("legal_reason_missing", what="decide_exclusion"),
        "Nothing is left out of an assessment without a legal reason.",
        "没有依据不得剔除考核。",
    ),
    (Refused("kept_longer", what="archive"), "The time for which it has to be kept is not over.", "保存期限未满。"),
)
"""Every refusal with its sentence in English and in Chinese, as :func:`gridgov.labels.words` puts it."""

RAW = re.compile(r"[a-z]+_[a-z]+")


def raised(path: Path) -> Iterator[str]:
    """The codes of the refusals that a file raises, also of those that it chooses between before it raises them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    chosen = {node.targets[0].id: node.value for node in ast.walk(tree) if is_choice(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            code = node.args[0]
            said = chosen[code.id] if isinstance(code, ast.Name) else code
            yield from texts(said)


def is_choice(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.IfExp)


def texts(code: ast.expr) -> Iterator[str]:
    both = (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,)
    for one in both:
        assert isinstance(one, ast.Constant), ast.unparse(code)
        yield str(one.value)


class TestARefusal:
    def test_has_a_sentence_here_whatever_its_code(self) -> None:
        """A new code cannot be forgotten: it is found where it is raised."""
        found = set(chain.from_iterable(map(raised, RAISED_IN)))

        assert len(found) > 50
        assert found == {refused.code for refused, _, _ in SAID}

    @pytest.mark.parametrize(("refused", "english", "chinese"), SAID, ids=lambda said: getattr(said, "code", ""))
    def test_says_this(self, refused: Refused, english: str, chinese: str) -> None:
        assert refused.text("en", words("ticket", "en")) == english
        assert refused.text("zh", words("ticket", "zh")) == chinese

    @pytest.mark.parametrize(("refused", "english", "chinese"), SAID, ids=lambda said: getattr(said, "code", ""))
    def test_leaves_no_code_in_it(self, refused: Refused, english: str, chinese: str) -> None:
        ids = {refused.params.get("case"), refused.params.get("lifecycle")}
        for text in (english, chinese):
            assert [code for code in RAW.findall(text) if code not in ids] == []

    def test_in_chinese_has_no_english_word_but_an_id(self) -> None:
        for refused, _, chinese in SAID:
            known = {str(refused.params.get("case")), str(refused.params.get("lifecycle"))}
            assert set(re.findall(r"[A-Za-z][A-Za-z0-9/-]*", chinese)) <= known, chinese


class TestTheWordForACode:
    """One code may need several words: what it stands for decides."""

    @pytest.mark.parametrize(
        ("name", "code", "zh"),
        [
            ("what", "dispatch", "派单"),
            ("clock", "dispatch", "派单时限"),
            ("allowed", "contact", "联系诉求人"),
            ("missing", "contact", "联系方式"),
            ("clock", "contact", "联系时限"),
            ("missing", "claimant", "诉求人"),
            ("audience", "claimant", "诉求人"),
            ("kind", "report", "举报"),
            ("what", "report", "报到反馈"),
            ("what", "ticket.report", "报到反馈"),
            ("state", "closed", "已结案"),
            ("outcome", "explained", "解释说明"),
            ("result", "explained", "explained"),
            ("allowed", "redacted", "部分公开"),
            ("unit", "hours", "小时"),
            ("case", "dispatch", "dispatch"),
            ("allowed", "lapse_accept", ""),
            ("what", "resolve", "办理时限"),
            ("what", "retargeted", "变更时限"),
            ("reason", "season", "受季节影响"),
            ("reason", "deliberating", "议事协商中"),
            ("reason", "withdraw", "撤回"),
        ],
    )
    def test_is_that_of_what_it_stands_for(self, name: str, code: str, zh: str) -> None:
        assert words("ticket", "zh")(code, name) == zh

    def test_of_a_topic_is_another_than_of_a_ticket(self) -> None:
        refused = Refused("not_allowed_now", what="topic.decide", state="submitted", allowed=("schedule", "drop"))

        said = refused.text("zh", words("topic", "zh"))

        assert said == "当前状态为“已提出”，不能执行“表决”。现在可以：列入议程、撤下。"

    def test_that_a_host_has_alone_is_the_code(self) -> None:
        assert words("ticket", "zh")("pigeon_post", "channel") == "pigeon_post"

    def test_where_only_silence_could_do_something_nothing_is_possible(self) -> None:
        refused = Refused("not_allowed_now", what="reply", state="offered", allowed=("lapse_accept",))

        assert refused.text("zh", words("ticket", "zh")).endswith("现在可以：无。")
