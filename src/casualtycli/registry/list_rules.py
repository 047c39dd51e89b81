"""What can be wrong with lists of incidents: one function a rule."""

from __future__ import annotations

from collections.abc import Iterator

from casualtycli.lists import incident_lists
from casualtycli.model import Registry
from casualtycli.problems import Location, quoted
from casualtycli.registry.findings import Finding
from casualtycli.vintages import in_force


def list_clashes(registry: Registry) -> Iterator[Finding]:
    """Yield each total that the incidents listed cannot come to."""
    current = in_force(registry)
    lists = incident_lists(registry, current, None)
    for figure in current if lists else ():
        listed = lists.get((figure.source.id, figure.variant), {}).get(figure.scope)
        if listed is None or figure.disputed or figure.adds:
            continue
        certain, most = figure.inner and listed.over(figure.inner), listed.over(figure.outer)
        above = certain and figure.count.high is not None and certain.low > figure.count.high
        if above or (most.high is not None and most.high < figure.count.low):
            number = f"at least {certain.low:,}" if certain and above else f"at most {most.high:,}"
            yield Finding(
                about=figure,
                key="count",
                message=f"the incidents that {figure.source.short} lists in these days come to {number}",
                hint="mend the one or the other, or write less into lists:",
            )


def lists_left_open(registry: Registry) -> Iterator[Finding]:
    """Yield each source with incidents that does not say on which days they are all."""
    adding = {figure.source.id for figure in registry.figures if figure.adds and not figure.disputed}
    adding |= {file.source.id for file in registry.incident_files}
    for source in registry.sources.values():
        if source.id in adding and not source.lists:
            yield Finding(
                about=source,
                message=f"{source.id} does not say on which days its list of incidents is complete",
                hint="write lists: and the days, if a day without an entry means that there was none",
            )


def rows_twice(registry: Registry) -> Iterator[Finding]:
    """Yield each row of a file whose id another one has."""
    for file in registry.incident_files:
        first: dict[str, int] = {}
        for incident in file.incidents:
            if incident.id is None:
                continue
            if (line := first.setdefault(incident.id, incident.line)) != incident.line:
                yield Finding(
                    about=file.source,
                    place=Location(file.file, incident.line, 1),
                    message=f"the incident {quoted(incident.id)} stands twice; its first is on line {line}",
                    hint="take one of the two out: both count",
                )
