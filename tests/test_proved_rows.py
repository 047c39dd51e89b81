"""What is proved of the rows of a comparison, and numbers that figures determine."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from textwrap import dedent
from typing import Any

import pytest
from registries import TWO, days, row_of, rows_of

from casualtycli import bounds
from casualtycli.aligned import Assumption, Basis
from casualtycli.bounds import Bound, Bounds, Clash
from casualtycli.claims import Window
from casualtycli.comparison import Align, Verdict
from casualtycli.ranges import Range
from casualtycli.report.notes import notes_of, rests_on
from casualtycli.scopes import Scope

PLACES = dedent(TWO) + "places: {Land: {parts: [North, South]}}\n"
B = 'id: b1, source: b, count: "1,000"'
TOTALS = """
    id: a1, source: a, count: "1,481", period: 2014-09-23/2017-05-23, published: 2017-05-23
    id: a2, source: a, count: "1,953", period: 2014-09-23/2017-06-23, published: 2017-06-23
"""


def declared(more: str) -> str:
    return dedent(TWO).replace("short: A}", f"short: A, {more}}}")


@pytest.mark.parametrize(
    ("more", "replaced", "basis", "range_", "assumptions"),
    [
        ("", ("", ""), Basis.DIFFERENCE, Range(0, 472), (Assumption.UNREVISED,)),
        ("", ("published: 2017-05-23", "published: 2017-06-23"), Basis.DERIVED, Range(472, 472), ()),
        ("revises: no", ("", ""), Basis.DERIVED, Range(472, 472), ()),
        (
            "",
            ('count: "1,481"', "count: at least 1481"),
            Basis.PRO_RATA,
            Range(0, 472),
            (Assumption.ALIKE, Assumption.UNREVISED),
        ),
    ],
)
def test_a_month_between_two_running_totals(
    more: str, replaced: tuple[str, str], basis: Basis, range_: Range, assumptions: tuple[Assumption, ...]
) -> None:
    figures = TOTALS.replace(*replaced) + f"{B}, period: 2017-05-24/2017-06-23"
    row = row_of(figures, declared(more), baseline="b")
    aligned = row.subject.aligned
    assert (aligned.basis, aligned.estimate, aligned.range) == (basis, 472, range_)
    assert aligned.assumptions == assumptions
    assert [figure.id for figure in aligned.figures] == ["a2", "a1"]


def test_a_difference_rests_on_figures_that_determine_it_not_on_one_that_confirms_it() -> None:
    month = """
    id: a3, source: a, count: 472, period: 2017-05-23/2017-06-23, published: 2017-06-23
    id: a4, source: a, count: 9, period: 2017-06-01/2017-06-23, published: 2017-06-23, place: North
