"""``casualty explain``: a reader with a calculator can redo every number, in a table as in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from transcripts import run

ROOT = Path(__file__).parents[1]
DIFFERENCE = """\
registry: 1
sources: {monitor: {name: Monitor}, ministry: {name: Ministry}}
defaults: {measure: killed, place: Land, url: "https://example.org", source: monitor}
places: {Land: {parts: [North, South]}}
figures:
  - {id: may, count: "1,481", period: 2014-09-23/2017-05-23, published: 2017-05-23}
  - {id: june, count: "1,953", period: 2014-09-23/2017-06-23, published: 2017-06-23}
  - {id: july, count: about 2000, period: 2014-09-23/2017-07-23, published: 2017-07-23}
  - {id: north, count: 100, place: North, period: 2017-05-24/2017-06-23, published: 2017-06-23}
  - {id: ministry, source: ministry, count: 400, period: 2017-05-24/2017-07-23, published: 2017-08-01}
  - {id: south, source: ministry, count: 50, place: South, period: 2017-05-24/2017-06-23, published: 2017-08-01}
"""
EXPLAINED = [
    "airwars cjtf-oir",
    "sohr cjtf-oir",
    "sohr airwars --by year",
    "airwars cjtf-oir -f data/coalition.yaml --period 2016 --by month",
    "sohr cjtf-oir -f data/coalition.yaml --period 2017 --by month",
    "sohr airwars -f data/coalition.yaml",
    "cjtf-oir-strikes airwars -f data/coalition.yaml",
    "monitor ministry -f tests/data/batches.yaml --by month",
    "monitor army -f tests/data/incidents/registry.yaml --by month",
]


def explained(asked: str) -> list[dict[str, Any]]:
    code, out, err = run(f"casualty explain {asked} --format json")
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)["explanations"]
    return found


def value(sum_: str) -> Fraction:
    """Return what a sum as people write it comes to, from the left to the right."""
    terms = re.findall(r"([+−]?) ?((?:\d+ × )?\d[\d,.]*)", sum_)
    total = Fraction()
    for sign, term in terms:
        times, _, number = term.rpartition(" × ")
        total += (-1 if sign == "−" else 1) * int(times or 1) * Fraction(number.replace(",", ""))
    return total


def sums(proof: dict[str, Any] | None) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield the bound of a proof, and what its sum comes to."""
    if proof and "=" in proof["sum"]:
        bound, _, sum_ = proof["sum"].partition(" = ")
        yield value(bound), value(sum_)
        assert value(bound) == proof["bound"]


def check_steps(steps: dict[str, Any], basis: str, estimate: Fraction | None, moved: Fraction | None) -> None:
    """Whether all that is added up comes to the estimate, or to what it was before it was moved."""
    assert all(bound == sum_ for bound, sum_ in sums(steps["sum"]))
    for share in steps["shares"]:
        count = sum(term["sign"] * Fraction(term["count"]) for term in share["terms"])
        assert not share["terms"] or count == Fraction(share["count"])
    for part in steps["parts"]:
        before = part["moved_from"] and Fraction(part["moved_from"])
        check_steps(part, part["basis"], Fraction(part["exact"]), before)
    numbers = [
        Fraction(share["count"]) * Fraction(share["inside"], share["active_days"])
        for share in steps["shares"]
        if share["active_days"]
    ]
    numbers += [Fraction(part["exact"]) for part in steps["parts"]]
    if basis == "pro-rata":
        assert sum(numbers) in (estimate, moved)
    if basis in ("derived", "difference"):
        assert steps["sum"]["bound"] == (estimate if moved is None else moved)


@pytest.mark.parametrize("asked", EXPLAINED)
def test_shares_and_sums_come_to_the_estimate(asked: str) -> None:
    rows = explained(asked)
    assert rows
    for row in rows:
        notes = " ".join(row["notes"])
        for side in (row["subject"], row["baseline"]):
            steps, estimate = side["steps"], side["exact"] and Fraction(side["exact"])
            assert all(bound == sum_ for proof in (steps["low"], steps["high"]) for bound, sum_ in sums(proof))
            if side["figures"] and not re.search("(raised|lowered) from", notes):
                check_steps(steps, side["basis"], estimate, None)


