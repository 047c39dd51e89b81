"""The model: active days, the days of a figure that count, small types."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualtycli.activities import EVER, Activity, effective
from casualtycli.counts import read_count
from casualtycli.model import Counts, Figure, Registry, Source
from casualtycli.periods import Span, join, read_period
from casualtycli.problems import Location
from casualtycli.scopes import Contents, Scope, Scopes

SPANS = st.builds(lambda start, length: Span.of_days(start, start + length), st.integers(10, 70), st.integers(1, 15))
ACTIVITIES = st.lists(SPANS, max_size=5).map(lambda spans: Activity(join(spans)))
DAYS = st.integers(1, 95)


def days(*spans: Span | None) -> set[int]:
    return {day for span in spans if span for day in range(span.start, span.stop)}


def active_days(active: Activity, among: set[int]) -> set[int]:
    return among & days(*active.spans) if active.spans else among


def hull(found: set[int]) -> Span | None:
    return Span.of_days(min(found), max(found) + 1) if found else None


@given(ACTIVITIES, DAYS, DAYS, SPANS)
def test_active_days_as_sets_of_days(active, one, other, span):
    start, stop = sorted((one, other))
    assert active.elapsed(stop) - active.elapsed(start) == len(active_days(active, set(range(start, stop))))
    assert active.days(span) == len(active_days(active, days(span)))
    assert active.cut(span) == hull(active_days(active, days(span)))
    assert active.first == (date.fromordinal(min(days(*active.spans))) if active.spans else None)


@given(st.none() | SPANS, st.none() | DAYS, ACTIVITIES)
def test_effective_days_are_cut_at_publication_and_to_the_active_days(span, until, active):
    counted = {day for day in active_days(active, days(span)) if until is None or day <= until}
    assert effective(span, until and date.fromordinal(until), active) == hull(counted)


CAMPAIGN = {"Iraq": "2014-08-08/..", "Syria": "2014-09-23/.."}


@pytest.mark.parametrize(
    ("text", "published", "place", "outer", "inner"),
    [
        ("2014-08/2017-06", "2017-08-04", "Iraq", "2014-08-08/2017-06-30", "2014-08-31/2017-06-01"),
        ("2014/2017", "2017-08-05", "Syria", "2014-09-23/2017-08-05", "2014-12-31/2017-01-01"),
        ("2014/..", "2015-01-31", "Syria", "2014-09-23/2015-01-31", "2014-12-31/2015-01-31"),
        ("2014-09/..", "2014-10-02", "Syria", "2014-09-23/2014-10-02", "2014-09-30/2014-10-02"),
        ("2014-08-01/2014-09-22", "2017-08-05", "Syria", "None", "None"),
        ("2018", "2017-08-05", "Iraq", "None", "None"),
    ],
)
def test_effective_days_of_periods_as_stated(text, published, place, outer, inner):
    period, until = read_period(text), date.fromisoformat(published)
    active = Activity((read_period(CAMPAIGN[place]).outer(date.max),))
    assert str(effective(period.outer(until), until, active)) == outer
    assert str(effective(period.inner(until), until, active)) == inner


SYRIA, BOTH, ANYWHERE, IRAQ = (Activity((Span(date(year, 1, 1), date(year, 12, 31)),)) for year in range(2014, 2018))


@pytest.mark.parametrize(
    ("place", "actor", "expected"),
    [
        ("Syria", "coalition", SYRIA),
        ("Raqqa", "coalition", SYRIA),
        ("Iraq", "coalition", BOTH),
        ("Iraq and Syria", "coalition", BOTH),
        ("Yemen", "coalition", ANYWHERE),
        ("Syria", "government", EVER),
        ("Syria", None, EVER),
    ],
)
def test_the_days_declared_for_the_nearest_place_around(place, actor, expected):
    scopes = Scopes(places=Contents(parts={"Iraq and Syria": ("Iraq", "Syria")}, includes={"Syria": ("Raqqa",)}))
    coalition = {("coalition", "Syria"): SYRIA, ("coalition", "Iraq and Syria"): BOTH, ("coalition", ""): ANYWHERE}
    declared = {**coalition, ("government", "Iraq"): IRAQ}
    registry = Registry(files=(), sources={}, figures=(), scopes=scopes, activities=declared)
    assert registry.activity(Scope("killed", place, actor)) is expected
    assert Registry(files=(), sources={}, figures=(), scopes=scopes).activity(Scope("killed", place, actor)) is EVER


@pytest.mark.parametrize(
    ("counts", "floor"), [("documented", True), ("assessed", True), ("estimated", False), ("stated", False)]
)
def test_which_sources_give_only_a_floor(counts, floor):
    assert Counts(counts).floor is floor


def figure(name: str, known: date) -> Figure:
    span, location = Span(date(2017, 1, 1), known), Location("sources.yaml", 12, 5)
    return Figure(
        id=name,
        source=Source(id="sohr", name="SOHR", short="SOHR", location=location),
        scope=Scope("killed", "Syria"),
        count=read_count("624"),
        period=read_period(str(span)),
        stated=(span, span),
        known=known,
        outer=span,
        inner=span,
        location=location,
    )


def test_figures_are_ordered_by_the_day_they_were_known_and_then_by_name():
    figures = [figure(name, date(2017, month, 23)) for name, month in (("d", 6), ("c", 8), ("b", 6), ("a", 8))]
    ordered = sorted(figures, key=lambda figure: figure.age)
    assert [figure.id for figure in ordered] == ["b", "d", "a", "c"]
    assert Registry(files=(), sources={}, figures=tuple(figures)).by_id["c"] is figures[1]
