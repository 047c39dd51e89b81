"""`ignore` of a figure: what it quieted is kept apart, and one that quiets nothing or has run out is told."""

from datetime import date

import pytest
from test_checks import HEAD
from test_problem_examples import PROBLEMS
from test_read import read

from casualtycli.registry.checks import check
from casualtycli.registry.errors import with_errors
from casualtycli.registry.rules import IGNORABLE

TODAY = date(2026, 11, 23)
MISSING = "{rule: missing-url, reason: a leak%s}"


def told(figures, today=TODAY, head=HEAD):
    """Return the rules and lines of what counts, and the rules and reasons of what is ignored."""
    reading = check(read(head + "".join(f"  - {{{figure}}}\n" for figure in figures)), today=today)
    counting = [(problem.rule, problem.location.line) for problem in reading.problems]
    return counting, [(problem.rule, problem.reason) for problem in reading.ignored]


def no_url(ignore, name="a"):
    return f"id: {name}, count: 5, url: null, ignore: {ignore}"


def test_what_is_ignored_does_not_count():
    assert told([no_url(MISSING % "")]) == ([], [("missing-url", "a leak")])


def test_only_the_figure_that_says_so_is_quiet():
    figures = [no_url(MISSING % ""), "id: b, count: 6, period: 2017-01-02, url: null"]
    assert told(figures) == ([("missing-url", 13)], [("missing-url", "a leak")])


@pytest.mark.parametrize(
    ("until", "holds"),
    [("2026-11-22", False), ("2026-11-23", True), ("2026-11", True), ("2026-10", False), ("2026", True)],
)
def test_until_is_the_last_day_on_which_it_holds(until, holds):
    counting, ignored = told([no_url(MISSING % f", until: {until}")])
    assert [rule for rule, _ in counting] == ([] if holds else ["missing-url", "ignore-expired"])
    assert len(ignored) == holds


def test_without_a_day_none_has_run_out():
    assert told([no_url(MISSING % ", until: 1999")], today=None) == ([], [("missing-url", "a leak")])


def test_one_that_has_run_out_and_quiets_nothing_is_needless():
    figure = f"id: a, count: 5, ignore: {MISSING % ', until: 1999'}"
    assert told([figure]) == ([("ignore-needless", 12)], [])


def test_of_two_for_one_rule_the_one_that_holds_is_needed():
    both = f"[{MISSING % ', until: 1999'}, {MISSING % ', until: 2030'}]"
    assert told([no_url(both)]) == ([("ignore-needless", 12)], [("missing-url", "a leak")])


def test_one_figure_may_ignore_several_rules():
    ignore = "[{rule: missing-url, reason: a leak}, {rule: missing-published, reason: undated}]"
    counting, ignored = told([f"id: a, count: 5, url: null, published: null, ignore: {ignore}"])
    assert counting == []
    assert ignored == [("missing-published", "undated"), ("missing-url", "a leak")]


def test_in_the_defaults_it_is_needed_where_one_figure_needs_it():
    head = HEAD.replace("defaults: {", f"defaults: {{ignore: {MISSING % ''}, ")
    figures = ["id: a, count: 5", "id: b, count: 5, period: 2017-01-02, url: null"]
    assert told(figures, head=head) == ([], [("missing-url", "a leak")])
    assert told(figures[:1], head=head) == ([("ignore-needless", 10)], [])
    assert told([f"{figures[1]}, ignore: null"], head=head) == ([("missing-url", 12)], [])


def test_an_alias_is_needed_where_one_figure_needs_it():
    figures = [no_url(f"&why {MISSING % ''}"), "id: b, count: 5, period: 2017-01-02, ignore: *why"]
    assert told(figures) == ([], [("missing-url", "a leak")])


def test_none_is_called_needless_while_a_figure_cannot_be_read():
    equal = "{rule: total-equals-part, reason: nothing happened elsewhere}"
    figures = ["id: whole, count: 5x, place: All", f"id: part, count: 5, ignore: {equal}"]
    assert told(figures) == ([("bad-count", 12)], [])
    assert told([figures[0].replace("5x", "5"), figures[1]]) == (
        [],
        [("total-equals-part", "nothing happened elsewhere")],
    )


def test_commands_that_look_for_errors_alone_ask_for_no_ignore():
    needless = f"id: a, count: 5, ignore: {MISSING % ', until: 1999'}"
    for figure in (needless, no_url(MISSING % ", until: 1999")):
        reading = with_errors(read(f"{HEAD}  - {{{figure}}}\n"))
        assert (reading.problems, reading.ignored) == ((), ())


@pytest.mark.parametrize("rule", IGNORABLE)
def test_every_one_of_them_is_quiet_once_its_figure_says_so(rule):
    lines = (PROBLEMS / f"{rule}.yaml").read_text(encoding="utf-8").splitlines()
    [problem] = check(read("\n".join(lines)), today=date(2026, 1, 1)).problems
    begins = max(at for at in range(problem.location.line) if lines[at].startswith("  - id:"))
    lines.insert(begins + 1, f"    ignore: {{rule: {rule}, reason: it is so}}")
    reading = check(read("\n".join(lines)), today=date(2026, 1, 1))
    assert reading.problems == ()
    assert [(told.rule, told.reason, told.message) for told in reading.ignored] == [(rule, "it is so", problem.message)]


@pytest.mark.parametrize("rule", IGNORABLE)
def test_every_rule_that_can_be_ignored_is_one_of_figures(rule):
    reading = read(f"{HEAD}  - {{id: a, count: 5, ignore: {{rule: {rule}, reason: why not}}}}\n")
    assert reading.problems == ()
    assert [problem.rule for problem in check(reading).problems] == ["ignore-needless"]


@pytest.mark.parametrize(
    ("ignore", "rules"),
    [
        ("missing-url", ["structure"]),
        ("[missing-url]", ["structure"]),
        ("{}", ["missing-key", "missing-key"]),
        ("{rule: missing-url, reason: ' '}", ["bad-value"]),
        ("{rule: missing-url, reason: why, till: 2030}", ["unknown-key"]),
        ("{rule: missing-url, reason: why, until: soon}", ["bad-date"]),
        ("{rule: [missing-url], reason: why}", ["structure"]),
        ("{rule: missing-url, reason: null}", ["missing-key"]),
    ],
)
def test_what_is_no_ignore(ignore, rules):
    reading = read(f"{HEAD}  - {{id: a, count: 5, ignore: {ignore}}}\n")
    assert [problem.rule for problem in reading.problems] == rules


@pytest.mark.parametrize("nothing", ["null", "~", "[]", ""])
def test_an_ignore_that_states_nothing(nothing):
    assert told([f"id: a, count: 5, ignore: {nothing}"]) == ([], [])
