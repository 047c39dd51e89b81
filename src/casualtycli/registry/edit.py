"""One figure more in the text of a registry, written as its neighbours are; everything else stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from casualtycli.problems import CommandError
from casualtycli.registry import nodes
from casualtycli.registry.figures import FIGURE_KEYS
from casualtycli.registry.layout import Listed, Mapped, Text, Written, last_mark, layout, scalar
from casualtycli.registry.nodes import Node, read_document
from casualtycli.registry.splices import Splice, spliced
from casualtycli.registry.syntax import Broken

Entry = Mapping[str, str | Mapping[str, str] | None]
"""A figure to be written: its keys with their texts; None for ``null``, which takes a default away."""

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
"""What stands in a registry, places left aside."""

_BREAK = re.compile("\r\n|[\r\n]")
_LEAD = re.compile(r"-[ \r\n]+\Z")
_FARTHEST = 1000
"""Characters between a dash and what stands behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """How an entry of the list is written."""

    dash: int
    """The column of its dash, from 0."""
    lead: str = "- "
    """The dash, and what stands between it and the first key."""
    flow: bool = False
    quote: str = ""
    """The quotation marks of its keys."""
    padding: str = ""
    """What stands behind an opening bracket."""
    keys: tuple[str, ...] = ()


def with_figure(text: str, entry: Entry) -> Splice:
    """Return the change that adds the figure to the text of a registry.

    Raises:
        CommandError: reading the result would not give what was there and just this figure.
    """
    root = layout(text)
    splice = _splice(text, root, entry) if isinstance(root, Mapped) else None
    if splice is None or not _adds_just(text, splice, entry):
        raise CommandError(
            "the figure cannot be added without changing something else", "write it into the file by hand"
        )
    return splice


def _splice(text: str, root: Mapped, entry: Entry) -> Splice | None:
    bare = _Style(dash=_column(text, root.start) + 2, quote=root.pairs[0][0].style if root.pairs else "")
    match root.get("figures"):
        case None:
            return _new_section(text, root, entry, bare)
        case Listed(items=(), start=start, end=end) if not root.flow and not text[start + 1 : end - 1].strip(" "):
            return _first_entry(text, start, end, entry, bare)
        case Listed(flow=True, items=items, start=start, end=end) as figures:
            return _into_brackets(text, start, items, end, _flow(entry, _style(text, figures, bare)))
        case Listed() as figures:
            return _behind_the_last(text, figures, entry, _style(text, figures, bare))
        case Text(style="", text=nothing, start=start, end=end) if nodes.Scalar(nothing, True, start).is_null:
            if root.flow:
                return Splice(start, end, f"{'' if text[start - 1] == ' ' else ' '}[{_flow(entry, bare)}]")
            return _first_entry(text, start, end, entry, bare)
    return None


def _new_section(text: str, root: Mapped, entry: Entry, style: _Style) -> Splice:
    """Write ``figures:`` behind all that is there."""
    heading = scalar("figures", style.quote) + ":"
    if root.flow:
        values = [value for _, value in root.pairs]
        return _into_brackets(text, root.start, values, root.end, f"{heading} [{_flow(entry, style)}]")
    at = _behind_comments(text, _end_of_line(text, last_mark(text, root)), -1)
    newline = _newline(text, at)
    parted = any(not line.strip() for _, line in _lines(text[:at], root.start))
    lines = [" " * _column(text, root.start) + heading, *_block(entry, style)]
    return Splice(at, at, newline * (1 + parted) + newline.join(lines))


def _first_entry(text: str, start: int, end: int, entry: Entry, style: _Style) -> Splice:
    """Write the entry under ``figures:``, in place of an empty value."""
    at = _behind_comments(text, _end_of_line(text, end), style.dash - 2)
    newline = _newline(text, at)
    start = len(text[:start].rstrip(" "))
    return Splice(start, at, newline.join([text[end:at], *_block(entry, style)]))


def _behind_the_last(text: str, figures: Listed, entry: Entry, style: _Style) -> Splice:
    """Write the entry behind the last one and what is noted of that, as far off as that is from the one before."""
    *before, at = (_end_of_entry(text, item, style.dash) for item in figures.items[-2:])
    gap = _blank_lines(text, before[0]) if before else 0
    if text[:at].endswith(("\n", "\r")):
        gap = 0  # blank lines that belong to the text above
    newline = _newline(text, at)
    return Splice(at, at, newline * (1 + gap) + newline.join(_block(entry, style)))


def _end_of_entry(text: str, item: Written, dash: int) -> int:
    """Return the end of the last line of an entry: comments that are indented deeper than its dash belong to it."""
    return _behind_comments(text, _end_of_line(text, last_mark(text, item)), dash)


def _end_of_line(text: str, at: int) -> int:
    ended = _BREAK.search(text, at)
    return ended.start() if ended else len(text)


def _behind_comments(text: str, at: int, column: int) -> int:
    """Return the end of the last of the comments that follow, as far as they are indented deeper than the column."""
    for start, line in _lines(text, at):
        bare = line.strip()
        if bare and not (bare.startswith("#") and _indent(line) > column):
            break
        if bare:
            at = start + len(line)
    return at


