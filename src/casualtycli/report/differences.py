"""What changed between two registries, as a page: in short, then the figures, the names, the ratios and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from casualtycli import wording
from casualtycli.comparison import Question
from casualtycli.differences.changes import Change, FieldChange, Value
from casualtycli.differences.declarations import DeclarationChange
from casualtycli.differences.figures import FigureChange
from casualtycli.differences.registries import Differences
from casualtycli.differences.rows import PairChange, Standing
from casualtycli.model import Figure, Registry
from casualtycli.problems import Location
from casualtycli.report.difference_expectations import expectations_table
from casualtycli.report.difference_rows import row_tables
from casualtycli.report.difference_summary import summary
from casualtycli.report.figures import ANYBODY, NOT_STATED, source_name
from casualtycli.report.notes import dispute, not_comparable
from casualtycli.table import Block, Column, Entry, Lines, Page, Table, Tone
from casualtycli.wording import Signs

FEW = 3
"""Figures that are named before the rest are counted, where all changed alike."""

LONGEST = 36
"""Characters of a text that are shown; of a longer one, those where it begins to differ."""

SAME_BEFORE = 8
"""Characters shown before the first that differs."""

FOLLOWS = {
    "reported": ("count",),
    "low": ("count",),
    "high": ("count",),
    "outer": ("period", "published", "projection"),
    "inner": ("period", "published", "projection"),
}
"""What changes by itself where one of those keys does, and so is told only where none does."""

CALLED = {"reported": "best number", "outer": "days counted", "inner": "days certain"}
"""What a page calls keys that no registry writes."""


def differences_page(old: Registry, new: Registry, question: Question, found: Differences, signs: Signs) -> Page:
    """Return all that changed."""
    title = signs.becomes.join(", ".join(registry.files) for registry in (old, new))
    if not found:
        same = f"{wording.plural(len(new.figures), 'figure')} and {wording.plural(found.same_rows, 'comparison')}"
        return Page(title=title, subtitle=f"no difference: the same {same}", blocks=())
    blocks: list[Block] = [Lines("", tuple(summary(found, signs)))]
    for change in (Change.ADDED, Change.REMOVED):
        blocks += _figure_tables(found.figures, change, (new if change is Change.ADDED else old).files, signs)
    if changed := [change for change in found.figures if change.fields]:
        blocks.append(_changed_table(changed, old.files, new.files, signs))
    if found.declarations:
        blocks.append(_declared_table(found.declarations, old.files, new.files, signs))
    blocks += row_tables(found.rows, question, signs)
    if found.pairs:
        blocks.append(Lines("What can be compared", tuple(line for pair in found.pairs for line in _pair(pair, signs))))
    if found.expectations:
        blocks.append(expectations_table(found.expectations, signs))
    return Page(title=title, blocks=tuple(blocks))


def _figure_tables(
    changes: Iterable[FigureChange], change: Change, files: Sequence[str], signs: Signs
) -> Iterable[Table]:
    """Yield a table of the figures that came, or went, for each measure and actor."""
    groups: dict[tuple[str, str | None], list[Figure]] = {}
    for each in changes:
        figure = each.new or each.old
        if each.change is change and figure is not None:
            groups.setdefault((figure.scope.measure, figure.scope.actor), []).append(figure)
    columns = (
        *(Column(title) for title in ("Figure", "Source", "Reported", "Stated", "Place")),
        *(Column("Published", spare=1), Column("Line")),
    )
    for (measure, actor), figures in groups.items():
        rows = tuple(_figure_row(figure, files, signs) for figure in figures)
        notes = tuple((signs.disputed, dispute(figure)) for figure in figures if figure.disputed)
        title = signs.dot.join((f"Figures {change}", measure, actor or ANYBODY))
        yield Table(title=title, columns=columns, rows=rows, notes=notes)


def _figure_row(figure: Figure, files: Sequence[str], signs: Signs) -> tuple[Entry, ...]:
    return (
        Entry(figure.id, typed=True),
        Entry(source_name(figure, signs), Tone.DISPUTED if figure.disputed else Tone.PLAIN),
        Entry(figure.count.words, Tone.STRONG),
        Entry(wording.period(figure.period, signs)),
        Entry(figure.scope.place),
        Entry(str(figure.published or NOT_STATED)),
        Entry(_line(figure.location, files), Tone.ASIDE),
    )


def _line(place: Location, files: Sequence[str]) -> str:
    """Return where something is written: the line alone where there is but one file."""
    return str(place.line) if len(files) == 1 else f"{place.file}:{place.line}"


def _lines(old: Location | None, new: Location | None, files: tuple[Sequence[str], Sequence[str]], signs: Signs) -> str:
    """Return where something was written and where it is."""
    lines = [_line(place, of) for place, of in zip((old, new), files, strict=True) if place]
    return signs.becomes.join(dict.fromkeys(lines))


def _changed_table(changes: Iterable[FigureChange], old: Sequence[str], new: Sequence[str], signs: Signs) -> Table:
    """Return the keys that changed, a row each; of figures that changed alike, once."""
    alike: dict[tuple[FieldChange, ...], list[FigureChange]] = {}
    for change in changes:
        alike.setdefault(_told(change.fields), []).append(change)
    columns = tuple(Column(title) for title in ("Figure", "Key", f"Before{signs.becomes}now", "Line"))
    rows: list[tuple[Entry, ...]] = []
    for fields, group in alike.items():
        for name, line in _named(group, (old, new), signs):
            rows += ((name, *_field(field, signs), Entry(line, Tone.ASIDE)) for field in fields)
    return Table(title="Figures changed", columns=columns, rows=tuple(rows))


def _named(
    group: Sequence[FigureChange], files: tuple[Sequence[str], Sequence[str]], signs: Signs
) -> Iterable[tuple[Entry, str]]:
    """Yield the id and the lines of each figure, or how many there are with the first few ids."""
    figures = [(change.old, change.new) for change in group]
    if len(figures) > FEW:
        ids = ", ".join(new.id for _, new in figures[:FEW] if new)
        yield Entry(f"{len(figures):,} figures: {ids} and {len(figures) - FEW:,} more"), ""
        return
    for old, new in figures:
        if old and new:
            yield Entry(new.id, typed=True), _lines(old.location, new.location, files, signs)


def _told(fields: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    """Return the changes without those that only follow from others."""
    keys = {field.key for field in fields}
    return tuple(field for field in fields if not keys.intersection(FOLLOWS.get(field.key, ())))


def _field(field: FieldChange, signs: Signs) -> tuple[Entry, Entry]:
    old, new = _around_difference(_words(field.key, field.old, signs), _words(field.key, field.new, signs))
    return Entry(CALLED.get(field.key, field.key)), Entry(f"{old}{signs.becomes}{new}", Tone.STRONG)


def _words(key: str, value: Value, signs: Signs) -> str:
    if value is None:
        return {"actor": ANYBODY, "high": "open"}.get(key, signs.dash)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return wording.rounded(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return " ".join(value.split())


def _around_difference(old: str, new: str) -> tuple[str, str]:
    """Return two texts, long ones cut to where they begin to differ."""
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    shared = zip(old, new, strict=False)
    same = next((at for at, (one, other) in enumerate(shared) if one != other), min(len(old), len(new)))
    start = max(0, same - SAME_BEFORE) if same + SAME_BEFORE > LONGEST else 0
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    before, after = "..." if start else "", "..." if len(text) > start + LONGEST else ""
    return f"{before}{text[start : start + LONGEST]}{after}"


def _declared_table(
    changes: Iterable[DeclarationChange], old: Sequence[str], new: Sequence[str], signs: Signs
) -> Table:
    columns = tuple(Column(title) for title in ("Declared", "Key", f"Before{signs.becomes}now", "Line"))
    rows: list[tuple[Entry, ...]] = []
    for change in changes:
        name = Entry(f"{change.kind} {change.name}".strip())
        line = Entry(_lines(change.old, change.new, (old, new), signs), Tone.ASIDE)
        rows += ((name, *_field(field, signs), line) for field in _declared(change))
    return Table(title="Declarations changed", columns=columns, rows=tuple(rows))


def _declared(change: DeclarationChange) -> Iterable[FieldChange]:
    """Yield the keys that changed; of a source that came or went, its name and how it counts."""
    if change.kind != "source" or change.change not in (Change.ADDED, Change.REMOVED):
        return change.fields
    return [field for field in change.fields if field.key in ("name", "counts")]


STANDINGS: Mapping[Standing, str] = {
    Standing.COMPARABLE: "comparable now; before, ",
    Standing.NO_LONGER: "no longer comparable: ",
    Standing.STILL_NOT: "still not comparable: ",
    Standing.CAME: "not comparable: ",
    Standing.WENT: "no longer there; before, not comparable: ",
}


def _pair(pair: PairChange, signs: Signs) -> Iterable[str]:
    """Yield who with whom in what, what became of it, and why: a line for each reason."""
    before = "; ".join(dict.fromkeys(entry.reason for entry in pair.old))
    was = f" (before: {before})" if pair.standing is Standing.STILL_NOT and pair.new and before else ""
    standing = STANDINGS[pair.standing] if pair.new or pair.standing is not Standing.STILL_NOT else "no longer: "
    for entry in pair.new or pair.old:
        who = not_comparable(entry, signs).removesuffix(entry.reason)
        yield f"{who}{standing}{entry.reason}{was}"
