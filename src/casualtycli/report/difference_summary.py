"""What changed, in a few lines: what a reviewer wants to know first."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from casualtycli import wording
from casualtycli.comparison import Verdict
from casualtycli.differences.changes import Change
from casualtycli.differences.declarations import DeclarationChange
from casualtycli.differences.expectations import ExpectationChange
from casualtycli.differences.registries import Differences
from casualtycli.differences.rows import RowChange
from casualtycli.report.notes import label
from casualtycli.wording import Signs


def summary(found: Differences, signs: Signs) -> Iterable[str]:
    """Yield how many figures changed, which names, and how far the ratios moved, a line each."""
    for parts in (
        [_counted("figure", [change.change for change in found.figures])],
        _declared(found.declarations),
        _ratios(found, signs),
        _expectations(found.expectations),
    ):
        if line := "; ".join(part for part in parts if part):
            yield line


def _expectations(changes: Iterable[ExpectationChange]) -> Iterable[str]:
    """Yield how many expectations no longer hold, and how many changed otherwise."""
    told = list(changes)
    broken = sum(change.new is not None and not change.new.holds for change in told)
    yield f"{wording.plural(broken, 'expectation')} {'fails' if broken == 1 else 'fail'}" if broken else ""
    yield f"{wording.plural(len(told) - broken, 'expectation')} changed" if len(told) > broken else ""


def _counted(noun: str, changes: list[Change]) -> str:
    """Return how many there are of each change: ``3 figures added, 1 changed``."""
    told: list[str] = []
    for change in Change:
        if number := changes.count(change):
            told.append(f"{f'{number:,}' if told else wording.plural(number, noun)} {change}")
    return ", ".join(told)


def _declared(changes: Iterable[DeclarationChange]) -> Iterable[str]:
    kinds: dict[str, list[Change]] = {}
    for change in changes:
        if change.kind == "registry":
            yield from (f"the {field.key} changed" for field in change.fields)
        else:
            kinds.setdefault(change.kind, []).append(change.change)
    yield from (_counted(kind, found) for kind, found in kinds.items())


def _ratios(found: Differences, signs: Signs) -> Iterable[str]:
    """Yield the comparisons that came and went, the ratio that moved most, and how many stayed."""
    yield _counted("comparison", [row.change for row in found.rows if row.change is not Change.CHANGED])
    changed = [row for row in found.rows if row.change is Change.CHANGED]
    if moved := [row for row in changed if row.ratio]:
        most = max(moved, key=lambda row: (row.row.subject.voice.disputed is None, _factor(row)))
        who = f" {signs.over} ".join(label(side.voice, signs) for side in most.row.sides)
        if len(moved) == 1:
            yield f"the ratio {who} {_went(most, signs)}"
        else:
            yield f"{len(moved)} ratios changed, most of all {who}, which {_went(most, signs)}"
    elif changed:
        yield f"no ratio changed, but other numbers of {wording.plural(len(changed), 'comparison')} did"
    for side, which in (("new", "new "), ("old", "former ")):
        if number := sum(_clashes(row, side) for row in found.rows):
            yield f"{number:,} {which}{'clash' if number == 1 else 'clashes'}"
    if found.same_rows:
        yield f"{wording.plural(found.same_rows, 'comparison')} as before"


def _clashes(row: RowChange, side: str) -> bool:
    """Tell whether the older or the newer side clashes and the other does not."""
    verdicts = {name: each.verdict if each else None for name, each in (("old", row.old), ("new", row.new))}
    return verdicts[side] is Verdict.CLASH and set(verdicts.values()) != {Verdict.CLASH}


def _factor(row: RowChange) -> tuple[bool, Fraction]:
    """Return how far a ratio moved, up or down alike; from or to zero is farther than anything."""
    low, high = sorted(Fraction(number) for number in row.ratios if number is not None)
    return (True, high) if not low else (False, high / low)


def _went(row: RowChange, signs: Signs) -> str:
    old, new = row.ratios
    assert old is not None, "only a ratio that moved has a difference"
    assert new is not None, "only a ratio that moved has a difference"
    rise = wording.ratio_rise(old, new, signs)
    return f"went from {wording.ratio(old)} to {wording.ratio(new)} ({rise})"
