"""Claims on scopes that bear on each other, and all that follows from them on the windows looked at.

Each scope is a running total under limits (:mod:`casualtycli.proof`), whose bounds are sharp. Between scopes, bounds
are carried along the links of whole and parts, window by window, until nothing moves: that is always valid, and
nearly always sharp.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from typing import NamedTuple

from casualtycli.activities import Activity
from casualtycli.certificates import Beside, Certificate, Edge, Line, Linked, Placed, Point, ends
from casualtycli.claims import Claim, Counted, CountedBy, Stated, Window, spans_of
from casualtycli.links import Family, Link
from casualtycli.periods import Span
from casualtycli.proof import Limit, Proof, Totals
from casualtycli.scopes import Scope
from casualtycli.sums import Summed

FEW_DAYS = 16
"""Up to so many days on which something begins or ends, scopes are held against each other on all windows between
them; with more, on those that claims are about, and those asked for."""
ROUNDS = 64
"""How often bounds are carried at most: what they come to is valid after any number."""


class Carried(NamedTuple):
    """A bound on a window that a link carries to a scope from others."""

    scope: Scope
    window: Window | Beside
    count: int  # type: ignore[assignment]
    at_most: bool
    linked: Linked
    totals: Mapping[Scope, Totals]
    """What was known then of the other scopes, on which it rests: what proves it is looked up when it is asked for."""

    @property
    def rests_on(self) -> Iterator[tuple[Scope, bool]]:
        """The other scopes, each with whether it is their most that this is made of, rather than their least."""
        link = self.linked.link
        if self.scope == link.whole:
            yield from ((part, self.at_most) for part in link.parts)
            return
        yield link.whole, self.at_most
        yield from ((other, not self.at_most) for other in link.parts if other != self.scope)


Fact = Claim | Summed | Carried | Placed


class Proven(NamedTuple):
    """A bound, and the facts of one scope that force it, each as often as it is used."""

    bound: int
    facts: tuple[Fact, ...]


class System:
    """A family of scopes, with the claims on them."""

    def __init__(self, family: Family, claims: Iterable[Claim | Summed], activity: Mapping[Scope, Activity]) -> None:
        self.family = family
        self.clash: Certificate | None = None
        """That the claims cannot all be true, as far as is seen on the windows looked at."""
        self._activity = activity
        self._windows: dict[Window | Beside, None] = {}
        self._points: dict[Stated | CountedBy, int] = {}
        self._numbers: dict[tuple[Scope, Window | Beside], tuple[int, int]] = {}
        self._facts: dict[Scope, list[Fact]] = {scope: [] for scope in family.scopes}
        self._limits: dict[Scope, list[Limit]] = {scope: [] for scope in family.scopes}
        self._totals: dict[Scope, Totals] = {}
        self._known: Mapping[Scope, Totals] = {}
        """The same, as they are while bounds are carried."""
        self._stale = dict.fromkeys(family.scopes)
        """Scopes with limits that are not taken up yet."""
        self._moved: dict[Scope, None] = {}
        """Scopes whose bounds those limits may move."""
        windows = dict.fromkeys(claim.window for claim in claims)
        self._place(windows)
        for claim in claims:
            self._hold(claim)
        self.look_at(self._between(windows) if family.links else ())

    @property
    def is_sharp(self) -> bool:
        """Whether the bounds are as narrow as can be: those of one running total whose days are stated to the day."""
        loose = any(isinstance(point, Stated) for point in self._points)
        return self.family.complete and not self.family.links and not loose

    def look_at(self, windows: Iterable[Window]) -> None:
        """Take up windows: carry bounds between scopes on these too."""
        new = [window for window in dict.fromkeys(windows) if window not in self._windows]
        self._place(new)
        if self.family.links:
            self._windows.update(dict.fromkeys(new))
            beside = [days for window in new for days in _beside(window)]
            self._windows.update(dict.fromkeys(beside))
            self._settle((*new, *beside))
        else:
            self._renew()

    def lowest(self, scope: Scope, window: Window) -> Certificate:
        """Return why there are at least so many in a window."""
        proof = self._totals[scope].lowest(*self._ends(scope, window))
        return self._certificate(scope, window, self._proven(scope, proof), at_most=False)

    def highest(self, scope: Scope, window: Window) -> Certificate | None:
        """Return why there are at most so many in a window, or None where there may be any number."""
        proof = self._totals[scope].highest(*self._ends(scope, window))
        return None if proof is None else self._certificate(scope, window, self._proven(scope, proof), at_most=True)

    def _between(self, windows: Iterable[Window]) -> Iterable[Window]:
        """Return the windows and the days that they are sure of; where there are few days, all between those days."""
        spans = [span for window in windows for span in spans_of(window)]
        days = {day for span in spans for day in (span.start, span.stop)}
        if days:
            active = {day for one in self._activity.values() for span in one.spans for day in (span.start, span.stop)}
            days |= {day for day in active if min(days) < day < max(days)}
        every = sorted(days) if len(days) <= FEW_DAYS else []
        return (*windows, *spans, *(Span.of_days(start, stop) for start, stop in combinations(every, 2)))

    def _place(self, windows: Iterable[Window]) -> None:
        """Give the ends of windows that are not known a place between days that are."""
        counted: dict[CountedBy, None] = {}
        for window in windows:
            if isinstance(window, Counted):
                counted.update(dict.fromkeys(point for point in window if point not in self._points))
            elif isinstance(window, Stated) and window not in self._points:
                self._points[window] = -2 * len(self._points) - 1
                self._order(_order_of_days(window))
        for point in sorted(counted):
            self._points[point] = -2 * len(self._points) - 1
            self._order(((point.earliest, point), (point, point.latest)))
        self._order(days for days in pairwise(sorted(counted)) if days[0].source == days[1].source)

    def _order(self, days: Iterable[tuple[Point, Point]]) -> None:
        """Take of two days, one of which is not known, that the second is not before the first."""
        for start, stop in days:
            for scope in self.family.scopes:
                self._limit(scope, Placed(scope, start, stop), (start, stop), 0, at_most=False)

    def _hold(self, fact: Claim | Summed | Carried) -> None:
        """Take a fact among those of its scope."""
        self._limit(fact.scope, fact, ends(fact.window), fact.count, at_most=fact.at_most)
        self._moved[fact.scope] = None

    def _limit(self, scope: Scope, fact: Fact, days: tuple[Point, Point], count: int, *, at_most: bool) -> None:
        start, stop = (self._number(scope, day) for day in days)
        self._limits[scope].append(Limit(start, stop, count, at_most, len(self._facts[scope])))
        self._facts[scope].append(fact)
        self._stale[scope] = None

    def _number(self, scope: Scope, day: Point) -> int:
        """Return a day on the clock of the scope's active days; one that is not known is a point below zero."""
        if isinstance(day, Edge):
            return self._points[day.window] - day.last
        if isinstance(day, CountedBy):
            return self._points[day]
        return self._activity[scope].elapsed(day)

    def _settle(self, new: Iterable[Window | Beside]) -> None:
        """Carry bounds until nothing moves, or claims clash; of scopes where nothing has moved, on new windows only."""
        for _ in range(ROUNDS):
            self._renew()
            moved, self._moved = self._moved, {}
            if self.clash is not None:
                return
            carried = [
                fact
                for link in self.family.links
                for window in (new if moved.keys().isdisjoint((link.whole, *link.parts)) else self._windows)
                for fact in self._carried(link, window)
            ]
            if not carried:
                return
            new = ()
            for fact in carried:
                self._hold(fact)

    def _renew(self) -> None:
        """Take up the limits that were added, or find a clash."""
        for scope in self._stale:
            self._totals[scope] = Totals(self._limits[scope])
            if self.clash is None and (clash := self._totals[scope].clash):
                proven = Proven(clash.size, tuple(self._facts[scope][limit.label] for limit in clash.limits))
                self.clash = self._certificate(None, None, proven, at_most=False)
        self._known = dict(self._totals) if self._stale else self._known
        self._stale = {}

    def _ends(self, scope: Scope, window: Window | Beside) -> tuple[int, int]:
        """Return the ends of a window on the clock of the scope's active days."""
        key = scope, window
        if key not in self._numbers:
            first, behind = ends(window)
            self._numbers[key] = self._number(scope, first), self._number(scope, behind)
        return self._numbers[key]

    def _least(self, scope: Scope, window: Window | Beside) -> int:
        return self._totals[scope].least(*self._ends(scope, window))

    def _most(self, scope: Scope, window: Window | Beside) -> int | None:
        return self._totals[scope].most(*self._ends(scope, window))

    def _proven(self, scope: Scope, proof: Proof) -> Proven:
        return Proven(proof.bound, tuple(self._facts[scope][limit.label] for limit in proof.limits))

    def _carried(self, link: Link, window: Window | Beside) -> Iterator[Carried]:
        """Yield what a link carries on a window, of that which is narrower than what is there."""
        lows = {scope: self._least(scope, window) for scope in (link.whole, *link.parts)}
        highs = {scope: self._most(scope, window) for scope in (link.whole, *link.parts)}
        least = sum(lows[part] for part in link.parts)
        if least > lows[link.whole]:
            yield self._to_whole(link, window, least, at_most=False)
        yield from self._less_others(link, window, highs, lows, at_most=True)
        if link.exact:
            most = _sum(highs[part] for part in link.parts)
            if _is_below(most, highs[link.whole]):
                yield self._to_whole(link, window, most or 0, at_most=True)
            yield from self._less_others(link, window, lows, highs, at_most=False)

    def _less_others(
        self,
        link: Link,
        window: Window | Beside,
        ours: Mapping[Scope, int | None],
        others: Mapping[Scope, int | None],
        *,
        at_most: bool,
    ) -> Iterator[Carried]:
        """Yield for each part what the whole has at most (at least), less what the others have at least (at most)."""
        whole, open_ = ours[link.whole], [part for part in link.parts if others[part] is None]
        if whole is None or len(open_) > 1:
            return
        total = sum(others[part] or 0 for part in link.parts)
        for part in open_ or link.parts:
            taken, there = total - (others[part] or 0), ours[part]
            count = whole - taken
            if count >= 0 and (_is_below(count, there) if at_most else count > (there or 0)):
                yield Carried(part, window, count, at_most, Linked(link, window, reversed=not at_most), self._known)

    def _to_whole(self, link: Link, window: Window | Beside, count: int, *, at_most: bool) -> Carried:
        """Return what the parts have at least, or at most, as a bound on the whole."""
        return Carried(link.whole, window, count, at_most, Linked(link, window, reversed=at_most), self._known)

    def _certificate(self, scope: Scope | None, window: Window | None, proven: Proven, *, at_most: bool) -> Certificate:
        """Return the proof with all that is carried written out, down to what figures say."""
        said = Counter(self._written_out(proven))
        lines = tuple(Line(said[one], one) for one in said)
        return Certificate(scope, window, proven.bound, at_most, lines)

    def _written_out(self, proven: Proven) -> Iterator[Claim | Summed | Linked | Placed]:
        for fact in proven.facts:
            if isinstance(fact, Carried):
                yield fact.linked
                for scope, most in fact.rests_on:
                    totals, days = fact.totals[scope], self._ends(scope, fact.window)
                    proof = totals.highest(*days) if most else totals.lowest(*days)
                    assert proof is not None, "a bound that is carried is there"
                    yield from self._written_out(self._proven(scope, proof))
            else:
                yield fact


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Return the sum, or None where one of the numbers is open."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _is_below(count: int | None, there: int | None) -> bool:
    """Tell whether a ceiling is below another one; None is no ceiling."""
    return count is not None and (there is None or count < there)


def _beside(window: Window) -> Iterator[Beside]:
    """Yield the days between an end of a window that is not known and the days around it."""
    if isinstance(window, Stated):
        within = ends(window)
        yield from (Beside(*days) for days in _order_of_days(window) if days != within)


def _order_of_days(window: Stated) -> Iterator[tuple[Point, Point]]:
    """Yield of the ends of a window and the days around them which comes first."""
    first, last = ends(window)
    yield window.outer.start, first
    yield first, last
    yield last, window.outer.stop
    if window.inner is not None:
        yield first, window.inner.start
        yield window.inner.stop, last
