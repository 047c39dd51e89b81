"""Running totals under limits: whether they can all hold, the range of any window, and the limits that force it.

Knows days as whole numbers and figures as labels, nothing else. With S(t) for the count up to the day t, a limit says
that S(stop) − S(start) is at least, or at most, so many; and S never falls. These are difference constraints: each is
an edge between two days, the highest S(b) − S(a) is the shortest path from a to b, and a cycle shorter than nothing
is a clash.
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, "Difference constraints and shortest paths";
Johnson, Efficient Algorithms for Shortest Paths in Sparse Networks, 1977.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from casualtycli.paths import Search


class Limit(NamedTuple):
    """That at least, or at most, so many were counted from the day ``start`` up to, not including, the day ``stop``.

    A number below zero stands for a day that is not known: nothing is known of it but what limits say.
    """

    start: int
    stop: int
    count: int  # type: ignore[assignment]  # persons, never below zero
    at_most: bool
    label: int
    """What the caller calls it."""


class Proof(NamedTuple):
    """A bound, in persons, and the limits that force it, each as often as it is used.

    A highest is the sum of the limits that say at most less those that say at least; a lowest, the other way round.
    """

    bound: int
    limits: tuple[Limit, ...]


class Clash(NamedTuple):
    """Limits that cannot all hold, but could without any one of them, unless they are very many."""

    size: int
    """By how many persons they miss: those that say at least less those that say at most."""
    limits: tuple[Limit, ...]


MANY = 200
"""Limits of a clash of which each is tried to be left out."""

Edge = tuple[int, int, Limit]
"""A node that a limit leads to, how much more the total may be there, and the limit."""

Cost = tuple[int, int, Limit | None]
"""A node that an edge leads to, what it costs to go there, and the limit, unless it only is the day before."""


class Totals:
    """All running totals that never fall and that the limits allow."""

    def __init__(self, limits: Iterable[Limit]) -> None:
        self._limits = sorted(limits)
        points = {point for limit in self._limits for point in (limit.start, limit.stop)}
        self._days = sorted(point for point in points if point >= 0)
        order = [*self._days, *sorted(point for point in points if point < 0)]
        self._nodes = {point: node for node, point in enumerate(order)}
        self._edges: list[list[Edge]] = [[] for _ in order]
        for limit in _tightest(self._limits):
            start, stop = self._nodes[limit.start], self._nodes[limit.stop]
            if limit.at_most:
                self._edges[start].append((stop, limit.count, limit))
            else:
                self._edges[stop].append((start, -limit.count, limit))
        self._has_ceilings = any(limit.at_most for limit in self._limits)
        self._totals = [0] * len(order)
        self._person = len(order) + 1
        """What a person more costs on a path: more than all limits that a path can use."""
        self._searches: dict[int, Search[Limit]] = {}

    @cached_property
    def clash(self) -> Clash | None:
        """Limits that clash, the same ones whatever the order of all; None where all can hold."""
        cycle = self._settle()
        if cycle is None:
            return None
        while (fewer := _fewer(cycle)) is not None:
            cycle = fewer
        size = sum(-limit.count if limit.at_most else limit.count for limit in cycle)
        return Clash(size, tuple(cycle))

    def most(self, start: int, stop: int) -> int | None:
        """Return the sharp upper bound of the count from one day up to another, in persons; None where there is none.

        Raises:
            ValueError: the limits clash, or the days are in the wrong order.
        """
        self._refuse(start, stop)
        if start == stop:
            return 0
        if start >= 0 and stop >= 0 and not self._has_ceilings:
            return None
        return self._length(self._node_before(start), self._node_behind(stop))

    def least(self, start: int, stop: int) -> int:
        """Return the sharp lower bound of the count from one day up to another, in persons.

        Raises:
            ValueError: the limits clash, or the days are in the wrong order.
        """
        self._refuse(start, stop)
        return max(0, -(self._length(self._node_before(stop), self._node_behind(start)) or 0))

    def highest(self, start: int, stop: int) -> Proof | None:
        """Return the upper bound, as :meth:`most` does, with the limits that force it."""
        bound = self.most(start, stop)
        if bound is None or start == stop:
            return None if bound is None else Proof(bound, ())
        return Proof(bound, self._limits_between(self._node_before(start), self._node_behind(stop)))

    def lowest(self, start: int, stop: int) -> Proof:
        """Return the lower bound, as :meth:`least` does, with the limits that force it.

        A lowest of 0 has limits where it is not known which of the two days is the earlier without them.
        """
        self._refuse(start, stop)
        source, target = self._node_before(stop), self._node_behind(start)
        length = self._length(source, target)
        if length is None or length > 0:
            return Proof(0, ())
        return Proof(-length, self._limits_between(source, target))

    def _refuse(self, start: int, stop: int) -> None:
        if self.clash is not None:
            raise ValueError("no total is within limits that clash")
        if 0 <= stop < start:
            raise ValueError(f"day {stop} is before day {start}")

    def _node_before(self, point: int) -> int | None:
        """Return the last node that is certainly not behind a day."""
        if point < 0:
            return self._nodes.get(point)
        at = bisect_right(self._days, point)
        return at - 1 if at else None

    def _node_behind(self, point: int) -> int | None:
        """Return the first node that is certainly not before a day."""
        if point < 0:
            return self._nodes.get(point)
        at = bisect_left(self._days, point)
        return at if at < len(self._days) else None

    def _length(self, source: int | None, target: int | None) -> int | None:
        """Return the length of the shortest path from one node to another; None where there is none."""
        if source is None or target is None:
            return None
        if source not in self._searches:
            self._searches[source] = Search(self._costs, source)
        cost = self._searches[source].cost_to(target)
        return None if cost is None else cost // self._person + self._totals[target] - self._totals[source]

    def _limits_between(self, source: int | None, target: int | None) -> tuple[Limit, ...]:
        """Return the limits along the shortest path between two nodes, whose length was asked for."""
        assert source is not None, "a path begins somewhere"
        assert target is not None, "a path ends somewhere"
        return self._searches[source].labels_to(target)

    @cached_property
    def _costs(self) -> list[list[Cost]]:
        """The edges from each node, measured from a running total within all limits, and a little more for a limit."""
        totals, person = self._totals, self._person
        costs: list[list[Cost]] = []
        for node, edges in enumerate(self._edges):
            here = totals[node]
            costs.append([(other, (here + more - totals[other]) * person + 1, limit) for other, more, limit in edges])
            if 0 < node < len(self._days):
                costs[node].append((node - 1, (here - totals[node - 1]) * person, None))
        return costs

    def _settle(self) -> list[Limit] | None:
        """Find a running total within all limits, or limits that allow none, by sweeps over the days, to and fro."""
        before: list[tuple[int, Limit | None] | None] = [None] * len(self._totals)
        moved = True
        while moved:
            moved = self._sweep(range(len(self._totals)), before)
            moved = self._sweep(range(len(self._totals) - 1, -1, -1), before) or moved
            if moved and (cycle := _cycle(before)) is not None:
                return cycle
        return None

    def _sweep(self, nodes: Iterable[int], before: list[tuple[int, Limit | None] | None]) -> bool:
        """Lower totals that are above what an edge allows, and tell whether there were any."""
        totals, moved, days = self._totals, False, len(self._days)
        for node in nodes:
            total = totals[node]
            if 0 < node < days and totals[node - 1] > total:
                totals[node - 1] = total
                before[node - 1] = node, None
                moved = True
            for other, more, limit in self._edges[node]:
                if total + more < totals[other]:
                    totals[other] = total + more
                    before[other] = node, limit
                    moved = True
        return moved


def _tightest(limits: Iterable[Limit]) -> Iterable[Limit]:
    """Return of the limits of one kind between the same two days only the tightest."""
    kept: dict[tuple[int, int, bool], Limit] = {}
    for limit in limits:
        if limit.start == limit.stop and limit.at_most:
            continue
        key = limit.start, limit.stop, limit.at_most
        there = kept.get(key)
        if there is None or (limit.count < there.count if limit.at_most else limit.count > there.count):
            kept[key] = limit
    return kept.values()


def _cycle(before: list[tuple[int, Limit | None] | None]) -> list[Limit] | None:
    """Return the limits along a way back that ends where it began, or None where no way does."""
    seen: dict[int, int] = {}
    for start in range(len(before)):
        node = start
        while node not in seen and (step := before[node]) is not None:
            seen[node] = start
            node = step[0]
        if seen.get(node) == start and before[node] is not None:
            return list(_around(node, before))
        seen.setdefault(node, start)
    return None


def _around(first: int, before: list[tuple[int, Limit | None] | None]) -> Iterator[Limit]:
    node = first
    while (step := before[node]) is not None:
        node, limit = step
        if limit is not None:
            yield limit
        if node == first:
            return


def _fewer(cycle: list[Limit]) -> list[Limit] | None:
    """Return fewer of the limits of a clash that clash too, or None where each of them is needed, as far as is tried.

    Without one limit there is a shortest way back along the others. A way that leaves out another limit as well goes to
    the day before where that one does not, and so is no shorter than the shortest of all ways over that step.
    """
    one, others = cycle[0], cycle[1:]
    rest = Totals(others)
    if (smaller := rest._settle()) is not None:
        return smaller
    tail, head = (one.start, one.stop) if one.at_most else (one.stop, one.start)
    room = -one.count if one.at_most else one.count
    way = _way(rest, head, tail)
    if way is None or len(set(way.limits)) < len(others):
        return [one, *dict.fromkeys(_limits(way))]
    if len(others) > MANY:
        return None
    shortcuts = list(_shortcuts(rest, others, way.limits, (head, tail, room)))
    if not shortcuts:
        return None
    fewest = min(shortcuts, key=len)
    if len(fewest) < len(others):
        return [one, *sorted(fewest)]
    without = ([one, *others[:at], *others[at + 1 :]] for at in range(len(others)))
    return next((smaller for limits in without if (smaller := Totals(limits)._settle()) is not None), None)


def _shortcuts(
    rest: Totals, limits: Iterable[Limit], way: Iterable[Limit], ends: tuple[int, int, int]
) -> Iterator[frozenset[Limit]]:
    """Yield the limits of each short way over a step to the day before that the shortest way does not take."""
    head, tail, room = ends
    end = rest._days[-1] if rest._days else 0
    back = Totals(_mirrored(limit, end) for limit in limits)
    there, home = (rest, head), (back, _mirror(tail, end))
    taken = list(_steps(way, head, tail))
    for before, day in pairwise(rest._days):
        lengths = _length(*there, day), _length(*home, _mirror(before, end))
        if lengths[0] is None or lengths[1] is None or lengths[0] + lengths[1] >= room:
            continue
        if not any(first < day <= last for first, last in taken):
            ways = _way(*there, day), _way(*home, _mirror(before, end))
            yield frozenset((*_limits(ways[0]), *(_mirrored(limit, end) for limit in _limits(ways[1]))))


def _limits(way: Proof | None) -> tuple[Limit, ...]:
    return () if way is None else way.limits


def _steps(way: Iterable[Limit], head: int, tail: int) -> Iterator[tuple[int, int]]:
    """Yield from which day back to which a way goes between its limits: the earlier day, the later one."""
    here = head
    for limit in way:
        there, beyond = (limit.start, limit.stop) if limit.at_most else (limit.stop, limit.start)
        if here > there:
            yield there, here
        here = beyond
    if here > tail:
        yield tail, here


def _length(totals: Totals, head: int, tail: int) -> int | None:
    """Return the length of the shortest way from one day to another."""
    return -totals.least(tail, head) if 0 <= tail < head else totals.most(head, tail)


def _way(totals: Totals, head: int, tail: int) -> Proof | None:
    """Return the length of the shortest way from one day to another, and the limits along it."""
    if 0 <= tail < head:
        proof = totals.lowest(tail, head)
        return Proof(-proof.bound, proof.limits)
    return totals.highest(head, tail)


def _mirror(point: int, end: int) -> int:
    return end - point if point >= 0 else point


def _mirrored(limit: Limit, end: int) -> Limit:
    """Return the limit as it is when time runs backwards from a day."""
    return limit._replace(start=_mirror(limit.stop, end), stop=_mirror(limit.start, end))
