"""Reading a table of anchors: a host may bring its own; every problem of it comes at once, by its place."""

import copy
import pickle
from typing import Any, get_args

import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.labels import codes
from gridgov.tickets.anchors import Anchor, Term, TermKind, anchors, of, read_anchors

HEAD = '[[anchor]]\nid = "mine"\ntitle_en = "Mine"\ntitle_zh = "我的"\nreference = "a list"\n'
WORD = '[[anchor.term]]\nterm = "new"\nkind = "state"\nstate = "registered"\n'


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        read_anchors(text, source="mine.toml")
    assert caught.value.source == "mine.toml"
    return [(problem.code, problem.where) for problem in caught.value.problems]


class TestReadingATable:
    def test_gives_the_anchors_in_their_order(self) -> None:
        full = (
            '[[anchor.term]]\nterm = "done"\nkind = "update"\nstate = "visit_due"\noutcome = "resolved"\n'
            'delivery = "sent"\nvisibility = "public"\nname = "ready"\nnote_en = "lost"\nnote_zh = "丢失"\n'
        )
        [found] = read_anchors(HEAD + WORD + full, source="mine.toml")
        assert found == Anchor(
            id="mine",
            title_en="Mine",
            title_zh="我的",
            reference="a list",
            terms=(
                Term("new", "state", "registered"),
                Term(
                    term="done",
                    kind="update",
                    state="visit_due",
                    outcome="resolved",
                    delivery="sent",
                    visibility="public",
                    name="ready",
                    note_en="lost",
                    note_zh="丢失",
                ),
            ),
        )

    def test_a_table_of_a_host_is_looked_up_like_one_that_ships(self) -> None:
        [mine] = read_anchors(HEAD + WORD, source="mine.toml")
        assert of(mine, "new").state == "registered"
        with pytest.raises(BadInput) as caught:
            of(mine, "m")
        assert caught.value.problems[0].params == {"anchor": "mine"}

    def test_an_empty_word_is_a_word(self) -> None:
        [mine] = read_anchors(HEAD + WORD.replace('"new"', '""'), source="mine.toml")
        assert of(mine, "").state == "registered"

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ('id = "mine"\n', "", ("missing", "anchor[0].id")),
            ('title_zh = "我的"\n', "", ("missing", "anchor[0].title_zh")),
            ('reference = "a list"', "reference = 1", ("wrong_type", "anchor[0].reference")),
            ('reference = "a list"', 'reference = "a list"\ncolour = "red"', ("unknown_key", "anchor[0].colour")),
            ('term = "new"\n', "", ("missing", "anchor[0].term[0].term")),
            ('term = "new"', "term = 1", ("wrong_type", "anchor[0].term[0].term")),
            ('term = "new"', 'term = " "', ("missing", "anchor[0].term[0].term")),
            ('term = "new"', 'term = "a\\u0007"', ("control_character", "anchor[0].term[0].term")),
            ('kind = "state"\n', "", ("missing", "anchor[0].term[0].kind")),
            ('kind = "state"', 'kind = "verb"', ("unknown_choice", "anchor[0].term[0].kind")),
            ('state = "registered"\n', "", ("missing", "anchor[0].term[0].state")),
            ('state = "registered"', 'state = "callback_due"', ("unknown_choice", "anchor[0].term[0].state")),
            ('state = "registered"', 'state = "handle"', ("unknown_choice", "anchor[0].term[0].state")),
            (
                'state = "registered"',
                'state = "closed"\noutcome = "fixed"',
                ("unknown_choice", "anchor[0].term[0].outcome"),
            ),
            (
                'state = "registered"',
                'state = "registered"\noutcome = "resolved"',
                ("outcome_too_early", "anchor[0].term[0].outcome"),
            ),
            (
                'state = "registered"',
                'state = "in_progress"\noutcome = "resolved"',
                ("outcome_too_early", "anchor[0].term[0].outcome"),
            ),
            ('state = "registered"', 'state = "closed"', ("loss_unsaid", "anchor[0].term[0].outcome")),
            ('state = "registered"', 'state = "archived"', ("loss_unsaid", "anchor[0].term[0].outcome")),
            (
                'state = "registered"',
                'state = "registered"\ndelivery = "lost"',
                ("unknown_choice", "anchor[0].term[0].delivery"),
            ),
            (
                'state = "registered"',
                'state = "registered"\nvisibility = "secret"',
                ("unknown_choice", "anchor[0].term[0].visibility"),
            ),
            (
                'state = "registered"',
                'state = "registered"\nnote_en = "lost"',
                ("missing", "anchor[0].term[0].note_zh"),
            ),
            (
                'state = "registered"',
                'state = "registered"\nnote_zh = "丢失"',
                ("missing", "anchor[0].term[0].note_en"),
            ),
        ],
    )
    def test_names_what_is_wrong_by_its_place(self, old: str, new: str, expected: tuple[str, str]) -> None:
        assert old in HEAD + WORD
        assert problems((HEAD + WORD).replace(old, new)) == [expected]

    def test_names_everything_that_is_wrong_at_once(self) -> None:
        text = (
            HEAD.replace('title_en = "Mine"\n', "")
            + WORD
            + WORD
            + '[[anchor.term]]\nterm = "gone"\nkind = "state"\nstate = "closed"\nnote_en = "lost"\n'
            + HEAD
            + WORD.replace('"registered"', '"nowhere"')
        )
        assert problems(text) == [
            ("missing", "anchor[0].title_en"),
            ("missing", "anchor[0].term[2].note_zh"),
            ("duplicate_id", "anchor[0].term[1].term"),
            ("unknown_choice", "anchor[1].term[0].state"),
            ("duplicate_id", "anchor[1].id"),
        ]

    @pytest.mark.parametrize("state", ["in_review", "drafting", "visit_due", "appealed"])
    def test_from_the_result_on_a_word_may_name_what_was_achieved(self, state: str) -> None:
        text = (HEAD + WORD).replace('"registered"', f'"{state}"\noutcome = "resolved"')
        [mine] = read_anchors(text, source="mine.toml")
        assert of(mine, "new").outcome == "resolved"

    def test_an_update_may_leave_a_request_where_it_is(self) -> None:
        text = HEAD + '[[anchor.term]]\nterm = "note"\nkind = "update"\n'
        [mine] = read_anchors(text, source="mine.toml")
        assert of(mine, "note") == Term("note", "update", None)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "anchor = 1",
            "[anchor]",
            "anchor = [1]",
            "[[anchor]]\nterm = 1",
            HEAD + "term = [1, [2], {}]",
            "a = ",
            b"\xff",
            "\x00",
            "a = " + "[" * 500,
        ],
    )
    def test_hostile_text_ends_in_bad_input(self, text: Any) -> None:
        with pytest.raises(BadInput):
            read_anchors(text, source="hostile.toml")

    def test_what_is_no_text_is_bad_input(self) -> None:
        none: Any = None
        with pytest.raises(BadInput):
            read_anchors(none, source="x")


class TestAValue:
    def test_survives_copying_and_pickling(self) -> None:
        for anchor in anchors():
            assert pickle.loads(pickle.dumps(anchor)) == copy.deepcopy(anchor) == anchor  # noqa: S301  # our own bytes

    def test_cannot_be_changed(self) -> None:
        term: Any = of("signalen", "m")
        with pytest.raises(AttributeError):
            term.state = "closed"

    def test_every_kind_of_word_has_a_name_in_both_languages(self) -> None:
        assert codes("anchor.kind") == get_args(TermKind)

    @pytest.mark.parametrize("code", ["unknown_term", "loss_unsaid", "outcome_too_early"])
    def test_every_problem_has_its_text(self, code: str) -> None:
        assert all(TEXTS[code])
