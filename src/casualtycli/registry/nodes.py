"""YAML as nodes that know their line and column: every scalar is text, nothing is typed or expanded.

Nodes are built from libyaml's events, several times faster than composing or loading; where libyaml
is missing, from those of PyYAML's own parser, with the same result.
"""

import re
from array import array
from bisect import bisect_right
from collections import abc
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from casualtycli.problems import Location, Refused
from casualtycli.registry.find import MOST_BYTES
from casualtycli.registry.syntax import BACKSLASH, Broken, broken_by

DEEPEST = 50
MOST_UNFOLDED = 1_000_000
"""Values in a document whose aliases stand for more than a hundred each."""

REACH = 5_000
"""Characters before a value in which its key is looked for."""
MOST_SHARED = 10_000
"""Texts that are kept to be shared."""
WIDEST_ROW = 32
"""Keys that are looked through one after the other; more are looked up."""

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SURROGATE = "[\ud800-\udfff]"
_QUOTED = re.compile(r""" '(?:[^']|'')*' | "(?:[^"\\]|\\.)*" """, re.VERBOSE | re.DOTALL)
_ANCHOR = re.compile(r"&\S+\s+")
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]"
_PLAIN = bytes((*b"\t\n\r", *range(0x20, 0x7F)))


NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar(NamedTuple):
    """A text, a number, a date: whatever was written, as text."""

    text: str
    plain: bool
    """Whether it stands without quotation marks."""
    start: int
    """Where it begins: characters of the file before it."""

    @property
    def is_null(self) -> bool:
        """Whether it means "not stated": nothing, ``~`` or ``null``, without quotation marks."""
        return self.plain and self.text in NULLS


class Sequence(NamedTuple):
    """A list."""

    items: "list[Node]"
    start: int


class Row(abc.Mapping[str, "Node"]):
    """Few keys with their values, packed: a plain text becomes a node when it is asked for.

    A file has one for each figure, so they are a quarter of the size that nodes would have.
    """

    __slots__ = ("_keys", "_starts", "_values")

    def __init__(self, keys: tuple[str, ...], values: "tuple[str | Node, ...]", starts: "array[int]") -> None:
        self._keys = keys
        self._values = values
        """Each a node, or the text of a plain scalar."""
        self._starts = starts
        """Where each of those texts begins."""

    def __getitem__(self, key: str) -> "Node":
        try:
            at = self._keys.index(key)
        except ValueError:
            raise KeyError(key) from None
        value = self._values[at]
        return Scalar(value, True, self._starts[at]) if isinstance(value, str) else value

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __repr__(self) -> str:
        return repr(dict(self))

    def start_of(self, key: str) -> int:
        """Return where the value of a key begins."""
        at = self._keys.index(key)
        value = self._values[at]
        return self._starts[at] if isinstance(value, str) else value.start

    def written(self) -> "Iterator[tuple[str, str | Node]]":
        """Return each key with its value, of a plain text just the text."""
        return zip(self._keys, self._values, strict=True)


def written(entries: "abc.Mapping[str, Node]") -> "Iterable[tuple[str, str | Node]]":
    """Return each key with its value, which may be the text of a plain scalar alone."""
    return entries.written() if isinstance(entries, Row) else entries.items()


def start_of(entries: "abc.Mapping[str, Node]", key: str) -> int:
    """Return where the value of a key begins, without making a node of it."""
    return entries.start_of(key) if isinstance(entries, Row) else entries[key].start


class Mapping(NamedTuple):
    """Keys with their values; of a repeated key the first value."""

    entries: "abc.Mapping[str, Node]"
    start: int
    line: int
    column: int


Node = Scalar | Sequence | Mapping


def is_null(node: Node | None) -> bool:
    """Tell whether there is no node, or one that states nothing."""
    return node is None or (isinstance(node, Scalar) and node.is_null)


class _Document(NamedTuple):
    file: str
    text: str
    root: Node | None
    """``None`` where there is nothing but comments."""
    repeated: tuple[tuple[str, int, int, int], ...] = ()
    """Keys that a mapping has twice: the key, where the mapping, its first value and the second key begin."""