"""
    figures = TOTALS + month + f"{B}, period: 2017-05-24/2017-06-23"
    rows = {row.subject.scope.place: row for row in rows_of(figures, PLACES, baseline="b")}
    aligned = rows["Land"].subject.aligned
    assert (aligned.basis, aligned.estimate, aligned.range) == (Basis.DIFFERENCE, 472, Range(9, 472))
    assert [figure.id for figure in aligned.figures] == ["a2", "a1"]


def test_of_a_source_that_never_revises_the_older_of_two_that_clash_is_set_aside() -> None:
    figures = """
        id: a1, source: a, count: at least 5, period: 2021-06-10/2021-06-11, published: 2021-07-01
        id: a2, source: a, count: 1, period: 2021-06, published: 2021-08-01
        id: b1, source: b, count: 3, period: 2021-06-01/2021-06-15
    """
    aligned = row_of(figures, declared("revises: no"), baseline="b").subject.aligned
    assert (aligned.range, [figure.id for figure in aligned.set_aside]) == (Range(0, 1), ["a1"])


def test_by_report_no_month_is_had_from_two_totals() -> None:
    figures = TOTALS + f"{B}, period: 2017-05-24/2017-06-23"
    row = row_of(figures, declared("clock: report"), baseline="b")
    assert row.subject.aligned.basis is Basis.PRO_RATA
    assert row.subject.aligned.estimate != 472
    assert row.subject.aligned.range == Range(0, None)


def test_strict_takes_what_follows_with_no_assumption() -> None:
    figures = TOTALS + f"{B}, period: 2017-05-24/2017-06-23"
    strict: dict[str, Any] = {"baseline": "b", "align": Align.STRICT}
    assert rows_of(figures, **strict) == ()
    row = row_of(figures, declared("revises: no"), **strict)
    assert (row.subject.aligned.basis, rests_on(row)) == (Basis.DERIVED, "A derived")


def test_strictly_each_run_of_days_that_both_report_is_a_row_where_all_of_them_together_are_none() -> None:
    figures = """
        id: a22, source: a, count: 100, period: 2022, published: 2023-01-10
        id: a23, source: a, count: 300, period: 2023, published: 2024-01-10
        id: b21, source: b, count: 50, period: 2021, published: 2022-02-01
        id: b22, source: b, count: 400, period: 2022, published: 2023-02-01
        id: b22q1, source: b, count: 90, period: 2022-01-01/2022-03-31, published: 2023-02-01
        id: b23, source: b, count: 200, period: 2023, published: 2024-02-01
    """
    years = [(row.window, row.ratio and row.ratio.estimate) for row in rows_of(figures, align=Align.STRICT)]
    assert years == [(days("2022"), 4), (days("2023"), Fraction(2, 3))]
    (together,) = rows_of(figures)
    assert (together.window, together.subject.aligned.basis) == (days("2022-01-01/2023-12-31"), Basis.DIFFERENCE)


def test_the_sum_of_all_parts_meets_the_whole() -> None:
    figures = """
        id: n, source: b, count: 300, period: 2021, place: North
        id: s, source: b, count: 400, period: 2021, place: South
        id: a1, source: a, count: "1,000", period: 2021
    """
    rows = {row.subject.scope.place: row for row in rows_of(figures, PLACES)}
    assert list(rows) == ["Land", "North", "South"]
    whole = rows["Land"]
    assert (whole.subject.aligned.basis, whole.subject.aligned.estimate) == (Basis.DERIVED, 700)
    assert whole.subject.aligned.range == Range(700, 700)
    assert [rows[place].verdict for place in rows] == [Verdict.CLASH, Verdict.LOWER, Verdict.LOWER]


def test_a_share_of_parts_adds_up_to_a_share_of_the_whole() -> None:
    figures = """
        id: n, source: b, count: 310, period: 2021-01, place: North
        id: s, source: b, count: 620, period: 2021-01, place: South
        id: a1, source: a, count: 500, period: 2021-01-01/2021-01-10
    """
    whole = next(row for row in rows_of(figures, PLACES) if row.subject.scope.place == "Land")
    assert (whole.subject.aligned.basis, whole.subject.aligned.estimate) == (Basis.PRO_RATA, 300)
    assert whole.subject.aligned.assumptions == (Assumption.EVEN,)
    assert whole.subject.aligned.range == Range(0, 930)


def test_a_part_is_the_whole_less_the_other_part() -> None:
    figures = """
        id: w1, source: a, count: 900, period: 2021-01-01/2021-06-30
        id: n1, source: a, count: 500, period: 2021-01-01/2021-06-30, place: North
        id: s1, source: a, count: 700, period: 2021, place: South
        id: b1, source: b, count: 350, period: 2021-01-01/2021-06-30, place: South
    """
    row = next(row for row in rows_of(figures, PLACES, baseline="b") if row.subject.scope.place == "South")
    assert (row.subject.aligned.basis, row.subject.aligned.estimate) == (Basis.DERIVED, 400)


def test_a_range_without_a_best_number_proves_one() -> None:
    figures = f"""
        id: a1, source: a, count: 500-700, period: 2021
        id: a2, source: a, count: 200-300, period: 2021-01-01/2021-06-30
        {B}, period: 2021-07-01/2021-12-31
    """
    row = row_of(figures, baseline="b")
    assert (row.subject.aligned.basis, row.subject.aligned.estimate) == (Basis.PROVED, None)
    assert row.subject.aligned.range == Range(200, 500)
    assert row.gap is not None
    assert row.gap.range == Range(-800, -500)


@pytest.mark.parametrize(
    ("part", "end", "note"),
    [
        ("at least 500", 500, "A: raised from 102 to 500: part"),
        ("at least 102", 102, "A: raised from 101.92 to 102: part"),
        ("at least 101", None, ""),
    ],
)
def test_an_estimate_outside_of_what_is_proved_is_moved_to_its_end(part: str, end: int | None, note: str) -> None:
    figures = f"""
        id: year, source: a, count: 1200, period: 2021
        id: part, source: a, count: {part}, period: 2021-01, place: North
        {B}, period: 2021-01
    """
    row = next(row for row in rows_of(figures, PLACES, baseline="b") if row.subject.scope.place == "Land")
    aligned = row.subject.aligned
    assert aligned.basis is Basis.PRO_RATA
    assert aligned.estimate == (end or Fraction(1200 * 31, 365))
    assert (aligned.moved is not None) == (end is not None)
    assert [told for told in notes_of(row) if "A: " in told] == ([note] if note else [])


def test_a_floor_that_was_published_later_is_no_floor_of_the_tally_before() -> None:
    figures = f"""
        id: january, source: a, count: 90, period: 2021-01, published: 2021-02-01
        id: winter, source: a, count: 120, period: 2021-01-01/2021-02-28, published: 2021-03-01
        id: found, source: a, count: at least 100, period: 2021-01-01/2021-01-31, published: 2021-04-01, variant: x
        {B}, period: 2021-02
    """
    row = rows_of(figures, baseline="b", period=days("2021-02"))[0]
    assert row.subject.aligned.range == Range(0, 30)


def test_a_total_that_falls_though_its_source_never_revises_is_set_aside() -> None:
    figures = f"""
        id: june, source: a, count: 100, period: 2017-01-01/2017-06-30, published: 2017-07-02
        id: july, source: a, count: 90, period: 2017-01-01/2017-07-31, published: 2017-08-02
        {B}, period: 2017-02-01/2017-03-31
    """
    aligned = row_of(figures, declared("revises: no"), baseline="b").subject.aligned
    assert [figure.id for figure in aligned.set_aside] == ["june"]
    assert aligned.range == Range(0, 90)


class Late(Bounds):
    """Bounds that see no clash before they are asked for a range."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.asked = False

    def clash(self) -> Clash | None:
        return super().clash() if self.asked else None

    def of(self, scope: Scope, windows: Sequence[Window]) -> tuple[Bound, ...]:
        self.asked = True
        return super().of(scope, windows)


@pytest.mark.parametrize("more", ["", "revises: no"])
def test_what_clashes_only_on_the_days_asked_about_is_set_aside_too(more: str, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = f"""
        id: north, source: a, count: 120, period: 2021-01, place: North, published: 2021-02-02
        id: land, source: a, count: 100, period: 2021-01-01/2021-02-28, published: 2021-03-02
        {B}, period: 2021-01
    """
    places = declared(more) + "places: {Land: {parts: [North, South]}}\n"
    ranges = []
    for kind in (Bounds, Late):
        monkeypatch.setattr(bounds, "Bounds", kind)
        row = next(row for row in rows_of(figures, places, baseline="b") if row.subject.scope.place == "Land")
        ranges.append(row.subject.aligned.range)
    assert ranges == [Range(0, 100), Range(0, 100)]
