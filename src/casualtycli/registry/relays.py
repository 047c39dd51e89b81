"""What changed on the way from a figure to the one that relays it."""

from __future__ import annotations

from collections.abc import Iterator

from casualtycli.model import Figure, Registry
from casualtycli.registry.findings import Finding


def relays_that_differ(registry: Registry) -> Iterator[Finding]:
    """Yield each figure that says something else than the one that it relays; a dispute has said so already."""
    for figure, said in _relayed(registry):
        changes = "" if figure.disputed else ", ".join(_changes(figure, said))
        if changes:
            yield Finding(
                about=figure,
                key="relays",
                message=f"changes what {said.id} says, at {said.location}: {changes}",
                hint="mend it, or write disputed: if that is how it was printed",
            )


def relays_before_origin(registry: Registry) -> Iterator[Finding]:
    """Yield each figure that was published before the one that it relays."""
    for figure, said in _relayed(registry):
        if figure.published and said.published and figure.known < said.published.span.first:
            yield Finding(
                about=figure,
                key="published",
                message=f"published {figure.published}, before {said.id}, which it relays: {said.published}",
                hint="mend one of the two, or name what it was taken from",
            )


def _relayed(registry: Registry) -> Iterator[tuple[Figure, Figure]]:
    """Yield each figure that relays one, with that one."""
    for figure in registry.figures:
        if figure.relays in registry.by_id:
            yield figure, registry.by_id[figure.relays or ""]


def _changes(figure: Figure, said: Figure) -> Iterator[str]:
    """Yield what differs, both side by side."""
    one, other = figure.count, said.count
    if one.reported != other.reported or (one.reported is None and not one.same_number(other)):
        yield _beside("number", one.words, other.words)
    elif (one.low, one.high) != (other.low, other.high):
        yield _beside("qualifier", one.words, other.words)
    for kind in ("measure", "place", "actor"):
        here, there = getattr(figure.scope, kind), getattr(said.scope, kind)
        if here != there:
            yield _beside(kind, here or "whoever it was", there or "whoever it was")
    if figure.stated != said.stated and figure.period != said.period:
        yield _beside("period", figure.period, said.period)


def _beside(what: str, here: object, there: object) -> str:
    return f"the {what} from {there} to {here}"
