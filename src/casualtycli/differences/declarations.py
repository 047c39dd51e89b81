"""What registries declare of themselves, their sources, measures, places and actors, and in what two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from casualtycli.differences.changes import Change, FieldChange, Fields, Value, changed_fields
from casualtycli.differences.renames import KINDS, NONE, Names, Renames
from casualtycli.model import IncidentFile, Registry, Source
from casualtycli.periods import Span
from casualtycli.problems import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationChange:
    """Something declared that is new, gone, called differently, or declared otherwise."""

    change: Change
    kind: str
    """``registry``, ``source``, ``measure``, ``place`` or ``actor``."""
    name: str
    """The newer one, if there is one; empty for the registry itself."""
    fields: tuple[FieldChange, ...] = ()
    old: Location | None = None
    """Where it is declared, as far as that is known: of sources it is."""
    new: Location | None = None


def declaration_changes(old: Registry, new: Registry, renames: Renames) -> Iterator[DeclarationChange]:
    """Yield what is declared otherwise: the registry itself, the sources, then measures, places and actors."""
    about = changed_fields({"title": old.title}, {"title": new.title})
    orders = [[renames.source(id_) for id_ in old.sources], list(new.sources)]
    if _order_matters(*orders):
        about = (*about, FieldChange("order of sources", *map(tuple, orders)))
    if about:
        yield DeclarationChange(change=Change.CHANGED, kind="registry", name="", fields=about)
    yield from _source_changes(old, new, renames)
    for kind in KINDS:
        yield from _name_changes(kind, _declared(old, kind, renames), _declared(new, kind, NONE), renames.of(kind))


def _order_matters(old: list[str], new: list[str]) -> bool:
    """Tell whether other sources meet, or the other way round: the first one is the baseline."""
    if not old or not new:
        return False
    return old[0] != new[0] or [id_ for id_ in old if id_ in new] != [id_ for id_ in new if id_ in old]


def _source_changes(old: Registry, new: Registry, renames: Renames) -> Iterator[DeclarationChange]:
    older = {renames.source(id_): source for id_, source in old.sources.items()}
    for id_, source in new.sources.items():
        was = older.pop(id_, None)
        before = _source_fields(old, was) if was else {}
        fields = changed_fields({"id": was.id if was else None, **before}, {"id": id_, **_source_fields(new, source)})
        if fields:
            change = Change.ADDED if was is None else Change.CHANGED if was.id == id_ else Change.RENAMED
            yield DeclarationChange(
                change=change,
                kind="source",
                name=id_,
                fields=fields,
                old=was.location if was else None,
                new=source.location,
            )
    for id_, source in older.items():
        fields = changed_fields({"id": source.id, **_source_fields(old, source)}, {})
        yield DeclarationChange(change=Change.REMOVED, kind="source", name=id_, fields=fields, old=source.location)


def _source_fields(registry: Registry, source: Source) -> Fields:
    return {
        "name": source.name,
        "short": source.short,
        "role": str(source.role) if source.role else None,
        "counts": str(source.counts),
        "clock": str(source.clock),
        "lag": str(source.lag) if source.lag else None,
        "revises": source.revises,
        "lists": tuple(str(span) for span in source.lists) or None,
        "events": tuple(_events(file) for file in registry.incident_files if file.source.id == source.id) or None,
        "url": source.url,
    }


def _events(file: IncidentFile) -> str:
    """Return what can be said of a file of incidents in a few words, and a sum that any change of them changes."""
    from hashlib import sha256

    told = "\n".join(sorted(repr(incident[:-1]) for incident in file.incidents))
    least = sum(incident.low for incident in file.incidents)
    number = f"{len(file.incidents):,} incidents, at least {least:,}"
    return f"{file.file}: {number} (sha256 {sha256(told.encode()).hexdigest()[:8]})"


def _declared(registry: Registry, kind: str, renames: Renames) -> Mapping[str, Fields]:
    """Return what is declared of each name of a kind, by the newer names; of names without a word, nothing."""
    names, places = renames.of(kind), renames.places
    contents = getattr(registry.scopes, f"{kind}s")
    declared: dict[str, dict[str, Value]] = {}
    for key in ("parts", "includes"):
        for name, within in getattr(contents, key).items():
            found = declared.setdefault(names.get(name, name), {})
            found[key] = tuple(sorted(names.get(one, one) for one in within))
    for (actor, place), activity in registry.activities.items() if kind == "actor" else ():
        key = f"active in {places.get(place, place)}" if place else "active"
        declared.setdefault(names.get(actor, actor), {})[key] = tuple(map(_days, activity.spans))
    return declared


def _days(span: Span) -> str:
    """Return the days as the registry writes them."""
    return f"{span.first}/.." if span.last == date.max else str(span)


def _name_changes(
    kind: str, old: Mapping[str, Fields], new: Mapping[str, Fields], renamed: Names
) -> Iterator[DeclarationChange]:
    called = {newer: older for older, newer in renamed.items()}
    for name in sorted({*old, *new, *called}):
        fields = changed_fields(old.get(name, {}), new.get(name, {}))
        if name in called:
            fields = (FieldChange("name", called[name], name), *fields)
            yield DeclarationChange(change=Change.RENAMED, kind=kind, name=name, fields=fields)
        elif fields:
            change = Change.ADDED if name not in old else Change.REMOVED if name not in new else Change.CHANGED
            yield DeclarationChange(change=change, kind=kind, name=name, fields=fields)
