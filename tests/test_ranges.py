"""Ranges, and the ratio and the gap of two."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualtycli.ranges import Range, gap, plain, ratio

WIDEST = 7


@st.composite
def ranges(draw):
    low, high = sorted(draw(st.tuples(*[st.integers(0, WIDEST)] * 2)))
    return Range(draw(st.sampled_from((low, low, None))), draw(st.sampled_from((high, high, None))))


def numbers(range_: Range) -> range:
    """The counts in it, as far as they are tried out; no result that is checked hangs on an open side."""
    return range(range_.low or 0, (WIDEST if range_.high is None else range_.high) + 1)


@given(ranges(), ranges())
def test_ratio_gap_and_order_by_all_pairs(subject, baseline):
    pairs = list(product(numbers(subject), numbers(baseline)))
    gaps, ratios = [one - other for one, other in pairs], [Fraction(one, other) for one, other in pairs if other]
    low = None if subject.low is None or baseline.high is None else min(gaps)
    high = None if subject.high is None or baseline.low is None else max(gaps)
    assert gap(subject, baseline) == Range(low, high)
    assert subject.below(baseline) is (high is not None and high < 0)
    low = min(ratios, default=0) if baseline.high is not None else 0
    closed = subject.high is not None and (baseline.low or subject.high == 0)
    high = max(ratios, default=0) if closed else None
    assert ratio(subject, baseline) == (Range(low, high) if ratios else None)


@pytest.mark.parametrize(
    ("subject", "baseline", "the_ratio", "the_gap"),
    [
        (Range(4734, 4734), Range(624, 624), Range(Fraction(789, 104), Fraction(789, 104)), Range(4110, 4110)),
        (Range(4734), Range(624), Range(0), Range()),
        (Range(1953), Range(0, 624), Range(Fraction(1953, 624)), Range(1329)),
        (Range(500, 700), Range(100, 200), Range(Fraction(5, 2), 7), Range(300, 600)),
        (Range(500, 700), Range(0, 0), None, Range(500, 700)),
        (Range(0, 0), Range(0, 0), None, Range(0, 0)),
    ],
)
def test_ratio_and_gap(subject, baseline, the_ratio, the_gap):
    assert (ratio(subject, baseline), gap(subject, baseline)) == (the_ratio, the_gap)


def test_whole_numbers_are_whole():
    result = ratio(Range(500, 700), Range(100, 250))
    assert [type(end) for end in (result.low, result.high, plain(Fraction(7, 2)))] == [int, int, Fraction]


@pytest.mark.parametrize(
    ("range_", "point"), [(Range(3, 3), True), (Range(3, 4), False), (Range(3), False), (Range(), False)]
)
def test_a_point_is_one_number(range_, point):
    assert range_.is_point is point


def test_ends_that_cross_cannot_be_made():
    with pytest.raises(ValueError, match="5 is above 4"):
        Range(5, 4)
