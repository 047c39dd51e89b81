"""The article that the project starts from: what the program says of it, run on the registry that ships."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casualtycli.cli import main

REGISTRY = Path(__file__).parents[1] / "data" / "sources.yaml"
DAYS = {
    "whole": ("2014-08-08", "2017-06-30", 1058),
    "syria": ("2014-09-23", "2017-06-23", 1005),
    "disputed": ("2014-09-23", "2017-06-30", 1012),
}
Row = dict[str, Any]


def run(*arguments: str, file: Path = REGISTRY) -> Result:
    found = CliRunner().invoke(main, ["compare", *arguments, "--file", str(file)])
    assert (found.exit_code, found.exception) == (0, None)
    return found


def document(*arguments: str) -> dict[str, Any]:
    return json.loads(run(*arguments, "--format", "json").stdout)


def name(side: Row) -> str:
    return side["source"] + "†" * side["disputed"]


def names(row: Row) -> tuple[str, str]:
    return name(row["subject"]), name(row["baseline"])


def by_names(rows: list[Row]) -> dict[tuple[str, str], Row]:
    found = {names(row): row for row in rows}
    assert len(found) == len(rows)
    return found


def as_shown(number: float, shown: str) -> str:
    """Return the number with as many decimals as the one shown."""
    return f"{number:,.{len(shown.partition('.')[2])}f}"


# Which two, days, numbers, ratio, gap, bases: as the table has them, a point where it ends in decimals.
TABLE = """
    airwars  cjtf-oir  whole     4,734     624       7.59   4,110   reported  reported
    sohr     cjtf-oir  syria     1,953     592.74    3.29   1,360   reported  pro-rata
    sohr     airwars   syria     1,953     4,496.85  0.434  -2,544  reported  pro-rata
    sohr†    cjtf-oir  disputed  6,759.54  596.87    11.32  6,163   pro-rata  pro-rata
    sohr†    airwars   disputed  6,759.54  4,528.17  1.49   2,231   pro-rata  pro-rata
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines(), ids=lambda line: "/".join(line.split()[:2]))
def test_rows(line: str) -> None:
    subject, baseline, days, *numbers, one, other = line.split()
    row = by_names(document("--all-pairs")["comparisons"])[subject, baseline]
    found = [row[key]["estimate"] for key in ("subject", "baseline", "ratio", "gap")]
    assert tuple(row["period"].values()) == DAYS[days]
    assert [as_shown(*each) for each in zip(found, numbers, strict=True)] == numbers
    for side, basis in (("subject", one), ("baseline", other)):
        assert (row[side]["basis"], row[side]["assumptions"]) == (basis, ["even"] * (basis == "pro-rata"))
    assert row["scope"] == ("same" if days == "whole" else "subject is part")
    assert (row["measure"], row["verdict"]) == ("civilians killed", "open")


@pytest.mark.parametrize(
    ("subject", "baseline", "exact"),
    [
        ("airwars", "cjtf-oir", ["4734", "624", "789/104", "4110"]),
        ("sohr", "cjtf-oir", ["1953", "313560/529", "114793/34840", "719577/529"]),
        ("sohr", "airwars", ["1953", "2378835/529", "114793/264315", "-1345698/529"]),
    ],
)
def test_exact_numbers(subject: str, baseline: str, exact: list[str]) -> None:
    row = by_names(document("--all-pairs")["comparisons"])[subject, baseline]
    assert [row[key]["exact"] for key in ("subject", "baseline", "ratio", "gap")] == exact


def test_each_pair_has_its_row_and_the_disputed_figure_stands_beside_its_source() -> None:
    assert [names(row) for row in document("--all-pairs")["comparisons"]] == [
        ("airwars", "cjtf-oir"),
        ("sohr", "cjtf-oir"),
        ("sohr†", "cjtf-oir"),
        ("sohr", "airwars"),
        ("sohr†", "airwars"),
        ("sohr†", "sohr"),
    ]


def test_the_range_of_two_floors_is_open_on_both_ends() -> None:
    row = by_names(document()["comparisons"])["airwars", "cjtf-oir"]
    assert (row["ratio"]["low"], row["ratio"]["high"]) == (0, None)
    assert (row["gap"]["low"], row["gap"]["high"]) == (None, None)
    assert [row[side]["low"] for side in ("subject", "baseline")] == [4734, 624]
    assert [row[side]["floor"] for side in ("subject", "baseline")] == [True, True]
    assert row["notes"] == []


def test_a_part_above_its_whole_is_called_out() -> None:
    notes = by_names(document("--all-pairs")["comparisons"])["sohr", "cjtf-oir"]["notes"]
    assert "part of Iraq and Syria: the count for the whole would be no smaller" in notes
    assert "more in the part than CJTF-OIR has in the whole" in notes
    assert any("CJTF-OIR dates a death by when it was counted or assessed" in note for note in notes)


def test_the_disputed_figure_says_who_disputes_it() -> None:
    notes = by_names(document()["comparisons"])["sohr†", "cjtf-oir"]["notes"]
    assert any("sohr-2017-08-as-printed is disputed by sohr-2015-11-20: SOHR's own release" in note for note in notes)
    assert {names(row) for row in document("--no-disputed")["comparisons"]} == {
        ("airwars", "cjtf-oir"),
        ("sohr", "cjtf-oir"),
    }


