"""What figures of many scopes prove, by linear programming: the method once more, from its text, not the program.

Deaths are counted by leaf cell (the smallest declared parts of a measure, a place and an actor) and by run of days
between any two days that something begins or ends on. Days are plain numbers, windows run up to, not including, the
second day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds as Box
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

Days = tuple[int, int]
Names = tuple[str, str, str | None]
"""A measure, a place and an actor."""
Terms = Counter[int]
"""How often each column counts."""
EPSILON = 1e-6
OPEN = 10**5
"""More than any finite bound that the few small counts of a test can force."""


class Tree(NamedTuple):
    """The names of one kind, and what they are declared to contain."""

    names: tuple[str | None, ...]
    parts: Mapping[str, tuple[str, ...]] = {}
    includes: Mapping[str, tuple[str, ...]] = {}

    def leaves(self, name: str | None) -> tuple[str | None, ...]:
        """Return the smallest parts of a name."""
        if name not in self.parts:
            return (name,)
        return tuple(leaf for part in self.parts[name] for leaf in self.leaves(part))

    def within(self, name: str | None) -> frozenset[str | None]:
        """Return a name and all that it contains."""
        if name is None:
            return frozenset(self.names)
        declared = (*self.parts.get(name, ()), *self.includes.get(name, ()))
        return frozenset({name}).union(*(self.within(one) for one in declared))

    def included(self) -> Iterator[tuple[str | None, str]]:
        """Yield each name that includes another, and that other."""
        for whole, names in self.includes.items():
            yield from ((whole, name) for name in names)
        if None in self.names:
            yield from ((None, name) for name in self.names if name is not None)

    def above(self, name: str) -> str | None:
        """Return the name that declares to contain a name, of a tree in which no more than one does."""
        within = {**self.parts, **self.includes}
        return next((whole for whole, names in within.items() if name in names), None)


class Window(NamedTuple):
    """Days; where they are not known, the most that they can be and those that are certain."""

    outer: Days
    inner: Days | None

    @property
    def known(self) -> bool:
        return self.outer == self.inner

    @property
    def first(self) -> Days:
        """The earliest and the latest day that it can begin on."""
        return self.outer[0], self.inner[0] if self.inner else self.outer[1]

    @property
    def last(self) -> Days:
        """The earliest and the latest day that it can end before."""
        return self.inner[1] if self.inner else self.outer[0], self.outer[1]


class Limit(NamedTuple):
    """At least, or at most, so many of a scope in a window; which figure says so."""

    names: Names
    window: Window
    low: int
    high: int | None
    figure: str


class World(NamedTuple):
    """What is declared, and what is told."""

    measures: Tree
    places: Tree
    actors: Tree
    active: Mapping[tuple[str, str], tuple[Days, ...]]
    """By actor and place; the place "" stands for every other one."""
    limits: tuple[Limit, ...]

    def without(self, figure: str) -> World:
        return self._replace(limits=tuple(limit for limit in self.limits if limit.figure != figure))

    def only(self, figures: Iterable[str]) -> World:
        kept = frozenset(figures)
        return self._replace(limits=tuple(limit for limit in self.limits if limit.figure in kept))

    def active_days(self, names: Names) -> tuple[Days, ...] | None:
        """Return the days on which the actor was active in the place or the nearest around it; None: any day."""
        _, place, actor = names
        around: str | None = place
        while actor is not None and around is not None:
            if (actor, around) in self.active:
                return self.active[actor, around]
            around = self.places.above(around)
        return self.active.get((actor, "")) if actor is not None else None


class Rows:
    """Rows of a linear program: so many of each column come to something from one number to another."""

    def __init__(self) -> None:
        self.terms: list[Terms] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def copy(self) -> Rows:
        copied = Rows()
        copied.terms, copied.low, copied.high = list(self.terms), list(self.low), list(self.high)
        return copied

    def add(self, terms: Terms, low: float, high: float) -> None:
        self.terms.append(terms)
        self.low.append(low)
        self.high.append(high)


class Program:
    """The columns and rows of a world, with the windows that are asked about."""

    def __init__(self, world: World, windows: Iterable[Window] = ()) -> None:
        self.world = world
        every = [*(limit.window for limit in world.limits), *windows]
        ends = {day for window in every for day in (*window.first, *window.last)}
        ends |= {day for spans in world.active.values() for span in spans for day in span}
        self.days = sorted(ends)
        self.runs = list(pairwise(self.days))
        self.unknown = list(dict.fromkeys(window for window in every if not window.known))
        trees = (world.measures, world.places, world.actors)
        self.cells = list(
            product(*(sorted({leaf for name in tree.names for leaf in tree.leaves(name)}, key=str) for tree in trees))
        )
        self.block = len(self.runs) + 2 * len(self.unknown)
        self.columns = len(self.cells) * self.block
        self.starts = {cell: at * self.block for at, cell in enumerate(self.cells)}
        self.top = np.full(self.columns, np.inf)
        self.rows = Rows()
        self._close_inactive_days()
        self._order()
        self._include()

    def amount(self, names: Names, window: Window) -> Terms:
        """Return the count of a scope in a window, as so many of each column."""
        if window.known:
            return self._sum(names, *window.outer)
        first, last = self.unknown_ends(names, window)
        total = self._sum(names, window.first[0], window.last[0])
        total.update(last)
        total.subtract(first)
        return total

    def unknown_ends(self, names: Names, window: Window) -> tuple[Terms, Terms]:
        """Return what is counted from the earliest to the true beginning, and from the earliest to the true end."""
        at = len(self.runs) + 2 * self.unknown.index(window)
        first, last = (Counter(self.starts[cell] + at + end for cell in self._cells(names)) for end in (0, 1))
        return first, last

    def _cells(self, names: Names) -> Iterator[Names]:
        world = self.world
        trees = (world.measures, world.places, world.actors)
        yield from product(*(tree.leaves(name) for tree, name in zip(trees, names, strict=True)))

    def _sum(self, names: Names, start: int, stop: int) -> Terms:
        inside = [at for at, (first, last) in enumerate(self.runs) if start <= first and last <= stop]
        return Counter(self.starts[cell] + at for cell in self._cells(names) for at in inside)

    def _close_inactive_days(self) -> None:
        world = self.world
        for names in product(world.measures.names, world.places.names, world.actors.names):
            spans = world.active_days(names)
            if spans is None:
                continue
            for at, (first, last) in enumerate(self.runs):
                if not any(start <= first and last <= stop for start, stop in spans):
                    for cell in self._cells(names):
                        self.top[self.starts[cell] + at] = 0

    def _segments(self, names: Names) -> Iterator[Terms]:
        """Yield every count of which it is known that it is one: by run of days, and beside the days not known."""
        for first, last in self.runs:
            yield self._sum(names, first, last)
        yield from self._beside(names)

    def _beside(self, names: Names) -> Iterator[Terms]:
        for window in self.unknown:
            first, last = self.unknown_ends(names, window)
            for part, days in ((first, window.first), (last, window.last)):
                yield Counter(part)
                rest = self._sum(names, *days)
                rest.subtract(part)
                yield rest
            yield self.amount(names, window)

    def _order(self) -> None:
        for cell in self.cells:
            for terms in self._beside(cell):
                self.rows.add(terms, 0, np.inf)

    def _include(self) -> None:
        world = self.world
        trees = (world.measures, world.places, world.actors)
        leaves = [sorted({leaf for name in tree.names for leaf in tree.leaves(name)}, key=str) for tree in trees]
        for kind, tree in enumerate(trees):
            for whole, part in tree.included():
                choices = [[(whole, part)] if at == kind else [(leaf, leaf) for leaf in leaves[at]] for at in range(3)]
                for chosen in product(*choices):
                    wide, narrow = (tuple(pair[side] for pair in chosen) for side in (0, 1))
                    for more, less in zip(self._segments(wide), self._segments(narrow), strict=True):
                        more.subtract(less)
                        self.rows.add(more, 0, np.inf)


class Block(NamedTuple):
    """One linear program among several that are solved at once; the less the cost, the better."""

    columns: int
    cost: Terms
    top: np.ndarray
    rows: Rows


def solve(blocks: Sequence[Block], *, whole: bool = False) -> list[np.ndarray]:
    """Return the best columns of each block."""
    row, column, number, low, high, cost = [], [], [], [], [], np.zeros(sum(block.columns for block in blocks))
    at = 0
    for block in blocks:
        for index, times in block.cost.items():
            cost[at + index] = times
        for terms, least, most in zip(block.rows.terms, block.rows.low, block.rows.high, strict=True):
            for index, times in terms.items():
                row.append(len(low))
                column.append(at + index)
                number.append(times)
            low.append(least)
            high.append(most)
        at += block.columns
    matrix = csr_array((np.array(number, float), (row, column)), shape=(len(low), at))
    top = np.concatenate([block.top for block in blocks])
    constraints = LinearConstraint(matrix, np.array(low), np.array(high)) if low else ()
    found = milp(cost, integrality=np.full(at, int(whole)), bounds=Box(0, top), constraints=constraints)
    assert found.status == 0, found.message
    return np.split(found.x, np.cumsum([block.columns for block in blocks])[:-1])


def slack(program: Program) -> Block:
    """Return the program of how little the limits have to give way so that they hold together."""
    rows, columns = program.rows.copy(), program.columns
    cost: Terms = Counter()
    for limit in program.world.limits:
        terms = program.amount(limit.names, limit.window)
        if limit.low:
            rows.add(Counter({**terms, columns: 1}), limit.low, np.inf)
            cost[columns] = 1
            columns += 1
        if limit.high is not None:
            rows.add(Counter({**terms, columns: -1}), -np.inf, limit.high)
            cost[columns] = 1
            columns += 1
    return Block(columns, cost, np.append(program.top, np.full(columns - program.columns, np.inf)), rows)


def extreme(program: Program, names: Names, window: Window, *, at_most: bool) -> Block:
    """Return the program of the least, or the most, that limits which hold together leave to a window."""
    rows = program.rows.copy()
    for limit in program.world.limits:
        terms = program.amount(limit.names, limit.window)
        rows.add(terms, limit.low, np.inf if limit.high is None else limit.high)
    asked = program.amount(names, window)
    rows.add(asked, -np.inf, OPEN)
    cost = Counter({column: -times if at_most else times for column, times in asked.items()})
    return Block(program.columns, cost, program.top, rows)


def verdicts(worlds: Sequence[World]) -> list[float]:
    """Return for each world by how much its limits miss each other; nothing where they hold together."""
    blocks = [slack(Program(world)) for world in worlds]
    found = solve(blocks)
    return [float(sum(one[index] for index in block.cost)) for block, one in zip(blocks, found, strict=True)]


class Asked(NamedTuple):
    """A window in a scope of a world that holds together."""

    world: World
    names: Names
    window: Window


def ranges(questions: Sequence[Asked], *, whole: bool = False) -> list[tuple[float, float | None]]:
    """Return the least and the most that each window can count; None: any number."""
    blocks = []
    for world, names, window in questions:
        program = Program(world, [window])
        blocks += [extreme(program, names, window, at_most=at_most) for at_most in (False, True)]
    found = [
        sum(times * one[index] for index, times in block.cost.items())
        for block, one in zip(blocks, solve(blocks, whole=whole), strict=True)
    ]
    most = (-float(high) for high in found[1::2])
    return [(float(low), None if high > OPEN - 1 else high) for low, high in zip(found[::2], most, strict=True)]
