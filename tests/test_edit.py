"""One figure more in a text: in the style of its neighbours, everything else byte for byte."""

from __future__ import annotations

import pytest

from casualtycli.problems import CommandError
from casualtycli.registry.edit import Entry, plain, with_figure
from casualtycli.registry.layout import scalar
from casualtycli.registry.nodes import Mapping, read_document
from casualtycli.registry.splices import spliced

NEW = {"id": "b", "source": "s", "count": "1,953"}
TOP = "registry: 1\nsources: {s: {}}\n"


def added(text: str, entry: Entry = NEW) -> str:
    return spliced(text, [with_figure(text, entry)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "figures:\n  - id: a\n    source: s\n",
            "figures:\n  - id: a\n    source: s\n  - id: b\n    source: s\n    count: 1,953\n",
            id="the dash indented",
        ),
        pytest.param(
            "figures:\n- id: a\n  source: s\nplaces: {}\n",
            "figures:\n- id: a\n  source: s\n- id: b\n  source: s\n  count: 1,953\nplaces: {}\n",
            id="the dash not indented, another section behind",
        ),
        pytest.param(
            "figures:\n    -   id: a\n",
            "figures:\n    -   id: a\n    -   id: b\n        source: s\n        count: 1,953\n",
            id="wide",
        ),
        pytest.param(
            "figures:\n  -\n     id: a\n",
            "figures:\n  -\n     id: a\n  -\n     id: b\n     source: s\n     count: 1,953\n",
            id="the dash on a line of its own",
        ),
        pytest.param(
            "figures:\r\n- id: a\r\n\r\n- id: z\r\n",
            "figures:\r\n- id: a\r\n\r\n- id: z\r\n\r\n- id: b\r\n  source: s\r\n  count: 1,953\r\n",
            id="CRLF and blank lines between",
        ),
        pytest.param(
            "figures:\r- id: a\r",
            "figures:\r- id: a\r- id: b\r  source: s\r  count: 1,953\r",
            id="CR alone",
        ),
        pytest.param(
            "figures:\n- id: a",
            "figures:\n- id: a\n- id: b\n  source: s\n  count: 1,953",
            id="no last newline",
        ),
        pytest.param(
            "figures:\n- count: 1\n  source: s\n  id: a\n",
            "figures:\n- count: 1\n  source: s\n  id: a\n- count: 1,953\n  source: s\n  id: b\n",
            id="the order of the keys",
        ),
        pytest.param(
            "figures:\n  - id: a # one\n    # two\n  # three\n\n# four\nplaces: {}\n",
            "figures:\n  - id: a # one\n    # two\n  - id: b\n    source: s\n    count: 1,953\n"
            "  # three\n\n# four\nplaces: {}\n",
            id="comments behind the last figure",
        ),
        pytest.param(
            "figures:\n  # One\n  - id: a\n\n  # Two\n  - id: z\n\n\nplaces: {}\n...\n",
            "figures:\n  # One\n  - id: a\n\n  # Two\n  - id: z\n\n  - id: b\n    source: s\n    count: 1,953\n"
            "\n\nplaces: {}\n...\n",
            id="comments above figures",
        ),
        pytest.param(
            "figures:\n- id: a\n...\n# the end\n",
            "figures:\n- id: a\n- id: b\n  source: s\n  count: 1,953\n...\n# the end\n",
            id="the end of the document",
        ),
        pytest.param(
            "figures:\n- id: a\n  note: |+\n    one\n\n\nplaces: {}\n",
            "figures:\n- id: a\n  note: |+\n    one\n\n\n- id: b\n  source: s\n  count: 1,953\nplaces: {}\n",
            id="a text that keeps its blank lines",
        ),
        pytest.param(
            "figures:\n- id: a\n  note: >\n    one\n    two\n\nplaces: {}\n",
            "figures:\n- id: a\n  note: >\n    one\n    two\n- id: b\n  source: s\n  count: 1,953\n\nplaces: {}\n",
            id="a folded text",
        ),
        pytest.param(
            "figures:\n- id: a\n  note: |\n    one",
            "figures:\n- id: a\n  note: |\n    one\n- id: b\n  source: s\n  count: 1,953",
            id="a text that ends the file",
        ),
        pytest.param(
            "figures:\n- id: a\n  note:\n",
            "figures:\n- id: a\n  note:\n- id: b\n  source: s\n  count: 1,953\n",
            id="an empty value at the end",
        ),
        pytest.param(
            "figures:\n  - &a\n    id: a\n",
            "figures:\n  - &a\n    id: a\n  - id: b\n    source: s\n    count: 1,953\n",
            id="an anchor behind the dash",
        ),
        pytest.param(
            "figures:\n  - # one\n    id: a\n  - *x\n".replace("figures", "x: &x {id: q}\nfigures"),
            "x: &x {id: q}\nfigures:\n  - # one\n    id: a\n  - *x\n  - id: b\n    source: s\n    count: 1,953\n",
            id="a comment behind a dash, an alias as the last one",
        ),
        pytest.param(
            "figures:\n  - {id: a}\n  - { id: z }\n",
            'figures:\n  - {id: a}\n  - { id: z }\n  - { id: b, source: s, count: "1,953" }\n',
            id="figures in braces",
        ),
        pytest.param(
            "figures: [ {id: a} ] # all\n",
            'figures: [ {id: a}, {id: b, source: s, count: "1,953"} ] # all\n',
            id="the list in brackets",
        ),
        pytest.param(
            "figures: [{id: a},]\n", 'figures: [{id: a}, {id: b, source: s, count: "1,953"},]\n', id="a last comma"
        ),
        pytest.param(
            "figures: [\n  {id: a}, # one\n  {id: z} # two\n]\n",
            'figures: [\n  {id: a}, # one\n  {id: z}, # two\n  {id: b, source: s, count: "1,953"}\n]\n',
            id="a bracket, and a line each",
        ),
        pytest.param(
            "figures: [\n  {id: a}, # one\n]\n",
            'figures: [\n  {id: a}, # one\n  {id: b, source: s, count: "1,953"},\n]\n',
            id="a bracket, a line each, a last comma",
        ),
        pytest.param("figures: []\n", "figures:\n  - id: b\n    source: s\n    count: 1,953\n", id="empty brackets"),
        pytest.param(
            "figures: [ ] # none\nplaces: {}\n",
            "figures: # none\n  - id: b\n    source: s\n    count: 1,953\nplaces: {}\n",
            id="empty brackets and a comment",
        ),
        pytest.param(
            "figures: [\n  # none\n]\n",
            'figures: [{id: b, source: s, count: "1,953"}\n  # none\n]\n',
            id="brackets with a comment within",
        ),
        pytest.param("figures:\n", "figures:\n  - id: b\n    source: s\n    count: 1,953\n", id="null"),
        pytest.param("figures:", "figures:\n  - id: b\n    source: s\n    count: 1,953", id="null, no last newline"),
        pytest.param(
            "figures: ~ # none\n  # yet\n\n# next\nplaces: {}\n",
            "figures: # none\n  # yet\n  - id: b\n    source: s\n    count: 1,953\n\n# next\nplaces: {}\n",
            id="null with comments",
        ),
        pytest.param("", "figures:\n  - id: b\n    source: s\n    count: 1,953\n", id="no section"),
        pytest.param(
            "\nplaces: {} # one\n# two\n\n...\n",
            "\nplaces: {} # one\n# two\n\nfigures:\n  - id: b\n    source: s\n    count: 1,953\n\n...\n",
            id="no section, others parted by blank lines",
        ),
    ],
)
def test_a_figure_is_written_as_its_neighbours_are(text: str, expected: str) -> None:
    assert added(TOP + text) == TOP + expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"registry": "1", "figures": [{"id": "a"}]}',
            '{"registry": "1", "figures": [{"id": "a"}, {"id": "b", "source": "s", "count": "1,953"}]}',
        ),
        (
            '{\n  "registry": "1"\n}\n',
            '{\n  "registry": "1",\n  "figures": [{"id": "b", "source": "s", "count": "1,953"}]\n}\n',
        ),
        ("{registry: 1, figures: }", '{registry: 1, figures: [{id: b, source: s, count: "1,953"}]}'),
        ("{registry: 1, figures: ~}", '{registry: 1, figures: [{id: b, source: s, count: "1,953"}]}'),
        ("{registry: 1, figures: []}", '{registry: 1, figures: [{id: b, source: s, count: "1,953"}]}'),
        ("{registry: 1}", '{registry: 1, figures: [{id: b, source: s, count: "1,953"}]}'),
        ("  registry: 1\n", "  registry: 1\n  figures:\n    - id: b\n      source: s\n      count: 1,953\n"),
        (
            "registry: 1\n? figures\n: - id: a\n",
            "registry: 1\n? figures\n: - id: a\n  - id: b\n    source: s\n    count: 1,953\n",
        ),
        (
            "---\nregistry: 1\nfigures: &f\n- id: a\n",
            "---\nregistry: 1\nfigures: &f\n- id: a\n- id: b\n  source: s\n  count: 1,953\n",
        ),
    ],
)
def test_unusual_files(text: str, expected: str) -> None:
    assert added(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "- a\n",
        "figures: none\n",
        "figures: {a: b}\n",
        "x: &x []\nfigures: *x\n",
        "figures: &x\ny: *x\n",
    ],
)
def test_what_cannot_be_added_to_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="cannot be added"):
        with_figure(text, NEW)


