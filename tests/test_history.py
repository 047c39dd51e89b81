"""Ratios as they stood, what a source changed, two periods side by side, and figures by their ids."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registries import TWO, compared, days, registry_of

from casualtycli.compare import compare
from casualtycli.comparison import Comparison, Question
from casualtycli.history import History, history, pair
from casualtycli.problems import CommandError
from casualtycli.report.history import history_page
from casualtycli.report.notes import notes_of
from casualtycli.revisions import Kind, Revision, revisions
from casualtycli.select import Selection, check_known, speaker_named
from casualtycli.table import Table
from casualtycli.wording import UNICODE

TOLD = """
    id: b1, source: b, count: 10, period: 2021-01-01/2021-03-31, published: 2021-04-10
    id: a1, source: a, count: 480, period: 2021-01-01/2021-03-31, published: 2021-04-20
    id: b2, source: b, count: 60, period: 2021-01-01/2021-06-30, published: 2021-07-10
    id: a2, source: a, count: 600, period: 2021-01-01/2021-06-30, published: 2021-07-20
    id: a3, source: a, count: 540, period: 2021-01-01/2021-06-30, published: 2021-09-01
"""


def said(row: Comparison) -> object:
    return row.window, [(side.aligned.basis, side.aligned.estimate) for side in row.sides]


def history_of(figures: str, **question: object) -> History:
    asked = Question(selection=Selection(sources=("a",)), baseline="b")._replace(**question)  # type: ignore[arg-type]
    return history(registry_of(figures), asked)


def told(found: History) -> list[tuple[str, Fraction | int | None, tuple[str, ...]]]:
    return [
        (str(each.known), each.row.ratio and each.row.ratio.estimate, tuple(one.id for one in each.published))
        for each in found.standings
    ]


def test_a_history_has_a_row_for_each_day_on_which_the_comparison_changed() -> None:
    assert told(history_of(TOLD)) == [
        ("2021-04-20", 48, ("a1",)),
        ("2021-07-20", 10, ("a2",)),
        ("2021-09-01", 9, ("a3",)),
    ]


def test_a_history_ends_where_what_was_known_does() -> None:
    selection = Selection(sources=("a",), as_of=date(2021, 8, 1))
    assert [ratio for _, ratio, _ in told(history_of(TOLD, selection=selection))] == [48, 10]


def test_figures_without_a_date_count_from_the_day_on_which_they_can_have_been_known() -> None:
    """As for --as-of: not before the last day that they certainly speak of."""
    undated = re.sub("2021-04-.0", "null", TOLD)
    assert told(history_of("\n".join(undated.splitlines()[:3]))) == [("2021-03-31", 48, ("a1", "b1"))]
    assert told(history_of(undated)) == [
        ("2021-03-31", 48, ("a1", "b1")),
        ("2021-07-20", 10, ("a2",)),
        ("2021-09-01", 9, ("a3",)),
    ]


def test_a_figure_alone_has_a_history_too() -> None:
    found = history_of(TOLD, selection=Selection(), alone=("a1",))
    assert told(found) == [("2021-04-20", 48, ("a1",))]


def test_the_whole_stands_before_its_parts_and_measures_as_the_registry_has_them() -> None:
    declared = f"""{dedent(TWO)}places: {{Land: {{parts: [East, West]}}}}
