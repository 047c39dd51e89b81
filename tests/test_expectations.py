"""What a registry expects of its ratios and gaps: how it is read, and what it is tested on."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from transcripts import run

from casualtycli.cli.problems import standing
from casualtycli.expectations import Untested, check_expectations, trials
from casualtycli.problems import Problem
from casualtycli.registry.errors import with_errors
from casualtycli.registry.find import File
from casualtycli.registry.read import Reading, read_registry

HEAD = """\
registry: 1
sources: {a: {name: Alpha}, b: {name: Beta}, c: {name: Gamma}}
"""
FIGURES = """\
defaults: {measure: killed, place: Land, published: 2022, url: "https://example.org/"}
figures:
  - {id: a1, source: a, count: at least 104, period: 2020-01-01/2020-12-31}
  - {id: b1, source: b, count: at least 789, period: 2020-01-01/2020-12-31}
"""


def reading(expect: str, more: str = "", declared: str = "") -> Reading:
    """Return the reading of the figures and more of them, one a line, with expectations likewise."""
    figures = "".join(f"  - {{{line.strip()}}}\n" for line in more.splitlines() if line.strip())
    entries = "".join(f"  - {{{line.strip()}}}\n" for line in expect.splitlines() if line.strip())
    text = f"{HEAD}{dedent(declared)}{FIGURES}{figures}expect:\n{entries}"
    return with_errors(read_registry([File("test.yaml", text.encode())]))


def problems(expect: str, more: str = "", declared: str = "") -> list[tuple[str, str | None]]:
    found = check_expectations(reading(expect, more, declared)).errors
    assert all(problem.rule == "expectation" for problem in found), found
    return [(problem.message, problem.hint) for problem in found]


def pointed(problem: Problem) -> str:
    """Return what a problem points at."""
    place = problem.location
    return problem.excerpt[place.column - 1 : (place.end_column or place.column + 1) - 1]


@pytest.mark.parametrize(
    "numbers",
    [
        "ratio: 7.59",
        "ratio: 7.6",
        "ratio: 8",
        "ratio: 7.586538461538",
        "gap: 685",
        "gap: +685",
        "gap: 685.0",
        "ratio: 7.59, gap: 685",
        "ratio: 7.59, gap: null",
        "ratio: 7.59, period: 2020",
        "ratio: 7.59, period: 2020-01-01/2020-12-31",
        "ratio: 7.59, period: 2020-01/2020-12",
        "ratio: 7.59, period: 2020-01-01/2020-12~",
        "ratio: 7.59, as_of: 2022, measure: killed, place: Land, actor: null, variant: ~",
    ],
)
def test_what_holds(numbers: str) -> None:
    assert problems(f"subject: b, baseline: a, {numbers}") == []


def test_a_number_is_shown_beside_what_was_expected_at_its_place() -> None:
    found = check_expectations(reading('subject: b, baseline: a, ratio: 7.5, gap: "-1,000"')).errors
    assert [(pointed(problem), problem.message, problem.hint) for problem in found] == [
        (
            "7.5",
            "Beta ÷ Alpha: ratio is 7.59, not 7.5 (as reported, 2020-01-01/2020-12-31)",
            "mend the figures, or write ratio: 7.59",
        ),
        (
            '"-1,000"',
            "Beta ÷ Alpha: gap is 685, not -1,000 (as reported, 2020-01-01/2020-12-31)",
            "mend the figures, or write gap: 685",
        ),
    ]


@pytest.mark.parametrize(
    ("expect", "message", "hint"),
    [
        ("ratio: 7.587", None, None),
        ("ratio: 7.580", "ratio is 7.587, not 7.580", "write ratio: 7.587"),
        ("gap: 684.5", "gap is 685.0, not 684.5", "write gap: 685.0"),
        ("period: 2020-01, gap: 0", "gap is 58, not 0 (both pro-rata, 2020-01-01/2020-01-31)", "write gap: 58"),
    ],
)
def test_the_number_shown_has_as_many_places_as_it_takes(expect: str, message: str | None, hint: str | None) -> None:
    found = problems(f"subject: b, baseline: a, {expect}")
    assert [bool(found)] == [message is not None]
    for told, write in found:
        assert f"Beta ÷ Alpha: {message}" in told
        assert str(write).endswith(str(hint))


def test_a_hint_may_be_written_as_it_stands() -> None:
    more = "id: c1, source: c, count: at least 123456, period: 2020-01-01/2020-12-31"
    for expect in ("subject: c, baseline: a, ratio: 1, gap: 1", "subject: a, baseline: c, ratio: 1, gap: 1"):
        found = [str(hint).rpartition("write ")[2] for _, hint in problems(expect, more)]
        assert len(found) == 2
        assert problems(f"{expect.partition(', ratio')[0]}, {', '.join(found)}", more) == []


MORE = """
    id: b2, source: b, count: 50, measure: injured, period: 2020-01-01/2020-12-31
    id: c1, source: c, count: 100, period: 2020-01-01/2020-03-31
    id: c2, source: c, count: 100, period: 2020-07-01/2020-09-30
    id: c3, source: c, count: 0, place: Isle, period: 2020-01-01/2020-12-31
    id: a5, source: a, count: 10-20, place: Hill, period: 2020-01-01/2020-12-31
    id: b5, source: b, count: 30, place: Hill, period: 2020-01-01/2020-12-31
    id: b3, source: b, count: 7, place: Isle, period: 2020-01-01/2020-12-31
    id: b4, source: b, count: 6, place: Isle, actor: X, period: 2020-01-01/2020-12-31
    id: a4, source: a, count: 5, place: Isle, actor: Y, period: 2020-01-01/2020-12-31, disputed: {by: a1, why: x}
