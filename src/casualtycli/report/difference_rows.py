"""The ratios and gaps that changed, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from casualtycli import wording
from casualtycli.comparison import Align, Comparison, Pairs, Question, Side, Verdict
from casualtycli.differences.rows import RowChange, rise
from casualtycli.model import Figure
from casualtycli.ranges import Exact
from casualtycli.report.comparisons import telling_apart
from casualtycli.report.figures import ANYBODY
from casualtycli.report.marks import Marks
from casualtycli.report.notes import assumed, label, rests_on
from casualtycli.scopes import Scope
from casualtycli.table import Column, Entry, Table, Tone
from casualtycli.wording import Signs


def row_tables(rows: Iterable[RowChange], question: Question, signs: Signs) -> Iterator[Table]:
    """Yield a table of the comparisons that changed for each measure."""
    measures: dict[str, list[RowChange]] = {}
    for row in rows:
        measures.setdefault(row.row.subject.scope.measure, []).append(row)
    for measure, of_measure in measures.items():
        yield _table(measure, of_measure, question, signs)


def _table(measure: str, rows: Sequence[RowChange], question: Question, signs: Signs) -> Table:
    baselines = {label(row.row.baseline.voice, signs) for row in rows}
    baseline = baselines.pop() if len(baselines) == 1 and question.pairs is Pairs.BASELINE else None
    marks, kinds = Marks(signs), telling_apart(row.row for row in rows)
    news = any(_news(row, signs) for row in rows)
    columns = (
        Column("Source" if baseline else "Sources"),
        *(() if question.align is Align.REPORTED else (Column("Days both cover"),)),
        *(Column(title) for title in ("Count", baseline or "Baseline's", "Ratio", "Gap")),
        *((Column("Change"),) if news else ()),
    )
    entries = tuple(_row(row, marks, kinds, with_baseline=not baseline, with_news=news) for row in rows)
    against = f" against {baseline}" if baseline else ""
    title = f"{wording.capital(measure)}{signs.dot}ratio and gap{against}, what changed"
    return Table(title=title, columns=columns, rows=entries, notes=marks.notes())


def _row(
    change: RowChange, marks: Marks, kinds: Iterable[str], *, with_baseline: bool, with_news: bool
) -> tuple[Entry, ...]:
    row, signs = change.row, marks.signs
    tone = Tone.DISPUTED if row.subject.voice.disputed else Tone.PLAIN
    source = _who(row, marks, kinds, with_baseline=with_baseline) + marks.footnotes(_notes(change, marks))
    days = (Entry(wording.span(row.window, signs) + marks.footnotes(_other_days(change, signs))),) if row.window else ()
    clash = any(each and each.verdict is Verdict.CLASH for each in (change.old, change.new))
    return (
        Entry(source, tone),
        *days,
        Entry(_count(change, 0, marks)),
        Entry(_count(change, 1, marks)),
        Entry(_ratio(change, marks), Tone.STRONG),
        Entry(_gap(change, marks), Tone.STRONG),
        *((Entry(_news(change, signs), Tone.CLASH if clash else Tone.PLAIN),) if with_news else ()),
    )


def _who(row: Comparison, marks: Marks, kinds: Iterable[str], *, with_baseline: bool) -> str:
    """Return who meets whom, and where or for which actor if they meet in more than one."""
    sides = row.sides if with_baseline else (row.subject,)
    names = f" {marks.signs.over} ".join(marks.voice(side.voice) for side in sides)
    return ", ".join((names, *(getattr(row.subject.scope, kind) or ANYBODY for kind in kinds)))


def _news(change: RowChange, signs: Signs) -> str:
    """Return what a reader must not miss: that it is new or gone, or another verdict."""
    if change.old is None or change.new is None:
        verdict = change.row.verdict
        return f"{change.change}{'' if verdict is Verdict.OPEN else f', {verdict}'}"
    return f"{change.old.verdict}{signs.becomes}{change.new.verdict}" if "verdict" in change.aspects else ""


def _other_days(change: RowChange, signs: Signs) -> Iterator[str]:
    if "period" in change.aspects and change.old and change.old.window:
        yield f"before, both covered {wording.span(change.old.window, signs)}"


def _count(change: RowChange, at: int, marks: Marks) -> str:
    """Return what a side says; how much more that is only where the words do not show it."""

    def write(row: Comparison) -> str:
        return marks.count(row.sides[at]).text

    old, new = change.old, change.new
    if old is None or new is None or write(old) != write(new):
        return _from_to(change, write, None, marks.signs)
    return _from_to(change, write, rise(*(row.sides[at].aligned.estimate for row in (old, new))), marks.signs)


def _ratio(change: RowChange, marks: Marks) -> str:
    decimals = (len(wording.ratio(number).partition(".")[2]) for number in change.ratios if number is not None)
    return _from_to(change, marks.ratio, change.ratio, marks.signs, max(decimals, default=0))


def _gap(change: RowChange, marks: Marks) -> str:
    return _from_to(change, marks.gap, change.gap, marks.signs)


def _from_to(
    change: RowChange, write: Callable[[Comparison], str], rose: Exact | None, signs: Signs, places: int = 0
) -> str:
    """Return what it was, what it is, and how much that is more; what came or went has one of the two."""
    if change.old is None or change.new is None:
        return write(change.row)
    before, now = write(change.old), write(change.new)
    text = now if before == now else f"{before}{signs.becomes}{now}"
    finer = int(before == now)  # so that the difference shows where the numbers do not
    return f"{text} ({wording.rise(rose, signs, places + finer)})" if rose else text


def _notes(change: RowChange, marks: Marks) -> Iterator[str]:
    """Yield all else that changed in a comparison, the weightiest first."""
    old, new = change.old, change.new
    if old is None or new is None:
        yield from (note for side in change.row.sides for note in assumed(side.aligned))
        return
    if "scope" in change.aspects:
        scopes = [_scope(each.baseline.scope) for each in (new, old)]
        moved = f"against {scopes[0]}, before against {scopes[1]}"
        yield moved if scopes[0] != scopes[1] else "part and whole have changed places"
    basis, before = rests_on(new, marks.signs), rests_on(old, marks.signs)
    if basis != before:
        yield f"{basis}, before {before}"
    yield from _ranges(old, new, marks)
    for was, is_ in zip(old.sides, new.sides, strict=True):
        yield from _rests_on(was, is_, change.aspects)


def _ranges(old: Comparison, new: Comparison, marks: Marks) -> Iterator[str]:
    """Yield the ranges that changed where neither the ratio nor the gap shows it."""
    for name, shown, between in (
        ("ratio", marks.ratio, wording.ratio_between),
        ("gap", marks.gap, wording.gap_between),
    ):
        measured = [getattr(row, name) for row in (old, new)]
        if shown(old) != shown(new) or None in measured:
            continue
        one, other = (between(each.range, marks.signs) for each in measured)
        if one != other:
            yield f"range of the {name}: {one}{marks.signs.becomes}{other}"


def _scope(scope: Scope) -> str:
    return f"{scope.place} ({scope.actor})" if scope.actor else scope.place


def _rests_on(old: Side, new: Side, aspects: Sequence[str]) -> Iterator[str]:
    """Yield what a side assumes, rests on or leaves out, that it did not, and the other way round."""
    for word, one, other in (("now", new.aligned, old.aligned), ("no longer", old.aligned, new.aligned)):
        name = new.voice.source.short
        if "assumptions" in aspects and (
            assumed := [str(each) for each in one.assumptions if each not in other.assumptions]
        ):
            yield f"{name} {word} assumes {' and '.join(assumed)}"
        if "figures" in aspects and (ids := _only(one.figures, other.figures)):
            yield f"{name} {word} rests on {ids}"
        if "set_aside" in aspects and (ids := _only(one.set_aside, other.set_aside)):
            yield f"{word} set aside: {ids}"


def _only(figures: Iterable[Figure], others: Iterable[Figure]) -> str:
    ids = {figure.id for figure in others}
    return ", ".join(figure.id for figure in figures if figure.id not in ids)
