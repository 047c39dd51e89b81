"""Pages as Markdown, with tables as GitHub and most others read them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from casualtycli.table import Lines, Page, Table
from casualtycli.wording import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def to_markdown(page: Page) -> str:
    """Return the page; texts of the registry are escaped, so that none of them marks anything up."""
    parts: list[str] = []
    if page.title:
        parts.append(f"# {_escaped(page.title)}")
    if page.subtitle:
        parts.append(_escaped(page.subtitle))
    for block in page.blocks:
        parts += _table(block) if isinstance(block, Table) else _lines(block)
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> Iterable[str]:
    if table.title:
        yield f"## {_escaped(table.title)}"
    heading = _row(column.title for column in table.columns)
    rule = _row("---:" if column.numeric else "---" for column in table.columns).replace("\\", "")
    yield "\n".join([heading, rule, *(_row(entry.text for entry in row) for row in table.rows)])
    yield from _notes(table.notes)


def _lines(lines: Lines) -> Iterable[str]:
    if lines.title:
        yield f"## {_escaped(lines.title)}"
    if lines.lines:
        yield "\n".join(f"- {_escaped(line)}" for line in lines.lines)
    yield from _notes(lines.notes)


def _notes(notes: tuple[tuple[str, str], ...]) -> Iterable[str]:
    if notes:
        yield "\n".join(f"- {_escaped(mark)} {_escaped(text)}" for mark, text in notes)


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(_escaped(text) for text in texts)} |"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text))
