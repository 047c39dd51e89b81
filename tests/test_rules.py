"""The rules: which are asked for, what fails a check, and what `casualty rules` says of them."""

import json

import pytest
from test_read import read
from transcripts import run

from casualtycli.problems import CommandError, Level
from casualtycli.registry import errors
from casualtycli.registry.checked import checked, rules_asked_for
from casualtycli.registry.checks import CHECKS, check
from casualtycli.registry.rules import LEVELS, RULES

ERRORS = {name for name, level in LEVELS.items() if level == "error"}
WARNINGS = {name for name, level in LEVELS.items() if level == "warning"}
NOTES = {name for name, level in LEVELS.items() if level == "note"}


@pytest.mark.parametrize(
    ("select", "ignore", "rules"),
    [
        ([], [], WARNINGS | NOTES),
        (["missing-url"], [], {"missing-url"}),
        (["missing-url,near-name", "month-ends"], [], {"missing-url", "near-name", "month-ends"}),
        ([" missing-url , near-name,"], [], {"missing-url", "near-name"}),
        (["warning"], ["missing-url"], WARNINGS - {"missing-url"}),
        (["error"], [], set()),
        (["bad-count"], [], set()),
        ([], ["note"], WARNINGS),
        ([], ["note,warning"], set()),
        (["missing-url"], ["missing-url"], set()),
        (["missing-url"], ["warning"], set()),
        ([""], [","], WARNINGS | NOTES),
    ],
)
def test_the_rules_asked_for_and_errors_always(select, ignore, rules):
    assert rules_asked_for(select, ignore) == rules | ERRORS


@pytest.mark.parametrize("rule", [*sorted(ERRORS), "error"])
def test_no_error_can_be_left_out(rule):
    with pytest.raises(CommandError, match="is an error, and errors are always told"):
        rules_asked_for([], [rule])


@pytest.mark.parametrize("name", ["missing-ulr", "Missing-url", "E501", "warnings", "missing"])
def test_a_rule_that_is_not_there(name):
    for names in ([name], []), ([], [name]):
        with pytest.raises(CommandError, match="no rule is called"):
            rules_asked_for(*names)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("missing-ulr", 'did you mean "missing-url"?'),
        ("warnings", 'did you mean "warning"?'),
        ("F401", "casualty rules"),
    ],
)
def test_what_may_have_been_meant(name, hint):
    with pytest.raises(CommandError) as refused:
        rules_asked_for([], [name])
    assert refused.value.hint.startswith(hint)


TEXT = """\
registry: 1
sources: {s: {}, t: {}}
defaults: {measure: killed, place: All, published: 2020, source: s}
figures:
  - {id: a, count: 5, period: 2016/2017}
"""


@pytest.mark.parametrize(
    ("text", "ignore", "fails_on"),
    [
        (TEXT, [], ["warning"]),
        (TEXT, ["warning"], []),
        (TEXT.replace("5,", "x,"), [], ["error", "warning"]),
        (TEXT.replace("5,", "x,"), ["warning", "note"], ["error", "warning"]),
    ],
)
def test_what_fails_a_check(text, ignore, fails_on):
    reading, rules = check(read(text)), rules_asked_for([], ignore)
    assert [level for level in ("error", "warning", "never") if checked(reading, rules, level).failed] == fails_on


def test_what_is_hidden_is_counted():
    found = checked(check(read(TEXT)), rules_asked_for(["month-ends"], []), "error")
    assert [problem.rule for problem in found.problems] == ["month-ends"]
    assert found.hidden == 2


def test_what_is_ignored_is_hidden_with_its_rule():
    text = TEXT.replace("a,", "a, ignore: {rule: missing-url, reason: a leak},")
    reading = check(read(text))
    assert len(checked(reading, rules_asked_for([], []), "error").ignored) == 1
    assert checked(reading, rules_asked_for([], ["missing-url"]), "error").ignored == ()


def test_every_rule_is_there_once_and_says_all_of_itself():
    assert len(LEVELS) == len(RULES)
    for rule in RULES:
        assert rule.what[0].islower()
        assert not rule.what.endswith(".")
        assert all(text[0].isupper() and text.endswith(".") for text in (rule.why, rule.mend))


def test_errors_stand_first_then_warnings_then_notes():
    assert [rule.level for rule in RULES] == sorted(LEVELS.values(), key=list(Level).index)
    assert {check.rule for check in CHECKS} < set(LEVELS)
    assert {check.rule for check in errors.ERRORS} == ERRORS & {check.rule for check in CHECKS}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_one_rule_is_shown_with_all_that_is_known_of_it(rule):
    _, out, _ = run(f"casualty rules {rule.name}")
    assert all(text in out for text in (rule.what, rule.why, rule.mend, *map(str.strip, rule.example.splitlines())))
    _, out, _ = run(f"casualty rules {rule.name} --format markdown")
    assert f"```yaml\n{rule.example}\n```" in out
    [found] = json.loads(run(f"casualty rules {rule.name} --format json")[1])["rules"]
    assert found == {
        "rule": rule.name,
        "level": str(rule.level),
        "what": rule.what,
        "why": rule.why,
        "mend": rule.mend,
        "example": rule.example,
        "ignorable": rule.ignorable,
    }
