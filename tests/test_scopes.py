"""Scopes: names that contain names, and how two scopes stand to each other."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualtycli.scopes import Contents, Relation, Scope, Scopes, find_circle

NAMES = "abcdef"
EDGES = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=9)
DOWNWARDS = EDGES.map(lambda edges: {(min(edge), max(edge)) for edge in edges if edge[0] != edge[1]})


def contents(edges, included=frozenset()) -> Contents:
    kinds = ({}, {})
    for whole, part in sorted(edges):
        kind = kinds[(whole, part) in included]
        kind[whole] = (*kind.get(whole, ()), part)
    return Contents(*kinds)


def distances(edges) -> dict[tuple[str, str], int]:
    """Every name and what it leads to, with the fewest edges between, by going on until nothing new is found."""
    found = {(name, name): 0 for name in NAMES}
    for far, _ in enumerate(NAMES):
        for (start, middle), (whole, part) in product(list(found), edges):
            if middle == whole and found[start, middle] == far:
                found.setdefault((start, part), far + 1)
    return found


def expected(edges, one, other) -> Relation:
    within_one, within_other = ({part for start, part in distances(edges) if start == whole} for whole in (one, other))
    if one == other:
        return Relation.SAME
    if one in within_other or other in within_one:
        return Relation.PART if one in within_other else Relation.CONTAINS
    return Relation.OVERLAPS if within_one & within_other else Relation.APART


@given(DOWNWARDS, EDGES)
def test_relations_and_distances_of_names(edges, included):
    declared, found = contents(edges, included), distances(edges)
    for one, other in product(NAMES, NAMES):
        assert declared.relation(one, other) is expected(edges, one, other)
        assert declared.depths(one).get(other) == declared.heights(other).get(one) == found.get((one, other))
    for walk in (declared.depths, declared.heights):
        assert all(list(walk(name).values()) == sorted(walk(name).values()) for name in NAMES)


@given(EDGES)
def test_a_circle_is_found_where_there_is_one(edges):
    reached = distances(edges)
    circle = find_circle({name: sorted(part for whole, part in edges if whole == name) for name in NAMES})
    assert bool(circle) == any((part, whole) in reached for whole, part in edges)
    if circle:
        assert circle[0] == circle[-1]
        assert len(set(circle)) == len(circle) - 1
        assert set(pairwise(circle)) <= edges


@pytest.mark.parametrize(
    ("parts", "includes", "circle"),
    [({"a": ("b",)}, {"b": ("a",)}, "a > b > a"), ({}, {"a": ("a",)}, "a > a"), ({"a": ("b", "a")}, {}, "a > a")],
)
def test_contents_that_run_in_a_circle_cannot_be_made(parts, includes, circle):
    with pytest.raises(ValueError, match=f"^{circle} runs in a circle"):
        Contents(parts, includes)


WORLD = Scopes(
    measures=Contents(includes={"people": ("civilians",), "civilians": ("children",)}),
    places=Contents(
        parts={"Iraq and Syria": ("Iraq", "Syria")},
        includes={"Syria": ("Raqqa",), "Euphrates": ("Raqqa", "Anbar"), "Iraq": ("Anbar",)},
    ),
    actors=Contents(includes={"coalition": ("United States",)}),
)
HERE = Scope("civilians", "Syria", "coalition")


@pytest.mark.parametrize(
    ("other", "relation"),
    [
        (HERE, "same"),
        (Scope("civilians", "Iraq and Syria", "coalition"), "part"),
        (Scope("people", "Iraq and Syria", None), "part"),
        (Scope("civilians", "Syria"), "part"),
        (Scope("civilians", "Raqqa", "coalition"), "contains"),
        (Scope("children", "Raqqa", "United States"), "contains"),
        (Scope("people", "Raqqa", "coalition"), "overlaps"),
        (Scope("civilians", "Raqqa", None), "overlaps"),
        (Scope("civilians", "Euphrates", "coalition"), "overlaps"),
        (Scope("civilians", "Iraq", "coalition"), "apart"),
        (Scope("airstrikes", "Iraq and Syria", None), "apart"),
        (Scope("civilians", "Syria", "government"), "apart"),
    ],
)
def test_how_one_scope_stands_to_another(other, relation):
    assert WORLD.relation(HERE, other) == relation
    assert WORLD.relation(other, HERE) == {"part": "contains", "contains": "part"}.get(relation, relation)


def expected_of_actors(edges, one, other) -> Relation:
    """Whoever it was is one more name, which contains all the others."""
    if one is None or other is None:
        return Relation.SAME if one == other else Relation.CONTAINS if one is None else Relation.PART
    return expected(edges, one, other)


@settings(deadline=None)
@given(DOWNWARDS, DOWNWARDS, DOWNWARDS, st.data())
def test_relations_of_scopes_by_their_three_names(measures, places, actors, data):
    scopes = Scopes(contents(measures), contents(places), contents(actors))
    names, actor = st.sampled_from(NAMES), st.sampled_from((None, *NAMES))
    one, other = (data.draw(st.builds(Scope, names, names, actor)) for _ in range(2))
    kinds = {
        expected(measures, one.measure, other.measure),
        expected(places, one.place, other.place),
        expected_of_actors(actors, one.actor, other.actor),
    } - {Relation.SAME}
    result = scopes.relation(one, other)
    for relation in (Relation.PART, Relation.CONTAINS):
        assert (result is relation) == (kinds == {relation})
    assert (result is Relation.SAME) == (one == other)
    assert (result is Relation.APART) == (Relation.APART in kinds)
    assert (other in scopes.wholes(one)) == (kinds <= {Relation.PART})
    assert list(scopes.nearest(one, {other: None})) == [other] * (kinds in (set(), {"part"}, {"contains"}))


def test_the_nearest_wholes_and_parts_come_first():
    nearest = [
        HERE,
        Scope("civilians", "Iraq and Syria", "coalition"),
        Scope("civilians", "Iraq and Syria", None),
        Scope("civilians", "Raqqa", "United States"),
        Scope("children", "Raqqa", "United States"),
    ]
    others = [*reversed(nearest), Scope("civilians", "Iraq", "coalition")]
    assert list(WORLD.nearest(HERE, dict.fromkeys(others))) == nearest
    assert list(WORLD.nearest(HERE, dict.fromkeys(reversed(others)))) == nearest


def test_an_unnamed_actor_is_farther_off_than_any_named_one():
    wholes = WORLD.wholes(Scope("people", "Iraq and Syria", "United States"))
    assert [scope.actor for scope in wholes] == ["United States", "coalition", None]
