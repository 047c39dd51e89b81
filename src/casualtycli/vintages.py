"""What was known on a day: which figures were published, and which of them newer ones replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from casualtycli.model import Figure, Registry, origin


def known(figures: Iterable[Figure], as_of: date | None) -> tuple[Figure, ...]:
    """Return the figures that were known by a day (None: all of them)."""
    return tuple(figures) if as_of is None else tuple(figure for figure in figures if figure.since <= as_of)


def in_force(registry: Registry, as_of: date | None = None) -> tuple[Figure, ...]:
    """Return the figures known on a day that no other one known by then replaces, and that say something new.

    What a source only repeats of its own counts through the figure that it repeats.
    """
    published, repeated = known(registry.figures, as_of), repetitions(registry.figures)
    replaced = replacements(published, [known(group, as_of) for group in said_again(registry)])
    if not (replaced or repeated):
        return published
    return tuple(figure for figure in published if figure.id not in replaced and figure.id not in repeated)


def replacement(registry: Registry, figure: Figure, as_of: date | None = None) -> Figure | None:
    """Return the figure, known on a day, that stands in the stead of one, or None where that one is in force."""
    return replacements(known(registry.figures, as_of)).get(figure.id)


@lru_cache(maxsize=1)  # asked again and again of the same registry
def said_again(registry: Registry) -> tuple[Sequence[Figure], ...]:
    """Return the figures of which a newer one may take the place of an older one, in groups, those alone left out."""
    return _alike(registry.figures)


def _alike(figures: Iterable[Figure]) -> tuple[Sequence[Figure], ...]:
    """Return the figures that share all but the number with others, in groups, in the order given."""
    every = tuple(figures)
    repeated = repetitions(every)
    groups: dict[object, list[Figure]] = {}
    for figure in every:
        if not figure.disputed and figure.id not in repeated:
            groups.setdefault(same_claim(figure), []).append(figure)
    return tuple(group for group in groups.values() if len(group) > 1)


def repetitions(figures: Iterable[Figure]) -> frozenset[str]:
    """Return the ids of the figures that only repeat what their own source said, the disputed ones left out.

    Such a figure is no vintage: an old number printed once more is as old as it was.
    """
    every = tuple(figures)
    relays = [figure for figure in every if figure.relays and not figure.disputed]
    by_id = {figure.id: figure for figure in every} if relays else {}
    first = ((figure, origin(figure, by_id)) for figure in relays)
    return frozenset(figure.id for figure, said in first if said is not figure and said.source is figure.source)


def replacements(figures: Iterable[Figure], alike: Iterable[Sequence[Figure]] | None = None) -> Mapping[str, Figure]:
    """Return for the id of each figure that is not in force the one that stands in its stead.

    Takes figures in the registry's order: those of one source by age; and those that share all but the number with
    others, if it is known which they are. A newer figure of the same source, scope and variant replaces one that states
    the same days; ``supersedes`` says so for any two, and for the running totals before that are above the new one.
    A disputed figure replaces none, and is replaced by none but by name; one that repeats its own source does neither.
    """
    every = tuple(figures)
    naming = [figure for figure in every if figure.supersedes and not figure.disputed]
    repeated = repetitions(every) if naming else ()
    replaced = {figure.supersedes: figure for figure in naming if figure.id not in repeated and figure.supersedes}
    if replaced:
        standing = (figure for figure in every if not figure.disputed and figure.id not in repeated)
        replaced = {**_revised(replaced, standing), **replaced}
    for group in _alike(every) if alike is None else alike:
        ids = {figure.id for figure in group}
        newest = [figure for figure in group if (named := replaced.get(figure.id)) is None or named.id not in ids][-1:]
        for newer in newest:
            for figure in group:
                if figure is not newer:
                    replaced.setdefault(figure.id, newer)
    return replaced


def _revised(named: Mapping[str, Figure], figures: Iterable[Figure]) -> Mapping[str, Figure]:
    """Return the running totals above what supersedes a later one: the same correction went through them."""
    by_id = {figure.id: figure for figure in figures}
    totals: dict[object, list[Figure]] = {}
    for figure in by_id.values():
        totals.setdefault(_total(figure), []).append(figure)
    return {
        figure.id: newer
        for id_, newer in named.items()
        if (older := by_id.get(id_)) and _total(older) == _total(newer) and newer.count.reported is not None
        for figure in totals[_total(older)]
        if figure.outer.last <= older.outer.last and figure.known <= newer.known
        if figure.count.low > newer.count.reported
    }


def _total(figure: Figure) -> object:
    """Return what the running totals of one count share; a figure that adds is no total."""
    if figure.adds:
        return figure.id
    return figure.source.id, figure.variant, figure.scope, figure.outer.first


def same_claim(figure: Figure) -> object:
    """Return what two figures share of which the newer replaces the older: all but the number.

    Figures that add share it with none: each counts other people.
    """
    if figure.adds:
        return figure.id
    return figure.source.id, figure.variant, figure.scope, figure.stated
