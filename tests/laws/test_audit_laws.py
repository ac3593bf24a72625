"""What holds for all published figures: what can have been counted is never called impossible, and nothing else passes.

The oracle is the definition itself, tried number by number: Python's own half-even rounding of a fraction, and half up
as the floor of a half more.
"""

from decimal import Decimal
from fractions import Fraction
from math import floor

from attrs import astuple
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from gridgov.errors import BadInput
from gridgov.metrics.audit import audit
from gridgov.metrics.published import (
    PartOf,
    Product,
    Quotient,
    Reported,
    SameRows,
    ShareOf,
    Total,
    TwoWholes,
    denominators,
    numerators,
    prints_as,
)

law = settings(max_examples=150, deadline=None, database=None, derandomize=True)

QUALIFIERS = ("exact", "at_least", "about", "at_most", "less_than")


def printed_as(share, decimals):
    """Both ways to print a share in percent, as whole numbers of the last decimal."""
    scaled = 100 * share * 10**decimals
    return {floor(scaled + Fraction(1, 2)), round(scaled)}


def rate(scaled, decimals, name="r"):
    return Reported(name, Decimal(scaled).scaleb(-decimals), "percent")


def count(name, number, unit="x"):
    return Reported(name, Decimal(number), unit)


@st.composite
def shares(draw, most=400):
    whole = draw(st.integers(1, most))
    return draw(st.integers(0, whole)), whole


class TestNumerators:
    @law
    @given(shares(5_000), st.integers(0, 4), st.booleans())
    @example((1, 8), 0, True)
    @example((3, 8), 0, False)
    def test_a_rate_that_was_printed_of_a_count_has_this_count_among_its_numerators(self, share, decimals, up):
        part, whole = share
        scaled = (max if up else min)(printed_as(Fraction(part, whole), decimals))

        assert part in numerators(rate(scaled, decimals), whole)

    @law
    @given(st.integers(1, 300), st.integers(0, 2), st.data())
    @example(8, 0, None)
    def test_they_are_the_counts_that_print_like_it_and_no_others(self, whole, decimals, data):
        top = 100 * 10**decimals
        scaled = 13 if data is None else data.draw(st.integers(0, top))

        assert list(numerators(rate(scaled, decimals), whole)) == [
            k for k in range(whole + 1) if scaled in printed_as(Fraction(k, whole), decimals)
        ]

    @law
    @given(st.integers(1, 60), st.integers(1, 1000))
    def test_denominators_are_the_totals_that_print_like_it_and_no_others(self, part, scaled):
        assume(scaled > 20)  # or the totals go on for too long to be tried one by one

        assert list(denominators(rate(scaled, 1), part)) == [
            n for n in range(part, part * 60) if scaled in printed_as(Fraction(part, n), 1)
        ]

    @law
    @given(shares(), st.sampled_from(["at_least", "at_most", "less_than"]), st.integers(0, 100))
    def test_words_are_meant_as_they_are_said(self, share, qualifier, percent):
        part, whole = share
        said = Reported("r", Decimal(percent), "percent", qualifier)
        value = Fraction(100 * part, whole)
        meant = {"at_least": value >= percent, "at_most": value <= percent, "less_than": value < percent}[qualifier]

        assert (part in numerators(said, whole)) == meant

    @law
    @given(shares(), st.integers(0, 3))
    def test_each_way_to_print_is_that_of_the_oracle(self, share, decimals):
        value = Fraction(*share)
        scaled = 100 * value * 10**decimals
        ways = [prints_as(value, decimals, way) for way in ("half_up", "half_even", "cut_off")]

        assert [way.scaleb(decimals) for way in ways] == [floor(scaled + Fraction(1, 2)), round(scaled), floor(scaled)]


class TestFindings:
    @law
    @given(st.integers(1, 400), st.integers(0, 1000))
    @example(8, 125)
    def test_a_rate_that_no_count_prints_as_is_always_reported_and_no_other(self, whole, scaled):
        possible = any(scaled in printed_as(Fraction(k, whole), 1) for k in range(whole + 1))
        cut = any(scaled == floor(Fraction(1000 * k, whole)) for k in range(whole + 1))
        otherwise = "share_if_cut_off" if cut else "no_such_share"

        [found] = audit([rate(scaled, 1), count("n", whole)], [ShareOf("r", "n")])[:1]
        assert found.code == ("share_is_possible" if possible else otherwise)

    @law
    @given(shares(200), st.lists(st.integers(1, 200), max_size=12), st.integers(0, 2))
    def test_the_counts_behind_a_rate_are_found_or_are_among_the_candidates(self, share, others, decimals):
        part, whole = share
        assume(part)
        given_counts = [count("k", part), count("n", whole), *(count(f"o{i}", o) for i, o in enumerate(others))]
        printed = rate(max(printed_as(Fraction(part, whole), decimals)), decimals)

        [found] = [f for f in audit([printed, *given_counts], []) if f.figures == ("r",)]
        if found.code == "share_found":
            assert (found.params["count"], found.params["of"]) == (part, whole)
        else:
            assert found.code == "several_shares"
            assert f"{part}/{whole}" in found.params["candidates"] or "…" in found.params["candidates"]

    @law
    @given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 2))
    def test_the_bounds_hold_every_table(self, both, first, second, neither, decimals):
        """Of a table of those with both, with the first alone, with the second alone and with neither."""
        whole = both + first + second + neither
        assume(whole)
        one = rate(max(printed_as(Fraction(both + first, whole), decimals)), decimals, "a")
        other = rate(min(printed_as(Fraction(both + second, whole), decimals)), decimals, "b")
        [found] = audit([one, other, count("n", whole)], [SameRows("a", "b", "n")])[:1]

        assert found.code == "one_without_the_other"
        assert found.params["least"] <= first <= found.params["most"]

    @settings(law, max_examples=60)
    @given(st.integers(1, 25), st.integers(0, 25), st.integers(0, 25))
    def test_the_bounds_are_reached(self, whole, with_first, with_second):
        """No closer bounds would do: some table that prints like this has the least, some the most."""
        a, b = (max(printed_as(Fraction(min(k, whole), whole), 0)) for k in (with_first, with_second))
        ways = [
            first
            for first in range(whole + 1)
            for both in range(whole + 1 - first)
            for second in range(whole + 1 - first - both)
            if a in printed_as(Fraction(both + first, whole), 0) and b in printed_as(Fraction(both + second, whole), 0)
        ]
        [found] = audit([rate(a, 0, "a"), rate(b, 0, "b"), count("n", whole)], [SameRows("a", "b", "n")])[:1]

        assert (found.params["least"], found.params["most"]) == (min(ways), max(ways))


