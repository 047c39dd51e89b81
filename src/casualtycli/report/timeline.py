"""Who covers which days: bars over the days of a table, and the holes in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest

from casualtycli import wording
from casualtycli.model import Registry
from casualtycli.periods import Span, overlaps
from casualtycli.report.documents import Document, days_document, registry_document
from casualtycli.report.figures import ANYBODY
from casualtycli.report.notes import dispute, named
from casualtycli.select import Selection
from casualtycli.table import Block, Column, Entry, Lines, Page, Table, Tone
from casualtycli.timeline import Covered
from casualtycli.wording import Signs

BAR = 36
"""Characters of a bar: enough for the months of three years."""
FEW = 3
"""Holes that are named."""
TIMELINE_COLUMNS = (
    *("source", "variant", "figure", "measure", "place", "actor", "disputed"),
    *(f"{days}_{name}" for days in ("period", "hole") for name in ("first", "last", "days")),
    "figures",
)


def timeline_page(
    registry: Registry, found: Sequence[Covered], selection: Selection, period: Span | None, signs: Signs
) -> Page:
    """Return a table for each measure and actor, a row for each voice and place."""
    tables = groupby(found, key=lambda one: (one.scope.measure, one.scope.actor))
    blocks: tuple[Block, ...] = tuple(_table(tuple(group), period, signs) for _, group in tables)
    if not found:
        blocks = (Lines("", ("nobody covers any of these days",)),)
    when = f"as known on {selection.as_of}" if selection.as_of else None
    return Page(title=registry.title, subtitle=when, blocks=blocks)


def _table(group: Sequence[Covered], period: Span | None, signs: Signs) -> Table:
    runs = [run for one in group for run in one.runs]
    axis = period or (Span(min(run.first for run in runs), max(run.last for run in runs)) if runs else None)
    bars = [_bar(one, axis, signs) if axis else "" for one in group]
    scope = group[0].scope
    columns = (
        Column("Source"),
        Column("Place"),
        Column("Covers"),
        Column("Days", numeric=True),
        Column("Figures", numeric=True, spare=1),
        Column(_heading(axis) if axis else "", spare=2),
        *((Column("Holes"),) if any(one.holes for one in group) else ()),
    )
    rows = tuple(_row(one, bar, signs)[: len(columns)] for one, bar in zip(group, bars, strict=True))
    marks = ((signs.shades[1], "only some of these days are covered"), (signs.shades[2], "no day is"))
    notes = [(mark, told) for mark, told in marks if any(mark in bar for bar in bars)]
    notes += [(signs.disputed, dispute(one.voice.disputed)) for one in group if one.voice.disputed]
    title = signs.dot.join((wording.capital(scope.measure), scope.actor or ANYBODY))
    return Table(title=title, columns=columns, rows=rows, notes=tuple(dict.fromkeys(notes)))


def _row(one: Covered, bar: str, signs: Signs) -> tuple[Entry, ...]:
    voice = one.voice
    name = named(voice.source.short, voice.variant, signs if voice.disputed else None)
    spans = [wording.span(hole, signs) for hole in one.holes]
    holes = ", ".join(spans if len(spans) <= FEW else [*spans[: FEW - 1], f"{len(spans) - FEW + 1} more"])
    covers = wording.span(Span(one.runs[0].first, one.runs[-1].last), signs) if one.runs else "a list, nowhere complete"
    return (
        Entry(name, Tone.DISPUTED if voice.disputed else Tone.PLAIN),
        Entry(one.scope.place),
        Entry(covers),
        Entry(f"{one.days:,}"),
        Entry(f"{len(one.figures):,}" if one.figures else "list"),
        Entry(bar),
        Entry(holes, Tone.STRONG),
    )


def _heading(axis: Span) -> str:
    """Return the first and the last day of the axis, over the ends of the bars."""
    return str(axis.first) + str(axis.last).rjust(max(_cells(axis) - len(str(axis.first)), len(str(axis.last)) + 1))


def _cells(axis: Span) -> int:
    return min(BAR, axis.days)


def _bar(one: Covered, axis: Span, signs: Signs) -> str:
    """Return a character for each piece of the axis: whether all, some or none of its days are covered."""
    cells, whole, some, none = _cells(axis), *signs.shades
    bar = ""
    for cell in range(cells):
        days = Span.of_days(axis.start + axis.days * cell // cells, axis.start + axis.days * (cell + 1) // cells)
        covered = sum(shared.days for shared in overlaps(one.runs, (days,)))
        bar += whole if covered == days.days else some if covered else none
    return bar


def timeline_document(registry: Registry, found: Sequence[Covered], selection: Selection) -> Document:
    """Return what each voice covers."""
    return {
        "schema": "casualty.timeline/1",
        "registry": registry_document(registry),
        "as_of": str(selection.as_of) if selection.as_of else None,
        "timeline": list(run_documents(found)),
    }


def run_documents(found: Iterable[Covered]) -> Iterable[Document]:
    """Yield each run of days, with the hole behind it."""
    for one in found:
        voice, scope = one.voice, one.scope
        for run, hole in zip_longest(one.runs or (None,), one.holes):
            yield {
                "source": voice.source.id,
                "variant": voice.variant,
                "figure": voice.disputed.id if voice.disputed else None,
                "measure": scope.measure,
                "place": scope.place,
                "actor": scope.actor,
                "disputed": voice.disputed is not None,
                "period": days_document(run),
                "hole": days_document(hole),
                "figures": [figure.id for figure in one.figures if run and figure.outer.meet(run)],
            }