NUMBER = r"\d[\d,]*(?:\.\d+)?"


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("asked", EXPLAINED)
def test_every_sum_in_the_text_can_be_redone_from_what_is_printed(asked: str, width: int) -> None:
    code, out, err = run(f"casualty explain {asked} --width {width}")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= width
    text = re.sub(r"\s*\n\s{8,}", " ", out)
    products = re.findall(rf"({NUMBER}) × ({NUMBER}) ÷ ({NUMBER}) = ({NUMBER})", text)
    for count, inside, active, result in products:
        number = value(count) * value(inside) / value(active)
        assert abs(number - value(result)) <= Fraction(1, 200), (count, inside, active)
    additions = re.findall(rf"({NUMBER}(?: [+−] {NUMBER})+) = ({NUMBER})", text)
    for sum_, result in additions:
        assert abs(value(sum_) - value(result)) <= Fraction(1, 100) * sum_.count(" "), sum_
    ratios = re.findall(rf"ratio +({NUMBER}) ÷ ({NUMBER}) = ({NUMBER})×", text)
    assert ratios or "no best number" in text or "Not comparable" in text
    for one, other, result in ratios:
        assert abs(value(one) / value(other) - value(result)) <= value(result) / 90, (one, other, result)
    bounds = re.findall(rf"({NUMBER}) = ({NUMBER}(?: [+−] {NUMBER})+):", text)
    assert all(value(bound) == value(sum_) for bound, sum_ in bounds)


@pytest.mark.parametrize("asked", EXPLAINED)
def test_every_figure_named_has_its_file_and_line(asked: str) -> None:
    _, out, _ = run(f"casualty explain {asked} --width 400")
    for block in out.split("\n\n"):
        for sum_ in re.findall(
            r"^  (?:reckoned|at least|at most) .*: ([\w-]+(?: \([^)]*\))?(?:, [\w-]+(?: \([^)]*\))?)*)", block, re.M
        ):
            for name in re.findall(r"([a-z][\w-]+\d[\w-]*)(?: \((\S+:\d+:\d+)\))?", sum_):
                assert name[1] or re.search(rf"^  {name[0]} .*\.yaml:\d+:\d+", block, re.M), name[0]


@pytest.fixture
def difference(tmp_path: Path) -> str:
    (tmp_path / "casualty.yaml").write_text(DIFFERENCE, encoding="utf-8")
    return str(tmp_path / "casualty.yaml")


def facts(out: str) -> list[tuple[str, str]]:
    """Return the facts that are told, each as its label and its text."""
    found: list[tuple[str, str]] = []
    for line in out.splitlines():
        if match := re.match(r"  (\S.*?)  +(\S.*)", line):
            found.append((match[1], match[2]))
    return found


def test_the_number_that_two_totals_leave_is_told_as_their_difference(difference: str) -> None:
    _, out, _ = run(f"casualty explain monitor ministry -f {difference} --period 2017-05-24/2017-06-23 --width 200")
    assert ("reckoned", "472 = 1,953 − 1,481: june, may") in facts(out)
    assert ("reckoned", "1,953 − 1,481 = 472: june, may") not in facts(out)


def test_the_count_between_two_known_days_is_told_before_its_share(difference: str) -> None:
    _, out, _ = run(f"casualty explain monitor ministry -f {difference} --period 2017-06-01/2017-06-20 --width 200")
    reckoned = [text for label, text in facts(out) if label == "reckoned"]
    assert reckoned[:2] == [
        "1,953 − 1,481 = 472: june, may",
        "472 × 20 ÷ 31 = 304.52 (9440/31): 20 of the 31 active days of 2017-05-24 → 2017-06-23",
    ]


PARTS = """\
registry: 1
sources: {a: {name: A}, b: {name: B}}
defaults: {measure: killed, place: South, period: 2021-01-01/2021-06-30, published: 2022, url: "https://example.org"}
places: {Land: {parts: [North, South]}}
figures:
  - {id: whole, source: a, count: 900, place: Land}
  - {id: north, source: a, count: 500, place: North}
  - {id: year, source: a, count: 700, period: 2021}
  - {id: b-south, source: b, count: 350}
  - {id: b-north, source: b, count: 310, place: North}
"""


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("South", "400 = 900 − 500: whole, north; North and South together are all of Land"),
        ("Land", "660 = 310 + 350: b-north, b-south; North and South are parts of Land that share nobody"),
    ],
)
def test_sums_of_parts_say_why_they_bear_on_each_other(tmp_path: Path, place: str, told: str) -> None:
    (tmp_path / "casualty.yaml").write_text(PARTS, encoding="utf-8")
    _, out, _ = run(f"casualty explain a b -f {tmp_path / 'casualty.yaml'} --place {place} --width 250")
    assert ("reckoned", told) in facts(out), out


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ("sohr-2017-08-as-printed", "nothing that could prove anything: disputed"),
        ("sohr-2017-06-23", "at least 1,953 in 2014-09-23 → 2017-06-23"),
    ],
)
def test_one_figure_says_what_it_proves_of_what_happened_or_why_nothing(figure: str, told: str) -> None:
    _, out, _ = run(f"casualty explain {figure} --width 200")
    assert ("says of what happened", told) in facts(out)


