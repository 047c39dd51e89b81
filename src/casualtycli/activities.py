"""The days on which an actor was active in a place: nobody else's days can hold its dead."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from casualtycli.periods import Span
from casualtycli.scopes import Scope, Scopes


class _Activity(NamedTuple):
    spans: tuple[Span, ...] = ()


class Activity(_Activity):
    """The days on which an actor was active in a place: ascending spans that do not touch.

    No spans at all: nothing is known, so every day counts.
    """

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(span.start for span in self.spans)

    @cached_property
    def _before(self) -> tuple[int, ...]:
        """For each span, the active days before it."""
        totals = [0]
        for span in self.spans:
            totals.append(totals[-1] + span.days)
        return tuple(totals)

    def elapsed(self, day: int) -> int:
        """Return how many active days lie before the day of that number, counted from some fixed day."""
        if not self.spans:
            return day
        at = bisect_right(self._starts, day) - 1
        if at < 0:
            return 0
        return self._before[at] + min(day, self.spans[at].stop) - self.spans[at].start

    def days(self, span: Span) -> int:
        """Return how many days of the span were active ones."""
        return self.elapsed(span.stop) - self.elapsed(span.start)

    def cut(self, span: Span) -> Span | None:
        """Return the span from its first active day to its last, or None where none was."""
        if not self.spans:
            return span
        met = [shared for active in self.spans if (shared := active.meet(span))]
        if met and met[0].first == span.first and met[-1].last == span.last:
            return span
        return Span(met[0].first, met[-1].last) if met else None

    @property
    def first(self) -> date | None:
        """The first active day, or None where it is not known."""
        return self.spans[0].first if self.spans else None


EVER = Activity()


def activity(declared: Mapping[tuple[str, str], Activity], scopes: Scopes, scope: Scope) -> Activity:
    """Return the activity declared for the scope's actor in its place, or the nearest place around it."""
    if scope.actor is None or not declared:
        return EVER
    for place in (*scopes.places.heights(scope.place), ""):
        if found := declared.get((scope.actor, place)):
            return found
    return EVER


def effective(period: Span | None, until: date | None, active: Activity) -> Span | None:
    """Return the span cut at a day (None: not cut) and to the active days, or None where no day is left."""
    if period is None:
        return None
    if until is not None:
        if until < period.first:
            return None
        period = period if period.last <= until else Span(period.first, until)
    return active.cut(period)
