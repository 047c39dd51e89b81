"""Pages as Markdown, with tables as GitHub and most others read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from casualtycli.table import Block, Entry, Facts, Lines, Page, Table, Verbatim
from casualtycli.wording import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_CALLS = re.compile(r"([@#!])(?=\w)")


def to_markdown(page: Page) -> str:
    """Return the page; texts of the registry are escaped, so that none of them marks anything up."""
    parts: list[str] = []
    if page.title:
        parts.append(f"# {_escaped(page.title)}")
    if page.subtitle:
        parts.append(_escaped(page.subtitle))
    for block in page.blocks:
        if block.title:
            parts.append(f"## {_escaped(block.title)}")
        parts += _block(block)
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterable[str]:
    match block:
        case Table():
            heading = _row(_escaped(column.title) for column in block.columns)
            rule = f"| {' | '.join('---:' if column.numeric else '---' for column in block.columns)} |"
            yield "\n".join([heading, rule, *(_row(map(_entry, row)) for row in block.rows)])
            yield from _notes(block.notes)
        case Lines():
            if block.lines:
                yield "\n".join(f"- {_escaped(line)}" for line in block.lines)
            yield from _notes(block.notes)
        case Facts():
            yield "\n".join(_fact(name, text) for name, text in block.facts)
        case Verbatim():
            yield "\n".join(["```yaml", *map(visible, block.lines), "```"])


def _fact(name: str, text: str) -> str:
    """Return a named fact, or one more line of the fact above it."""
    return f"- {_escaped(name)}: {_escaped(text)}" if name else f"  {_escaped(text)}"


def _notes(notes: tuple[tuple[str, str], ...]) -> Iterable[str]:
    if notes:
        yield "\n".join(f"- {_escaped(mark)} {_escaped(text)}" for mark, text in notes)


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _entry(entry: Entry) -> str:
    """Return the text of an entry, as code where it is typed so and can be, or as a link."""
    if entry.link:
        return f"[{_escaped(entry.text)}](<{quote(entry.link, safe=_OF_ADDRESSES)}>)"
    if not entry.typed or not entry.text or "`" in entry.text or "\\" in entry.text:
        return _escaped(entry.text)
    return f"`{visible(entry.text)}`".replace("|", "\\|")


_OF_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"
"""What addresses are made of besides letters and digits; the rest is written in per cent."""


def _escaped(text: str) -> str:
    """Return the text without anything that marks up, or that calls somebody or an issue on a page of a forge."""
    return _CALLS.sub(r"\1<!-- -->", _SPECIAL.sub(r"\\\1", visible(text)))
