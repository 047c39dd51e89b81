"""A registry as it is written: each text, list and mapping with where it begins and ends, and in which style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casualtycli.registry.nodes import LINE_BREAK, Event, Scalar, events, read_document
from casualtycli.registry.nodes import Mapping as Nodes
from casualtycli.registry.syntax import Broken

_ANCHOR = re.compile(r"&\S+\s*")
_BLOCK_HEAD = re.compile(r"[|>]([-+\d]*)[ \t]*(#[^\r\n]*)?")
_NO_GRAPHIC = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Text:
    """A scalar: a name, a number, a key."""

    text: str
    start: int
    """Where it begins, its anchor left aside."""
    end: int
    style: str
    """The mark that it begins with: a quotation mark, ``|``, ``>``, or none."""
    flow: bool
    """Whether it stands within brackets."""
    key: bool
    anchor: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Listed:
    """A list."""

    items: tuple[Written, ...]
    start: int
    end: int
    """Behind the closing bracket; of a list without brackets, where the parser noticed that it is over."""
    flow: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Mapped:
    """A mapping; a key that stands twice is there twice."""

    pairs: tuple[tuple[Text, Written], ...]
    start: int
    end: int
    flow: bool

    def get(self, key: str) -> Written | None:
        """Return the first value of the key."""
        return next((value for name, value in self.pairs if name.text == key), None)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Alias:
    """A ``*name``, with what it stands for."""

    target: Written
    start: int
    end: int


Written = Text | Listed | Mapped | Alias


def layout(text: str) -> Written | None:
    """Return how a text that ``read_document`` takes is written; None where nothing stands in it."""
    return _Layout(text).root()


def behind_alias(written: Written | None) -> Text | Listed | Mapped | None:
    """Return what stands there: of an alias, what it stands for."""
    while isinstance(written, Alias):
        written = written.target
    return written


class _Layout:
    def __init__(self, text: str) -> None:
        self.text = text
        self.events: Iterator[Event] = events(text)
        self.anchors: dict[str, Written] = {}

    def root(self) -> Written | None:
        first = next(self.events, None)
        return None if first is None else self.written(first, flow=False)

    def written(self, event: Event, *, flow: bool) -> Written:
        if event.kind == "alias":
            return Alias(target=self.anchors[event.anchor], start=event.start, end=event.end)
        if event.kind == "scalar":
            written: Written = self.scalar(event, flow=flow)
        else:
            written = self.listed(event) if event.kind == "list" else self.mapped(event)
        if event.anchor:
            self.anchors[event.anchor] = written
        return written

    def scalar(self, event: Event, *, flow: bool, key: bool = False) -> Text:
        start = self.behind_anchor(event)
        return Text(
            text=event.text, start=start, end=event.end, style=event.style, flow=flow, key=key, anchor=event.anchor
        )

    def behind_anchor(self, event: Event) -> int:
        anchor = _ANCHOR.match(self.text, event.start, event.end) if event.anchor else None
        return anchor.end() if anchor else event.start

    def listed(self, event: Event) -> Listed:
        items: list[Written] = []
        while (following := next(self.events)).kind != "end":
            items.append(self.written(following, flow=event.flow))
        return Listed(items=tuple(items), start=self.behind_anchor(event), end=following.end, flow=event.flow)

    def mapped(self, event: Event) -> Mapped:
        pairs: list[tuple[Text, Written]] = []
        while (following := next(self.events)).kind != "end":
            key = self.scalar(following, flow=event.flow, key=True)
            pairs.append((key, self.written(next(self.events), flow=event.flow)))
        return Mapped(pairs=tuple(pairs), start=self.behind_anchor(event), end=following.end, flow=event.flow)


def last_mark(text: str, written: Written) -> int:
    """Return where the last thing ends that stands in it: behind it comes white space, a comment, or another value."""
    match written:
        case Listed(flow=False, items=(*_, last)) | Mapped(flow=False, pairs=(*_, (_, last))):
            return last_mark(text, last)
        case Text(style="|" | ">"):
            head = _BLOCK_HEAD.match(text, written.start)
            kept = head is not None and "+" in head[1]
            body = text[: written.end]
            return len(body.removesuffix("\n").removesuffix("\r") if kept else body.rstrip())
    return written.end


def replaced(text: str, old: Text, name: str) -> str:
    """Return how the name is written in place of the old text: in its style, as far as the name allows."""
    if old.style not in ("|", ">"):
        return scalar(name, old.style, flow=old.flow, key=old.key)
    head = _BLOCK_HEAD.match(text, old.start)
    comment = f" {head[2]}" if head and head[2] else ""
    return scalar(name, flow=old.flow) + comment


def scalar(text: str, style: str = "", *, flow: bool = False, key: bool = False) -> str:
    """Return the text as YAML that reads as just this text: in the style given if it can be, else in quotation marks.

    >>> scalar("at least 650"), scalar("1,953", flow=True), scalar("why: not"), scalar("it's so", "'")
    ('at least 650', '"1,953"', '"why: not"', "'it''s so'")
    """
    if style == "" and _reads_plain(text, flow=flow, key=key):
        return text
    awkward = _NO_GRAPHIC.search(text) is not None
    if not awkward and (style == "'" or (style == "" and ('"' in text or "\\" in text))):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(mark) for mark in text) + '"'


def _escaped(mark: str) -> str:
    if not (mark in _ESCAPES or _NO_GRAPHIC.match(mark)):
        return mark
    number = ord(mark)
    return _ESCAPES.get(mark) or (f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}")


def _reads_plain(text: str, *, flow: bool, key: bool) -> bool:
    """Tell whether the text needs no quotation marks, by reading it."""
    if Scalar(text, True, 0).is_null or _NO_GRAPHIC.search(text) or LINE_BREAK.search(text):
        return False
    pair = f"{text}: x" if key else f"k: {text}"
    # A lone hyphen is a text before a comma, and the mark of a list before a space or a line's end.
    wholes = [f"{{{pair}, l: m}}", f"{{{pair} , l: m}}", f"{{{pair}\n, l: m}}"] if flow else [f"{pair}\nl: m\n"]
    return all(_is_pair(whole, text, key=key, pure=pure) for whole in wholes for pure in (False, True))


def _is_pair(whole: str, text: str, *, key: bool, pure: bool) -> bool:
    try:
        root = read_document(whole, "", pure=pure).root
    except Broken:
        return False
    if not isinstance(root, Nodes) or list(root.entries) != [text if key else "k", "l"]:
        return False
    value = root.entries[text if key else "k"]
    # A key that begins with a quotation mark reads as another text, so no look at its style is needed.
    return isinstance(value, Scalar) and value.plain and not value.is_null and value.text == ("x" if key else text)