measures: {{killed: {{}}, injured: {{}}}}
"""
    figures = "\n".join(
        f"id: {source}-{measure}-{place}, source: {source}, count: 5, period: 2021, measure: {measure}, place: {place}"
        for source in "ab"
        for measure in ("injured", "killed")
        for place in ("East", "Land", "West")
    )
    asked = Question(selection=Selection(sources=("a",)), baseline="b")
    scopes = [each.row.subject.scope for each in history(registry_of(figures, declared), asked).standings]
    assert [(scope.measure, scope.place) for scope in scopes] == [
        (measure, place) for measure in ("killed", "injured") for place in ("Land", "East", "West")
    ]


def bars(*ratios: int) -> tuple[list[str], list[str]]:
    """Return the bars of a history of such ratios, and what is said of those that are cut."""
    figures = "\n".join(
        f"id: {source}{at}, source: {source}, count: {count}, period: 2020-01-01/2020-0{at}-28, published: 2021-0{at}"
        for at, ratio in enumerate(ratios, start=1)
        for source, count in (("a", ratio), ("b", 1))
    )
    registry = registry_of(figures)
    asked = Question(selection=Selection(sources=("a",)), baseline="b")
    (table,) = history_page(registry, asked, history(registry, asked), UNICODE).blocks
    assert isinstance(table, Table)
    at = [column.title for column in table.columns].index("")
    return [row[at].text for row in table.rows], [text for mark, text in table.notes if mark == "+"]


def test_the_largest_ratio_has_a_full_bar() -> None:
    assert bars(48, 12, 6) == (["█" * 12, "███", "█▌"], [])


def test_a_ratio_far_beyond_the_usual_ones_has_a_bar_that_is_cut() -> None:
    assert bars(230, 48, 6, 6, 6) == (
        ["█" * 12 + "+", "█" * 12, "█▌", "█▌", "█▌"],
        ["the bar is cut: beyond 48.00×"],
    )


def test_what_is_to_be_said_of_every_row_is_said_once() -> None:
    declared = f"{dedent(TWO)}places: {{Land: {{parts: [East, West]}}}}\n"
    registry = registry_of(TOLD.replace("source: a,", "source: a, place: East,"), declared)
    asked = Question(selection=Selection(sources=("a",)), baseline="b")
    found = history(registry, asked)
    (table,) = history_page(registry, asked, found, UNICODE).blocks
    assert isinstance(table, Table)
    assert len(found.standings) == 3
    assert table.notes[0] == ("all", "part of Land: the count for the whole would be no smaller")
    assert [row[0].text for row in table.rows] == [str(each.known) for each in found.standings]


def test_of_several_runs_of_days_the_longest_is_told() -> None:
    found = history_of(
        """
        id: a1, source: a, count: 10, period: 2021-01-01/2021-01-31, published: 2021-12-01
        id: a2, source: a, count: 30, period: 2021-03-01/2021-04-30, published: 2021-12-01
        id: b1, source: b, count: 120, period: 2021-01-01/2021-04-30, published: 2021-12-01
        """
    )
    (standing,) = found.standings
    assert (standing.row.window, standing.runs) == (days("2021-03-01/2021-04-30"), 2)


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1, 99), st.integers(10, 60), st.integers(60, 90)),
        min_size=2,
        max_size=6,
        unique_by=lambda entry: entry[0::2],
    )
)
def test_a_history_says_what_compare_says_as_of_each_day(entries: list[tuple[str, int, int, int]]) -> None:
    start = date(2021, 1, 1)
    figures = "\n".join(
        f"id: f{at}, source: {source}, count: {count}, "
        f"period: {start}/{start + timedelta(length)}, published: {start + timedelta(known + at)}"
        for at, (source, count, length, known) in enumerate(entries)
    )
    registry = registry_of(figures)
    asked = Question(selection=Selection(sources=("a",)), baseline="b")
    stood: dict[object, Comparison] = {}
    last: dict[object, Comparison] = {}
    found = {(each.known, pair(each.row)): each.row for each in history(registry, asked).standings}
    for day in sorted({figure.known for figure in registry.figures}):
        rows = compare(registry, asked._replace(selection=asked.selection._replace(as_of=day))).rows
        for row in rows:
            stood[pair(row)] = row
            last[pair(row)] = found.get((day, pair(row)), last.get(pair(row), row))
            assert said(last[pair(row)]) == said(row)
    assert stood.keys() == {key for _, key in found}


CHANGED = """
    id: a1, source: a, count: 600, period: 2021-01-01/2021-06-30, published: 2021-07-20
    id: a2, source: a, count: 540, period: 2021-01-01/2021-06-30, published: 2021-09-01
    id: a3, source: a, count: 570, period: 2021-01-01/2021-06-30, published: 2021-09-11
    id: a4, source: a, count: 560, period: 2021-01-01/2021-09-30, published: 2021-10-01
    id: a5, source: a, count: 900, period: 2021-01-01/2021-12-31, published: 2022-01-01
    id: a6, source: a, count: at most 905, period: 2021-01-01/2021-11-30, published: 2022-01-03, supersedes: a5
