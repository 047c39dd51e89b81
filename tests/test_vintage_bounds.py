"""Which of a source's figures speak of one tally: those of a vintage, and none that newer ones have outgrown."""

from __future__ import annotations

import pytest
from registries import TWO, compared, days, row_of

from casualtycli.aligned import Assumption, Basis
from casualtycli.comparison import Align, Comparison
from casualtycli.ranges import Range

BASELINE = "id: b1, source: b, count: 100, period: 2020-01-01/2020-03-31, published: 2020-05-01"


def row(figures: str, declared: str = TWO, **asked: object) -> Comparison:
    return row_of(f"{BASELINE}\n{figures}", declared, **{"baseline": "b", **asked})


def test_a_ceiling_older_than_the_estimate_neither_moves_nor_bounds_it() -> None:
    """What had been counted of some days by 4 February is no bound of what was known of them a day later."""
    found = row(
        """
        id: new, source: a, count: 93, period: 2020-02-15/2020-03-26, published: 2021-02-07
        id: mid, source: a, count: 75, period: 2020-02-20/2020-04-05, published: 2021-02-06
        id: whole, source: a, count: 214, period: 2020-02-10/2020-04-16, published: 2021-02-05
        id: old, source: a, count: 0, period: 2020-02-10/2020-02-25, published: 2021-02-04
        """,
        period=days("2020-02-10/2020-02-16"),
    ).subject.aligned
    assert (found.moved, found.set_aside and found.set_aside[0].id) == (None, "old")
    assert found.estimate is not None
    assert found.estimate * 67 == 214 * 7
    assert found.range.high is not None
    assert found.range.high > found.estimate


OUTGROWN = """
    id: new, source: a, count: 149, period: 2020-02-01/2020-03-31, published: 2021-02-07
    id: old1, source: a, count: 132, period: 2020-01-01/2020-02-29, published: 2021-02-05
    id: old2, source: a, count: 11, period: 2020-03-01/2020-03-31, published: 2021-02-05
"""


def test_exact_figures_that_newer_ones_have_outgrown_determine_nothing() -> None:
    quarter = row(OUTGROWN).subject.aligned
    assert (quarter.basis, quarter.estimate, quarter.range) == (Basis.PROVED, None, Range(149, None))
    assert compared(f"{BASELINE}\n{OUTGROWN}", baseline="b", align=Align.STRICT).rows == ()
    february = row(OUTGROWN, period=days("2020-02")).subject.aligned
    assert (february.basis, february.estimate, february.moved) == (Basis.DIFFERENCE, 138, None)


UNDATED = """
    id: b1, source: b, count: 100, period: 2020-02
    id: long, source: a, count: 70, period: 2020-01-01/2020-02-29, published: null
    id: short, source: a, count: 40, period: 2020-01-01/2020-01-31, published: null
"""


@pytest.mark.parametrize(
    ("revises", "basis", "assumptions"),
    [("yes", Basis.DIFFERENCE, (Assumption.UNREVISED,)), ("no", Basis.DERIVED, ())],
)
def test_figures_that_nobody_dates_were_not_published_together(
    revises: str, basis: Basis, assumptions: tuple[Assumption, ...]
) -> None:
    found = row_of(
        UNDATED, f"sources: {{a: {{name: A, revises: {revises}}}, b: {{name: B}}}}\n", baseline="b"
    ).subject.aligned
    assert (found.basis, found.estimate, found.assumptions) == (basis, 30, assumptions)
    assert found.range == (Range(30, 30) if revises == "no" else Range(0, 70))


@pytest.mark.parametrize("dates", [("2021-03-01", "2021-02-07"), ("2021-03-01", "2021-03-01"), ("null", "null")])
@pytest.mark.parametrize("counts", ["stated", "documented"])
def test_of_a_source_that_never_revises_older_figures_that_cannot_hold_are_set_aside(
    counts: str, dates: tuple[str, str]
) -> None:
    published = [f", published: {date}" for date in dates]
    found = row(
        f"""
        id: f0, source: a, count: 5, period: 2020-01-01/2020-06-30{published[0]}
        id: f1, source: a, count: 9, period: 2020-01-01/2020-03-30{published[1]}
        """,
        f"sources: {{a: {{name: A, revises: no, counts: {counts}}}, b: {{name: B}}}}\n",
        period=days("2020-02"),
    ).subject.aligned
    assert found.estimate is not None
    assert found.estimate in found.range
    assert found.range.high in (5, 9)
