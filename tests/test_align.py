"""What one source says of a window of days: the number, what it rests on, and why there is none."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import days, registry_of, row_of, rows_of

from casualtycli.align import align
from casualtycli.aligned import STRICT, Aligned, Assumption, Basis, NotAligned, as_printed
from casualtycli.periods import Span
from casualtycli.ranges import Exact
from casualtycli.select import Selection, voices
from casualtycli.series import Series

PLAIN = """
    sources:
      a: {name: Alpha, short: A}
"""
FINAL = """
    sources:
      a: {name: Alpha, short: A, revises: no}
"""
REPORT = """
    sources:
      a: {name: Alpha, short: A, clock: report}
"""
HOLES = """
    sources:
      a: {name: Alpha, short: A}
    actors:
      X: {active: [2020-01-06/2020-01-15, 2020-01-26/..]}
"""
EVEN, UNREVISED = Assumption.EVEN, Assumption.UNREVISED


def series_of(figures: str, declared: str = PLAIN) -> Series:
    """Return the figures of the only source in the only scope."""
    registry = registry_of(figures, declared)
    (voice,) = voices(registry, Selection(disputed=False))
    ((scope, found),) = voice.figures.items()
    return Series(found, registry.activity(scope), scope)


def aligned(figures: str, window: str, declared: str = PLAIN) -> Aligned:
    series, asked = series_of(figures, declared), days(window)
    found = align(series, asked, days=next(iter(series.stated(asked)), asked))
    assert isinstance(found, Aligned), found
    return found


def ids(found: Aligned) -> str:
    return " ".join(figure.id for figure in found.figures)


@pytest.mark.parametrize(
    ("count", "estimate", "low", "high"),
    [
        ("624", 624, 624, 624),
        ("at least 624", 624, 624, None),
        ("up to 624", 624, 0, 624),
        ("about 624", 624, 0, None),
        ("600 (500-700)", 600, 500, 700),
        ("500-700", None, 500, 700),
        ("hundreds", None, 200, None),
        ("0", 0, 0, 0),
    ],
)
@pytest.mark.parametrize("period", ["2020-01", "2020-01/2020-02", "2020"])
def test_a_figure_for_just_these_days_counts_as_its_words_say(
    count: str, period: str, estimate: int | None, low: int, high: int | None
) -> None:
    found = aligned(f"id: a1, source: a, count: {count}, period: {period}", period)
    assert (found.basis, found.estimate, found.assumptions) == (Basis.REPORTED, estimate, ())
    assert (found.range.low, found.range.high) == (low, high)


@pytest.mark.parametrize(
    ("stated", "declared", "window"),
    [
        pytest.param("2020-01/2020-02", PLAIN, "2020-01-01/2020-02-29", id="the outer days"),
        pytest.param("2020, published: 2020-03-10", PLAIN, "2020-01-01/2020-03-10", id="cut at publication"),
        pytest.param("2020-01-05/.., published: 2020-03", PLAIN, "2020-01-05/2020-03-31", id="open"),
        pytest.param("2020, published: 2020-03, projection: yes", PLAIN, "2020", id="a projection"),
        pytest.param("2020-01, actor: X", HOLES, "2020-01-06/2020-01-31", id="cut to the first active day"),
        pytest.param("2020-01-01/2020-01-20, actor: X", HOLES, "2020-01-06/2020-01-15", id="and to the last"),
    ],
)
def test_the_effective_days_of_a_period_count(stated: str, declared: str, window: str) -> None:
    found = aligned(f"id: a1, source: a, count: 5, period: {stated}", window, declared)
    assert (found.basis, found.estimate) == (Basis.REPORTED, 5)


ACROSS = """
    id: a1, source: a, count: 5, actor: X, period: 2020-01-06/2020-01-15
    id: a2, source: a, count: 9, actor: X, period: 2020-01
    id: a3, source: a, count: 4, actor: X, period: 2020-01-26/2020-01-31