"""


@pytest.mark.parametrize(
    ("expect", "points", "message", "hint"),
    [
        (
            "subject: b, baseline: a, measure: injured, gap: 1",
            "{",
            "Beta ÷ Alpha: Alpha has no figure of injured",
            "mend the figures, or take the expectation out",
        ),
        (
            "subject: b, baseline: a, measure: kiled, gap: 1",
            "kiled",
            'Beta ÷ Alpha: neither has a figure of the measure "kiled"',
            'did you mean "killed"?',
        ),
        (
            "subject: b, baseline: a, actor: Nobody, gap: 1",
            "Nobody",
            'Beta ÷ Alpha: neither has a figure of the actor "Nobody"',
            "they have: X, Y",
        ),
        (
            "subject: a, baseline: c, actor: null, place: Land, variant: low, gap: 1, period: 2020-01/2020-03",
            "low",
            'Alpha ÷ Gamma: no comparison is of the variant "low"',
            "mend the figures, or take the expectation out",
        ),
        (
            "subject: b, baseline: c, actor: null, place: Land, gap: 1",
            "{",
            "Beta ÷ Gamma: several runs of days can be compared: 2020-01-01/2020-03-31 and 2020-07-01/2020-09-30",
            "write period: and the days that are meant",
        ),
        (
            "subject: b, baseline: c, place: Land, gap: 1, period: 2020-03/2020-07",
            "2020-03/2020-07",
            "Beta ÷ Gamma: only 2020-03-01/2020-03-31 and 2020-07-01/2020-07-31 of 2020-03/2020-07 can be compared",
            "mend the figures, or take the expectation out",
        ),
        (
            "subject: b, baseline: c, place: Land, gap: 1, period: 2020-03-01/2020-04-30",
            "2020-03-01/2020-04-30",
            "Beta ÷ Gamma: only 2020-03-01/2020-03-31 of 2020-03-01/2020-04-30 can be compared",
            "mend the figures, or write period: 2020-03-01/2020-03-31",
        ),
        (
            "subject: b, baseline: c, place: Land, gap: 1, period: 2020-03-01/..",
            "2020-03-01/..",
            "Beta ÷ Gamma: only 2020-03-01/2020-03-31 and 2020-07-01/2020-09-30 of 2020-03-01/.. can be compared",
            "mend the figures, or take the expectation out",
        ),
        (
            "subject: b, baseline: c, gap: 1, period: 2020",
            "{",
            "Beta ÷ Gamma: several comparisons fit: place is missing",
            "write place: Isle or Land",
        ),
        (
            "subject: b, baseline: c, place: Isle, gap: 1",
            "{",
            "Beta ÷ Gamma: several comparisons fit: actor is missing",
            "write actor: X or null",
        ),
        (
            "subject: b, baseline: a, gap: 685, as_of: 2021",
            "{",
            "Beta ÷ Alpha: Beta: no figure was known on 2021-12-31; the first was published on 2022-12-31",
            "mend the figures, or take the expectation out",
        ),
        (
            "subject: a, baseline: b, actor: Y, gap: 1",
            "{",
            "Alpha ÷ Beta: there is nothing to compare",
            "mend the figures, or take the expectation out",
        ),
        (
            "subject: b, baseline: a, place: Hill, ratio: 1",
            "1",
            "Beta ÷ Alpha: there is no ratio: Alpha has no best number",
            "mend the figures, or take ratio out",
        ),
        (
            "subject: b, baseline: c, place: Isle, actor: X, ratio: 1, gap: 6",
            "1",
            "Beta ÷ Gamma: there is no ratio to a baseline of zero",
            "mend the figures, or take ratio out",
        ),
    ],
)
def test_what_does_not_hold(expect: str, points: str, message: str, hint: str) -> None:
    (found,) = check_expectations(reading(expect, MORE)).errors
    assert (pointed(found), found.message, found.hint) == (points, message, hint)


def test_names_say_which_comparison_is_meant() -> None:
    assert (
        problems(
            """
            subject: b, baseline: c, place: Isle, actor: X, gap: 6
            subject: b, baseline: c, place: Isle, actor: null, gap: 7
            subject: b, baseline: c, place: Land, period: 2020-07/2020-09, ratio: 1.98
            """,
            MORE,
        )
        == []
    )


VARIANTS = """
    id: c1, source: c, count: 10, variant: low, period: 2020-01-01/2020-12-31
    id: c2, source: c, count: 20, variant: high, period: 2020-01-01/2020-12-31
    id: c3, source: c, count: 15, period: 2020-01-01/2020-12-31
    id: b2, source: b, count: 7, variant: low, period: 2020-01-01/2020-12-31
