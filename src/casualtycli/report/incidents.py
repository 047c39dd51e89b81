"""Lists of incidents as people and machines read them: a line or an entry a list, and one incident by its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from casualtycli import wording
from casualtycli.comparison import Comparison, Side
from casualtycli.incidents import IncidentList
from casualtycli.model import Figure, Incident, IncidentFile, Registry, Source
from casualtycli.periods import Span, join
from casualtycli.ranges import Range
from casualtycli.report.notes import label, named
from casualtycli.scopes import Scope
from casualtycli.select import Selection
from casualtycli.table import Facts, Lines, Page
from casualtycli.vintages import in_force
from casualtycli.wording import Signs

MOST_TOLD = 20
"""Incidents that are told one by one; of more, how many they are."""
MOST_SHARES = 5
"""Incidents with other days that are told one by one."""


def summed_lines(rows: Iterable[Comparison], signs: Signs) -> tuple[Lines, ...]:
    """Return a line for each list that rows rest on: how many incidents it has, and on which days it is complete."""
    return list_lines(
        (
            (label(side.voice, signs), side.scope, listed)
            for row in rows
            for side in row.sides
            if side.aligned.listed and side.aligned.listed.complete and (listed := side.voice.lists.get(side.scope))
        ),
        signs,
    )


def list_lines(lists: Iterable[tuple[str, Scope, IncidentList]], signs: Signs) -> tuple[Lines, ...]:
    """Return a line for each list in a scope, by the name of its voice: how many incidents, and where it is all."""
    found = tuple(lists)
    scopes = {scope for _, scope, _ in found}
    kinds = [kind for kind in ("measure", "actor") if len({getattr(scope, kind) for scope in scopes}) > 1]
    lines = dict.fromkeys(
        f"{', '.join([name, scope.place, *(getattr(scope, kind) or wording.ANYBODY for kind in kinds)])}: "
        f"{wording.plural(len(listed.incidents), 'incident')}{_complete(listed.complete, signs)}"
        for name, scope, listed in found
    )
    return (Lines("Lists of incidents", tuple(lines)),) if lines else ()


def _complete(spans: Iterable[Span], signs: Signs) -> str:
    days = _days(spans, signs)
    return f", complete on {days}" if days else ""


def list_facts(side: Side, window: Span, signs: Signs) -> Iterator[tuple[str, str]]:
    """Yield what the list of a side has in a window, and the share of each incident that has other days too."""
    incidents, listed = side.voice.lists.get(side.scope), side.aligned.listed
    if incidents is None or listed is None:
        return
    most = wording.rounded(listed.high) if listed.high is not None else "open"
    number = f"{wording.plural(listed.entries, 'incident')} with days here, at least {listed.low:,}, at most {most}"
    complete = f"; complete on {_days(incidents.complete, signs)}" if incidents.complete else ""
    yield "listed", f"{number}{complete}"
    within = [one for one in incidents.incidents if window.start <= one.start and one.stop <= window.stop]
    if len(within) <= MOST_TOLD:
        yield from (("incident", _told(one, signs)) for one in within)
    else:
        yield "", f"{len(within):,} incidents wholly in these days: casualty show has each of them by its id"
    straddling = incidents.straddling(window)
    for incident, inside, active in straddling[:MOST_SHARES]:
        best = "no best number" if incident.reported is None else wording.rounded(incident.reported)
        yield "share", f"{incident.id or f'line {incident.line}'}: {best} {signs.times} {inside} {signs.over} {active}"
    if len(straddling) > MOST_SHARES:
        yield "", f"and {len(straddling) - MOST_SHARES:,} incidents more with days before or behind"
    if straddling and listed.estimate is not None:
        shares = (Fraction((one.reported or 0) * inside, active) for one, inside, active in straddling)
        shared = sum(shares, Fraction(0))
        whole = wording.rounded(listed.estimate - shared)
        places = 0 if shared.denominator == 1 else 2
        yield "reckoned", f"{whole} wholly inside, and {wording.rounded(shared, places)} as shares"


def one_of(registry: Registry, source: Source, variant: str | None, signs: Signs) -> str:
    """Return of how many incidents one is that adds up: those of its source in force, and where these are all."""
    figures = in_force(registry)
    number = sum((one.source.id, one.variant, one.adds) == (source.id, variant, True) for one in figures) + sum(
        len(file.incidents)
        for file in registry.incident_files
        if (file.source.id, file.variant) == (source.id, variant)
    )
    return f"one of {wording.plural(number, 'incident')} of {source.short}{_complete(source.lists, signs)}"


def adding_lines(figures: Iterable[Figure], signs: Signs) -> tuple[Lines, ...]:
    """Return a line for each list of which figures are shown: how many, and where it is all."""
    numbers: dict[tuple[str, str | None], list[Figure]] = {}
    for figure in figures:
        if figure.adds and not figure.disputed:
            numbers.setdefault((figure.source.id, figure.variant), []).append(figure)
    lines = tuple(
        f"{named(one.source.short, one.variant, None)}: {wording.plural(len(found), 'figure')} that add up as incidents"
        f"{_complete(one.source.lists, signs)}"
        for found in numbers.values()
        for one in found[:1]
    )
    return (Lines("Lists of incidents", lines),) if lines else ()


def file_lines(registry: Registry, selection: Selection, signs: Signs) -> tuple[Lines, ...]:
    """Return a line for each file of incidents that is asked for."""
    lines = []
    for file, incidents in files_listed(registry, selection):
        where = dict.fromkeys(sorted(incident.scope.place for incident in incidents))
        places = ", ".join(where) if len(where) <= 3 else f"{len(where)} places"
        complete = f"; complete on {_days(file.source.lists, signs)}" if file.source.lists else ""
        left_out = f", {wording.plural(file.left_out, 'row')} left out" if file.left_out else ""
        lines.append(
            f"{named(file.source.short, file.variant, None)}: {wording.plural(len(incidents), 'incident')} "
            f"in {file.file}{left_out}, {places}, {wording.span(_from_to(incidents), signs)}{complete}"
        )
    return (Lines("Files of incidents", tuple(lines)),) if lines else ()


def files_listed(registry: Registry, selection: Selection) -> Iterator[tuple[IncidentFile, list[Incident]]]:
    """Yield each file with those of its incidents that are asked for, if there are any."""
    for file in registry.incident_files:
        incidents = [
            incident
            for incident in file.incidents
            if selection.wants(incident.scope)
            and (selection.as_of is None or incident.since <= selection.as_of.toordinal())
        ]
        if incidents and (not selection.sources or file.source.id in selection.sources):
            yield file, incidents


def files_document(registry: Registry, selection: Selection) -> list[dict[str, object]]:
    """Return each file of incidents that is asked for: where it is named, and how much is in it."""
    return [
        {
            "source": file.source.id,
            "variant": file.variant,
            "file": file.file,
            "incidents": len(incidents),
            "left_out": file.left_out,
            "first": str(_from_to(incidents).first),
            "last": str(_from_to(incidents).last),
            "complete": [str(span) for span in file.source.lists],
        }
        for file, incidents in files_listed(registry, selection)
    ]


def incidents_called(registry: Registry, id_: str) -> list[tuple[IncidentFile, Incident]]:
    """Return the rows of files that have an id."""
    return [(file, incident) for file in registry.incident_files for incident in file.incidents if incident.id == id_]


def incidents_page(registry: Registry, found: Iterable[tuple[IncidentFile, Incident]], signs: Signs) -> Page:
    """Return incidents with everything known of each."""
    return Page(
        blocks=tuple(
            _facts(file, incident, one_of(registry, file.source, file.variant, signs), signs)
            for file, incident in found
        )
    )


def _facts(file: IncidentFile, incident: Incident, adds: str, signs: Signs) -> Facts:
    days = incident.days
    facts = (
        ("source", f"{file.source.name} ({file.source.id})"),
        ("reported", None if incident.reported is None else wording.rounded(incident.reported)),
        ("says", wording.between(Range(incident.low, incident.high), signs)),
        ("measure", incident.scope.measure),
        ("place", incident.scope.place),
        ("actor", incident.scope.actor or "whoever it was"),
        ("variant", file.variant),
        ("days counted", f"{wording.span(days, signs)} ({wording.plural(days.days, 'day')})"),
        ("published", str(Span.of_days(incident.known, incident.known + 1)) if incident.known else "not stated"),
        ("adds", adds),
        ("written at", f"{file.file}:{incident.line}"),
    )
    return Facts(incident.id or "", tuple((name, str(value)) for name, value in facts if value))


def incidents_document(found: Iterable[tuple[IncidentFile, Incident]]) -> dict[str, object]:
    """Return incidents with everything known of each."""
    return {"schema": "casualty.show/1", "incidents": [_document(file, incident) for file, incident in found]}


def _document(file: IncidentFile, incident: Incident) -> dict[str, object]:
    days = incident.days
    return {
        "id": incident.id,
        "source": file.source.id,
        "variant": file.variant,
        "measure": incident.scope.measure,
        "place": incident.scope.place,
        "actor": incident.scope.actor,
        "reported": incident.reported,
        "low": incident.low,
        "high": incident.high,
        "outer": {"first": str(days.first), "last": str(days.last), "days": days.days},
        "published": str(Span.of_days(incident.known, incident.known + 1)) if incident.known else None,
        "file": file.file,
        "line": incident.line,
    }


def _told(incident: Incident, signs: Signs) -> str:
    """Return the number of an incident, its days, and where it stands: a figure of the registry by its id."""
    best, allowed = incident.reported, wording.between(Range(incident.low, incident.high), signs)
    number = allowed if best is None else wording.rounded(best)
    more = f" ({allowed})" if best is not None and not incident.low == best == incident.high else ""
    where = f"; {incident.file}:{incident.line}" if incident.file else ""
    return f"{incident.id or 'without an id'}: {number}{more} on {wording.span(incident.days, signs)}{where}"


def _from_to(incidents: Iterable[Incident]) -> Span:
    """Return the days from the first to the last of incidents, of which there is one."""
    found = list(incidents)
    return Span.of_days(min(one.start for one in found), max(one.stop for one in found))


def _days(spans: Iterable[Span], signs: Signs) -> str:
    return ", ".join(wording.span(span, signs) for span in join(spans))
