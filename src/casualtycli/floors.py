"""How many the floors of a running total come to that share no day: no more than that is proved by floors alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple


class Floor(NamedTuple):
    """That at least so many were counted from the day ``start`` up to, not including, the day ``stop``."""

    start: int
    stop: int
    count: int  # type: ignore[assignment]  # persons


class Stair(NamedTuple):
    """The most that floors between one day and another come to, for every other day."""

    days: tuple[int, ...]
    """Those on which it rises, ascending; the first is the day that all is counted from."""
    heights: tuple[int, ...]

    def at(self, day: int) -> int:
        """Return the most between the first day and this one; 0 where that is earlier."""
        return self.heights[max(0, bisect_right(self.days, day) - 1)]


class Floors:
    """Floors on one running total."""

    def __init__(self, floors: Iterable[Floor]) -> None:
        self._floors = tuple(floors)

    def after(self, day: int) -> Stair:
        """Return how many floors come to between a day and every later one."""
        return _stair(day, self._by_stop)

    def before(self, day: int) -> Stair:
        """Return how many floors come to between every earlier day and this one, by days with their signs changed."""
        return _stair(-day, self._mirrored)

    def between(self, start: int, stop: int) -> int:
        """Return how many floors come to between two days."""
        first, last = (bisect_right(self._by_stop, day, key=lambda floor: floor.stop) for day in (start, stop))
        return _stair(start, self._by_stop[first:last]).heights[-1]

    @cached_property
    def _by_stop(self) -> list[Floor]:
        return sorted(self._floors, key=lambda floor: floor.stop)

    @cached_property
    def _mirrored(self) -> list[Floor]:
        mirrored = (Floor(-floor.stop, -floor.start, floor.count) for floor in self._floors)
        return sorted(mirrored, key=lambda floor: floor.stop)


def _stair(day: int, floors: Iterable[Floor]) -> Stair:
    days, heights = [day], [0]
    for start, stop, count in floors:
        if start < day:
            continue
        height = heights[bisect_right(days, start) - 1] + count
        if height > heights[-1]:
            days.append(stop)
            heights.append(height)
    return Stair(tuple(days), tuple(heights))
