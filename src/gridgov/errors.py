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

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import field, frozen

Lang = Literal["en", "zh"]
"""A language that every text of the library exists in."""

Param = str | int | tuple[str, ...]
"""What a text may be filled with: a name, a number or a list of names; never what a person typed."""

TEXTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # refusals of the ground floor
        "not_allowed_now": (
            '"{what}" is not possible while the state is "{state}".',
            "当前状态为“{state}”，不能执行“{what}”。",
        ),
        "condition_not_met": (
            '"{what}" needs {conditions} while the state is "{state}".',
            "当前状态为“{state}”，执行“{what}”须满足：{conditions}。",
        ),
        "unknown_event": ('"{what}" is not an act of "{lifecycle}".', "“{lifecycle}”中没有“{what}”这一动作。"),
        # problems of an input
        "missing": ("is missing", "缺失"),
        "unknown_key": ("is not a known key", "不是已知的字段"),
        "wrong_type": ("must be {expected}", "类型必须是 {expected}"),
        "naive_datetime": ("needs a time zone", "缺少时区"),
        "unknown_choice": ("must be one of {expected}", "必须是下列之一：{expected}"),
        "unknown_type": ("is not a known message type", "不是已知的消息类型"),
        "out_of_range": ("must be {expected}", "必须 {expected}"),
        "wrong_length": ("must have {expected} characters or items", "长度必须 {expected}"),
        "wrong_pattern": ("must match {expected}", "格式必须符合 {expected}"),
        "invalid": ("breaks the rule {rule}", "违反规则 {rule}"),
        "not_json": ("is not JSON (line {line}, column {column})", "不是有效的 JSON（第 {line} 行第 {column} 列）"),
        "not_toml": ("is not TOML", "不是有效的 TOML"),
        "not_utf8": ("is not UTF-8 text", "不是 UTF-8 文本"),
        "too_large": ("is larger than {limit} bytes", "超过 {limit} 字节"),
        "too_deep": ("is nested deeper than {limit} levels", "嵌套超过 {limit} 层"),
        "duplicate_key": ('has the key "{key}" twice', "字段“{key}”重复"),
        "no_upcaster": ("has no upcaster from version {version}", "没有从版本 {version} 升级的转换"),
        "from_the_future": ("is version {version}, newer than this library", "版本 {version} 高于本库所支持的版本"),
        # the other two
        "conflict": (
            'stream "{stream}" is at version {actual}, not {expected}: somebody else wrote first.',
            "流“{stream}”的版本是 {actual}，不是 {expected}：已有他人先写入。",
        ),
    }
)
"""Every text of the library by code: English, Chinese. The only place where an error is put into words."""

_FRAME: Final = {
    "en": {
        "source": " Source: {}.",
        "allowed": " Possible now: {}.",
        "none": "nothing",
        "list": ", ",
        "bad": "{} is not valid:",
    },
    "zh": {"source": "依据：{}。", "allowed": "现在可以：{}。", "none": "无", "list": "、", "bad": "{} 无效："},
}


def _say(code: str, params: Mapping[str, Param], lang: Lang) -> str:
    frame = _FRAME[lang]
    shown = {k: frame["list"].join(v) if isinstance(v, tuple) else v for k, v in params.items()}
    if code not in TEXTS:  # a host's own code: say it as it is
        return f"{code}({', '.join(f'{k}={v}' for k, v in shown.items())})"
    return TEXTS[code][lang == "zh"].format_map(shown)


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

    def text(self, lang: Lang) -> str:
        """The error in words, in English (``"en"``) or Chinese (``"zh"``)."""
        return _say(self.code, self.params, lang)

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

    def __init__(self, code: str, *, source: str = "", allowed: Iterable[str] | None = None, **params: Param) -> None:
        super().__init__(code, params)
        self.source = source
        self.allowed = None if allowed is None else tuple(allowed)

    def text(self, lang: Lang) -> str:
        frame = _FRAME[lang]
        text = super().text(lang)
        if self.source:
            text += frame["source"].format(self.source)
        if self.allowed is not None:
            text += frame["allowed"].format(frame["list"].join(self.allowed) or frame["none"])
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
    params: Mapping[str, Param] = field(factory=dict)

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

    def text(self, lang: Lang) -> str:
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
