"""Batches of old deaths, and counts that begin at zero again: what is left for the days between, worked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import TWO, days, errors_of, registry_of

from casualtycli.activities import EVER
from casualtycli.align import align
from casualtycli.aligned import Aligned, Assumption, Basis
from casualtycli.batches import Batches
from casualtycli.clashes import between_sources
from casualtycli.compare import compare
from casualtycli.comparison import Question
from casualtycli.explain import rows_of
from casualtycli.ranges import Range
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry
from casualtycli.select import Selection, voices
from casualtycli.series import Series
from casualtycli.tally import Tally

ONE = """
    sources:
      a: {name: Alpha, short: A}
"""
REPORT = ONE.replace("short: A", "short: A, clock: report")
MAY = "id: may, source: a, count: 1000, period: 2014-08-01/2016-05-31, published: 2016-06-05"
JUNE = "id: june, source: a, count: 1500, period: 2014-08-01/2016-06-30, published: 2016-07-05"
BATCH = f"{JUNE}, batch: {{count: 300, for: 2015}}"
JULY = "id: july, source: a, count: 1600, period: 2014-08-01/2016-07-31, published: 2016-08-05"
EVEN, UNREVISED = Assumption.EVEN, Assumption.UNREVISED


def series_of(*figures: str, declared: str = ONE, as_of: date | None = None) -> Series:
    registry = registry_of("\n".join(figures), declared)
    (voice,) = voices(registry, Selection(as_of=as_of))
    ((scope, found),) = voice.figures.items()
    tally = Tally(voice.figures, registry.scopes, registry.activity)
    return Series(found, registry.activity(scope), scope, kin=tally.kin(scope))


def aligned(window: str, *figures: str, declared: str = ONE) -> Aligned:
    found = align(series_of(*figures, declared=declared), days(window))
    assert isinstance(found, Aligned), found
    return found


def ids(found: Aligned) -> str:
    return " ".join(figure.id for figure in found.figures)


@pytest.mark.parametrize(
    ("figures", "window", "estimate", "assumed", "rests_on"),
    [
        ([MAY, JUNE], "2016-06", 500, (UNREVISED,), "june may"),
        ([MAY, BATCH], "2016-06", 200, (UNREVISED,), "june may"),
        # The pieces of the whole add up to it: 152 + 31 days, 365, 152 and 30 of 700.
        ([MAY, BATCH], "2015", 300 + Fraction(1000 * 365, 670), (EVEN, UNREVISED), "june may"),
        ([MAY, BATCH], "2014-08-01/2014-12-31", Fraction(1000 * 153, 670), (EVEN,), "may"),
        ([MAY, BATCH], "2016-01-01/2016-05-31", Fraction(1000 * 152, 670), (EVEN,), "may"),
        ([MAY, BATCH], "2014-08-01/2016-06-30", 1500, (), "june"),
        # What is published later holds the batch, whether it says so or not.
        ([MAY, BATCH, JULY], "2016-07", 100, (UNREVISED,), "july june"),
        ([MAY, BATCH, JULY], "2016-06-01/2016-07-31", 300, (UNREVISED,), "july june may"),
        ([MAY, BATCH, f"{JULY}, batch: {{count: 300, for: 2015}}"], "2016-06", 200, (UNREVISED,), "june may"),
        (
            [MAY, BATCH.replace("2015", "2016"), f"{JULY}, batch: {{count: 300, for: 2016}}"],
            "2016-07",
            100,
            (UNREVISED,),
            "july june",
        ),
        ([MAY, JUNE, f"{JULY}, batch: {{count: 50, for: 2015}}"], "2016-07", 50, (UNREVISED,), "july june"),
        # Two totals of one day of publication hold the same batches.
        ([MAY.replace("2016-06-05", "2016-07-05"), BATCH], "2016-06", 500, (), "may june"),
        # Two batches at once.
        (
            [MAY, f"{JUNE}, batch: [{{count: 300, for: 2015}}, {{count: 40, for: 2014-08-01/2014-12-31}}]"],
            "2016-06",
            160,
            (UNREVISED,),
            "june may",
        ),
    ],
)
def test_a_batch_is_no_part_of_the_days_between_two_totals(
    figures: list[str], window: str, estimate: Fraction, assumed: tuple[Assumption, ...], rests_on: str
) -> None:
    for order in (figures, figures[::-1]):
        found = aligned(window, *order)
        assert (found.estimate, found.assumptions, ids(found)) == (estimate, assumed, rests_on)


@pytest.mark.parametrize(
    ("declared", "basis", "assumed"),
    [(ONE, Basis.DIFFERENCE, (UNREVISED,)), (ONE.replace("short: A", "short: A, revises: no"), Basis.DERIVED, ())],
)
def test_the_month_between_two_totals_is_determined_by_both(
    declared: str, basis: Basis, assumed: tuple[Assumption, ...]
) -> None:
    found = aligned("2016-06", MAY, BATCH, declared=declared)
    assert (found.basis, found.estimate, found.assumptions, found.moved) == (basis, 200, assumed, None)
    assert [added.by.id for added in found.batches] == ["june"]


PARTS = "    places:\n      Land: {parts: [North, South]}\n"


def test_a_batch_of_a_whole_is_no_clash_with_older_parts() -> None:
    """Nobody knows in which part the old deaths were: those that are older may lack all of them."""
    parts = [
        MAY.replace("id: may", f"id: {place}").replace("1000", "500") + f", place: {place}"
        for place in ("North", "South")
    ]
    registry = registry_of("\n".join([MAY, BATCH, *parts]), ONE + PARTS)
    (voice,) = voices(registry, Selection())
    kin = Tally(voice.figures, registry.scopes, registry.activity).kin(next(iter(voice.figures)))
    assert not kin.alone
    assert kin.set_aside == ()
    ranges = {figure.id: (figure.count.low, figure.count.high) for figure in kin.figures}
    assert ranges == {"june": (1500, 1500), "may": (1000, 1300), "North": (500, 800), "South": (500, 800)}


def test_a_part_of_the_days_of_a_batch_has_its_share() -> None:
    found = aligned("2015-01-01/2015-06-30", MAY, BATCH)
    assert found.estimate == Fraction(1000 * 181, 670) + Fraction(300 * 181, 365)
    assert EVEN in found.assumptions


def test_what_was_reported_stays_and_its_upper_bound_is_raised() -> None:
    found = aligned("2014-08-01/2016-05-31", MAY, BATCH)
    assert (found.basis, found.estimate) == (Basis.REPORTED, 1000)
    assert (found.range.low, found.range.high) == (1000, 1300)
    assert [added.by.id for added in found.batches] == ["june"]


def test_a_month_of_which_most_are_old_deaths_has_the_others() -> None:
    month = "id: june, source: a, count: 500, period: 2016-06, published: 2016-07-05, batch: {count: 300, for: 2015}"
    found = aligned("2016-06", month)
    assert (found.basis, found.estimate, found.assumptions) == (Basis.DERIVED, 200, ())
    assert [added.by.id for added in found.batches] == ["june"]
    found = aligned("2015", month, "id: y, source: a, count: 400, period: 2015, published: 2016-01-31")
    assert (found.basis, found.estimate, found.range.high) == (Basis.REPORTED, 400, 700)


def test_before_it_was_published_nobody_knows_of_a_batch() -> None:
    series = series_of(MAY, BATCH, as_of=date(2016, 6, 30))
    assert series.batches.added == ()


def test_a_source_that_counts_by_report_has_the_share_of_one_total_and_the_batch() -> None:
    found = aligned("2015", BATCH, declared=REPORT)
    assert found.estimate == Fraction(1200 * 365, 700) + 300


def test_days_without_an_actor_take_no_part_of_a_batch() -> None:
    declared = ONE + "    actors:\n      X: {active: [2014-08-01/2014-12-31, 2015-07-01/..]}\n"
    total = f"{BATCH}, actor: X"
    whole = aligned("2015-07-01/2015-12-31", f"{MAY}, actor: X", total, declared=declared)
    assert whole.estimate == Fraction(1000 * 184, 153 + 336) + 300


def test_a_batch_is_of_one_variant_and_scope() -> None:
    registry = registry_of("\n".join([MAY, f"{BATCH}, variant: low", JUNE.replace("id: june", "id: other")]), ONE)
    plain, low = voices(registry, Selection())
    figures = ([one for series in voice.figures.values() for one in series] for voice in (plain, low))
    assert [bool(Batches(each, EVER).added) for each in figures] == [False, True]


RESTART = [
    "id: old, source: a, count: 900, period: 2014-08-01/2015-12-31, published: 2016-01-05",
    "id: new, source: a, count: 50, period: 2014-08-01/2016-01-31, restart: 2016-01-01, published: 2016-02-05",
]


@pytest.mark.parametrize(
    ("window", "estimate", "basis"),
    [
        ("2016-01", 50, Basis.REPORTED),
        ("2014-08-01/2015-12-31", 900, Basis.REPORTED),
        ("2014-08-01/2016-01-31", 950, Basis.DIFFERENCE),
    ],
)
def test_a_count_that_begins_at_zero_again_counts_from_then(window: str, estimate: int, basis: Basis) -> None:
    found = aligned(window, *RESTART)
    assert (found.estimate, found.basis, found.set_aside) == (estimate, basis, ())


@pytest.mark.parametrize(
    ("period", "restart", "outer", "inner"),
    [
        ("2014-08-01/2016-01-31", "2016-01-01", "2016-01-01/2016-01-31", "2016-01-01/2016-01-31"),
        ("2014-08/2016-03", "2016-01-01", "2016-01-01/2016-03-31", "2016-01-01/2016-03-01"),
        ("2014-08-01/2016-03-31", "2016-01", "2016-01-01/2016-03-31", "2016-01-31/2016-03-31"),
        ("2014-08-01/2016-03-31", "2016", "2016-01-01/2016-03-31", None),
        ("2016", "2016-03-01", "2016-03-01/2016-12-31", "2016-03-01/2016-12-31"),
        ("2014-08-01/..", "2016-03-01", "2016-03-01/2017-02-01", "2016-03-01/2017-02-01"),
        ("2014-08-01/2016-03-31", "2016-01-31~", "2016-01-30/2016-03-31", "2016-02-01/2016-03-31"),
        # One that says no more than the period.
        ("2016-01-01/2016-03-31", "2016-01-01", "2016-01-01/2016-03-31", "2016-01-01/2016-03-31"),
        ("2016-02/2016-03", "2016", "2016-02-01/2016-03-31", None),
    ],
)
def test_the_days_counted_begin_with_the_restart(period: str, restart: str, outer: str, inner: str | None) -> None:
    line = f"id: n, source: a, count: 5, period: {period}, restart: {restart}, published: 2017-02-01"
    (figure,) = registry_of(line, ONE).figures
    assert (figure.outer, figure.inner) == (days(outer), inner and days(inner))
    assert str(figure.period) == period


def test_a_newer_total_of_the_old_count_does_not_replace_one_of_the_new() -> None:
    merged = "id: all, source: a, count: 955, period: 2014-08-01/2016-01-31, published: 2016-03-05"
    registry = registry_of("\n".join([*RESTART, merged]), ONE)
    (voice,) = voices(registry, Selection())
    assert {figure.id for figures in voice.figures.values() for figure in figures} == {"old", "new", "all"}


def falls(*lines: str) -> list[str]:
    text = "registry: 1\nsources: {a: {name: Alpha}}\ndefaults: {measure: killed, place: Land}\nfigures:\n"
    body = "".join(f"  - {{{line}}}\n" for line in lines)
    reading = check(read_registry([File("test.yaml", (text + body).encode())]))
    return [problem.message for problem in reading.problems if problem.rule == "falling-total"]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (RESTART, []),
        (
            [RESTART[0], RESTART[1].replace("restart: 2016-01-01, ", "")],
            ["the running total falls by 850, from 900 (old at test.yaml:5) to 50"],
        ),
        ([MAY, BATCH], []),
        (
            [MAY, BATCH.replace("300", "600")],
            ["the running total falls by 100, from 1000 (may at test.yaml:5) to 1500, batches left out"],
        ),
        ([MAY, BATCH.replace("300", "500")], []),
        # The next total lacks the batch.
        (
            [MAY, BATCH, JULY.replace("1600", "1450")],
            ["the running total falls by 50, from 1500 (june at test.yaml:6) to 1450, batches left out"],
        ),
    ],
)
def test_a_total_that_falls_is_told_unless_the_registry_says_why(figures: list[str], expected: list[str]) -> None:
    assert falls(*figures) == expected


@pytest.mark.parametrize(
    ("figure", "with_batch", "low", "high"),
    [
        (MAY, BATCH, 1300, 1300),
        (MAY.replace("1000", "at least 1000"), BATCH, 1300, None),
        (BATCH, MAY, 1500, 1500),
        (JULY, BATCH, 1600, 1600),
        # Only a part of the batch's days, or none.
        ("id: half, source: a, count: 70, period: 2015-07-01/2015-12-31, published: 2016-01-31", BATCH, 70, 370),
        ("id: april, source: a, count: 70, period: 2016-04, published: 2016-05-31", BATCH, 70, 70),
        ("id: late, source: a, count: 70, period: 2015-07-01/2015-12-31, published: 2016-07-31", BATCH, 70, 70),
        # A month that holds old deaths.
        (
            "id: m, source: a, count: 500, period: 2016-06, published: 2016-07-31, batch: {count: 300, for: 2015}",
            MAY,
            200,
            200,
        ),
        (
            "id: m, source: a, count: at least 200, period: 2016-06, published: 2016-07, batch: {count: 90, for: 2016}",
            MAY,
            110,
            None,
        ),
    ],
)
def test_what_a_figure_says_of_its_own_days_once_batches_are_known(
    figure: str, with_batch: str, low: int, high: int | None
) -> None:
    series = series_of(figure, with_batch)
    (meant,) = (one for one in series.figures if figure.startswith(f"id: {one.id},"))
    found = series.batches.restated(meant)
    assert (found.low, found.high) == (low, high)


def test_what_a_batch_cannot_be() -> None:
    assert [
        problem.rule
        for problem in errors_of(f"{MAY}, batch: [{{count: 600, for: 2015}}, {{count: 500, for: 2014-09}}]", ONE)
    ] == ["bad-batch"]


START = date(2020, 1, 1).toordinal()


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[str], dict[int, int], list[tuple[int, int]]]:
    """Return totals that a made-up tally published, what it has for each day in the end, and the windows it fixes."""
    length = draw(st.integers(2, 6))
    tally = {day: draw(st.integers(0, 9)) for day in range(length)}
    lines, known = [], dict.fromkeys(range(length), 0)
    for at in range(length):
        known[at] = tally[at]
        added = ""
        if at and draw(st.booleans()):
            day, number = draw(st.integers(0, at - 1)), 10 * at + draw(st.integers(1, 9))  # no two the same
            known[day] += number
            added = f", batch: {{count: {number}, for: {date.fromordinal(START + day)}}}"
        last, published = date.fromordinal(START + at), date.fromordinal(START + 100 + at)
        total = sum(known[day] for day in range(at + 1))
        lines.append(f"id: t{at}, source: a, count: {total}, period: 2020-01-01/{last}, published: {published}{added}")
    return lines, known, [(first, last) for first in range(length) for last in range(first, length)]


@settings(deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_daily_totals_with_batches_give_back_every_day(
    made: tuple[list[str], dict[int, int], list[tuple[int, int]]], random: object
) -> None:
    lines, known, windows = made
    random.shuffle(lines)  # type: ignore[attr-defined]
    series = series_of(*lines)
    for figure in series.figures:
        now = sum(known[day] for day in range(figure.outer.days))
        assert series.batches.restated(figure) == Range(now, now)
    for first, last in windows:
        window = f"{date.fromordinal(START + first)}/{date.fromordinal(START + last)}"
        found = align(series, days(window))
        assert isinstance(found, Aligned)
        missing = sum(added.batch.count for added in found.batches) if found.basis is Basis.REPORTED else 0
        assert found.estimate is not None
        assert found.estimate + missing == sum(known[day] for day in range(first, last + 1))
        assert EVEN not in found.assumptions
        assert found.moved is None
        assert sum(known[day] for day in range(first, last + 1)) in found.range


def test_no_batches_cost_nothing() -> None:
    series = series_of(MAY, JUNE)
    batches = Batches(series.figures, series.activity)
    assert (batches.added, batches.on(0, 10**6), batches.less(series.figures[0])) == ((), 0, 1500)


def test_a_batch_raises_no_floor_of_days_that_are_not_certain() -> None:
    """The stated days may begin on 31 January, so the thirty of 1 to 10 January need not be among them."""
    figures = """
        id: a1, source: a, count: 100, period: 2017-01/2017-03, published: 2017-04-05
        id: a2, source: a, count: 180, period: 2016-12-01/2017-04-30, published: 2017-05-05, BATCH
        id: b1, source: b, count: at most 110, period: 2017-01/2017-03, published: 2017-05-05
    """
    batch = "batch: {count: 30, for: 2017-01-01/2017-01-10}"
    assert list(between_sources(registry_of(figures.replace("BATCH", batch)))) == []


def test_the_rows_of_a_figure_are_found_though_a_batch_changed_what_it_says() -> None:
    registry = registry_of("\n".join((MAY, BATCH, "id: o, source: b, count: 9, period: 2016-06, published: 2017")), TWO)
    found = compare(registry, Question(selection=Selection(), baseline="b"))
    may = registry.by_id["may"]
    assert [row.window for row in rows_of(may, found.rows)] == [row.window for row in found.rows]
