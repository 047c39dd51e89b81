"""Whose list holds which incidents, on which days it is complete, and of which scopes it speaks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from casualtycli.activities import Activity
from casualtycli.incidents import IncidentList
from casualtycli.links import declared_parts
from casualtycli.model import Figure, Incident, Registry, Source
from casualtycli.periods import Span, join
from casualtycli.scopes import Scope, Scopes

Speaking = tuple[str, str | None]
"""The id of a source, and a variant of its numbers."""


class _WholeList(NamedTuple):
    source: Source
    variant: str | None
    by_scope: Mapping[Scope, tuple[Incident, ...]]
    """The incidents, by the scope that each has itself."""
    complete: tuple[Span, ...]
    """The days on which it is, as far as is known: spans that do not touch."""
    scopes: Scopes
    activity: Callable[[Scope], Activity]


class WholeList(_WholeList):
    """All incidents that one voice lists, in whatever scope."""

    @cached_property
    def spoken_of(self) -> frozenset[Scope]:
        """The scopes that its incidents name, and the wholes all of whose ``parts`` they name."""
        return _with_wholes(self.scopes, frozenset(self.by_scope))

    def within(self, scope: Scope) -> IncidentList | None:
        """Return the incidents that count in a scope, its own and those of its parts; None where there are none."""
        inside = [part for part in self.by_scope if scope in self.scopes.wholes(part)]
        if not inside:
            return None
        active = self.activity(scope)
        complete = self.complete if scope in self.spoken_of else ()
        return IncidentList(
            source=self.source,
            incidents=tuple(incident for part in inside for incident in self.by_scope[part]),
            activity=self.activity,
            complete=tuple(cut for span in complete if (cut := active.cut(span))),
        )


def incident_lists(
    registry: Registry, figures: Iterable[Figure], as_of: date | None
) -> Mapping[Speaking, Mapping[Scope, IncidentList]]:
    """Return the list of each voice in each scope in which it may be complete, or that one of its figures has.

    Takes the figures in force.
    """
    current = tuple(figures)
    wholes = whole_lists(registry, current, as_of)
    others: dict[Speaking, set[Scope]] = {speaking: set() for speaking in wholes}
    for figure in current if wholes else ():
        if not (figure.adds or figure.disputed) and (figure.source.id, figure.variant) in others:
            others[figure.source.id, figure.variant].add(figure.scope)
    found = {}
    for speaking, whole in wholes.items():
        scopes = whole.spoken_of | others[speaking]
        lists = {scope: whole.within(scope) for scope in sorted(scopes, key=lambda scope: scope.order)}
        found[speaking] = {scope: listed for scope, listed in lists.items() if listed is not None}
    return found


def whole_lists(registry: Registry, figures: Iterable[Figure], as_of: date | None) -> Mapping[Speaking, WholeList]:
    """Return the list of each voice that has one.

    Takes the figures in force. Those that add, and are not disputed, are entries, as are the rows of files known by
    then.
    """
    entries: dict[Speaking, list[Incident]] = {}
    for figure in figures:
        if figure.adds and not figure.disputed:
            entries.setdefault((figure.source.id, figure.variant), []).append(entry_of(figure))
    last = None if as_of is None else as_of.toordinal()
    for file in registry.incident_files:
        known = file.incidents if last is None else [one for one in file.incidents if one.since <= last]
        if known:
            entries.setdefault((file.source.id, file.variant), []).extend(known)
    return {speaking: _whole(registry, speaking, found, as_of) for speaking, found in entries.items()}


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


def _whole(registry: Registry, speaking: Speaking, entries: list[Incident], as_of: date | None) -> WholeList:
    by_scope: dict[Scope, list[Incident]] = {}
    for incident in entries:
        by_scope.setdefault(incident.scope, []).append(incident)
    return WholeList(
        source=registry.sources[speaking[0]],
        variant=speaking[1],
        by_scope={scope: tuple(incidents) for scope, incidents in by_scope.items()},
        complete=_known_complete(registry, speaking, entries, as_of),
        scopes=registry.scopes,
        activity=registry.activity,
    )


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
