"""Which TOML documents are refused for their keys: exactly those that the standard library finds as deep."""

import tomllib
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridgov.documents import MAX_KEY_PARTS, read_toml
from gridgov.errors import BadInput


def quoted(quote: str, *inside: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(inside), max_size=6).map(lambda parts: f"{quote}{''.join(parts)}{quote}")


LONG = "a.b." * MAX_KEY_PARTS
TEXTS = st.one_of(
    quoted('"', LONG, "'", "'''", "#", r"\"", r"\\", "="),
    quoted("'", LONG, '"', '"""', "#", "\\", "="),
    quoted('"""', LONG, "'", "'''", "#", r"\"", r"\\", '"', '""', "\n", "x = 1 #"),
    quoted("'''", LONG, '"', '"""', "#", "\\", "'", "''", "\n", "x = 1 #"),
)
VALUES = st.one_of(
    TEXTS, st.just("1.5"), st.lists(TEXTS | st.just("-1.5e3"), max_size=3).map(lambda v: f"[{', '.join(v)}]")
)
PARTS = st.one_of(st.sampled_from(["a", "b-c", "7", "_"]), quoted('"', "a.b", "#", r"\"", "'"), quoted("'", "a.b", "#"))
KEYS = st.lists(PARTS, max_size=MAX_KEY_PARTS + 2)
DOTS = st.sampled_from([".", " . ", ".\t"])
COMMENTS = st.sampled_from(["", f" # {LONG}", ' # "', " # '''", ' # """'])


@st.composite
def documents(draw: st.DrawFn) -> str:
    lines = []
    for number in range(draw(st.integers(1, 4))):
        key = draw(DOTS).join([f"k{number}", *draw(KEYS)])
        lines.append(f"{key} = {draw(VALUES)}{draw(COMMENTS)}")
    return "\n".join(lines)


def depth(value: Any) -> int:
    return 1 + max(map(depth, value.values()), default=0) if isinstance(value, dict) else 0


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(documents())
def test_a_document_is_refused_for_a_long_key_and_for_nothing_that_looks_like_one(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(False)
    if depth(expected) <= MAX_KEY_PARTS:
        assert read_toml(text, source="x") == expected
        return
    with pytest.raises(BadInput) as raised:
        read_toml(text, source="x")
    assert [problem.code for problem in raised.value.problems] == ["too_deep"]
