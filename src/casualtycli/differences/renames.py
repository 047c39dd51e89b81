"""Figures and names that two registries call differently, and that are the same in all else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from casualtycli.model import Figure, Registry
from casualtycli.scopes import Scope

KINDS = ("measure", "place", "actor")
Names = Mapping[str, str]
"""New names by the old ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renames:
    """What the newer registry calls by another name; nothing: the names are its own."""

    figures: Names = field(default_factory=dict)
    """By id."""
    sources: Names = field(default_factory=dict)
    """By id."""
    measures: Names = field(default_factory=dict)
    places: Names = field(default_factory=dict)
    actors: Names = field(default_factory=dict)

    def figure(self, id_: str) -> str:
        """Return the newer id of a figure."""
        return self.figures.get(id_, id_)

    def source(self, id_: str) -> str:
        """Return the newer id of a source."""
        return self.sources.get(id_, id_)

    def of(self, kind: str) -> Names:
        """Return the newer names of a kind: ``source``, ``measure``, ``place`` or ``actor``."""
        return {"source": self.sources, "measure": self.measures, "place": self.places, "actor": self.actors}[kind]

    def scope(self, scope: Scope) -> Scope:
        """Return the scope by its newer names."""
        return Scope(
            self.measures.get(scope.measure, scope.measure),
            self.places.get(scope.place, scope.place),
            None if scope.actor is None else self.actors.get(scope.actor, scope.actor),
        )


NONE = Renames()


def find_renames(old: Registry, new: Registry) -> Renames:
    """Return what is called differently, wherever that can be told without a doubt.

    A figure is, if it is gone, and just one that is new is the same in all but its id and the figures it names,
    and it the only one gone of which that is true. A name is, if one registry alone has it and all figures that
    had it now have one and the same other, which the other registry alone has, and had no other before.
    """
    figures = _renamed_figures(old, new)
    ids = {**{id_: id_ for id_ in old.by_id if id_ in new.by_id}, **figures}
    pairs = [(old.by_id[before], new.by_id[after]) for before, after in ids.items()]
    sources = [(one.source.id, other.source.id) for one, other in pairs]
    names = {kind: [(getattr(one.scope, kind), getattr(other.scope, kind)) for one, other in pairs] for kind in KINDS}
    measures, places, actors = (_renamed(names[kind], _known(old, kind), _known(new, kind)) for kind in KINDS)
    return Renames(
        figures=figures,
        sources=_renamed(sources, old.sources, new.sources),
        measures=measures,
        places=places,
        actors=actors,
    )


def _renamed_figures(old: Registry, new: Registry) -> Names:
    gone, come = _alike(old, new), _alike(new, old)
    return {ids[0]: come[what][0] for what, ids in gone.items() if len(ids) == len(come.get(what, ())) == 1}


def _alike(registry: Registry, other: Registry) -> Mapping[object, list[str]]:
    """Return the ids that the other registry has not, by all that their figures say but ids."""
    alike: dict[object, list[str]] = {}
    for figure in registry.figures:
        if figure.id not in other.by_id:
            alike.setdefault(_said(figure), []).append(figure.id)
    return alike


def _said(figure: Figure) -> object:
    """Return all that a figure says, without the ids of figures."""
    return (
        *(figure.source.id, figure.scope, figure.variant, figure.count, figure.period, figure.published),
        *(figure.outer, figure.inner, figure.projection, figure.disputed.why if figure.disputed else None),
        *(figure.restart, figure.batch, figure.adds),
        *(figure.url, figure.via, figure.accessed, figure.archive, figure.note),
    )


def _known(registry: Registry, kind: str) -> frozenset[str]:
    used = {getattr(figure.scope, kind) for figure in registry.figures}
    return registry.declared.get(kind, frozenset()) | {name for name in used if name is not None}


def _renamed(pairs: Iterable[tuple[str | None, str | None]], old: Iterable[str], new: Iterable[str]) -> Names:
    """Return the newer names of those that changed, of the two names that each figure had."""
    gone, come = set(old) - set(new), set(new) - set(old)
    after: dict[str | None, set[str | None]] = {}
    before: dict[str | None, set[str | None]] = {}
    for one, other in pairs:
        after.setdefault(one, set()).add(other)
        before.setdefault(other, set()).add(one)
    renamed = {}
    for one, others in after.items():
        (other, *more) = others
        if one in gone and other in come and not more and before[other] == {one}:
            assert one is not None
            assert other is not None
            renamed[one] = other
    return renamed
