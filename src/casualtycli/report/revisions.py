"""What a source has changed about the past, as a table and as what machines read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casualtycli import wording
from casualtycli.model import Figure, Registry
from casualtycli.report.documents import Document, number_document, registry_document
from casualtycli.report.figures import ANYBODY, NOT_STATED, source_name
from casualtycli.revisions import Kind, Revision
from casualtycli.select import Selection
from casualtycli.table import Block, Column, Entry, Lines, Page, Table, Tone
from casualtycli.wording import Signs

_FIGURE = ("figure", "count", "reported", "low", "high", "period", "published")
REVISION_COLUMNS = (
    *("kind", "fell", "source", "variant", "measure", "place", "actor"),
    *(f"{side}_{name}" for side in ("old", "new") for name in _FIGURE),
    *("change", "percent_estimate", "percent_exact", "days"),
)


def revisions_page(
    registry: Registry, source: str, selection: Selection, found: Sequence[Revision], signs: Signs
) -> Page:
    """Return a table for each measure, place and actor in which something was changed."""
    short = registry.sources[source].short
    groups: dict[object, list[Revision]] = {}
    for revision in found:
        groups.setdefault(revision.old.scope, []).append(revision)
    blocks: tuple[Block, ...] = tuple(_table(group, signs) for group in groups.values())
    if not found:
        blocks = (Lines("", (f"no figure of {short} was replaced, and no running total fell",)),)
    fell = sum(revision.fell for revision in found)
    told = f"{short}: {wording.plural(len(found), 'revision')}, {wording.plural(fell, 'running total')} that fell"
    known = f", as known on {selection.as_of}" if selection.as_of else ""
    return Page(title=registry.title, subtitle=told + known, blocks=blocks)


def _table(revisions: Sequence[Revision], signs: Signs) -> Table:
    scope = revisions[0].old.scope
    columns = (
        Column("Source", spare=1),
        *(Column(title) for title in ("Stated", "Was", "Published", "Became", "Published")),
        Column("Days later", numeric=True, spare=2),
        Column("Change", numeric=True),
        Column("Percent", numeric=True, spare=4),
        Column("How", spare=3),
        Column("New figure", spare=1),
    )
    title = signs.dot.join((wording.capital(scope.measure), scope.place, scope.actor or ANYBODY))
    return Table(title=title, columns=columns, rows=tuple(_row(revision, signs) for revision in revisions))


def _row(revision: Revision, signs: Signs) -> tuple[Entry, ...]:
    old, new = revision.old, revision.new
    stated = wording.period(old.period, signs)
    if old.period != new.period:
        stated = f"{stated}; then {_only_the_end(wording.period(new.period, signs), stated, signs)}"
    change, percent, days = revision.change, revision.percent, revision.days
    fell = ", a total that fell" if revision.fell and revision.kind is not Kind.FELL else ""
    how = "a total that fell" if revision.kind is Kind.FELL else f"{revision.kind}{fell}"
    return (
        Entry(source_name(old, signs), Tone.DISPUTED if old.disputed else Tone.PLAIN),
        Entry(stated),
        *(Entry(text) for figure in (old, new) for text in (figure.count.words, str(figure.published or NOT_STATED))),
        Entry(signs.dash if days is None else f"{days:,}"),
        Entry(signs.dash if change is None else wording.signed(change, signs), Tone.STRONG),
        Entry(signs.dash if percent is None else f"{wording.rise(percent, signs, 1)}%"),
        Entry(how, Tone.CLASH if revision.fell else Tone.PLAIN),
        Entry(new.id, Tone.ASIDE),
    )


def _only_the_end(new: str, old: str, signs: Signs) -> str:
    """Return a period without the start that it has in common with another one."""
    start, arrow, end = new.partition(signs.arrow)
    return f"{arrow.strip()} {end}" if arrow and old.startswith(f"{start}{arrow}") else new


def revisions_document(registry: Registry, source: str, selection: Selection, found: Iterable[Revision]) -> Document:
    """Return all that a source has changed."""
    return {
        "schema": "casualty.revisions/1",
        "registry": registry_document(registry),
        "as_of": str(selection.as_of) if selection.as_of else None,
        "source": source,
        "revisions": [revision_document(revision) for revision in found],
    }


def revision_document(revision: Revision) -> Document:
    """Return one revision: persons, per cent of the older number, and days between the publications."""
    old = revision.old
    percent = revision.percent
    return {
        "kind": str(revision.kind),
        "fell": revision.fell,
        "source": old.source.id,
        "variant": old.variant,
        "measure": old.scope.measure,
        "place": old.scope.place,
        "actor": old.scope.actor,
        "old": _figure(old),
        "new": _figure(revision.new),
        "change": revision.change,
        "percent": None if percent is None else number_document(percent),
        "days": revision.days,
    }


def _figure(figure: Figure) -> Document:
    return {
        "figure": figure.id,
        "count": figure.count.words,
        "reported": figure.count.reported,
        "low": figure.count.low,
        "high": figure.count.high,
        "period": str(figure.period),
        "published": str(figure.published) if figure.published else None,
    }
