"""Published figures, held against each other (anchors: GRIM, Fréchet bounds, one numerator over two denominators).

The golden numbers of the reference case were worked out by hand: 0.8294 × 16,798 = 13,932.3, and 13,932 and 13,933 are
the only whole numbers that print as 82.94 %; 0.9183 × 16,798 = 15,425.6. All expected values here are hand arithmetic.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import count as endless
from time import monotonic

import pytest

from gridgov.errors import TEXTS, BadInput
from gridgov.metrics.audit import audit
from gridgov.metrics.published import (
    PartOf,
    Product,
    Quotient,
    Reported,
    SameRows,
    ShareOf,
    Span,
    Total,
    TwoWholes,
    denominators,
    numerators,
    prints_as,
)
from gridgov.report.audited import findings, lines, reported
from gridgov.report.figures import figures


def percent(name, text, qualifier="exact"):
    return Reported(name, Decimal(text), "percent", qualifier)


def count(name, number, unit="estate", qualifier="exact", step=1):
    return Reported(name, Decimal(number), unit, qualifier, step)


def codes(found):
    return [(one.code, one.severity, one.figures) for one in found]


def ends(span):
    return span.low, span.high, span.without_high


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

    def test_this_is_found_without_being_told(self):
        """The search alone, over all figures of the report, without any identity."""
        found = audit(reported(figures()), [])

        assert ("one_numerator_two_denominators", "warning", ("F11", "F12")) in codes(found)
        assert ("share_found", "notice", ("F10",)) in codes(found)

    def test_the_rates_of_a_year_leave_two_numerators_each(self, found):
        assert found["share_is_possible", ("F2",)]["counts"] == "13,932–13,933"
        assert found["share_is_possible", ("F3",)]["counts"] == "15,425–15,426"

    def test_so_many_are_satisfied_and_not_resolved_if_both_rates_are_of_the_same_tickets(self, found):
        """At least 15,425 − 13,933 = 1,492; at most 16,798 − 13,932 = 2,866, as many as were not resolved.

        The printed rates alone, 91.83 − 82.94 = 8.89, would leave out the 1,492 (8.882 %) that two roundings allow.
        """
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

    def test_demonstration_estates_are_of_estates_and_not_of_communities(self, found):
        """小区 and 社区: 8/45 = 17.8 %, 8/24 = 33.3 %."""
        params = found["one_of_two_wholes", ("F17",)]

        assert [params[k] for k in ("one", "one_rate", "other", "other_rate")] == ["F6", "17.8", "F5", "33.3"]

    def test_nothing_is_wrong_in_it(self):
        assert [one.code for one in findings() if one.severity == "error"] == []

    def test_sums_are_right(self, found):
        assert ("adds_up", ("F9",)) in found
        assert ("adds_up", ("F6",)) in found

    def test_what_is_counted_is_told_apart(self):
        """Centres are no communities, office buildings and parking areas no estates, also where one figure has both."""
        units = {one.id: one.unit for one in reported(figures())}

        assert units["F5"] != units["F5.centres"]
        assert [name for name, unit in units.items() if unit == "estate"] == [
            "F6", "F6.before", "F6.transferred", "F7", "F8", "F9", "F17", "F22.estates_with_plan",
        ]  # fmt: skip

    def test_about_8_700_says_two_digits(self):
        [squares] = [one for one in reported(figures()) if one.id == "F23"]

        assert (squares.span().low, squares.span().high) == (8650, 8750)


class TestLines:
    """What a resident reads: the most telling first, on one screen."""

    def test_the_first_is_the_one_numerator(self):
        assert lines("en")[0] == ("36.4 % (F11) and 35.56 % (F12) are the same 16 (F7), over 44 and over 45")
        assert lines("zh")[0] == "36.4 %（F11）与35.56 %（F12）分子同为16（F7业委会），分母分别为44和45"

    def test_the_second_is_the_formation_rate(self):
        assert lines("en")[1].startswith("97.8 % (F10) is 44 of 45 (")

    def test_the_third_is_what_two_rates_leave_open(self):
        assert lines("en")[2] == (
            "if both are of the same 16,798 (F1 tickets), 1,492 to 2,866 (8.88 % to 17.06 %) "
            "are satisfied (F3) but not resolved (F2)"
        )

    def test_there_are_at_most_twelve_and_as_many_in_both_languages(self):
        assert 6 <= len(lines("en")) == len(lines("zh")) <= 12

    def test_nothing_is_said_twice(self):
        assert not any("F11" in line or "F12" in line for line in lines("en")[1:])


class TestWhatWasPrinted:
    """A figure is all the values that would be printed like it; a half is rounded up or to even."""

    def test_a_rate_reaches_half_a_step_to_each_side(self):
        assert ends(percent("r", "36.4").span()) == (Fraction("36.35"), Fraction("36.45"), False)

    def test_an_odd_last_digit_has_no_upper_end(self):
        """36.55 is 36.6 by half up and by half even: it never prints as 36.5. 36.45 is 36.5 by half up."""
        assert ends(percent("r", "36.5").span()) == (Fraction("36.45"), Fraction("36.55"), True)

    def test_no_percentage_is_above_a_hundred_or_below_nothing(self):
        assert ends(percent("r", "100.0").span()) == (Fraction("99.95"), 100, False)
        assert percent("r", "0.0").span().low == 0
        assert percent("r", 80, "at_least").span().high == 100

    def test_a_plain_whole_number_is_itself(self):
        assert ends(count("n", 16_798).span()) == (16_798, 16_798, False)

    def test_a_round_number_reaches_half_its_step(self):
        assert ends(count("n", 44_000, step=1_000).span()) == (43_500, 44_500, False)

    def test_the_closing_zeros_of_about_say_nothing(self):
        assert ends(count("n", 8_700, qualifier="about").span()) == (8_650, 8_750, True)
        assert ends(count("n", 45, qualifier="about").span()) == (Fraction("44.5"), Fraction("45.5"), True)

    def test_an_exponent_says_how_many_digits_count(self):
        """8.7 × 10³ has two digits, 8.70 × 10³ three."""
        assert ends(count("n", "8.7E+3").span()) == (8_650, 8_750, True)
        assert ends(count("n", "8.70E+3").span()) == (8_695, 8_705, False)
        assert not count("n", "8.7E+3").is_count

    def test_words_open_one_side(self):
        assert ends(count("n", 150, qualifier="at_least").span()) == (150, None, False)
        assert ends(count("n", 150, qualifier="at_most").span()) == (0, 150, False)
        assert ends(count("n", 1, qualifier="less_than").span()) == (0, 1, True)


class TestSpans:
    def test_ends_that_touch_meet_if_both_belong(self):
        assert Span(Fraction(1), Fraction(2)).meets(Span(Fraction(2), None))
        assert not Span(Fraction(1), Fraction(2), without_high=True).meets(Span(Fraction(2), None))
        assert not Span(Fraction(3), None).meets(Span(None, Fraction(2)))

    def test_a_quotient_is_open_where_the_divisor_may_vanish(self):
        assert Span(Fraction(1), Fraction(2)).over(Span(Fraction(0), Fraction(4))) == Span(Fraction(1, 4), None)

    def test_a_quotient_by_something_without_end_begins_at_nothing(self):
        assert Span(Fraction(1), Fraction(2)).over(Span(Fraction(4), None)) == Span(Fraction(0), Fraction(1, 2))

    def test_sums_and_products_end_by_end(self):
        one, other = Span(Fraction(1), Fraction(2)), Span(Fraction(3), Fraction(5), without_high=True)

        assert ends(one.plus(other)) == (4, 7, True)
        assert ends(one.times(other)) == (3, 10, True)
        assert ends(one.plus(Span(Fraction(3), None))) == (4, None, False)


class TestPercentages:
    def test_half_a_step_may_be_rounded_either_way(self):
        """1/8 = 12.5 %: to whole numbers 13 by hand, 12 by computers that round half to even; 3/8 = 37.5 % is 38."""
        assert [list(numerators(percent("r", text), 8)) for text in ("12", "13", "14")] == [[1], [1], []]
        assert [list(numerators(percent("r", text), 8)) for text in ("37", "38")] == [[], [3]]

    def test_a_number_that_is_no_share_of_any_total(self):
        """7 are 36.8 % of 19 and 35.0 % of 20."""
        assert list(denominators(percent("r", "36.0"), 7)) == []
        assert list(denominators(percent("r", "35.0"), 7)) == [20]

    def test_an_upper_end_that_does_not_belong_is_left_out(self):
        """1/8 = 12.5 % prints as 13 or 12, 3/8 = 37.5 % only as 38; under 50 % is not 1/2."""
        assert 8 not in denominators(percent("r", "37"), 3)
        assert 1 not in numerators(percent("r", "50", "less_than"), 2)

    def test_it_can_be_of_millions_without_counting_them(self):
        found = numerators(percent("r", "50"), 10**12)

        assert (found[0], found[-1]) == (495 * 10**9, 505 * 10**9)

    @pytest.mark.parametrize(("rounding", "text"), [("half_up", "12.5"), ("half_even", "12.4"), ("cut_off", "12.4")])
    def test_three_ways_to_print(self, rounding, text):
        """249/2,000 = 12.45 %."""
        assert prints_as(Fraction(249, 2000), 1, rounding) == Decimal(text)


class TestShares:
    def test_a_percentage_that_no_count_gives_is_impossible(self):
        """Of 45, 43 are 95.6 % and 44 are 97.8 %: nothing is 97.0 %."""
        [found] = audit([percent("r", "97.0"), count("n", 45)], [ShareOf("r", "n")])

        assert (found.code, found.severity, found.figures) == ("no_such_share", "error", ("r",))
        assert (found.params["below"], found.params["above"]) == ("43 (95.6 %)", "44 (97.8 %)")

    def test_a_known_numerator_has_few_totals(self):
        """16/44 = 36.36 %, 16/43 = 37.2 %, 16/45 = 35.6 %."""
        [found] = audit([percent("r", "36.4"), count("k", 16)], [ShareOf("r", part="k")])

        assert (found.code, found.params["counts"]) == ("total_is_possible", "44")

    def test_a_known_numerator_may_have_no_total(self):
        found = audit([percent("r", "36.0"), count("k", 7)], [ShareOf("r", part="k")])

        assert codes(found) == [("no_such_total", "error", ("r",))]

    def test_a_percentage_of_a_total_that_was_cut_off_misleads(self):
        """16/45 = 35.555… %, 35.6 % when rounded; 15/45 = 33.3 %."""
        [found] = audit([percent("r", "35.5"), count("n", 45)], [ShareOf("r", "n")])

        assert (found.code, found.severity, found.params["counts"]) == ("share_if_cut_off", "warning", "16")

    def test_a_numerator_whose_percentage_was_cut_off_misleads(self):
        """1/23 = 4.3478… %, 4.35 % when rounded; 1/24 = 4.17 %."""
        [found] = audit([percent("r", "4.34"), count("k", 1)], [ShareOf("r", part="k")])

        assert (found.code, found.severity, found.params["counts"]) == ("total_if_cut_off", "warning", "23")

    @pytest.mark.parametrize(
        ("text", "code", "severity"),
        [("35.56", "share_fits", "notice"), ("35.55", "cut_off", "warning"), ("36.56", "wrong_share", "error")],
    )
    def test_a_known_share_fits_is_cut_off_or_is_wrong(self, text, code, severity):
        """16/45 = 35.555… %: rounded 35.56, cut off 35.55."""
        found = audit([percent("r", text), count("k", 16), count("n", 45)], [ShareOf("r", "n", "k")])

        assert codes(found) == [(code, severity, ("r",))]
        assert found[0].params["rounded"] == "35.56"

    def test_a_share_of_round_numbers_fits_if_it_may(self):
        """43,500/21,500 … of "150 or more" of 200: 75 % and up."""
        given = [count("k", 150, qualifier="at_least"), count("n", 200)]

        assert codes(audit([percent("r", "80"), *given], [ShareOf("r", "n", "k")]))[0][0] == "share_fits"
        assert codes(audit([percent("r", "70"), *given], [ShareOf("r", "n", "k")]))[0][0] == "wrong_share"

    @pytest.mark.parametrize("total", [count("n", 200, qualifier="about"), count("n", 0)])
    def test_what_is_not_known_exactly_is_not_tested(self, total):
        found = audit([percent("r", "80"), percent("s", "70"), total], [ShareOf("r", "n"), SameRows("r", "s", "n")])

        assert {one.code for one in found} == {"not_known_exactly"}

    def test_nothing_is_divided_by_nothing(self):
        given = [percent("r", "0"), count("k", 5), count("n", 0), count("m", 9)]
        found = audit(given, [ShareOf("r", "n", "k"), Quotient("k", "n"), TwoWholes("k", "n", "m")])

        assert {one.code for one in found} == {"nothing_to_divide_by"}

    def test_a_share_of_another_unit_is_pointed_at(self):
        """8 demonstration estates are 33.3 % of 24 communities: an estate is no community (小区, 社区)."""
        found = audit([percent("r", "33.3"), count("a", 8), count("n", 24, "community")], [ShareOf("r", "n", "a")])

        assert codes(found)[0] == ("other_units", "warning", ("a", "n"))

    def test_a_share_of_another_day_is_pointed_at(self):
        spring = Reported("a", Decimal(8), "estate", as_of=date(2022, 3, 31))
        winter = Reported("n", Decimal(24), "estate", as_of=date(2022, 12, 31))
        found = audit([percent("r", "33.3"), spring, winter], [ShareOf("r", "n", "a")])

        assert codes(found)[0] == ("other_days", "warning", ("a", "n"))
        assert "2022-03-31 and 2022-12-31" in found[0].text("en")


class TestSearch:
    """What stands behind a percentage, among the counts that are given."""

    def test_several_pairs_of_counts_are_not_chosen_from(self):
        found = audit([percent("r", "50.0"), count("a", 1), count("b", 2), count("c", 4)], [])

        assert [(one.code, one.params["candidates"]) for one in found] == [("several_shares", ("1/2", "2/4"))]

    def test_nothing_is_built_on_what_is_ambiguous(self):
        """50.0 % is 1/2 or 2/4: nobody knows whether it shares the numerator of 2/5 = 40.0 % or 1/5 = 20.0 %."""
        given = [percent("r", "50.0"), count("a", 1), count("b", 2), count("c", 4), count("d", 5)]

        for text in ("40.0", "20.0"):
            assert [one.code for one in audit([*given, percent("s", text)], [])] == ["several_shares", "share_found"]

    def test_what_is_said_settles_it(self):
        given = [percent("r", "50.0"), percent("s", "40.0"), count("a", 1), count("b", 2), count("c", 4), count("d", 5)]
        found = audit(given, [ShareOf("r", "c")])

        assert ("one_numerator_two_denominators", "warning", ("r", "s")) in codes(found)

    def test_no_more_than_eight_candidates_are_named(self):
        found = audit([percent("r", "50"), *(count(f"c{i}", i) for i in range(1, 41))], [])

        assert found[0].params["candidates"] == ("1/2", "2/4", "3/6", "4/8", "5/10", "6/12", "7/14", "8/16", "…")

    def test_two_figures_of_one_value_are_one_answer(self):
        """44 were there before, 44 are formed: 16 of 44 is certain, of which 44 is not."""
        [found] = audit([percent("r", "36.4"), count("a", 16), count("b", 44), count("c", 44)], [])

        assert (found.code, found.params["whole"]) == ("share_found", ("b", "c"))
        assert found.text("en") == "36.4 % (r) is 16 of 44 (a, of b or c)"

    def test_what_no_count_prints_may_be_cut_off(self):
        [found] = audit([percent("r", "35.55"), count("a", 16), count("n", 45)], [])

        assert (found.code, found.severity, found.params["candidates"]) == ("perhaps_cut_off", "notice", ("16/45",))

    def test_counts_of_two_units_are_only_the_last_resort(self):
        given = [percent("r", "33.3"), count("a", 8), count("n", 24, "community")]
        [found] = audit(given, [])
        better = audit([*given, count("m", 24)], [])

        assert (found.code, found.params["candidates"]) == ("across_units", ("8/24",))
        assert codes(better) == [("share_found", "notice", ("r",))]

    def test_a_rate_of_one_side_only_is_not_searched_for(self):
        assert audit([percent("r", "80", "at_least"), count("a", 9), count("n", 10)], []) == ()

    def test_the_same_numerator_with_other_precision(self):
        """16/45 = 35.6 % and 35.56 %: one denominator, two precisions."""
        found = audit([percent("r", "35.6"), percent("s", "35.56"), count("a", 16), count("n", 45)], [])

        assert codes(found)[2:] == [("mixed_decimals", "notice", ("r", "s"))]

    def test_a_third_rate_is_held_against_the_first(self):
        """9/10, 9/12 = 75 %, 9/20 = 45 %."""
        rates = [percent("r", "90"), percent("s", "75"), percent("t", "45")]
        counts = [count("k", 9), count("a", 10), count("b", 12), count("c", 20)]
        found = [one for one in audit([*rates, *counts], []) if one.code == "one_numerator_two_denominators"]

        assert [one.figures for one in found] == [("r", "s"), ("r", "t")]

    def test_a_count_is_no_share_of_itself(self):
        """100 % needs two figures: all 45 of the 45."""
        assert audit([percent("r", "100"), count("n", 45)], []) == ()
        assert [one.code for one in audit([percent("r", "100"), count("n", 45), count("m", 45)], [])] == ["share_found"]

    def test_a_thousand_figures_are_quickly_through(self):
        """Even where every pair of counts prints as every rate: all pairs would be 125 million."""
        rates = [percent(f"r{i}", 100 - i % 2) for i in range(500)]
        before = monotonic()

        assert len(audit([*rates, *(count(f"c{i}", 10**6 + i) for i in range(500))], [])) == 500
        assert monotonic() - before < 20


class TestOthers:
    def test_parts_that_do_not_make_the_whole(self):
        [found] = audit([count("a", 16), count("b", 28), count("c", 45)], [Total("c", ("a", "b"))])

        assert (found.code, found.severity, found.params["sum"]) == ("does_not_add_up", "error", "44")

    def test_round_parts_may_make_a_round_whole(self):
        found = audit([count("a", 1200), count("b", 1400), count("c", 3000, step=1000)], [Total("c", ("a", "b"))])

        assert codes(found) == [("adds_up", "notice", ("c",))]

    def test_percentages_make_a_hundred_if_rounding_lets_them(self):
        """Three thirds are 33.3 %, together 99.9; 33.3 and 33.3 and 33.0 reach 99.75 at most."""
        whole = percent("all", "100.00")

        for last, code in (("33.3", "adds_up"), ("33.0", "does_not_add_up")):
            given = [percent("a", "33.3"), percent("b", "33.3"), percent("c", last), whole]
            assert code in {one.code for one in audit(given, [Total("all", ("a", "b", "c"))])}

    def test_a_product_is_right_or_wrong(self):
        """131 stewards with 336 hours each are 44,016; with 350 they would be 45,850."""
        for each, code in ((336, "multiplies"), (350, "does_not_multiply")):
            given = [count("n", 131), count("e", each, "hour"), count("h", 44_000, "hour", step=1_000)]
            assert [one.code for one in audit(given, [Product("h", "n", "e")])] == [code]

    def test_more_than_the_whole(self):
        assert codes(audit([count("a", 46), count("n", 45)], [PartOf("a", "n")])) == [
            ("more_than_the_whole", "error", ("a",))
        ]

    def test_as_many_as_there_are_is_no_error_but_of_fewer(self):
        assert audit([count("a", 45), count("n", 45)], [PartOf("a", "n")]) == ()
        assert audit([count("a", 45), count("n", 45, qualifier="less_than")], [PartOf("a", "n")]) != ()

    def test_more_than_at_least_so_many_is_no_error(self):
        assert audit([count("a", 151), count("n", 150, qualifier="at_least")], [PartOf("a", "n")]) == ()

    def test_a_quotient_with_an_open_end(self):
        [found] = audit([count("a", 150, qualifier="at_least"), count("b", 3)], [Quotient("a", "b")])

        assert found.params["span"] == "50–…"

    def test_of_two_wholes_the_one_of_the_same_unit_comes_first(self):
        given = [count("a", 8), count("c", 24, "community"), count("n", 45)]
        [found] = audit(given, [TwoWholes("a", "c", "n")])

        assert found.text("en") == "8 (a) are 17.8 % of 45 (n); of 24 (c), another unit, 33.3 %"

    def test_of_two_wholes_of_one_unit_none_is_better(self):
        found = audit([count("a", 8), count("c", 24), count("n", 45)], [TwoWholes("a", "c", "n")])

        assert codes(found) == [("two_wholes", "notice", ("a",))]

    def test_rates_that_cannot_be_have_no_bounds_and_are_named_once(self):
        given = [percent("r", "97.0"), percent("s", "95.6"), count("n", 45)]
        found = audit(given, [ShareOf("r", "n"), SameRows("r", "s", "n")])

        assert codes(found) == [("no_such_share", "error", ("r",))]


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "code"),
        [
            (lambda: Reported("", Decimal(1), "x"), "missing"),
            (lambda: Reported("a" * 501, Decimal(1), "x"), "wrong_length"),
            (lambda: Reported("a", Decimal(-1), "x"), "out_of_range"),
            (lambda: Reported("a", Decimal("-0"), "x"), "out_of_range"),
            (lambda: Reported("a", Decimal(101)), "out_of_range"),
            (lambda: Reported("a", Decimal("100.01")), "out_of_range"),
            (lambda: Reported("a", Decimal("1E+999999"), "x"), "out_of_range"),
            (lambda: Reported("a", Decimal("1E-999999"), "x"), "out_of_range"),
            (lambda: Reported("a", Decimal("NaN"), "x"), "not_decimal"),
            (lambda: Reported("a", Decimal("Infinity"), "x"), "not_decimal"),
            (lambda: Reported("a", 1.5, "x"), "not_decimal"),
            (lambda: Reported("a", Decimal(1), "x", "perhaps"), "unknown_choice"),
            (lambda: Reported("a", Decimal(1), "x", ["exact"]), "unknown_choice"),
            (lambda: Reported("a", Decimal(1), "x", rounded_to=0), "out_of_range"),
            (lambda: Reported("a", Decimal(1), "x", rounded_to=True), "out_of_range"),
            (lambda: Reported("a", Decimal(44_500), "x", rounded_to=1_000), "not_a_multiple"),
            (lambda: Reported("a", Decimal(1), "x", as_of="2022"), "wrong_type"),
            (lambda: Reported("a", Decimal(1), "x", as_of=datetime(2022, 1, 1, tzinfo=UTC)), "wrong_type"),
            (lambda: Reported("a", Decimal(1), "x", source=5), "wrong_type"),
            (lambda: numerators(percent("r", "50"), 0), "out_of_range"),
            (lambda: numerators(percent("r", "50"), 4.0), "out_of_range"),
            (lambda: numerators(count("n", 4), 4), "figure_of_another_kind"),
            (lambda: numerators("50 %", 4), "wrong_type"),
            (lambda: denominators(percent("r", "0.0"), 4), "out_of_range"),
            (lambda: denominators(percent("r", "50"), 0), "out_of_range"),
            (lambda: audit(5, []), "wrong_type"),
            (lambda: audit([], None), "wrong_type"),
            (lambda: audit([1], []), "wrong_type"),
            (lambda: audit([count("a", 1), count("a", 2)], []), "duplicate_id"),
            (lambda: audit([count("a", 1)], ["a is b"]), "wrong_type"),
            (lambda: audit([count("a", 1)], [PartOf("a", "b")]), "unknown_figure"),
            (lambda: audit([count("a", 1)], [PartOf("a", 7)]), "wrong_type"),
            (lambda: audit([count("a", 1)], [PartOf("a", ["a"])]), "wrong_type"),
            (lambda: audit([count("a", 1)], [PartOf("a", "a")]), "named_twice"),
            (lambda: audit([count("a", 1)], [Total("a", None)]), "wrong_type"),
            (lambda: audit([count("a", 1)], [Total("a", ())]), "missing"),
            (lambda: audit([count("a", 1), count("b", 1)], [Total("a", ("b", "b"))]), "named_twice"),
            (lambda: audit([count("a", 1), percent("r", "1")], [Total("a", ("r",))]), "figure_of_another_kind"),
            (lambda: audit([count("a", 1), percent("r", "1")], [Total("r", ("a",))]), "figure_of_another_kind"),
            (lambda: audit([count("a", 1), count("b", 1)], [ShareOf("a", "b")]), "figure_of_another_kind"),
            (lambda: audit([percent("r", "1")], [ShareOf("r")]), "missing"),
            (lambda: audit([percent("r", "1")], [ShareOf(None)]), "wrong_type"),
            (lambda: audit((count(f"f{i}", i) for i in endless()), []), "too_many_figures"),
        ],
    )
    def test_is_refused(self, call, code):
        with pytest.raises(BadInput) as raised:
            call()

        assert code in [p.code for p in raised.value.problems]
        assert {p.code for p in raised.value.problems} <= TEXTS.keys()

    def test_every_problem_comes_at_once(self):
        with pytest.raises(BadInput) as raised:
            audit([1, count("a", 1), count("a", 1)], [PartOf("a", "b"), "x", ShareOf("a", "c")])

        assert [(p.code, p.where) for p in raised.value.problems] == [
            ("wrong_type", "figures[0]"),
            ("duplicate_id", "figures[2]"),
            ("unknown_figure", "identities[0].whole"),
            ("wrong_type", "identities[1]"),
            ("figure_of_another_kind", "identities[2].rate"),
            ("unknown_figure", "identities[2].whole"),
        ]

    def test_a_figure_with_three_faults_names_three(self):
        with pytest.raises(BadInput) as raised:
            Reported("", 1.5, "x", "perhaps")

        assert [p.where for p in raised.value.problems] == ["id", "qualifier", "printed"]
