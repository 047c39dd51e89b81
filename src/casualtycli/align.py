"""What one voice says of a window of days in one scope: an estimate and its basis, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, reduce
from typing import NamedTuple

from casualtycli.claims import Window, window_of
from casualtycli.curves import Curve, Step, curves
from casualtycli.model import Activity, Clock, Figure, Source
from casualtycli.periods import Span, join, overlaps
from casualtycli.ranges import ANY, Exact, Range, plain
from casualtycli.scopes import Scope
from casualtycli.tally import Kin


class Basis(StrEnum):
    """What an alignment rests on, the strongest first."""

    REPORTED = "reported"
    """A figure for just these days."""
    DERIVED = "derived"
    """Sums and differences of exact figures that were published together, or by a source that never revises."""
    DIFFERENCE = "difference"
    """Sums and differences of exact figures that were published one after the other."""
    PRO_RATA = "pro-rata"
    """The source's cumulative curve, straight between the days that its figures fix."""
    PROVED = "proved"
    """A range that the figures prove, and no number in it."""


STRICT = frozenset({Basis.REPORTED, Basis.DERIVED})
"""The bases that assume nothing."""


class Assumption(StrEnum):
    """What an estimate takes for granted."""

    EVEN = "even"
    """As many died on each active day."""
    UNREVISED = "unrevised"
    """What was published later added only later deaths."""


class Moved(NamedTuple):
    """That an estimate fell outside the range proved, and was taken to the nearest end of it."""

    estimate: Exact
    """What it was, in persons."""
    figures: tuple[Figure, ...]
    """Those that prove the end."""


class Aligned(NamedTuple):
    """What a voice says of a window."""

    basis: Basis
    estimate: Exact | None
    """Persons; ``None`` where only a range is known."""
    range: Range
    """Proved with no assumption at all."""
    figures: tuple[Figure, ...]
    """What it rests on, newest first."""
    assumptions: tuple[Assumption, ...] = ()
    set_aside: tuple[Figure, ...] = ()
    """Older figures that contradict newer ones."""
    moved: Moved | None = None


class NotAligned(NamedTuple):
    """Why a voice says nothing of a window."""

    reason: str


@dataclass(frozen=True, eq=False)
class Series:
    """One voice's figures in force in one scope, newest first, and those of its parts, if it consists of some."""

    figures: tuple[Figure, ...]
    activity: Activity
    scope: Scope
    kin: Kin | None = None
    """All figures of the voice that bear on the scope; ``None``: they prove nothing."""
    parts: tuple[Series, ...] = ()
    """What the scope consists of, where figures are of all of its parts."""

    @property
    def source(self) -> Source:
        """Who says so."""
        return self.figures[0].source if self.figures else self.parts[0].source

    @cached_property
    def coverage(self) -> tuple[Span, ...]:
        """The days that the figures cover, and those that the figures of every part cover; days that touch connect."""
        shared = reduce(overlaps, (part.coverage for part in self.parts)) if self.parts else ()
        return join((*(figure.outer for figure in self.figures), *shared))

    def stated(self, window: Span) -> tuple[Window, ...]:
        """Return the periods that figures state without being sure of their days, which are these at most."""
        if self.kin is not None:
            return self.kin.stated(self.scope, window)
        return tuple(window_of(figure) for figure in self.figures if figure.outer == window != figure.inner)

    def range(self, days: Window) -> Range:
        """Return what is proved of a window with no assumption."""
        return ANY if self.kin is None else self.kin.range(self.scope, days)

    @cached_property
    def by_days(self) -> Mapping[Span, Figure]:
        """For each span that figures speak of, the newest of them."""
        return {figure.outer: figure for figure in reversed(self.figures)}

    @cached_property
    def curves(self) -> tuple[tuple[Curve, ...], tuple[Figure, ...]]:
        """The cumulative curves, on the clock of active days, and the figures set aside."""
        elapsed = self.activity.elapsed
        made, aside = curves(
            [
                Step(
                    start=elapsed(figure.outer.start),
                    stop=elapsed(figure.outer.stop),
                    count=figure.count.reported,
                    label=label,
                )
                for label, figure in enumerate(self.figures)
                if figure.count.reported is not None
            ]
        )
        return made, tuple(self.figures[label] for label in aside)


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
        if not unwanted:
            return _in_range(found, series, cut if days is None else days)
        refused |= unwanted
    return NotAligned(_why_not(series.source.short, refused, bases))


def _why_not(source: str, refused: Iterable[Assumption], bases: frozenset[Basis]) -> str:
    if refused:
        return f"what {source} says of these days rests on an assumption: {' and '.join(sorted(refused))}"
    if Basis.PRO_RATA not in bases:
        return f"{source} reports no figure for just these days, nor any that determine them"
    return f"no best number of {source}, and no chain of them, spans these days; try fewer (--period, --by)"


