"""Figures for machines: those listed, and one with everything known of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from casualtycli.model import Figure, Registry
from casualtycli.report.documents import DAYS, Document, days_document, reports_document
from casualtycli.report.incidents import files_document
from casualtycli.select import Selection
from casualtycli.vintages import known, replacements

FIGURE_COLUMNS = (
    *("id", "source", "variant", "measure", "place", "actor", "count", "reported", "low", "high", "period"),
    *(f"outer_{name}" for name in DAYS),
    *(f"inner_{name}" for name in DAYS),
    *("published", "projection", "adds", "supersedes", "replaced_by", "relays", "restart"),
    *("disputed_by", "disputed_why"),
    *("url", "via", "accessed", "archive", "note", "file", "line"),
)


def figures_document(registry: Registry, figures: Collection[Figure], selection: Selection) -> Document:
    """Return figures, as listed."""
    return {
        "schema": "casualty.list/1",
        "title": registry.title,
        "as_of": str(selection.as_of) if selection.as_of else None,
        **reports_document(registry, figures),
        "figures": figure_documents(known(registry.figures, selection.as_of), figures),
        "incident_files": files_document(registry, selection),
    }


def figure_documents(among: Iterable[Figure], figures: Iterable[Figure]) -> list[Document]:
    """Return each figure with everything known of it, replaced or not among those given first."""
    replaced = replacements(among)
    return [_figure(figure, replaced.get(figure.id)) for figure in figures]


def _figure(figure: Figure, newer: Figure | None) -> Document:
    return {
        "id": figure.id,
        "source": figure.source.id,
        "variant": figure.variant,
        "measure": figure.scope.measure,
        "place": figure.scope.place,
        "actor": figure.scope.actor,
        "count": figure.count.words,
        "reported": figure.count.reported,
        "low": figure.count.low,
        "high": figure.count.high,
        "period": str(figure.period),
        "outer": days_document(figure.outer),
        "inner": days_document(figure.inner),
        "published": _text(figure.published),
        "projection": figure.projection,
        "adds": figure.adds,
        "supersedes": figure.supersedes,
        "replaced_by": newer.id if newer else None,
        "relays": figure.relays,
        "restart": _text(figure.restart),
        "batch": [{"count": batch.count, "for": str(batch.period)} for batch in figure.batch],
        "disputed": {"by": figure.disputed.by, "why": figure.disputed.why} if figure.disputed else None,
        "url": figure.url,
        "via": figure.via,
        "accessed": _text(figure.accessed),
        "archive": figure.archive,
        "note": figure.note,
        "ignore": [
            {"rule": ignore.rule, "reason": ignore.reason, "until": _text(ignore.until)} for ignore in figure.ignore
        ],
        "file": figure.location.file,
        "line": figure.location.line,
    }


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)
