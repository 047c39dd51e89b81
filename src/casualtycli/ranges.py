"""Ranges of exact numbers, and the ratio and the gap of two of them."""

from fractions import Fraction
from typing import NamedTuple

Exact = int | Fraction


def plain(number: Exact) -> Exact:
    """Return the same number, as an int where it is whole."""
    return number.numerator if number.denominator == 1 else number


class _Range(NamedTuple):
    low: Exact | None = None
    high: Exact | None = None


class Range(_Range):
    """All numbers from low to high, both in; ``None`` is an open side.

    Raises:
        ValueError: low is above high.
    """

    __slots__ = ()

    def __new__(cls, low: Exact | None = None, high: Exact | None = None) -> "Range":
        """Make a range, its ends in order."""
        if low is not None and high is not None and low > high:
            raise ValueError(f"{low} is above {high}")
        return super().__new__(cls, low, high)

    @property
    def is_point(self) -> bool:
        """Tell whether just one number is in it."""
        return self.low is not None and self.low == self.high

    def __contains__(self, number: Exact) -> bool:  # type: ignore[override]  # a number, not an end
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    def meet(self, other: "Range") -> "Range | None":
        """Return the numbers in both, or None."""
        if self.below(other) or other.below(self):
            return None
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return Range(max(lows, default=None), min(highs, default=None))

    def below(self, other: "Range") -> bool:
        """Tell whether every number of this range is less than every number of the other."""
        return self.high is not None and other.low is not None and self.high < other.low


ANY = Range(0, None)
"""What no count can fall out of: nothing is known but that nobody is counted less than zero times."""


def gap(subject: Range, baseline: Range) -> Range:
    """Return where subject − baseline lies; sharp for two ranges that know nothing of each other."""
    low = None if subject.low is None or baseline.high is None else subject.low - baseline.high
    high = None if subject.high is None or baseline.low is None else subject.high - baseline.low
    return Range(low, high)


def ratio(subject: Range, baseline: Range) -> Range | None:
    """Return where subject ÷ baseline lies, for counts (never negative), wherever there is a ratio at all.

    None where the baseline can only be zero. Sharp for two ranges that know nothing of each other.
    """
    if baseline.high == 0:
        return None
    low: Exact = 0
    if subject.low is not None and baseline.high is not None:
        low = plain(Fraction(subject.low) / baseline.high)
    high: Exact | None = None
    if subject.high == 0:
        high = 0
    elif subject.high is not None and baseline.low:
        high = plain(Fraction(subject.high) / baseline.low)
    return Range(low, high)
