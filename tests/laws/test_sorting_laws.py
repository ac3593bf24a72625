"""What is sorted on one machine is what the plan for every engine finds, and what plain Python says."""

from fractions import Fraction

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from gridgov.metrics import Repeated
from gridgov.metrics.conditions import DAY
from gridgov.metrics.sorting import coded, marked, quantiles
from gridgov.testing.kpis import holds

ASKED = Repeated(("caller", "category"), "start", "end", days=2)

rows = st.lists(
    st.fixed_dictionaries(
        {
            "caller": st.sampled_from(["a", "b", None]),
            "category": st.sampled_from([1, 2, None]),
            "start": st.none() | st.integers(0, 8).map(lambda d: d * DAY // 2),
            "end": st.none() | st.integers(0, 12).map(lambda d: d * DAY // 2),
        }
    ),
    max_size=40,
)

SCHEMA = {"caller": pl.String, "category": pl.Int16, "start": pl.Int64, "end": pl.Int64}


class TestRepetitions:
    @given(rows)
    def test_are_those_of_plain_python(self, table):
        found = marked(pl.DataFrame(table, schema=SCHEMA), ASKED)

        assert found.to_list() == [int(holds(ASKED, row, table)) for row in table]

    @given(st.integers(9, 60), st.integers(0, 70))
    def test_with_many_reminders_before_the_end_are_looked_up(self, reminders, end):
        """One long ticket, and a caller who asks every hour: whether one comes after its end, within two days."""
        hour = DAY // 24
        table = [{"caller": "a", "category": 1, "start": 0, "end": end * hour}]
        table += [{"caller": "a", "category": 1, "start": i * hour, "end": None} for i in range(1, reminders)]
        found = marked(pl.DataFrame(table, schema=SCHEMA), ASKED)

        assert found.to_list() == [int(holds(ASKED, row, table)) for row in table]

    def test_of_keys_that_do_not_fit_are_left_to_the_plan_for_every_engine(self):
        wide = pl.DataFrame({"caller": [0, 2**61], "category": [0, 2**61], "start": [0, 1], "end": [1, 2]})

        assert marked(wide, ASKED) is None

    def test_a_crowd_under_one_key_costs_no_square(self):
        """Fifty thousand rows of a placeholder caller, all open at once: stepping would be a billion comparisons."""
        many = pl.DataFrame({"caller": ["?"] * 50_000, "category": [1] * 50_000}).with_columns(
            start=pl.int_range(50_000, dtype=pl.Int64), end=pl.lit(40 * DAY, dtype=pl.Int64)
        )
        assert marked(many, ASKED).sum() == 0


class TestQuantiles:
    @given(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 600_000)), min_size=1, max_size=40),
        st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(1, 3)]),
    )
    def test_lie_linearly_between_two_values(self, pairs, q):
        found = quantiles(np.array([g for g, _ in pairs]), np.array([v for _, v in pairs]), q)

        for group in {g for g, _ in pairs}:
            values = sorted(v for g, v in pairs if g == group)
            place = (len(values) - 1) * q
            low, high = values[int(place)], values[min(int(place) + 1, len(values) - 1)]
            assert found[group] == low + (place - int(place)) * (high - low)


def test_what_is_too_wide_to_be_packed_is_sorted_all_the_same():
    wide = quantiles(np.array([2**30, 2**30, 5]), np.array([10**13, 3 * 10**13, 7]), Fraction(1, 2))

    assert wide == {2**30: Fraction(2 * 10**13), 5: Fraction(7)}


def test_an_empty_key_has_a_number_of_its_own():
    frame = pl.DataFrame({"a": ["x", None, "y"], "b": [5, 5, None]})
    code, span = coded(frame.lazy(), ["a", "b"])
    numbers = frame.select(code.alias("n"))["n"].to_list()

    assert len(set(numbers)) == 3
    assert all(0 <= number < span for number in numbers)