class Document(_Document):
    """One file: its text, and what stands in it."""

    @cached_property
    def _line_starts(self) -> list[int]:
        """Where lines begin, as far as it was asked."""
        return [0]

    @cached_property
    def _further_starts(self) -> Iterator[int]:
        return (found.end() for found in LINE_BREAK.finditer(self.text))

    def _line_starts_to(self, start: int) -> list[int]:
        """Return where lines begin, up to the first that begins behind the place given."""
        starts = self._line_starts
        while starts[-1] <= start and (following := next(self._further_starts, None)) is not None:
            starts.append(following)
        return starts

    def at(self, start: int, length: int = 0) -> Location:
        """Return the place of so many characters, as far as they are on one line."""
        starts = self._line_starts_to(start)
        line = bisect_right(starts, start)
        column = start - starts[line - 1] + 1
        rest = LINE_BREAK.split(self.text[start : start + length], maxsplit=1)[0].rstrip()
        return Location(self.file, line, column, column + max(1, len(rest)))

    def line(self, number: int) -> str:
        """Return the line of that number, without its end; "" behind the last one."""
        starts = self._line_starts_to(len(self.text))
        if number > len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n\x85\u2028\u2029")

    def place(self, node: Node) -> Location:
        """Return where the node stands: all of a scalar, the beginning of anything else; an anchor is no part of it."""
        anchor = _ANCHOR.match(self.text, node.start)
        start = anchor.end() if anchor else node.start
        if not isinstance(node, Scalar):
            return self.at(start)
        quoted = None if node.plain else _QUOTED.match(self.text, start)
        return self.at(start, len(quoted[0]) if quoted else len(node.text))

    def place_of_key(self, mapping: Mapping, key: str) -> Location:
        """Return where the key of a mapping stands."""
        return self.at(self.key_start(key, mapping.entries[key].start, mapping.start), len(key))

    def key_start(self, key: str, value_start: int, mapping_start: int) -> int:
        """Return where the key begins whose value begins there: not kept, as it is only asked of a problem."""
        written = re.compile(rf"(?<![\w-]){re.escape(key)}[\"']?\s*:")
        nearby = max(mapping_start, value_start - REACH)
        before = [found.start() for found in written.finditer(self.text, nearby, value_start)]
        if before:
            return before[-1]
        if bare := self.text.rfind(key, mapping_start, value_start + 1) + 1:  # a key alone, within { }
            return bare - 1
        behind = written.search(self.text, mapping_start)  # the value of an alias stands where it is anchored
        return behind.start() if behind else mapping_start


