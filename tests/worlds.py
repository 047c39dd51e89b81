"""Made-up declarations, histories and figures, small enough for an oracle, and the same as the program takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from random import Random

from scopes_oracle import Days, Limit, Names, Tree, Window, World

from casualtycli.activities import Activity, activity
from casualtycli.bounds import Bounds
from casualtycli.claims import Stated, claims_to_what_happened
from casualtycli.claims import Window as OurWindow
from casualtycli.counts import Count
from casualtycli.model import Figure, Source
from casualtycli.periods import Moment, Period, Span
from casualtycli.problems import Location
from casualtycli.scopes import Contents, Scope, Scopes

DAY_0 = date(2020, 1, 1).toordinal()
HERE = Location("test.yaml", 1, 1)

MEASURES = (
    Tree(("killed",)),
    Tree(("killed", "men", "women"), parts={"killed": ("men", "women")}),
    Tree(("killed", "men", "women", "children"), parts={"killed": ("men", "women", "children")}),
    Tree(("killed", "civilians"), includes={"killed": ("civilians",)}),
    Tree(("killed", "civilians", "children"), includes={"killed": ("civilians", "children")}),
    Tree(("killed", "civilians", "children"), includes={"killed": ("civilians",), "civilians": ("children",)}),
    Tree(
        ("killed", "civilians", "fighters", "children"),
        parts={"killed": ("civilians", "fighters")},
        includes={"civilians": ("children",)},
    ),
    Tree(("killed", "men", "women", "named"), parts={"killed": ("men", "women")}, includes={"killed": ("named",)}),
    Tree(
        ("killed", "men", "women", "young women", "old women"),
        parts={"killed": ("men", "women"), "women": ("young women", "old women")},
    ),
)
IDENTIFIED = Tree(
    ("killed", "identified", "not identified", "women", "women identified", "women not identified"),
    parts={
        "killed": ("identified", "not identified"),
        "women": ("women identified", "women not identified"),
    },
    includes={"identified": ("women identified",), "not identified": ("women not identified",)},
)
PLACES = (
    Tree(("Land",)),
    Tree(("Land", "North", "South"), parts={"Land": ("North", "South")}),
    Tree(("Land", "Port"), includes={"Land": ("Port",)}),
    Tree(("Land", "North", "South", "Port"), parts={"Land": ("North", "South")}, includes={"North": ("Port",)}),
)
ACTORS = (
    Tree((None,)),
    Tree((None, "Army")),
    Tree((None, "Army", "Navy")),
    Tree((None, "Allies", "Army", "Navy"), parts={"Allies": ("Army", "Navy")}),
    Tree((None, "Allies", "Army", "Navy"), includes={"Allies": ("Army", "Navy")}),
)


def declared(random: Random, kinds: int) -> tuple[Tree, Tree, Tree]:
    """Return declarations in which so many of the three kinds have several names."""
    chosen = set(random.sample(range(3), kinds))
    measures = random.choice((*MEASURES[1:], IDENTIFIED)) if 0 in chosen else MEASURES[0]
    if kinds == 3:
        measures = random.choice(MEASURES[1:5])
    places = random.choice(PLACES[1:]) if 1 in chosen else PLACES[0]
    actors = random.choice(ACTORS[1:]) if 2 in chosen else ACTORS[0]
    return measures, places, actors


def memberships(tree: Tree) -> list[frozenset[str | None]]:
    """Return the sets of names of one kind that a death can have at once."""
    if None in tree.names:
        named = memberships(tree._replace(names=tree.names[1:])) if tree.names[1:] else []
        return [one | {None} for one in (*named, frozenset[str | None]())]
    sets = (frozenset(some) for size in range(1, len(tree.names) + 1) for some in combinations(tree.names, size))
    return [one for one in sets if _holds(tree, one)]


def _holds(tree: Tree, names: frozenset[str | None]) -> bool:
    for whole, parts in tree.parts.items():
        if len(names.intersection(parts)) != (whole in names):
            return False
    return all(whole in names for whole, parts in tree.includes.items() if names.intersection(parts))


def a_span(random: Random, last: int) -> Days:
    first, stop = sorted(random.sample(range(last + 1), 2))
    return first, stop


def a_window(random: Random, last: int) -> Window:
    """Return days, or in some cases days of which the ends are not known."""
    outer = a_span(random, last)
    if random.random() < 0.8 or outer[1] - outer[0] < 2:
        return Window(outer, outer)
    inner = sorted(random.sample(range(outer[0], outer[1] + 1), 2))
    if random.random() < 0.3:
        return Window(outer, None)
    return Window(outer, (inner[0], inner[1]))


def some_activity(random: Random, places: Tree, actors: Tree, last: int) -> dict[tuple[str, str], tuple[Days, ...]]:
    """Return active days of some actors and all that these contain: in a place, no days but those around it."""
    common = random.randrange(last)

    def fewer(days: Iterable[int]) -> frozenset[int]:
        return frozenset(day for day in days if day == common or random.random() < 0.8)

    found: dict[tuple[str, str], tuple[Days, ...]] = {}
    of_places = {"": frozenset(range(last))}
    for place in places.names:
        if random.random() < 0.5:
            around = next((of_places[name] for name in _around(places, str(place)) if name in of_places), of_places[""])
            of_places[str(place)] = around if _is_first_part(places, str(place)) else fewer(around)
    of_actors: dict[str, frozenset[int]] = {}
    for actor in actors.names:
        above = actors.above(actor) if actor else None
        if actor is not None and (above in of_actors or (above is None and random.random() < 0.5)):
            around = of_actors[above] if above else frozenset(range(last))
            of_actors[actor] = around if _is_first_part(actors, actor) else fewer(around)
            for place, days in of_places.items():
                found[actor, place] = _as_spans(of_actors[actor] & days)
    return found


def _is_first_part(tree: Tree, name: str) -> bool:
    """Tell whether a name is one of which something must be active where the whole is."""
    return any(parts[0] == name for parts in tree.parts.values())


def _around(places: Tree, place: str) -> Iterator[str]:
    around = places.above(place)
    while around is not None:
        yield around
        around = places.above(around)


def _as_spans(days: frozenset[int]) -> tuple[Days, ...]:
    starts = sorted(day for day in days if day - 1 not in days)
    stops = sorted(day + 1 for day in days if day + 1 not in days)
    return tuple(zip(starts, stops, strict=True))


def a_world(random: Random, *, kinds: int | None = None, figures: int | None = None, last: int | None = None) -> World:
    """Return a made-up world: half of them told by one who knows what happened."""
    kinds = random.choice((0, 1, 1, 1, 2, 2, 2, 3)) if kinds is None else kinds
    figures = random.randint(2, 8) if figures is None else figures
    last = random.randint(2, 7) if last is None else last
    trees = declared(random, kinds)
    active = some_activity(random, trees[1], trees[2], last)
    world = World(*trees, active, ())
    deaths = a_history(random, world, last) if random.random() < 0.5 else None
    windows = [a_window(random, last) for _ in range(random.randint(1, figures))]
    limits = []
    for at in range(figures):
        names: Names = tuple(random.choice(tree.names) for tree in trees)
        window = random.choice(windows)
        limits.append(_limit(random, f"f{at}", names, window, deaths))
    return world._replace(limits=tuple(limits))


Death = tuple[int, frozenset[str | None], frozenset[str | None], frozenset[str | None]]


def a_history(random: Random, world: World, last: int) -> list[Death]:
    """Return deaths, each with its day and all the names that it has."""
    kinds = [memberships(tree) for tree in (world.measures, world.places, world.actors)]
    deaths = []
    for _ in range(random.choice((3, 8, 20))):
        day, (measures, places, actors) = random.randrange(last), (random.choice(sets) for sets in kinds)
        if all(_is_active(world, day, place, actor) for place in places for actor in actors):
            deaths.append((day, measures, places, actors))
    return deaths


def _is_active(world: World, day: int, place: str | None, actor: str | None) -> bool:
    spans = world.active_days(("", str(place), actor))
    return spans is None or any(start <= day < stop for start, stop in spans)


def counted(deaths: list[Death], names: Names, days: Days) -> int:
    return sum(
        days[0] <= day < days[1] and all(name in has for name, has in zip(names, kinds, strict=True))
        for day, *kinds in deaths
    )


def _limit(random: Random, id_: str, names: Names, window: Window, deaths: list[Death] | None) -> Limit:
    if deaths is None:
        number = random.choice((random.randint(0, 6), random.randint(0, 12)))
    else:  # true days for the window: the same for all that state it
        told = Random(str(window))
        first, last = told.randint(*window.first), told.randint(*window.last)
        number = counted(deaths, names, (first, max(first, last)))
    below, above = (random.choice((0, 0, 1, 3)) for _ in range(2))
    low, high = max(0, number - below), number + above
    kind = random.random()
    if kind < 0.4:
        return Limit(names, window, number, number, id_)
    if kind < 0.6:
        return Limit(names, window, low, None, id_)
    return Limit(names, window, 0 if kind < 0.8 else low, high, id_)


def stated_window(window: Window) -> OurWindow:
    outer = span_of(window.outer)
    return outer if window.known else Stated(outer, span_of(window.inner) if window.inner else None)


def span_of(days: Days) -> Span:
    return Span.of_days(DAY_0 + days[0], DAY_0 + days[1])


def window_of(window: OurWindow) -> Window:
    """Return the oracle's window for one of the program's."""
    outer, inner = (window.outer, window.inner) if isinstance(window, Stated) else (window, window)
    return Window(_days_of(outer), _days_of(inner) if inner else None)


def _days_of(span: Span) -> Days:
    return span.start - DAY_0, span.stop - DAY_0


def scopes_of(world: World) -> Scopes:
    return Scopes(*(Contents(dict(tree.parts), dict(tree.includes)) for tree in world[:3]))


def activities_of(world: World) -> Mapping[tuple[str, str], Activity]:
    return {key: Activity(tuple(map(span_of, spans))) for key, spans in world.active.items()}


SOURCE = Source("a", "A", "A", HERE)


def figure_of(limit: Limit) -> Figure:
    window = stated_window(limit.window)
    stated = (window.outer, window.inner) if isinstance(window, Stated) else (window, window)
    exact = limit.low if limit.low == limit.high else None
    return Figure(
        id=limit.figure,
        source=SOURCE,
        scope=Scope(*limit.names),
        count=Count(exact, limit.low, limit.high, "as told"),
        period=Period(Moment(2020)),
        stated=stated,
        known=date(2021, 1, 1),
        outer=stated[0] or span_of((0, 1)),
        inner=stated[1],
        projection=True,
        location=HERE,
    )


def bounds_of(world: World) -> Bounds:
    scopes, activities = scopes_of(world), activities_of(world)
    claims = [
        claim
        for limit in world.limits
        for claim in claims_to_what_happened(figure_of(limit), from_the_start=False, trusted=False)
    ]
    return Bounds(claims, scopes, lambda scope: activity(activities, scopes, scope))
