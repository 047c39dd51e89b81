"""What was known on a day: which figures were published, and which of them newer ones replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from casualtycli.model import Figure


def known(figures: Iterable[Figure], as_of: date | None) -> tuple[Figure, ...]:
    """Return the figures published by a day (None: all of them)."""
    return tuple(figure for figure in figures if as_of is None or figure.known <= as_of)


def in_force(figures: Iterable[Figure], as_of: date | None = None) -> tuple[Figure, ...]:
    """Return the figures known on a day that no other one known by then replaces."""
    published = known(figures, as_of)
    replaced = replacements(published)
    return tuple(figure for figure in published if figure.id not in replaced)


def replacements(figures: Iterable[Figure]) -> Mapping[str, Figure]:
    """Return for the id of each figure that is not in force the one that stands in its stead.

    Takes figures in the registry's order: those of one source by age.
    A newer figure of the same source, scope and variant replaces one that states the same days;
    ``supersedes`` says so for any two. A disputed figure replaces none, and is replaced by none but by name.
    """
    claims = [(figure, same_claim(figure)) for figure in figures if not figure.disputed]
    replaced = {figure.supersedes: figure for figure, _ in claims if figure.supersedes}
    newest: dict[object, Figure] = {}
    for figure, claim in claims:
        named = replaced.get(figure.id)
        if named is None or same_claim(named) != claim:
            newest[claim] = figure
    for figure, claim in claims:
        newer = newest.get(claim, figure)
        if newer is not figure:
            replaced.setdefault(figure.id, newer)
    return replaced


def same_claim(figure: Figure) -> object:
    """Return what two figures share of which the newer replaces the older: all but the number.

    Figures that add share it with none: each counts other people.
    """
    if figure.adds:
        return figure.id
    return figure.source.id, figure.variant, figure.scope, figure.stated