class TestSpans:
    @law
    @given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 3), st.integers(0, 3))
    def test_sums_products_and_quotients_of_round_numbers_hold_those_of_the_true_ones(self, a, b, p, q):
        one, other = (
            Reported(name, Decimal(floor(Fraction(n, 10**e) + Fraction(1, 2)) * 10**e), "x", rounded_to=10**e)
            for name, n, e in (("a", a, p), ("b", b, q))
        )

        assert one.span().holds(Fraction(a))
        assert one.span().plus(other.span()).holds(Fraction(a + b))
        assert one.span().times(other.span()).holds(Fraction(a * b))
        assert one.span().over(other.span()).holds(Fraction(a, b))


NAMES = st.sampled_from(["a", "b", "c", "d", "e", "nobody", "", None, 3, ["a"]])
UNITS = st.sampled_from(["percent", "x", "y"])
AMOUNTS = st.one_of(
    st.integers(0, 100).map(Decimal),
    st.decimals(0, 100, places=1),
    st.sampled_from([Decimal("1E+1"), Decimal("1E+99"), Decimal(-1), Decimal("NaN"), Decimal(), 5, None]),
)
IDENTITIES = st.one_of(
    st.builds(Total, NAMES, st.lists(NAMES, max_size=3).map(tuple) | NAMES),
    st.builds(Product, NAMES, NAMES, NAMES),
    st.builds(ShareOf, NAMES, NAMES, NAMES),
    st.builds(SameRows, NAMES, NAMES, NAMES),
    st.builds(PartOf, NAMES, NAMES),
    st.builds(TwoWholes, NAMES, NAMES, NAMES),
    st.builds(Quotient, NAMES, NAMES),
    st.sampled_from([None, "a", 5]),
)
GOOD = st.sampled_from(["a", "b", "c", "d"])
FITTING = st.one_of(
    st.builds(Product, GOOD, GOOD, GOOD),
    st.builds(ShareOf, st.just("e"), GOOD, st.none() | GOOD),
    st.builds(ShareOf, st.just("e"), st.none(), GOOD),
    st.builds(SameRows, st.just("e"), st.just("f"), GOOD),
    st.builds(TwoWholes, GOOD, GOOD, GOOD),
    st.builds(Quotient, GOOD, GOOD),
)


class TestWhateverComesIn:
    @settings(law, max_examples=400)
    @given(
        st.lists(st.tuples(AMOUNTS, UNITS, st.sampled_from(QUALIFIERS), st.sampled_from([1, 10, 0])), max_size=5),
        st.lists(IDENTITIES, max_size=3),
    )
    def test_it_is_refused_or_put_into_words(self, amounts, identities):
        said = tried(
            lambda: [Reported(name, *parts) for name, parts in zip("abcde", amounts, strict=False)], identities
        )

        assert all("{" not in text and text for text in said)

    @settings(law, max_examples=400)
    @given(
        st.lists(
            st.tuples(st.integers(0, 60), st.sampled_from("xy"), st.sampled_from(QUALIFIERS)), min_size=4, max_size=4
        ),
        st.integers(0, 1000),
        st.sampled_from(QUALIFIERS),
        st.lists(FITTING, max_size=4).filter(lambda listed: not any(names_one_twice(one) for one in listed)),
    )
    def test_what_is_well_named_is_never_refused(self, amounts, scaled, qualifier, identities):
        counts = [Reported(name, Decimal(n), unit, how) for name, (n, unit, how) in zip("abcd", amounts, strict=True)]
        rates = [Reported("e", Decimal(scaled).scaleb(-1), "percent", qualifier), rate(scaled, 1, "f")]
        found = audit([*counts, *rates], identities)

        assert all("{" not in one.text("en") + one.text("zh") for one in found)
        assert found == audit([*counts, *rates], identities)
        assert len(set(found)) == len(found)


def tried(figures, identities):
    """The texts of what is found, or of the refusal."""
    try:
        return [one.text(lang) for one in audit(figures(), identities) for lang in ("en", "zh")]
    except BadInput as refused:
        return [refused.text("en"), refused.text("zh")]


def names_one_twice(identity):
    names = [name for name in astuple(identity) if name is not None]
    return len(set(names)) < len(names)