def decode(data: bytes, file: str) -> str:
    """Return the text of a file, a byte order mark taken off.

    Raises:
        Broken: it is too large, not UTF-8, or holds a character that YAML does not allow.
    """
    if len(data) > MOST_BYTES:
        size = f"the file has more than {MOST_BYTES:,} bytes"
        raise Broken(Location(file, 1, 1), Refused(size, "split it: several files make one registry", "file-size"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Broken(Location(file, 1, 1), Refused("the file is UTF-16", "save it as UTF-8", "encoding"))
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise Broken(
            _at(file, data[: error.start].decode()), Refused(message, "save it as UTF-8", "encoding")
        ) from None
    if data.translate(None, _PLAIN) and (found := re.search(_FORBIDDEN, text)):
        message = f"the character U+{ord(found[0]):04X} is not allowed in YAML"
        raise Broken(_at(file, text[: found.start()]), Refused(message, "delete it", "encoding"))
    return text


def _at(file: str, before: str) -> Location:
    lines = LINE_BREAK.split(before)
    return Location(file, len(lines), len(lines[-1]) + 1, len(lines[-1]) + 2)


def read_document(text: str, file: str, *, pure: bool = False) -> Document:
    """Return what stands in the text.

    An alias stands for the very node that its anchor names. ``pure`` keeps to PyYAML's own parser.

    Raises:
        Broken: it is no YAML, has a tag or a second document, is nested too deeply, or its aliases
            stand for themselves or unfold to too much.
    """
    builder = _Builder(file, _parser(text, pure=pure).get_event)
    try:
        return Document(file, text, builder.document(), tuple(builder.repeated))
    except (yaml.YAMLError, ValueError) as error:  # \U00110000 is a ValueError of PyYAML's own parser
        if not pure and "nesting depth" in str(error):  # libyaml looks a thousand brackets ahead before it tells of one
            return read_document(text, file, pure=True)
        raise broken_by(error, file, text) from None


def _parser(text: str, *, pure: bool) -> Any:
    if not pure and yaml.__with_libyaml__:
        return yaml.cyaml.CParser(text)  # type: ignore[attr-defined]
    return _PureParser(text)


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


class _Builder:
    """Nodes from a row of events."""

    def __init__(self, file: str, next_event: Callable[[], Any]) -> None:
        self.file = file
        self.next_event = next_event
        self.texts: dict[str, str] = {}
        """Each text once, since many are repeated; emptied when it holds too many that are not."""
        self.keys: dict[tuple[str, ...], tuple[str, ...]] = {}
        """The keys of each row once, since figures mostly have the same."""
        self.anchors: dict[str, tuple[Node, int]] = {}
        """By name, each with the values it unfolds to."""
        self.open_anchors: set[str] = set()
        self.repeated: list[tuple[str, int, int, int]] = []
        self.aliases = 0
        self.unfolded = 0

    def document(self) -> Node | None:
        next_event = self.next_event
        next_event()  # the start of the stream
        if isinstance(next_event(), yaml.StreamEndEvent):
            return None
        node = self.node(next_event(), 1)
        next_event()  # the end of the document
        following = next_event()
        if not isinstance(following, yaml.StreamEndEvent):
            raise self.refuse(following, "a second document begins here", "keep one document in a file: delete the ---")
        return node

    def node(self, event: Any, depth: int) -> Node:
        self.unfolded += 1
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self.alias(event)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self.refuse(event, f"the tag {tag} is not read", "delete it: every value is text here")
        if event.anchor is None:
            return self.unanchored(event, depth)
        before = self.unfolded
        self.open_anchors.add(event.anchor)
        node = self.unanchored(event, depth)
        self.open_anchors.discard(event.anchor)
        self.anchors[event.anchor] = node, self.unfolded - before + 1
        return node

    def unanchored(self, event: Any, depth: int) -> Node:
        if type(event) is not yaml.ScalarEvent:
            return self.collection(event, depth)
        if event.style == '"' and re.search(_SURROGATE, event.value):
            raise self.refuse(event, *BACKSLASH)
        return Scalar(event.value, not event.style, _index(event))

    def collection(self, event: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.refuse(event, f"this is nested more than {DEEPEST} deep", "a registry is 5 deep at the most")
        mark, next_event = event.start_mark, self.next_event
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(self.entries(mark.index, depth), mark.index, mark.line + 1, mark.column + 1)
        items: list[Node] = []
        while type(following := next_event()) is not yaml.SequenceEndEvent:
            items.append(self.node(following, depth + 1))
        return Sequence(items, mark.index)

    def entries(self, start: int, depth: int) -> abc.Mapping[str, Node]:
        next_event, shared = self.next_event, self.texts.setdefault
        scalar, end = yaml.ScalarEvent, yaml.MappingEndEvent
        row: dict[str, str | Node] = {}
        starts = array("I")
        if len(self.texts) > MOST_SHARED:
            self.texts.clear()
        while type(named := next_event()) is not end:
            if type(named) is not scalar or named.tag is not None:
                raise self.refuse(named, "this key is no plain text", "write key: value")
            key: str = named.value
            event: Any = next_event()
            value: str | Node
            if type(event) is scalar and not event.style and event.tag is None and event.anchor is None:
                text: str = event.value
                value = shared(text, text)
                self.unfolded += 1
            else:
                value = self.node(event, depth + 1)
            if key in row:
                self.repeated.append((key, start, starts[list(row).index(key)], _index(named)))
                continue
            row[key] = value
            starts.append(event.start_mark.index)
        keys = tuple(row)
        packed = Row(self.keys.setdefault(keys, keys), tuple(row.values()), starts)
        return packed if len(keys) <= WIDEST_ROW else dict(packed)

    def alias(self, event: Any) -> Node:
        name = event.anchor
        if name in self.open_anchors:
            raise self.refuse(event, f"*{name} stands inside what it stands for", "write out what is meant")
        if name not in self.anchors:
            hint = f"put the value in quotation marks; or, if a value above is meant, write &{name} before that one"
            raise self.refuse(event, f"a * stands for a value above, and none is named &{name}", hint)
        node, weight = self.anchors[name]
        self.aliases += 1
        self.unfolded += weight - 1
        if self.unfolded > MOST_UNFOLDED and self.unfolded > 100 * self.aliases:
            raise self.refuse(event, f"the aliases unfold to over {MOST_UNFOLDED:,} values", "write out what is meant")
        return node

    def refuse(self, event: Any, message: str, hint: str) -> Broken:
        mark = event.start_mark
        return Broken(Location(self.file, mark.line + 1, mark.column + 1), Refused(message, hint, "yaml"))


def _index(event: Any) -> int:
    index: int = event.start_mark.index
    return index


class Event(NamedTuple):
    """One step of the parser: what is needed to change a text where it stands."""

    kind: str
    """``scalar``, ``alias``, ``list``, ``mapping``, or ``end`` of the innermost of the last two."""
    start: int
    """Characters before it; an anchor belongs to it."""
    end: int
    text: str = ""
    """Of a scalar."""
    style: str = ""
    """The mark that a scalar begins with: a quotation mark, ``|``, ``>``, or none."""
    flow: bool = False
    """Whether a list or a mapping stands in brackets."""
    anchor: str = ""
    """Its name, or of an alias the name that it stands for."""


_EVENTS = {
    yaml.ScalarEvent: "scalar",
    yaml.AliasEvent: "alias",
    yaml.SequenceStartEvent: "list",
    yaml.MappingStartEvent: "mapping",
    yaml.SequenceEndEvent: "end",
    yaml.MappingEndEvent: "end",
}


def events(text: str, *, pure: bool = False) -> Iterator[Event]:
    """Yield what stands in a text that ``read_document`` takes, piece by piece."""
    next_event = _parser(text, pure=pure).get_event
    while type(event := next_event()) is not yaml.StreamEndEvent:
        if kind := _EVENTS.get(type(event)):
            yield Event(
                kind=kind,
                start=event.start_mark.index,
                end=event.end_mark.index,
                text=getattr(event, "value", ""),
                style=getattr(event, "style", "") or "",
                flow=bool(getattr(event, "flow_style", False)),
                anchor=getattr(event, "anchor", "") or "",
            )
