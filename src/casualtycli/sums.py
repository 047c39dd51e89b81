"""What lists of incidents claim of what happened: at least, or at most, as many as their incidents add up to."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from casualtycli.activities import Activity
from casualtycli.claims import Window, spans_of
from casualtycli.incidents import IncidentList
from casualtycli.lists import WholeList
from casualtycli.model import Clock, Incident, Source
from casualtycli.periods import Span
from casualtycli.scopes import Relation, Scope

FEW_DAYS = 16
"""Up to so many days on which something begins or ends, a list is summed over all windows between them; with more, over
those that are spoken of or asked about, over what is before and behind each day in the widest of these, and over those
between one day and the next."""
FEW_SPANS = 8
"""How many are the widest."""
MOST_SUMS = 10_000
"""With more, a list is summed in each scope over the windows that others speak of, and those asked about there."""


class ByDay:
    """Incidents in the order of their first days, so that those on some days are found without looking at all."""

    def __init__(self, incidents: Iterable[Incident], activity: Callable[[Scope], Activity]) -> None:
        self._incidents = sorted(incidents, key=lambda one: one.start)
        self._starts = [one.start for one in self._incidents]
        self._longest = max((one.stop - one.start for one in self._incidents), default=0)
        clocks = {scope: activity(scope) for scope in {one.scope for one in self._incidents}}
        self._clocks = {scope: clock for scope, clock in clocks.items() if clock.spans}

    def on(self, window: Span, *, wholly: bool) -> Iterator[Incident]:
        """Yield those that have active days in a window, or all of them, each looked at by itself."""
        start, stop = window.start, window.stop
        for one in self._near(start, stop):
            clock = self._clocks.get(one.scope)
            days = one.start, one.stop, start, stop
            first, last, begin, end = days if clock is None else map(clock.elapsed, days)
            if begin <= first and last <= end if wholly else first < end and begin < last:
                yield one

    def _near(self, start: int, stop: int) -> Sequence[Incident]:
        """Return those that may be there: where some have pauses, all."""
        if self._clocks:
            return self._incidents
        first, behind = bisect_left(self._starts, start - self._longest), bisect_left(self._starts, stop)
        return self._incidents[first:behind]


class HeardList:
    """A list of incidents that speaks of what happened."""

    def __init__(
        self, whole: WholeList, *, closed: bool, mute: Mapping[Scope, tuple[Incident, ...]] | None = None
    ) -> None:
        self.whole = whole
        """The incidents that count, and the days on which they are all."""
        self.closed = closed
        """Whether its source means that nobody else was killed on those days."""
        self.mute = mute or {}
        """Incidents that prove nothing, as they clash or only repeat another source, by scope: they may be any
        number."""
        self._found: dict[Scope, tuple[IncidentList | None, IncidentList]] = {}
        self._by_day: dict[tuple[Scope, bool], ByDay] = {}

    @property
    def key(self) -> tuple[str, str]:
        """What sets it apart from other lists."""
        return self.whole.source.id, self.whole.variant or ""

    def by_day(self, scope: Scope, *, at_most: bool) -> ByDay:
        """Return the incidents that count in a scope, or all that may have been in it, by their days."""
        if (scope, at_most) not in self._by_day:
            relations = {other: self.whole.scopes.relation(other, scope) for other in self.whole.by_scope}
            inside = (Relation.SAME, Relation.PART)
            among = [
                one
                for other, incidents in self.whole.by_scope.items()
                if relations[other] in inside or (at_most and relations[other] is not Relation.APART)
                for one in incidents
            ]
            self._by_day[scope, at_most] = ByDay(among, self.whole.activity)
        return self._by_day[scope, at_most]

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

    def forget(self) -> None:
        """Let go of what was worked out; it is worked out anew when it is asked for."""
        self._found.clear()
        self._by_day.clear()

    def speaks_of(self, scope: Scope) -> bool:
        """Tell whether incidents count in a scope."""
        return self._lists(scope)[0] is not None

    def complete(self, scope: Scope) -> tuple[Span, ...]:
        """Return the days on which it is complete in a scope, cut to active ones."""
        inside, _ = self._lists(scope)
        return () if inside is None else inside.complete

    def over(self, scope: Scope, window: Span) -> "Iterator[Summed]":
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
        return _by_report(self.whole.source) and (first is None or window.first > first)

    def without(self, said: "Summed") -> "HeardList":
        """Return the list without what a sum rests on: that its incidents were so many, or that they were all."""
        if said.at_most:
            complete = tuple(rest for span in self.whole.complete for rest in _less(span, said.window))
            return HeardList(self.whole._replace(complete=complete), closed=self.closed, mute=self.mute)
        return self.muting(said.incidents)

    def muting(self, silent: Iterable[Incident]) -> "HeardList":
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
        return HeardList(self.whole._replace(by_scope=kept), closed=self.closed, mute=mute)

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


def _by_report(source: Source) -> bool:
    """Tell whether nothing is known of the days of deaths but that they are no later than those they are counted on."""
    return source.clock is Clock.REPORT and source.lag is None


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
        """The incidents, in the order of their first days."""
        return tuple(self.by.by_day(self.scope, at_most=self.at_most).on(self.window, wholly=not self.at_most))


class Sums(NamedTuple):
    """What lists claim of the windows that may matter."""

    claims: tuple[Summed, ...]
    complete: bool
    """Whether no other window of theirs could prove more of those asked about."""


def sums_of(
    lists: Iterable[HeardList],
    scopes: Iterable[Scope],
    claimed: Iterable[Window],
    asked: Mapping[Scope, Iterable[Window]],
) -> Sums:
    """Return what lists claim in scopes, of the windows that others speak of or that are asked about."""
    speaking = [(one, scope) for scope in scopes for one in lists if one.speaks_of(scope)]
    if not speaking:
        return Sums((), complete=True)
    spoken = dict.fromkeys(span for window in claimed for span in spans_of(window))
    own = {scope: [span for window in windows for span in spans_of(window)] for scope, windows in asked.items()}
    spans = {**spoken, **dict.fromkeys(span for of_scope in own.values() for span in of_scope)}
    spans.update((span, None) for one, scope in speaking if one.closed for span in one.complete(scope))
    days, all_days = _days(speaking, spans)
    runs = _runs(days, spans)
    if few := len(runs) * len(speaking) <= MOST_SUMS:
        claims = tuple(said for one, scope in speaking for run in runs for said in one.over(scope, run))
    else:
        claims = tuple(
            said
            for one, scope in speaking
            for run in dict.fromkeys((*spoken, *own.get(scope, ())))
            for said in one.over(scope, run)
        )
    return Sums(claims, few and all_days and _are_all(claims, days))


def _days(speaking: Iterable[tuple[HeardList, Scope]], spans: Iterable[Span]) -> tuple[Sequence[int], bool]:
    """Return the days between which lists are summed, and whether others make no difference."""
    days = {day for span in spans for day in (span.start, span.stop)}
    lists: dict[object, HeardList] = {}
    for one, scope in speaking:
        lists[one.key] = one
        first = one.whole.activity(scope).first
        if _by_report(one.whole.source) and first is not None:
            days.add(first.toordinal())
    if len(lists) < 2:
        return sorted(days), True
    ends = {day for one in lists.values() for day in one.ends()}
    few = len(days | ends) <= FEW_DAYS
    return sorted(days | ends if few else days), few or ends <= days


def _runs(days: Sequence[int], spans: Iterable[Span]) -> Collection[Span]:
    """Return the windows to sum a list over: all between the days, if these are few."""
    if len(days) <= FEW_DAYS:
        return [Span.of_days(*run) for run in combinations(days, 2)]
    widest = sorted(spans, key=lambda span: (-span.days, span.start))[:FEW_SPANS]
    ends = [(days[0], days[-1]), *((span.start, span.stop) for span in widest)]
    within = ((run, day) for run in ends for day in days if run[0] < day < run[1])
    halves = (half for (start, stop), day in within for half in ((start, day), (day, stop)))
    return dict.fromkeys((*spans, *(Span.of_days(*run) for run in (*pairwise(days), *ends, *halves))))


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
