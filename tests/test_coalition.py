"""The record of the campaign, data/coalition.yaml: sound, right on the days it was news, and odd as declared."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from casualtycli.cli import main
from casualtycli.model import Registry
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import Reading, read_registry
from casualtycli.vintages import known

FILE = Path(__file__).parents[1] / "data" / "coalition.yaml"
TEXT = FILE.read_text(encoding="utf-8")
SIDES = ("subject", "baseline")
Data = dict[str, Any]
Row = dict[str, Any]


def run(*arguments: str, text: str = TEXT, code: int = 0) -> str:
    done = CliRunner().invoke(main, [*arguments, "--file", "-"], text)
    assert (done.exit_code, done.stderr) == (code, ""), done.output
    return done.stdout


def rows(*arguments: str, text: str = TEXT) -> list[Row]:
    found: list[Row] = json.loads(run("compare", *arguments, "--format", "json", text=text))["comparisons"]
    return found


def changed(change: Callable[[Data], object]) -> str:
    """Return the registry with a change, in another layout and without its comments."""
    data = yaml.load(TEXT, yaml.BaseLoader)
    change(data)
    return yaml.dump(data, sort_keys=False, allow_unicode=True)


def figure(data: Data, name: str) -> Data:
    return next(entry for entry in data["figures"] if entry["id"] == name)


@cache
def reading(text: str = TEXT) -> Reading:
    return check(read_registry([File("coalition.yaml", text.encode())]))


@cache
def registry() -> Registry:
    return reading().registry


def number(name: str) -> int:
    reported = registry().by_id[name].count.reported
    assert reported is not None
    return reported


def told(change: Callable[[Data], object]) -> list[tuple[str, str]]:
    """Return each problem that there is after a change, as its rule and the figure that it is about."""
    found = reading(changed(change))
    starts = sorted((each.location.line, each.id) for each in found.registry.figures)
    return [
        (problem.rule, max(start for start in starts if start[0] <= problem.location.line)[1])
        for problem in found.problems
    ]


def test_it_has_no_problem_of_any_level() -> None:
    found = json.loads(run("check", "--format", "json"))
    assert (found["problems"], len(registry().figures)) == ([], 208)
    assert "5 expectations hold, no problems" in run("check")


@pytest.mark.parametrize(
    ("as_of", "last", "subject", "baseline", "ratio"),
    [
        ("2017-07-07", "2017-05-31", 4354, 603, "7.22"),
        ("2017-08-05", "2017-06-30", 4734, 624, "7.59"),
        ("2017-11-30", "2017-10-31", 5961, 801, "7.44"),
        ("2019-03-28", "2019-02-28", 7595, 1257, "6.04"),
    ],
)
def test_the_ratio_on_days_on_which_it_was_news(as_of: str, last: str, subject: int, baseline: int, ratio: str) -> None:
    first = rows("--as-of", as_of, "airwars", "cjtf-oir", "--measure", "civilians killed")[0]
    assert (first["period"]["first"], first["period"]["last"]) == ("2014-08-08", last)
    assert (first["scope"], first["notes"]) == ("same", [])
    for side, source, estimate in (("subject", "airwars", subject), ("baseline", "cjtf-oir", baseline)):
        keys = ("source", "place", "disputed", "basis", "assumptions", "estimate", "low", "high")
        expected = (source, "Iraq and Syria", False, "reported", [], estimate, estimate, None)
        assert tuple(first[side][key] for key in keys) == expected
    assert f"{first['ratio']['estimate']:.2f}" == ratio
    assert first["gap"]["estimate"] == subject - baseline
    assert f"{ratio}×" in run("compare", "--as-of", as_of, "airwars", "cjtf-oir")


def test_the_first_source_of_the_file_is_the_baseline_in_whatever_order_sources_are_named() -> None:
    asked = ("compare", "--as-of", "2017-07-07", "--format", "json")
    assert run(*asked, "airwars", "cjtf-oir") == run(*asked, "cjtf-oir", "airwars")
    other = rows("--as-of", "2017-07-07", "airwars", "cjtf-oir", "--baseline", "airwars")[0]
    assert (other["subject"]["estimate"], other["baseline"]["estimate"]) == (603, 4354)


def test_in_march_2016_the_ratio_was_about_48() -> None:
    killed, incidents = rows("--as-of", "2016-03-09", "airwars", "cjtf-oir")
    count = registry().by_id["airwars-2016-03"].count
    assert (count.reported, count.low, count.high) == (1004, 1004, 1419)
    assert [killed[side]["estimate"] for side in SIDES] == [1004, 21]
    assert f"{killed['ratio']['estimate']:.1f}" == "47.8"
    assert (incidents["measure"], incidents["gap"]["estimate"]) == ("incidents", 166 - 16)


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("cjtf-oir-2019-07", "supersedes", ("falling-total", "cjtf-oir-2019-07")),
        # alleged and likely, persons and civilians, what could be and what was counted, a total and what is new in it
        ("airwars-2016-03-alleged", "measure", ("two-numbers", "airwars-2016-03-alleged")),
        ("airwars-2018-08-alleged", "measure", ("two-numbers", "airwars-2018-08-alleged")),
        ("airwars-2017-10-upper", "measure", ("two-numbers", "airwars-2017-10-upper")),
        ("sohr-2015-03-people", "measure", ("two-numbers", "sohr-2015-03-people")),
        ("sohr-2017-05-23-people", "measure", ("two-numbers", "sohr-2017-05-23-people")),
        ("cjtf-oir-2017-03-new-older", "measure", ("two-numbers", "cjtf-oir-2017-03-new-older")),
        # parts that are no wholes
        ("airwars-2017-10-iraq", "place", ("two-numbers", "airwars-2017-10-iraq")),
        ("airwars-2017-10-syria", "place", ("two-numbers", "airwars-2017-10-syria")),
        ("cjtf-oir-2018-02-new-syria", "place", ("two-numbers", "cjtf-oir-2018-02-new-syria")),
    ],
)
def test_what_is_odd_is_told_when_its_declaration_is_taken_away(name: str, key: str, expected: tuple[str, str]) -> None:
    assert expected in told(lambda data: figure(data, name).pop(key))


def test_the_declared_fall_is_below_two_older_totals() -> None:
    found = reading(changed(lambda data: figure(data, "cjtf-oir-2019-07").pop("supersedes")))
    (problem,) = found.problems
    assert re.sub(r":\d+\)", ")", problem.message) == (
        "the running total falls by 8, from at least 1,321 (cjtf-oir-2019-06 at coalition.yaml) to at least 1,313"
    )
    assert [number(f"cjtf-oir-2019-0{month}") for month in (4, 5, 6, 7)] == [1302, 1319, 1321, 1313]


def test_months_as_ends_are_told_when_nobody_says_that_they_are_meant() -> None:
    found = told(lambda data: data["defaults"].pop("ignore"))
    assert {rule for rule, _ in found} == {"month-ends"}
    assert {"cjtf-oir-2017-03-strikes", "cjtf-oir-2017-09-strikes", "airwars-2017-09"} <= {name for _, name in found}


def test_figures_without_an_address_or_a_date_are_told_when_nobody_says_why() -> None:
    def silence(data: Data) -> None:
        for entry in data["figures"]:
            entry.pop("ignore", None)

    found = told(silence)
    assert {name for rule, name in found if rule == "missing-published"} == {
        "cjtf-oir-2016-11-09-before",
        *("sohr-2015-09-23-people", "sohr-2016-10-23", "sohr-2016-10-23-people"),
        *("sohr-2016-09-23", "sohr-2016-09-23-people", "sohr-2016-09-23-children", "sohr-2016-09-23-women"),
        *("sohr-2022-09-23", "sohr-2022-09-23-people"),
    }
    assert {name for rule, name in found if rule == "missing-url"} == {
        each.id for each in registry().figures if each.url is None
    }
    assert {rule for rule, _ in found} == {"missing-published", "missing-url"}


def test_the_months_of_assessment_are_no_clock_of_deaths() -> None:
    def estimates(text: str) -> list[Any]:
        asked = ("airwars", "cjtf-oir", "--as-of", "2017-08-05", "--period", "2017-06-01/2017-06-30")
        return [row["baseline"]["estimate"] for row in rows(*asked, "--place", "Iraq and Syria", text=text)]

    june = number("cjtf-oir-2017-06") - number("cjtf-oir-2017-05")
    assert june not in estimates(TEXT)
    assert june in estimates(changed(lambda data: data["sources"]["cjtf-oir"].pop("clock")))


def test_what_a_report_adds_is_never_compared() -> None:
    measures = {row["measure"] for row in rows("--all-pairs", "--no-disputed")}
    assert measures == {"civilians killed", "incidents", "strikes"}


def test_what_a_report_adds_is_what_its_total_rose_by_or_the_difference_is_known() -> None:
    differ = {}
    for name in registry().by_id:
        if (found := re.fullmatch(r"cjtf-oir-(\d{4})-(\d\d)-new", name)) is None:
            continue
        year, month = int(found[1]), int(found[2])
        before = f"cjtf-oir-{year}-{month - 1:02}" if month > 1 else f"cjtf-oir-{year - 1}-12"
        total = name.removesuffix("-new")
        if before in registry().by_id and number(total) - number(before) != number(name):
            differ[total] = number(total) - number(before), number(name)
    assert differ == {"cjtf-oir-2017-02": (9, 4), "cjtf-oir-2019-07": (-8, 5)}
    assert number("cjtf-oir-2017-03") - number("cjtf-oir-2017-02") == 123
    assert number("cjtf-oir-2017-03-new-recent") + number("cjtf-oir-2017-03-new-older") == 125
    assert number("cjtf-oir-2016-11-09-before") + number("cjtf-oir-2016-11-09-new") == number("cjtf-oir-2016-11-09")


def test_sums_that_are_right_and_one_that_is_not() -> None:
    assert number("cjtf-oir-2018-02-new-iraq") + number("cjtf-oir-2018-02-new-syria") == number("cjtf-oir-2018-02-new")
    assert number("sohr-2017-05-23") + number("sohr-2017-06-23-month") == number("sohr-2017-06-23")
    assert number("airwars-2017-10-iraq") + number("airwars-2017-10-syria") == 4991 != number("airwars-2017-10")


PRINTED = {"sohr-2017-08-as-printed", "sohr-2017-08-as-printed-airstrikes"}


def test_the_7000_stand_under_their_mark_and_carry_nothing() -> None:
    def without(data: Data) -> None:
        data["figures"] = [entry for entry in data["figures"] if entry["id"] not in PRINTED]

    everything = rows("--all-pairs")
    printed = [row for row in everything if any(PRINTED.intersection(row[side]["figures"]) for side in SIDES)]
    assert all(any(row[side]["disputed"] for side in SIDES) for row in printed)
    assert any(row["subject"]["estimate"] == 7000 for row in printed)
    assert [row for row in everything if row not in printed] == rows("--all-pairs", text=changed(without))
    release = registry().by_id["sohr-2015-11-20"]
    assert (release.scope.actor, release.count.reported) == ("Syrian government", 6889)


@pytest.mark.parametrize("as_of", [date(2015, 1, 15), date(2016, 10, 1), date(2017, 8, 5), date(2020, 1, 1)], ids=str)
def test_nothing_is_known_before_it_was_over(as_of: date) -> None:
    for each in known(registry().figures, as_of):
        assert (each.inner or each.outer).last <= as_of, each.id


def test_what_is_left_out_is_named() -> None:
    assert len(set(re.findall(r"(?:cjtf-oir|airwars)-undated(?:-\w+)*", TEXT))) == 12
    assert not [name for name in registry().by_id if "undated" in name]


@pytest.mark.parametrize("each", registry().figures, ids=lambda each: each.id)
def test_each_figure_says_where_it_was_read_and_is_named_after_its_source(each: Any) -> None:
    assert each.url or each.via
    assert each.id.startswith(f"{each.source.id.removesuffix('-strikes')}-")


@pytest.mark.parametrize("asked", [("--all-pairs", "--format", "json"), ("--as-of", "2018-01-01")], ids=str)
def test_the_order_of_figures_changes_no_byte(asked: tuple[str, ...]) -> None:
    texts = [changed(lambda data: None), changed(lambda data: Random(5).shuffle(data["figures"]))]
    assert texts[0] != texts[1]
    assert run("compare", *asked, text=texts[0]) == run("compare", *asked, text=texts[1]) != ""


RELAYS = {
    "airwars-2018-03-daily-sabah": "airwars-2018-03",
    "sohr-2015-10-23-efe": "sohr-2015-10-23",
    "sohr-2017-08-as-printed": "sohr-2015-11-20",
    "sohr-2017-08-as-printed-airstrikes": "sohr-2015-11-20-airstrikes",
}


@pytest.mark.parametrize("name", RELAYS)
def test_what_was_changed_on_the_way_is_told_where_it_is_not_declared(name: str) -> None:
    assert registry().by_id[name].relays == RELAYS[name]
    assert told(lambda data: figure(data, name).pop("disputed")) == [("relay-differs", name)]


@pytest.mark.parametrize("name", ["sohr-2015-10-23-efe", "airwars-2018-03-daily-sabah"])
def test_two_numbers_of_one_day_are_told_where_neither_is_declared_a_relay_nor_disputed(name: str) -> None:
    def plain(data: Data) -> None:
        del figure(data, name)["disputed"], figure(data, name)["relays"]

    assert ("two-numbers", name) in told(plain)


def test_the_number_of_a_month_between_two_totals() -> None:
    """SOHR's by subtraction, as its own statement of the month says; the Coalition's is not had from 603 and 624."""
    asked = ("sohr", "--baseline", "cjtf-oir", "--measure", "civilians killed", "--no-disputed")
    (between,) = rows(*asked, "--period", "2017-05-24/2017-06-23")
    ours, theirs = between["subject"], between["baseline"]
    assert (ours["basis"], ours["estimate"], ours["assumptions"]) == ("difference", 472, ["unrevised"])
    assert (ours["low"], ours["high"]) == (0, 472)
    assert ours["figures"] == ["sohr-2017-06-23", "sohr-2017-05-23"]
    (stated,) = rows(*asked, "--period", "2017-05-23/2017-06-23")
    assert (stated["subject"]["basis"], stated["subject"]["figures"]) == ("reported", ["sohr-2017-06-23-month"])
    assert stated["subject"]["estimate"] == ours["estimate"]
    assert theirs["basis"] not in ("derived", "difference")
    assert (theirs["low"], theirs["high"]) == (0, None)
    for day in ("2017-06", "2017-06-01/2017-06-30"):
        june = rows("airwars", "--baseline", "cjtf-oir", "--measure", "civilians killed", "--period", day)
        assert all(row["baseline"]["exact"] != str(624 - 603) for row in june)
        assert all(row["baseline"]["basis"] not in ("derived", "difference") for row in june)
