"""How many the floors of a running total come to that share no day: no more than that is proved by floors alone."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple


class Floor(NamedTuple):
    """That at least so many were counted from the day ``start`` up to, not including, the day ``stop``."""

    start: int
    stop: int
    count: int  # type: ignore[assignment]  # persons


class Stair:
    """The most that floors between one day and each later one come to, as far as it was asked for."""

    def __init__(self, day: int, floors: Sequence[Floor]) -> None:
        """Take floors by the days that they end before."""
        self._floors = floors
        self._next = bisect_right(floors, day, key=_stop)
        self._days = [day]
        """Those on which it rises, ascending; the first is the day that all is counted from."""
        self._heights = [0]

    def at(self, day: int) -> int:
        """Return the most between the first day and this one; 0 where that is earlier."""
        floors, days, heights = self._floors, self._days, self._heights
        while self._next < len(floors) and floors[self._next].stop <= day:
            start, stop, count = floors[self._next]
            self._next += 1
            if start < days[0]:
                continue
            height = heights[bisect_right(days, start) - 1] + count
            if height > heights[-1]:
                days.append(stop)
                heights.append(height)
        return heights[max(0, bisect_right(days, day) - 1)]


class Floors:
    """Floors on one running total."""

    def __init__(self, floors: Iterable[Floor]) -> None:
        self._by_stop = sorted(floors, key=_stop)
        self._after: dict[int, Stair] = {}
        self._before: dict[int, Stair] = {}

    def after(self, day: int) -> Stair:
        """Return how many floors come to between a day and every later one."""
        if day not in self._after:
            self._after[day] = Stair(day, self._by_stop)
        return self._after[day]

    def before(self, day: int) -> Stair:
        """Return how many floors come to between every earlier day and this one, by days with their signs changed."""
        if day not in self._before:
            self._before[day] = Stair(-day, self._mirrored)
        return self._before[day]

    @cached_property
    def _mirrored(self) -> list[Floor]:
        return sorted((Floor(-floor.stop, -floor.start, floor.count) for floor in self._by_stop), key=_stop)


_stop = attrgetter("stop")
