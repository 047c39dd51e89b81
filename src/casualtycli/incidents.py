"""Lists of incidents: what the entries of one source add up to in any window of days.

Figures with ``adds``, and the rows of a file of incidents, each count people whom no other entry counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from casualtycli.links import declared_parts
from casualtycli.model import Activity, Figure, Incident, Registry, Source
from casualtycli.periods import Span, join
from casualtycli.ranges import Exact, Range, plain
from casualtycli.scopes import Scope, Scopes


class Listed(NamedTuple):
    """What a list says of a window."""

    low: int
    """Persons of the entries wholly inside: at least so many, whether or not the list is complete."""
    high: int | None
    """Persons of the entries that touch it; ``None``: open, as wherever the list is not complete."""
    estimate: Exact | None
    """Each entry spread evenly over its own active days; ``None`` where an entry that touches has no best number."""
    entries: int
    """How many touch it."""
    straddling: int
    """How many of these have other days too."""
    exact: bool
    """Whether all that touch it are exact."""
    complete: bool
    """Whether the list is complete on all its days."""

    @property
    def range(self) -> Range:
        """The least and the most."""
        return Range(self.low, self.high)


Run = tuple[int, int]
"""Entries behind each other: the first of them, and the one behind the last."""


class _Part(NamedTuple):
    """What the entries of one length come to in a window; the last three say how many of those that touch it."""

    length: int
    low: int
    high: int
    """The sum of those that have one."""
    spread: int
    """Persons, each entry spread evenly over its days, times the length."""
    inside: int
    touching: int
    open: int
    unstated: int
    inexact: int


class _AlikeInLength:
    """The entries of one length in active days, on the clock of those days, so that windows cut them off in one run."""

    def __init__(self, length: int, entries: Iterable[tuple[int, Incident]]) -> None:
        found = sorted(entries, key=lambda pair: pair[0])
        incidents = [incident for _, incident in found]
        self.length = length
        self.starts = [start for start, _ in found]
        self.lows = _sums(incident.low for incident in incidents)
        self.highs = _sums(incident.high or 0 for incident in incidents)
        self.open = _sums(incident.high is None for incident in incidents)
        self.best = _sums(incident.reported or 0 for incident in incidents)
        self.weighted = _sums((incident.reported or 0) * start for start, incident in found)
        self.unstated = _sums(incident.reported is None for incident in incidents)
        self.inexact = _sums(not incident.low == incident.reported == incident.high for incident in incidents)

    def inside(self, start: int, stop: int) -> Run:
        """Return which have no day outside."""
        first = bisect_left(self.starts, start)
        return first, max(first, bisect_right(self.starts, stop - self.length))

    def touching(self, start: int, stop: int) -> Run:
        """Return which have a day inside."""
        first = bisect_right(self.starts, start - self.length)
        return first, max(first, bisect_left(self.starts, stop)) if start < stop else first

    def over(self, start: int, stop: int) -> _Part | None:
        """Return what the entries come to in a window, or None where none of them touches it."""
        met, within = self.touching(start, stop), self.inside(start, stop)
        if met[0] == met[1]:
            return None
        return _Part(
            length=self.length,
            low=_of(self.lows, within),
            high=_of(self.highs, met),
            spread=self.before(stop) - self.before(start),
            inside=within[1] - within[0],
            touching=met[1] - met[0],
            open=_of(self.open, met),
            unstated=_of(self.unstated, met),
            inexact=_of(self.inexact, met),
        )

    def before(self, day: int) -> int:
        """Return the persons before a day, each entry spread evenly over its days, times the length."""
        over, begun = bisect_right(self.starts, day - self.length), bisect_left(self.starts, day)
        spread = (self.best[begun] - self.best[over]) * day - (self.weighted[begun] - self.weighted[over])
        return self.best[over] * self.length + spread


def _sums(numbers: Iterable[int]) -> list[int]:
    return [0, *accumulate(numbers)]


def _of(sums: list[int], which: Run) -> int:
    first, stop = which
    return sums[stop] - sums[first]


class _IncidentList(NamedTuple):
    source: Source
    incidents: tuple[Incident, ...]
    activity: Callable[[Scope], Activity]
    complete: tuple[Span, ...]
    """The days on which it is, in this scope: spans that do not touch."""


class IncidentList(_IncidentList):
    """The entries of one voice that count in a scope: its own, and those of its parts."""

    @cached_property
    def _found(self) -> dict[Span, Listed]:
        """What was worked out."""
        return {}

    @cached_property
    def _groups(self) -> tuple[tuple[Activity, tuple[_AlikeInLength, ...]], ...]:
        """By the days on which their actor was active, the entries of each length."""
        clocks = {scope: self.activity(scope) for scope in {incident.scope for incident in self.incidents}}
        gathered: dict[Activity, dict[int, list[tuple[int, Incident]]]] = {}
        for incident in self.incidents:
            clock = clocks[incident.scope]
            start, stop = (
                (incident.start, incident.stop)
                if not clock.spans
                else (clock.elapsed(incident.start), clock.elapsed(incident.stop))
            )
            gathered.setdefault(clock, {}).setdefault(stop - start, []).append((start, incident))
        return tuple(
            (clock, tuple(_AlikeInLength(length, entries) for length, entries in sorted(lengths.items())))
            for clock, lengths in gathered.items()
        )

    def straddling(self, window: Span) -> tuple[tuple[Incident, int, int], ...]:
        """Return the entries with days inside and outside, each with how many active days it has inside, and in all."""
        found = []
        for incident in self.incidents:
            clock = self.activity(incident.scope)
            days = Span.of_days(incident.start, incident.stop)
            inside, active = clock.days(met) if (met := days.meet(window)) else 0, clock.days(days)
            if 0 < inside < active:
                found.append((incident, inside, active))
        return tuple(sorted(found, key=lambda entry: entry[0][2:4]))

    def over(self, window: Span) -> Listed:
        """Return what the entries add up to in a window.

        The range is sharp where the list is complete, and each entry says no more than its count and its days.
        """
        if window not in self._found:
            complete = any(span.contains(window) for span in self.complete)
            found = (
                group.over(clock.elapsed(window.start), clock.elapsed(window.stop))
                for clock, groups in self._groups
                for group in groups
            )
            self._found[window] = _together([part for part in found if part is not None], complete=complete)
        return self._found[window]


def _together(parts: Iterable[_Part], *, complete: bool) -> Listed:
    """Return what entries of several lengths and clocks come to; summed as fractions only where they have to be."""
    low = high = entries = inside = open_ = unstated = inexact = whole = 0
    shares: dict[int, int] = {}
    for part in parts:
        low, high = low + part.low, high + part.high
        entries, inside = entries + part.touching, inside + part.inside
        open_, unstated, inexact = open_ + part.open, unstated + part.unstated, inexact + part.inexact
        quotient, rest = divmod(part.spread, part.length)
        whole += quotient
        if rest:
            shares[part.length] = shares.get(part.length, 0) + rest
    spread = sum((Fraction(rest, length) for length, rest in shares.items()), Fraction(whole))
    return Listed(
        low=low,
        high=None if open_ or not complete else high,
        estimate=None if unstated else plain(spread),
        entries=entries,
        straddling=entries - inside,
        exact=not inexact,
        complete=complete,
    )


Speaking = tuple[str, str | None]
"""The id of a source, and a variant of its numbers."""


def incident_lists(
    registry: Registry, figures: Iterable[Figure], as_of: date | None
) -> Mapping[Speaking, Mapping[Scope, IncidentList]]:
    """Return the list of each voice in each scope in which it may be complete, or that one of the figures has.

    Takes the figures in force. Those that add, and are not disputed, are entries, as are the rows of files known by
    then. A list speaks of the scopes that its entries name, and of wholes all of whose ``parts`` they name.
    """
    entries: dict[Speaking, list[Incident]] = {}
    others: dict[Speaking, set[Scope]] = {}
    for figure in figures:
        if figure.disputed:
            continue
        speaking = figure.source.id, figure.variant
        if figure.adds:
            entries.setdefault(speaking, []).append(entry_of(figure))
        else:
            others.setdefault(speaking, set()).add(figure.scope)
    last = None if as_of is None else as_of.toordinal()
    for file in registry.incident_files:
        known = file.incidents if last is None else [one for one in file.incidents if one.since <= last]
        if known:
            entries.setdefault((file.source.id, file.variant), []).extend(known)
    return {
        speaking: _by_scope(registry, speaking, found, others.get(speaking, set()), as_of)
        for speaking, found in entries.items()
    }


def entry_of(figure: Figure) -> Incident:
    """Return a figure that adds as an entry of its source's list."""
    count = figure.count
    return Incident(
        id=figure.id,
        scope=figure.scope,
        start=figure.outer.start,
        stop=figure.outer.stop,
        reported=count.reported,
        low=count.low,
        high=count.high,
        known=figure.since.toordinal(),
        line=figure.location.line,
    )


