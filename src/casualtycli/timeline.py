"""Who covers which days: the runs of days that each voice has figures for, and the holes between them."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from casualtycli.model import Figure, Registry
from casualtycli.periods import ONE_DAY, Span, overlaps
from casualtycli.scopes import Scope
from casualtycli.select import Selection, Voice, voices
from casualtycli.series import Series


class Covered(NamedTuple):
    """What one voice covers in one scope."""

    voice: Voice
    scope: Scope
    runs: tuple[Span, ...]
    """The days that its figures count, or that its list is complete on: ascending runs that do not touch."""
    figures: tuple[Figure, ...]
    """Those in force that have some of these days, the oldest days first; a list has none."""

    @property
    def days(self) -> int:
        """How many days are covered, of the calendar."""
        return sum(run.days for run in self.runs)

    @property
    def holes(self) -> tuple[Span, ...]:
        """The days between the runs."""
        return tuple(Span(one.last + ONE_DAY, other.first - ONE_DAY) for one, other in pairwise(self.runs))


def covered(registry: Registry, selection: Selection, period: Span | None = None) -> tuple[Covered, ...]:
    """Return what each voice covers of each scope that it has figures or a list of, within a period if one is given.

    Measures come as the registry has them, then actors and sources as written, a whole before its parts.

    Raises:
        CommandError: a name is not in the registry.
    """
    selection.check(registry)
    found = [one for voice in voices(registry, selection) for one in _of_voice(registry, selection, voice, period)]
    rank = {measure: at for at, measure in enumerate(registry.measures)}
    return tuple(sorted(found, key=lambda one: (rank[one.scope.measure], one.scope.actor or "")))


def _of_voice(registry: Registry, selection: Selection, voice: Voice, period: Span | None) -> Iterator[Covered]:
    if selection.sources and voice.source.id not in selection.sources:
        return
    for scope in sorted({*voice.figures, *voice.lists}, key=registry.scopes.widest_first):
        if not selection.wants(scope):
            continue
        figures = voice.figures.get(scope, ())
        series = Series(figures, registry.activity(scope), scope, incidents=voice.lists.get(scope))
        runs = overlaps(series.coverage, (period,)) if period else series.coverage
        if runs or not period:
            inside = (figure for figure in figures if any(figure.outer.meet(run) for run in runs))
            yield Covered(voice, scope, runs, tuple(sorted(inside, key=lambda one: (one.outer, one.id))))