def _blank_lines(text: str, at: int) -> int:
    number = 0
    for _, line in _lines(text, at):
        if line.strip():
            break
        number += 1
    return number


def _lines(text: str, at: int) -> Iterator[tuple[int, str]]:
    """Yield the lines below the one in which that stands, each with where it begins."""
    while ended := _BREAK.search(text, at):
        at = _end_of_line(text, ended.end())
        yield ended.end(), text[ended.end() : at]


def _into_brackets(text: str, start: int, items: Sequence[Written], end: int, new: str) -> Splice:
    """Write one value more before a closing bracket, on a line of its own where the last one has that."""
    if not items:
        return Splice(start + 1, start + 1, new)
    at = items[-1].end
    newline = _BREAK.search(text, items[-2].end if len(items) > 1 else start, items[-1].start)
    if newline is None:
        return Splice(at, at, f", {new}")
    behind = text[at : min(_end_of_line(text, at), end - 1)].rstrip(" ")
    line = _line_start(text, items[-1].start)
    below = newline[0] + " " * _indent(text[line:]) + new
    comma = behind.lstrip().startswith(",")
    return Splice(at, at + len(behind), f"{behind}{below}," if comma else f",{behind}{below}")


def _style(text: str, figures: Listed, bare: _Style) -> _Style:
    """Return how the last entry that is written out is written."""
    model = next((item for item in reversed(figures.items) if isinstance(item, Mapped) and item.pairs), None)
    dash = _column(text, figures.start)
    if model is None:
        return replace(bare, dash=dash)
    first = model.pairs[0][0]
    lead = _LEAD.search(text, max(0, model.start - _FARTHEST), model.start)
    column = dash + 2 if model.flow else _column(text, first.start)
    return _Style(
        dash=dash,
        lead=lead[0] if lead else "-" + " " * max(1, column - dash - 1),  # behind an anchor or a comment
        flow=model.flow,
        quote=first.style,
        padding=" " if model.flow and text[model.start + 1] == " " else "",
        keys=tuple(key.text for key, _ in model.pairs),
    )


def _block(entry: Entry, style: _Style) -> list[str]:
    """Return the lines of an entry behind a dash, their ends left out but for one within the lead."""
    head = " " * style.dash + style.lead
    if style.flow:
        return [head + _flow(entry, style)]
    first, *others = (_pair(key, entry[key], style, flow=False) for key in _ordered(entry, style.keys))
    indent = " " * len(_BREAK.split(head)[-1])
    return [head + first, *(indent + pair for pair in others)]


def _flow(entry: Entry, style: _Style) -> str:
    pairs = ", ".join(_pair(key, entry[key], style, flow=True) for key in _ordered(entry, style.keys))
    return f"{{{style.padding}{pairs}{style.padding}}}"


def _pair(key: str, value: str | Mapping[str, str] | None, style: _Style, *, flow: bool) -> str:
    if value is None:
        written = "null"
    elif isinstance(value, str):
        written = scalar(value, style.quote, flow=flow)
    else:
        inner = ", ".join(_pair(inner, text, style, flow=True) for inner, text in value.items())
        written = f"{{{inner}}}"
    return f"{scalar(key, style.quote)}: {written}"


def _ordered(entry: Entry, neighbour: tuple[str, ...]) -> list[str]:
    """Return the keys in the order of a neighbour; one that it lacks, behind all that come before it elsewhere."""
    order = list(neighbour)
    for at, key in enumerate(FIGURE_KEYS):
        if key not in order:
            order.insert(max((order.index(before) + 1 for before in FIGURE_KEYS[:at]), default=0), key)
    return sorted(entry, key=order.index)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _newline(text: str, at: int) -> str:
    """Return how the line ends there, or else the nearest one above."""
    here = _BREAK.match(text, at)
    if here:
        return here[0]
    above = _line_start(text, at)
    if above:
        return "\r\n" if text[:above].endswith("\r\n") else text[above - 1]
    return "\n"


def _adds_just(text: str, splice: Splice, entry: Entry) -> bool:
    """Tell whether reading the changed text gives what was there, and the figure as the last one."""
    try:
        after = read_document(spliced(text, [splice]), "").root
    except Broken:
        return False
    before = read_document(text, "").root
    if not isinstance(before, nodes.Mapping):
        return False
    figures = before.entries.get("figures")
    older = figures.items if isinstance(figures, nodes.Sequence) else []
    added = {key: dict(value) if isinstance(value, Mapping) else value for key, value in entry.items()}
    expected = {key: plain(value) for key, value in before.entries.items()}
    return plain(after) == {**expected, "figures": [*map(plain, older), added]}


def plain(node: Node | None) -> Plain:
    """Return what stands there, and nothing of where and how."""
    match node:
        case nodes.Scalar():
            return None if node.is_null else node.text.rstrip("\n")
        case nodes.Sequence():
            return [plain(item) for item in node.items]
        case nodes.Mapping():
            return {key: plain(value) for key, value in node.entries.items()}
    return None
