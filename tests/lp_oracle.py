"""What limits on one running total prove, by linear programming: many systems at once, as blocks of one program.

A column counts one day of one system; whatever is whole in the limits is whole at the best corner, for the days of a
limit follow one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

OPEN = 10**5
"""More than any bound that the limits of a test can force."""


class System(NamedTuple):
    """So many days, and limits: start, stop, count, and whether at most."""

    days: int
    limits: tuple[tuple[int, ...], ...]


class Block(NamedTuple):
    """A linear program: the cost of each column, and rows of (column, factor) that come to no more than a number."""

    cost: Sequence[float]
    rows: Sequence[tuple[Sequence[tuple[int, int]], int]]


def solve(blocks: Sequence[Block]) -> list[float]:
    """Return the least cost of each block, whose columns are not below zero."""
    row, column, factor, most, starts = [], [], [], [], [0]
    for block in blocks:
        for terms, limit in block.rows:
            for index, times in terms:
                row.append(len(most))
                column.append(starts[-1] + index)
                factor.append(times)
            most.append(limit)
        starts.append(starts[-1] + len(block.cost))
    cost = np.concatenate([np.array(block.cost, float) for block in blocks])
    matrix = csr_array((np.array(factor, float), (row, column)), shape=(len(most), starts[-1]))
    found = linprog(cost, A_ub=matrix, b_ub=np.array(most, float), method="highs")
    assert found.status == 0, found.message
    return [round(float(cost[start:stop] @ found.x[start:stop]), 6) for start, stop in pairwise(starts)]


def rows_of(system: System, slack: int = 0) -> list[tuple[list[tuple[int, int]], int]]:
    """Return a row a limit; with slack, each may give way by a column of its own."""
    rows = []
    for at, (start, stop, count, most, *_) in enumerate(system.limits):
        sign = 1 if most else -1
        spare = [(system.days + at, -1)] if slack else []
        rows.append(([(day, sign) for day in range(start, stop)] + spare, sign * count))
    return rows


def slacks(systems: Sequence[System]) -> list[float]:
    """Return by how much the limits of each system have to give way; nothing where they can all hold."""
    return solve([Block([0] * one.days + [1] * len(one.limits), rows_of(one, slack=1)) for one in systems])


def ranges(asked: Sequence[tuple[System, tuple[int, int]]]) -> list[tuple[int, int | None]]:
    """Return the least and the most in each window of a system that can hold; None for any number."""
    blocks = []
    for system, (start, stop) in asked:
        inside = [int(start <= day < stop) for day in range(system.days)]
        cap = ([(day, 1) for day in range(start, stop)], OPEN)
        blocks += [Block([sign * one for one in inside], [*rows_of(system), cap]) for sign in (1, -1)]
    found = solve(blocks)
    return [
        (round(low), None if -high >= OPEN else round(-high)) for low, high in zip(found[::2], found[1::2], strict=True)
    ]
