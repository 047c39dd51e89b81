"""What a source has put right: figures that replaced others, and the older totals of their days that nobody put right.

Of a total that was published before a correction, as many fewer may be left as were taken back, or as many more be
known as were added. A figure never has fewer than before without its source saying so, and no fewer than it says.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from casualtycli.batches import RECKONED
from casualtycli.counts import Count
from casualtycli.model import Figure
from casualtycli.scopes import Relation, Scope, Scopes
from casualtycli.vintages import replacements

TAKEN_BACK = "taken back since"
ADDED = "added since"
"""What the words of a count end in whose floor was lowered, or whose ceiling was raised."""


NO_SCOPES = Scopes()


class Correction(NamedTuple):
    """That a figure replaced others, and has fewer or more than they had."""

    newer: Figure
    older: tuple[Figure, ...]
    """All that it replaced, of its own scope and stated period or of some of its days, the oldest first."""

    def less(self, figure: Figure) -> int:
        """Return how many persons, at most, were taken back of a figure's floor after it was published.

        Each time, no more than the corrected figure had had beside what it then had left.
        """
        low, taken = figure.count.low, 0
        for before, after in self._since(figure):
            if has_fewer(after, before):
                left = after.count.low if after.stated == before.stated else 0
                taken += low if before.count.high is None else before.count.high - left
        return min(low, taken)

    def more(self, figure: Figure) -> int | None:
        """Return how many persons, at most, were added to a figure's ceiling after it was published; None: no limit."""
        added = 0
        for before, after in self._since(figure):
            if has_fewer(before, after):
                if after.count.high is None:
                    return None
                added += after.count.high - before.count.low
        return added

    def _since(self, figure: Figure) -> Iterable[tuple[Figure, Figure]]:
        """Return each step of the correction that was published after a figure on which it may bear."""
        if figure.known >= self.newer.known or figure.outer.meet(self.newer.outer) is None:
            return ()
        steps = pairwise((*self.older, self.newer))
        return (step for step in steps if step[1].known > figure.known)


def has_fewer(one: Figure, other: Figure) -> bool:
    """Tell whether a figure has fewer than another, by their best numbers or by all that they may mean."""
    best, others = one.count.reported, other.count.reported
    if best is not None and others is not None:
        return best < others
    return one.count.high is not None and one.count.high < other.count.low


class Corrections:
    """What a voice has put right, so that what bears on a figure is found without looking at all of it."""

    def __init__(self, found: Iterable[Correction] = (), scopes: Scopes = NO_SCOPES) -> None:
        self._by_scope: dict[Scope, list[Correction]] = {}
        for one in found:
            self._by_scope.setdefault(one.newer.scope, []).append(one)
        self._scopes = scopes
        self._near: dict[Scope, tuple[list[Correction], list[int], int]] = {}

    def __bool__(self) -> bool:
        return bool(self._by_scope)

    def on(self, figure: Figure) -> Sequence[Correction]:
        """Return the corrections that may have people and days in common with a figure."""
        if not self._by_scope:
            return ()
        if figure.scope not in self._near:
            self._near[figure.scope] = self._related(figure.scope)
        found, starts, longest = self._near[figure.scope]
        return found[bisect_left(starts, figure.outer.start - longest) : bisect_left(starts, figure.outer.stop)]

    def _related(self, scope: Scope) -> tuple[list[Correction], list[int], int]:
        """Return the corrections of scopes that share people with one, by first days, and the most days of one."""
        related = (one for one in self._by_scope if self._scopes.relation(one, scope) is not Relation.APART)
        found = sorted((one for other in related for one in self._by_scope[other]), key=_first_day)
        return found, [_first_day(one) for one in found], max((one.newer.outer.days for one in found), default=0)


NOTHING = Corrections()


def _first_day(correction: Correction) -> int:
    return correction.newer.outer.start


def corrections(figures: Iterable[Figure]) -> tuple[Correction, ...]:
    """Return where a source replaced a figure by one that counts as much. Takes figures in the registry's order."""
    every = tuple(figures)
    replaced = replacements(every)
    older: dict[str, list[Figure]] = {}
    by_id = {figure.id: figure for figure in every}
    for figure in every:
        if figure.id in replaced and not figure.disputed:
            newest = _last(figure, replaced)
            if _counts_all(newest, figure):
                older.setdefault(newest.id, []).append(figure)
    return tuple(Correction(by_id[id_], tuple(some)) for id_, some in older.items())


def _last(figure: Figure, replaced: Mapping[str, Figure]) -> Figure:
    """Return the figure that stands in the end for one that was replaced."""
    seen: set[str] = set()
    while figure.id in replaced and figure.id not in seen:
        seen.add(figure.id)
        figure = replaced[figure.id]
    return figure


def _counts_all(newer: Figure, older: Figure) -> bool:
    """Tell whether a figure counts, for certain, all that one of its source counted."""
    if (newer.source.id, newer.variant, newer.scope) != (older.source.id, older.variant, older.scope):
        return False
    return newer.stated == older.stated or (newer.inner is not None and newer.inner.contains(older.outer))


def lowered(figure: Figure, corrected: Corrections) -> Figure:
    """Return a figure with the floor that is left of it."""
    less = sum(correction.less(figure) for correction in corrected.on(figure))
    if not less:
        return figure
    _, low, high, words = figure.count
    return figure._replace(count=Count(None, max(0, low - less), high, f"{words}, up to {less:,} {TAKEN_BACK}"))


def raised(figure: Figure, corrected: Corrections) -> Figure:
    """Return a figure with the ceiling that it has now."""
    _, low, high, words = figure.count
    more = [correction.more(figure) for correction in corrected.on(figure)]
    if high is None or all(added == 0 for added in more):
        return figure
    if None in more:
        return figure._replace(count=Count(None, low, None, f"{words}, some {ADDED}"))
    added = sum(filter(None, more))
    return figure._replace(count=Count(None, low, high + added, f"{words}, up to {added:,} {ADDED}"))


def is_restated(figure: Figure) -> bool:
    """Tell whether the low and high of a figure are not those of its source's words, but what is left or was added."""
    return figure.count.words.endswith((RECKONED, TAKEN_BACK, ADDED))
