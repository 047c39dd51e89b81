"""The shares of counts between known days that an estimate pro rata is the sum of."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from casualtycli.curves import Curve
from casualtycli.model import Clock, Figure
from casualtycli.periods import Span
from casualtycli.ranges import Exact, plain
from casualtycli.series import Series


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


def stretches(series: Series, window: Span) -> tuple[Stretch, ...]:
    """Return the shares that an estimate pro rata is the sum of, in the order of the days.

    None where no figure, and no chain of them, spans the window: the estimate is then the sum of the parts.
    """
    start, stop = series.ends(window)
    added = tuple(_of_batches(series, start, stop))
    if series.source.clock is Clock.REPORT:
        figure = series.figure_around(window)
        if figure is None:
            return ()
        count = series.batches.less(figure)
        assert count is not None, "a share is of a number"
        days, inside = series.activity.days(figure.outer), series.activity.days(window)
        return (Stretch(figure.outer, count, days, inside), *added)
    found = series.curve_around(start, stop)
    if found is None:
        return ()
    curve = found[0]
    known = sorted({start, stop, *(day for day in found[1] if start <= day <= stop)})
    return (*(_stretch(series, curve, left, right) for left, right in pairwise(known)), *added)


def _of_batches(series: Series, start: int, stop: int) -> Iterator[Stretch]:
    """Yield the shares of the batches that fall to the active days from start to stop."""
    for added in series.batches.added:
        days = added.batch.days
        first, last = series.ends(days)
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