"""


def revised(figures: str, **selection: object) -> list[tuple[object, ...]]:
    found = revisions(registry_of(figures), Selection(sources=("a",))._replace(**selection))  # type: ignore[arg-type]
    return [(one.kind, one.old.id, one.new.id, one.change, one.percent, one.days, one.fell) for one in found]


def test_revisions_name_each_figure_that_another_took_the_place_of() -> None:
    assert revised(CHANGED) == [
        (Kind.REPLACED, "a1", "a2", -60, -10, 43, True),
        (Kind.REPLACED, "a2", "a3", 30, Fraction(50, 9), 10, False),
        (Kind.FELL, "a3", "a4", -10, Fraction(-100, 57), 20, True),
        (Kind.SUPERSEDED, "a5", "a6", 5, Fraction(5, 9), 2, False),
    ]


def test_revisions_know_only_what_was_known() -> None:
    assert [entry[1:3] for entry in revised(CHANGED, as_of=date(2021, 9, 5))] == [("a1", "a2")]


def test_fewer_on_more_days_is_a_revision() -> None:
    figures = """
        id: a1, source: a, count: at least 1450, period: 2021-06-01/2021-10-31, published: 2022-01-01
        id: a2, source: a, count: about 1470, period: 2021-06-01/2021-09-30, published: 2022-01-01
        id: a3, source: a, count: at least 1400, period: 2021, published: 2022-07-01
        id: a4, source: a, count: 1300, period: 2021-07-01/2021-12-31, published: 2022-08-01
        id: a5, source: a, count: 9, period: 2021, place: North, published: 2022-09-01
    """
    assert revised(figures) == [(Kind.FELL, "a1", "a3", -50, Fraction(-100, 29), 181, True)]
    assert revised(figures, as_of=date(2022, 6, 30)) == []


OLD_DEATHS = """
    id: a1, source: a, count: 900, period: 2021-01-01/2021-04-30, published: 2021-05-05
    id: a2, source: a, count: 1000, period: 2021-01-01/2021-05-31, published: 2021-06-05
    id: a3, source: a, count: 1500, period: 2021-01-01/2021-06-30, published: 2021-07-05, BATCH
    id: a4, source: a, count: 1500, period: 2021-01-01/2021-06-30, published: 2021-07-06, BATCH
