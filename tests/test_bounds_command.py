"""``casualty bounds`` as it is typed: exit codes, formats, mistakes and defects."""

from __future__ import annotations

import csv
import io
import json

import pytest
from transcripts import run

from casualtycli import bounds

LAND = "-f tests/data/bounds/land.yaml"


def document(options: str) -> dict:
    code, out, err = run(f"casualty bounds {options} --format json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_article_as_the_method_says() -> None:
    found = {(row["measure"], row["place"], row["actor"]): row for row in document("")["bounds"]}
    both = found["civilians killed", "Iraq and Syria", "US-led coalition"]
    syria = found["civilians killed", "Syria", "US-led coalition"]
    assert (both["low"], both["high"], both["low_proof"]) == (4734, None, ["airwars-2017-06"])
    assert (syria["low"], syria["high"], syria["low_proof"]) == (1953, None, ["sohr-2017-06-23"])
    assert both["period"] == {"first": "2014-08-08", "last": "2017-06-30", "days": 1058}


def test_the_document_has_every_number_of_a_proof_with_its_line() -> None:
    found = document(f'{LAND} --measure "people killed" --place North')
    (row,) = found["bounds"]
    assert (row["low"], row["high"], row["high_sum"], row["high_proof"]) == (
        700,
        910,
        "910 = 1,000 − 90",
        ["months", "year"],
    )
    assert [(line["figure"], line["says"], line["times"], line["line"]) for line in row["high_lines"]] == [
        ("year", "at most", 1, 16),
        ("months", "at least", 1, 24),
    ]
    assert row["high_reasons"] == ["North and South are parts of Land that share nobody"]
    (clash,) = found["clashes"]
    assert (clash["figures"], clash["size"]) == (["boys", "children", "girls"], 10)
    assert {one["figure"] for one in found["left_out"]} == {"boys", "children", "girls", "survey-2021"}


def test_csv_has_the_same_ranges_and_tells_of_clashes_elsewhere() -> None:
    code, out, err = run(f"casualty bounds {LAND} --format csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert err == "1 clash, whose figures are left out: boys, children, girls\n"
    assert [(row["place"], row["low"], row["high"]) for row in rows] == [
        (row["place"], str(row["low"]), str(row["high"])) for row in document(LAND)["bounds"]
    ]


@pytest.mark.parametrize(
    ("statement", "code", "answer"),
    [
        ("--at-least 700", 0, "proved"),
        ("--at-least 701", 1, "open"),
        ("--at-least 911", 1, "refuted"),
        ("--at-most 910 --at-least 700", 0, "proved"),
        ("--at-most 909 --at-least 700", 1, "open"),
    ],
)
def test_a_statement_decides_the_exit_code(statement: str, code: int, answer: str) -> None:
    found, out, err = run(f'casualty bounds {LAND} --measure "people killed" --place North {statement}')
    assert (found, err) == (code, "")
    assert any(line.startswith(f"{answer}: at ") for line in out.splitlines())
    found, out, _ = run(f'casualty bounds {LAND} --measure "people killed" --place North {statement} --format json')
    assert found == code
    assert answer in {one["answer"] for one in json.loads(out)["answers"]}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--at-least 1.5", '"1.5" is no number of persons'),
        ("--at-least -3", '"-3" is no number of persons'),
        ("--at-least 5", "several measures are asked about"),
        ("--trust plain", 'no source is called "plain"'),
        ("--trust survey --source court", "--trust takes only the sources that it names"),
        ("--place Nroth", 'no place is called "Nroth"'),
        ("--fail-if 'ratio > 5'", 'no condition begins with "ratio"'),
    ],
)
def test_mistakes_are_wrong_usage(options: str, message: str) -> None:
    code, out, err = run(f"casualty bounds {LAND} {options}")
    assert (code, out) == (2, "")
    assert message in err


def test_what_no_figure_bears_on_is_an_answer() -> None:
    code, out, _ = run(f"casualty bounds {LAND} --as-of 2020")
    assert code == 0
    assert "no figure bears on what is asked, as known on 2020-12-31" in out


@pytest.mark.parametrize(
    "command",
    [
        f"bounds {LAND}",
        f"check {LAND}",
        f"history monitor court {LAND}",
        "compare -f tests/data/proved.yaml --period 2021 --by quarter",
        "explain sohr airwars",
    ],
)
def test_a_proof_that_does_not_add_up_is_a_defect_and_not_printed(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = bounds.Bounds._checked
    monkeypatch.setattr(
        bounds.Bounds,
        "_checked",
        lambda self, certificate: honest(self, certificate._replace(bound=certificate.bound + 1)),
    )
    code, out, err = run(f"casualty {command}")
    assert (code, out) == (3, "")
    assert "this is a defect of casualty: DoesNotAddUp" in err
