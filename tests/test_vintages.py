"""What was known on a day: which figures newer ones replace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from registries import errors_of, registry_of

from casualtycli.vintages import in_force, known, replacements

ACTIVE = """
    sources:
      a: {name: Alpha, short: A}
      b: {name: Beta, short: B}
    places:
      Land: {includes: [Town]}
    actors:
      X: {active: 2020-01-10/..}
"""


def of(figures: str, as_of: date | None = None) -> str:
    return " ".join(figure.id for figure in in_force(registry_of(figures, ACTIVE), as_of))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("period: 2020-01", "period: 2020-01", "new", id="the same month"),
        pytest.param("period: 2020-01", "period: 2020-01-01/2020-01-31", "new", id="the same days"),
        pytest.param("period: 2020-01", "period: 2020-01-02/2020-01-31", "old new", id="a day less"),
        pytest.param("period: 2020-01/2020-03", "period: 2020-01-01/2020-03-31", "old new", id="other certain days"),
        pytest.param("period: 2020-01/2020-03", "period: 2020-01/2020-03", "new", id="the same unknown days"),
        pytest.param("period: 2020-01~", "period: 2020-01", "old new", id="approximate"),
        pytest.param("period: 2020-01-01/..", "period: 2020-01-01/..", "old new", id="open to two days"),
        pytest.param("period: 2020-01-01/..", "period: 2020-01-01/2020-06-30", "new", id="open, and closed that day"),
        pytest.param("period: 2020", "period: 2020", "new", id="stated alike, published within it"),
        pytest.param(
            "period: 2020-01, actor: X", "period: 2020-01-10/2020-01-31, actor: X", "old new", id="only counted alike"
        ),
        pytest.param("period: 2020-01, place: Town", "period: 2020-01", "old new", id="another place"),
        pytest.param("period: 2020-01, actor: X", "period: 2020-01", "old new", id="another actor"),
        pytest.param("period: 2020-01, measure: hurt", "period: 2020-01", "old new", id="another measure"),
        pytest.param("period: 2020-01, variant: low", "period: 2020-01", "old new", id="another variant"),
        pytest.param("period: 2020-01, variant: low", "period: 2020-01, variant: low", "new", id="the same variant"),
        pytest.param("period: 2020-01", "period: 2020-03, supersedes: old", "new", id="by name, for other days"),
        pytest.param("period: 2020-01, place: Town", "period: 2020-01, supersedes: old", "new", id="by name, apart"),
        pytest.param("period: 2020-03, supersedes: new", "period: 2020-01", "old", id="by name, by an older one"),
        pytest.param("period: 2020-01, supersedes: new", "period: 2020-01", "old", id="by name, against the dates"),
        pytest.param("period: 2020-01", "period: 2020-01, disputed: {by: old, why: no}", "old new", id="disputed now"),
        pytest.param("period: 2020-01, disputed: {by: new, why: no}", "period: 2020-01", "old new", id="disputed then"),
        pytest.param(
            "period: 2020-01, disputed: {by: new, why: no}", "period: 2020-01, supersedes: old", "new", id="by name †"
        ),
    ],
)
def test_a_newer_figure_replaces_one_for_the_same_stated_period(first: str, second: str, expected: str) -> None:
    figures = f"""
        id: old, source: a, count: 10, {first}, published: 2020-06-30
        id: new, source: a, count: 12, {second}, published: 2020-12-31
    """
    assert of(figures) == expected


def test_another_source_replaces_nothing() -> None:
    figures = """
        id: a1, source: a, count: 10, period: 2020-01, published: 2020-06-30
        id: b1, source: b, count: 12, period: 2020-01, published: 2020-12-31
    """
    assert of(figures) == "a1 b1"


VINTAGES = """
    id: none, source: a, count: 8, period: 2020-01, published: null
    id: month, source: a, count: 9, period: 2020-01, published: 2020-02
    id: day, source: a, count: 10, period: 2020-01, published: 2020-03-10
    id: year, source: a, count: 11, period: 2020-01, published: 2020
    id: late, source: a, count: 12, period: 2020-02, published: 2021-06-01, supersedes: year
