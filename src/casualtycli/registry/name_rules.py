"""Names and texts that are much like others: in figures, and in the rows of files of incidents."""

from __future__ import annotations

from collections.abc import Iterator

from casualtycli.model import Figure, IncidentFile, Registry, Source
from casualtycli.problems import Location, quoted
from casualtycli.registry.errors import written
from casualtycli.registry.findings import Finding
from casualtycli.registry.near import near_misses
from casualtycli.wording import plural

KINDS = ("measure", "place", "actor")
Use = tuple[Figure | Source, Location | None]
"""The figure that has a name, or the source whose list has it, and in which row."""


def near_names(registry: Registry) -> Iterator[Finding]:
    """Yield each name that is declared nowhere and much like another, where it first stands."""
    for kind in KINDS:
        first: dict[str, Use] = {}
        uses: dict[str, int] = {}
        for name, use in _uses(registry, kind):
            first.setdefault(name, use)
            uses[name] = uses.get(name, 0) + 1
        for name, near in near_misses(uses, registry.declared[kind]):
            about, place = first[name]
            rows = f", in {plural(uses[name], 'row')}" if place else ""
            yield Finding(
                about=about,
                key=kind,
                place=place,
                message=f"the {kind} {quoted(name)} is declared nowhere, and much like another{rows}",
                hint=f"did you mean {quoted(near)}? if not, declare it under {kind}s:",
            )


def _uses(registry: Registry, kind: str) -> Iterator[tuple[str, Use]]:
    """Yield each name that a figure or a row has, with where: figures first, in the order of the files."""
    for figure in sorted(registry.figures, key=written):
        if (name := getattr(figure.scope, kind)) is not None:
            yield name, (figure, None)
    for file in registry.incident_files:
        for incident in file.incidents:
            if (name := getattr(incident.scope, kind)) is not None:
                yield name, (file.source, Location(file.file, incident.line, 1))


def rows_passed_over(registry: Registry) -> Iterator[Finding]:
    """Yield texts that ``where`` asks for in vain, and those of rows left out that are much like one it asks for."""
    for file in registry.incident_files:
        yield from _like_wanted(file)
        for column, text in file.unmet:
            yield Finding(
                about=file.source,
                message=f"no row of {file.file} has {quoted(text)} as its {column}, which where asks for",
                hint="write it as the file has it, or take it out of where:",
            )


def _like_wanted(file: IncidentFile) -> Iterator[Finding]:
    for passed in file.passed_over:
        uses = {passed.text: passed.rows, **dict.fromkeys(passed.wanted - {passed.text}, passed.rows + 1)}
        for name, near in near_misses(uses, passed.wanted) if passed.text else ():
            if name == passed.text:
                yield Finding(
                    about=file.source,
                    place=Location(file.file, passed.line, 1),
                    message=f"{plural(passed.rows, 'row')} left out, whose {passed.column} is {quoted(name)}",
                    hint=f"did you mean {quoted(near)}? write both under where: {{{passed.column}: …}} to take them",
                )
