"""Certificates added up once more, by leaf cells: the smallest declared parts of a measure, a place and an actor."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, product

from scopes_oracle import Names, World
from worlds import DAY_0, window_of

from casualtycli.certificates import Beside, Certificate, Edge, Linked, Placed, Point, ends
from casualtycli.claims import Claim

Left = dict[Names, Counter[Point]]
"""For each cell, how often the running total at each day."""


def proves(certificate: Certificate, world: World) -> bool:
    """Tell whether the lines of a certificate are so, come to its bound, and count no more than is asked for."""
    left: Left = {}
    sign = -1 if certificate.at_most else 1
    if certificate.scope is not None and certificate.window is not None:
        _add(left, world, certificate.scope, ends(certificate.window), sign)
    total = 0
    for times, said in certificate.lines:
        if times < 1 or not _is_so(said, world):
            return False
        match said:
            case Claim():
                way = -1 if said.at_most else 1
                total += way * times * said.count
                _add(left, world, said.scope, ends(said.window), -way * times)
            case Linked(link=link):
                way = -1 if said.reversed else 1
                _add(left, world, link.whole, ends(said.window), -way * times)
                for part in link.parts:
                    _add(left, world, part, ends(said.window), way * times)
            case Placed():
                _add(left, world, said.scope, (said.start, said.stop), -times)
    comes_to = total == sign * certificate.bound and (certificate.scope is not None or total > 0)
    return comes_to and all(_never_less_than_nobody(world, cell, points) for cell, points in left.items())


def _add(left: Left, world: World, names: Names, points: tuple[Point, Point], times: int) -> None:
    trees = (world.measures, world.places, world.actors)
    for cell in product(*(tree.leaves(name) for tree, name in zip(trees, names, strict=True))):
        counter = left.setdefault(cell, Counter())
        counter[points[0]] -= times
        counter[points[1]] += times


def _never_less_than_nobody(world: World, cell: Names, points: Counter[Point]) -> bool:
    for point, often in list(points.items()):
        if isinstance(point, Edge) and point.last and (often < 0 or points[point._replace(last=False)] != -often):
            return False  # nor is anybody counted less than zero times in days that are not known
        if isinstance(point, Edge) and not point.last and points[point._replace(last=True)] != -often:
            return False
    active = world.active_days(cell)
    days = sorted(point for point in points if not isinstance(point, Edge))
    times = 0
    for day, following in pairwise(days):
        times -= points[day]
        held = range(day - DAY_0, following - DAY_0)
        counts = active is None or any(start <= one < stop for one in held for start, stop in active)
        if times < 0 and counts:
            return False
    return sum(points.values()) == 0


def _is_so(said: Claim | Linked | Placed, world: World) -> bool:
    match said:
        case Claim():
            return any(
                (limit.names, limit.window, limit.high if said.at_most else limit.low)
                == (tuple(said.scope), window_of(said.window), said.count)
                for limit in world.limits
                if limit.figure == said.figure.id
            )
        case Linked():
            return _is_linked(said, world) and (not isinstance(said.window, Beside) or _in_order(*said.window))
        case Placed(start=start, stop=stop):
            return _in_order(start, stop)


def _in_order(start: Point, stop: Point) -> bool:
    same = isinstance(start, Edge) and isinstance(stop, Edge) and start.window == stop.window
    return (same and (start.last, stop.last) == (False, True)) or _bounds(start)[1] <= _bounds(stop)[0]


def _bounds(point: Point) -> tuple[int, int]:
    """Return the earliest and the latest that a day can be."""
    if isinstance(point, Edge):
        window = window_of(point.window)
        return window.last if point.last else window.first
    return point - DAY_0, point - DAY_0


def _is_linked(said: Linked, world: World) -> bool:
    whole, parts = said.link.whole, said.link.parts
    trees = (world.measures, world.places, world.actors)
    if any(part == whole for part in parts) or any(
        name not in tree.within(of) for part in parts for tree, of, name in zip(trees, whole, part, strict=True)
    ):
        return False
    if len(parts) == 1 and not said.reversed:
        return True
    for kind, tree in enumerate(trees):
        declared = tree.parts.get(whole[kind] or "", ())
        others = {(*part[:kind], whole[kind], *part[kind + 1 :]) for part in parts}
        if others == {tuple(whole)} and {part[kind] for part in parts} <= set(declared):
            return not said.reversed or len(set(parts)) == len(declared)
    return False
