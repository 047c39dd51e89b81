"""Batches of old deaths: taken out of the totals that they were added to, and put on the days that they are for."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from casualtycli.activities import Activity
from casualtycli.counts import Count
from casualtycli.model import Batch, Figure
from casualtycli.ranges import Exact, Range, plain
from casualtycli.scopes import Scope

RECKONED = ", batches reckoned in"
"""What stands behind the words of a count that was restated."""


class Added(NamedTuple):
    """A batch, and the figure that has it first."""

    batch: Batch
    by: Figure

    def in_count_of(self, figure: Figure) -> bool:
        """Tell whether a figure of the series was published with the batch, or after it."""
        return figure.known >= self.by.known or self.stated_by(figure)

    def stated_by(self, figure: Figure) -> bool:
        """Tell whether a figure says itself that it has the batch."""
        return any(batch.said == self.batch.said for batch in figure.batch)


class Batches:
    """The batches in one series: the figures of one source, variant and scope.

    A total holds those for its days from the publication on that has them first; of all that were published before,
    none does. The same number for the same days, said again, is the same batch.
    """

    def __init__(self, figures: Iterable[Figure], activity: Activity) -> None:
        first: dict[object, Added] = {}
        for figure in sorted((figure for figure in figures if figure.batch), key=lambda figure: figure.age):
            for batch in figure.batch:
                first.setdefault(batch.said, Added(batch, figure))
        self.added = tuple(first.values())
        self._activity = activity

    def inside(self, figure: Figure) -> Exact:
        """Return how many of a figure's count are batches."""
        return plain(sum((self._inside(figure, added) for added in self.added), Fraction()))

    def less(self, figure: Figure) -> Exact | None:
        """Return how many a figure counts beside the batches, all of its own days; None without a best number."""
        if figure.count.reported is None or not self.added:
            return figure.count.reported
        return plain(figure.count.reported - self.inside(figure))

    def restated(self, figure: Figure) -> Range:
        """Return what a figure says of its own days, now that all batches are known: valid with no assumption.

        One that is older than a batch for its days has that many more; one that has a batch for other days has as
        many less.
        """
        if not self.added:
            return Range(figure.count.low, figure.count.high)
        low, high = figure.count.low, figure.count.high
        for added in self.added:
            batch, count = added.batch, added.batch.count
            most, all_ = figure.died
            inside, apart = all_ is not None and all_.contains(batch.days), batch.days.meet(most) is None
            if added.stated_by(figure):
                less, fewer = (0 if inside else count), (count if apart else 0)
                low, high = max(0, low - less), None if high is None else high - fewer
            elif not added.in_count_of(figure) and not apart:
                low, high = low + count * inside, None if high is None else high + count
            elif added.in_count_of(figure) and figure.source.lag:  # it may have been counted before these days
                low, high = max(0, low - count * (not inside)), None if high is None else high + count * (not apart)
        return Range(low, high)

    def on(self, start: int, stop: int) -> Exact:
        """Return how many of the batches fall to the active days from start to stop, each as many on each day."""
        return plain(sum((self._share(added.batch, start, stop) for added in self.added), Fraction()))

    def split(self, start: int, stop: int) -> bool:
        """Tell whether only some of a batch's days are among those: how many fall to them is not known then."""
        shares = (self._share(added.batch, start, stop) for added in self.added)
        return any(0 < share < added.batch.count for share, added in zip(shares, self.added, strict=True))

    def moved(self, figures: Iterable[Figure], start: int, stop: int) -> tuple[Added, ...]:
        """Return the batches without which the figures would say something else of the days from start to stop."""
        every = tuple(figures)

        def matters(added: Added) -> bool:
            holding = sum(1 for figure in every if self._inside(figure, added))
            # Of two totals that both hold it, it is in neither the one nor the other end of what is between.
            return bool(self._share(added.batch, start, stop)) or 0 < holding < max(2, len(every))

        return tuple(added for added in self.added if matters(added))

    def missing(self, figure: Figure) -> tuple[Added, ...]:
        """Return the batches that were added to a figure's days after it was published."""
        return tuple(
            added
            for added in self.added
            if not added.in_count_of(figure) and added.batch.days.meet(figure.died[0]) is not None
        )

    def _inside(self, figure: Figure, added: Added) -> Fraction:
        """Return how many of a batch a figure's count has: all where it says so itself."""
        if added.stated_by(figure):
            return Fraction(added.batch.count)
        if not added.in_count_of(figure):
            return Fraction()
        elapsed = self._activity.elapsed
        return self._share(added.batch, elapsed(figure.outer.start), elapsed(figure.outer.stop))

    def _share(self, batch: Batch, start: int, stop: int) -> Fraction:
        first, last = (self._activity.elapsed(day) for day in (batch.days.start, batch.days.stop))
        return Fraction(batch.count * max(0, min(stop, last) - max(start, first)), last - first)


def restated(figures: Iterable[Figure], activity: Callable[[Scope], Activity], *, alone: bool) -> tuple[Figure, ...]:
    """Return one voice's figures with the low and high that they have of their own days now, which their words say.

    Where figures of wholes and parts stand together (they are not ``alone``), a batch may lie in any of them: then no
    floor is raised, and every ceiling that is older.
    """
    every = tuple(figures)
    if not any(figure.batch for figure in every):
        return every
    by_scope = {scope: [figure for figure in every if figure.scope == scope] for scope in {one.scope for one in every}}
    batches = {scope: Batches(series, activity(scope)) for scope, series in by_scope.items()}
    return tuple(_restated(figure, batches, alone=alone) for figure in every)


def _restated(figure: Figure, batches: Mapping[Scope, Batches], *, alone: bool) -> Figure:
    found = batches[figure.scope].restated(figure)
    low, high = found.low, found.high
    if not alone:
        low = min(low or 0, figure.count.low)
        others = (added for scope, other in batches.items() if scope != figure.scope for added in other.missing(figure))
        high = None if high is None else high + sum(added.batch.count for added in others)
    if (low, high) == (figure.count.low, figure.count.high):
        return figure
    assert isinstance(low, int), "persons are whole"
    assert high is None or isinstance(high, int), "persons are whole"
    reported = low if low == high else None
    return figure._replace(count=Count(reported, low, high, f"{figure.count.words}{RECKONED}"))
