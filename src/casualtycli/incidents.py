"""Lists of incidents: what the entries of one source add up to in any window of days.

Figures with ``adds``, and the rows of a file of incidents, each count people whom no other entry counts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from casualtycli.activities import Activity
from casualtycli.model import Incident, Source
from casualtycli.periods import Span
from casualtycli.ranges import Exact, Range, plain
from casualtycli.scopes import Scope


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
