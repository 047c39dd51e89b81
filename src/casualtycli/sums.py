"""What lists of incidents claim of what happened: at least, or at most, as many as their incidents add up to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, pairwise
from typing import NamedTuple

from casualtycli.claims import Window, spans_of
from casualtycli.incidents import IncidentList
from casualtycli.lists import WholeList
from casualtycli.model import Clock, Incident
from casualtycli.periods import Span
from casualtycli.scopes import Relation, Scope

FEW_DAYS = 16
"""Up to so many days on which something begins or ends, a list is summed over all windows between them; with more, over
those that are spoken of or asked about, and over those between one such day and the next."""


class ByDay:
    """Incidents in the order of their first days, so that those near a window are found without looking at all."""

    def __init__(self, incidents: Iterable[Incident]) -> None:
        self._incidents = sorted(incidents, key=lambda one: one.start)
        self._starts = [one.start for one in self._incidents]
        self._longest = max(one.stop - one.start for one in self._incidents)

    def near(self, window: Span) -> Sequence[Incident]:
        """Return those that may have a day in the window, and perhaps some before."""
        first = bisect_left(self._starts, window.start - self._longest)
        return self._incidents[first : bisect_left(self._starts, window.stop)]


@dataclass(frozen=True, eq=False, kw_only=True)
class HeardList:
    """A list of incidents that speaks of what happened."""

    whole: WholeList
    """The incidents that count, and the days on which they are all."""
    closed: bool
    """Whether its source means that nobody else was killed on those days."""
    mute: Mapping[Scope, tuple[Incident, ...]] = field(default_factory=dict)
    """Incidents that prove nothing, as they clash or only repeat another source, by scope: they may be any number."""
    _found: dict[Scope, tuple[IncidentList | None, IncidentList]] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """What sets it apart from other lists."""
        return self.whole.source.id, self.whole.variant or ""

    @cached_property
    def by_day(self) -> Mapping[Scope, ByDay]:
        """The incidents of each scope, in the order of their first days."""
        return {scope: ByDay(incidents) for scope, incidents in self.whole.by_scope.items()}

    def days(self) -> Mapping[Scope, Span]:
        """Return for each scope that the list speaks of from the first to the last day of which it says anything."""
        own = {
            scope: Span.of_days(min(one.start for one in incidents), max(one.stop for one in incidents))
            for scope, incidents in self.whole.by_scope.items()
        }
        found = {}
        for scope in sorted(self.whole.spoken_of, key=lambda scope: scope.order):
            inside = [days for part, days in own.items() if scope in self.whole.scopes.wholes(part)]
            spans = [*inside, *(self.whole.complete if self.closed else ())]
            found[scope] = Span(min(span.first for span in spans), max(span.last for span in spans))
        return found

    def ends(self) -> Iterator[int]:
        """Yield the days on which incidents begin, and those after their last."""
        for incidents in self.whole.by_scope.values():
            for one in incidents:
                yield one.start
                yield one.stop

    def speaks_of(self, scope: Scope) -> bool:
        """Tell whether incidents count in a scope."""
        return self._lists(scope)[0] is not None

    def over(self, scope: Scope, window: Span) -> Iterator[Summed]:
        """Yield what the list claims of a window.

        At most, only where it is complete, and takes in every incident that may have been in the scope.
        """
        inside, around = self._lists(scope)
        if inside is None:
            return
        listed, other = inside.over(window), around.over(window)
        if listed.low and not self.may_be_earlier(scope, window):
            yield Summed(scope, window, listed.low, False, self, listed.entries - listed.straddling)
        if self.closed and listed.high is not None and other.high is not None:
            yield Summed(scope, window, listed.high + other.high, True, self, listed.entries + other.entries)

    def may_be_earlier(self, scope: Scope, window: Span) -> bool:
        """Tell whether what is counted in a window may have happened before it."""
        first = self.whole.activity(scope).first
        return self.whole.source.clock is Clock.REPORT and (first is None or window.first > first)

    def without(self, said: Summed) -> HeardList:
        """Return the list without what a sum rests on: that its incidents were so many, or that they were all."""
        if said.at_most:
            complete = tuple(rest for span in self.whole.complete for rest in _less(span, said.window))
            return replace(self, whole=replace(self.whole, complete=complete), _found={})
        return self.muting(said.incidents)

    def muting(self, silent: Iterable[Incident]) -> HeardList:
        """Return the list without what some of its incidents prove."""
        out = frozenset(map(id, silent))
        if not out:
            return self
        kept, mute = {}, dict(self.mute)
        for scope, incidents in self.whole.by_scope.items():
            if left := tuple(one for one in incidents if id(one) not in out):
                kept[scope] = left
            if gone := tuple(one for one in incidents if id(one) in out):
                mute[scope] = (*mute.get(scope, ()), *gone)
        return replace(self, whole=replace(self.whole, by_scope=kept), mute=mute, _found={})

    def _lists(self, scope: Scope) -> tuple[IncidentList | None, IncidentList]:
        """Return the incidents that count in a scope, if any, and the others that may have been in it."""
        if scope not in self._found:
            whole, inside = self.whole, self.whole.within(scope)
            around = [
                *(one for other in self.wider(scope) for one in whole.by_scope[other]),
                *(
                    one._replace(reported=None, low=0, high=None)
                    for other, incidents in self.mute.items()
                    if whole.scopes.relation(other, scope) is not Relation.APART
                    for one in incidents
                ),
            ]
            complete = inside.complete if inside is not None else ()
            self._found[scope] = (
                inside,
                IncidentList(source=whole.source, incidents=tuple(around), activity=whole.activity, complete=complete),
            )
        return self._found[scope]

    def wider(self, scope: Scope) -> tuple[Scope, ...]:
        """Return the scopes of incidents that may have been in a scope, or elsewhere."""
        scopes = self.whole.scopes
        either = (Relation.CONTAINS, Relation.OVERLAPS)
        return tuple(other for other in self.whole.by_scope if scopes.relation(other, scope) in either)


def _less(span: Span, window: Span) -> Iterator[Span]:
    """Yield what is left of a span without the days of a window."""
    if span.start < window.start:
        yield Span.of_days(span.start, min(span.stop, window.start))
    if window.stop < span.stop:
        yield Span.of_days(max(span.start, window.stop), span.stop)


class Summed(NamedTuple):
    """That at least, or at most, so many were killed in a scope and a window, since incidents add up to it."""

    scope: Scope
    window: Span
    count: int  # type: ignore[assignment]  # persons
    at_most: bool
    by: HeardList
    entries: int
    """How many incidents: at least, those wholly inside; at most, those with days there."""

    @property
    def order(self) -> tuple[str, bool]:
        """What it is sorted by among claims."""
        return " ".join((*self.by.key, *self.scope.order, str(self.window))), self.at_most

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """The incidents, each looked at by itself, in the order of their first days."""
        whole, scopes = self.by.whole, self.by.whole.scopes
        found: list[Incident] = []
        for scope in whole.by_scope:
            relation, clock = scopes.relation(scope, self.scope), whole.activity(scope)
            if relation in (Relation.SAME, Relation.PART) or (self.at_most and relation is not Relation.APART):
                start, stop = clock.elapsed(self.window.start), clock.elapsed(self.window.stop)
                for one in self.by.by_day[scope].near(self.window) if not clock.spans else whole.by_scope[scope]:
                    first, last = clock.elapsed(one.start), clock.elapsed(one.stop)
                    if first < stop and start < last if self.at_most else start <= first and last <= stop:
                        found.append(one)
        return tuple(found)


class Sums(NamedTuple):
    """What lists claim of the windows that may matter."""

    claims: tuple[Summed, ...]
    complete: bool
    """Whether no other window of theirs could prove more of those asked about."""


def sums_of(lists: Iterable[HeardList], scopes: Iterable[Scope], windows: Iterable[Window]) -> Sums:
    """Return what lists claim in scopes, of the windows that others speak of or that are asked about."""
    speaking = [(one, scope) for scope in scopes for one in lists if one.speaks_of(scope)]
    spans = dict.fromkeys(span for window in windows for span in spans_of(window))
    spans.update((span, None) for one, _ in speaking if one.closed for span in one.whole.complete)
    days = {day for span in spans for day in (span.start, span.stop)}
    by_report = [(one.whole, scope) for one, scope in speaking if one.whole.source.clock is Clock.REPORT]
    days.update(first.toordinal() for whole, scope in by_report if (first := whole.activity(scope).first))
    several = len({one.key for one, _ in speaking}) > 1
    own = {day for one, _ in speaking for day in one.ends()} if several else set()
    if len(days | own) <= FEW_DAYS:
        days |= own
    runs = _runs(sorted(days), spans, from_the_first=bool(by_report))
    claims = tuple(said for one, scope in speaking for run in runs for said in one.over(scope, run))
    return Sums(claims, own <= days and _are_all(claims, days))


def _runs(days: Sequence[int], spans: Iterable[Span], *, from_the_first: bool) -> Iterable[Span]:
    """Return the windows to sum a list over: all between the days, if these are few."""
    if len(days) <= FEW_DAYS:
        return [Span.of_days(*run) for run in combinations(days, 2)]
    behind = ((days[0], day) for day in days[1:]) if from_the_first else ()
    return dict.fromkeys((*spans, *(Span.of_days(*run) for run in (*pairwise(days), *behind))))


def _are_all(claims: Iterable[Summed], days: Collection[int]) -> bool:
    """Tell whether windows that were left out would claim no more: floors that add up from one day to the next."""
    claims = tuple(claims)
    if any(said.at_most for said in claims):
        return False  # people whom two windows share are counted in both
    if len(days) <= FEW_DAYS:
        return True
    whole, pieces = Span.of_days(min(days), max(days)), set(pairwise(sorted(days)))
    rises: dict[object, int] = {}
    for said in claims:
        if said.window == whole or (said.window.start, said.window.stop) in pieces:
            key = said.by.key, said.scope
            rises[key] = rises.get(key, 0) + (said.count if said.window == whole else -said.count)
    return not any(rises.values())
