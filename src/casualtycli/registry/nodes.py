"""YAML as nodes that know their line and column: every scalar is text, nothing is typed or expanded.

Nodes are built from libyaml's events, several times faster than composing or loading; where libyaml
is missing, from those of PyYAML's own parser, with the same result.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from casualtycli.problems import Location, Refused
from casualtycli.registry.syntax import BACKSLASH, Broken, broken_by

MOST_BYTES = 64 * 1024 * 1024
DEEPEST = 50
MOST_UNFOLDED = 1_000_000
"""Values in a document whose aliases stand for more than a hundred each."""

REACH = 5_000
"""Characters before a value in which its key is looked for."""
MOST_SHARED = 10_000
"""Texts that are kept to be shared."""

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile(r""" '(?:[^']|'')*' | "(?:[^"\\]|\\.)*" """, re.VERBOSE | re.DOTALL)
_ANCHOR = re.compile(r"&\S+\s+")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|\ufffe|\uffff")


_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


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
        return self.plain and self.text in _NULLS


class Sequence(NamedTuple):
    """A list."""

    items: list[Node]
    start: int


class Mapping(NamedTuple):
    """Keys with their values; of a repeated key the first value."""

    entries: dict[str, Node]
    start: int
    line: int
    column: int


Node = Scalar | Sequence | Mapping


def is_null(node: Node | None) -> bool:
    """Tell whether there is no node, or one that states nothing."""
    return node is None or (isinstance(node, Scalar) and node.is_null)


@dataclass(frozen=True, eq=False)
class Document:
    """One file: its text, and what stands in it."""

    file: str
    text: str
    root: Node | None
    """``None`` where there is nothing but comments."""
    repeated: tuple[tuple[str, int, int, int], ...] = ()
    """Keys that a mapping has twice: the key, where the mapping, its first value and the second key begin."""

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in LINE_BREAK.finditer(self.text))]

    def at(self, start: int, length: int = 0) -> Location:
        """Return the place of so many characters, as far as they are on one line."""
        line = bisect_right(self._line_starts, start)
        column = start - self._line_starts[line - 1] + 1
        rest = LINE_BREAK.split(self.text[start : start + length], maxsplit=1)[0].rstrip()
        return Location(self.file, line, column, column + max(1, len(rest)))

    def line(self, number: int) -> str:
        """Return the line of that number, without its end; "" behind the last one."""
        starts = self._line_starts
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
        size = f"the file has {len(data):,} bytes"
        raise Broken(Location(file, 1, 1), Refused(size, f"split it: a file may have {MOST_BYTES:,}", "file-size"))
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
    if found := _FORBIDDEN.search(text):
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
        if kind is yaml.ScalarEvent and event.anchor is None:
            # By far the most: built without the detour through the class's own __new__.
            text = event.value
            if event.style == '"' and _SURROGATE.search(text):
                raise self.refuse(event, *BACKSLASH)
            parts = self.texts.setdefault(text, text), not event.style, event.start_mark.index
            return tuple.__new__(Scalar, parts)
        if event.anchor is None:
            return self.collection(event, depth)
        before = self.unfolded
        self.open_anchors.add(event.anchor)
        node = self.anchored(event, depth)
        self.open_anchors.discard(event.anchor)
        self.anchors[event.anchor] = node, self.unfolded - before + 1
        return node

    def anchored(self, event: Any, depth: int) -> Node:
        if type(event) is yaml.ScalarEvent:
            return Scalar(event.value, not event.style, _index(event))
        return self.collection(event, depth)

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

    def entries(self, start: int, depth: int) -> dict[str, Node]:
        next_event, read, texts = self.next_event, self.node, self.texts
        entries: dict[str, Node] = {}
        if len(texts) > MOST_SHARED:
            texts.clear()
        while type(event := next_event()) is not yaml.MappingEndEvent:
            if not isinstance(event, yaml.ScalarEvent) or event.tag is not None:
                raise self.refuse(event, "this key is no plain text", "write key: value")
            key = texts.setdefault(event.value, event.value)
            value = read(next_event(), depth + 1)
            if key in entries:
                self.repeated.append((key, start, entries[key].start, _index(event)))
            else:
                entries[key] = value
        return entries

    def alias(self, event: Any) -> Node:
        name = event.anchor
        if name in self.open_anchors:
            raise self.refuse(event, f"*{name} stands inside what it stands for", "write out what is meant")
        if name not in self.anchors:
            raise self.refuse(event, f"nothing before this is named &{name}", f"write &{name} before the value meant")
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
