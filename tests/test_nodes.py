"""YAML as nodes: the same from both parsers, every value as text, every place exact, traps refused."""

import contextlib
import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casualtycli.registry import nodes
from casualtycli.registry.nodes import Broken, Mapping, Scalar, Sequence, decode, read_document

HERE = Path(__file__).parent
FILES = sorted([*(HERE / "data").rglob("*.yaml"), *HERE.parent.glob("data/*.yaml")])
READABLE = [path for path in FILES if not path.name.startswith("encoding.")]
unhurried = settings(deadline=None)
both = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])


def outcome(text, *, pure):
    """Return all that reading the text shows, places too."""
    try:
        document = read_document(text, "x.yaml", pure=pure)
    except Broken as broken:
        return f"{broken.location}: {broken.refused.message}", broken.refused.hint, broken.refused.rule
    return repr(document.root), document.repeated


def plain(node):
    """Return a node as dicts, lists and strings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def root(text, *, pure=False):
    return read_document(text, "x.yaml", pure=pure).root


# --- both parsers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: [2, {c: 3}]\n", {"a": "1", "b": ["2", {"c": "3"}]}),
        ("a: &x [1]\nb: *x\nc: [*x, *x]\n", {"a": ["1"], "b": ["1"], "c": [["1"], ["1"]]}),
        ("a: &x {k: v}\nb: {<<: *x}\n", {"a": {"k": "v"}, "b": {"<<": {"k": "v"}}}),
        ("&k a: &v b\nc: *v\n", {"a": "b", "c": "b"}),
        ("a: &x\nb: *x\n", {"a": "", "b": ""}),
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": "1", "b": "2", "c": "2"}),
        ("- 'it''s'\n- \"a\\tb\\u00e9\"\n", ["it's", "a\tbé"]),
        (
            "a: |\n  x\n  y\nb: >-\n  x\n  y\nc: one\n  two\n\n  three\n",
            {"a": "x\ny\n", "b": "x y", "c": "one two\nthree"},
        ),
        ("a: 1\r\nb:\r\n- 2\r\n- 'x\r\n  y'\r\n", {"a": "1", "b": ["2", "x y"]}),
        ("a: 1\rb: 2\r", {"a": "1", "b": "2"}),
        ("مكان: Дамаск\n場所: 'シリア 😀'\n", {"مكان": "Дамаск", "場所": "シリア 😀"}),
        ("? a\n: b\n", {"a": "b"}),
        ("[a: b, {c:1}]\n", [{"a": "b"}, {"c:1": ""}]),
        ("%YAML 1.1\n---\na: b # c\n...\n", {"a": "b"}),
        ("--- |\n text\n", "text\n"),
        ("- - a\n  - b\n-\n- {}\n- []\n", [["a", "b"], "", {}, []]),
        ("no: end", {"no": "end"}),
        ("http://a.b: c#d\n", {"http://a.b": "c#d"}),
    ],
)
@both
def test_documents_are_read_alike(text, expected, pure):
    assert plain(root(text, pure=pure)) == expected
    assert outcome(text, pure=True) == outcome(text, pure=False)


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_files_are_read_alike(path):
    text = decode(path.read_bytes(), path.name)
    assert outcome(text, pure=True) == outcome(text, pure=False)


texts = st.text(max_size=30) | st.sampled_from(
    ["null", "~", "no", "0624", "1:30", "- a", "a: b", "# c", "&a", "*a", "!t"]
)
trees = st.recursive(
    texts,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(texts, inside, max_size=4),
    max_leaves=12,
)


@given(
    tree=trees,
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    flow=st.sampled_from([None, True, False]),
    width=st.sampled_from([10, 80, 10_000]),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    allow_unicode=st.booleans(),
)
@unhurried
def test_what_yaml_dumps_is_read_alike_and_whole(tree, style, flow, width, ends, allow_unicode):
    dumped = yaml.safe_dump(
        tree, default_style=style, default_flow_style=flow, width=width, line_break=ends, allow_unicode=allow_unicode
    )
    assert plain(root(dumped)) == yaml.load(dumped, yaml.BaseLoader)  # not the tree: dumps change Unicode's line breaks
    assert outcome(dumped, pure=True) == outcome(dumped, pure=False)


# --- what is refused


def bomb(levels, width):
    rows = ["- &a0 [" + ", ".join("x" * width) + "]\n"]
    rows += [f"- &a{level + 1} [{', '.join([f'*a{level}'] * width)}]\n" for level in range(levels - 1)]
    return "".join(rows)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: !!str b", "1:4: the tag !!str is not read"),
        ("!t {a: b}", "1:1: the tag !t is not read"),
        ("a: ! b", "1:4: the tag ! is not read"),
        ("!!str a: b", "1:1: this key is no plain text"),
        ("? [a]\n: b", "1:3: this key is no plain text"),
        ("{[a]: b}", "1:2: this key is no plain text"),
        ("a: &x 1\n*x : b", "2:1: this key is no plain text"),
        ("a: *x\nb: &x 1", "1:4: a * stands for a value above, and none is named &x"),
        ("a: &x [*x]", "1:8: *x stands inside what it stands for"),
        ("&x\na: {b: *x}", "2:8: *x stands inside what it stands for"),
        ("a: b\n---\nc: d\n", "2:1: a second document begins here"),
        ("---\n---\n", "2:1: a second document begins here"),
        (bomb(10, 10), "6:43: the aliases unfold to over 1,000,000 values"),
        ("[" * 51 + "]" * 51, "1:51: this is nested more than 50 deep"),
        ("[" * 100_000, "1:51: this is nested more than 50 deep"),
        ("\n".join(" " * n + "a:" for n in range(51)), "51:51: this is nested more than 50 deep"),
        ("a: [b", "1:4: a bracket is opened here and not closed, or a comma is missing"),
        ("a: {b: c]\n", "1:4: a bracket is opened here and not closed, or a comma is missing"),
        ("a: {b: The UN: 10}", "1:14: a colon and a space inside a value"),
        ("a: {b: no #1}\nc: d", "1:11: a # behind a space begins a comment: the rest of the line is not read"),
        ("a: [b, 'c #1', d", "1:4: a bracket is opened here and not closed, or a comma is missing"),
        ("a: 'b\nc: d\n", "1:4: a quotation mark is opened here and never closed"),
        ('a: "\\q"', "1:4: a backslash that means nothing"),
        ("a: b: c", "1:5: a colon and a space inside a value"),
        ("a: @b", "1:4: no value may begin with this character"),
        ("a:\n  b\n\tc: d", "3:1: a tab where only spaces may stand"),
        ("a:\n  b: c\n d: e", "3:2: this line does not fit the lines above it"),
        ("a: - b", "1:4: this line does not fit the lines above it"),
        ("a: |x\n b", "1:5: something stands behind the | or >"),
        ("a: b\nc\nd: e", "2:1: a key without a colon"),
    ],
)
def test_what_is_refused(text, told):
    assert outcome(text, pure=True) == outcome(text, pure=False)
    shown, hint, rule = outcome(text, pure=False)
    assert shown == f"x.yaml:{told}"
    assert hint
    assert rule == "yaml"


@pytest.mark.parametrize("escape", ["\\ud800", "\\U00110000", "\\x", "\\u12"])
@both
def test_an_escape_that_stands_for_nothing_is_refused(escape, pure):
    with pytest.raises(Broken, match="backslash"):
        read_document(f'a: "{escape}"', "x.yaml", pure=pure)


@pytest.mark.parametrize("text", ["[" * 50 + "]" * 50, "\n".join(" " * n + "a:" for n in range(50))])
@both
def test_fifty_deep_is_fine(text, pure):
    assert len(re.findall(r"[\[{]", repr(plain(root(text, pure=pure))))) == 50


@both
def test_many_aliases_of_little_are_no_bomb(pure):
    text = "- &x [" + ", ".join("x" * 90) + "]\n" + "- *x\n" * 12_000
    assert len(root(text, pure=pure).items) == 12_001


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("a: b".encode("utf-16"), "1:1: the file is UTF-16"),
        ("a: b".encode("utf-16-le"), "1:2: the character U+0000 is not allowed in YAML"),
        ("x: y\na: Réseau".encode("latin-1"), "2:5: byte 0xe9 is not UTF-8"),
        (b"\xef\xbb\xbfa: \xff", "1:4: byte 0xff is not UTF-8"),
        (b"\xef\xbb\xbf\xc3\xa9\xc3\xa9\xff", "1:3: byte 0xff is not UTF-8"),
        (b"a: \xed\xa0\x80", "1:4: byte 0xed is not UTF-8"),
        (b"a: \xc3", "1:4: byte 0xc3 is not UTF-8"),
        (b"a: b\x00", "1:5: the character U+0000 is not allowed in YAML"),
        (b"a: b\r\n\x1b[31m", "2:1: the character U+001B is not allowed in YAML"),
        ("a: \u0085\u009b".encode(), "2:1: the character U+009B is not allowed in YAML"),
        ("é\n\u2028\uffff".encode(), "3:1: the character U+FFFF is not allowed in YAML"),
        (b"a: \x7f", "1:4: the character U+007F is not allowed in YAML"),
    ],
)
def test_bytes_that_are_refused(data, told):
    with pytest.raises(Broken) as broken:
        decode(data, "x.yaml")
    assert f"{broken.value.location}: {broken.value}" == f"x.yaml:{told}"
    assert broken.value.refused.rule == "encoding"


def test_a_byte_order_mark_is_taken_off():
    assert decode(b"\xef\xbb\xbfa: \xc3\xa9", "x.yaml") == "a: é"


@given(st.binary(max_size=40), st.booleans())
@unhurried
def test_any_bytes_are_read_or_refused(data, with_mark):
    with contextlib.suppress(Broken):
        text = decode(b"\xef\xbb\xbf" * with_mark + data, "x.yaml")
        assert text.encode() == data.removeprefix(b"" if with_mark else b"\xef\xbb\xbf")


def test_a_file_may_be_as_large_as_this(monkeypatch):
    assert nodes.MOST_BYTES == 64 * 1024 * 1024
    monkeypatch.setattr(nodes, "MOST_BYTES", 1000)
    assert decode(b"a" * 1000, "x.yaml") == "a" * 1000
    with pytest.raises(Broken) as broken:
        decode(b"a" * 1001, "x.yaml")
    refused = broken.value.refused
    assert (refused.message, refused.hint) == (
        "the file has more than 1,000 bytes",
        "split it: several files make one registry",
    )


# --- every value as text


@pytest.mark.parametrize(
    "written", ["0624", "1:30", "1_000", "no", "2017-02-30", "0x1F", ".inf", "1e3", "true", "<<", "="]
)
@both
def test_nothing_is_typed(written, pure):
    assert root(f"a: {written}", pure=pure) == Mapping({"a": Scalar(written, True, 3)}, 0, 1, 1)


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
@both
def test_null_is_what_stands_without_quotation_marks(written, pure):
    assert root(f"- {written}", pure=pure).items[0].is_null
    assert root(f"- &x {written}", pure=pure).items[0].is_null
    assert not root(f"- '{written}'", pure=pure).items[0].is_null
    assert not root(f'- "{written}"', pure=pure).items[0].is_null


@both
def test_of_a_repeated_key_the_first_counts_and_both_are_told(pure):
    document = read_document("a: 1\nb: {c: 1, c: 2}\na: 2\n", "x.yaml", pure=pure)
    assert plain(document.root) == {"a": "1", "b": {"c": "1"}}
    assert document.repeated == (("c", 8, 12, 15), ("a", 0, 3, 21))


@both
def test_nothing_but_comments_is_nothing(pure):
    assert root("", pure=pure) is None
    assert root("# a\n\n# b", pure=pure) is None


def test_an_alias_is_the_very_node_that_its_anchor_names():
    shared = root("a: &x {b: c}\nd: *x\n").entries
    assert shared["a"] is shared["d"]


# --- places

BARE = "abcXYZ0189é中😀.-/ +~"
anything = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"))
bare = st.from_regex(rf"[a-zA-Z0-9é中😀]([{BARE}]*[a-zA-Z0-9é中😀])?", fullmatch=True)
spelled = (
    bare
    | anything.map(lambda text: "'" + text.replace("'", "''") + "'")
    | anything.map(lambda text: json.dumps(text, ensure_ascii=False))
)
written_trees = st.recursive(
    spelled,
    lambda inside: st.lists(inside, min_size=1, max_size=3) | st.dictionaries(bare, inside, min_size=1, max_size=3),
    max_leaves=8,
)


def written(tree, flow, indent=""):
    """Return the pieces of a document; those that are keys or scalars as 1-tuples."""
    if isinstance(tree, str):
        return [(tree,)]
    pairs = [("- ", value) for value in tree] if isinstance(tree, list) else list(tree.items())
    pieces = []
    for key, value in pairs:
        inside = written(value, flow or len(indent) > 4, indent + "  ")
        head = [key] if isinstance(tree, list) else [(key,), ": "]
        if flow:
            pieces += [", " if pieces else "", *(head if isinstance(tree, dict) else []), *inside]
        else:
            below = not isinstance(value, str) and len(indent) <= 4
            pieces += [indent, *head, *(["# note\n"] if below else []), *inside, "" if below else "\n"]
    return ["[{"[isinstance(tree, dict)], *pieces, "]}"[isinstance(tree, dict)]] if flow else pieces


def places(document, node):
    """Yield the places of keys and scalars, in the order of the text."""
    if isinstance(node, Scalar):
        yield document.place(node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from places(document, item)
    else:
        for key, value in node.entries.items():
            yield document.place_of_key(node, key)
            yield from places(document, value)


@given(tree=written_trees, flow=st.booleans(), ends=st.sampled_from(["\n", "\r\n"]))
@example(tree={"a": {"a": ["a", "a"]}}, flow=False, ends="\r\n")
@unhurried
def test_a_place_is_exactly_what_is_written(tree, flow, ends):
    pieces = written(tree, flow)
    text = "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces).replace("\n", ends)
    document = read_document(text, "x.yaml")
    meant = [piece[0] for piece in pieces if not isinstance(piece, str)]
    found = list(places(document, document.root))
    assert [document.line(place.line)[place.column - 1 : place.end_column - 1] for place in found] == meant
    order = [(place.line, place.column) for place in found]
    assert order == sorted(set(order))


@pytest.mark.parametrize(
    ("text", "line", "column", "slice_"),
    [
        ("k: &x one\n", 1, 7, "one"),
        ("k: &x 'one'\n", 1, 7, "'one'"),
        ("k: &x\n  one\n", 2, 3, "one"),
        ("k: one\n  two\n", 1, 4, "one"),
        ("k: 'one\n  two'\n", 1, 4, "'one"),
        ("k: 'it''s' # it\n", 1, 4, "'it''s'"),
        ('k: "a \\" b" # c"\n', 1, 4, '"a \\" b"'),
        ("é😀: ñ\n\r\nk: ü\n", 3, 4, "ü"),
        ("a: b\x85k: c\n", 2, 4, "c"),
        ("k: |\n  one\n", 1, 4, "|"),
    ],
)
@both
def test_the_place_of_a_value(text, line, column, slice_, pure):
    document = read_document(text, "x.yaml", pure=pure)
    place = document.place(document.root.entries["k"])
    assert (place.line, place.column, place.end_column) == (line, column, column + len(slice_))
    assert document.line(line)[column - 1 :].startswith(slice_)


@pytest.mark.parametrize(
    ("text", "key", "line", "column", "length"),
    [
        ("a: &x 1\nkey: *x\n", "key", 2, 1, 3),
        ("a: &key 1\nkey: &key 2\n", "key", 2, 1, 3),
        ("key: # key\n  key of\n", "key", 1, 1, 3),
        ("{a: key, key: key}\n", "key", 1, 10, 3),
        ("a: key\n'key': b\n", "key", 2, 2, 3),
    ],
)
def test_the_place_of_a_key(text, key, line, column, length):
    document = read_document(text, "x.yaml")
    place = document.place_of_key(document.root, key)
    assert (place.line, place.column, place.end_column) == (line, column, column + length)
