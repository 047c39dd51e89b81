"""All in which two registries differ, and what was compared in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casualtycli.comparison import Comparisons
from casualtycli.differences.declarations import DeclarationChange, declaration_changes
from casualtycli.differences.expectations import ExpectationChange, Outcome, expectation_changes
from casualtycli.differences.figures import FigureChange, figure_changes
from casualtycli.differences.renames import find_renames
from casualtycli.differences.rows import PairChange, RowChange, pair_changes, row_changes
from casualtycli.model import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """All in which two registries, and what was compared in them, differ."""

    figures: tuple[FigureChange, ...]
    """In the newer registry's order, then those that are gone in the older one's."""
    declarations: tuple[DeclarationChange, ...]
    rows: tuple[RowChange, ...]
    """In the newer order, then those that are gone in the older one."""
    same_rows: int
    """How many comparisons come out as they did."""
    pairs: tuple[PairChange, ...]
    expectations: tuple[ExpectationChange, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.figures or self.declarations or self.rows or self.pairs or self.expectations)


def differences(
    old: Registry,
    new: Registry,
    before: Comparisons,
    after: Comparisons,
    expected: tuple[Iterable[Outcome], Iterable[Outcome]] = ((), ()),
) -> Differences:
    """Return what changed from the old registry to the new one, in what was compared, and in what each expects."""
    renames = find_renames(old, new)
    rows, same = row_changes(before, after, renames)
    return Differences(
        figures=tuple(figure_changes(old, new, renames)),
        declarations=tuple(declaration_changes(old, new, renames)),
        rows=rows,
        same_rows=same,
        pairs=tuple(pair_changes(before, after, renames)),
        expectations=tuple(expectation_changes(*expected)),
    )
