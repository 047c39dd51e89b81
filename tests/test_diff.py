"""``casualty diff`` as it is read: the page, Markdown, JSON, exit codes."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from registries import TWO
from transcripts import run

A = "id: a, source: a, count: 200, period: 2020"
B = "id: b, source: b, count: 100, period: 2020"


def registry(figures: str, declared: str = TWO) -> str:
    """Return a registry of figures, one a line."""
    lines = "".join(f"  - {{{line}}}\n" for line in figures.splitlines() if line)
    head = f"registry: 1\n{dedent(declared)}defaults: {{measure: killed, place: Land, published: 2022}}\n"
    return f"{head}figures:\n{lines}"


@pytest.fixture
def diff(tmp_path: Path) -> Any:
    """Return what runs the command on two registries: it returns the exit code, the output and the errors."""

    def run_diff(
        old: str, new: str, options: str = "", *, declared: str = TWO, newly: str = ""
    ) -> tuple[int, str, str]:
        (tmp_path / "old.yaml").write_text(registry(old, declared), encoding="utf-8")
        (tmp_path / "new.yaml").write_text(registry(new, newly or declared), encoding="utf-8")
        return run(f"casualty diff old.yaml new.yaml {options}", tmp_path)

    return run_diff


def row(out: str, beginning: str) -> str:
    """Return the line that begins so, its blanks folded."""
    (line,) = (line for each in out.splitlines() if (line := " ".join(each.split())).startswith(beginning))
    return line


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (A, f"{A}\n{B}", ["1 figure added", "1 comparison added; 1 new clash"]),
        (f"{A}\n{B}", A, ["1 figure removed", "1 comparison removed; 1 former clash"]),
        (
            f"{A}\n{B}",
            f"{A}\n{B.replace('100', '150')}",
            ["1 figure changed", "the ratio B ÷ A went from 0.500 to 0.750 (+0.250)"],
        ),
        (f"{A}\n{B}", f"{A}\n{B}, note: n", ["1 figure changed", "1 comparison as before"]),
        (
            f"{A}\n{B.replace('100', 'at least 100')}",
            f"{A}\n{B}",
            ["1 figure changed", "no ratio changed, but other numbers of 1 comparison did; 1 new clash"],
        ),
        (
            f"{A}\n{B}",
            f"{A}\n{B.replace('100', 'at least 100')}",
            ["1 figure changed", "no ratio changed, but other numbers of 1 comparison did; 1 former clash"],
        ),
        (
            f"{A}\n{B}\nid: x, source: b, count: 10, period: 2019\nid: y, source: a, count: 10, period: 2019, note: n",
            f"{A}\n{B}\nid: x, source: b, count: 40, period: 2019\nid: y, source: a, count: 0, period: 2019",
            ["2 figures changed"],
        ),
    ],
)
def test_the_first_lines_say_what_a_reviewer_wants_to_know(diff: Any, old: str, new: str, expected: list[str]) -> None:
    code, out, err = diff(old, new)
    assert (code, err) == (0, "")
    assert out.startswith("old.yaml → new.yaml\n\n")
    said = [line.removeprefix("  -  ") for line in out.split("\n\n")[1].splitlines()]
    assert said[: len(expected)] == expected


def test_of_several_ratios_the_one_that_moved_most_is_named_disputed_ones_last(diff: Any) -> None:
    old = f"{A}\n{B}\nid: d, source: b, count: 5, period: 2020, variant: v, disputed: {{by: b, why: w}}"
    new = old.replace("count: 100", "count: 110").replace("count: 5", "count: 500")
    more = "\nid: m, source: b, count: 8, period: 2020, variant: m"
    out = diff(old + more, new + more.replace("8", "16"))[1]
    assert "3 ratios changed, most of all B (m) ÷ A, which went from 0.0400 to 0.0800 (+0.0400)" in out


def test_a_ratio_that_was_nothing_moved_most(diff: Any) -> None:
    old = f"{A}\nid: z, source: b, count: 0, period: 2020, variant: z\n{B}"
    out = diff(old, old.replace("count: 0", "count: 2").replace("100", "900"))[1]
    assert "most of all B (z) ÷ A, which went from 0 to 0.0100 (+0.0100)" in out


def test_the_same_in_another_layout_is_no_difference(diff: Any) -> None:
    turned = TWO.replace("sources:", "sources: # who says so")
    same = diff(f"{A}\n{B}", f"{B}\nperiod: '2020', count: \"200\", source: a, id: a", "--exit-code", newly=turned)
    assert same == (0, "old.yaml → new.yaml\nno difference: the same 2 figures and 1 comparison\n", "")


@pytest.mark.parametrize(("options", "code"), [("", 0), ("--exit-code", 1), ("--exit-code --format json", 1)])
def test_the_exit_code_tells_a_difference_only_where_it_is_asked_to(diff: Any, options: str, code: int) -> None:
    assert diff(A, B, options)[0] == code
    assert diff(A, A, options)[0] == 0


def test_figures_that_changed_alike_are_told_once_but_for_machines(diff: Any) -> None:
    old = "\n".join(f"id: f{at}, source: a, count: {at}, period: 20{at}" for at in range(10, 15))
    new = "\n".join(f"{line}, via: DW" for line in old.splitlines())
    out = diff(old, new)[1]
    assert row(out, "5 figures") == "5 figures: f10, f11, f12 and 2 more via – → DW"
    assert "f13" not in out
    assert len(json.loads(diff(old, new, "--format json")[1])["figures"]) == 5
    few = diff("\n".join(old.splitlines()[:3]), "\n".join(new.splitlines()[:3]))[1]
    assert [row(few, name) for name in ("f10", "f11", "f12")] == [f"f1{at} via – → DW {8 + at}" for at in range(3)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", ", projection: yes", "projection no → yes"),
        ("", ", actor: X", "actor whoever it was → X"),
        (", note: short", ", note: shorter", "note short → shorter"),
        (
            f", note: {'word ' * 20}north of it",
            f", note: {'word ' * 20}south of it",
            "note ...rd word north of it → ...rd word south of it",
        ),
        (
            f", note: a {'word ' * 20}",
            f", note: b {'word ' * 20}",
            f"note a {'word ' * 6}word... → b {'word ' * 6}word...",
        ),
        (", note: x", f", note: x{'y' * 60}", f"note x → x{'y' * 35}..."),
    ],
)
def test_how_a_key_that_changed_is_told(diff: Any, before: str, after: str, expected: str) -> None:
    assert row(diff(f"{A}{before}", f"{A}{after}")[1], "a ").startswith(f"a {expected}")


def test_what_follows_from_another_key_is_not_told_beside_it(diff: Any) -> None:
    out = diff(A, A.replace("200", "300").replace("2020", "2021"))[1]
    assert [line.split()[1] for line in out.splitlines() if line.startswith("  a ")] == ["count", "period"]


def test_what_follows_from_a_declaration_is_told(diff: Any) -> None:
    figure = A.replace("200", "about 200") + ", actor: X"
    newly = f"{TWO}    about: 10%\n    actors: {{X: {{active: 2020-03-01/..}}}}\n"
    out = diff(figure, figure, newly=newly)[1]
    assert row(out, "a low") == "a low 0 → 180 8 → 10"
    assert row(out, "a high") == "a high open → 220 8 → 10"
    assert row(out, "a days counted") == "a days counted 2020-01-01/2020-12-31 → 2020-03-01/2020-12-31 8 → 10"
    assert row(out, "actor X") == "actor X active – → 2020-03-01/.."


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (
            "count: 150, period: 2020",
            "B 2020-01-01 → 2020-12-31 100 → 150 200 0.500× → 0.750× (+0.250) −100 → −50 (+50)",
        ),
        ("count: 0, period: 2020", "B 2020-01-01 → 2020-12-31 100 → 0 200 0.500× → 0× (−0.500) −100 → −200 (−100)"),
        ("count: 200, period: 2020", "clash → equal"),
        ("count: 80-120, period: 2020", "100 → 80–120 200 0.500× → 0.400–0.600× −100 → −120 to −80"),
        ("count: at least 100, period: 2020", "B¹,² 2020-01-01 → 2020-12-31 100 → ≥ 100 200 0.500× −100 clash → open"),
    ],
)
def test_how_a_comparison_that_changed_is_told(diff: Any, new: str, expected: str) -> None:
    assert expected in row(diff(f"{A}\n{B}", f"{A}\nid: b, source: b, {new}")[1], "B")


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (B, B.replace("2020", "2020-01-01/2020-06-30"), "before, both covered 2020-01-01 → 2020-12-31"),
        (B, B.replace("2020", "2020-01-01/2020-06-30"), "A pro-rata, before as reported"),
        (B, B.replace("2020", "2020-01-01/2020-06-30"), "A now assumes even"),
        (B.replace("2020", "2020-01-01/2020-06-30"), B, "A no longer assumes even"),
        (B, f"{B}\nid: c, source: b, count: 100, period: 2020, published: 2023", "B now rests on c"),
        (B, f"{B}\nid: c, source: b, count: 100, period: 2020, published: 2023", "B no longer rests on b"),
        (
            "id: b, source: b, count: at least 100, period: 2020",
            "id: b, source: b, count: about 100 ± 100%, period: 2020",
            "range of the ratio: ≥ 0.500× → ≤ 1.00×",
        ),
        (
            f"{B}\nid: c, source: b, count: 90, period: 2020-01-01/2020-06-30",
            f"{B}\nid: c, source: b, count: 190, period: 2020-01-01/2020-06-30, published: 2021",
            "now set aside: c",
        ),
    ],
)
def test_what_else_changed_is_a_note(diff: Any, old: str, new: str, note: str) -> None:
    out = diff(f"{A}\n{old}", f"{A}\n{new}", "--period 2020-02" if "aside" in note else "")[1]
    assert note in [line.split("  ", 2)[-1].strip() for line in out.splitlines()]


def test_the_baseline_may_count_another_place_now(diff: Any) -> None:
    declared = f"{TWO}    places: {{Land: {{parts: [North, South]}}}}\n"
    old = f"{A}\n{B}, place: North"
    new = f"{A}\nid: n, source: a, count: 150, period: 2020, place: North, actor: null\n{B}, place: North"
    assert "¹  against North, before against Land" in diff(old, new, declared=declared)[1]


def test_a_difference_too_small_for_whole_numbers_is_shown(diff: Any) -> None:
    old = "id: a, source: a, count: 1000, period: 2019-01-01/2020-12-31\nid: b, source: b, count: 300, period: 2020"
    out = diff(old, old.replace("2019-01-01", "2019-01-02"))[1]
    assert (
        row(out, "B ")
        == "B 2020-01-01 → 2020-12-31 300 ≈ 501 (+0.7) 0.599× → 0.598× (−0.001) −201 (−700 to +300) (−0.7)"
    )
    closer = old.replace("1000", "100000").replace("300", "300000")
    out = diff(closer, closer.replace("100000", "100001"))[1]
    assert "5.99× (−0.0001)" in out


def test_names_may_be_in_one_of_the_registries_only(diff: Any) -> None:
    north = "count: 7, period: 2020, place: North"
    new = f"{A}\n{B}\nid: n, source: b, {north}\nid: m, source: a, {north}"
    (change,) = json.loads(diff(f"{A}\n{B}", new, "--place North --place Land --format json")[1])["comparisons"]
    assert change["new"]["subject"]["place"] == "North"
    assert "1 comparison added" in diff(f"{A}\n{B}", new, "--place North")[1]
    three = f"{TWO}      c: {{name: Gamma, short: C}}\n"
    figure = "\nid: c, source: c, count: 7, period: 2020"
    out = diff(f"{A}\n{B}", f"{A}\n{B}{figure}", "--baseline gamma", newly=three)[1]
    assert "2 comparisons added" in out
    assert diff(A, A, "--baseline gamma")[0] == 2
    assert diff(A, A, "--place North")[0] == 2


def test_one_source_is_enough_to_have_changed(diff: Any) -> None:
    alone = "    sources:\n      a: {name: Alpha}\n"
    assert diff(A, A.replace("200", "300"), declared=alone)[1].splitlines()[2] == "  -  1 figure changed"


def test_each_reason_that_came_or_went_is_told(diff: Any) -> None:
    pair = f"{A}, place: North\n{A.replace('id: a', 'id: a2')}, place: South\n"
    one = f"{pair}{B}, place: East"
    two = f"{one}\n{B.replace('id: b', 'id: b2').replace('2020', '2019')}, place: North"
    apart = "B ÷ A (killed, East): "
    assert apart not in diff(one, two)[1]
    days = "no day in common: B covers 2019-01-01/2019-12-31; A covers 2020-01-01/2020-12-31"
    assert f"-  B ÷ A (killed, North): still not comparable: {days}\n" in diff(one, two)[1]
    assert f"-  B ÷ A (killed, North): no longer: {days}\n" in diff(two, one)[1]


def test_part_and_whole_may_change_places(diff: Any) -> None:
    figures = f"{A}, place: X\n{B}, place: Y"
    declared, newly = (f"{TWO}    places: {{{names}}}\n" for names in ("X: {includes: [Y]}", "Y: {includes: [X]}"))
    assert "¹  part and whole have changed places" in diff(figures, figures, declared=declared, newly=newly)[1]


def test_names_that_follow_each_other_are_lists_for_machines(diff: Any) -> None:
    newly = f"{TWO}    places: {{Land: {{parts: [South, 'North, upper']}}}}\n"
    assert row(diff(A, A, newly=newly)[1], "place Land") == "place Land parts – → North, upper, South"
    (change,) = json.loads(diff(A, A, "--format json", newly=newly)[1])["declarations"]
    assert change["fields"] == [{"key": "parts", "old": None, "new": ["North, upper", "South"]}]


def test_numbers_are_exact_for_machines(diff: Any) -> None:
    document = json.loads(diff(f"{A}\n{B}", f"{A.replace('200', '300')}\n{B}", "--format json")[1])
    (change,) = document["comparisons"]
    assert document["schema"] == "casualty.diff/1"
    assert change["changed"] == ["ratio", "gap", "baseline"]
    assert change["ratio_difference"] == {"estimate": float(Fraction(-1, 6)), "exact": "-1/6"}
    assert change["gap_difference"] == {"estimate": -100, "exact": "-100"}
    assert [change[side]["ratio"]["exact"] for side in ("old", "new")] == ["1/2", "1/3"]
    (figure,) = document["figures"]
    assert figure["fields"][0] == {"key": "count", "old": "200", "new": "300"}
    assert (figure["old"]["file"], figure["new"]["file"]) == ("old.yaml", "new.yaml")
    empty = json.loads(diff(f"{A}\n{B}", A, "--format json")[1])
    assert empty["comparisons"][0]["ratio_difference"] is None
    assert empty["figures"][0] == {"change": "removed", "fields": [], "old": empty["figures"][0]["old"], "new": None}


def test_the_same_registries_print_the_same_bytes(diff: Any) -> None:
    for form in ("table", "markdown", "json"):
        assert diff(f"{A}\n{B}", B, f"--format {form}") == diff(f"{A}\n{B}", B, f"--format {form}")


def test_markdown_calls_nobody_and_marks_nothing_up(diff: Any) -> None:
    figure = f"{A}, via: '@maintainer `x` <b>|</b>', variant: '#12 !7 &amp;'"
    out = diff(A, f"{figure}\n{B}", "--format markdown")[1]
    assert "| `a` | via | – → @<!-- -->maintainer \\`x\\` \\<b\\>\\|\\</b\\> | 8 |" in out
    assert "| `a` | variant | – → \\#<!-- -->12 !<!-- -->7 \\&amp; | 8 |" in out
    assert "| `b` | B | 100 |" in out


def test_both_registries_are_told_what_is_wrong_with_them(diff: Any) -> None:
    code, out, err = diff(A.replace("200", "2.00"), A.replace("2020", "2020/2019"))
    assert (code, out) == (2, "")
    assert err.startswith("old.yaml:8:")
    assert "\nnew.yaml:8:" in err
    assert err.endswith("2 errors: casualty check shows everything\n")


def test_lines_name_the_file_where_there_are_several(diff: Any, tmp_path: Path) -> None:
    diff(f"{A}\n{B}", A)
    (tmp_path / "more.yaml").write_text("registry: 1\nfigures:\n" + f"  - {{{B}, measure: killed, place: Land}}\n")
    out = run("casualty diff old.yaml -f new.yaml -f more.yaml", tmp_path)[1]
    assert row(out, "b ") == "b published 2022 → – 9 → more.yaml:3"