def _in_range(found: Aligned, series: Series, days: Window) -> Aligned:
    """Return what was found with the range that is proved; an estimate outside of that goes to its nearest end."""
    proved = series.range(days)
    if found.basis is Basis.REPORTED:
        held = _held(found.figures[0], days)
        proved = held.meet(proved) or held
    if found.estimate is None or found.estimate in proved or series.kin is None:
        return found._replace(range=proved)
    low = found.estimate < (proved.low or 0)
    bound = (series.kin.lowest if low else series.kin.highest)(series.scope, days)
    assert bound is not None, "an estimate is above some ceiling"
    end, proof = (bound.low, bound.low_proof) if low else (bound.high, bound.high_proof)
    return found._replace(
        range=proved, estimate=end, moved=Moved(found.estimate, () if proof is None else proof.figures)
    )


def _held(figure: Figure, days: Window) -> Range:
    """Return what a figure says of the days at most that it states.

    Its ceiling holds where those days are certain, or are those that it states, whichever these are.
    """
    certain = figure.inner == days if isinstance(days, Span) else window_of(figure) == days
    return Range(figure.count.low, figure.count.high if certain else None)


def as_printed(figure: Figure) -> Aligned:
    """Return what a figure says of its own days."""
    count = figure.count
    return Aligned(basis=Basis.REPORTED, estimate=count.reported, range=Range(count.low, count.high), figures=(figure,))


def _reported(series: Series, window: Span) -> Aligned | None:
    figure = series.by_days.get(window)
    return None if figure is None else as_printed(figure)


def _derived(series: Series, window: Span) -> Aligned | None:
    return _determined(series, window, Basis.DERIVED)


def _difference(series: Series, window: Span) -> Aligned | None:
    return _determined(series, window, Basis.DIFFERENCE)


def _determined(series: Series, window: Span, basis: Basis) -> Aligned | None:
    """Return the one number that exact figures leave to the window."""
    together = basis is Basis.DERIVED
    found = series.kin and series.kin.determined(series.scope, window, together=together)
    if not found:
        return None
    return Aligned(
        basis=basis,
        estimate=found.count,
        range=ANY,
        figures=found.figures or series.figures[:1],
        assumptions=() if together else (Assumption.UNREVISED,),
        set_aside=() if series.kin is None or together else series.kin.set_aside,
    )


def _proved(series: Series, window: Span) -> Aligned | None:
    """Return the range that is proved of the window, if it says anything."""
    if series.kin is None or series.range(window) == ANY:
        return None
    low, high = series.kin.lowest(series.scope, window), series.kin.highest(series.scope, window)
    proofs = (low.low_proof, None if high is None else high.high_proof)
    named = {figure.id: figure for proof in proofs if proof is not None for figure in proof.figures}
    figures = tuple(sorted(named.values(), key=lambda figure: figure.age, reverse=True))
    return Aligned(basis=Basis.PROVED, estimate=None, range=ANY, figures=figures)


def _pro_rata(series: Series, window: Span) -> Aligned | None:
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
    around = (
        figure for figure in series.figures if figure.outer.contains(window) and figure.count.reported is not None
    )
    figure = min(around, key=lambda figure: figure.outer.days, default=None)
    if figure is None or figure.count.reported is None:
        return None
    share = Fraction(series.activity.days(window), series.activity.days(figure.outer))
    return Aligned(
        basis=Basis.PRO_RATA,
        estimate=plain(figure.count.reported * share),
        range=ANY,
        assumptions=(Assumption.EVEN,),
        figures=(figure,),
    )


def _share_of_curve(series: Series, window: Span) -> Aligned | None:
    """Return what the curve around the window says: the one with the closest known days, then the newest."""
    made, set_aside = series.curves
    start, stop = (series.activity.elapsed(day) for day in (window.start, window.stop))
    found = [(curve, near) for curve in made if (near := curve.around(start, stop))]
    if not found:
        return None
    curve, near = min(found, key=lambda pair: (pair[1][1] - pair[1][0], pair[0].newest))
    labels = curve.labels(near) or (curve.newest,)  # days without an active one rest on no step in particular
    figures = tuple(series.figures[label] for label in labels)
    even = start not in near or stop not in near
    unrevised = figures[0].source.revises and len({figure.published for figure in figures}) > 1
    assumed = ((Assumption.EVEN, even), (Assumption.UNREVISED, unrevised))
    return Aligned(
        basis=Basis.PRO_RATA,
        estimate=plain(curve.at(stop) - curve.at(start)),
        range=ANY,
        assumptions=tuple(assumption for assumption, holds in assumed if holds),
        figures=figures,
        set_aside=tuple(figure for figure in set_aside if figure.outer.meet(window)),
    )


BASES: Mapping[Basis, Callable[[Series, Span], Aligned | None]] = {
    Basis.REPORTED: _reported,
    Basis.DERIVED: _derived,
    Basis.DIFFERENCE: _difference,
    Basis.PRO_RATA: _pro_rata,
    Basis.PROVED: _proved,
}
"""Each basis with what aligns on it, in order of strength."""