def _by_scope(
    registry: Registry, speaking: Speaking, entries: list[Incident], others: set[Scope], as_of: date | None
) -> Mapping[Scope, IncidentList]:
    source = registry.sources[speaking[0]]
    named = frozenset(incident.scope for incident in entries)
    spoken_of = _with_wholes(registry.scopes, named)
    complete = _known_complete(registry, speaking, entries, as_of)
    by_scope: dict[Scope, list[Incident]] = {}
    for incident in entries:
        by_scope.setdefault(incident.scope, []).append(incident)
    found = {}
    for scope in sorted(spoken_of | others, key=lambda scope: scope.order):
        inside = [part for part in by_scope if scope in registry.scopes.wholes(part)]
        if not inside:
            continue
        active = registry.activity(scope)
        found[scope] = IncidentList(
            source=source,
            incidents=tuple(incident for part in inside for incident in by_scope[part]),
            activity=registry.activity,
            complete=tuple(cut for span in complete if (cut := active.cut(span))) if scope in spoken_of else (),
        )
    return found


def _with_wholes(declared: Scopes, named: frozenset[Scope]) -> frozenset[Scope]:
    """Return the scopes, and all that consist of some of them."""
    around = sorted({whole for scope in named for whole in declared.wholes(scope)}, key=lambda scope: scope.order)
    found = set(named)
    grown = True
    while grown:
        new = {whole for whole in around if whole not in found and _consists_of(declared, whole, found)}
        grown = bool(new)
        found |= new
    return frozenset(found)


def _consists_of(declared: Scopes, whole: Scope, named: set[Scope]) -> bool:
    return any(named.issuperset(parts) for parts in declared_parts(declared, whole))


def _known_complete(
    registry: Registry, speaking: Speaking, entries: list[Incident], as_of: date | None
) -> tuple[Span, ...]:
    """Return the days on which the list was complete as far as was known on a day.

    Where some of it was published only later, up to the newest publication known by then.
    """
    complete = registry.sources[speaking[0]].lists
    if as_of is None:
        return complete
    until = as_of.toordinal()
    if any(known > until for known in _publications(registry, speaking)):
        until = max(incident.since for incident in entries)
    return join(Span.of_days(span.start, min(span.stop, until + 1)) for span in complete if span.start <= until)


def _publications(registry: Registry, speaking: Speaking) -> Iterator[int]:
    for figure in registry.figures:
        if figure.adds and (figure.source.id, figure.variant) == speaking and not figure.disputed:
            yield figure.since.toordinal()
    for file in registry.incident_files:
        if (file.source.id, file.variant) == speaking:
            yield from (incident.since for incident in file.incidents)
