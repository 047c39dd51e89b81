"""Figures of a registry that cannot all be true: of one publication, of one source, of several sources."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from casualtycli.batches import restated
from casualtycli.bounds import Bounds, Clash
from casualtycli.claims import Claim, Window, claims_of, claims_to_what_happened
from casualtycli.heard import Heard, heard
from casualtycli.links import Family, families
from casualtycli.model import Figure, Registry, Source
from casualtycli.publications import publications
from casualtycli.scopes import Scope
from casualtycli.select import Selection
from casualtycli.sums import HeardList, Summed, sums_of

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
    """Yield figures, and lists of incidents, of several sources that cannot all be true of what happened."""
    said = _heard(registry)
    for clash in _each(registry, said.claims, said.lists):
        if len(sources_of(clash)) > 1:
            yield clash


def sources_of(clash: Clash) -> tuple[Source, ...]:
    """Return whoever says what clashes, as the registry has them."""
    told = {figure.source for figure in clash.figures} | {said.by.whole.source for said in clash.certificate.sums}
    return tuple(sorted(told, key=lambda source: source.rank))


@lru_cache(maxsize=1)  # two rules ask it of the same registry, one after the other
def _heard(registry: Registry) -> Heard:
    return heard(registry, Selection(), ())


def _each(registry: Registry, claims: Iterable[Claim], lists: Sequence[HeardList] = ()) -> Iterator[Clash]:
    """Yield clash after clash, each without the figures, and what of the lists, those before rest on."""
    by_family: dict[Family, list[Claim]] = {}
    every = list(claims)
    listed = (scope for one in lists for scope in one.whole.spoken_of)
    found = families(registry.scopes, dict.fromkeys((*(claim.scope for claim in every), *listed)))
    for family in dict.fromkeys(found.values()) if lists else ():
        by_family[family] = []
    for claim in every:
        by_family.setdefault(found[claim.scope], []).append(claim)
    for family, left in by_family.items():
        left_lists = [one for one in lists if not one.whole.spoken_of.isdisjoint(family.scopes)]
        while left_lists or _may_clash(left):
            said = with_sums(registry, family.scopes, left, left_lists, {}).claims if left_lists else left
            clash = Bounds(said, registry.scopes, registry.activity).clash()
            if clash is None:
                break
            yield clash
            left, left_lists = without(clash, left, left_lists)


def _may_clash(claims: Sequence[Claim]) -> bool:
    ends = {claim.at_most for claim in claims}
    return len(ends) > 1 and len({claim.figure.id for claim in claims}) > 1


class Said(NamedTuple):
    """What figures and lists claim together."""

    claims: Sequence[Claim | Summed]
    complete: bool = True
    """Whether no other sum of the lists could prove more of what is asked."""


def with_sums(
    registry: Registry,
    scopes: Sequence[Scope],
    claims: Sequence[Claim],
    lists: Sequence[HeardList],
    asked: Mapping[Scope, Sequence[Window]],
) -> Said:
    """Return claims in scopes that bear on each other, with the sums of lists on their days and those asked about."""
    spoken_of = {*asked, *(claim.scope for claim in claims)}
    alone = len(spoken_of) == 1  # what is in parts of the one scope is in the sum of that one
    around = registry.scopes.wholes(*spoken_of) if alone else scopes
    sums = sums_of(lists, [scope for scope in scopes if scope in around], [claim.window for claim in claims], asked)
    return Said([*claims, *sums.claims], sums.complete)


def without(clash: Clash, claims: Iterable[Claim], lists: Iterable[HeardList]) -> tuple[list[Claim], list[HeardList]]:
    """Return the claims of figures that are not in a clash, and the lists without what their sums in it rest on."""
    out = {figure.id for figure in clash.figures}
    left = []
    for one in lists:
        rest = one
        for said in clash.certificate.sums:
            rest = rest.without(said) if said.by.key == one.key else rest
        if rest is not one:
            one.forget()
        left.append(rest)
    return [claim for claim in claims if claim.figure.id not in out], left
