"""Which comparisons are new, gone, or come out otherwise, and what can or cannot be compared now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from casualtycli.comparison import Comparison, Comparisons, Measured, NotComparable
from casualtycli.differences.changes import Change
from casualtycli.differences.renames import NONE, Renames
from casualtycli.model import Figure
from casualtycli.periods import Span
from casualtycli.ranges import Exact, plain
from casualtycli.select import Voice

Estimates = tuple[Exact | None, Exact | None]
"""An older and a newer number, None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A comparison that is new, gone, or comes out otherwise."""

    change: Change
    old: Comparison | None
    new: Comparison | None
    aspects: tuple[str, ...] = ()
    """Which of the ``ASPECTS`` differ: none where one of the two is missing."""

    @property
    def row(self) -> Comparison:
        """The newer of the two, or the one that there is."""
        row = self.new or self.old
        assert row is not None, "a change is from something or to something"
        return row

    @property
    def ratios(self) -> Estimates:
        """The older and the newer ratio."""
        return _estimates(row.ratio if row else None for row in (self.old, self.new))

    @property
    def gaps(self) -> Estimates:
        """The older and the newer gap, in persons."""
        return _estimates(row.gap if row else None for row in (self.old, self.new))

    @property
    def ratio(self) -> Exact | None:
        """How much the ratio rose; None where it had or has no estimate."""
        return rise(*self.ratios)

    @property
    def gap(self) -> Exact | None:
        """How much the gap rose, in persons; None where it had or has no estimate."""
        return rise(*self.gaps)


def _estimates(measured: Iterable[Measured | None]) -> Estimates:
    old, new = (each.estimate if each else None for each in measured)
    return old, new


def rise(old: Exact | None, new: Exact | None) -> Exact | None:
    """Return how much the newer number is more than the older one, None where one of them is not known."""
    return None if old is None or new is None else plain(Fraction(new) - Fraction(old))


class Standing(StrEnum):
    """What became of two sources and a measure that cannot, or could not, be compared."""

    COMPARABLE = "comparable now"
    NO_LONGER = "no longer comparable"
    STILL_NOT = "not comparable for another reason"
    CAME = "not comparable"
    """Two that had nothing to do with each other before."""
    WENT = "gone"
    """Two that have nothing to do with each other any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChange:
    """Two sources and a measure, and why they could not and cannot be compared."""

    standing: Standing
    old: tuple[NotComparable, ...]
    """Reasons that hold no longer."""
    new: tuple[NotComparable, ...]
    """Reasons that did not hold."""


Key = tuple[object, ...]
Aspect = Callable[[Comparison, Renames], object]

ASPECTS: Mapping[str, Aspect] = {
    "period": lambda row, _: row.window,
    "ratio": lambda row, _: row.ratio,
    "gap": lambda row, _: row.gap,
    "verdict": lambda row, _: row.verdict,
    "scope": lambda row, renames: (renames.scope(row.baseline.scope), row.relation),
    "subject": lambda row, _: (row.subject.aligned.estimate, row.subject.aligned.range),
    "baseline": lambda row, _: (row.baseline.aligned.estimate, row.baseline.aligned.range),
    "basis": lambda row, _: tuple(side.aligned.basis for side in row.sides),
    "assumptions": lambda row, _: tuple(side.aligned.assumptions for side in row.sides),
    "figures": lambda row, renames: _ids(renames, (side.aligned.figures for side in row.sides)),
    "set_aside": lambda row, renames: _ids(renames, (side.aligned.set_aside for side in row.sides)),
}
"""What a comparison says, by the names of the document."""


def _ids(renames: Renames, sides: Iterable[tuple[Figure, ...]]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(renames.figure(figure.id) for figure in figures) for figures in sides)


def row_changes(before: Comparisons, after: Comparisons, renames: Renames) -> tuple[tuple[RowChange, ...], int]:
    """Return what became of each comparison, the gone ones last, and how many come out as they did."""
    pairs = list(_matched(before.rows, after.rows, renames))
    changes = tuple(change for one, other in pairs if (change := _row_change(one, other, renames)))
    return changes, len(pairs) - len(changes)


def _row_change(old: Comparison | None, new: Comparison | None, renames: Renames) -> RowChange | None:
    """Return in what two comparisons differ, or None where they say the same."""
    if old is None or new is None:
        return RowChange(change=Change.ADDED if new else Change.REMOVED, old=old, new=new)
    aspects = tuple(name for name, aspect in ASPECTS.items() if aspect(old, renames) != aspect(new, NONE))
    return RowChange(change=Change.CHANGED, old=old, new=new, aspects=aspects) if aspects else None


