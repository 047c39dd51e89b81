"""Which figures are new, gone, called differently, or say something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casualtycli.differences.changes import Change, FieldChange, Fields, changed_fields
from casualtycli.differences.renames import Renames
from casualtycli.model import Batch, Disputed, Figure, Ignore, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """A figure that is new, gone, called differently, or says something else."""

    change: Change
    old: Figure | None
    new: Figure | None
    fields: tuple[FieldChange, ...] = ()
    """What it says differently: nothing where one of the two is missing."""


def figure_changes(old: Registry, new: Registry, renames: Renames) -> Iterator[FigureChange]:
    """Yield what became of each figure: in the newer registry's order, then those that are gone."""
    older = {renames.figure(figure.id): figure for figure in old.figures}
    for figure in new.figures:
        was = older.pop(figure.id, None)
        if was is None:
            yield FigureChange(change=Change.ADDED, old=None, new=figure)
            continue
        fields = changed_fields(figure_fields(was), figure_fields(figure))
        if was.id != figure.id:
            fields = (FieldChange("id", was.id, figure.id), *fields)
        if fields:
            change = Change.CHANGED if was.id == figure.id else Change.RENAMED
            yield FigureChange(change=change, old=was, new=figure, fields=fields)
    for figure in older.values():
        yield FigureChange(change=Change.REMOVED, old=figure, new=None)


def figure_fields(figure: Figure) -> Fields:
    """Return all that a figure says but its id, under the keys of documents."""
    scope, count = figure.scope, figure.count
    return {
        "source": figure.source.id,
        "variant": figure.variant,
        "measure": scope.measure,
        "place": scope.place,
        "actor": scope.actor,
        "count": count.words,
        "reported": count.reported,
        "low": count.low,
        "high": count.high,
        "period": str(figure.period),
        "outer": str(figure.outer),
        "inner": _text(figure.inner),
        "published": _text(figure.published),
        "projection": figure.projection,
        "adds": figure.adds,
        "supersedes": figure.supersedes,
        "relays": figure.relays,
        "restart": _text(figure.restart),
        "batch": tuple(_batch(batch) for batch in figure.batch) or None,
        "disputed": _dispute(figure.disputed),
        "url": figure.url,
        "via": figure.via,
        "accessed": _text(figure.accessed),
        "archive": figure.archive,
        "note": figure.note,
        "ignore": tuple(_ignored(ignore) for ignore in figure.ignore) or None,
    }


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


def _dispute(disputed: Disputed | None) -> str | None:
    return f"{disputed.by}: {disputed.why}" if disputed else None


def _batch(batch: Batch) -> str:
    return f"{batch.count} for {batch.period}"


def _ignored(ignore: Ignore) -> str:
    until = f" (until {ignore.until})" if ignore.until else ""
    return f"{ignore.rule}: {ignore.reason}{until}"
