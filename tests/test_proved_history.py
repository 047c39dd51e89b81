"""A made-up history, day by day, and figures that are true of it: whatever is proved has to be true of it too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import registry_of

from casualtycli.asked import Inquiry
from casualtycli.proved import prove
from casualtycli.scopes import Scope
from casualtycli.select import Selection

FIRST = date(2021, 1, 1)
DAYS = 90  # January, February and March
BEGIN, END = 10, 79  # the Army's first day, and the one after its last
DECLARED = """
sources:
{sources}
  army: {{name: Army's own, counts: assessed, clock: report}}
places: {{Land: {{parts: [North, South]}}, North: {{includes: [Harbour]}}}}
measures: {{killed: {{includes: [children]}}}}
actors: {{Army: {{active: {first}/{last}}}}}
"""
PLACES = {
    "Land": ("Harbour", "Hills", "South"),
    "North": ("Harbour", "Hills"),
    "South": ("South",),
    "Harbour": ("Harbour",),
}


class Dead(NamedTuple):
    """How many died on a day in one of the least places, as children or adults, by whose hand."""

    day: int
    number: int
    measure: str
    place: str
    actor: str


class History(NamedTuple):
    """All who died, and the days that were meant by each period that is not stated to the day."""

    deaths: tuple[Dead, ...]
    meant: Mapping[str, tuple[int, int]]

    def count(self, scope: Scope, first: int, stop: int) -> int:
        """Return how many died in a scope from a day up to another one."""
        return sum(
            dead.number
            for dead in self.deaths
            if first <= dead.day < stop
            and scope.measure in ("killed", dead.measure)
            and dead.place in PLACES[scope.place]
            and scope.actor in (None, dead.actor)
        )


dead = st.builds(
    Dead,
    st.integers(0, DAYS - 1),
    st.integers(1, 9),
    st.sampled_from(("children", "adults")),
    st.sampled_from(PLACES["Land"]),
    st.sampled_from(("Army", "others")),
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    deaths = draw(st.lists(dead, max_size=12))
    january, february, march = draw(st.integers(0, 30)), draw(st.integers(32, 59)), draw(st.integers(60, DAYS))
    return History(
        tuple(one for one in deaths if one.actor != "Army" or BEGIN <= one.day < END),
        {"2021-01/2021-02": (january, february), "2021-01/2021-03": (january, march)},
    )


@st.composite
def figures(draw: st.DrawFn, history: History, at: int) -> str:
    scope = Scope(
        draw(st.sampled_from(("killed", "killed", "children"))),
        draw(st.sampled_from(tuple(PLACES))),
        draw(st.sampled_from((None, "Army"))),
    )
    source = f"s{at}"
    if draw(st.booleans()):
        period = draw(st.sampled_from(tuple(history.meant)))
        days = history.meant[period]
    else:
        first = draw(st.integers(0, DAYS - 1))
        days = first, draw(st.integers(first + 1, DAYS))
        if scope.actor == "Army" and draw(st.integers(0, 3)) == 0:
            source, days = "army", (BEGIN, max(days[1], BEGIN + 2))
        period = f"{FIRST + timedelta(days=days[0])}/{FIRST + timedelta(days=days[1] - 1)}"
        if days[0] >= END or days[1] <= BEGIN:
            scope = scope._replace(actor=None)
    truth = history.count(scope, *days)
    low, high = max(0, truth - draw(st.integers(0, 5))), truth + draw(st.integers(0, 5))
    words = draw(st.sampled_from((f"at least {low}", f"at most {high}", f"{low}-{high}", f"{truth}")))
    if source == "army":
        words = f"{low}"
    if f"{low}-{high}" == words and low == high:
        words = f"{truth}"
    actor = f", actor: {scope.actor}" if scope.actor else ""
    return (
        f'id: f{at}, source: {source}, count: "{words}", period: {period}, measure: {scope.measure}, '
        f"place: {scope.place}{actor}, published: 2022-{1 + at // 28:02}-{1 + at % 28:02}"
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[History, tuple[str, ...]]:
    history = draw(histories())
    return history, tuple(draw(figures(history, at)) for at in range(draw(st.integers(1, 9))))


SOURCES = "\n".join(f"  s{at}: {{name: S{at}}}" for at in range(9))


@pytest.mark.parametrize("by", [None, "month"])
@settings(max_examples=40, deadline=None)
@given(world=worlds())
def test_what_is_proved_is_true(by: str | None, world: Any) -> None:
    history, lines = world
    registry = registry_of(
        "\n".join(lines),
        DECLARED.format(sources=SOURCES, first=FIRST + timedelta(days=BEGIN), last=FIRST + timedelta(days=END - 1)),
    )
    places = Selection(places=tuple(PLACES), measures=("killed", "children"))
    for selection in (Selection(), places):
        found = prove(registry, Inquiry(selection, by=by))
        assert found.clashes == ()
        for row in found.rows:
            first, stop = ((day - FIRST).days for day in (row.days.first, row.days.last + timedelta(days=1)))
            if row.stated is not None:
                named = {(date(2021, 1, 1), date(2021, 2, 28)): "2021-01/2021-02"}
                first, stop = history.meant[
                    named.get((row.stated.outer.first, row.stated.outer.last), "2021-01/2021-03")
                ]
            truth = history.count(row.scope, first, stop)
            assert row.bound.low <= truth
            assert row.bound.high is None or truth <= row.bound.high
