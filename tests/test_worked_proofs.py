"""The cases of docs/method.md that are worked by hand, as a reader types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_docs import METHOD, registries
from transcripts import run


class Typed:
    """A registry in a folder, and the commands run on it."""

    def __init__(self, folder: Path, text: str) -> None:
        self._folder = folder
        (folder / "casualty.yaml").write_text(text, encoding="utf-8")

    def printed(self, command: str, code: int = 0) -> str:
        found, out, err = run(f"casualty {command}", self._folder)
        assert (found, err) == (code, ""), out + err
        return out

    def bounds(self, options: str = "") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.printed(f"bounds {options} --format json"))
        return found

    def row(self, options: str = "") -> dict[str, Any]:
        rows: list[dict[str, Any]] = self.bounds(options)["bounds"]
        (row,) = rows
        return row

    def compared(self, options: str = "") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.printed(f"compare -q {options} --format json"))
        return found


HEAD = """\
registry: 1
sources: {m: {name: Ministry, short: M%s}, o: {name: Other, short: O}, p: {name: Third, short: P}}
defaults: {source: m, measure: killed, place: Land, published: 2018, url: "https://example.org/report"}
"""
YEAR = (
    HEAD % ""
    + """\
figures:
  - {id: year, count: "1,000", period: 2017}
  - {id: first-quarter, count: 400, period: 2017-01-01/2017-03-31}
  - {id: second-half, count: at least 300, period: 2017-07-01/2017-12-31}
  - {id: other, source: o, count: at least 0, period: 2017-04-01/2017-06-30}
"""
)


def test_a_year_less_a_quarter_and_a_half_leaves_a_ceiling_of_the_quarter_between(tmp_path: Path) -> None:
    typed = Typed(tmp_path, YEAR)
    row = typed.row("--period 2017-04-01/2017-06-30")
    assert (row["low"], row["high"], row["sharp"]) == (0, 300, True)
    assert (row["high_sum"], row["high_proof"]) == (
        "300 = 1,000 − 400 − 300",
        ["first-quarter", "second-half", "year"],
    )
    text = typed.printed("bounds --period 2017-04-01/2017-06-30")
    assert "at most 300 = 1,000 − 400 − 300: year less first-quarter and second-half" in text
    assert typed.printed("bounds --period 2017-04-01/2017-06-30 --at-most 300").startswith("proved: at most 300")
    assert typed.printed("bounds --period 2017-04-01/2017-06-30 --at-most 299", 1).startswith("open: at most 299")
    assert typed.printed("bounds --period 2017-04-01/2017-06-30 --at-least 301", 1).startswith("refuted: at least 301")


def test_the_range_is_that_of_the_row_in_compare_too(tmp_path: Path) -> None:
    typed = Typed(tmp_path, YEAR)
    (row,) = typed.compared("m --baseline o")["comparisons"]
    side = row["subject"]
    assert (side["basis"], side["low"], side["high"], row["gap"]["high"]) == ("pro-rata", 0, 300, 300)
    assert "≤ 300" in typed.printed("compare -q m --baseline o")


TOTALS = """\
figures:
  - {id: may, count: "1,481", period: 2014-09-23/2017-05-23, published: 2017-05-23}
  - {id: june, count: "1,953", period: 2014-09-23/2017-06-23, published: 2017-06-23}
  - {id: month, source: o, count: 400, period: 2017-05-24/2017-06-23}
