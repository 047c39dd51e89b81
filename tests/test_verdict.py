"""What two figures together prove of what happened, and where their words prove nothing."""

from __future__ import annotations

import pytest
from registries import TWO, errors_of, row_of

from casualtycli.comparison import Verdict
from casualtycli.ranges import Range

REPORT = TWO.replace("short: A}", "short: A, clock: report}") + "    actors: {X: {active: 2017-03-01/..}}\n"


@pytest.mark.parametrize(
    ("period", "a", "b", "verdict"),
    [
        # a ceiling counted by report is none: what happened may be assessed later
        ("2017-03", "100", "200", Verdict.OPEN),
        # a floor counted by report holds from the actor's first day on, and only there
        ("2017-03", "200", "100", Verdict.CLASH),
        ("2017-04", "200", "100", Verdict.OPEN),
    ],
)
def test_by_report_only_a_floor_from_the_first_day_is_proved(period: str, a: str, b: str, verdict: Verdict) -> None:
    row = row_of(
        f"""
        id: a1, source: a, actor: X, count: {a}, period: {period}
        id: b1, source: b, actor: X, count: {b}, period: {period}
        """,
        REPORT,
    )
    assert row.verdict is verdict


def test_a_disputed_figure_proves_nothing() -> None:
    row = row_of(
        """
        id: a1, source: a, count: 100, period: 2017
        id: b1, source: b, count: 200, period: 2017, disputed: {by: a1, why: "it is said"}
        """
    )
    assert row.verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("a", "b", "verdict", "ranges"),
    [
        # the same words mean the same days, whichever these are
        ("2017-01/2017-02", "2017-01/2017-02", Verdict.CLASH, (Range(100, 100), Range(200, 200))),
        # other words do not: some of the hundred may be of fewer days
        ("2017-01/2017-02", "2017-01-01/2017-02-28", Verdict.OPEN, (Range(100, None), Range(200, 200))),
        ("2017-01-01/2017-02-28", "2017-01/2017-02", Verdict.CLASH, (Range(100, 100), Range(200, None))),
        ("2017-01-01/2017-02-28", "2017-01-01/2017-02-28", Verdict.CLASH, (Range(100, 100), Range(200, 200))),
    ],
)
def test_an_upper_bound_holds_for_certain_days_or_the_same_words(
    a: str, b: str, verdict: Verdict, ranges: tuple[Range, Range]
) -> None:
    row = row_of(
        f"""
        id: a1, source: a, count: 100, period: {a}
        id: b1, source: b, count: 200, period: {b}
        """
    )
    assert row.verdict is verdict
    assert (row.baseline.aligned.range, row.subject.aligned.range) == ranges


def test_a_figure_supersedes_only_figures_of_its_own_source() -> None:
    (problem,) = errors_of(
        """
        id: a1, source: a, count: 100, period: 2017
        id: b1, source: b, count: 200, period: 2017, supersedes: a1
        """
    )
    assert problem.rule == "other-source"


def test_what_is_said_of_all_days_is_no_floor_of_fewer_that_both_state() -> None:
    """Both state 3 to 4 January loosely, which may be the 3rd alone: five dead on both days are no floor of that."""
    row = row_of(
        """
        id: loose, source: a, count: at least 3, period: 2020-01-03/2020-01-04~, published: 2020-02-01
        id: sure, source: a, count: 5, period: 2020-01-03/2020-01-05, published: 2020-02-02
        id: other, source: b, count: 4, period: 2020-01-03/2020-01-04~, published: 2020-02-01
        """,
        baseline="b",
    )
    assert (row.subject.aligned.figures[0].id, row.subject.aligned.range) == ("sure", Range(3, 5))
    assert row.verdict is Verdict.OPEN
