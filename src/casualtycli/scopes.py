"""What is counted: names that contain names, and how two scopes stand to each other."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Relation(StrEnum):
    """How one name or scope stands to another."""

    SAME = "same"
    PART = "part"
    CONTAINS = "contains"
    OVERLAPS = "overlaps"
    """They share something, or the one is wider here and narrower there."""
    APART = "apart"
    """Nothing declared says that they share anything."""


class Scope(NamedTuple):
    """What a figure counts: a measure, a place, and whom the source holds responsible."""

    measure: str
    place: str
    actor: str | None = None
    """``None``: whoever it was, which contains every named actor."""

    @property
    def order(self) -> tuple[str, str, str]:
        """What scopes are sorted by."""
        return self.measure, self.place, self.actor or ""


class _Contents(NamedTuple):
    parts: Mapping[str, tuple[str, ...]]
    """These, exactly, together and without overlap."""
    includes: Mapping[str, tuple[str, ...]]
    """These, and perhaps more."""


class Contents(_Contents):
    """Names of one kind, and the names that each contains, as ``parts`` or as ``includes``.

    Raises:
        ValueError: a name contains itself.
    """

    def __new__(
        cls,
        parts: Mapping[str, tuple[str, ...]] | None = None,
        includes: Mapping[str, tuple[str, ...]] | None = None,
    ) -> "Contents":
        """Make contents without a circle."""
        made = super().__new__(cls, parts or {}, includes or {})
        if circle := find_circle({name: made.within(name) for name in (*made.parts, *made.includes)}):
            raise ValueError(f"{' > '.join(circle)} runs in a circle")
        return made

    @cached_property
    def _depths(self) -> dict[str, dict[str, int]]:
        """What was worked out."""
        return {}

    def within(self, name: str) -> tuple[str, ...]:
        """Return the names that the name declares to contain, in the order written."""
        return (*self.parts.get(name, ()), *self.includes.get(name, ()))

    def depths(self, whole: str) -> Mapping[str, int]:
        """Return the name and all that it contains, nearest first, each with the declarations between."""
        if whole not in self._depths:
            self._depths[whole] = _walk(whole, self.within)
        return self._depths[whole]

    def heights(self, part: str) -> Mapping[str, int]:
        """Return the name and all that contain it, nearest first, each with the declarations between."""
        return _walk(part, lambda name: self._above.get(name, ()))

    def is_shared(self, part: str) -> bool:
        """Tell whether several names declare to contain a name."""
        return len(self._above.get(part, ())) > 1

    @cached_property
    def _above(self) -> Mapping[str, tuple[str, ...]]:
        above: dict[str, set[str]] = {}
        for whole in (*self.parts, *self.includes):
            for part in self.within(whole):
                above.setdefault(part, set()).add(whole)
        return {part: tuple(sorted(wholes)) for part, wholes in above.items()}

    def relation(self, one: str, other: str) -> Relation:
        """Return how the first name stands to the second."""
        if one == other:
            return Relation.SAME
        within_one, within_other = self.depths(one), self.depths(other)
        if one in within_other:
            return Relation.PART
        if other in within_one:
            return Relation.CONTAINS
        return Relation.OVERLAPS if within_one.keys() & within_other.keys() else Relation.APART


def _walk(name: str, following: Callable[[str], Iterable[str]]) -> dict[str, int]:
    """Return every name reached from the one given with its distance, nearest first."""
    distance = {name: 0}
    queue = deque([name])
    while queue:
        here = queue.popleft()
        for there in following(here):
            if there not in distance:
                distance[there] = distance[here] + 1
                queue.append(there)
    return distance


def find_circles(following: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Return circles, as :func:`find_circle` does, until none is left that shares no name with them."""
    rest, circles = dict(following), []
    while circle := find_circle(rest):
        circles.append(circle)
        rest = {name: there for name, there in rest.items() if name not in circle}
    return tuple(circles)


def find_circle(following: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return names that lead from one to the next and back to the first, which ends the row too; or nothing.

    >>> find_circle({"a": ["b"], "b": ["c"], "c": ["a"]})
    ('a', 'b', 'c', 'a')
    """
    finished: set[str] = set()
    for start in following:
        path: dict[str, None] = {}
        stack = [iter((start,))]
        while stack:
            name = next(stack[-1], None)
            if name is None:
                stack.pop()
                if path:
                    finished.add(path.popitem()[0])
            elif name in path:
                names = tuple(path)
                return (*names[names.index(name) :], name)
            elif name not in finished:
                path[name] = None
                stack.append(iter(following.get(name, ())))
    return ()


class _Scopes(NamedTuple):
    measures: Contents = Contents()
    places: Contents = Contents()
    actors: Contents = Contents()


class Scopes(_Scopes):
    """What is declared of measures, places and actors."""

    @cached_property
    def _wholes(self) -> dict[Scope, Mapping[Scope, int]]:
        """What was worked out."""
        return {}

    def relation(self, one: Scope, other: Scope) -> Relation:
        """Return how the first scope stands to the second.

        It is a part where each of its three names is the same or a part; where one name is narrower
        and another wider, the two overlap.
        """
        return _together(
            (
                self.measures.relation(one.measure, other.measure),
                self.places.relation(one.place, other.place),
                self.actor_relation(one.actor, other.actor),
            )
        )

    def actor_relation(self, one: str | None, other: str | None) -> Relation:
        """Return how the first actor stands to the second; None contains every actor."""
        if one is None or other is None:
            return Relation.SAME if one == other else Relation.CONTAINS if one is None else Relation.PART
        return self.actors.relation(one, other)

    def wholes(self, scope: Scope) -> Mapping[Scope, int]:
        """Return the scope and all that it is part of, each with the declarations between, the nearest first."""
        if scope not in self._wholes:
            found = {
                Scope(measure, place, actor): far + farther + farthest
                for measure, far in self.measures.heights(scope.measure).items()
                for place, farther in self.places.heights(scope.place).items()
                for actor, farthest in self._actors_around(scope.actor).items()
            }
            self._wholes[scope] = dict(sorted(found.items(), key=lambda item: (item[1], item[0].order)))
        return self._wholes[scope]

    def widest_first(self, scope: Scope) -> tuple[int, tuple[str, str, str]]:
        """Return what scopes are sorted by so that each stands before its parts."""
        return len(self.wholes(scope)), scope.order

    def _actors_around(self, actor: str | None) -> Mapping[str | None, int]:
        if actor is None:
            return {None: 0}
        heights: dict[str | None, int] = dict(self.actors.heights(actor).items())
        # An unnamed actor is farther off than any that is declared.
        heights[None] = max(heights.values()) + 1
        return heights

    def nearest(self, scope: Scope, others: Mapping[Scope, object]) -> Iterator[Scope]:
        """Yield those of the other scopes that are the same, a whole or a part of the scope, the nearest first."""
        if scope in others:
            yield scope
        wholes = self.wholes(scope)
        steps = {other: wholes[other] for other in wholes if other in others}
        steps |= {other: within[scope] for other in others if scope in (within := self.wholes(other))}
        steps.pop(scope, None)
        yield from sorted(steps, key=lambda other: (steps[other], other.order))


def _together(relations: tuple[Relation, ...]) -> Relation:
    found = set(relations) - {Relation.SAME}
    if not found:
        return Relation.SAME
    if Relation.APART in found:
        return Relation.APART
    return found.pop() if len(found) == 1 else Relation.OVERLAPS