"""


def test_variants() -> None:
    assert (
        problems(
            """
            subject: a, baseline: c, variant: low, gap: 94
            subject: a, baseline: c, variant: high, gap: 84
            subject: a, baseline: c, variant: null, gap: 89
            subject: c, baseline: b, variant: low, gap: 3
            subject: c, baseline: b, variant: null, gap: -774
            """,
            VARIANTS,
        )
        == []
    )
    assert problems("subject: a, baseline: c, gap: 1", VARIANTS) == [
        ("Alpha ÷ Gamma: several comparisons fit: variant is missing", "write variant: high or low or null")
    ]
    assert problems("subject: c, baseline: b, variant: high, gap: 1", VARIANTS) == [
        (
            "Gamma ÷ Beta: several comparisons fit: both sides have variants, and not the same ones",
            "mend the figures, or take the expectation out",
        )
    ]


def test_the_nearest_scope_is_meant_where_one_contains_another() -> None:
    more = """
        id: c1, source: c, count: 100, place: Land, period: 2020-01-01/2020-12-31
        id: c2, source: c, count: 10, place: North, period: 2020-01-01/2020-12-31
    """
    expect = "subject: c, baseline: a, place: Land, gap: -4\nsubject: c, baseline: a, place: North, gap: -94"
    assert problems(expect, more, "places: {Land: {parts: [North, South]}}\n") == []


def test_a_name_of_the_whole_does_not_say_which_part_is_meant() -> None:
    more = """
        id: c1, source: c, count: 100, place: South, period: 2020-01-01/2020-12-31
        id: c2, source: c, count: 10, place: North, period: 2020-01-01/2020-06-30
    """
    declared = "places: {Land: {includes: [North, South]}}\n"
    assert problems("subject: c, baseline: a, place: Land, gap: 1", more, declared) == [
        ('Gamma ÷ Alpha: several comparisons are of the place "Land"', "write place: North or South")
    ]
    assert problems("subject: c, baseline: a, place: South, gap: -4", more, declared) == []


def test_a_name_of_the_whole_means_the_sum_of_its_parts() -> None:
    more = """
        id: c1, source: c, count: 100, place: South, period: 2020-01-01/2020-06-30
        id: c2, source: c, count: 10, place: North, period: 2020-01-01/2020-06-30
    """
    declared = "places: {Land: {parts: [North, South]}}\n"
    assert (
        problems("subject: c, baseline: a, period: 2020-01-01/2020-06-30, place: Land, gap: 58", more, declared) == []
    )


@pytest.mark.parametrize("period", ["2019/2020", "2020-02-10/2020-12-31", "2020-02/2020-12", "2019-01-01/.."])
def test_days_without_activity_need_not_be_covered(period: str) -> None:
    more = """
        id: b2, source: b, actor: X, place: Isle, count: 20, period: 2020-01/2020-12
        id: c2, source: c, actor: X, place: Isle, count: 10, period: 2020-01/2020-12
    """
    expect = f"subject: b, baseline: c, period: {period}, ratio: 2"
    assert problems(expect, more, "actors: {X: {active: 2020-02-10/..}}\n") == []
    assert bool(problems(expect, more)) == period.startswith("2019")


def test_the_example_that_ships_holds() -> None:
    assert run("casualty check")[1] == "data/sources.yaml: 7 figures, 3 sources, 2 expectations hold, no problems\n"


def test_how_expectations_stand() -> None:
    holds, fails = "subject: b, baseline: a, gap: 685", "subject: b, baseline: a, gap: 1"
    for expect, told in (
        ("", ""),
        (holds, "1 expectation holds"),
        (f"{holds}\n{holds}", "2 expectations hold"),
        (f"{holds}\n{fails}", "2 expectations"),
        (f"{fails}\nsubject: b, gap: 1", "1 expectation not tested"),
    ):
        assert standing(check_expectations(reading(expect))) == told


def test_nothing_is_expected_of_a_registry_with_errors() -> None:
    before = reading("subject: b, baseline: a, gap: 1", "id: a1, source: a, count: 4, period: 2020")
    assert check_expectations(before) is before
    assert [problem.rule for problem in before.errors] == ["duplicate-id"]


def test_only_check_tests_them(tmp_path) -> None:
    text = f"{HEAD}{FIGURES}expect:\n  - {{subject: b, baseline: a, gap: 1}}\n"
    (tmp_path / "casualty.yaml").write_text(text, encoding="utf-8")
    assert run("casualty check", tmp_path)[0] == 1
    for command in ("compare", "list", "show a1"):
        code, out, err = run(f"casualty {command}", tmp_path)
        assert (code, err) == (0, "")
        assert "expect" not in out


def test_problems_stand_in_the_order_of_the_files(tmp_path) -> None:
    expect = "expect:\n  - {subject: b, baseline: a, gap: 1}\n"
    (tmp_path / "one.yaml").write_text(f"{HEAD}{expect}", encoding="utf-8")
    (tmp_path / "two.yaml").write_text(
        f"registry: 1\n{expect}{FIGURES.replace('published: 2022, ', '')}", encoding="utf-8"
    )
    code, out, _ = run("casualty check one.yaml two.yaml", tmp_path)
    heads = [line.split(" ")[0] for line in out.splitlines() if "[" in line and ".yaml:" in line]
    assert code == 1
    assert heads[1:3] == ["one.yaml:4:36:", "two.yaml:3:36:"]
    assert out.splitlines()[-1].startswith("one.yaml, two.yaml: 2 figures, 3 sources, 2 expectations, 2 errors")


def test_an_entry_that_stands_twice_is_told_once() -> None:
    text = f"{HEAD}{FIGURES}expect: [&one {{subject: b, baseline: a, gap: 1}}, *one]\n"
    assert len(check_expectations(read_registry([File("test.yaml", text.encode())])).errors) == 1


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("subject: b, baseline: a", ["missing-key: the expectation has neither ratio nor gap"]),
        ("subject: b, baseline: a, ratio: null", ["missing-key: the expectation has neither ratio nor gap"]),
        ("subject: b, gap: 1", ["missing-key: the expectation has no baseline"]),
        ("subject: null, baseline: b, gap: 1", ["missing-key: subject of the expectation is null"]),
        ("subject: b, baseline: d, gap: 1", ['unknown-source: no source is called "d"']),
        ("subject: b, baseline: [a], gap: 1", ["structure: baseline is a list"]),
        (
            "subject: a, baseline: a, gap: x",
            ["bad-value: a is compared with itself", "bad-value: cannot read the number"],
        ),
        ("subject: b, baseline: a, ratio: -1", ["bad-value: a ratio is never negative: -1"]),
        ("subject: b, baseline: a, ratio: 1×", ['bad-value: cannot read the number "1×"']),
        ("subject: b, baseline: a, raito: 1", ['unknown-key: unknown key "raito"']),
        ("place: Land, at laest: 5", ['unknown-key: unknown key "at laest"']),
        ("subject: b, baseline: a, gap: 1, period: 2020/2019", ["period-order: the end 2019 is before the start 2020"]),
        ("subject: b, baseline: a, gap: 1, as_of: today", ['bad-date: cannot read the date "today"']),
        ("subject: b, baseline: a, gap: 1, place: ' '", ["bad-value: place is blank"]),
    ],
)
def test_what_cannot_be_read(entry: str, told: list[str]) -> None:
    found = reading(entry)
    assert found.registry.expectations == ()
    said = [f"{problem.rule}: {problem.message}" for problem in found.problems]
    assert len(said) == len(told)
    assert all(text.startswith(start) for text, start in zip(said, told, strict=True))
    assert all(problem.hint for problem in found.problems)


@pytest.mark.parametrize("entries", ["", "null", "[]", "~"])
def test_nothing_expected(entries: str) -> None:
    found = read_registry([File("test.yaml", f"{HEAD}{FIGURES}expect: {entries}\n".encode())])
    assert (found.problems, trials(found.registry)) == ((), ())


@pytest.mark.parametrize("entries", ["7", "{subject: a}", "[7]", "[[]]", "[null]", "[~, ]"])
def test_what_is_no_list_of_entries(entries: str) -> None:
    found = read_registry([File("test.yaml", f"{HEAD}{FIGURES}expect: {entries}\n".encode())])
    assert [problem.rule for problem in found.problems] == ["structure"]


def test_what_is_tested_is_a_plain_value() -> None:
    there, missing = trials(
        reading("subject: b, baseline: a, ratio: 7.5, gap: 685\nsubject: b, baseline: c, gap: 1").registry
    )
    assert (there.holds, there.reason, there.ratio, there.gap) == (False, None, Fraction(789, 104), 685)
    assert [key for key, *_ in there.missed] == ["ratio"]
    assert (missing.holds, missing.ratio, missing.gap) == (False, None, None)
    assert missing.reason == "Gamma has no figure"
    assert isinstance(missing.found, Untested)


counts = st.integers(0, 10**6)


@example(1000, 2125, 2)
@example(200, 1, 2)
@given(counts, counts, st.integers(0, 4))
@settings(deadline=None)
def test_a_number_holds_exactly_when_it_is_the_decimal_number_nearest_to_the_ratio(
    one: int, other: int, places: int
) -> None:
    figures = FIGURES.replace("at least 104", str(one)).replace("at least 789", str(other))
    text = f"{HEAD}{figures}expect: [{{subject: b, baseline: a, gap: {other - one}"
    if one:
        nearest = (other * 10**places * 2 + one) // (2 * one)  # halves upwards; no ratio is negative
        digits = f"{nearest:0{places + 1}}"
        written = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits
        text += f", ratio: {written}"
    (outcome,) = trials(read_registry([File("test.yaml", f"{text}}}]\n".encode())]).registry)
    assert outcome.holds, outcome.missed
