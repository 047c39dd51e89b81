"""Which scopes bear on each other's counts, and how: a whole has at least what its parts have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from casualtycli.scopes import Scope, Scopes


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


def families(declared: Scopes, scopes: Iterable[Scope]) -> Mapping[Scope, Family]:
    """Return for each scope its family: those of the scopes that bear on it, and such as stand between them."""
    everyone = _with_those_between(declared, dict.fromkeys(scopes))
    links = tuple(sorted(set(_links(declared, everyone)), key=_order))
    found: dict[Scope, Family] = {}
    for members in _connected(everyone, links):
        own = tuple(link for link in links if link.whole in members)
        family = Family(tuple(sorted(members, key=lambda scope: scope.order)), own)
        found.update(dict.fromkeys(members, family))
    return found


def _order(link: Link) -> tuple[object, ...]:
    return link.whole.order, tuple(part.order for part in link.parts)


def _with_those_between(declared: Scopes, scopes: Mapping[Scope, None]) -> dict[Scope, None]:
    """Return the scopes, all that contain one of them and are part of another, and the other parts beside them.

    A part that nobody counts still has no more than the whole less the parts that somebody counts.
    """
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
