"""Running totals: which figures hold together, what they fix, and which of them fix it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualtycli.curves import Curve, Step, curves

LAST = 4
Told = tuple[int, int, int]
"""From a day, up to another, so many."""


def steps(*told: Told) -> list[Step]:
    return [Step(start=start, stop=stop, count=count, label=label) for label, (start, stop, count) in enumerate(told)]


def known(curve: Curve) -> dict[int, int]:
    """Return the totals at the known days, the first being zero."""
    return {day: total - curve.totals[0] for day, total in zip(curve.days, curve.totals, strict=True)}


@pytest.mark.parametrize(
    ("told", "expected", "aside"),
    [
        pytest.param([], [], (), id="nothing"),
        pytest.param([(0, 10, 5)], [{0: 0, 10: 5}], (), id="one"),
        pytest.param([(0, 10, 5), (10, 20, 7)], [{0: 0, 10: 5, 20: 12}], (), id="one after the other"),
        pytest.param([(0, 20, 12), (0, 10, 5)], [{0: 0, 10: 5, 20: 12}], (), id="two running totals"),
        pytest.param([(0, 10, 5), (20, 30, 7)], [{0: 0, 10: 5}, {20: 0, 30: 7}], (), id="nothing between"),
        pytest.param([(0, 10, 5), (5, 15, 7)], [{0: 0, 10: 5}, {5: 0, 15: 7}], (), id="days in common, no end"),
        pytest.param([(0, 10, 5), (2, 8, 6)], [{0: 0, 10: 5}], (1,), id="a part above the whole"),
        pytest.param([(0, 10, 5), (2, 8, 5)], [{0: 0, 10: 5}, {2: 0, 8: 5}], (), id="a part equal to the whole"),
        pytest.param([(0, 10, 5), (0, 20, 4)], [{0: 0, 10: 5}], (1,), id="a total that falls"),
        pytest.param([(0, 20, 4), (0, 10, 5)], [{0: 0, 20: 4}], (1,), id="the first taken wins"),
        pytest.param([(0, 10, 5), (0, 10, 6)], [{0: 0, 10: 5}], (1,), id="two numbers"),
        pytest.param([(0, 10, 5), (0, 10, 5)], [{0: 0, 10: 5}], (), id="one number twice"),
        pytest.param(
            [(0, 10, 5), (10, 20, 5), (0, 20, 11), (5, 20, 10)],
            [{0: 0, 5: 0, 10: 5, 20: 10}],
            (2,),
            id="a refused one leaves no trace",
        ),
        pytest.param([(0, 9, 0), (3, 6, 1), (3, 6, 0)], [{0: 0, 9: 0}, {3: 0, 6: 0}], (1,), id="nobody"),
        pytest.param(
            [(0, 6, 5), (3, 9, 5), (0, 9, 4), (3, 6, 5)],
            [{0: 0, 3: 0, 6: 5, 9: 5}],
            (2,),
            id="one more figure connects two curves",
        ),
    ],
)
def test_curves(told: list[Told], expected: list[dict[int, int]], aside: tuple[int, ...]) -> None:
    made, set_aside = curves(steps(*told))
    assert sorted(map(known, made), key=min) == expected
    assert set_aside == aside


@pytest.mark.parametrize(
    ("day", "total"), [(0, 0), (1, Fraction(1, 2)), (5, Fraction(5, 2)), (10, 5), (13, Fraction(59, 10)), (20, 8)]
)
def test_between_known_days_the_total_is_straight(day: int, total: Fraction) -> None:
    ((curve,), _) = curves(steps((0, 10, 5), (0, 20, 8)))
    assert curve.at(day) - curve.at(0) == total


@pytest.mark.parametrize(
    ("start", "stop", "near"),
    [
        pytest.param(0, 20, {0, 20}, id="known"),
        pytest.param(12, 15, {10, 20}, id="between two known days"),
        pytest.param(5, 15, {0, 10, 20}, id="known days inside as well"),
        pytest.param(10, 25, {10, 20, 30}, id="one end known"),
        pytest.param(-1, 5, set(), id="begins before"),
        pytest.param(25, 31, set(), id="ends behind"),
    ],
)
def test_known_days_around(start: int, stop: int, near: set[int]) -> None:
    ((curve,), _) = curves(steps((0, 10, 5), (10, 20, 5), (20, 30, 5)))
    assert set(curve.around(start, stop)) == near


@pytest.mark.parametrize(
    ("days", "labels"), [((0, 30), (0, 1, 2)), ((10, 20), (1,)), ((10, 30), (1, 2)), ((0, 10), (0,)), ((20, 20), ())]
)
def test_labels_are_those_between_the_days(days: tuple[int, int], labels: tuple[int, ...]) -> None:
    ((curve,), _) = curves(steps((0, 10, 5), (10, 20, 5), (20, 30, 5)))
    assert curve.labels(days) == labels


@pytest.mark.parametrize(
    "told",
    [
        pytest.param([(10, 20, 5)], id="one"),
        pytest.param([(0, 10, 5), (10, 20, 5)], id="a chain"),
        pytest.param([(10, 20, 5), (0, 10, 4), (0, 20, 9)], id="the newest closes a circle"),
    ],
)
def test_newest_is_the_first_of_all_steps(told: list[Told]) -> None:
    ((curve,), _) = curves(steps(*told))
    assert curve.newest == 0


systems = st.lists(
    st.tuples(st.integers(0, LAST - 1), st.integers(1, LAST), st.integers(0, 3)).filter(lambda told: told[0] < told[1]),
    max_size=6,
)


def agreeing(told: Sequence[Told]) -> Iterator[tuple[int, ...]]:
    """Yield every running total that never falls and agrees with what is told."""
    for deaths in product(range(4), repeat=LAST):
        totals = (0, *accumulate(deaths))
        if all(totals[stop] - totals[start] == count for start, stop, count in told):
            yield totals


@given(systems)
def test_a_step_is_taken_while_a_total_agrees(told: list[Told]) -> None:
    kept: list[Told] = []
    aside: list[int] = []
    for label, step in enumerate(told):
        if any(agreeing([*kept, step])):
            kept.append(step)
        else:
            aside.append(label)
    assert curves(steps(*told))[1] == tuple(aside)


@given(systems)
def test_every_total_that_agrees_has_the_known_differences(told: list[Told]) -> None:
    made, aside = curves(steps(*told))
    taken = [step for label, step in enumerate(told) if label not in aside]
    for totals in agreeing(taken):
        for curve in made:
            assert known(curve) == {day: totals[day] - totals[curve.days[0]] for day in curve.days}


@given(systems, st.integers(0, LAST), st.integers(0, LAST))
def test_labels_alone_fix_what_lies_between(told: list[Told], one: int, other: int) -> None:
    made, _ = curves(steps(*told))
    for curve in made:
        if {one, other} <= {*curve.days}:
            alone = [told[label] for label in curve.labels((one, other))]
            assert {totals[other] - totals[one] for totals in agreeing(alone)} <= {curve.at(other) - curve.at(one)}


@given(systems)
def test_no_curve_ever_falls(told: list[Told]) -> None:
    made, _ = curves(steps(*told))
    for curve in made:
        assert list(curve.totals) == sorted(curve.totals)
