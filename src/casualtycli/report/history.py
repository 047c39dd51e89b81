"""Ratios and gaps as they stood: a table for each pair, with a bar for each ratio."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from casualtycli import wording
from casualtycli.comparison import Question
from casualtycli.history import History, Standing, pair
from casualtycli.model import Registry
from casualtycli.report.comparisons import basis_text
from casualtycli.report.documents import (
    COMPARISON_COLUMNS,
    Document,
    comparison_document,
    not_comparable_document,
    registry_document,
)
from casualtycli.report.figures import ANYBODY
from casualtycli.report.marks import Marks
from casualtycli.report.notes import label, not_comparable
from casualtycli.table import Block, Column, Entry, Lines, Page, Table, Tone
from casualtycli.wording import Signs

BAR = 20
"""How many characters the bar of the largest ratio is long."""
NOT_STATED = "undated"
HISTORY_COLUMNS = ("known", "published", *COMPARISON_COLUMNS)


def history_page(registry: Registry, question: Question, found: History, signs: Signs) -> Page:
    """Return a table for each pair of voices and scopes, a row a day on which something changed."""
    pairs: dict[object, list[Standing]] = {}
    for standing in found.standings:
        pairs.setdefault(pair(standing.row), []).append(standing)
    blocks: list[Block] = [_table(standings, signs) for standings in pairs.values()]
    if found.now.not_comparable:
        blocks.append(Lines("Not comparable", tuple(not_comparable(why, signs) for why in found.now.not_comparable)))
    as_of = question.selection.as_of
    return Page(title=registry.title, subtitle=f"as known until {as_of}" if as_of else None, blocks=tuple(blocks))


def _table(standings: Sequence[Standing], signs: Signs) -> Table:
    marks, first = Marks(signs), standings[0].row
    printed = first.window is None
    largest = max((ratio for each in standings if (ratio := _ratio(each))), default=Fraction(0))
    columns = (
        Column("Known from"),
        *(() if printed else (Column("Days both cover"),)),
        Column(label(first.subject.voice, signs), numeric=True),
        Column(label(first.baseline.voice, signs), numeric=True),
        Column("Ratio", numeric=True),
        Column(""),
        Column("Gap", numeric=True),
        Column("Basis"),
        Column("New figures", spare=True),
    )
    rows = tuple(_row(standing, marks, largest) for standing in standings)
    scope = first.subject.scope
    names = f"{marks.voice(first.subject.voice)} {signs.over} {marks.voice(first.baseline.voice)}"
    title = signs.dot.join((wording.capital(scope.measure), scope.place, scope.actor or ANYBODY, names))
    return Table(title=title, columns=columns, rows=rows, notes=marks.notes())


def _row(standing: Standing, marks: Marks, largest: Fraction) -> tuple[Entry, ...]:
    row, ratio = standing.row, _ratio(standing)
    runs = [f"the longest of {standing.runs} runs of days"] if standing.runs > 1 else []
    bar = wording.bar(ratio / largest, BAR, marks.signs) if ratio else ""
    return (
        Entry(_day(standing)),
        *((Entry(f"{wording.span(row.window, marks.signs)}{marks.footnotes(runs)}"),) if row.window else ()),
        marks.count(row.subject),
        marks.count(row.baseline),
        Entry(marks.ratio(row), Tone.STRONG),
        Entry(bar),
        Entry(marks.gap(row), Tone.STRONG),
        Entry(basis_text(row, marks)),
        Entry(", ".join(figure.id for figure in standing.published), Tone.ASIDE),
    )


def _day(standing: Standing) -> str:
    return NOT_STATED if standing.known.year == 1 else str(standing.known)


def _ratio(standing: Standing) -> Fraction | None:
    ratio = standing.row.ratio
    return None if ratio is None or ratio.estimate is None else Fraction(ratio.estimate)


def history_document(registry: Registry, question: Question, found: History) -> Document:
    """Return every standing, and what cannot be compared in the end."""
    as_of = question.selection.as_of
    return {
        "schema": "casualty.history/1",
        "registry": registry_document(registry),
        "as_of": str(as_of) if as_of else None,
        "align": str(question.align),
        "history": list(standing_documents(found.standings)),
        "not_comparable": [not_comparable_document(entry) for entry in found.now.not_comparable],
    }


def standing_documents(standings: Iterable[Standing]) -> Iterable[Document]:
    """Yield each standing: a comparison, the day from which it stood so, and the figures that made it so."""
    for standing in standings:
        yield {
            "known": None if _day(standing) == NOT_STATED else str(standing.known),
            "published": [figure.id for figure in standing.published],
            **comparison_document(standing.row),
        }
