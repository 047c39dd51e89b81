"""How a voice is aligned on a window of days: on the strongest basis that applies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from casualtycli.aligned import DETERMINED, Aligned, Assumption, Basis, Moved, NotAligned, as_printed
from casualtycli.batches import Added
from casualtycli.claims import Window, window_of
from casualtycli.curves import Curve
from casualtycli.model import Clock, Figure, Source
from casualtycli.periods import Span
from casualtycli.ranges import ANY, Exact, Range, plain
from casualtycli.series import Series


def align(
    series: Series,
    window: Span,
    *,
    days: Window | None = None,
    bases: frozenset[Basis] = frozenset(Basis),
    without: frozenset[Assumption] = frozenset(),
) -> Aligned | NotAligned:
    """Return what the figures say of the window, on the strongest of the bases that rests on nothing unwanted.

    ``days`` are those that are meant, where the window is no more than the most that they can be.
    """
    refused: set[Assumption] = set()
    cut = series.activity.cut(window) or window
    for basis, align_on in BASES.items():
        found = align_on(series, cut) if basis in bases else None
        if found is None:
            continue
        unwanted = without.intersection(found.assumptions)
        refused |= unwanted
        if unwanted:
            continue
        aligned = _in_range(found, series, cut if days is None else days)
        if not (aligned.moved and basis in DETERMINED and found.figures):  # newer figures contradict those
            return aligned
    return NotAligned(_why_not(series.source, refused, bases))


def _why_not(source: Source, refused: Iterable[Assumption], bases: frozenset[Basis]) -> str:
    short, by_report = source.short, source.clock is Clock.REPORT
    if refused:
        return f"what {short} says of these days rests on an assumption: {' and '.join(sorted(refused))}"
    if Basis.PRO_RATA not in bases:
        why = ": it counts by report, and what it counts between two totals is not who died between them"
        return f"{short} reports no figure for just these days, nor any that determine them{why if by_report else ''}"
    return f"no best number of {short}, and no chain of them, spans these days; try fewer (--period, --by)"


def _in_range(found: Aligned, series: Series, days: Window) -> Aligned:
    """Return what was found with the range that is proved; an estimate outside of that goes to its nearest end.

    What is reported keeps to its words where newer figures contradict them, unless these are of another clock.
    """
    proved = series.range(days, found.since)
    found = found._replace(listed=series.listed(days))
    if found.basis is Basis.REPORTED and not series.by_lag:
        held = _held(found.figures[0], days, series.batches.restated(found.figures[0]).high)
        proved = held if found.batches else held.meet(proved) or held
    if found.estimate is None or found.estimate in proved:
        return found._replace(range=proved)
    low = found.estimate < (proved.low or 0)
    totals = ANY if series.kin is None else series.kin.range(series.scope, days, found.since)
    if series.kin is None or (totals.low != proved.low if low else totals.high != proved.high):
        nearest = proved.low if low else proved.high
        return found._replace(range=proved, estimate=nearest, moved=Moved(found.estimate, (), listed=True))
    bound = (series.kin.lowest if low else series.kin.highest)(series.scope, days, found.since)
    end, proof = (proved.low, bound and bound.low_proof) if low else (proved.high, bound and bound.high_proof)
    figures = proof.figures if proof is not None else ()
    return found._replace(range=proved, estimate=end, moved=Moved(found.estimate, figures))


def _held(figure: Figure, days: Window, high: Exact | None) -> Range:
    """Return what a figure says of the days at most that it states.

    Its ceiling, with the batches added later, holds where those days are certain, or are those that it states,
    whichever these are. Of days that are not known, and are not those that it states, it says nothing: they may be few.
    """
    if not isinstance(days, Span):
        return Range(figure.count.low, high) if window_of(figure) == days else ANY
    return Range(figure.count.low, high if figure.inner == days else None)


def _reported(series: Series, window: Span) -> Aligned | None:
    figure = series.by_days.get(window)
    if figure is None or not all(figure.outer.contains(batch.days) for batch in figure.batch):
        return None
    return as_printed(figure)._replace(batches=series.batches.missing(figure))


def _derived(series: Series, window: Span) -> Aligned | None:
    if added_up := _added_up(series, window, Basis.DERIVED):
        return added_up
    figure = series.by_days.get(window)
    if figure and figure.batch and all(batch.days.meet(window) is None for batch in figure.batch):
        start, stop = series.ends(window)
        moved = series.batches.moved([figure], start, stop)
        return as_printed(figure)._replace(basis=Basis.DERIVED, estimate=series.batches.less(figure), batches=moved)
    return _determined(series, window, Basis.DERIVED)


def _added_up(series: Series, window: Span, basis: Basis) -> Aligned | None:
    """Return the sum of the incidents listed: derived where all are exact and none has other days too."""
    listed = series.listed(window)
    if listed is None or not listed.complete or listed.estimate is None:
        return None
    if basis is not (Basis.DERIVED if listed.exact and not listed.straddling else Basis.PRO_RATA):
        return None
    assumptions = (Assumption.EVEN,) if listed.straddling else ()
    return Aligned(basis=basis, estimate=listed.estimate, range=ANY, figures=(), assumptions=assumptions)


def _difference(series: Series, window: Span) -> Aligned | None:
    return _determined(series, window, Basis.DIFFERENCE)


def _determined(series: Series, window: Span, basis: Basis) -> Aligned | None:
    """Return the one number that exact figures leave to the window."""
    together = basis is Basis.DERIVED
    found = series.kin and series.kin.determined(series.scope, window, together=together)
    if not found:
        return None
    start, stop = series.ends(window)
    moved = series.batches.moved(found.figures, start, stop)
    return Aligned(
        basis=basis,
        estimate=found.count,
        range=ANY,
        figures=_with(moved, found.figures or series.figures[:1]),
        batches=moved,
        assumptions=() if together else (Assumption.UNREVISED,),
        set_aside=() if series.kin is None or together else series.kin.set_aside,
    )


def _proved(series: Series, window: Span) -> Aligned | None:
    """Return the range that is proved of the window, if it says anything."""
    if series.range(window) == ANY:
        return None
    if series.kin is None or series.kin.range(series.scope, window) == ANY:
        return Aligned(basis=Basis.PROVED, estimate=None, range=ANY, figures=())
    low, high = series.kin.lowest(series.scope, window), series.kin.highest(series.scope, window)
    proofs = (low.low_proof, None if high is None else high.high_proof)
    named = {figure.id: figure for proof in proofs if proof is not None for figure in proof.figures}
    figures = tuple(sorted(named.values(), key=lambda figure: figure.age, reverse=True))
    return Aligned(basis=Basis.PROVED, estimate=None, range=ANY, figures=figures)


def _pro_rata(series: Series, window: Span) -> Aligned | None:
    if added_up := _added_up(series, window, Basis.PRO_RATA):
        return added_up
    by_report = series.source.clock is Clock.REPORT
    share = _share_of_one(series, window) if by_report else _share_of_curve(series, window)
    return share or (_sum_of_parts(series, window) if series.parts else None)


def _sum_of_parts(series: Series, window: Span) -> Aligned | None:
    """Return the sum of what the parts have in the window, each on the strongest basis that it has."""
    found = [align(part, window) for part in series.parts]
    aligned = [one for one in found if isinstance(one, Aligned)]
    numbers = [one.estimate for one in aligned if one.estimate is not None]
    if len(numbers) < len(found):
        return None
    return Aligned(
        basis=Basis.PRO_RATA,
        estimate=plain(sum(numbers, Fraction(0))),
        range=ANY,
        figures=tuple(figure for one in aligned for figure in one.figures),
        assumptions=tuple(sorted({assumption for one in aligned for assumption in one.assumptions})),
        set_aside=tuple(figure for one in aligned for figure in one.set_aside),
    )


def _share_of_one(series: Series, window: Span) -> Aligned | None:
    """Return the window's share of the one figure around it with the fewest other days, then the newest.

    Successive totals of a source that counts by report say nothing of the days between them.
    """
    figure = series.figure_around(window)
    if figure is None:
        return None
    share = Fraction(series.activity.days(window), series.activity.days(figure.outer))
    start, stop = series.ends(window)
    count = series.batches.less(figure)
    assert count is not None, "it has a best number"
    moved = series.batches.moved([figure], start, stop)
    return Aligned(
        basis=Basis.PRO_RATA,
        estimate=plain(count * share + series.batches.on(start, stop)),
        range=ANY,
        assumptions=(Assumption.EVEN,),
        figures=_with(moved, (figure,)),
        batches=moved,
    )


def _share_of_curve(series: Series, window: Span) -> Aligned | None:
    """Return what the curve around the window says."""
    start, stop = series.ends(window)
    found = series.curve_around(start, stop)
    if found is None:
        return None
    curve, near = found
    labels = curve.labels(near) or (curve.newest,)  # days without an active one rest on no step in particular
    figures = tuple(series.figures[label] for label in labels)
    moved = series.batches.moved(figures, start, stop)
    figures = _with(moved, figures)
    even = start not in near or stop not in near or series.batches.split(start, stop)
    unrevised = len({figure.vintage for figure in figures}) > 1
    alike = not all(series.figures[label].count.is_exact for label in _subtracted(curve, near))
    assumed = ((Assumption.ALIKE, alike), (Assumption.EVEN, even), (Assumption.UNREVISED, unrevised))
    return Aligned(
        basis=Basis.PRO_RATA,
        estimate=plain(curve.at(stop) - curve.at(start) + series.batches.on(start, stop)),
        range=ANY,
        figures=figures,
        assumptions=tuple(assumption for assumption, holds in assumed if holds),
        set_aside=tuple(figure for figure in series.curves[1] if figure.outer.meet(window)),
        batches=moved,
    )


def _subtracted(curve: Curve, days: Iterable[int]) -> Iterator[int]:
    """Yield the labels of the steps that are taken away between known days."""
    for first, last in pairwise(sorted(set(days))):
        yield from (label for sign, label in curve.terms(first, last) if sign < 0)


def _with(moved: tuple[Added, ...], figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return the figures with those that the batches stand in, newest first."""
    every = {figure.id: figure for figure in (*figures, *(added.by for added in moved))}
    return tuple(sorted(every.values(), key=lambda figure: figure.age, reverse=True)) if moved else figures


BASES: Mapping[Basis, Callable[[Series, Span], Aligned | None]] = {
    Basis.REPORTED: _reported,
    Basis.DERIVED: _derived,
    Basis.DIFFERENCE: _difference,
    Basis.PRO_RATA: _pro_rata,
    Basis.PROVED: _proved,
}
"""Each basis with what aligns on it, in order of strength."""
