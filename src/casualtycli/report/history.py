"""Ratios and gaps as they stood: a table for each pair, with a bar for each ratio."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from casualtycli import wording
from casualtycli.comparison import Question, Verdict
from casualtycli.history import History, Standing, pair
from casualtycli.model import Registry
from casualtycli.report.documents import (
    COMPARISON_COLUMNS,
    Document,
    comparison_document,
    not_comparable_document,
    registry_document,
)
from casualtycli.report.figures import ANYBODY
from casualtycli.report.marks import Marks
from casualtycli.report.notes import assumed, label, not_comparable, other_notes, rests_on, scope_notes
from casualtycli.table import Block, Column, Entry, Lines, Page, Table, Tone
from casualtycli.wording import Signs

BAR = 12
"""How many characters a full bar is long."""
FAR = 8
"""A ratio so many times the usual one has no bar of its own length: beside it, the others could not be told apart."""
ALL = "all"
"""The mark of what is to be said of every row."""
BEYOND = "+"
"""What stands behind a bar that is cut."""
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
    marks, first = Marks(signs, plain=True), standings[0].row
    start = _one_start(standings)
    full = _full([ratio for each in standings if (ratio := _ratio(each))])
    names = f"{marks.voice(first.subject.voice)} {signs.over} {marks.voice(first.baseline.voice)}"
    columns = (
        Column("Known from"),
        *((Column("Up to" if start else "Days both cover", spare=3),) if first.window else ()),
        Column(label(first.subject.voice, signs), numeric=True),
        Column(label(first.baseline.voice, signs), numeric=True),
        Column("Ratio", numeric=True),
        Column("", spare=4),
        Column("Gap", numeric=True),
        Column("Basis", spare=2),
        Column("New figures", spare=1),
    )
    told = [_notes(standing) for standing in standings]
    common = [note for note in told[0] if all(note in notes for notes in told)]
    rows = tuple(_row(standing, marks, full, common, until=start is not None) for standing in standings)
    cut = [(BEYOND, f"the bar is cut: beyond {wording.ratio(full)}{signs.times}")] if _is_cut(standings, full) else []
    notes = (*marks.notes(), *cut, *((ALL if len(rows) > 1 else "-", note) for note in common))
    scope = first.subject.scope
    days = f"days from {start}" if start else None
    title = (wording.capital(scope.measure), scope.place, scope.actor or ANYBODY, names, days)
    return Table(title=signs.dot.join(filter(None, title)), columns=columns, rows=rows, notes=notes)


def _row(standing: Standing, marks: Marks, full: Fraction, common: Sequence[str], *, until: bool) -> tuple[Entry, ...]:
    row, ratio = standing.row, _ratio(standing)
    own = marks.footnotes(note for note in _notes(standing) if note not in common)
    days = () if row.window is None else (str(row.window.last) if until else wording.span(row.window, marks.signs),)
    bar = wording.bar(min(ratio / full, Fraction(1)), BAR, marks.signs) if ratio else ""
    return (
        Entry(_day(standing) + own),
        *map(Entry, days),
        marks.count(row.subject),
        marks.count(row.baseline),
        Entry(marks.ratio(row), Tone.STRONG),
        Entry(bar + (BEYOND if ratio and ratio > full else "")),
        Entry(marks.gap(row), Tone.STRONG),
        Entry(rests_on(row) + ("" if row.verdict is Verdict.OPEN else f", {row.verdict}")),
        Entry(", ".join(figure.id for figure in standing.published), Tone.ASIDE),
    )


def _notes(standing: Standing) -> list[str]:
    """Return what a row assumes, and what else is to be said of it."""
    row = standing.row
    runs = [f"the longest of {standing.runs} runs of days"] if standing.runs > 1 else []
    assumptions = [note for side in row.sides for note in assumed(side.aligned)]
    return [*runs, *dict.fromkeys(assumptions), *scope_notes(row), *other_notes(row)]


def _one_start(standings: Iterable[Standing]) -> date | None:
    """Return the first day of all the windows, where they have one."""
    starts = {each.row.window.first if each.row.window else None for each in standings}
    return starts.pop() if len(starts) == 1 else None


def _full(ratios: Sequence[Fraction]) -> Fraction:
    """Return the ratio that has a full bar: the largest, of those that leave the usual ones a bar to be seen."""
    usual = sorted(ratios)[len(ratios) // 2] if ratios else Fraction(1)
    return max((ratio for ratio in ratios if ratio <= FAR * usual), default=usual)


def _is_cut(standings: Iterable[Standing], full: Fraction) -> bool:
    return any((_ratio(each) or 0) > full for each in standings)


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
