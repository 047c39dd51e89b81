"""The main job's page: the figures compared, their ratios and gaps, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from casualtycli import wording
from casualtycli.aligned import Basis
from casualtycli.comparison import Align, Comparison, Comparisons, Pairs, Question, Side, Verdict, compared_figures
from casualtycli.model import Figure, Registry
from casualtycli.periods import Span
from casualtycli.ranges import Range
from casualtycli.report.figures import ANYBODY, figure_tables
from casualtycli.report.incidents import summed_lines
from casualtycli.report.marks import Marks, is_closed
from casualtycli.report.notes import (
    assumed,
    bases_of,
    dispute,
    label,
    narrower,
    not_comparable,
    other_notes,
    part_and_whole,
    reports,
    scope_notes,
)
from casualtycli.scopes import Relation
from casualtycli.table import Block, Column, Entry, Lines, Page, Table, Tone
from casualtycli.vintages import in_force
from casualtycli.wording import Signs

Key = TypeVar("Key")
FEW = 30
"""Figures that are shown where none of them can be compared."""
RANGES: Mapping[str, tuple[Callable[[Comparison], Range | None], Callable[[Range, Signs], str]]] = {
    "Count range": (lambda row: row.subject.aligned.range, wording.between),
    "Baseline range": (lambda row: row.baseline.aligned.range, wording.between),
    "Ratio range": (lambda row: row.ratio and row.ratio.range, wording.ratio_between),
    "Gap range": (lambda row: row.gap and row.gap.range, wording.gap_between),
}
"""The columns that ranges have where one of them is closed: which range, and how it is written."""

SUMMED: Mapping[str, Callable[[Comparison], Side]] = {
    "Incidents": lambda row: row.subject,
    "Baseline incidents": lambda row: row.baseline,
}
"""The columns that say of how many incidents a side is the sum, where one is."""


def comparison_page(registry: Registry, question: Question, found: Comparisons, signs: Signs) -> Page:
    """Return the tables of the figures compared and of their ratios and gaps."""
    compared = compared_figures(registry, found.rows) if found.rows else _apart(registry, question)
    figures = figure_tables(registry, compared, signs, spare_ids=True)
    told = reports(registry, compared) if len(figures) > 1 else None
    ratios = [_ratio_table(measure, question, rows, signs) for measure, rows in _grouped(found.rows, _measure).items()]
    return _page(registry, question, found, (*figures, *summed_lines(found.rows, signs), *ratios), signs, told)


def matrix_page(registry: Registry, question: Question, found: Comparisons, signs: Signs) -> Page:
    """Return two tables for each measure and piece of the calendar: ratios, and gaps."""
    tables: list[Table] = []
    for measure, of_measure in _grouped(found.rows, _measure).items():
        pieces = _grouped(of_measure, lambda row: _piece(row, question.by))
        for piece in sorted(pieces, key=lambda piece: piece.start if piece else 0):
            days = f"{signs.dot}{wording.span(piece, signs)}" if piece else ""
            tables += _matrices(f"{wording.capital(measure)}{days}", pieces[piece], signs)
    return _page(registry, question, found, tables, signs, reports(registry, compared_figures(registry, found.rows)))


def _page(
    registry: Registry,
    question: Question,
    found: Comparisons,
    tables: Iterable[Block],
    signs: Signs,
    told: str | None,
) -> Page:
    blocks: list[Block] = list(tables)
    if found.not_comparable:
        blocks.append(_not_comparable(found, signs))
    as_of = question.selection.as_of
    heads = [*([told] if told else []), *([f"as known on {as_of}"] if as_of else [])]
    return Page(title=registry.title, subtitle=", ".join(heads) or None, blocks=tuple(blocks))


def _not_comparable(found: Comparisons, signs: Signs) -> Lines:
    """Return each pair that cannot be compared, with the disputes that no table above has told."""
    told = {side.voice.disputed.id for row in found.rows for side in row.sides if side.voice.disputed}
    disputed = {entry.disputed.id: entry.disputed for entry in found.not_comparable if entry.disputed}
    return Lines(
        "Not comparable",
        tuple(not_comparable(entry, signs) for entry in found.not_comparable),
        tuple((signs.disputed, dispute(figure)) for id_, figure in disputed.items() if id_ not in told),
    )


def _apart(registry: Registry, question: Question) -> tuple[Figure, ...]:
    """Return the figures asked about where no two of them could be compared, unless they are many."""
    selection = question.selection
    sources = {*selection.sources, question.baseline or next(iter(registry.sources))} if selection.sources else None
    figures = tuple(
        figure
        for figure in in_force(registry, selection.as_of)
        if selection.wants(figure.scope) and (sources is None or figure.source.id in sources)
    )
    return figures if len(figures) <= FEW else ()


def _measure(row: Comparison) -> str:
    return row.subject.scope.measure


def _piece(row: Comparison, unit: str | None) -> Span | None:
    return next(row.window.pieces(unit)) if unit and row.window else None


def _grouped(rows: Iterable[Comparison], key: Callable[[Comparison], Key]) -> Mapping[Key, list[Comparison]]:
    groups: dict[Key, list[Comparison]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _ratio_table(measure: str, question: Question, rows: Sequence[Comparison], signs: Signs) -> Table:
    baselines = {label(row.baseline.voice, signs) for row in rows}
    named = len(baselines) == 1 and question.pairs is Pairs.BASELINE and question.against is None
    baseline = baselines.pop() if named else None
    own = question.against is not None and question.baseline is None
    printed = question.align is Align.REPORTED
    ranges = tuple(name for name in RANGES if question.ranges or any(_says_more(row, name) for row in rows))
    summed = tuple(name for name, side_of in SUMMED.items() if any(side_of(row).aligned.summed for row in rows))
    marks, kinds = Marks(signs, ranges=frozenset(ranges)), telling_apart(rows)
    if baseline:
        marks.voice(rows[0].baseline.voice)
    columns = (
        Column("Source"),
        *(() if baseline or own else (Column("Baseline"),)),
        *(Column(wording.capital(kind)) for kind in kinds),
        *((Column("Days"), Column("Baseline's days")) if question.against else ()),
        *(() if printed or question.against else (Column("Days both cover"), Column("Days", numeric=True, spare=1))),
        *(Column(name.replace("Baseline", baseline or "Baseline"), numeric=True, spare=1) for name in summed),
        Column("Count", numeric=True),
        Column(baseline or "Baseline's", numeric=True),
        Column("Ratio", numeric=True),
        Column("Gap", numeric=True),
        *(_range_column(name, baseline, spare=not question.ranges) for name in ranges),
        Column("Basis"),
    )
    entries = tuple(_ratio_row(row, marks, kinds, summed, with_baseline=not (baseline or own)) for row in rows)
    against = f" against {baseline}" if baseline else ""
    days = "as printed" if printed else "of two periods" if question.against else "on the days both cover"
    title = f"{wording.capital(measure)}{signs.dot}ratio and gap{against}, {days}"
    missed = (("", "there is no room for the ranges: --ranges shows them"),) if ranges and not question.ranges else ()
    return Table(title=title, columns=columns, rows=entries, notes=marks.notes(), missed=missed)


def _range_column(name: str, baseline: str | None, *, spare: bool) -> Column:
    return Column(name.replace("Baseline", baseline or "Baseline"), numeric=True, spare=int(spare))


def telling_apart(rows: Iterable[Comparison]) -> tuple[str, ...]:
    """Return which of place and actor a row has to name, since two voices meet in more than one."""
    pairs = _grouped(rows, lambda row: (row.subject.voice.order, row.baseline.voice.order)).values()
    return tuple(
        kind
        for kind in ("place", "actor")
        if any(len({getattr(row.subject.scope, kind) for row in met}) > 1 for met in pairs)
    )


def _ratio_row(
    row: Comparison, marks: Marks, kinds: Iterable[str], summed: Iterable[str], *, with_baseline: bool
) -> tuple[Entry, ...]:
    window, other, disputed = row.window, row.baseline_window, row.subject.voice.disputed
    days = tuple(Entry(wording.span(each, marks.signs)) for each in (window, other) if each)
    if window and not other:
        days += (Entry(f"{window.days:,}"),)
    return (
        Entry(marks.voice(row.subject.voice), Tone.DISPUTED if disputed else Tone.PLAIN),
        *((Entry(marks.voice(row.baseline.voice)),) if with_baseline else ()),
        *(Entry(getattr(row.subject.scope, kind) or ANYBODY) for kind in kinds),
        *days,
        *(_incidents(SUMMED[name](row), marks.signs) for name in summed),
        marks.count(row.subject),
        marks.count(row.baseline),
        Entry(marks.ratio(row), Tone.STRONG),
        Entry(marks.gap(row), Tone.STRONG),
        *(marks.range(range_of(row), write) for name, (range_of, write) in RANGES.items() if name in marks.ranges),
        Entry(basis_text(row, marks), Tone.CLASH if row.verdict is Verdict.CLASH else Tone.PLAIN),
    )


def _incidents(side: Side, signs: Signs) -> Entry:
    """Return of how many incidents a side is the sum, those with other days too among them."""
    summed = side.aligned.summed
    return Entry(f"{summed.entries:,}") if summed else Entry(signs.dash, Tone.ASIDE)


def _says_more(row: Comparison, column: str) -> bool:
    """Tell whether a range of the row is closed and nothing else in the row says so; as printed none means anything."""
    if row.window is None:
        return False
    match column:
        case "Count range" | "Baseline range":
            side = row.subject if column == "Count range" else row.baseline
            worked_out = side.aligned.estimate is not None and side.aligned.basis is not Basis.REPORTED
            return worked_out and is_closed(side.aligned.range)
        case _:
            measured = row.ratio if column == "Ratio range" else row.gap
            if measured is None or measured.estimate is None or not is_closed(measured.range):
                return False
            return bool(measured.range.low) or column == "Gap range"


def basis_text(row: Comparison, marks: Marks) -> str:
    """Return what the row rests on; what wants more words has a footnote."""
    text = bases_of(row, marks.signs)
    assumptions = [note for side in row.sides for note in assumed(side.aligned)]
    more = [*scope_notes(row), *other_notes(row)]
    verdict = "" if row.verdict is Verdict.OPEN else f", {row.verdict}"
    if row.relation is Relation.SAME:
        return text + verdict + marks.footnotes([*assumptions, *more])
    part, whole = part_and_whole(row)
    only = narrower(part.scope, whole.scope)
    return f"{text}{marks.footnotes(assumptions)}, {only} only{verdict}{marks.footnotes(more)}"


def _matrices(title: str, rows: Sequence[Comparison], signs: Signs) -> Iterable[Table]:
    """Yield the table of ratios, then that of gaps."""
    scopes = {side.scope for row in rows for side in row.sides}
    kinds = [kind for kind in ("place", "actor") if len({getattr(scope, kind) for scope in scopes}) > 1]
    sides = {_key(side): side for row in rows for side in row.sides}
    cells = _grouped(rows, lambda row: (_key(row.subject), _key(row.baseline)))
    for kind, sign, write in (("ratio", signs.over, Marks.ratio), ("gap", signs.minus, Marks.gap)):
        marks = Marks(signs)
        names = {key: _matrix_name(sides[key], marks, kinds) for key in sorted(sides)}
        body = tuple(
            (Entry(names[one]), *(_cell(cells.get((one, other), []), kind, write, marks) for other in names))
            for one in names
        )
        columns = (Column(f"row {sign} column"), *(Column(name, numeric=True) for name in names.values()))
        yield Table(title=f"{title}{signs.dot}{kind}", columns=columns, rows=body, notes=marks.notes())


def _key(side: Side) -> tuple[tuple[int, str, str], tuple[str, str, str]]:
    return side.voice.order, side.scope.order


def _length(row: Comparison) -> int:
    return row.window.days if row.window else 0


def _matrix_name(side: Side, marks: Marks, kinds: Iterable[str]) -> str:
    """Return what tells a side from all others: the voice, and the place and actor where they differ."""
    return ", ".join([marks.voice(side.voice), *(getattr(side.scope, kind) or ANYBODY for kind in kinds)])


def _cell(rows: Sequence[Comparison], kind: str, write: Callable[[Marks, Comparison], str], marks: Marks) -> Entry:
    """Return the entry of two voices, with what is to be said of it: of several windows the longest, which is said."""
    if not rows:
        return Entry(marks.signs.dash, Tone.ASIDE)
    row = max(rows, key=_length)
    measured = row.ratio if kind == "ratio" else row.gap
    notes = [note for side in row.sides for note in assumed(side.aligned)]
    notes += [f"the longest of {len(rows)} runs of days"] if len(rows) > 1 else []
    told = f"{write(marks, row)}{marks.footnotes([*notes, *scope_notes(row), *other_notes(row)])}"
    tone = Tone.CLASH if row.verdict is Verdict.CLASH else Tone.PLAIN
    worked_out = any(side.aligned.basis is not Basis.REPORTED for side in row.sides)
    if worked_out and measured is not None and measured.estimate is not None:
        return Entry(marks.sign(marks.signs.worked_out) + told, tone or Tone.ASSUMED)
    return Entry(told, tone)
