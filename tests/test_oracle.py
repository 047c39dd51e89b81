"""The program against the slow and obvious oracle, on random systems of one source in one scope."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracle import Answer, Told, Window, answer, days_of, newest_first

from casualtycli.activities import Activity
from casualtycli.align import align
from casualtycli.aligned import NotAligned
from casualtycli.counts import Count
from casualtycli.model import Clock, Figure, Source
from casualtycli.periods import Moment, Period, Span, join
from casualtycli.problems import Location
from casualtycli.scopes import Scope
from casualtycli.series import Series

LAST = 29
START = date(2020, 1, 1)
SCOPE = Scope("killed", "Land")
HERE = Location("test.yaml", 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def figure_of(told: Told, clock: Clock) -> Figure:
    outer = Span(day(told.first), day(told.last))
    published = day(told.published)
    number = told.reported
    return Figure(
        id=told.id,
        source=Source(id="a", name="A", short="A", clock=clock, location=HERE),
        scope=SCOPE,
        count=Count(number, 0 if number is None else number, number, "as told"),
        period=Period(Moment(2020)),
        stated=(outer, outer),
        published=Moment(published.year, published.month, published.day),
        known=published,
        outer=outer,
        inner=outer,
        projection=True,
        location=HERE,
    )


def series_of(figures: list[Told], active: frozenset[int], clock: Clock = Clock.OCCURRENCE) -> Series:
    spans = join(Span(day(number), day(number)) for number in active)
    return Series(tuple(figure_of(told, clock) for told in newest_first(figures)), Activity(spans), SCOPE)


System = tuple[list[Told], frozenset[int], Window]


@st.composite
def systems(draw: st.DrawFn, *, loose: bool = False) -> System:
    """Draw figures, the active days, and a window: loose, it may begin and end where the actor was not active."""
    ends = st.lists(st.integers(0, LAST), min_size=2, max_size=2).map(sorted)
    active = frozenset(range(LAST + 1)) - draw(st.sets(st.integers(0, LAST), max_size=12))
    # Few different days, so that figures often meet; few different numbers, so that they often agree.
    marks = draw(st.lists(st.integers(0, LAST), min_size=2, max_size=6, unique=True))
    near = st.lists(st.sampled_from(marks), min_size=2, max_size=2).map(sorted)
    touching = near.map(lambda two: [two[0], max(two[0], two[1] - 1)])
    told: list[Told] = []
    for at in range(draw(st.integers(1, 8))):
        number = draw(st.one_of(st.integers(0, 6), st.integers(0, 40), st.none()))
        if days := days_of(draw(st.one_of(near, touching, ends)), active):
            told.append(Told(f"f{at}", min(days), max(days), number, draw(st.integers(0, 3))))
    if not told:
        told.append(Told("f", min(active), max(active), 5, 0))
    one = draw(st.sampled_from(told))
    if loose:
        first, last = draw(st.lists(st.integers(one.first, one.last), min_size=2, max_size=2).map(sorted))
        return told, active, (first, last)
    days = days_of(draw(st.one_of(near, ends, st.just([one.first, one.last]))), active) or {one.first}
    return told, active, (min(days), max(days))


def seen(system: System, clock: Clock = Clock.OCCURRENCE) -> Answer | None:
    """Return what the program says, as the oracle would."""
    figures, active, (first, last) = system
    found = align(series_of(figures, active, clock), Span(day(first), day(last)))
    if isinstance(found, NotAligned):
        return None
    return Answer(str(found.basis), found.estimate, frozenset(figure.id for figure in found.set_aside))


EVERY_DAY = frozenset(range(LAST + 1))
# Both curves have known days as close; what is newest in the one closes a circle, so that no total needs it.
CIRCLE = [Told("a", 5, 9, 5, 4), Told("b", 4, 8, 1, 3), Told("c", 1, 4, 4, 2), Told("d", 1, 9, 9, 1)]
# A part of the first days, then some on which the actor was not active.
HOLE = [Told("a", 1, 9, 5, 1), Told("b", 1, 3, 2, 1)]


@example((CIRCLE, EVERY_DAY, (6, 7)))
@given(systems())
@settings(max_examples=400, deadline=None)
def test_a_source_that_counts_by_day(system: System) -> None:
    assert seen(system) == answer(*system)


@example((HOLE, EVERY_DAY - {4, 5, 6}, (1, 5)))
@given(st.one_of(systems(), systems(loose=True)))
@settings(max_examples=200, deadline=None)
def test_a_source_that_counts_by_report(system: System) -> None:
    assert seen(system, Clock.REPORT) == answer(*system, report_clock=True)


@example((HOLE, EVERY_DAY - {4, 5, 6}, (1, 5)))
@example((HOLE, EVERY_DAY - {4, 5, 6}, (4, 6)))
@given(systems(loose=True))
@settings(max_examples=200, deadline=None)
def test_windows_that_end_where_the_actor_was_not_active(system: System) -> None:
    assert seen(system) == answer(*system)
