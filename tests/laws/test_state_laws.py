"""States add up: in any order, in any grouping, and the whole is what one pass over all rows gives, bit for bit."""

from fractions import Fraction
from statistics import mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgov.errors import BadInput
from gridgov.metrics.sketches import DistinctSketch, LogHistogram
from gridgov.metrics.states import Found, Groups, Joint, Moments, Pair, Ratio, Sum, Tally, merge_states

minutes = st.integers(0, 600_000)
small = st.integers(0, 1_000)


def sums():
    return st.builds(Sum, st.integers(-(10**12), 10**12))


def tallies():
    return st.builds(Tally, st.dictionaries(st.integers(0, 50), st.integers(0, 9), max_size=8))


def moments():
    return st.lists(minutes, max_size=8).map(lambda xs: Moments(len(xs), sum(xs), sum(x * x for x in xs)))


def ratios():
    return st.builds(Ratio, sums(), tallies())


def joints():
    return st.builds(Joint, small, small, small, small)


def pairs():
    return st.builds(Pair, st.none() | sums(), st.none() | sums())


def groups():
    return st.builds(Groups, st.dictionaries(st.sampled_from("abcd"), sums()))


def histograms():
    return st.builds(LogHistogram.of, st.lists(minutes, max_size=8))


def sketches():
    return st.builds(DistinctSketch.of, st.lists(st.text(max_size=3), max_size=8))


KINDS = {
    "sum": (sums(), Sum()),
    "tally": (tallies(), Tally()),
    "moments": (moments(), Moments()),
    "ratio": (ratios(), Ratio(Sum(), Tally())),
    "joint": (joints(), Joint()),
    "pair": (pairs(), Pair()),
    "groups": (groups(), Groups()),
    "log histogram": (histograms(), LogHistogram()),
    "distinct sketch": (sketches(), DistinctSketch()),
}


@pytest.mark.parametrize("kind", KINDS)
class TestEveryState:
    @given(data=st.data())
    def test_may_be_put_together_in_any_order(self, kind, data):
        strategy, _ = KINDS[kind]
        left, right = data.draw(strategy), data.draw(strategy)

        assert left.plus(right) == right.plus(left)

    @given(data=st.data())
    def test_may_be_put_together_in_any_grouping(self, kind, data):
        strategy, _ = KINDS[kind]
        a, b, c = data.draw(strategy), data.draw(strategy), data.draw(strategy)

        assert a.plus(b).plus(c) == a.plus(b.plus(c))

    @given(data=st.data())
    def test_is_not_changed_by_nothing(self, kind, data):
        strategy, nothing = KINDS[kind]
        state = data.draw(strategy)

        assert nothing.plus(state) == state == state.plus(nothing)


parts = st.lists(st.lists(minutes, max_size=6), min_size=1, max_size=5)


class TestTheWholeIsWhatOnePassGives:
    @given(parts)
    def test_of_moments(self, parts):
        whole = [x for part in parts for x in part]
        merged = merge_states(Moments(len(p), sum(p), sum(x * x for x in p)) for p in parts)

        assert merged.mean == (Fraction(sum(whole), len(whole)) if whole else None)
        if len(whole) > 1:
            assert merged.variance == variance(map(Fraction, whole))
            assert merged.mean == mean(map(Fraction, whole))

    @given(parts, st.fractions(min_value=0, max_value=1))
    def test_of_quantiles(self, parts, q):
        """Type 7 of Hyndman and Fan 1996: at (n - 1) q of the sorted values, linearly between the two around it."""
        whole = sorted(x for part in parts for x in part)
        merged = merge_states(Tally({x: part.count(x) for x in part}) for part in parts)
        if not whole:
            assert merged.quantile(q) is None
            return
        place = (len(whole) - 1) * q
        low, high = whole[int(place)], whole[min(int(place) + 1, len(whole) - 1)]

        assert merged.quantile(q) == low + (place - int(place)) * (high - low)

    @given(parts, st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(99, 100)]))
    def test_of_a_log_histogram_within_one_percent(self, parts, q):
        whole = sorted(x for part in parts for x in part)
        merged = merge_states(LogHistogram.of(part) for part in parts)
        if whole:
            exact = whole[int((len(whole) - 1) * q)]
            assert abs(merged.quantile(q) - exact) <= Fraction(exact, 100)

    @given(parts)
    def test_of_a_distinct_sketch(self, parts):
        merged = merge_states(DistinctSketch.of(map(str, part)) for part in parts)

        assert merged == DistinctSketch.of(str(x) for part in parts for x in part)

    @given(st.lists(st.sampled_from("abcde"), min_size=1))
    def test_of_a_concentration(self, keys):
        counts = {key: keys.count(key) for key in keys}
        merged = merge_states(Tally({key: 1}) for key in keys)

        assert merged.concentration() == sum(Fraction(n, len(keys)) ** 2 for n in counts.values())
        assert merged.top(1)[0][1] == max(counts.values())


class TestASketchOfKeys:
    """HyperLogLog with 4,096 registers has a standard error of 1.04/√4096 = 1.6 % (Flajolet and others 2007)."""

    @pytest.mark.parametrize("count", [10, 1_000, 10_000, 40_000])
    def test_is_near_the_number_of_keys(self, count):
        estimate = DistinctSketch.of(f"caller-{i}" for i in range(count)).estimate()

        assert abs(estimate - count) <= max(1, 0.05 * count)

    def test_of_nothing_is_nothing(self):
        assert DistinctSketch().estimate() == 0


class TestWhatDoesNotAddUp:
    def test_two_medians_found_in_one_go(self):
        with pytest.raises(BadInput) as raised:
            Found(Fraction(1), 2).plus(Found(Fraction(3), 4))
        assert [p.code for p in raised.value.problems] == ["not_mergeable"]

    def test_a_median_and_nothing_is_the_median(self):
        assert Found().plus(Found(Fraction(3), 4)) == Found(Fraction(3), 4) == Found(Fraction(3), 4).plus(Found())

    def test_states_of_two_kinds(self):
        with pytest.raises(BadInput) as raised:
            merge_states([Sum(1), Tally({1: 1})])
        assert [p.code for p in raised.value.problems] == ["not_mergeable"]

    def test_nothing_at_all(self):
        with pytest.raises(BadInput):
            merge_states([])

    @pytest.mark.parametrize("value", [-1, 1 << 62])
    def test_a_value_beyond_the_buckets(self, value):
        with pytest.raises(BadInput):
            LogHistogram.of([value])


def test_two_questions_put_to_the_same_rows():
    """Of 100 tickets 83 solved and 92 satisfied: 80 both, 12 satisfied only, 3 solved only, 5 neither."""
    joint = Joint(both=80, first=3, second=12, neither=5)

    assert (joint.size, joint.given_second()) == (100, Fraction(80, 92))
    assert Joint().given_second() is None
