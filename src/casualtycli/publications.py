"""What one source published on one day, of scopes that bear on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casualtycli.links import Family, families
from casualtycli.model import Counts, Figure, Registry
from casualtycli.vintages import in_force


def publications(registry: Registry, *, estimated: bool = False) -> Iterator[Sequence[Figure]]:
    """Yield the figures that one source published on one day and that bear on each other, where there are several.

    Those that have been replaced are left out: what was wrong with them has been put right. The parts of an estimate
    are estimates of their own, so that they are given only where they are asked for, and then alone.
    """
    gathered: dict[tuple[object, ...], list[Figure]] = {}
    found = families(registry.scopes, dict.fromkeys(figure.scope for figure in registry.figures))
    first: dict[Family, int] = {}
    number = {scope: first.setdefault(family, len(first)) for scope, family in found.items()}
    for figure in registry.figures:
        if not (figure.disputed or figure.adds or figure.published is None):
            key = figure.source.id, figure.variant, figure.known, number[figure.scope]
            gathered.setdefault(key, []).append(figure)
    several = [figures for figures in gathered.values() if len(figures) > 1]
    current = {figure.id for figure in in_force(registry)} if several else set()
    for figures in several:
        left = [figure for figure in figures if figure.id in current]
        if len(left) > 1 and (left[0].source.counts is Counts.ESTIMATED) == estimated:
            yield left