"""


# Cut by the calendar, a window may begin or end on days that were not active.
@pytest.mark.parametrize(
    ("window", "estimate"),
    [("2020-01-06/2020-01-20", 5), ("2020-01-06/2020-01-25", 5), ("2020-01-16/2020-01-31", 4)],
)
def test_the_effective_days_of_a_window_count(window: str, estimate: int) -> None:
    found = aligned(ACROSS, window, HOLES)
    assert (found.basis, found.estimate) == (Basis.REPORTED, estimate)


@pytest.mark.parametrize("window", ["2020-01-16/2020-01-25", "2020-01-18"])
@pytest.mark.parametrize("figures", [ACROSS, "id: a2, source: a, count: 9, actor: X, period: 2020-01"])
def test_nobody_is_counted_on_inactive_days(figures: str, window: str) -> None:
    assert aligned(figures, window, HOLES).estimate == 0


def test_of_several_figures_for_just_these_days_the_newest_counts() -> None:
    figures = """
        id: a1, source: a, count: 5, period: 2020-01/2020-02, published: 2020-03-01
        id: a2, source: a, count: 7, period: 2020-01-01/2020-02-29, published: 2020-04-01
        id: a3, source: a, count: 6, period: 2020-01-01/2020-02, published: 2020-03-15
    """
    found = aligned(figures, "2020-01/2020-02")
    assert (found.estimate, ids(found)) == (7, "a2")


ONE = "id: a1, source: a, count: 5, period: 2020-01, published: 2020-02"
TOTALS = """
    id: a1, source: a, count: 31, period: 2020-01, published: 2020-06
    id: a2, source: a, count: 91, period: 2020-01-01/2020-03-31, published: 2020-06
    id: a3, source: a, count: 131, period: 2020-01-01/2020-04-30, published: 2020-07
