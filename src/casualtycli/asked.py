"""What is asked of the figures: which scopes, and which days in each of them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from casualtycli.heard import Heard, days_by_scope
from casualtycli.model import Registry
from casualtycli.periods import Span
from casualtycli.scopes import Scope
from casualtycli.select import Selection, check_name
from casualtycli.wording import ANYBODY


class Inquiry(NamedTuple):
    """What is to be proved, and by which figures."""

    selection: Selection = Selection()
    """Measures, places and actors choose what is told; every figure still bears on it."""
    trusted: tuple[str, ...] = ()
    """Ids of sources: only these, taken at their word even where they estimate or give variants."""
    period: Span | None = None
    """``None``: in each scope, from the first to the last day that its figures cover."""
    by: str | None = None
    """A unit of the calendar to cut the days by."""


def asked_about(registry: Registry, inquiry: Inquiry, said: Heard) -> Mapping[Scope, tuple[Span, ...]]:
    """Return the scopes asked for, in a stated order, each with the days asked about, of which there are some.

    Takes what is heard. A period that ends nowhere, and the pieces of the calendar, lie where any of it bears on the
    scope.

    Raises:
        CommandError: a name is not in the registry.
    """
    _check_names(registry, inquiry.selection)
    by_scope = days_by_scope(said)
    found = {}
    for scope in _scopes_asked(registry, inquiry.selection, by_scope):
        own = () if inquiry.period else by_scope.get(scope, ())
        hull = _hull(registry, scope, own or _kin(registry, scope, by_scope))
        days = tuple(_days(registry, inquiry, scope, hull))
        if days:
            found[scope] = days
    return found


def _scopes_asked(registry: Registry, selection: Selection, figured: Collection[Scope]) -> tuple[Scope, ...]:
    """Return the scopes that figures have, or that are part or whole of one and asked for by name."""
    wholes = {whole for scope in figured for whole in registry.scopes.wholes(scope)}
    candidates = {
        Scope(measure, place, actor)
        for scope in figured
        for measure in selection.measures or (scope.measure,)
        for place in selection.places or (scope.place,)
        for actor in _actors(selection) or (scope.actor,)
    }
    kept = {
        scope
        for scope in candidates
        if scope in figured or scope in wholes or any(whole in figured for whole in registry.scopes.wholes(scope))
    }
    return tuple(sorted(kept, key=_order(registry)))


def _actors(selection: Selection) -> tuple[str | None, ...]:
    return tuple(None if name == ANYBODY else name for name in selection.actors)


def _order(registry: Registry) -> Callable[[Scope], tuple[object, ...]]:
    """Return what scopes are sorted by: measures as the registry has them, actors by the first figure, wholes first."""
    measures = {measure: at for at, measure in enumerate(registry.measures)}
    actors: dict[str | None, int] = {}
    for figure in registry.figures:
        actors.setdefault(figure.scope.actor, len(actors))

    def order(scope: Scope) -> tuple[object, ...]:
        measure = measures.get(scope.measure, len(measures)), scope.measure
        return *measure, actors.get(scope.actor, len(actors)), registry.scopes.widest_first(scope)

    return order


def _hull(registry: Registry, scope: Scope, spoken_of: Iterable[Span]) -> Span | None:
    """Return from the first to the last active day that is spoken of."""
    days = tuple(spoken_of)
    hull = Span(min(span.first for span in days), max(span.last for span in days))
    return registry.activity(scope).cut(hull)


def _kin(registry: Registry, scope: Scope, figured: Mapping[Scope, Sequence[Span]]) -> Iterator[Span]:
    """Yield the days that are spoken of in a scope, in its parts and in its wholes."""
    wholes = registry.scopes.wholes(scope)
    for other, days in figured.items():
        if other in wholes or scope in registry.scopes.wholes(other):
            yield from days


def _days(registry: Registry, inquiry: Inquiry, scope: Scope, hull: Span | None) -> Iterator[Span]:
    """Yield the days asked about in a scope: those of the period, or all that figures cover; or pieces of those."""
    days = inquiry.period or hull
    if days is None:
        return
    if inquiry.by or days.last == date.max:
        met = None if hull is None else days.meet(hull)
        if met is None:
            return
        days = met
    active = registry.activity(scope).cut
    if inquiry.by is None:
        yield active(days) or days
        return
    for piece in days.pieces(inquiry.by):
        met = piece.meet(days)
        if met and (cut := active(met)):
            yield cut


def _check_names(registry: Registry, selection: Selection) -> None:
    """Check that every measure, place and actor asked for is one that a figure has or that the registry declares.

    Raises:
        CommandError: one is not.
    """
    asked = (("measure", selection.measures), ("place", selection.places), ("actor", selection.actors))
    for kind, names in asked:
        counted = {getattr(scope, kind) or ANYBODY for scope in registry.counted} if names else set()
        counted |= {ANYBODY} if kind == "actor" else set()
        for name in names:
            check_name(kind, name, counted | registry.declared.get(kind, frozenset()))
