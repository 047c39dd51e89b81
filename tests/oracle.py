"""The method once more: slow and obvious, written from its text and not from the program.

Days are plain numbers. A figure runs from its first to its last day, both in; a running total is
known before a day. Where the actor was not active no one dies, so days are counted in active ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

Window = tuple[int, int]
"""First and last day."""


@dataclass(frozen=True)
class Told:
    """A figure: its outer days, the number reported (None: a range without one), when, and its id."""

    id: str
    first: int
    last: int
    reported: int | None
    published: int

    @property
    def age(self) -> tuple[int, str]:
        return self.published, self.id

    def contains(self, window: Window) -> bool:
        return self.first <= window[0] and window[1] <= self.last

    def meets(self, window: Window) -> bool:
        return self.first <= window[1] and window[0] <= self.last


@dataclass(frozen=True)
class Answer:
    """What a source says of a window: the basis, the estimate, the figures it had to set aside."""

    basis: str
    estimate: Fraction | None
    """None where the figure for just these days is a range without a best number."""
    set_aside: frozenset[str] = frozenset()


def newest_first(figures: Iterable[Told]) -> list[Told]:
    return sorted(figures, key=lambda figure: figure.age, reverse=True)


def feasible(figures: Sequence[Told], active: frozenset[int]) -> bool:
    """Tell whether a total that never falls, and stands still on inactive days, agrees with every figure.

    Difference constraints as edges (a, b, most): the total at b is at most that much above the one at a.
    They hold together when no circle of them is negative, as Bellman and Ford find out.
    """
    if not figures:
        return True
    days = range(min(figure.first for figure in figures), max(figure.last for figure in figures) + 1)
    edges = [(day + 1, day, 0) for day in days]
    edges += [(day, day + 1, 0) for day in days if day not in active]
    edges += [(figure.first, figure.last + 1, figure.reported) for figure in figures]
    edges += [(figure.last + 1, figure.first, -figure.reported) for figure in figures]
    most = dict.fromkeys([*days, days[-1] + 1], 0)
    for _ in most:
        changed = False
        for start, end, limit in edges:
            if most[start] + limit < most[end]:
                most[end] = most[start] + limit
                changed = True
        if not changed:
            return True
    return False


def taken(figures: Iterable[Told], active: frozenset[int]) -> tuple[list[Told], list[Told]]:
    """Return the figures that are taken, newest first, and those that are set aside."""
    kept: list[Told] = []
    aside: list[Told] = []
    for figure in newest_first(figure for figure in figures if figure.reported is not None):
        (kept if feasible([*kept, figure], active) else aside).append(figure)
    return kept, aside


def days_of(window: Window, active: frozenset[int]) -> frozenset[int]:
    return active.intersection(range(window[0], window[1] + 1))


def elapsed(day: int, active: frozenset[int]) -> int:
    return sum(other < day for other in active)


def components(figures: Sequence[Told], active: frozenset[int]) -> Iterator[list[Told]]:
    """Yield the figures of each set of days that a chain of figures connects."""
    left = list(figures)
    while left:
        chain, grew = [left.pop(0)], True
        while grew:
            ends = {elapsed(day, active) for figure in chain for day in (figure.first, figure.last + 1)}
            joining = [
                figure for figure in left if {elapsed(figure.first, active), elapsed(figure.last + 1, active)} & ends
            ]
            grew = bool(joining)
            chain += joining
            left = [figure for figure in left if figure not in joining]
        yield chain


def totals(chain: Sequence[Told], active: frozenset[int]) -> dict[int, int]:
    """Return the running total at each known day (in active days) of one chain of figures."""
    known = {elapsed(chain[0].first, active): 0}
    for _ in chain:
        for figure in chain:
            start, end = elapsed(figure.first, active), elapsed(figure.last + 1, active)
            if start in known:
                known[end] = known[start] + figure.reported
            elif end in known:
                known[start] = known[end] - figure.reported
    return known


def at(known: dict[int, int], day: int) -> Fraction:
    """Return the total at a day, straight between the known days around it."""
    before = max(other for other in known if other <= day)
    after = min(other for other in known if other >= day)
    if before == after:
        return Fraction(known[day])
    return known[before] + Fraction(known[after] - known[before]) * Fraction(day - before, after - before)


def share_of_curve(figures: Sequence[Told], active: frozenset[int], window: Window) -> Fraction | None:
    """Return what the curve around the window says of it, or None where no curve goes around it."""
    start, end = elapsed(window[0], active), elapsed(window[1] + 1, active)
    found = []
    for chain in components(figures, active):
        known = totals(chain, active)
        if min(known) <= start and end <= max(known):
            around = min(day for day in known if day >= end) - max(day for day in known if day <= start)
            newest = newest_first(chain)[0].age
            found.append((-around, newest, at(known, end) - at(known, start)))
    return max(found)[2] if found else None


def share_of_one(figures: Iterable[Told], active: frozenset[int], window: Window) -> Fraction | None:
    """Return the share of the one figure around the window that has the fewest other days."""
    wanted = days_of(window, active)
    around = [
        figure
        for figure in newest_first(figures)
        if figure.reported is not None
        and (wanted <= days_of((figure.first, figure.last), active) if wanted else figure.contains(window))
    ]
    if not around:
        return None
    best = min(around, key=lambda figure: figure.last - figure.first)
    part, whole = (
        elapsed(last + 1, active) - elapsed(first, active) for first, last in (window, (best.first, best.last))
    )
    return Fraction(best.reported * part, whole)


def answer(
    figures: Sequence[Told], active: frozenset[int], window: Window, *, report_clock: bool = False
) -> Answer | None:
    """Return what one source's figures of one scope say of a window, or None where they give no number."""
    for figure in newest_first(figures):
        if days_of((figure.first, figure.last), active) == days_of(window, active):
            return Answer("reported", None if figure.reported is None else Fraction(figure.reported))
    if report_clock:
        share = share_of_one(figures, active, window)
        return None if share is None else Answer("pro-rata", share)
    kept, aside = taken(figures, active)
    share = share_of_curve(kept, active, window)
    if share is None:
        return None
    return Answer("pro-rata", share, frozenset(figure.id for figure in aside if figure.meets(window)))