@pytest.mark.parametrize(
    ("subject", "numbers", "ratio", "gap", "differ"),
    [
        ("airwars", (4734, 624), "7.59", 4110, False),
        ("sohr", (1953, 624), "3.13", 1329, True),
        ("sohr†", (7000, 624), "11.22", 6376, True),
    ],
)
def test_as_printed(subject: str, numbers: tuple[int, int], ratio: str, gap: int, differ: bool) -> None:
    row = by_names(document("--align", "reported")["comparisons"])[subject, "cjtf-oir"]
    assert row["period"] is None
    assert (row["subject"]["estimate"], row["baseline"]["estimate"], row["gap"]["estimate"]) == (*numbers, gap)
    assert as_shown(row["ratio"]["estimate"], ratio) == ratio
    assert any("periods differ" in note for note in row["notes"]) == differ


def test_strict_keeps_what_is_reported() -> None:
    found = document("--align", "strict")
    assert [names(row) for row in found["comparisons"]] == [("airwars", "cjtf-oir")]
    why = "it counts by report, and what it counts between two totals is not who died between them"
    assert f"CJTF-OIR reports no figure for just these days, nor any that determine them: {why}" in [
        entry["reason"] for entry in found["not_comparable"]
    ]


def test_the_day_before_airwars_published_it_is_not_known() -> None:
    found = document("--as-of", "2017-08-04")
    assert found["as_of"] == "2017-08-04"
    assert [names(row) for row in found["comparisons"]] == [("sohr", "cjtf-oir")]
    assert {(entry["subject"], entry["reason"]) for entry in found["not_comparable"] if not entry["measure"]} == {
        ("airwars", "Airwars: no figure was known on 2017-08-04; the first was published on 2017-08-05")
    }
    assert ("airwars", "cjtf-oir") in by_names(document("--as-of", "2017-08-05")["comparisons"])


def test_airstrikes_have_no_row_and_a_reason() -> None:
    found = document("--measure", "airstrikes")
    assert found["comparisons"] == []
    assert {(entry["subject"], entry["measure"], entry["reason"]) for entry in found["not_comparable"]} == {
        ("airwars", "airstrikes", "Airwars has no figure of airstrikes"),
        ("sohr", "airstrikes", "CJTF-OIR has no figure of airstrikes"),
    }


def inverse(row: Row) -> tuple[Fraction, Fraction]:
    return 1 / Fraction(row["ratio"]["exact"]), -Fraction(row["gap"]["exact"])


def test_in_a_matrix_each_ratio_is_the_inverse_of_the_one_across() -> None:
    rows = by_names(document("--matrix")["comparisons"])
    assert len(rows) == 12
    for (subject, baseline), row in rows.items():
        across = rows[baseline, subject]
        assert (Fraction(row["ratio"]["exact"]), Fraction(row["gap"]["exact"])) == inverse(across)
        assert (row["period"], row["subject"]) == (across["period"], across["baseline"])


@pytest.mark.parametrize("other", ["airwars", "sohr"])
def test_another_baseline_inverts_ratio_and_gap(other: str) -> None:
    straight = by_names(document(other)["comparisons"])[other, "cjtf-oir"]
    swapped = by_names(document("cjtf-oir", "--baseline", other)["comparisons"])["cjtf-oir", other]
    assert (Fraction(swapped["ratio"]["exact"]), Fraction(swapped["gap"]["exact"])) == inverse(straight)
    assert swapped["scope"] == {"same": "same", "subject is part": "baseline is part"}[straight["scope"]]


def without_anchors(text: str) -> str:
    """Return the registry with each alias replaced by what it stands for, so that its figures can change places."""
    for anchor, value in re.findall(r"&(\w+)((?: .+|(?:\n {6}\S.*)+))$", text, re.MULTILINE):
        text = text.replace(f" *{anchor}", value).replace(f" &{anchor}", "")
    return text


def shuffled(text: str, random: Random) -> str:
    head, rest = text.split("\nfigures:\n")
    figures, expect = rest.split("\nexpect:\n")
    blocks = re.split(r"(?=^  - id: )", figures, flags=re.MULTILINE)[1:]
    random.shuffle(blocks)
    return f"{head}\nfigures:\n{''.join(block.rstrip() + chr(10) for block in blocks)}\nexpect:\n{expect}"


FORMATS = ("json", "csv", "markdown", "table")


@pytest.mark.parametrize("asked", [("--all-pairs",), ("--matrix",), ("--align", "reported"), ("--by", "year")], ids=str)
def test_the_order_of_figures_changes_no_byte(asked: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "casualty.yaml"
    text = without_anchors(REGISTRY.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    expected = {format_: run(*asked, "--format", format_, file=file).stdout_bytes for format_ in FORMATS}
    for seed in range(5):
        other = shuffled(text, Random(seed))
        assert other != text
        file.write_text(other, encoding="utf-8")
        assert {format_: run(*asked, "--format", format_, file=file).stdout_bytes for format_ in FORMATS} == expected


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_run_gives_the_same_bytes(format_: str) -> None:
    first, second = (run("--all-pairs", "--format", format_) for _ in range(2))
    assert first.stdout_bytes == second.stdout_bytes != b""
    assert first.stderr_bytes == second.stderr_bytes == b""
