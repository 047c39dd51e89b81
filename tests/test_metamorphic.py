"""How ranges stand to each other: to those of other windows, of fewer figures, and of the same figures reordered."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from scopes_oracle import Names, Window, World
from test_scopes_oracle import FRESH
from worlds import a_span, a_world, bounds_of, stated_window

from casualtycli.bounds import Bound, Bounds
from casualtycli.scopes import Scope

SEEDS = [f"{seed}/{number}" for seed in ("known", FRESH) for number in range(150)]


def worlds() -> Iterator[tuple[str, Random, World]]:
    for seed in SEEDS:
        random = Random(f"metamorphic/{seed}")
        yield seed, random, a_world(random)


def a_scope(random: Random, world: World) -> Scope:
    names: Names = tuple(random.choice(tree.names) for tree in world[:3])
    return Scope(*names)


def a_question(random: Random, world: World) -> tuple[Scope, Window]:
    days = a_span(random, max(2, *(limit.window.outer[1] for limit in world.limits)))
    told = random.choice(world.limits).window
    return a_scope(random, world), told if random.random() < 0.4 else Window(days, days)


def bound_of(bounds: Bounds, scope: Scope, window: Window) -> Bound:
    return bounds.of(scope, (stated_window(window),))[0]


def test_the_order_of_figures_changes_nothing() -> None:
    for seed, random, world in worlds():
        limits = random.sample(world.limits, len(world.limits))
        one, other = bounds_of(world), bounds_of(world._replace(limits=tuple(limits)))
        assert one.clash() == other.clash(), seed
        if one.clash() is None:
            scope, window = a_question(random, world)
            assert bound_of(one, scope, window) == bound_of(other, scope, window), seed


def test_one_more_figure_never_widens_a_range_nor_mends_a_clash() -> None:
    for seed, random, world in worlds():
        more, fewer = bounds_of(world), bounds_of(world.without(random.choice(world.limits).figure))
        if fewer.clash() is not None:
            assert more.clash() is not None, seed
        elif more.clash() is None:
            scope, window = a_question(random, world)
            narrow, wide = (bound_of(bounds, scope, window) for bounds in (more, fewer))
            assert narrow.low >= wide.low, (seed, scope, window)
            assert wide.high is None or (narrow.high is not None and narrow.high <= wide.high), (seed, scope, window)


def test_the_ranges_of_two_halves_add_up_to_contain_that_of_the_whole() -> None:
    for seed, random, world in worlds():
        bounds = bounds_of(world)
        last = max(limit.window.outer[1] for limit in world.limits)
        if bounds.clash() is not None or last < 2:
            continue
        first, middle, stop = sorted(random.sample(range(last + 1), 3))
        days = [(first, middle), (middle, stop), (first, stop)]
        windows = [stated_window(Window(one, one)) for one in days]
        scope = a_scope(random, world)
        bounds.of(scope, windows)  # what is seen on one window may narrow another
        one, other, both = bounds.of(scope, windows)
        assert both.low >= one.low + other.low, (seed, scope, days)
        if one.high is not None and other.high is not None:
            assert both.high is not None, (seed, scope, days)
            assert both.high <= one.high + other.high, (seed, scope, days)


def test_parts_add_up_to_contain_the_range_of_the_whole() -> None:
    for seed, random, world in worlds():
        bounds = bounds_of(world)
        if bounds.clash() is not None:
            continue
        whole, window = a_question(random, world)
        parts = [whole._replace(place=place) for place in world.places.parts.get(whole.place, ())]
        if parts:
            inside = [bound_of(bounds, part, window) for part in parts]
            both = bound_of(bounds, whole, window)
            assert both.low >= sum(part.low for part in inside), (seed, whole, window)
            highs = [part.high for part in inside if part.high is not None]
            if len(highs) == len(parts):
                assert both.high is not None, (seed, whole, window)
                assert both.high <= sum(highs), (seed, whole, window)
