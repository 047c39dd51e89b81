"""Another name: every mention where it stands, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from transcripts import run

from casualtycli.problems import CommandError
from casualtycli.registry.nodes import read_document
from casualtycli.registry.rename import check_renaming, names, renaming
from casualtycli.registry.splices import spliced

WHOLE = """\
registry: 1 # a, b, s: in a comment nothing is a name
title: Land
sources:
  s: {name: s, short: Land}
  "t": {}
measures:
  killed: {includes: ['women killed', "men killed"]}
places:
  Land: {parts: [North, South]}
  North: {includes: [Town]}
actors:
  Army: {active in: {Land: 2020/.., "North": 2021/..}, parts: [Navy]}
defaults: {measure: killed, place: Land, actor: Army, source: s, url: "https://example.org/Land"}
figures:
  - id: a
    source: 's'
    count: 40
    period: 2022
    published: 2023
    supersedes: b
  - id: b
    source:   s   # here
    count: 30
    period: 2022
    measure: "women killed"
    place: Town
    published: 2022-12-31
    disputed: {by: a, why: a}
"""


def renamed(text: str, kind: str, old: str, new: str) -> str:
    return spliced(text, renaming(read_document(text, "x.yaml"), kind, old, new).splices)


@pytest.mark.parametrize(
    ("kind", "old", "new", "lines"),
    [
        ("source", "s", "so", ["  so: {name: s, short: Land}", "    source: 'so'", "    source:   so   # here"]),
        ("source", "t", "u", ['  "u": {}']),
        ("measure", "women killed", "women", ["['women', \"men killed\"]", '    measure: "women"']),
        ("measure", "killed", "dead, all", ["  dead, all: {includes", 'defaults: {measure: "dead, all", ']),
        ("place", "Land", "null", ['  "null": {parts', '{active in: {"null": 2020/.., "North"', 'place: "null", ']),
        ("place", "North", "N: 1", ['parts: ["N: 1", South]', '  "N: 1": {inc', '"N: 1": 2021/..']),
        ("place", "Town", "T'wn", ["[T'wn]", "    place: T'wn"]),
        ("actor", "Navy", "The Navy #1", ['parts: ["The Navy #1"]']),
        ("actor", "Army", "Armée", ["  Armée: {active", "actor: Armée,"]),
        ("figure", "a", "x", ["  - id: x", "disputed: {by: x, why: a}"]),
        ("figure", "b", "y", ["  - id: y", "    supersedes: y"]),
    ],
)
def test_every_mention_is_renamed_and_nothing_else(kind: str, old: str, new: str, lines: list[str]) -> None:
    after = renamed(WHOLE, kind, old, new)
    for line in lines:
        assert line in after
    document = read_document(WHOLE, "x.yaml")
    splices = renaming(document, kind, old, new).splices
    assert len(after) == len(WHOLE) + sum(len(splice.new) - (splice.end - splice.start) for splice in splices)
    assert old not in names([read_document(after, "x.yaml")], kind)
    quoted = [WHOLE[splice.start : splice.end] for splice in splices]
    assert {text.strip("'\"") for text in quoted} == {old}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("figures:\n- place: &p Land # x\n- place: *p\n", "figures:\n- place: &p New # x\n- place: *p\n"),
        ("figures:\n- &f {place: Land}\n- *f\n", "figures:\n- &f {place: New}\n- *f\n"),
        (
            "figures:\n- place: Land\n  note: &p Land\n- note: *p\n",
            "figures:\n- place: New\n  note: &p Land\n- note: *p\n",
        ),
        ("figures:\n- place: >-  # why\n    Land\n\n- id: a\n", "figures:\n- place: New # why\n\n- id: a\n"),
        ("figures:\n- place: |\n    Land", "figures:\n- place: New"),
        ('figures:\n- {place: \'Land\'}\n- {"place":"Land"}\n', 'figures:\n- {place: \'New\'}\n- {"place":"New"}\n'),
        ("? places\n: ? Land\n  : {parts: [A]}\n", "? places\n: ? New\n  : {parts: [A]}\n"),
        ("places:\r\n  Land:\r\n    parts:\r\n    - A\r\n", "places:\r\n  New:\r\n    parts:\r\n    - A\r\n"),
        ("expect:\n- {place: Land}\n", "expect:\n- {place: New}\n"),
        ("title: Land\n", "title: Land\n"),
    ],
)
def test_however_it_is_written(text: str, expected: str) -> None:
    assert renamed(text, "place", "Land", "New") == expected


@pytest.mark.parametrize(
    "text",
    [
        "title: &p Land\nfigures:\n- place: *p\n",
        "figures:\n- place: &p Land\n  actor: *p\n",
        "figures:\n- place: &p Land\n- note: *p\n",
        "places: {Land: {parts: &l [Land]}}\nactors: {A: {parts: *l}}\n",
        "defaults: &d {place: Land}\nsources: *d\n",
    ],
)
def test_a_text_that_an_alias_puts_to_another_use_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="stands for more than a place") as caught:
        renaming(read_document(text, "x.yaml"), "place", "Land", "New")
    assert caught.value.hint == "write out what is meant in place of the alias"


@pytest.mark.parametrize(
    ("kind", "old", "new", "message", "hint"),
    [
        ("source", "S", "u", 'no source is called "S"', 'did you mean "s"?'),
        ("place", "Nowhere", "u", 'no place is called "Nowhere"', "places are called Land, North, South, Town"),
        ("source", "s", "t", 'a source is called "t" already', "write a name that is not taken: two would become one"),
        ("source", "s", "s", "the two names are the same", "write a name that is not taken: two would become one"),
        ("figure", "a", "a b", 'the name "a b" cannot be typed as one word', "write letters, digits, - . _ only"),
        ("place", "Land", " L", '" L" is no name', "write one that neither begins nor ends with a space"),
        ("place", "Land", "", '"" is no name', "write one that neither begins nor ends with a space"),
        ("place", "Land", "\udcff", "the name is not UTF-8", "write it in the encoding of the terminal"),
    ],
)
def test_what_is_refused(kind: str, old: str, new: str, message: str, hint: str) -> None:
    with pytest.raises(CommandError) as caught:
        check_renaming([read_document(WHOLE, "x.yaml")], kind, old, new)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_kind_that_is_never_named() -> None:
    with pytest.raises(CommandError) as caught:
        check_renaming([read_document("registry: 1\n", "x.yaml")], "actor", "A", "B")
    assert caught.value.hint == "the registry names no actor"


def test_several_files_are_changed_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfregistry: 1\r\nsources: {s: {}, t: {}}\r\n")
    figure = "registry: 1\nfigures: [{id: f, source: s, count: 4, measure: m, place: L, period: 2020}]"
    (tmp_path / "b.yaml").write_text(figure, encoding="utf-8")
    (tmp_path / "c.yaml").write_text("registry: 1\n", encoding="utf-8")
    files = "-f b.yaml -f a.yaml -f c.yaml"
    code, diff, _ = run(f"casualty rename source s new {files} --dry-run", tmp_path)
    assert code == 0
    assert "--- a/b.yaml\n+++ b/b.yaml\n@@ -1,2 +1,2 @@\n registry: 1\n" in diff
    assert diff.endswith("-sources: {s: {}, t: {}}\r\n+sources: {new: {}, t: {}}\r\n")
    said = "renamed the source s to new: 1 in b.yaml, 1 in a.yaml\n"
    assert run(f"casualty rename source s new {files}", tmp_path) == (0, said, "")
    assert (tmp_path / "a.yaml").read_bytes() == b"\xef\xbb\xbfregistry: 1\r\nsources: {new: {}, t: {}}\r\n"
    assert (tmp_path / "b.yaml").read_text(encoding="utf-8") == figure.replace("source: s", "source: new")
    code, _, err = run(f"casualty rename source new t {files}", tmp_path)
    assert (code, err.splitlines()[0]) == (2, 'error: a source is called "t" already')


def test_a_registry_with_errors_is_not_renamed_in(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text(WHOLE.replace("count: 40", "count: 4.734"), encoding="utf-8")
    code, out, err = run("casualty rename source s new", tmp_path)
    assert (code, out) == (2, "")
    assert "[bad-count]" in err


def test_rows_that_still_have_the_name_are_told(tmp_path: Path) -> None:
    """The rows of a file are not the registry's to change, and are of another place then."""
    events = "{file: rows.csv, date: day, count: n, place: {column: where}}"
    text = (
        f"registry: 1\nsources: {{w: {{lists: 2024, events: {events}}}}}\nplaces: {{Land: {{parts: [North, South]}}}}\n"
    )
    (tmp_path / "casualty.yaml").write_text(f"{text}defaults: {{measure: killed, published: 2025}}\n", encoding="utf-8")
    (tmp_path / "rows.csv").write_text("day,where,n\n2024-01-01,North,1\n2024-01-02,South,2\n", encoding="utf-8")
    assert run("casualty rename place North Nord", tmp_path) == (
        0,
        "renamed the place North to Nord: 1 in casualty.yaml\n",
        '1 row of rows.csv still has "North"\n',
    )
    assert run("casualty rename place South Sud --dry-run", tmp_path)[2] == '1 row of rows.csv still has "South"\n'
    assert run("casualty rename place Land Island", tmp_path)[2] == ""
