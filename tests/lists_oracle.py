"""What made-up lists of incidents and totals prove, by linear programming: a column for each place and day.

The people of each incident are spread over the places and days that it may have been on, by columns of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

DAYS = 6
PLACES = {"Land": ("North", "South"), "North": ("North",), "South": ("South",)}
CELLS = [(place, day) for place in PLACES["Land"] for day in range(DAYS)]


class Entry(NamedTuple):
    """A number of one source, in a place, from a day up to another."""

    place: str
    start: int
    stop: int
    low: int
    high: int | None

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [cell for cell in CELLS if cell[0] in PLACES[self.place] and self.start <= cell[1] < self.stop]

    def line(self, id_: str, source: str, *, adds: bool) -> str:
        """Return the entry as a registry writes it."""
        first, last = self.start + 1, self.stop
        count = f"at least {self.low}" if self.high is None else f"{self.low}-{self.high}"
        count = str(self.low) if self.low == self.high else count
        more = ", adds: yes" if adds else ""
        more += ", actor: Army"
        period = f"2021-01-{first:02}/2021-01-{last:02}" if first < last else f"2021-01-{first:02}"
        return f'id: {id_}, source: {source}, place: {self.place}, count: "{count}", period: {period}{more}\n'


class List(NamedTuple):
    """A list of incidents; of a source that is closed there was nobody else on the days on which it is complete."""

    entries: tuple[Entry, ...]
    closed: bool
    complete: tuple[int, int]

    @property
    def spoken_of(self) -> set[str]:
        """The places whose every death is in the list, on those days."""
        named = {entry.place for entry in self.entries}
        cells = {cell for place in named for cell in PLACES[place]}
        return cells if "Land" in named or cells == {"North", "South"} else named


class World(NamedTuple):
    """What is written down of a made-up conflict."""

    totals: tuple[Entry, ...]
    lists: tuple[List, ...]
    pause: tuple[int, int] = (0, 0)
    """From which day up to which the actor was not active: nobody was counted then."""

    def registry(self) -> tuple[str, str]:
        """Return the figures, one a line, and what is declared."""
        figures = "".join(total.line(f"t{at}", f"t{at}", adds=False) for at, total in enumerate(self.totals))
        sources = [f"  t{at}: {{name: T{at}}}" for at in range(len(self.totals))]
        for at, one in enumerate(self.lists):
            kind = "stated" if one.closed else "documented"
            days = f"2021-01-{one.complete[0] + 1:02}/2021-01-{one.complete[1]:02}"
            sources.append(f"  l{at}: {{name: L{at}, counts: {kind}, lists: {days}}}")
            lines = enumerate(one.entries)
            figures += "".join(entry.line(f"l{at}-{number}", f"l{at}", adds=True) for number, entry in lines)
        active = [run for run in ((0, self.pause[0]), (self.pause[1], DAYS)) if run[0] < run[1]]
        spans = ", ".join(f"2021-01-{start + 1:02}/2021-01-{stop:02}" for start, stop in active)
        actors = f"actors: {{Army: {{active: [{spans}]}}}}"
        declared = "\n".join(["sources:", *sources, "places: {Land: {parts: [North, South]}}", actors, ""])
        return figures, declared


def a_world(random: Random, *, places: tuple[str, ...]) -> World:
    """Return one at random."""
    start = random.randrange(1, DAYS - 1)
    pause = random.choice([(0, 0), (start, random.randrange(start + 1, DAYS))])
    lists = tuple(
        List(
            entries=tuple(_an_entry(random, places, 4, pause) for _ in range(random.randrange(1, 6))),
            closed=random.random() < 0.5,
            complete=_days(random, longest=DAYS),
        )
        for _ in range(random.choice([1, 1, 2]))
    )
    return World(tuple(_an_entry(random, places, 12, pause) for _ in range(random.randrange(3))), lists, pause)


def _days(random: Random, longest: int) -> tuple[int, int]:
    start = random.randrange(DAYS)
    return start, start + random.randrange(1, min(longest, DAYS - start) + 1)


def _an_entry(random: Random, places: tuple[str, ...], most: int, pause: tuple[int, int]) -> Entry:
    low = random.randrange(most)
    high = random.choice([low, low + random.randrange(3), None])
    days = _days(random, longest=4)
    while pause[0] <= days[0] and days[1] <= pause[1]:
        days = _days(random, longest=4)
    return Entry(random.choice(places), *days, low, high)


def ranges(world: World, questions: list[Entry]) -> list[tuple[float, float | None]] | None:
    """Return the least and the most in the cells of each question; None where the world cannot be."""
    least = [_solve(world, question, 1) for question in questions]
    if None in least:
        return None
    most = [_solve(world, question, -1) for question in questions]
    return [(low or 0.0, None if high is None else -high) for low, high in zip(least, most, strict=True)]


def _solve(world: World, question: Entry, sign: int) -> float | None:
    """Return the least of the question, or of less than it; None where there is no end, or no answer."""
    columns, rows, ends, equal = _program(world)
    cost = np.zeros(columns)
    for cell in question.cells:
        cost[CELLS.index(cell)] = sign
    matrix, most = _matrix(rows, columns), np.array(ends, float)
    same = _matrix(equal, columns)
    found = linprog(cost, A_ub=matrix, b_ub=most, A_eq=same, b_eq=np.zeros(len(equal)) if equal else None)
    return float(found.fun) if found.status == 0 else None


def _matrix(rows: list[dict[int, int]], columns: int) -> np.ndarray | None:
    if not rows:
        return None
    matrix = np.zeros((len(rows), columns))
    for at, row in enumerate(rows):
        for column, factor in row.items():
            matrix[at, column] = factor
    return matrix


def _program(world: World) -> tuple[int, list[dict[int, int]], list[int], list[dict[int, int]]]:
    """Return how many columns there are, rows that come to no more than their ends, and rows that come to nothing."""
    rows: list[dict[int, int]] = []
    ends: list[int] = []
    equal: list[dict[int, int]] = []
    columns = len(CELLS)
    equal += [{at: 1} for at, cell in enumerate(CELLS) if world.pause[0] <= cell[1] < world.pause[1]]
    for total in world.totals:
        _limit(rows, ends, [CELLS.index(cell) for cell in total.cells], total)
    for one in world.lists:
        spread: dict[tuple[str, int], list[int]] = {cell: [] for cell in CELLS}
        for entry in one.entries:
            own = list(range(columns, columns + len(entry.cells)))
            columns += len(own)
            _limit(rows, ends, own, entry)
            for cell, column in zip(entry.cells, own, strict=True):
                spread[cell].append(column)
        for at, cell in enumerate(CELLS):
            row = {at: -1, **dict.fromkeys(spread[cell], 1)}
            known = one.closed and cell[0] in one.spoken_of and one.complete[0] <= cell[1] < one.complete[1]
            if known:
                equal.append(row)
            else:
                rows.append(row)
                ends.append(0)
    return columns, rows, ends, equal


def _limit(rows: list[dict[int, int]], ends: list[int], columns: list[int], entry: Entry) -> None:
    rows.append(dict.fromkeys(columns, -1))
    ends.append(-entry.low)
    if entry.high is not None:
        rows.append(dict.fromkeys(columns, 1))
        ends.append(entry.high)


def windows() -> Iterator[tuple[int, int]]:
    """Yield every run of days."""
    yield from ((start, stop) for start in range(DAYS) for stop in range(start + 1, DAYS + 1))
