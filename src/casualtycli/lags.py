"""How long after a death its source counts it."""

import re
from typing import NamedTuple

from casualtycli.periods import Span
from casualtycli.problems import Refused, quoted

_LAG = re.compile(r"(?P<least>\d{1,4}) ?d? ?\.\. ?(?P<most>\d{1,4}) ?d", re.ASCII)
_LIKE = re.compile(
    r"(?:(?P<least>\d{1,3})\D{1,9})?(?P<most>\d{1,3}) ?(?P<unit>d|days?|w|weeks?)?", re.ASCII | re.IGNORECASE
)


class Lag(NamedTuple):
    """The fewest and the most days from a death to the day on which it is counted; none is counted before it."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.least}..{self.most}d"

    def possible(self, counted: Span) -> Span:
        """Return the most days on which those died who were counted on some days."""
        return Span.of_days(counted.start - self.most, counted.stop - self.least)

    def certain(self, counted: Span) -> Span | None:
        """Return the days whose dead were all counted on some days, or None where there are none."""
        start, stop = counted.start - self.least, counted.stop - self.most
        return Span.of_days(start, stop) if start < stop else None


def read_lag(text: str) -> Lag:
    """Return how many days after a death it is counted.

    >>> read_lag("0..14d")
    Lag(least=0, most=14)

    Raises:
        Refused: it is not the fewest days, two dots, and the most days.
    """
    stated = text.strip()
    found = _LAG.fullmatch(stated)
    if found is None:
        raise Refused(f"the lag {quoted(text)} cannot be read", _what_to_write(stated))
    least, most = int(found["least"]), int(found["most"])
    if most < least:
        raise Refused(f"the lag {quoted(text)} has its larger number first", f"write {Lag(most, least)}")
    return Lag(least, most)


def _what_to_write(text: str) -> str:
    """Return what is meant, as far as that can be told."""
    if text.endswith("..") or text.startswith(".."):
        return "write the fewest and the most days, as in 0..14d; leave the key out where nobody says how many at most"
    found = _LIKE.fullmatch(text)
    if found is None:
        return "write the fewest and the most days from a death to its count, as in 0..14d"
    days = 7 if (found["unit"] or "").lower().startswith("w") else 1
    ends = int(found["least"] or 0) * days, int(found["most"]) * days
    return f"write {Lag(min(ends), max(ends))}" + ("" if found["least"] else " if no more than that is meant")