def test_a_figure_that_newer_ones_contradict_says_so(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text(DIFFERENCE.replace("1,953", "1,400"), encoding="utf-8")
    _, out, _ = run(f"casualty explain may -f {tmp_path / 'casualty.yaml'} --width 200")
    assert ("says of what happened", "left out of what is proved: newer figures of its source contradict it") in facts(
        out
    )


def test_rows_of_a_range_alone_are_told_by_their_ranges(tmp_path: Path) -> None:
    text = """\
registry: 1
sources: {a: {name: Alpha}, b: {name: Beta}}
defaults: {measure: killed, place: Land, url: "https://example.org", source: a, published: 2022-02-01}
figures:
  - {id: year, count: 500-700, period: 2021}
  - {id: half, count: 200-300, period: 2021-01-01/2021-06-30}
  - {id: rest, source: b, count: 1000, period: 2021-07-01/2021-12-31}
"""
    (tmp_path / "casualty.yaml").write_text(text, encoding="utf-8")
    _, out, _ = run(f"casualty explain half -f {tmp_path / 'casualty.yaml'} --width 200")
    assert "2021-07-01 → 2021-12-31: 2.00–5.00×, +500 to +800 (Alpha proved)" in out
    _, out, _ = run(f"casualty explain a b -f {tmp_path / 'casualty.yaml'} --width 200")
    assert ("at least", "200 = 500 − 300: year, half") in facts(out)
    assert ("gap range", "−800 to −500: from 200 − 1,000 to 500 − 1,000") in facts(out)


def test_parts_that_are_added_up_are_told_one_by_one_and_where_they_were_moved(tmp_path: Path) -> None:
    text = """\
registry: 1
sources: {a: {name: Alpha, clock: report}, b: {name: Beta}}
defaults: {measure: killed, place: Land, url: "https://example.org", source: a, published: 2022-02-01}
measures: {killed: {includes: [children]}}
places: {Land: {parts: [North, South]}}
figures:
  - {id: elsewhere, count: 7, period: 2019}
  - {id: north, count: 365, place: North, period: 2021}
  - {id: south, count: 730, place: South, period: 2021}
  - {id: b-north, source: b, count: 365, place: North, period: 2021}
  - {id: b-south, source: b, count: 730, place: South, period: 2021}
  - {id: b-start, source: b, count: at least 50, place: South, period: 2021-01-01/2021-01-10}
  - {id: b-young, source: b, count: at least 70, place: North, period: 2021-01, measure: children}
"""
    (tmp_path / "casualty.yaml").write_text(text, encoding="utf-8")
    command = f"casualty explain a b -f {tmp_path / 'casualty.yaml'} --measure killed --period 2021-01"
    _, out, _ = run(f"{command} --width 200")
    reckoned = [text for label, text in facts(out) if label == "reckoned"]
    whole = [
        "North: 365 × 31 ÷ 365 = 31: 31 of the 365 active days of 2021-01-01 → 2021-12-31",
        "South: 730 × 31 ÷ 365 = 62: 31 of the 365 active days of 2021-01-01 → 2021-12-31",
        "31 + 62 = 93",
        "North: 365 × 31 ÷ 365 = 31: 31 of the 365 active days of 2021-01-01 → 2021-12-31",
        "North: raised from 31 to 70: b-young",
        "South: 50 in 2021-01-01 → 2021-01-10",
        "South: 730 − 50 = 680: b-south, b-start",
        "South: 680 × 21 ÷ 355 = 40.23 (2856/71): 21 of the 355 active days of 2021-01-11 → 2021-12-31",
        "South: 50 + 40.23 = 90.23 (6406/71)",
        "70 + 90.23 = 160.23 (11376/71)",
    ]
    assert [text for text in reckoned if text in whole] == whole, out
    document = json.loads(run(f"{command} --format json")[1])
    (row,) = [one for one in document["explanations"] if one["subject"]["place"] == "Land"]
    for side in ("subject", "baseline"):
        check_steps(row[side]["steps"], row[side]["basis"], Fraction(row[side]["exact"]), None)
    assert [part["moved_from"] for part in row["baseline"]["steps"]["parts"]] == ["31", None]


def test_why_a_figure_proves_nothing_is_told_of_the_day_asked_about(tmp_path: Path) -> None:
    text = """\
registry: 1
sources: {a: {name: Alpha, counts: documented}, b: {name: Beta}}
defaults: {measure: killed, place: Land, url: "https://example.org"}
figures:
  - {id: older, source: a, count: 100, period: 2017-01-01/2017-03-31, published: 2017-04-05}
  - {id: newer, source: a, count: 90, period: 2017-01-01/2017-04-30, published: 2017-05-05}
  - {id: b1, source: b, count: 200, period: 2017-01-01/2017-03-31, published: 2017-04-01}
"""
    (tmp_path / "casualty.yaml").write_text(text, encoding="utf-8")
    told = "newer figures of its source contradict it"
    assert told in run("casualty explain older", tmp_path)[1]
    assert told not in run("casualty explain older --as-of 2017-04-10", tmp_path)[1]