""".replace("BATCH", "batch: {count: 300, for: 2021-02}")


def test_old_deaths_that_were_added_at_once_are_a_revision_of_the_newest_figure_without_them() -> None:
    assert revised(OLD_DEATHS) == [
        (Kind.ADDED, "a2", "a3", 300, 30, 30, False),
        (Kind.REPLACED, "a3", "a4", 0, 0, 1, False),
    ]
    assert revised(OLD_DEATHS, as_of=date(2021, 7, 4)) == []
    later = OLD_DEATHS.replace("for: 2021-02", "for: 2021-06")
    assert [entry[0] for entry in revised(later)] == [Kind.REPLACED]  # no figure had counted those days


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.integers(0, 9), st.integers(0, 20), st.sampled_from(["", "at least ", "about "])
        ),
        min_size=2,
        max_size=8,
        unique_by=lambda entry: entry[:2],
    )
)
def test_what_fell_is_what_a_newer_figure_has_fewer_of(entries: list[tuple[int, int, int, str]]) -> None:
    start = date(2021, 1, 1)
    figures = "\n".join(
        f"id: a{at}, source: a, count: {words}{count}, published: {start + timedelta(20 + at)}, "
        f"period: {start + timedelta(first)}/{start + timedelta(first + length)}"
        for at, (first, length, count, words) in enumerate(entries)
    )
    expected = {}
    for at, (first, length, count, words) in enumerate(entries):
        for later, (begin, days_, number, _) in list(enumerate(entries))[at + 1 :]:
            least = count if first == begin or words != "about " else 0
            if begin <= first and first + length <= begin + days_ and number < least:
                expected[f"a{at}"] = f"a{later}"
                break
    assert {old: new for _, old, new, *_ in revised(figures)} == expected


def test_a_revision_of_nothing_or_of_a_range_has_no_percentage() -> None:
    registry = registry_of(
        """
        id: a1, source: a, count: 0, period: 2021, published: 2022-01-01
        id: a2, source: a, count: 5, period: 2021, published: 2022-02-01
        id: a3, source: a, count: 5-9, period: 2021
        """
    )
    a1, a2, a3 = (registry.by_id[id_] for id_ in ("a1", "a2", "a3"))
    assert (Revision(Kind.REPLACED, a1, a2).change, Revision(Kind.REPLACED, a1, a2).percent) == (5, None)
    assert (Revision(Kind.REPLACED, a2, a3).change, Revision(Kind.REPLACED, a2, a3).percent) == (None, None)


MONTHS = """
    id: a1, source: a, count: 1481, period: 2014-09-23/2017-05-23, published: 2017-05-23
    id: a2, source: a, count: 1953, period: 2014-09-23/2017-06-23, published: 2017-06-23
    id: b1, source: b, count: 100, period: 2017-04-24/2017-05-23, published: 2017-06-01
