"""Published figures, held against each other (anchors: GRIM, Fréchet bounds, one numerator over two denominators).

The golden numbers of the reference case were worked out by hand: 0.8294 × 16,798 = 13,932.3, and 13,932 and 13,933 are
the only whole numbers that print as 82.94 %; 0.9183 × 16,798 = 15,425.6.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics.audit import PartOf, Quotient, SameRows, ShareOf, Total, audit, numerators, prints_as
from gridgov.metrics.published import Reported, Span
from gridgov.report.audited import findings, lines
from gridgov.report.figures import figures


def percent(name, text):
    return Reported(name, Decimal(text), "percent")


def count(name, number, unit="estate"):
    return Reported(name, Decimal(number), unit)


def codes(found):
    return [(one.code, one.severity, one.figures) for one in found]


class TestYuqiao:
    """Yuqiao Subdistrict year-end report, 2022, F1 to F29."""

    @pytest.fixture
    def found(self):
        return {(one.code, one.figures): one.params for one in findings()}

    def test_two_rates_are_the_same_sixteen_over_two_totals(self, found):
        params = found["one_numerator_two_denominators", ("F11", "F12")]

        assert (params["count"], params["part"], params["over"], params["and_over"]) == (16, "F7", 44, 45)

    def test_the_formation_rate_is_44_of_45(self, found):
        params = found["share_found", ("F10",)]

        assert (params["count"], params["of"], params["rate"]) == (44, 45, "97.8")

    def test_the_rates_of_a_year_leave_two_numerators_each(self, found):
        assert found["share_is_possible", ("F2",)]["counts"] == "13932–13933"
        assert found["share_is_possible", ("F3",)]["counts"] == "15425–15426"

    def test_so_many_are_satisfied_and_not_resolved_if_both_rates_are_of_the_same_tickets(self, found):
        """At least 15,425 − 13,933 = 1,492; at most 16,798 − 13,932 = 2,866, as many as were not resolved."""
        params = found["one_without_the_other", ("F3", "F2")]

        assert (params["least"], params["most"], params["from"], params["to"]) == (1492, 2866, "8.88", "17.06")

    def test_round_numbers_are_spans(self):
        """44,000 hours of 131 stewards: 43,500/131 = 332.1 to 44,500/131 = 339.7."""
        spans = {
            (f.figures[0], f.params["below"]): f.params["span"] for f in findings() if f.code == "quotient_between"
        }

        assert spans == {
            ("F21.service_hours", "F21"): "332–340",
            ("F21.events", "F21"): "156–164",
            ("F21.service_hours", "F21.events"): "2.02–2.17",
        }

    def test_nothing_is_wrong_in_it(self):
        assert [one.code for one in findings() if one.severity == "error"] == []

    def test_sums_are_right(self, found):
        assert ("adds_up", ("F9",)) in found
        assert ("adds_up", ("F6",)) in found

    def test_it_reads_in_both_languages_the_most_telling_first(self):
        assert lines("en")[0] == "F11 and F12 are the same 16 (F7), over 44 and over 45"
        assert "分子同为 16" in lines("zh")[0]
        assert len(lines("en")) == len(lines("zh"))

    def test_it_is_found_without_being_told(self):
        """The search alone, over all figures, without any identity."""
        from gridgov.report.audited import reported

        found = audit(reported(figures()), [])

        assert ("one_numerator_two_denominators", "warning", ("F11", "F12")) in codes(found)
        assert ("share_found", "notice", ("F10",)) in codes(found)


class TestShares:
    def test_a_percentage_that_no_count_gives_is_impossible(self):
        """Of 45, 43 are 95.6 % and 44 are 97.8 %: nothing is 97.0 %."""
        found = audit([percent("r", "97.0"), count("n", 45)], [ShareOf("r", "n")])

        assert codes(found) == [("no_such_share", "error", ("r",))]

    def test_a_known_share_fits_is_cut_off_or_is_wrong(self):
        """16/45 = 35.555… %: rounded 35.56, cut off 35.55."""
        given = [count("k", 16), count("n", 45)]

        for text, code in (("35.56", "share_fits"), ("35.55", "cut_off"), ("36.56", "wrong_share")):
            found = audit([percent("r", text), *given], [ShareOf("r", "n", "k")])
            assert code in [one.code for one in found], text

    def test_half_a_step_may_be_rounded_either_way(self):
        """1/8 = 12.5 %: to whole numbers 13 by hand, 12 by computers that round half to even."""
        for text in ("12", "13"):
            assert numerators(percent("r", text), 8) == (1,)
        assert numerators(percent("r", "14"), 8) == ()

    def test_several_pairs_of_counts_are_not_chosen_from(self):
        found = audit([percent("r", "50.0"), count("a", 1), count("b", 2), count("c", 4)], [])

        [one] = [f for f in found if f.figures == ("r",)]
        assert (one.code, one.params["candidates"]) == ("several_shares", ("1/2", "2/4"))

    def test_counts_of_two_units_are_no_pair(self):
        found = audit([percent("r", "33.3"), count("a", 8), count("n", 24, "community")], [])

        assert found == ()

    def test_a_share_of_another_unit_is_pointed_at(self):
        """8 demonstration estates are 33.3 % of 24 communities: an estate is no community (小区, 社区)."""
        found = audit([percent("r", "33.3"), count("a", 8), count("n", 24, "community")], [ShareOf("r", "n", "a")])

        assert ("other_units", "warning", ("r",)) in codes(found)


class TestOthers:
    def test_parts_that_do_not_make_the_whole(self):
        found = audit([count("a", 16), count("b", 28), count("c", 45)], [Total("c", ("a", "b"))])

        assert codes(found) == [("does_not_add_up", "error", ("c",))]

    def test_round_parts_may_make_a_round_whole(self):
        rounded = Reported("c", Decimal(3000), "hour", "about", rounded_to=1000)
        found = audit([count("a", 1200, "hour"), count("b", 1400, "hour"), rounded], [Total("c", ("a", "b"))])

        assert codes(found) == [("adds_up", "notice", ("c",))]

    def test_more_than_the_whole(self):
        found = audit([count("a", 46), count("n", 45)], [PartOf("a", "n")])

        assert codes(found) == [("more_than_the_whole", "error", ("a",))]

    def test_fewer_than_at_least_so_many_is_no_error(self):
        many = Reported("n", Decimal(150), "estate", "at_least")

        assert audit([count("a", 151), many], [PartOf("a", "n")]) == ()

    def test_a_quotient_with_an_open_end(self):
        [found] = audit([Reported("a", Decimal(150), "x", "at_least"), count("b", 3, "x")], [Quotient("a", "b")])

        assert found.params["span"] == "50–…"


class TestLaws:
    @given(st.integers(1, 5_000), st.data(), st.integers(0, 3))
    def test_a_rate_that_was_printed_of_a_count_has_this_count_among_its_numerators(self, whole, data, decimals):
        part = data.draw(st.integers(0, whole))
        rate = percent("r", prints_as(Fraction(part, whole), decimals))

        assert part in numerators(rate, whole)

    @given(st.integers(1, 400), st.integers(0, 1000))
    def test_a_rate_that_no_count_prints_as_is_always_found_out(self, whole, tenths):
        rate = percent("r", Decimal(tenths).scaleb(-1))
        off = [abs(Fraction(100 * k, whole) - Fraction(tenths, 10)) for k in range(whole + 1)]
        if Fraction(1, 20) in off:
            return  # a half: whether it prints so is asked above
        possible = min(off) < Fraction(1, 20)

        found = audit([rate, count("n", whole)], [ShareOf("r", "n")])
        assert ("no_such_share" in [one.code for one in found]) == (not possible)

    @given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
    def test_the_bounds_hold_every_table(self, both, first, second, neither):
        whole = both + first + second + neither
        if not whole:
            return
        one = percent("a", prints_as(Fraction(both + first, whole), 2))
        other = percent("b", prints_as(Fraction(both + second, whole), 2))
        [found] = [
            f
            for f in audit([one, other, count("n", whole)], [SameRows("a", "b", "n")])
            if f.code == "one_without_the_other"
        ]

        assert found.params["least"] <= first <= found.params["most"]

    @given(st.decimals(0, 10_000, places=2), st.decimals(0, 10_000, places=2))
    def test_a_span_holds_what_was_printed_and_sums_hold_sums(self, a, b):
        left, right = Reported("a", a, "x"), Reported("b", b, "x")

        assert left.span().holds(Fraction(a))
        assert left.span().plus(right.span()).holds(Fraction(a) + Fraction(b))


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "code"),
        [
            (lambda: Reported("", Decimal(1), "x"), "missing"),
            (lambda: Reported("a", Decimal(-1), "x"), "out_of_range"),
            (lambda: Reported("a", Decimal(101)), "out_of_range"),
            (lambda: Reported("a", Decimal("NaN"), "x"), "not_decimal"),
            (lambda: Reported("a", 1.5, "x"), "not_decimal"),
            (lambda: Reported("a", Decimal(1), "x", "perhaps"), "unknown_choice"),
            (lambda: Reported("a", Decimal(1), "x", rounded_to=0), "out_of_range"),
            (lambda: audit([count("a", 1), count("a", 2)], []), "duplicate_id"),
            (lambda: audit([count("a", 1)], [PartOf("a", "b")]), "unknown_figure"),
            (lambda: audit([count("a", 1), count("b", 1)], [ShareOf("a", "b")]), "figure_of_another_kind"),
            (lambda: audit([count("a", 1)], ["a is b"]), "wrong_type"),
            (lambda: audit([1], []), "wrong_type"),
            (lambda: audit([count(f"f{i}", i) for i in range(1001)], []), "too_many_figures"),
        ],
    )
    def test_is_refused(self, call, code):
        with pytest.raises(BadInput) as raised:
            call()
        assert [p.code for p in raised.value.problems] == [code]
        assert code in TEXTS

    def test_every_finding_has_its_words(self):
        assert {one.code for one in findings()} <= TEXTS.keys()


def test_a_span_is_open_where_a_divisor_vanishes():
    assert Span(Fraction(1), Fraction(2)).over(Span(Fraction(0), Fraction(4))) == Span(Fraction(1, 4), None)
