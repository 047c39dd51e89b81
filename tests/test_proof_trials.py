"""What a registry expects to be proved: how it is read, what it is tested on, and what diff says of it."""

from __future__ import annotations

import json

import pytest
from test_diff_expectations import diff
from test_expectations import pointed, problems, reading

from casualtycli.expectations import check_expectations, outcomes
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry

# The figures of the tests: a at least 104, b at least 789, in Land over 2020.
LAND = "killed, Land, whoever it was, 2020-01-01/2020-12-31"
PARTS = "places: {Land: {parts: [North, South]}}\n"
NORTH = """
    id: whole, source: c, count: "at most 1,000", period: 2020
    id: n, source: c, count: 900, place: North, period: 2020
"""


@pytest.mark.parametrize(
    ("expect", "more"),
    [
        ("at least: 789", ""),
        ('at least: "789"', ""),
        ("at least: 700, period: 2020", ""),
        ("place: North, at most: 1000, at least: 900", NORTH),
        ("place: South, at most: 100", NORTH),
        (
            "place: Land, at least: 104, as_of: 2021",
            "id: old, source: c, count: at least 104, period: 2019, published: 2020",
        ),
        ("actor: null, place: Land, at least: 789", "id: c1, source: c, count: 5, period: 2020, actor: Army"),
    ],
)
def test_what_is_proved_holds(expect: str, more: str) -> None:
    assert problems(expect, more, PARTS) == []


@pytest.mark.parametrize(
    ("expect", "message", "hint"),
    [
        (
            "at least: 790",
            f"{LAND}: at least 789 is proved, not at least 790 (at least 789: b1)",
            "mend the figures, or write at least: 789",
        ),
        (
            "at most: 5000",
            f"{LAND}: no ceiling is proved, not even 5,000",
            "mend the figures, or take at most out",
        ),
        ("measure: kiled, at least: 1", 'no measure is called "kiled"', 'did you mean "killed"?'),
        ("at least: 1, as_of: 2019", "no figure bears on what is asked", "casualty list shows the figures"),
    ],
)
def test_what_is_not_proved_says_what_is(expect: str, message: str, hint: str) -> None:
    assert problems(expect) == [(message, hint)]


def test_several_scopes_want_a_name() -> None:
    assert problems("at least: 1", "id: c1, source: c, count: 5, period: 2020, actor: Army") == [
        ("several actors are asked about: Army, whoever it was", "write actor: Army or null")
    ]


def test_each_limit_has_a_place_of_its_own() -> None:
    found = check_expectations(reading("at least: 790, at most: 5"))
    assert [pointed(problem) for problem in found.errors] == ["790", "5"]


def test_figures_that_clash_are_told() -> None:
    (problem,) = problems("at least: 789", "id: most, source: c, count: at most 700, period: 2020")
    assert problem[0].endswith(
        "at least 104 is proved, not at least 789 (at least 104: a1); b1, most clash and are left out"
    )


@pytest.mark.parametrize(
    ("entry", "rule", "message"),
    [
        ("at least: 5, subject: a", "unknown-key", 'unknown key "subject"'),
        ("at least: 5, at mots: 6", "unknown-key", 'unknown key "at mots"'),
        ("at least: null", "missing-key", "the expectation has no number"),
        ("at least: -5", "bad-value", '"-5" is no number of persons'),
        ("at least: 5.5", "bad-value", '"5.5" is no number of persons'),
        ("at least: many", "bad-value", 'cannot read the number "many"'),
        ("at most: 5, period: soon", "bad-period", 'cannot read the period "soon"'),
        ("at most: 5, as_of: soon", "bad-date", 'cannot read the date "soon"'),
        ("at most: 5, place: ' '", "bad-value", "place is blank"),
    ],
)
def test_what_cannot_be_read(entry: str, rule: str, message: str) -> None:
    errors = reading(entry).errors
    assert [(problem.rule, problem.message) for problem in errors] == [(rule, message)]


OLD = """\
registry: 1
sources: {a: {name: Alpha}, b: {name: Beta}}
defaults: {measure: killed, place: Land, published: 2022, period: 2020, url: "https://example.org/"}
figures:
  - {id: a1, source: a, count: at least 104}
  - {id: b1, source: b, count: 100-120}
expect:
  - {place: Land, at least: 104, at most: 120}
"""


def test_diff_tells_what_is_no_longer_proved(tmp_path) -> None:
    new = OLD.replace("100-120", "100-130")
    out = " ".join(diff(tmp_path, OLD, new, "--width 100")[1].split())
    assert "1 expectation fails" in out
    assert "proved, Land" in out
    assert "at least 104 and at most 120: holds" in out
    assert "fails, there is at least 104 and at most 130" in out
    (change,) = json.loads(diff(tmp_path, OLD, new, "--format json")[1])["expectations"]
    assert (change["subject"], change["baseline"], change["place"]) == (None, None, "Land")
    assert change["new"] == {
        "holds": False,
        "expected_at_least": "104",
        "expected_at_most": "120",
        "at_least": {"estimate": 104, "exact": "104"},
        "at_most": {"estimate": 130, "exact": "130"},
        "reason": None,
        "file": "new.yaml",
        "line": 8,
    }


def test_an_outcome_without_a_scope_says_why() -> None:
    registry = check(
        read_registry([File("t.yaml", OLD.replace("place: Land, at", "as_of: 2000, at").encode())])
    ).registry
    (outcome,) = outcomes(registry)
    assert (outcome.holds, outcome.reason) == (False, "no figure bears on what is asked")