"""


@pytest.mark.parametrize(
    ("figures", "declared", "window", "estimate", "used", "assumptions"),
    [
        pytest.param(TOTALS, PLAIN, "2020-01-11/2020-01-20", 10, "a1", (EVEN,), id="a share of one"),
        pytest.param(ONE, PLAIN, "2020-01-11", Fraction(5, 31), "a1", (EVEN,), id="exact to the last"),
        pytest.param(TOTALS, PLAIN, "2020-02-01/2020-03-31", 60, "a2 a1", (), id="published together"),
        pytest.param(TOTALS, PLAIN, "2020-04", 40, "a3 a2", (UNREVISED,), id="published one after the other"),
        pytest.param(TOTALS, FINAL, "2020-04", 40, "a3 a2", (), id="never revised"),
        pytest.param(TOTALS, PLAIN, "2020-02", 29, "a2 a1", (EVEN,), id="a share of a difference"),
        pytest.param(TOTALS, PLAIN, "2020-04-01/2020-04-03", 4, "a3 a2", (EVEN, UNREVISED), id="both assumptions"),
        pytest.param(TOTALS, FINAL, "2020-04-01/2020-04-03", 4, "a3 a2", (EVEN,), id="one of them"),
        pytest.param(
            TOTALS, PLAIN, "2020-01-22/2020-04-03", 74, "a3 a2 a1", (EVEN, UNREVISED), id="from share to share"
        ),
        pytest.param(
            """id: a1, source: a, count: 31, period: 2020-01
               id: a2, source: a, count: 58, period: 2020-02""",
            PLAIN, "2020-01/2020-02", 89, "a2 a1", (), id="a sum",
        ),
        pytest.param(
            """id: a1, source: a, count: 62, period: 2020-01
               id: a2, source: a, count: 1-100, period: 2020-01-01/2020-01-02""",
            PLAIN, "2020-01-01/2020-01-03", 6, "a1", (EVEN,), id="a range without a best number fixes nothing",
        ),
        pytest.param(
            "id: a1, source: a, count: some 31, period: 2020-01",
            PLAIN, "2020-01-02/2020-01-03", 2, "a1", (EVEN,), id="however worded",
        ),
        pytest.param(
            """id: a1, source: a, count: 31, period: 2020-01, published: 2020-02
               id: a2, source: a, count: 620, period: 2020-01, published: 2020-03, disputed: {by: a1, why: no}""",
            PLAIN, "2020-01-02/2020-01-03", 2, "a1", (EVEN,), id="a disputed one fixes nothing",
        ),
        pytest.param(
            """id: a1, source: a, count: 100, period: 2020-01-02/2020-01-21, published: 2020-02
               id: a2, source: a, count: 620, period: 2020-01, published: 2020-03""",
            PLAIN, "2020-01-05/2020-01-06", 10, "a1", (EVEN,), id="the closest known days",
        ),
        pytest.param(
            """id: a1, source: a, count: 40, period: 2020-01-02/2020-01-11, published: 2020-02
               id: a2, source: a, count: 60, period: 2020-01-03/2020-01-12, published: 2020-03""",
            PLAIN, "2020-01-05/2020-01-06", 12, "a2", (EVEN,), id="as close: the newest",
        ),
        pytest.param(
            "id: a1, source: a, count: 32, actor: X, period: 2020-01",
            HOLES, "2020-01-11/2020-01-26", 12, "a1", (EVEN,), id="nobody on the inactive days between",
        ),
        pytest.param(
            """id: a1, source: a, count: 5, actor: X, period: 2020-01-06/2020-01-15
               id: a2, source: a, count: 32, actor: X, period: 2020-01""",
            HOLES, "2020-01-26/2020-01-31", 27, "a2 a1", (), id="known across inactive days",
        ),
        pytest.param(
            TOTALS, REPORT, "2020-02-01/2020-03-31", 60, "a2", (EVEN,), id="a clock of reports: no differences",
        ),
        pytest.param(
            """id: a1, source: a, count: 31, period: 2020-01, published: 2020-06
               id: a2, source: a, count: 93, period: 2020-01-16/2020-02-15, published: 2020-07""",
            REPORT, "2020-01-17/2020-01-18", 6, "a2", (EVEN,), id="a clock of reports, as close: the newest",
        ),
    ],
)  # fmt: skip
def test_the_share_of_a_window(
    figures: str, declared: str, window: str, estimate: Exact, used: str, assumptions: tuple[Assumption, ...]
) -> None:
    found = aligned(figures, window, declared)
    assert (found.estimate, ids(found), found.assumptions) == (estimate, used, assumptions)


FALLEN = """
    id: a1, source: a, count: 40, period: 2020-01, published: 2020-02
    id: a2, source: a, count: 70, period: 2020-01-01/2020-03-31, published: 2020-04
    id: a3, source: a, count: 30, period: 2020-01-01/2020-02-29, published: 2020-05
    id: a4, source: a, count: 20, period: 2020-05, published: 2020-06
    id: a5, source: a, count: 30, period: 2020-05-10/2020-05-20, published: 2020-05-30
"""


@pytest.mark.parametrize(
    ("window", "estimate", "set_aside"),
    [
        ("2020-01-01/2020-01-20", 10, "a1"),
        ("2020-02-01/2020-02-02", 1, ""),
        ("2020-03", 40, ""),
        ("2020-05-20/2020-05-29", Fraction(200, 31), "a5"),
    ],
)
def test_older_figures_that_contradict_newer_ones_are_set_aside(window: str, estimate: Exact, set_aside: str) -> None:
    found = aligned(FALLEN, window)
    assert (found.estimate, " ".join(figure.id for figure in found.set_aside)) == (estimate, set_aside)


@pytest.mark.parametrize(
    ("periods", "coverage"),
    [
        (["2020-01"], ["2020-01"]),
        (["2020-05", "2020-01", "2020-02"], ["2020-01-01/2020-02-29", "2020-05"]),
        (["2020-01/2020-03", "2020-03-15/2020-04-15"], ["2020-01-01/2020-04-15"]),
    ],
)
@pytest.mark.parametrize("count", ["5", "5-9"])
def test_days_that_touch_connect_and_ranges_count(periods: list[str], count: str, coverage: list[str]) -> None:
    figures = "".join(f"id: a{at}, source: a, count: {count}, period: {told}\n" for at, told in enumerate(periods))
    assert series_of(figures).coverage == tuple(days(told) for told in coverage)


RANGE = "id: a1, source: a, count: 5-9, period: 2020-01"
APART = """
    id: a1, source: a, count: 5, period: 2020-01
    id: a2, source: a, count: 5, period: 2020-01-20/2020-02-20