def test_null_and_what_is_nested() -> None:
    entry = {"id": "b", "actor": None, "note": "null", "disputed": {"by": "a", "why": "one, two"}}
    assert added(TOP + "figures:\n- id: a\n", entry).endswith(
        '- id: b\n  actor: null\n  disputed: {by: a, why: "one, two"}\n  note: "null"\n'
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("at least 650", "at least 650"),
        ("https://example.org/a#b?c=d,e", "https://example.org/a#b?c=d,e"),
        ("", '""'),
        ("~", '"~"'),
        ("null", '"null"'),
        ("yes", "yes"),
        ("2017-06", "2017-06"),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("a#b", "a#b"),
        ("- a", '"- a"'),
        ("-a", "-a"),
        ("*a", '"*a"'),
        ("&a", '"&a"'),
        ("!a", '"!a"'),
        ("%a", '"%a"'),
        ("@a", '"@a"'),
        ("`a", '"`a"'),
        ("[a", '"[a"'),
        ("{a}", '"{a}"'),
        ("| a", '"| a"'),
        ("? a", '"? a"'),
        ("'a'", "\"'a'\""),
        ('"a" b', "'\"a\" b'"),
        ('say "a"', 'say "a"'),
        ("it's: so", '"it\'s: so"'),
        ('it\'s: "so"', "'it''s: \"so\"'"),
        ("a: \\b", "'a: \\b'"),
        ("one\ntwo", '"one\\ntwo"'),
        ("a\tb", '"a\\tb"'),
        (" a ", '" a "'),
        ("a\x1bb\u2028\x85", '"a\\x1bb\\u2028\\x85"'),
        ("Дамаск مكان 場所 😀", "Дамаск مكان 場所 😀"),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
@pytest.mark.parametrize("flow", [False, True])
def test_a_text_is_quoted_only_where_it_must_be(text: str, written: str, flow: bool) -> None:
    whole = "{{k: {}, l: m}}" if flow else "k: {}\nl: m\n"
    shown = scalar(text, flow=flow)
    for pure in (False, True):
        root = read_document(whole.format(shown), "", pure=pure).root
        assert isinstance(root, Mapping)
        assert (root.entries["k"].text, plain(root)) == (text, {"k": text.rstrip("\n"), "l": "m"})
    if not (flow and "," in text):
        assert shown == written


@pytest.mark.parametrize(
    ("text", "style", "written"),
    [
        ("a", "'", "'a'"),
        ("a", '"', '"a"'),
        ("it's", "'", "'it''s'"),
        ("a\nb", "'", '"a\\nb"'),
        ('a"\\', '"', '"a\\"\\\\"'),
    ],
)
def test_a_style_is_kept_where_it_can_be(text: str, style: str, written: str) -> None:
    assert scalar(text, style) == written
