"""What one voice says of a window of days in one scope: an estimate and its basis, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, reduce
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.batches import Added, Batches
from casualtycli.claims import Window, window_of
from casualtycli.curves import Curve, Step, curves
from casualtycli.model import Activity, Clock, Figure, Source
from casualtycli.periods import Span, join, overlaps
from casualtycli.ranges import ANY, Exact, Range, plain
from casualtycli.scopes import Scope
from casualtycli.tally import Kin

if TYPE_CHECKING:
    from casualtycli.incidents import IncidentList, Listed


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


DETERMINED = frozenset({Basis.DERIVED, Basis.DIFFERENCE})
"""The bases on which exact figures leave one number."""
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
    """Those that prove the end; none where incidents do."""
    listed: bool = False
    """Whether the incidents of its list prove the end."""


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
    listed: Listed | None = None
    """What the incidents of its list add up to, where it has one."""
    batches: tuple[Added, ...] = ()
    """Those that were put on the days that they are for; of what is reported, those that it does not have yet."""

    @property
    def since(self) -> date:
        """The newest publication that the estimate rests on: an older ceiling is of a tally that was smaller."""
        known = [figure.known for figure in self.figures] if self.estimate is not None else []
        return max(known, default=date.min)

    @property
    def summed(self) -> Listed | None:
        """What the incidents of its list add up to, if it rests on nothing else."""
        return None if self.figures else self.listed


class NotAligned(NamedTuple):
    """Why a voice says nothing of a window."""

    reason: str


class _Series(NamedTuple):
    figures: tuple[Figure, ...]
    activity: Activity
    scope: Scope
    kin: Kin | None = None
    """All figures of the voice that bear on the scope; ``None``: they prove nothing."""
    parts: tuple[Series, ...] = ()
    """What the scope consists of, where figures are of all of its parts."""
    incidents: IncidentList | None = None
    """What adds up in the scope."""


class Series(_Series):
    """One voice's figures in force in one scope, newest first, and those of its parts, if it consists of some."""

    @property
    def source(self) -> Source:
        """Who says so."""
        if self.incidents is not None:
            return self.incidents.source
        return self.figures[0].source if self.figures else self.parts[0].source

    @property
    def by_lag(self) -> bool:
        """Whether what is proved is of the days of death, though its source counts by report."""
        return self.kin is not None and self.source.lag is not None

    @cached_property
    def coverage(self) -> tuple[Span, ...]:
        """The days that figures cover, or a list completely, or figures of every part; days that touch connect."""
        shared = reduce(overlaps, (part.coverage for part in self.parts)) if self.parts else ()
        complete = () if self.incidents is None else self.incidents.complete
        return join((*(figure.outer for figure in self.figures), *complete, *shared))

    def stated(self, window: Span) -> tuple[Window, ...]:
        """Return the periods that figures state without being sure of their days, which are these at most."""
        if self.kin is not None:
            return self.kin.stated(self.scope, window)
        return tuple(window_of(figure) for figure in self.figures if figure.outer == window != figure.inner)

    def range(self, days: Window, since: date = date.min) -> Range:
        """Return what is proved of a window with no assumption; where totals and the list clash, by the totals.

        Ceilings are those published on a day or since.
        """
        totals = ANY if self.kin is None else self.kin.range(self.scope, days, since)
        listed = None if self.by_lag else self.listed(days)  # a list is of the days of its count, the totals of death
        return totals if listed is None else totals.meet(listed.range) or totals

    def listed(self, days: Window) -> Listed | None:
        """Return what the list of incidents says of a window, if there is one and its days are known."""
        return self.incidents.over(days) if self.incidents is not None and isinstance(days, Span) else None

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
    whichever these are.
    """
    certain = figure.inner == days if isinstance(days, Span) else window_of(figure) == days
    return Range(figure.count.low, high if certain else None)


def as_printed(figure: Figure) -> Aligned:
    """Return what a figure says of its own days."""
    count = figure.count
    return Aligned(basis=Basis.REPORTED, estimate=count.reported, range=Range(count.low, count.high), figures=(figure,))


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
        start, stop = (series.activity.elapsed(day) for day in (window.start, window.stop))
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
    start, stop = (series.activity.elapsed(day) for day in (window.start, window.stop))
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
    figure = _figure_around(series, window)
    if figure is None:
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


def _figure_around(series: Series, window: Span) -> Figure | None:
    around = (
        one
        for one in series.figures
        if one.outer.contains(window) and one.count.reported is not None and series.activity.days(one.outer)
    )
    return min(around, key=lambda figure: figure.outer.days, default=None)


def _share_of_curve(series: Series, window: Span) -> Aligned | None:
    """Return what the curve around the window says."""
    start, stop = (series.activity.elapsed(day) for day in (window.start, window.stop))
    found = _curve_around(series, start, stop)
    if found is None:
        return None
    curve, near = found
    labels = curve.labels(near) or (curve.newest,)  # days without an active one rest on no step in particular
    figures = tuple(series.figures[label] for label in labels)
    moved = series.batches.moved(figures, start, stop)
    figures = _with(moved, figures)
    even = start not in near or stop not in near or series.batches.split(start, stop)
    unrevised = len({figure.vintage for figure in figures}) > 1
    assumed = ((Assumption.EVEN, even), (Assumption.UNREVISED, unrevised))
    return Aligned(
        basis=Basis.PRO_RATA,
        estimate=plain(curve.at(stop) - curve.at(start) + series.batches.on(start, stop)),
        range=ANY,
        figures=figures,
        assumptions=tuple(assumption for assumption, holds in assumed if holds),
        set_aside=tuple(figure for figure in series.curves[1] if figure.outer.meet(window)),
        batches=moved,
    )


def _curve_around(series: Series, start: int, stop: int) -> tuple[Curve, tuple[int, ...]] | None:
    """Return the curve with the closest known days around two days, then the newest, and those known days."""
    found = [(curve, near) for curve in series.curves[0] if (near := curve.around(start, stop))]
    return min(found, key=lambda pair: (pair[1][1] - pair[1][0], pair[0].newest)) if found else None


class Term(NamedTuple):
    """A figure in a sum."""

    sign: int
    figure: Figure
    count: Exact  # type: ignore[assignment]
    """Persons, without the batches in it."""


class Stretch(NamedTuple):
    """A count between two known days, and the share of it that falls into a window."""

    days: Span
    count: Exact  # type: ignore[assignment]
    """Persons in all of the days."""
    active: int
    """Active days among them."""
    inside: int
    """Active days among those in the window; all of them where the whole count is taken."""
    terms: tuple[Term, ...] = ()
    """What the count is the sum of."""


def stretches(series: Series, window: Span, figures: tuple[Figure, ...]) -> tuple[Stretch, ...]:
    """Return the shares that an estimate pro rata is the sum of, in the order of the days.

    None where no figure, and no chain of them, spans the window: the estimate is then the sum of the parts.
    """
    elapsed = series.activity.elapsed
    start, stop = elapsed(window.start), elapsed(window.stop)
    added = tuple(_of_batches(series, start, stop))
    if series.source.clock is Clock.REPORT:
        figure = _figure_around(series, window)
        if figure is None:
            return ()
        count = series.batches.less(figure)
        assert count is not None, "a share is of a number"
        days, inside = series.activity.days(figure.outer), series.activity.days(window)
        return (Stretch(figure.outer, count, days, inside), *added)
    found = _curve_around(series, start, stop)
    if found is None:
        return ()
    curve = found[0]
    known = sorted({start, stop, *(day for day in found[1] if start <= day <= stop)})
    return (*(_stretch(series, curve, left, right) for left, right in pairwise(known)), *added)


def _of_batches(series: Series, start: int, stop: int) -> Iterator[Stretch]:
    """Yield the shares of the batches that fall to the active days from start to stop."""
    elapsed = series.activity.elapsed
    for added in series.batches.added:
        days = added.batch.days
        first, last = elapsed(days.start), elapsed(days.stop)
        inside = min(stop, last) - max(start, first)
        if inside > 0:
            yield Stretch(days, added.batch.count, last - first, inside)


def _stretch(series: Series, curve: Curve, start: int, stop: int) -> Stretch:
    """Return the count between the known days around two days that lie between neighbouring ones, or are known."""
    known = curve.around(start, stop)
    first, last = (start if start in curve.known else known[0]), (stop if stop in curve.known else known[1])
    elapsed = series.activity.elapsed
    ends = [day for figure in series.figures for day in (figure.outer.start, figure.outer.stop)]
    begin, end = max(day for day in ends if elapsed(day) == first), min(day for day in ends if elapsed(day) == last)
    count = plain(curve.at(last) - curve.at(first))
    terms = tuple(_term(series, sign, label) for sign, label in curve.terms(first, last))
    return Stretch(Span.of_days(begin, end), count, last - first, stop - start, terms)


def _term(series: Series, sign: int, label: int) -> Term:
    figure = series.figures[label]
    count = series.batches.less(figure)
    assert count is not None, "a step of a curve has a number"
    return Term(sign, figure, count)


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
