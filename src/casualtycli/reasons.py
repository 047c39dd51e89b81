"""Why two sources cannot be compared, in words."""

from __future__ import annotations

from collections.abc import Iterable

from casualtycli.align import Series
from casualtycli.model import Registry, Source
from casualtycli.periods import Span, overlaps
from casualtycli.scopes import Relation, Scope, Scopes
from casualtycli.select import Selection
from casualtycli.vintages import known

FEW = 3
"""Names that are given before the rest are counted."""


def why_silent(registry: Registry, selection: Selection, source: Source, measure: str | None) -> str:
    """Return why a source has no voice, or none in a measure."""
    theirs = [
        figure for figure in registry.figures if figure.source is source and measure in (None, figure.scope.measure)
    ]
    what = f"no figure of {measure}" if measure else "no figure"
    if theirs and not known(theirs, selection.as_of):
        first = min(figure.known for figure in theirs)
        return f"{source.short}: {what} was known on {selection.as_of}; the first was published on {first}"
    if any(not figure.disputed for figure in known(theirs, selection.as_of)):
        return f"{source.short} has {what} in force: newer ones supersede them"
    if theirs:
        return f"{source.short} has {what} that is not disputed"
    return f"{source.short} has {what}"


def why_apart(scopes: Scopes, scope: Scope, theirs: tuple[Scope, ...], baseline: Source) -> str:
    """Return why no scope of the baseline can be compared with the subject's."""
    if all(scopes.places.relation(scope.place, their.place) is Relation.APART for their in theirs):
        return f"another place: {baseline.short} counts {_few(their.place for their in theirs)}, not {scope.place}"
    if all(scopes.actor_relation(scope.actor, their.actor) is Relation.APART for their in theirs):
        actors = _few(their.actor or "anybody" for their in theirs)
        return f"another actor: {baseline.short} counts {actors}, not {scope.actor}"
    crossed = [their for their in theirs if scopes.relation(scope, their) is Relation.OVERLAPS]
    if crossed:
        return f"{_named(scope)} and {_named(crossed[0])} overlap, but neither is part of the other"
    return f"{_named(scope)} is apart from all that {baseline.short} counts"


def why_no_days(ours: Series, theirs: Series, period: Span | None) -> str:
    """Return why two series have no window."""
    for series in (ours, theirs):
        if period and not overlaps(series.coverage, (period,)):
            return f"no figure of {series.source.short} covers {period}"
    days = [
        f"{series.source.short} covers {', '.join(str(span) for span in series.coverage)}" for series in (ours, theirs)
    ]
    return f"no day in common: {'; '.join(days)}"


def _few(names: Iterable[str]) -> str:
    """Return the first few of the names, and how many more there are."""
    known_ = sorted(set(names))
    more = f" and {len(known_) - FEW} more" if len(known_) > FEW else ""
    return f"{', '.join(known_[:FEW])}{more}"


def _named(scope: Scope) -> str:
    return f"{scope.place} ({scope.actor})" if scope.actor else scope.place