"""
TOGETHER = TOTALS.replace("published: 2017-05-23", "published: 2017-06-23")


@pytest.mark.parametrize(
    ("source", "totals", "basis", "assumptions", "low"),
    [
        ("", TOTALS, "difference", ["unrevised"], 0),
        ("", TOGETHER, "derived", [], 472),
        (", revises: no", TOTALS, "derived", [], 472),
        (", counts: documented", TOTALS, "difference", ["unrevised"], 0),
        (", counts: documented", TOGETHER, "derived", [], 472),
    ],
)
def test_the_month_between_two_running_totals(
    tmp_path: Path, source: str, totals: str, basis: str, assumptions: list[str], low: int
) -> None:
    typed = Typed(tmp_path, HEAD % source + totals)
    (row,) = typed.compared("m --baseline o")["comparisons"]
    side = row["subject"]
    assert (side["basis"], side["estimate"], side["assumptions"]) == (basis, 472, assumptions)
    assert (side["low"], side["high"], sorted(side["figures"])) == (low, 472, ["june", "may"])
    strict = typed.compared("m --baseline o --align strict")
    assert [one["subject"]["estimate"] for one in strict["comparisons"]] == ([] if assumptions else [472])
    (row,) = typed.compared("m --baseline o --without unrevised")["comparisons"]
    bare = row["subject"]["basis"], row["subject"]["estimate"], row["subject"]["high"]
    assert bare == (("proved", None, 472) if assumptions else (basis, 472, 472))
    note = "assumes that what was published later added only later deaths (unrevised)"
    assert (note in typed.printed("compare")) is bool(assumptions)


def test_by_report_two_totals_leave_nothing_of_the_month_between(tmp_path: Path) -> None:
    typed = Typed(tmp_path, HEAD % ", clock: report" + TOTALS)
    (row,) = typed.compared("m --baseline o")["comparisons"]
    side = row["subject"]
    assert (side["basis"], side["figures"], side["low"], side["high"]) == ("pro-rata", ["june"], 0, None)
    for options in ("--align strict", "--without even"):
        assert typed.compared(f"m --baseline o {options}")["comparisons"] == []
    found = typed.bounds("--source m --period 2017-05-24/2017-06-23")
    assert [(one["low"], one["high"]) for one in found["bounds"]] == [(0, None)]


def test_a_ceiling_of_both_less_a_floor_of_one_is_a_ceiling_of_the_other(tmp_path: Path) -> None:
    text = HEAD % "" + (
        "places: {Iraq and Syria: {parts: [Iraq, Syria]}}\n"
        "figures:\n"
        "  - {id: both, place: Iraq and Syria, count: at most 1000, period: 2017}\n"
        "  - {id: iraq, place: Iraq, count: at least 700, period: 2017}\n"
        "  - {id: syria, source: o, place: Syria, count: about 200, period: 2017}\n"
    )
    typed = Typed(tmp_path, text)
    row = typed.row("--place Syria")
    assert (row["low"], row["high"], row["high_sum"]) == (0, 300, "300 = 1,000 − 700")
    assert row["high_reasons"] == ["Iraq and Syria are parts of Iraq and Syria that share nobody"]
    assert "at most 300 = 1,000 − 700: both less iraq" in typed.printed("bounds --place Syria")


CIVILIANS = """\
measures: {civilians: {%s: [children, women]}}
figures:
  - {id: all, measure: civilians, count: at most 150, period: 2017}
  - {id: children, source: %s, measure: children, count: 100, period: 2017}
  - {id: women, source: %s, measure: women, count: 60, period: 2017}
"""


def test_only_parts_share_nobody_so_only_they_clash(tmp_path: Path) -> None:
    apart = Typed(tmp_path, HEAD % "" + CIVILIANS % ("parts", "o", "p"))
    (clash,) = apart.bounds()["clashes"]
    assert (clash["figures"], clash["size"]) == (["all", "children", "women"], 10)
    assert clash["message"] == "at least 160 = 100 + 60 (children and women), at most 150 (all): 10 too many"
    assert [(line["file"], line["line"]) for line in clash["lines"]] == [("casualty.yaml", line) for line in (7, 8, 6)]
    text = apart.printed("bounds")
    assert text.index("Clash 1: 10 too many") < text.index("what is proved")
    assert "casualty.yaml:6" in text
    assert "[clash-between-sources]" in apart.printed("check")
    overlapping = Typed(tmp_path, HEAD % "" + CIVILIANS % ("includes", "o", "p"))
    assert overlapping.bounds()["clashes"] == []
    assert "clash" not in overlapping.printed("check")


def test_in_one_publication_parts_that_do_not_add_up_are_an_error(tmp_path: Path) -> None:
    one = Typed(tmp_path, HEAD % "" + CIVILIANS % ("parts", "m", "m"))
    assert "10 too many; children and women" in one.printed("check", 1)
    code, out, err = run("casualty bounds", tmp_path)
    assert (code, out) == (2, "")
    assert "[parts-sum]" in err
    Typed(tmp_path, HEAD % "" + CIVILIANS % ("includes", "m", "m")).bounds()


def test_the_public_case_shows_its_certificate(tmp_path: Path) -> None:
    (text,) = (text for text in registries(METHOD) if "women killed" in text)
    typed = Typed(tmp_path, text)
    row = typed.row('--measure "women killed"')
    assert (row["low"], row["high"], row["low_proof"]) == (4959, 15117, ["women"])
    assert row["high_sum"] == "15,117 = 34,844 + 4,959 − 24,686"
    assert [(line["figure"], line["says"], line["count"]) for line in row["high_lines"]] == [
        ("all", "at most", 34844),
        ("women", "at most", 4959),
        ("identified", "at least", 24686),
    ]
    text = typed.printed('bounds --measure "women killed" --width 200')
    assert "at least 4,959: women; women identified and women not identified are parts of women killed" in text
    assert "at most 15,117 = 34,844 + 4,959 − 24,686: all and women less identified; " in text
    assert "women not identified is part of not identified" in text
    assert typed.printed('bounds --measure "women killed" --at-most 15117').startswith("proved: at most 15,117")
