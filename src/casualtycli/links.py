"""Which scopes bear on each other's counts, and how: a whole has at least what its parts have."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import NamedTuple

from casualtycli.scopes import Contents, Scope, Scopes

FEW_SCOPES = 64
"""Up to so many that names between those counted make, all are held against each other; else the nearest."""


class Link(NamedTuple):
    """That a whole counts at least as many as parts of it that share nobody."""

    whole: Scope
    parts: tuple[Scope, ...]
    exact: bool
    """Whether they are all of the whole, so that it counts no more than they do either."""


class Family(NamedTuple):
    """Scopes that bear on each other."""

    scopes: tuple[Scope, ...]
    links: tuple[Link, ...]
    complete: bool
    """Whether all that stand between are among them."""


def families(declared: Scopes, scopes: Iterable[Scope]) -> Mapping[Scope, Family]:
    """Return for each scope its family: those of the scopes that bear on it, and such as stand between them."""
    everyone, complete = _with_those_between(declared, dict.fromkeys(scopes))
    links = tuple(sorted(set(_links(declared, everyone)), key=_order))
    found: dict[Scope, Family] = {}
    for members in _connected(everyone, links):
        own = tuple(link for link in links if link.whole in members)
        family = Family(tuple(sorted(members, key=lambda scope: scope.order)), own, complete)
        found.update(dict.fromkeys(members, family))
    return found


def _order(link: Link) -> tuple[object, ...]:
    return link.whole.order, tuple(part.order for part in link.parts)


def _with_those_between(declared: Scopes, scopes: Mapping[Scope, None]) -> tuple[dict[Scope, None], bool]:
    """Return the scopes and those that stand between them; and whether these are all."""
    contents = (declared.measures, declared.places, declared.actors)
    names = [_names_between(one, dict.fromkeys(scope[kind] for scope in scopes)) for kind, one in enumerate(contents)]
    if prod(map(len, names)) <= FEW_SCOPES:
        return {Scope._make(chosen): None for chosen in product(*names)}, True
    return _nearest_between(declared, scopes), False


def _names_between(contents: Contents, names: Iterable[str | None]) -> dict[str | None, None]:
    """Return the names, those that contain one of them within another, and the parts beside them.

    A part that nobody counts still has no more than the whole less the parts that somebody counts.
    """
    everyone = dict.fromkeys(names)
    found = -1
    while found < len(everyone):
        found = len(everyone)
        for name in [name for name in everyone if name is not None]:
            for whole in contents.heights(name):
                if None in everyone or any(wider in everyone for wider in contents.heights(whole)):
                    everyone[whole] = None
        for whole, parts in contents.parts.items():
            if whole in everyone and any(part in everyone or contents.is_shared(part) for part in parts):
                everyone.update(dict.fromkeys(parts))
            elif whole in contents.includes and len(everyone.keys() & contents.depths(whole).keys()) > 1:
                everyone[whole] = None
    return everyone


def _nearest_between(declared: Scopes, scopes: Mapping[Scope, None]) -> dict[Scope, None]:
    """Return the scopes, all that contain one of them and are part of another, and the other parts beside them."""
    everyone = dict(scopes)
    for scope in scopes:
        for whole in declared.wholes(scope):
            if any(wider in scopes for wider in declared.wholes(whole)):
                everyone[whole] = None
    for whole in list(everyone):
        for parts in declared_parts(declared, whole):
            if any(part in everyone for part in parts):
                everyone.update(dict.fromkeys(parts))
    return everyone


def declared_parts(declared: Scopes, whole: Scope) -> Iterator[tuple[Scope, ...]]:
    """Yield the parts that a scope is declared to consist of: by measure, by place, by actor."""
    for kind, contents in (("measure", declared.measures), ("place", declared.places), ("actor", declared.actors)):
        if names := contents.parts.get(getattr(whole, kind) or ""):
            yield tuple(whole._replace(**{kind: name}) for name in names)


def _links(declared: Scopes, scopes: Mapping[Scope, None]) -> Iterator[Link]:
    """Yield every link between the scopes, but none that follows from two others."""
    summed = [link for scope in scopes for link in _sums(declared, scope, scopes)]
    yield from summed
    told = {(link.whole, part) for link in summed for part in link.parts}
    for part in scopes:
        nearest: list[Scope] = []
        for whole in declared.wholes(part):
            if whole == part or whole not in scopes or any(whole in declared.wholes(near) for near in nearest):
                continue
            nearest.append(whole)
            if (whole, part) not in told:
                yield Link(whole, (part,), exact=False)


def _sums(declared: Scopes, whole: Scope, scopes: Mapping[Scope, None]) -> Iterator[Link]:
    """Yield the whole as the sum of its declared parts."""
    for parts in declared_parts(declared, whole):
        known = tuple(part for part in parts if part in scopes)
        if known:
            yield Link(whole, known, exact=known == parts)


def _connected(scopes: Mapping[Scope, None], links: Iterable[Link]) -> Iterator[set[Scope]]:
    """Yield the sets of scopes that links connect."""
    beside: dict[Scope, set[Scope]] = {scope: set() for scope in scopes}
    for link in links:
        for part in link.parts:
            beside[link.whole].add(part)
            beside[part].add(link.whole)
    while beside:
        reached = [next(iter(beside))]
        for scope in reached:  # grows while it is read
            reached += sorted(beside.pop(scope, ()), key=lambda scope: scope.order)
        yield set(reached)