"""


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ((2019, 1, 1), ""),
        ((2020, 1, 30), ""),
        ((2020, 1, 31), "none"),
        ((2020, 2, 28), "none"),
        ((2020, 2, 29), "month"),
        ((2020, 3, 9), "month"),
        ((2020, 3, 10), "day"),
        ((2020, 12, 30), "day"),
        ((2020, 12, 31), "year"),
        ((2021, 5, 31), "year"),
        ((2021, 6, 1), "late"),
    ],
)
def test_what_was_known_on_a_day(as_of: tuple[int, int, int], expected: str) -> None:
    assert of(VINTAGES, date(*as_of)) == expected


@pytest.mark.parametrize(
    ("period", "first"),
    [
        pytest.param("2020-01-05/2020-03-10", date(2020, 3, 10), id="to the day"),
        pytest.param("2020-01/2020-03", date(2020, 3, 1), id="to a month"),
        pytest.param("2020-01/2022", date(2022, 1, 1), id="to a year"),
        pytest.param("2020-01", date(2020, 1, 31), id="a month"),
        pytest.param("2020-02~", date(2020, 1, 1), id="no day is certain"),
        pytest.param("2020-01, projection: yes", date.min, id="a projection"),
    ],
)
def test_what_nobody_dates_is_not_known_before_its_last_certain_day(period: str, first: date) -> None:
    figures = registry_of(f"id: x, source: a, count: 8, published: null, period: {period}").figures
    assert known(figures, first) == figures
    assert first == date.min or known(figures, first - timedelta(days=1)) == ()


def test_without_a_day_everything_is_known() -> None:
    assert len(known(registry_of(VINTAGES).figures, None)) == 5


TOTALS = """
    id: low, source: a, count: 1302, period: 2020-01-01/2020-04-30, published: 2020-05-31
    id: high, source: a, count: at least 1319, period: 2020-01-01/2020-05-31, published: 2020-06-30
    id: about, source: a, count: about 1400, period: 2020-01-01/2020-05-20, published: 2020-06-30
    id: peak, source: a, count: 1321, period: 2020-01-01/2020-06-30, published: 2020-07-31
    id: behind, source: a, count: 1322, period: 2020-01-01/2020-07-15, published: 2020-07-31
    id: town, source: a, count: 1320, place: Town, period: 2020-01-01/2020-05-31, published: 2020-06-30
    id: month, source: a, count: 1320, period: 2020-05-01/2020-05-31, published: 2020-06-30
    id: other, source: b, count: 1320, period: 2020-01-01/2020-05-31, published: 2020-06-30
    id: again, source: a, count: 1318, period: 2020-01-01/2020-06-10, published: 2020-09-30
    id: fall, source: a, count: 1313, period: 2020-01-01/2020-07-31, published: 2020-08-31, supersedes: peak
"""


def test_a_fall_takes_the_earlier_running_totals_above_it_along() -> None:
    replaced = replacements(registry_of(TOTALS, ACTIVE).figures)
    assert {old: new.id for old, new in replaced.items()} == {"peak": "fall", "high": "fall"}
    assert "high" in of(TOTALS, date(2020, 8, 30)).split()
    assert "high" not in of(TOTALS, date(2020, 8, 31)).split()


def test_replacements_name_the_newest() -> None:
    replaced = replacements(registry_of(VINTAGES).figures)
    assert {old: new.id for old, new in replaced.items()} == {
        "none": "year",
        "month": "year",
        "day": "year",
        "year": "late",
    }


@pytest.mark.parametrize(
    ("first", "second", "rules"),
    [
        pytest.param("count: 10", "count: 12", ["two-numbers"], id="two numbers"),
        pytest.param("count: 10", "count: at least 10", ["two-numbers"], id="two meanings"),
        pytest.param("count: 1000", "count: '1,000'", [], id="one number"),
        pytest.param("count: 10", "count: 12, published: 2020-06-29", [], id="another day"),
        pytest.param("count: 10", "count: 12, published: 2020-06", ["two-numbers"], id="a month is its last day"),
        pytest.param("count: 10", "count: 12, variant: low", [], id="another variant"),
        pytest.param("count: 10", "count: 12, supersedes: one", [], id="settled"),
        pytest.param("count: 10, supersedes: two", "count: 12", [], id="settled the other way round"),
        pytest.param("count: 10", "count: 12, disputed: {by: one, why: no}", [], id="disputed"),
        pytest.param("count: 10, published: null", "count: 12, published: null", ["two-numbers"], id="undated"),
    ],
)
def test_two_numbers_of_one_day_are_an_error(first: str, second: str, rules: list[str]) -> None:
    published = [("" if "published" in told else "published: 2020-06-30, ") for told in (first, second)]
    figures = f"""
        id: one, source: a, {published[0]}period: 2020-01, {first}
        id: two, source: a, {published[1]}period: 2020-01, {second}
    """
    assert [problem.rule for problem in errors_of(figures)] == rules


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("count: 10, supersedes: two", "count: 12", "one", id="the first stays"),
        pytest.param("count: 10", "count: 12, supersedes: one", "two", id="the second stays"),
        pytest.param("count: 10", "count: 10", "two", id="one number: the later id"),
    ],
)
def test_of_two_figures_of_one_day_one_is_in_force(first: str, second: str, expected: str) -> None:
    figures = f"""
        id: one, source: a, period: 2020-01, published: 2020-06-30, {first}
        id: two, source: a, period: 2020-01, published: 2020-06-30, {second}
    """
    assert of(figures) == expected
