"""What a source has changed about the past: figures replaced, counts that fell, and old deaths added at once."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from casualtycli.batches import Batches
from casualtycli.model import Batch, Figure, Registry
from casualtycli.ranges import Exact, plain
from casualtycli.scopes import Scope
from casualtycli.select import Selection, listed
from casualtycli.vintages import replacements, same_claim


class Kind(StrEnum):
    """How a source came to say something else."""

    REPLACED = "replaced"
    """It published another number for the same days."""
    SUPERSEDED = "superseded"
    """The registry says that the newer figure stands in the older one's stead."""
    FELL = "fell"
    """It later counted fewer on the same days and more, and nothing says that this stands in the older one's stead."""
    ADDED = "added"
    """It added old deaths at once to what it had counted of their days."""


class Revision(NamedTuple):
    """An older figure, and what its source said instead."""

    kind: Kind
    old: Figure
    new: Figure
    batch: Batch | None = None
    """Of old deaths, where it is these that changed the older figure."""

    @property
    def change(self) -> int | None:
        """New − old on the days of the old one, in persons; None where one of them reports no best number."""
        if self.batch is not None:
            return self.batch.count
        old, new = self.old.count.reported, self.new.count.reported
        return None if old is None or new is None else new - old

    @property
    def percent(self) -> Exact | None:
        """The change in hundredths of the older number; None where there is none, or the older one was zero."""
        old = self.old.count.reported
        return None if self.change is None or not old else plain(Fraction(100 * self.change, old))

    @property
    def days(self) -> int | None:
        """The days between the two publications; None where one is not known."""
        if self.old.published is None or self.new.published is None:
            return None
        return (self.new.known - self.old.known).days

    @property
    def fell(self) -> bool:
        """Whether it counts fewer, on the same days or on these and others."""
        return self.change is not None and self.change < 0 and _same_and_more(self.old, self.new)


def revisions(registry: Registry, selection: Selection) -> tuple[Revision, ...]:
    """Return what the sources of a selection have changed: by measure, place and actor, then in order of time.

    Raises:
        CommandError: a name is not in the registry.
    """
    figures = listed(registry, selection)
    replaced = tuple(_replaced(figures))
    gone = {revision.old.id for revision in replaced}
    own = [figure for figure in figures if not (figure.disputed or figure.relays or figure.adds)]
    fallen = _fallen(figure for figure in own if figure.id not in gone)
    return tuple(sorted((*replaced, *fallen, *_added(registry, own)), key=_order))


def _order(revision: Revision) -> tuple[object, ...]:
    old, new = revision.old, revision.new
    return old.source.rank, old.scope.order, old.variant or "", new.known, str(old.outer), old.known, old.id


def _replaced(figures: tuple[Figure, ...]) -> Iterator[Revision]:
    """Yield each figure that is not in force with the one that took its place first."""
    first: dict[str, Figure] = {}
    for day in _days_of_change(figures):
        for id_, newer in replacements([figure for figure in figures if figure.known <= day]).items():
            first.setdefault(id_, newer)
    for figure in figures:
        if figure.id in first:
            new = first[figure.id]
            same = same_claim(figure) == same_claim(new) and new.supersedes != figure.id
            yield Revision(Kind.REPLACED if same else Kind.SUPERSEDED, figure, new)


def _days_of_change(figures: Iterable[Figure]) -> list[date]:
    """Return the days on which something may have been replaced: by another of the same days, or by name."""
    claims: dict[object, list[date]] = {}
    named = set()
    for figure in figures:
        claims.setdefault(same_claim(figure), []).append(figure.known)
        if figure.supersedes:
            named.add(figure.known)
    return sorted(named.union(day for known in claims.values() if len(known) > 1 for day in known))


class _Totals(NamedTuple):
    """The figures of one series that count from one day on, the oldest first."""

    figures: tuple[Figure, ...]
    last: date
    """The last day that one of them counts."""
    fewest: tuple[int, ...]
    """For each figure, the lowest best number from there on."""

    def newer(self, old: Figure) -> Iterator[Figure]:
        """Yield those newer than a figure, as far as one of them has fewer."""
        at = bisect_right(self.figures, old.age, key=lambda figure: figure.age)
        for figure, fewest in zip(self.figures[at:], self.fewest[at:], strict=True):
            if fewest >= _least(old):
                return
            yield figure


def _fallen(figures: Iterable[Figure]) -> Iterator[Revision]:
    """Yield each figure in force with the first newer one that has fewer on its days and more.

    Two running totals differ by their best numbers; a part and a later whole only where the words of the part say that
    it is no smaller.
    """
    for series in _series(figures).values():
        totals = _totals(series)
        starts = [found.figures[0].outer.first for found in totals]
        for old in series:
            around = totals[: bisect_right(starts, old.outer.first)]
            newer = (new for found in around if found.last >= old.outer.last for new in found.newer(old))
            fewer = [new for new in newer if _same_and_more(old, new) and _is_fewer(old, new)]
            if fewer:
                yield Revision(Kind.FELL, old, min(fewer, key=lambda figure: figure.age))


def _totals(series: Iterable[Figure]) -> tuple[_Totals, ...]:
    by_start: dict[date, list[Figure]] = {}
    for figure in sorted(series, key=lambda figure: figure.age):
        if figure.count.reported is not None:
            by_start.setdefault(figure.outer.first, []).append(figure)
    found = []
    for start in sorted(by_start):
        group = tuple(by_start[start])
        backwards = accumulate((figure.count.reported or 0 for figure in reversed(group)), min)
        found.append(_Totals(group, max(figure.outer.last for figure in group), tuple(backwards)[::-1]))
    return tuple(found)


def _least(figure: Figure) -> int:
    return max(figure.count.low, figure.count.reported or 0)


def _added(registry: Registry, figures: Iterable[Figure]) -> Iterator[Revision]:
    """Yield each batch of old deaths with the newest figure of its days that did not have it yet."""
    for (*_, scope), series in _series(figures).items():
        batches = Batches(series, registry.activity(scope))
        for added in batches.added:
            older = [figure for figure in series if added in batches.missing(figure)]
            if older:
                yield Revision(Kind.ADDED, max(older, key=lambda figure: figure.age), added.by, added.batch)


def _series(figures: Iterable[Figure]) -> Mapping[tuple[str, str | None, Scope], list[Figure]]:
    """Return the figures of one source, variant and scope together."""
    series: dict[tuple[str, str | None, Scope], list[Figure]] = {}
    for figure in figures:
        series.setdefault((figure.source.id, figure.variant, figure.scope), []).append(figure)
    return series


def _same_and_more(old: Figure, new: Figure) -> bool:
    same = (old.source.id, old.variant, old.scope) == (new.source.id, new.variant, new.scope)
    return same and new.outer.contains(old.outer)


def _is_fewer(old: Figure, new: Figure) -> bool:
    number = new.count.reported
    least = old.count.reported if old.outer.first == new.outer.first else old.count.low
    return number is not None and least is not None and number < least
