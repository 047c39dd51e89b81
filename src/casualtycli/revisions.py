"""What a source has changed about the past: figures that newer ones replace, and running totals that fell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from casualtycli.model import Figure, Registry
from casualtycli.ranges import Exact, plain
from casualtycli.select import Selection, listed
from casualtycli.vintages import replacements, same_claim


class Kind(StrEnum):
    """How a source came to say something else."""

    REPLACED = "replaced"
    """It published another number for the same days."""
    SUPERSEDED = "superseded"
    """The registry says that the newer figure stands in the older one's stead."""
    FELL = "fell"
    """A later running total is below an earlier one, and nothing says that it stands in its stead."""


class Revision(NamedTuple):
    """An older figure, and what its source said instead."""

    kind: Kind
    old: Figure
    new: Figure

    @property
    def change(self) -> int | None:
        """New − old, in persons; None where one of them reports no best number."""
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
        """Whether a running total fell: from the same start, to the same day or a later one, fewer."""
        return self.change is not None and self.change < 0 and _total(self.old, self.new)


def revisions(registry: Registry, selection: Selection) -> tuple[Revision, ...]:
    """Return what the sources of a selection have changed: by measure, place and actor, then in order of time.

    Raises:
        CommandError: a name is not in the registry.
    """
    figures = listed(registry, selection)
    replaced = tuple(_replaced(figures))
    fallen = _fallen(figures, {revision.old.id for revision in replaced})
    return tuple(sorted((*replaced, *fallen), key=_order))


def _order(revision: Revision) -> tuple[object, ...]:
    old, new = revision.old, revision.new
    return old.source.rank, old.scope.order, old.variant or "", new.known, str(old.outer), old.known, old.id


def _replaced(figures: tuple[Figure, ...]) -> Iterator[Revision]:
    """Yield each figure that is not in force with the one that took its place first."""
    first: dict[str, Figure] = {}
    for day in sorted({figure.known for figure in figures}):
        for id_, newer in replacements([figure for figure in figures if figure.known <= day]).items():
            first.setdefault(id_, newer)
    for figure in figures:
        if figure.id in first:
            new = first[figure.id]
            same = same_claim(figure) == same_claim(new) and new.supersedes != figure.id
            yield Revision(Kind.REPLACED if same else Kind.SUPERSEDED, figure, new)


def _fallen(figures: Iterable[Figure], replaced: Iterable[str]) -> Iterator[Revision]:
    """Yield each running total in force that is below the one before it."""
    gone = frozenset(replaced)
    own = (figure for figure in figures if figure.id not in gone and not figure.disputed and not figure.relays)
    for totals in _totals(own).values():
        for old, new in pairwise(totals):
            revision = Revision(Kind.FELL, old, new)
            if revision.fell and old.known <= new.known:
                yield revision


def _totals(figures: Iterable[Figure]) -> Mapping[object, list[Figure]]:
    """Return the figures that count from one day on, those that reach further last."""
    totals: dict[object, list[Figure]] = {}
    for figure in figures:
        if figure.count.reported is not None:
            totals.setdefault((figure.source.id, figure.variant, figure.scope, figure.outer.first), []).append(figure)
    return {key: sorted(group, key=lambda figure: (figure.outer.last, figure.age)) for key, group in totals.items()}


def _total(old: Figure, new: Figure) -> bool:
    same = (old.source.id, old.variant, old.scope) == (new.source.id, new.variant, new.scope)
    return same and old.outer.first == new.outer.first and old.outer.last <= new.outer.last