"""
NOTHING = "no best number of A, and no chain of them, spans these days"
RESTS = "what A says of these days rests on an assumption: "


@pytest.mark.parametrize(
    ("figures", "declared", "window", "without", "bases", "reason"),
    [
        pytest.param(ONE, PLAIN, "2020-02", (), Basis, NOTHING, id="other days"),
        pytest.param(ONE, PLAIN, "2020-01-31/2020-02-01", (), Basis, NOTHING, id="a day behind the last"),
        pytest.param(ONE, PLAIN, "2019-12-31/2020-01-01", (), Basis, NOTHING, id="a day before the first"),
        pytest.param(APART, PLAIN, "2020-01-01/2020-02-20", (), Basis, NOTHING, id="no day joins the two"),
        pytest.param(TOTALS, REPORT, "2020-01-01/2020-05-01", (), Basis, NOTHING, id="no report around it"),
        pytest.param(ONE, PLAIN, "2020-01-05", (EVEN,), Basis, f"{RESTS}even", id="not even"),
        pytest.param(ONE, REPORT, "2020-01-05", (EVEN,), Basis, f"{RESTS}even", id="not even, by report"),
        pytest.param(TOTALS, PLAIN, "2020-04", (UNREVISED,), Basis, f"{RESTS}unrevised", id="revised"),
        pytest.param(TOTALS, PLAIN, "2020-04-02", (EVEN,), Basis, f"{RESTS}even", id="one of two"),
        pytest.param(
            TOTALS, PLAIN, "2020-04-02", (EVEN, UNREVISED), Basis, f"{RESTS}even and unrevised", id="both of two"
        ),
        pytest.param(ONE, PLAIN, "2020-01-05", (), STRICT, "A reports no figure for just these days", id="strict"),
    ],
)
def test_why_there_is_no_number(
    figures: str, declared: str, window: str, without: tuple[Assumption, ...], bases: type[Basis], reason: str
) -> None:
    found = align(series_of(figures, declared), days(window), bases=frozenset(bases), without=frozenset(without))
    assert isinstance(found, NotAligned)
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    ("figures", "window", "without"),
    [
        pytest.param(ONE, "2020-01", (EVEN, UNREVISED), id="reported"),
        pytest.param(TOTALS, "2020-02-01/2020-03-31", (EVEN, UNREVISED), id="published together"),
        pytest.param(TOTALS, "2020-04", (EVEN,), id="published one after the other"),
        pytest.param(TOTALS, "2020-02-05", (UNREVISED,), id="a share of what was published together"),
    ],
)
def test_what_rests_on_nothing_unwanted_stays(figures: str, window: str, without: tuple[Assumption, ...]) -> None:
    series = series_of(figures)
    assert align(series, days(window), without=frozenset(without)) == align(series, days(window))


@pytest.mark.parametrize(("figures", "window"), [(ONE, "2020-01-05"), (RANGE, "2020-01-05"), (ONE, "2020-03")])
def test_strict_knows_no_shares(figures: str, window: str) -> None:
    assert isinstance(align(series_of(figures), days(window), bases=STRICT), NotAligned)


def test_as_printed_no_days_are_cut() -> None:
    (figure,) = series_of(RANGE).figures
    found = as_printed(figure)
    assert (found.basis, found.estimate, found.range.low, found.range.high) == (Basis.REPORTED, None, 5, 9)


@given(
    totals=st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), min_size=1, max_size=5),
    cuts=st.sets(st.integers(0, 400), min_size=1, max_size=6),
    window=st.tuples(st.integers(0, 400), st.integers(0, 400)),
)
@settings(max_examples=60, deadline=None)
def test_pieces_on_one_curve_add_up(totals: list[tuple[int, int]], cuts: set[int], window: tuple[int, int]) -> None:
    first, figures, length, total = date(2020, 1, 1), "", 0, 0
    for at, (more_days, more) in enumerate(totals):
        length, total = length + more_days, total + more
        last = first + timedelta(days=length - 1)
        figures += f"id: a{at}, source: a, count: {total}, period: {first}/{last}\n"
    series = series_of(figures)
    start, stop = sorted(day % length for day in window)
    edges = sorted({start, stop + 1, *(cut for cut in cuts if start < cut <= stop)})
    spans = [Span.of_days(first.toordinal() + here, first.toordinal() + there) for here, there in pairwise(edges)]
    pieces, whole = [align(series, span) for span in spans], align(series, Span(spans[0].first, spans[-1].last))
    assert isinstance(whole, Aligned)
    assert sum(piece.estimate for piece in pieces if isinstance(piece, Aligned)) == whole.estimate


@pytest.mark.parametrize(
    ("first", "both", "assumptions"),
    [
        ("700", "900", ()),
        ("700", "at least 900", ()),  # what is left may be more, as its range says
        ("at least 700", "900", (Assumption.ALIKE,)),
        ("at least 700", "at least 900", (Assumption.ALIKE,)),
        ("about 700", "650-950", ()),  # which is no number to take it from
    ],
)
def test_to_take_away_what_is_no_exact_number_assumes_that_both_are_off_alike(
    first: str, both: str, assumptions: tuple[Assumption, ...]
) -> None:
    figures = f"""
        id: first, source: a, count: {first}, period: 2020-01-01/2020-05-31, published: 2020-07-05
        id: both, source: a, count: {both}, period: 2020-01-01/2020-06-30, published: 2020-07-05
        id: other, source: b, count: 500, period: 2020-06-01/2020-06-30, published: 2020-07-05
    """
    row = row_of(figures, baseline="b")
    assert row.subject.aligned.assumptions == assumptions
    if assumptions:
        assert row.subject.aligned.estimate == 200
        left = rows_of(figures, baseline="b", without=frozenset(assumptions))
        assert all(one.subject.aligned.basis is Basis.PROVED for one in left)


def test_the_share_of_one_total_that_is_no_exact_number_takes_nothing_away() -> None:
    figures = """
        id: both, source: a, count: at least 900, period: 2020-01-01/2020-06-30, published: 2020-07-05
        id: other, source: b, count: 500, period: 2020-06-01/2020-06-30, published: 2020-07-05
    """
    assert row_of(figures, baseline="b").subject.aligned.assumptions == (Assumption.EVEN,)


def test_a_whole_has_no_number_where_one_of_its_parts_has_none() -> None:
    """What the north has alone is no number of the land, of which the south has 10 to 20."""
    figures = """
        id: north, source: a, count: 100, period: 2020-01-01/2020-03-31, place: North
        id: south, source: a, count: 10-20, period: 2020-01-01/2020-03-31, place: South
        id: land, source: b, count: 50, period: 2020-02
    """
    declared = "sources: {a: {}, b: {}}\nplaces: {Land: {parts: [North, South]}}\n"
    (whole,) = (row for row in rows_of(figures, declared, baseline="b") if row.subject.scope.place == "Land")
    assert (whole.subject.aligned.basis, whole.subject.aligned.estimate) == (Basis.PROVED, None)
    assert whole.subject.aligned.range.high == 120
