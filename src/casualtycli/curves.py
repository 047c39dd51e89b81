"""Running totals that a row of figures determines: known days, and the count between them.

Knows days as numbers and figures as labels, nothing else. Days are counted on whatever clock the caller
has; :func:`curves` is given the *active* days, so that nobody is counted on a day without any.
"""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from typing import NamedTuple

from casualtycli.ranges import Exact, plain


class Step(NamedTuple):
    """That the total at the day ``stop`` is the one at the day ``start`` and so many more."""

    start: int
    stop: int
    count: Exact  # type: ignore[assignment]  # as in a figure
    label: int


class _Curve(NamedTuple):
    days: tuple[int, ...]
    totals: tuple[Exact, ...]
    newest: int
    """The smallest label of its steps."""
    towards: dict[int, tuple[int, int]]
    """For each day but the first, a day nearer to the first, and the label of the step between the two."""


class Curve(_Curve):
    """Known days that steps connect, ascending, and the running total at each, up to a constant."""

    @cached_property
    def known(self) -> frozenset[int]:
        """The known days."""
        return frozenset(self.days)

    def around(self, start: int, stop: int) -> tuple[int, ...]:
        """Return the known days nearest to both ends, at or outside them first; nothing where it lies outside."""
        if not self.days[0] <= start <= stop <= self.days[-1]:
            return ()
        return (
            self.days[bisect_right(self.days, start) - 1],
            self.days[bisect_left(self.days, stop)],
            self.days[bisect_left(self.days, start)],
            self.days[bisect_right(self.days, stop) - 1],
        )

    def at(self, day: int) -> Exact:
        """Return the running total at the day, straight between the known days around it."""
        after = bisect_left(self.days, day)
        if self.days[after] == day:
            return self.totals[after]
        left, right = self.days[after - 1], self.days[after]
        share = Fraction(day - left, right - left)
        return plain(self.totals[after - 1] + share * (self.totals[after] - self.totals[after - 1]))

    def labels(self, days: Iterable[int]) -> tuple[int, ...]:
        """Return the labels of the steps that fix the totals of the days against each other, ascending."""
        paths = [frozenset(self._path(day)) for day in days]
        shared = frozenset.intersection(*paths)
        return tuple(sorted(frozenset.union(*paths) - shared))

    def terms(self, start: int, stop: int) -> tuple[tuple[int, int], ...]:
        """Return the labels of the steps that the count between two known days is the sum of, each with its sign.

        Those that add come first.
        """
        signs: Counter[int] = Counter()
        for day, sign in ((stop, 1), (start, -1)):
            while day in self.towards:
                nearer, label = self.towards[day]
                signs[label] += sign if day > nearer else -sign
                day = nearer
        return tuple(
            sorted(((sign, label) for label, sign in signs.items() if sign), key=lambda pair: (-pair[0], pair[1]))
        )

    def _path(self, day: int) -> Iterable[int]:
        while day in self.towards:
            day, label = self.towards[day]
            yield label


def curves(steps: Sequence[Step]) -> tuple[tuple[Curve, ...], tuple[int, ...]]:
    """Return the curves that the steps make, and the labels of those set aside.

    Each step is taken in turn unless no running total that never falls agrees with it and with all
    steps taken before.
    """
    system = _System()
    aside = tuple(step.label for step in steps if not system.take(step))
    return tuple(system.connected()), aside


class _System:
    """Steps that hold together, shown by one running total that satisfies them all.

    A new step is tried by raising totals no more than it forces; when that raises the day that it
    started from, the step contradicts the others.
    Source: Cotton, Maler, Fast and Flexible Difference Constraint Propagation for DPLL(T), 2006.
    """

    def __init__(self) -> None:
        self.days: list[int] = []
        self.totals: dict[int, Exact] = {}
        self.links: dict[int, list[tuple[int, Exact, int]]] = {}
        """For each day that a step ends at: the day at its other end, the total there less this one, its label."""

    def take(self, step: Step) -> bool:
        """Take the step, or return False and leave everything as it was."""
        self._place(step)
        start, stop = self.totals[step.start], self.totals[step.stop]
        if stop - start < step.count:
            raised = self._raise(step.stop, start + step.count, fixed=step.start)
        else:
            raised = self._raise(step.start, stop - step.count, fixed=step.stop)
        if raised is None:
            return False
        self.totals.update(raised)
        self.links.setdefault(step.start, []).append((step.stop, step.count, step.label))
        self.links.setdefault(step.stop, []).append((step.start, -step.count, step.label))
        return True

    def _place(self, step: Step) -> None:
        """Give both days a total between those of the days around, the step's own where that fits."""
        if step.start not in self.totals:
            self._insert(step.start, self.totals[step.stop] - step.count if step.stop in self.totals else None)
        if step.stop not in self.totals:
            self._insert(step.stop, self.totals[step.start] + step.count)

    def _insert(self, day: int, wish: Exact | None) -> None:
        at = bisect_left(self.days, day)
        low = self.totals[self.days[at - 1]] if at else None
        high = self.totals[self.days[at]] if at < len(self.days) else None
        total = wish if wish is not None else low if low is not None else high or 0
        total = total if low is None else max(total, low)
        self.totals[day] = total if high is None else min(total, high)
        insort(self.days, day)

    def _raise(self, day: int, total: Exact, *, fixed: int) -> dict[int, Exact] | None:
        """Return the least raised totals so that the day has this one, or None if the fixed day had to rise."""
        raised: dict[int, Exact] = {}
        queue = [(self.totals[day] - total, day)]
        while queue:
            less, here = heappop(queue)  # the largest rise first: what it forces is never larger
            if here in raised or less == 0:
                continue
            if here == fixed:
                return None
            raised[here] = self.totals[here] - less
            for there, difference in self._forced(here):
                needed = raised[here] + difference - self.totals[there]
                if needed > 0 and there not in raised:
                    heappush(queue, (-needed, there))
        return raised

    def _forced(self, day: int) -> Iterable[tuple[int, Exact]]:
        """Yield each day whose total is at least this one's plus a difference."""
        following = bisect_right(self.days, day)
        if following < len(self.days):
            yield self.days[following], 0
        for other, difference, _ in self.links.get(day, ()):
            yield other, difference

    def connected(self) -> Iterable[Curve]:
        """Yield a curve for each set of days that steps connect, by its first day."""
        seen: set[int] = set()
        for first in self.days:
            if first in seen or first not in self.links:
                continue
            towards: dict[int, tuple[int, int]] = {}
            seen.add(first)
            reached = [first]
            for here in reached:  # grows while it is read: breadth first
                for there, _, label in self.links[here]:
                    if there not in seen:
                        seen.add(there)
                        towards[there] = here, label
                        reached.append(there)
            days = tuple(sorted(reached))
            newest = min(label for day in days for _, _, label in self.links[day])
            totals = tuple(self.totals[day] for day in days)
            yield Curve(days=days, totals=totals, newest=newest, towards=towards)
