"""The three families over tickets as a catalogue, and the family *quality*.

Every definition carries a table with a value that was worked out by hand. Such an example is worth something when each
condition of the definition matters in it: with the condition struck out, or turned to never, the value is another.
"""

from datetime import UTC
from fractions import Fraction

import attrs
import polars as pl
import pytest

from gridgov.kpis import quality as q
from gridgov.kpis import requests, timeliness
from gridgov.metrics import ALWAYS, Not, compute, months, states
from gridgov.metrics import conditions as c
from gridgov.testing.kpis import holds, reference

HOUR = 3_600_000_000
CATALOGUE = (*requests.CATALOGUE, *timeliness.CATALOGUE, *q.CATALOGUE)
LEAVES = (c.Flag, c.Known, c.Among, c.AtLeast, c.InOrder, c.Within, c.Spent, c.Repeated)
every_kpi = pytest.mark.parametrize("kpi", CATALOGUE, ids=lambda kpi: kpi.id)


def asked(kpi):
    example = kpi.example
    period = {"period": months(UTC)} if example.months else {}
    return {"as_of": example.as_of, "bases": dict(example.bases), **period}


def by_hand(kpi):
    """What plain Python makes of the example of a definition."""
    *_, last = reference(kpi, kpi.example.table(), **asked(kpi))
    return last.value


def leaves(part):
    """The conditions that a definition is made of."""
    if isinstance(part, LEAVES):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from leaves(one)
    elif attrs.has(type(part)):
        for name in attrs.fields_dict(type(part)):
            if name not in ("example", "targets"):
                yield from leaves(getattr(part, name))


def without(part, leaf, instead):
    """A definition with another condition in the place of one."""
    if part == leaf and type(part) is type(leaf):
        return instead
    if isinstance(part, tuple):
        return tuple(without(one, leaf, instead) for one in part)
    if attrs.has(type(part)):
        kept = {
            name: getattr(part, name) for name in attrs.fields_dict(type(part)) if name not in ("example", "targets")
        }
        return attrs.evolve(part, **{name: without(value, leaf, instead) for name, value in kept.items()})
    return part


@every_kpi
class TestEveryDefinition:
    @pytest.mark.parametrize("way", [compute, states], ids=["compute", "states"])
    def test_comes_to_the_value_that_was_worked_out_by_hand(self, kpi, way):
        *_, last = way(pl.DataFrame(kpi.example.table()), [kpi], **asked(kpi))

        assert last.value == kpi.example.value

    def test_has_an_example_with_a_row_on_each_side_of_each_condition(self, kpi):
        table = kpi.example.table()
        rows = [
            dict(zip(table, row, strict=True), as_of=kpi.example.as_of) for row in zip(*table.values(), strict=True)
        ]

        for leaf in leaves(kpi):
            assert {holds(leaf, row, rows) for row in rows} == {True, False}, leaf

    @pytest.mark.parametrize("instead", [ALWAYS, Not(ALWAYS)], ids=["always", "never"])
    def test_has_an_example_in_which_each_condition_matters(self, kpi, instead):
        for leaf in leaves(kpi):
            assert by_hand(without(kpi, leaf, instead)) != kpi.example.value, leaf

    def test_speaks_both_languages(self, kpi):
        for english, chinese in (
            (kpi.title_en, kpi.title_zh),
            (kpi.definition_en, kpi.definition_zh),
            *((one.reason_en, one.reason_zh) for one in kpi.exclusions),
        ):
            assert english.isascii()
            assert any("一" <= sign <= "鿿" for sign in chinese)
        assert bool(kpi.note_en) is bool(kpi.note_zh)

    def test_says_where_it_comes_from_and_when_a_row_belongs_to_a_period(self, kpi):
        assert kpi.source
        assert kpi.anchor is not None

    def test_stands_over_tickets_or_tasks(self, kpi):
        assert kpi.table in ("tickets", "tasks")
        assert kpi.family in ("requests", "timeliness", "quality")


class TestTheCatalogue:
    def test_has_each_id_once(self):
        ids = [kpi.id for kpi in CATALOGUE]

        assert len(set(ids)) == len(ids)

    def test_has_each_title_once(self):
        for titles in ([kpi.title_en for kpi in CATALOGUE], [kpi.title_zh for kpi in CATALOGUE]):
            assert len(set(titles)) == len(titles)

    def test_has_the_three_families(self):
        assert len(CATALOGUE) >= 40
        assert {kpi.family for kpi in CATALOGUE} == {"requests", "timeliness", "quality"}

    def test_brings_no_target_of_its_own(self):
        """Targets and weights are a host's policy; none is built in."""
        assert all(kpi.targets == () for kpi in CATALOGUE)


def value(kpi, table, **more):
    [found] = compute(pl.DataFrame(table), [kpi], **more)
    return found.value


class TestQuality:
    def test_entered_on_the_next_day_to_the_moment_is_not_late(self):
        frame = {"collected_at": [0, 0], "recorded_at": [24 * HOUR, 24 * HOUR + 1]}

        assert value(q.LATE_ENTRY, frame) == Fraction(1, 2)

    def test_a_duration_of_nothing_is_not_negative(self):
        assert value(q.ENDED_BEFORE_RECEIPT, {"collected_at": [5], "ended_at": [5]}) == 0

    def test_a_table_without_gaps_has_nothing_missing(self):
        assert value(q.MISSING_PLACE, {"place": ["a", "b"]}) == 0

    def test_an_empty_table_says_nothing_about_gaps(self):
        [found] = compute(pl.DataFrame({"place": pl.Series([], dtype=pl.String)}), [q.MISSING_PLACE])

        assert found.reason == "empty_denominator"


class TestDeadlineHeaping:
    """Closings in the last twentieth of the time, of those that kept the limit: one in twenty if they came evenly."""

    def heaping(self, ends):
        frame = {"collected_at": [0] * len(ends), "ended_at": ends, "due": [100] * len(ends)}
        return value(q.DEADLINE_HEAPING, frame)

    def test_even_closings_come_to_one_in_twenty(self):
        assert self.heaping(range(100)) == Fraction(1, 20)

    def test_the_last_twentieth_begins_with_the_95th_part_and_ends_with_the_limit(self):
        assert self.heaping([94] * 27 + [95, 100, 101]) is None
        assert self.heaping([94] * 28 + [95, 100, 101]) == Fraction(2, 30)

    def test_all_at_the_limit_is_all(self):
        assert self.heaping([100] * 30) == 1
