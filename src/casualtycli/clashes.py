"""Figures of a registry that cannot all be true: of one publication, of one source, of several sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from casualtycli.batches import restated
from casualtycli.bounds import Bounds, Clash
from casualtycli.claims import Claim, claims_of, claims_to_what_happened
from casualtycli.heard import Heard, heard
from casualtycli.links import Family, families
from casualtycli.model import Figure, Registry
from casualtycli.publications import publications
from casualtycli.select import Selection

Says = Callable[[Figure], Iterable[Claim]]
"""What a figure claims."""


def of_its_tally(registry: Registry) -> Says:
    """Return what figures claim of their source's own tally."""
    return lambda figure: claims_of(figure, floor=False, from_the_start=_from_the_start(registry, figure))


def of_what_happened(registry: Registry) -> Says:
    """Return what figures claim of what happened, no source being trusted."""
    return lambda figure: claims_to_what_happened(
        figure, from_the_start=_from_the_start(registry, figure), trusted=False
    )


def _from_the_start(registry: Registry, figure: Figure) -> bool:
    return figure.outer.first == registry.activity(figure.scope).first


def in_publications(registry: Registry) -> Iterator[Clash]:
    """Yield figures that one source published on one day, and that cannot all be true.

    The parts of an estimate are estimates of their own, and need not add up.
    """
    says = of_its_tally(registry)
    for figures in publications(registry):
        claims = [claim for figure in restated(figures, registry.activity, alone=False) for claim in says(figure)]
        yield from _each(registry, claims)


def in_sources(registry: Registry) -> Iterator[Clash]:
    """Yield figures of one source that cannot all be true, published on several days: newer ones set the oldest aside.

    Of a source that estimates also those that were published on one day.
    """
    for clash in _heard(registry).settled:
        if len({figure.known for figure in clash.figures}) > 1:
            yield clash
    says = of_its_tally(registry)
    for figures in publications(registry, estimated=True):
        yield from _each(registry, [claim for figure in figures for claim in says(figure)])


def between_sources(registry: Registry) -> Iterator[Clash]:
    """Yield figures of several sources that cannot all be true of what happened."""
    for clash in _each(registry, _heard(registry).claims):
        if len({figure.source.id for figure in clash.figures}) > 1:
            yield clash


@lru_cache(maxsize=1)  # two rules ask it of the same registry, one after the other
def _heard(registry: Registry) -> Heard:
    return heard(registry, Selection(), ())


def _each(registry: Registry, claims: Iterable[Claim]) -> Iterator[Clash]:
    """Yield clash after clash, each without the figures of those before."""
    by_family: dict[Family, list[Claim]] = {}
    every = list(claims)
    found = families(registry.scopes, dict.fromkeys(claim.scope for claim in every))
    for claim in every:
        by_family.setdefault(found[claim.scope], []).append(claim)
    for left in by_family.values():
        while _may_clash(left) and (clash := Bounds(left, registry.scopes, registry.activity).clash()):
            yield clash
            out = {figure.id for figure in clash.figures}
            left = [claim for claim in left if claim.figure.id not in out]


def _may_clash(claims: Sequence[Claim]) -> bool:
    ends = {claim.at_most for claim in claims}
    return len(ends) > 1 and len({claim.figure.id for claim in claims}) > 1
