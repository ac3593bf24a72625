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
from typing import Any, Final, Literal

from attrs import field, frozen

from gridgov.texts import TEXTS

__all__ = [
    "TEXTS",
    "BadInput",
    "Conflict",
    "Defect",
    "GovError",
    "Lang",
    "Param",
    "Problem",
    "Refused",
    "Word",
    "as_it_is",
]

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
