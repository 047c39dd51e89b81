"""Shortest paths from one node, the nearest first.

Source: Dijkstra, A Note on Two Problems in Connexion with Graphs, 1959.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Generic, TypeVar

Label = TypeVar("Label")


class Search(Generic[Label]):
    """Shortest paths from one node, as far as was asked for.

    For each node there are edges: the node that one leads to, what it costs, never below zero, and its label if it has
    one.
    """

    def __init__(self, costs: Sequence[Sequence[tuple[int, int, Label | None]]], source: int) -> None:
        self._costs = costs
        self._source = source
        self._reached = {source: 0}
        self._before: dict[int, tuple[int, Label | None]] = {}
        self._done: set[int] = set()
        self._queue = [(0, source)]

    def cost_to(self, target: int) -> int | None:
        """Return what the path to a node costs; None where there is none."""
        reached, before, done, queue = self._reached, self._before, self._done, self._queue
        while target not in done:
            if not queue:
                return None
            here, node = heappop(queue)
            if node in done:
                continue
            done.add(node)
            for other, cost, label in self._costs[node]:
                there = here + cost
                if there < reached.get(other, there + 1):
                    reached[other] = there
                    before[other] = node, label
                    heappush(queue, (there, other))
        return reached[target]

    def labels_to(self, target: int) -> tuple[Label, ...]:
        """Return the labels along the path to a node that was asked for."""
        node, found = target, []
        while node != self._source:
            node, label = self._before[node]
            if label is not None:
                found.append(label)
        return tuple(reversed(found))
