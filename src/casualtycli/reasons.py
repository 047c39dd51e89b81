"""Why two sources cannot be compared, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from casualtycli.model import Registry, Source
from casualtycli.periods import Span, overlaps
from casualtycli.scopes import Relation, Scope, Scopes
from casualtycli.select import Selection, Voice
from casualtycli.series import Series
from casualtycli.vintages import known, repetitions
from casualtycli.wording import ANYBODY

FEW = 3
"""Names that are given before the rest are counted."""


def why_silent(registry: Registry, selection: Selection, source: Source, measure: str | None) -> str:
    """Return why a source has no voice, or none in a measure."""
    theirs = [
        figure for figure in registry.figures if figure.source is source and measure in (None, figure.scope.measure)
    ]
    what = f"no figure of {measure}" if measure else "no figure"
    if listed := _first_listed(registry, source, measure):
        return f"{source.short}: nothing was known on {selection.as_of}; its list was published on {listed}"
    if theirs and not known(theirs, selection.as_of):
        first = min(theirs, key=lambda figure: (figure.since, figure.published is None))
        since = f"was published on {first.since}" if first.published else f"counts up to {first.since}"
        return f"{source.short}: {what} was known on {selection.as_of}; the first {since}"
    plain = [figure for figure in known(theirs, selection.as_of) if not figure.disputed]
    repeated = repetitions(registry.figures)
    if plain and all(figure.id in repeated for figure in plain):
        return f"{source.short} has {what} that is not a relay of another one of its own"
    if plain:
        return f"{source.short} has {what} in force: newer ones supersede them"
    if theirs:
        return f"{source.short} has {what} that is not disputed"
    return f"{source.short} has {what}"


def _first_listed(registry: Registry, source: Source, measure: str | None) -> date | None:
    """Return when the first incident of a source was published, if the source has a file of them."""
    known = [
        incident.since
        for file in registry.incident_files
        if file.source is source
        for incident in file.incidents
        if measure in (None, incident.scope.measure)
    ]
    return date.fromordinal(min(known)) if known else None


def why_apart(scopes: Scopes, scope: Scope, theirs: tuple[Scope, ...], baseline: Source) -> str:
    """Return why no scope of the baseline can be compared with the subject's."""
    if all(scopes.places.relation(scope.place, their.place) is Relation.APART for their in theirs):
        return f"another place: {baseline.short} counts {_few(their.place for their in theirs)}, not {scope.place}"
    if all(scopes.actor_relation(scope.actor, their.actor) is Relation.APART for their in theirs):
        actors = _few(their.actor or ANYBODY for their in theirs)
        return f"another actor: {baseline.short} counts {actors}, not {scope.actor}"
    crossed = [their for their in theirs if scopes.relation(scope, their) is Relation.OVERLAPS]
    if crossed:
        return f"{_named(scope)} and {_named(crossed[0])} overlap, but neither is part of the other"
    return f"{_named(scope)} is apart from all that {baseline.short} counts"


def why_not_summed(scopes: Scopes, voice: Voice, scopes_of: Iterable[Scope], whole: Scope) -> str | None:
    """Return why a list that has several parts of a scope is not summed for all of it; None where that is not so."""
    parts = [one for one in scopes_of if one in voice.lists and scopes.relation(one, whole) is Relation.PART]
    if len(parts) < 2 or whole in voice.lists or whole in voice.figures:
        return None
    names = _few(_part(part, whole) for part in parts)
    short, all_ = voice.source.short, whole.actor or ANYBODY
    return f"{short} lists {names}, which may not be all of {whole.place} ({all_}): their sum is no count of it"


def why_no_days(ours: Series, theirs: Series, period: Span | None) -> str:
    """Return why two series have no window."""
    for series in (ours, theirs):
        if not series.coverage:
            return f"{series.source.short} does not say on which days its list of incidents is complete (lists:)"
        if period and not overlaps(series.coverage, (period,)):
            return f"no figure of {series.source.short} covers {period}"
    days = [
        f"{series.source.short} covers {', '.join(str(span) for span in series.coverage)}" for series in (ours, theirs)
    ]
    return f"no day in common: {'; '.join(days)}"


def why_not_both(*asked: tuple[Series, Span]) -> str:
    """Return why two series cannot be set side by side, each on days of its own."""
    covered = [(series.source.short, period, overlaps(series.coverage, (period,))) for series, period in asked]
    for short, period, runs in covered:
        if not runs:
            return f"no figure of {short} covers {period}"
    short, period, runs = next(entry for entry in covered if len(entry[2]) > 1)
    return f"of {period}, {short} covers {' and '.join(map(str, runs))}: ask for one of these"


def _few(names: Iterable[str]) -> str:
    """Return the first few of the names, and how many more there are."""
    known_ = sorted(set(names))
    more = f" and {len(known_) - FEW} more" if len(known_) > FEW else ""
    return f"{', '.join(known_[:FEW])}{more}"


def _named(scope: Scope) -> str:
    return f"{scope.place} ({scope.actor})" if scope.actor else scope.place


def _part(part: Scope, whole: Scope) -> str:
    return (part.actor if part.actor != whole.actor else None) or part.place
