"""What one voice says of a window of days in one scope: an estimate and its basis, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from casualtycli.batches import Added, Batches
from casualtycli.curves import Curve, Step, curves
from casualtycli.model import Activity, Clock, Figure
from casualtycli.periods import Span, join
from casualtycli.ranges import ANY, Exact, Range, plain


class Basis(StrEnum):
    """What an alignment rests on, the strongest first."""

    REPORTED = "reported"
    """A figure for just these days."""
    PRO_RATA = "pro-rata"
    """The source's cumulative curve, straight between the days that its figures fix."""


STRICT = frozenset({Basis.REPORTED})
"""The bases that assume nothing."""


class Assumption(StrEnum):
    """What an estimate takes for granted."""

    EVEN = "even"
    """As many died on each active day."""
    UNREVISED = "unrevised"
    """What was published later added only later deaths."""


class Aligned(NamedTuple):
    """What a voice says of a window."""

    basis: Basis
    estimate: Exact | None
    """Persons; ``None`` where only a range was reported."""
    range: Range
    """Valid with no assumption at all; as sharp as the words of one figure."""
    figures: tuple[Figure, ...]
    """What it rests on, newest first."""
    assumptions: tuple[Assumption, ...] = ()
    set_aside: tuple[Figure, ...] = ()
    """Older figures that contradict newer ones of the same curve."""
    batches: tuple[Added, ...] = ()
    """Those that were put on the days that they are for; of what is reported, those that it does not have yet."""


class NotAligned(NamedTuple):
    """Why a voice says nothing of a window."""

    reason: str


@dataclass(frozen=True, eq=False)
class Series:
    """One voice's figures in force in one scope, newest first, at least one."""

    figures: tuple[Figure, ...]
    activity: Activity

    @cached_property
    def coverage(self) -> tuple[Span, ...]:
        """The days that the figures cover; days that touch connect."""
        return join(figure.outer for figure in self.figures)

    @cached_property
    def by_days(self) -> Mapping[Span, Figure]:
        """For each span that figures speak of, the newest of them."""
        return {figure.outer: figure for figure in reversed(self.figures)}

    @cached_property
    def batches(self) -> Batches:
        """The batches of old deaths in the figures."""
        return Batches(self.figures, self.activity)

    @cached_property
    def curves(self) -> tuple[tuple[Curve, ...], tuple[Figure, ...]]:
        """The cumulative curves without batches, on the clock of active days, and the figures set aside."""
        elapsed = self.activity.elapsed
        made, aside = curves(
            [
                Step(
                    start=elapsed(figure.outer.start),
                    stop=elapsed(figure.outer.stop),
                    count=count,
                    label=label,
                )
                for label, figure in enumerate(self.figures)
                if (count := self.batches.less(figure)) is not None
            ]
        )
        return made, tuple(self.figures[label] for label in aside)


def align(
    series: Series,
    window: Span,
    *,
    bases: frozenset[Basis] = frozenset(Basis),
    without: frozenset[Assumption] = frozenset(),
) -> Aligned | NotAligned:
    """Return what the figures say of the window, on the strongest of the bases that rests on nothing unwanted."""
    refused: set[Assumption] = set()
    days = series.activity.cut(window) or window
    for basis, align_on in BASES.items():
        found = align_on(series, days) if basis in bases else None
        if found is None:
            continue
        unwanted = without.intersection(found.assumptions)
        if not unwanted:
            return found
        refused |= unwanted
    source = series.figures[0].source.short
    if refused:
        return NotAligned(f"what {source} says of these days rests on an assumption: {' and '.join(sorted(refused))}")
    if Basis.PRO_RATA not in bases:
        return NotAligned(f"{source} reports no figure for just these days")
    return NotAligned(f"no best number of {source}, and no chain of them, spans these days; try fewer (--period, --by)")


def as_printed(figure: Figure) -> Aligned:
    """Return what a figure says of its own days."""
    count = figure.count
    return Aligned(basis=Basis.REPORTED, estimate=count.reported, range=Range(count.low, count.high), figures=(figure,))


def _reported(series: Series, window: Span) -> Aligned | None:
    figure = series.by_days.get(window)
    if figure is None or not all(figure.outer.contains(batch.days) for batch in figure.batch):
        return None
    printed, missing = as_printed(figure), series.batches.missing(figure)
    if not missing:
        return printed
    return printed._replace(range=Range(printed.range.low, series.batches.restated(figure).high), batches=missing)


def _pro_rata(series: Series, window: Span) -> Aligned | None:
    if series.figures[0].source.clock is Clock.REPORT:
        return _share_of_one(series, window)
    return _share_of_curve(series, window)


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
    start, stop = (series.activity.elapsed(day) for day in (window.start, window.stop))
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
    """Return what the curve around the window says: the one with the closest known days, then the newest."""
    made, set_aside = series.curves
    start, stop = (series.activity.elapsed(day) for day in (window.start, window.stop))
    found = [(curve, near) for curve in made if (near := curve.around(start, stop))]
    if not found:
        return None
    curve, near = min(found, key=lambda pair: (pair[1][1] - pair[1][0], pair[0].newest))
    labels = curve.labels(near) or (curve.newest,)  # days without an active one rest on no step in particular
    figures = tuple(series.figures[label] for label in labels)
    moved = series.batches.moved(figures, start, stop)
    figures = _with(moved, figures)
    even = start not in near or stop not in near or series.batches.split(start, stop)
    unrevised = figures[0].source.revises and len({figure.published for figure in figures}) > 1
    assumed = ((Assumption.EVEN, even), (Assumption.UNREVISED, unrevised))
    return Aligned(
        basis=Basis.PRO_RATA,
        estimate=plain(curve.at(stop) - curve.at(start) + series.batches.on(start, stop)),
        range=ANY,
        assumptions=tuple(assumption for assumption, holds in assumed if holds),
        figures=figures,
        batches=moved,
        set_aside=tuple(figure for figure in set_aside if figure.outer.meet(window)),
    )


def _with(moved: tuple[Added, ...], figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return the figures with those that the batches stand in, newest first."""
    every = {figure.id: figure for figure in (*figures, *(added.by for added in moved))}
    return tuple(sorted(every.values(), key=lambda figure: figure.age, reverse=True)) if moved else figures


BASES: Mapping[Basis, Callable[[Series, Span], Aligned | None]] = {
    Basis.REPORTED: _reported,
    Basis.PRO_RATA: _pro_rata,
}
"""Each basis with what aligns on it, in order of strength."""