"""


def test_a_source_is_set_against_itself_in_another_period() -> None:
    asked = {"period": days("2017-05-24/2017-06-23"), "against": days("2014-09-23/2017-05-23")}
    (row,) = compared(MONTHS, selection=Selection(sources=("a",)), **asked).rows
    assert (row.window, row.baseline_window) == (asked["period"], asked["against"])
    assert (row.subject.aligned.estimate, row.baseline.aligned.estimate) == (472, 1481)
    assert row.ratio is not None
    assert row.ratio.estimate == Fraction(472, 1481)
    assert row.daily_ratio == Fraction(472, 31) / Fraction(1481, 974)


def test_two_shares_of_one_figure_are_told_to_be_that() -> None:
    said = "both are shares of one figure by their days: it says nothing of either period alone"
    for period, against, alike in (("2015-01", "2015-02", True), ("2017-05-24/2017-06-23", "2015-02", False)):
        asked = {"period": days(period), "against": days(against)}
        (row,) = compared(MONTHS, selection=Selection(sources=("a",)), **asked).rows
        assert (said in notes_of(row)) is alike


def test_two_sources_are_set_against_each_other_in_two_periods() -> None:
    asked = {"period": days("2017-05-24/2017-06-23"), "against": days("2017-04-24/2017-05-23")}
    (row,) = compared(MONTHS, selection=Selection(sources=("a",)), baseline="b", **asked).rows
    assert row.gap is not None
    assert (row.gap.estimate, row.verdict) == (372, "open")


def test_the_two_periods_swapped_invert_the_ratio_and_negate_the_gap() -> None:
    one, other = days("2017-05-24/2017-06-23"), days("2017-04-24/2017-05-23")
    selection = Selection(sources=("a",))
    (row,) = compared(MONTHS, selection=selection, period=one, against=other).rows
    (back,) = compared(MONTHS, selection=selection, period=other, against=one).rows
    ratios = [each.ratio and each.ratio.estimate for each in (row, back)]
    gaps = [each.gap and each.gap.estimate for each in (row, back)]
    assert Fraction(ratios[0] or 0) * Fraction(ratios[1] or 0) == 1
    assert Fraction(gaps[0] or 0) == -Fraction(gaps[1] or 0)


@pytest.mark.parametrize(
    ("against", "reason"),
    [
        ("2013", "no figure of A covers 2013-01-01/2013-12-31"),
        (
            "2020",
            "of 2020-01-01/2020-12-31, A covers 2020-01-01/2020-01-31 and 2020-03-01/2020-03-31: ask for one of these",
        ),
    ],
)
def test_days_that_are_not_covered_are_no_period(against: str, reason: str) -> None:
    figures = f"""{MONTHS}
    id: a3, source: a, count: 5, period: 2020-01-01/2020-01-31
    id: a4, source: a, count: 5, period: 2020-03-01/2020-03-31
    """
    found = compared(
        figures, selection=Selection(sources=("a",)), period=days("2017-06-01/2017-06-02"), against=days(against)
    )
    assert (found.rows, [entry.reason for entry in found.not_comparable]) == ((), [reason])


def test_a_figure_is_taken_alone_in_force_or_not() -> None:
    rows = compared(TOLD, alone=("a2", "a3"), baseline="b").rows
    assert [
        (row.subject.voice.alone and row.subject.voice.alone.id, row.ratio and row.ratio.estimate) for row in rows
    ] == [
        ("a2", 10),
        ("a3", 9),
    ]


def test_a_figure_is_a_baseline_for_its_own_source() -> None:
    rows = compared(TOLD, selection=Selection(sources=("a",)), baseline="a2").rows
    assert [row.ratio and row.ratio.estimate for row in rows] == [Fraction(9, 10)]


def test_a_figure_that_was_not_known_yet_is_not_compared() -> None:
    found = compared(TOLD, selection=Selection(as_of=date(2021, 8, 1)), alone=("a3",), baseline="b")
    assert [entry.reason for entry in found.not_comparable] == [
        "a3 was not known on 2021-08-01: it was published on 2021-09-01"
    ]


@pytest.mark.parametrize(
    ("id_", "as_of", "why"),
    [
        ("a3", "2021-08-31", "a3 was not known on 2021-08-31: it was published on 2021-09-01"),
        ("a3", "2021-09-01", None),
        ("a0", "2021-01-30", "a0 was not known on 2021-01-30: it speaks of days up to 2021-01-31"),
        ("a0", "2021-01-31", None),
    ],
)
def test_a_figure_is_shown_as_known_only_once_it_was(id_: str, as_of: str, why: str | None) -> None:
    undated = "id: a0, source: a, count: 5, period: 2021-01, published: null"
    figure = registry_of(f"{TOLD}\n{undated}").by_id[id_]
    if why is None:
        check_known(figure, date.fromisoformat(as_of))
        return
    with pytest.raises(CommandError, match=why):
        check_known(figure, date.fromisoformat(as_of))


def test_a_disputed_figure_is_not_both_asked_for_and_left_out() -> None:
    figures = f"{TOLD}\n    id: a9, source: a, count: 9, period: 2021, disputed: {{by: a1, why: other days}}"
    with pytest.raises(CommandError, match="a9 is disputed"):
        compared(figures, selection=Selection(disputed=False), alone=("a9",), baseline="b")


def test_what_is_both_a_source_and_a_figure_is_the_source() -> None:
    registry = registry_of("id: b, source: a, count: 1, period: 2021", TWO)
    assert speaker_named(registry, "b") == "b"
    assert compare(registry, Question(baseline="b")).not_comparable[0].baseline is registry.sources["b"]


def test_a_name_that_is_neither_gets_a_hint() -> None:
    with pytest.raises(CommandError, match='no source or figure is called "a33"') as caught:
        speaker_named(registry_of(TOLD), "a33")
    assert caught.value.hint == 'did you mean "a3"?'
