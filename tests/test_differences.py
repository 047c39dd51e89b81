"""What changed between two registries: figures by id, names, and the comparisons that come out otherwise."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import TWO, registry_of

from casualtycli.compare import compare
from casualtycli.comparison import Comparisons, Question
from casualtycli.differences.changes import Change
from casualtycli.differences.figures import figure_fields
from casualtycli.differences.registries import Differences, differences
from casualtycli.differences.renames import find_renames
from casualtycli.differences.rows import ASPECTS, RowChange, Standing
from casualtycli.model import Registry
from casualtycli.problems import CommandError
from casualtycli.report.documents import digest
from casualtycli.report.figure_documents import figure_documents

Written = tuple[str, str]
"""Figures, and what is declared."""

A = "id: a, source: a, count: 200, period: 2020"
B = "id: b, source: b, count: 100, period: 2020"


def compared(registry: Registry, **question: Any) -> Comparisons:
    try:
        return compare(registry, Question(**question))
    except CommandError:
        return Comparisons(rows=(), not_comparable=())


def found(old: str, new: str, declared: str = TWO, newly: str | None = None, **question: Any) -> Differences:
    """Return the differences of figures, one a line, and of what is declared."""
    registries = registry_of(old, declared), registry_of(new, declared if newly is None else newly)
    return differences(*registries, *(compared(registry, **question) for registry in registries))


def told(found: Differences) -> list[str]:
    """Return the changes of figures in short: what became of which, and the keys that differ."""
    return [
        f"{each.change} {(each.new or each.old).id}"  # type: ignore[union-attr]
        + "".join(f" {field.key}: {field.old} > {field.new}" for field in each.fields)
        for each in found.figures
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (A, f"{A}\n{B}", ["added b"]),
        (f"{A}\n{B}", A, ["removed b"]),
        (A, A, []),
        (f"{A}\n{B}", f"{B}\n{A}", []),
        (A, A.replace("id: a,", "") + ", id: a", []),
        (A, A.replace("200", "'200'"), []),
        (A, A.replace("200", "201"), ["changed a count: 200 > 201 reported: 200 > 201 low: 200 > 201 high: 200 > 201"]),
        (A, A.replace("200", "at least 200"), ["changed a count: 200 > at least 200 high: 200 > None"]),
        (A, f"{A}, note: mended", ["changed a note: None > mended"]),
        (f"{A}, via: DW", A, ["changed a via: DW > None"]),
        (A, f"{A}, actor: X", ["changed a actor: None > X"]),
        (A, f"{A}, projection: yes", ["changed a projection: False > True"]),
        (A, f"{A}, published: 2023", ["changed a published: 2022 > 2023"]),
        (f"{A}\n{B}", f"{A}, disputed: {{by: b, why: w}}\n{B}", ["changed a disputed: None > b: w"]),
        # Another id and nothing else is another name, as long as there is just one that it can be.
        (A, A.replace("id: a", "id: c"), ["renamed c id: a > c"]),
        (A, A.replace("id: a", "id: c").replace("200", "201"), ["added c", "removed a"]),
        (A, f"{A.replace('id: a', 'id: c')}\n{A.replace('id: a', 'id: d')}", ["added c", "added d", "removed a"]),
        (f"{A}\n{A.replace('id: a', 'id: d')}", A.replace("id: a", "id: c"), ["added c", "removed a", "removed d"]),
        # What names it is told, since it says something else now.
        (
            f"{A}\nid: n, source: a, count: 7, period: 2019, supersedes: a",
            f"{A.replace('id: a', 'id: c')}\nid: n, source: a, count: 7, period: 2019, supersedes: c",
            ["renamed c id: a > c", "changed n supersedes: a > c"],
        ),
    ],
)
def test_what_became_of_figures(old: str, new: str, expected: list[str]) -> None:
    assert told(found(old, new)) == expected


def test_every_key_of_a_figure_is_compared() -> None:
    (figure,) = registry_of(A).figures
    placed = {"id", "replaced_by", "file", "line"}
    assert set(figure_fields(figure)) == set(figure_documents([figure], [figure])[0]) - placed


def test_figures_follow_what_is_declared() -> None:
    figure = f"{A}, actor: X"
    (change,) = found(figure, figure, TWO, f"{TWO}    actors: {{X: {{active: 2020-03-01/..}}}}\n").figures
    assert [field.key for field in change.fields] == ["outer", "inner"]
    (change,) = found(
        A.replace("200", "about 200"), A.replace("200", "about 200"), TWO, f"{TWO}    about: 10%\n"
    ).figures
    assert [(field.key, field.old, field.new) for field in change.fields] == [("low", 0, 180), ("high", None, 220)]


def words(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


ONE = "    sources:\n      a: {name: Alpha, short: A}\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (TWO, TWO, []),
        (TWO, TWO + "    title: T\n", ["changed registry  title: None > T"]),
        (TWO, TWO.replace("short: A", "short: A, counts: assessed"), ["changed source a counts: stated > assessed"]),
        (TWO, TWO.replace("short: A", "short: A, revises: no"), ["changed source a revises: True > False"]),
        (
            ONE,
            TWO,
            [
                "added source b id: None > b name: None > Beta short: None > B counts: None > stated "
                "clock: None > occurrence revises: None > True"
            ],
        ),
        (TWO + "    places: {Land: {parts: [X, Y]}}\n", TWO + "    places: {Land: {parts: [Y, X]}}\n", []),
        (TWO, TWO + "    places: {Land: {}}\n", []),
        (TWO, TWO + "    places: {Land: {parts: [X]}}\n", ["added place Land parts: None > X"]),
        (TWO + "    measures: {killed: {includes: [m]}}\n", TWO, ["removed measure killed includes: m > None"]),
        (
            TWO + "    actors: {X: {active: 2020/.., active in: {Land: 2021}}}\n",
            TWO + "    actors: {X: {active: [2018, 2020/..]}}\n",
            [
                "changed actor X active: 2020-01-01/.. > 2018-01-01/2018-12-31, 2020-01-01/.. "
                "active in Land: 2021-01-01/2021-12-31 > None"
            ],
        ),
    ],
)
def test_what_is_declared_otherwise(old: str, new: str, expected: list[str]) -> None:
    changes = found(A, A, old, new).declarations
    assert [
        f"{change.change} {change.kind} {change.name}"
        + "".join(f" {field.key}: {words(field.old)} > {words(field.new)}" for field in change.fields)
        for change in changes
    ] == expected


def test_another_first_source_is_another_baseline() -> None:
    turned = "    sources:\n      b: {name: Beta, short: B}\n      a: {name: Alpha, short: A}\n"
    result = found(f"{A}\n{B}", f"{A}\n{B}", TWO, turned)
    (change,) = result.declarations
    assert [(field.key, field.old, field.new) for field in change.fields] == [
        ("order of sources", ("a", "b"), ("b", "a"))
    ]
    assert [row.change for row in result.rows] == [Change.ADDED, Change.REMOVED]


def test_a_source_behind_the_others_is_no_other_order() -> None:
    assert [change.kind for change in found(A, A, ONE, TWO).declarations] == ["source"]


NAMES = [
    ("source", "a", "alpha", "id"),
    ("measure", "killed", "civilians killed", "name"),
    ("place", "Land", "The Land", "name"),
    ("actor", "X", "Army X", "name"),
]


@pytest.mark.parametrize(("kind", "old", "new", "key"), NAMES)
def test_a_name_that_all_figures_change_is_renamed_and_moves_no_ratio(kind: str, old: str, new: str, key: str) -> None:
    head = "    sources:\n      b: {name: Beta, short: B}\n      a: {name: Alpha, short: A}\n"
    figures = (
        "id: one, source: b, count: 100, period: 2020, measure: killed, place: Land, actor: X\n"
        "id: two, source: a, count: 200, period: 2020, measure: killed, place: Land, actor: X"
    )
    there = figures.replace(f": {old},", f": {new},").replace(
        "actor: X", f"actor: {new}" if kind == "actor" else "actor: X"
    )
    result = found(figures, there, head, head.replace("  a:", "  alpha:") if kind == "source" else head)
    (change,) = result.declarations
    assert (change.change, change.kind, change.name) == (Change.RENAMED, kind, new)
    assert (change.fields[0].key, change.fields[0].old, change.fields[0].new) == (key, old, new)
    assert result.rows == ()
    assert result.same_rows == 1


def test_a_name_that_was_there_before_is_not_renamed() -> None:
    figures = f"{A}, place: X\n{B}, place: Y"
    assert found(figures, figures.replace("place: X", "place: Y")).declarations == ()


def rows(old: str, new: str, **asked: Any) -> tuple[RowChange, ...]:
    return found(f"{A}\n{old}", f"{A}\n{new}", **asked).rows


@pytest.mark.parametrize(
    ("new", "aspects", "ratio", "gap"),
    [
        (B.replace("100", "150"), {"ratio", "gap", "subject"}, Fraction(1, 4), 50),
        (B.replace("100", "80"), {"ratio", "gap", "subject"}, Fraction(-1, 10), -20),
        (B.replace("100", "at least 100"), {"ratio", "gap", "subject", "verdict"}, 0, 0),
        (B.replace("100", "100-300"), {"ratio", "gap", "subject", "verdict"}, None, None),
        (B.replace("100", "200"), {"ratio", "gap", "subject", "verdict"}, Fraction(1, 2), 100),
        (B.replace("id: b", "id: c"), set(), None, None),
        (B.replace("id: b,", "id: c, note: n,"), {"figures"}, 0, 0),
        (f"{B}\nid: c, source: b, count: 100, period: 2020, published: 2023", {"figures"}, 0, 0),
        (
            B.replace("2020", "2020-01-01/2020-06-30"),
            {"period", "ratio", "gap", "verdict", "baseline", "basis", "assumptions"},
            Fraction(183, 182) - Fraction(1, 2),
            100 - 200 * Fraction(182, 366) + 100,
        ),
    ],
)
def test_how_a_comparison_changes(new: str, aspects: set[str], ratio: Fraction | None, gap: Fraction | None) -> None:
    changes = rows(B, new)
    assert {aspect for change in changes for aspect in change.aspects} == aspects
    for change in changes:
        assert change.change is Change.CHANGED
        assert (change.ratio, change.gap) == (ratio, gap)


def test_a_comparison_that_comes_or_goes_has_one_side() -> None:
    (came,) = rows("", B)
    assert (came.change, came.old, came.aspects, came.ratio, came.gap) == (Change.ADDED, None, (), None, None)
    (went,) = rows(B, "")
    assert (went.change, went.new, went.row) == (Change.REMOVED, None, went.old)


def test_windows_that_move_meet_the_one_with_most_days_in_common() -> None:
    old = "\n".join(f"id: b{at}, source: b, count: 9, period: 2020-{at}-01/2020-{at}-20" for at in ("03", "05", "09"))
    new = "\n".join(
        f"id: b{at}, source: b, count: 9, period: {days}"
        for at, days in (
            ("03", "2020-03-01/2020-03-20"),
            ("05", "2020-04-10/2020-05-10"),
            ("06", "2020-05-12/2020-05-31"),
            ("11", "2020-11-01/2020-11-20"),
        )
    )
    changes = rows(old, new)
    days = [tuple(str(row.window) if row else None for row in (change.old, change.new)) for change in changes]
    assert days == [
        ("2020-05-01/2020-05-20", "2020-04-10/2020-05-10"),
        (None, "2020-05-12/2020-05-31"),
        (None, "2020-11-01/2020-11-20"),
        ("2020-09-01/2020-09-20", None),
    ]


def test_another_scope_of_the_baseline_is_a_change_of_the_comparison() -> None:
    declared = f"{TWO}    places: {{Land: {{parts: [North, South]}}}}\n"
    (change,) = found(
        f"{A}\n{B}, place: North",
        f"{A}\nid: n, source: a, count: 150, period: 2020, place: North\n{B}, place: North",
        declared,
    ).rows
    assert {"scope", "baseline", "ratio", "figures"} <= set(change.aspects)
    assert change.ratio == Fraction(100, 150) - Fraction(1, 2)


def test_a_dispute_makes_another_voice() -> None:
    changes = rows(B, f"{B}, disputed: {{by: a, why: w}}")
    assert [change.change for change in changes] == [Change.ADDED, Change.REMOVED]


@pytest.mark.parametrize(
    ("old", "new", "standing"),
    [
        ("", B, Standing.COMPARABLE),
        (B, "", Standing.NO_LONGER),
        (f"{B}, place: X", f"{B}, place: Y", Standing.STILL_NOT),
        (B, f"{B}\nid: c, source: b, count: 5, period: 2020, measure: held", Standing.CAME),
    ],
)
def test_what_becomes_of_pairs(old: str, new: str, standing: Standing) -> None:
    changes = found(f"{A}\n{old}", f"{A}\n{new}").pairs
    assert standing in {change.standing for change in changes}


def test_a_pair_whose_source_is_gone_is_told_so() -> None:
    (change,) = found(A, A, TWO, ONE).pairs
    assert (change.standing, change.new) == (Standing.WENT, ())
    assert [entry.reason for entry in change.old] == ["B has no figure"]


NUMBERS = st.sampled_from(["5", "40", "at least 40", "30-60", "about 50", "40 (30-60)"])
PERIODS = st.sampled_from(["2019", "2020", "2019/2020", "2020-02/2020-05", "2020-06-10/2021-02-03"])
MORE = st.sampled_from(["", ", note: n", ", place: North", ", actor: X", ", variant: v"])
DECLARED = st.sampled_from(
    [
        TWO,
        TWO.replace("short: A", "short: A, counts: documented"),
        f"{TWO}    places: {{Land: {{parts: [North, South]}}}}\n",
        f"{TWO}    places: {{Land: {{includes: [North]}}}}\n    about: 10%\n",
        f"{TWO}    actors: {{X: {{active: 2019-05-05/..}}}}\n",
    ]
)


@st.composite
def written(draw: st.DrawFn) -> Written:
    """Draw figures of two sources, each published in a month of its own, so that none contradicts another."""
    ids = draw(st.lists(st.sampled_from("abcdefgh"), max_size=5, unique=True))
    lines = [
        f"id: {id_}, source: {draw(st.sampled_from('ab'))}, count: {draw(NUMBERS)}, period: {draw(PERIODS)}, "
        f"published: 2022-0{'abcdefgh'.index(id_) + 1}{draw(MORE)}"
        for id_ in ids
    ]
    return "\n".join(lines), draw(DECLARED)


def made(one: Written, other: Written) -> tuple[Registry, Registry, Differences]:
    registries = [registry_of(*each) for each in (one, other)]
    old, new = registries
    return old, new, differences(old, new, *(compared(registry) for registry in registries))


@given(written())
@settings(max_examples=50, deadline=None)
def test_a_registry_has_no_difference_from_itself_written_in_another_order(one: Written) -> None:
    figures, declared = one
    turned = "\n".join(reversed([", ".join(reversed(_keys(line))) for line in figures.splitlines()]))
    old, new, result = made(one, (turned, declared.replace("sources:", "sources: # a remark\n")))
    assert not result
    assert digest(old) == digest(new)
    assert result.same_rows == len(compared(new).rows)


def _keys(line: str) -> list[str]:
    return line.split(", ")


@given(written(), written())
@settings(max_examples=80, deadline=None)
def test_a_difference_seen_from_the_other_side_is_its_mirror(one: Written, other: Written) -> None:
    _, _, there = made(one, other)
    _, _, back = made(other, one)
    assert {str(change) for change in map(_turned_figure, there.figures)} == {str(change) for change in back.figures}
    assert {_sketch(row, turned=True) for row in there.rows} == {_sketch(row) for row in back.rows}
    assert there.same_rows == back.same_rows
    assert len(there.pairs) == len(back.pairs)
    assert len(there.declarations) == len(back.declarations)


MIRROR = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED}


def _turned_figure(change: Any) -> Any:
    fields = tuple(replace(field, old=field.new, new=field.old) for field in change.fields)
    turned = MIRROR.get(change.change, change.change)
    return replace(change, change=turned, old=change.new, new=change.old, fields=fields)


def _sketch(row: RowChange, *, turned: bool = False) -> object:
    """Return what two changes of a comparison are told apart by, perhaps as seen from the other side."""
    sign = -1 if turned else 1
    sides = [
        (str(each.window), each.subject.scope, each.ratio, each.gap) if each else None for each in (row.old, row.new)
    ]
    return (
        MIRROR.get(row.change, row.change) if turned else row.change,
        tuple(reversed(sides)) if turned else tuple(sides),
        row.aspects,
        None if row.ratio is None else sign * row.ratio,
        None if row.gap is None else sign * row.gap,
    )


@given(written(), written())
@settings(max_examples=50, deadline=None)
def test_every_figure_that_changed_is_told_and_no_other(one: Written, other: Written) -> None:
    old, new, result = made(one, other)
    for registry, side in ((old, "old"), (new, "new")):
        ids = [figure.id for change in result.figures if (figure := getattr(change, side))]
        assert len(ids) == len(set(ids))
        assert set(ids) <= set(registry.by_id)
    spoken = {figure.id for change in result.figures for figure in (change.old, change.new) if figure}
    for id_ in {*old.by_id, *new.by_id}:
        before, after = (_without_place(registry.by_id.get(id_)) for registry in (old, new))
        assert (id_ in spoken) == (before != after)


def _without_place(figure: Any) -> object:
    """Return a figure as it reads, wherever it is written and whatever is known of its source."""
    if figure is None:
        return None
    return str(figure._replace(location=None, source=figure.source._replace(location=None, counts="stated")))


@given(written(), written())
@settings(max_examples=50, deadline=None)
def test_every_comparison_is_told_once_or_is_as_before(one: Written, other: Written) -> None:
    old, new, result = made(one, other)
    for registry, side in ((old, "old"), (new, "new")):
        told = [row for change in result.rows if (row := getattr(change, side))]
        assert len(told) + result.same_rows == len(compared(registry).rows)
    for change in result.rows:
        assert set(change.aspects) <= set(ASPECTS)
        assert bool(change.aspects) == (change.change is Change.CHANGED)
    if digest(old) != digest(new):
        assert result


def test_a_change_says_which_way() -> None:
    assert not found(A, A)
    assert found(A, B)


def test_a_figure_that_adds_now_is_not_the_same_under_another_name() -> None:
    old = "id: a1, source: a, count: 5, period: 2020, adds: yes"
    registries = [registry_of(figure, TWO) for figure in (old, old.replace("a1", "a9").replace(", adds: yes", ""))]
    assert find_renames(*registries).figures == {}