def _matched(
    before: Sequence[Comparison], after: Sequence[Comparison], renames: Renames
) -> Iterator[tuple[Comparison | None, Comparison | None]]:
    """Yield each comparison with the older or newer one of the same voices, scope and days, if there is one."""
    older = _grouped(before, renames)
    newer = _grouped(after, NONE)
    met = {id(new): old for key, rows in newer.items() for old, new in _same_days(older.get(key, []), rows)}
    yield from ((met.get(id(row)), row) for row in after)
    found = {id(row) for row in met.values()}
    yield from ((row, None) for row in before if id(row) not in found)


def _grouped(rows: Iterable[Comparison], renames: Renames) -> Mapping[Key, list[Comparison]]:
    """Return the comparisons by who meets whom; against which scope, and on which days, may change."""
    groups: dict[Key, list[Comparison]] = {}
    for row in rows:
        who = (_voice(side.voice, renames) for side in row.sides)
        groups.setdefault((renames.scope(row.subject.scope), *who), []).append(row)
    return groups


def _voice(voice: Voice, renames: Renames) -> Key:
    disputed = renames.figure(voice.disputed.id) if voice.disputed else None
    return renames.source(voice.source.id), voice.variant, disputed


def _same_days(old: Iterable[Comparison], new: Iterable[Comparison]) -> Iterator[tuple[Comparison, Comparison]]:
    """Yield the comparisons on the same days, then of the others those that share the most, each once."""
    older, newer = ({row.window: row for row in rows} for rows in (old, new))
    for days in [days for days in older if days in newer]:
        yield older.pop(days), newer.pop(days)
    shared = [(key, one, other) for one in older for other in newer if (key := _shared(one, other))]
    for _, one, other in sorted(shared, key=lambda each: each[0]):
        if one in older and other in newer:
            yield older.pop(one), newer.pop(other)


def _shared(one: Span | None, other: Span | None) -> tuple[int, ...] | None:
    """Return what pairs of windows are sorted by, the same whichever is the older; None if they share no day."""
    both = one.meet(other) if one and other else None
    if both is None or one is None or other is None:
        return None
    return (-both.days, *sorted((one.start, other.start)))


def pair_changes(before: Comparisons, after: Comparisons, renames: Renames) -> Iterator[PairChange]:
    """Yield each two sources with a measure that could not or cannot be compared, where that changed."""
    older, newer = _reasons(before, renames), _reasons(after, NONE)
    compared = [_compared(before, renames), _compared(after, NONE)]
    for key in dict.fromkeys((*newer, *older)):
        old, new = ({_why(entry): entry for entry in side.get(key, ())} for side in (older, newer))
        if old.keys() != new.keys():
            standing = _standing(bool(old), bool(new), *(key in met for met in compared))
            gone, come = ([side[why] for why in side if why not in other] for side, other in ((old, new), (new, old)))
            yield PairChange(standing=standing, old=tuple(gone), new=tuple(come))


def _standing(was_not: bool, is_not: bool, was: bool, is_: bool) -> Standing:
    if was_not and is_not:
        return Standing.STILL_NOT
    if is_not:
        return Standing.NO_LONGER if was else Standing.CAME
    return Standing.COMPARABLE if is_ else Standing.WENT


def _reasons(found: Comparisons, renames: Renames) -> Mapping[Key, list[NotComparable]]:
    """Return what cannot be compared by the two sources and the measure."""
    reasons: dict[Key, list[NotComparable]] = {}
    for entry in found.not_comparable:
        measure = None if entry.measure is None else renames.measures.get(entry.measure, entry.measure)
        key = renames.source(entry.subject.id), renames.source(entry.baseline.id), measure
        reasons.setdefault(key, []).append(entry)
    return reasons


def _compared(found: Comparisons, renames: Renames) -> frozenset[Key]:
    """Return the two sources and the measure of every comparison, and the two with no measure."""
    keys: set[Key] = set()
    for row in found.rows:
        one, other = (renames.source(side.voice.source.id) for side in row.sides)
        measure = renames.scope(row.subject.scope).measure
        keys |= {(one, other, measure), (one, other, None)}
    return frozenset(keys)


def _why(entry: NotComparable) -> object:
    """Return what reasons are told apart by; places are named only where a source has others too."""
    return entry.disputed is not None, entry.periods, entry.reason
