"""What tables make of a side's number, and the order that tables and rows stand in."""

from __future__ import annotations

import pytest
from registries import compared, registry_of, row_of

from casualtycli.comparison import Question
from casualtycli.report.comparisons import comparison_page
from casualtycli.report.marks import Marks
from casualtycli.select import Selection
from casualtycli.table import Lines, Table
from casualtycli.wording import UNICODE

MONTH, MONTHS = "2020-01-01/2020-01-31", "2020-01/2020-02"


@pytest.mark.parametrize(
    ("count", "period", "other", "shown"),
    [
        ("30", MONTH, MONTH, "30"),
        ("at least 30", MONTH, MONTH, "≥ 30"),
        ("30 (20-50)", MONTH, MONTH, "30 (20–50)"),
        ("30 (30-50)", MONTH, MONTH, "30 (30–50)"),
        # the same words for months, whichever days these are, and other words: then the high says nothing of just these
        ("30 (20-50)", MONTHS, MONTHS, "30 (20–50)"),
        ("30 (20-50)", MONTHS, "2020-01-01/2020-02-29", "30 (≥ 20)"),
        ("30 (30-50)", MONTHS, "2020-01-01/2020-02-29", "≥ 30"),
        ("30", MONTHS, "2020-01-01/2020-02-29", "30"),
    ],
)
def test_a_number_is_shown_with_what_its_words_leave_open(count: str, period: str, other: str, shown: str) -> None:
    row = row_of(f"""
        id: a1, source: a, count: 10, period: {other}
        id: b1, source: b, count: "{count}", period: {period}
    """)
    assert Marks(UNICODE).count(row.subject).text == shown


DECLARED = """
    sources: {a: {name: Alpha, short: A}, b: {name: Beta, short: B}}
    measures: {killed: {}, hurt: {}}
    places: {West: {parts: [Coast, Hills]}, Coast: {includes: [Aden]}}
"""
FIGURES = """
    id: a-hurt, source: a, count: 9, place: West, period: 2020-01, measure: hurt, published: 2020-02
    id: a-killed, source: a, count: 8, place: West, period: 2020-01, published: 2020-03
    id: b-hurt, source: b, count: 9, place: West, period: 2020-01, measure: hurt, published: 2020-02
    id: b-aden, source: b, count: 1, place: Aden, period: 2020-01
    id: b-coast, source: b, count: 2, place: Coast, period: 2020-01
    id: b-hills, source: b, count: 3, place: Hills, period: 2020-01
    id: b-west, source: b, count: 6, place: West, period: 2020-01
"""


def test_a_whole_stands_before_its_parts_and_measures_as_declared() -> None:
    found = compared(FIGURES, DECLARED)
    places = [row.subject.scope.place for row in found.rows if row.subject.scope.measure == "killed"]
    assert places == ["West", "Coast", "Hills", "Aden"]
    page = comparison_page(registry_of(FIGURES, DECLARED), Question(selection=Selection()), found, UNICODE)
    titles = [block.title.split(" · ")[0] for block in page.blocks if isinstance(block, Table)]
    assert titles == ["Killed", "Hurt"] * 2


DISPUTED = """
    id: a1, source: a, count: 8, period: 2020-01, disputed: {by: b1, why: misread}
    id: b1, source: b, count: 9, period: 2020-01
    id: b2, source: b, count: 7, period: 2020-03, disputed: {by: b1, why: misprinted}
"""


def test_a_dispute_is_told_of_a_baseline_too_and_of_what_cannot_be_compared() -> None:
    page = comparison_page(registry_of(DISPUTED), Question(selection=Selection()), compared(DISPUTED), UNICODE)
    *_, ratios, apart = page.blocks
    assert isinstance(ratios, Table)
    assert isinstance(apart, Lines)
    assert ratios.notes[-1] == ("†", "a1 is disputed by b1: misread")
    assert apart.notes == (("†", "b2 is disputed by b1: misprinted"),)


def test_a_disputed_figure_as_baseline_is_not_set_against_itself() -> None:
    rows = compared(DISPUTED, baseline="a1").rows
    assert [row.subject.aligned.figures[0].id for row in rows] == ["b1"]
