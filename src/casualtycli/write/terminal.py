"""Pages as text for a terminal: the only place that knows rich.

A number is never cut and never broken into lines: a table too wide for the terminal first leaves out
what may be left out, then breaks texts at spaces, then becomes a list of rows.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from casualtycli.table import Entry, Page, Table, Tone
from casualtycli.wording import visible

NARROWEST = 40
GAP = 2
"""Blanks between two columns, and at the beginning of a line."""

_ENDLESS = 1_000_000
STYLES = {
    Tone.PLAIN: "",
    Tone.ASSUMED: "italic",
    Tone.DISPUTED: "yellow",
    Tone.STRONG: "bold",
    Tone.CLASH: "bold red",
    Tone.ASIDE: "dim",
}


def to_terminal(page: Page, *, width: int | None, color: bool) -> str:
    """Return the page in lines of at most so many characters (None: as long as they are).

    A single word or number that is longer than that still stands in one piece.
    """
    limit = None if width is None else max(width, NARROWEST)
    console = Console(
        file=io.StringIO(),
        width=_ENDLESS,  # every column has its own width, so that rich never cuts
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        legacy_windows=False,
    )
    with console.capture() as capture:
        for at, part in enumerate(_parts(page, limit)):
            if at:
                console.print()
            console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


def _parts(page: Page, limit: int | None) -> Iterator[RenderableType]:
    """Yield what stands on the page, to be set apart by blank lines."""
    head = [(page.title, "bold"), (page.subtitle, "dim")]
    if any(text for text, _ in head):
        yield Group(*(_paragraph(text, limit, style) for text, style in head if text))
    for block in page.blocks:
        if isinstance(block, Table):
            yield Group(*_title(block.title, limit), _table(block, limit), *_notes(block.notes, limit))
        else:
            lines = (_paragraph(line, limit, "", indent=GAP) for line in block.lines)
            yield Group(*_title(block.title, limit), *lines, *_notes(block.notes, limit))


def _title(title: str, limit: int | None) -> Iterator[RenderableType]:
    if title:
        yield _paragraph(title, limit, "bold")


def _paragraph(text: str, limit: int | None, style: str, *, indent: int = 0) -> RenderableType:
    """Return a text broken at spaces, its later lines indented."""
    first, rest = (Text(visible(text), style), limit - indent if limit else None)
    return _grid([[first]], [_narrowed([visible(text)], rest)], [False], indent)


def _notes(notes: Sequence[tuple[str, str]], limit: int | None) -> Iterator[RenderableType]:
    if not notes:
        return
    marks = max(cell_len(visible(mark)) for mark, _ in notes)
    texts = [visible(text) for _, text in notes]
    width = _narrowed(texts, limit - 2 * GAP - marks if limit else None)
    rows = [[Text(visible(mark)), Text(visible(text), "dim")] for mark, text in notes]
    yield _grid(rows, [marks, width], [False, False], GAP)


def _table(table: Table, limit: int | None) -> RenderableType:
    for candidate in (table, table.without_spare()):
        widths = [max(_lengths(candidate, at)) for at in range(len(candidate.columns))]
        if limit is None or _total(widths) <= limit:
            return _rows(candidate, widths)
    assert limit is not None, "without a limit the table fits"
    narrow = _fitted(candidate, widths, limit)
    return _stacked(table, limit) if narrow is None else _rows(candidate, narrow)


def _fitted(table: Table, widths: list[int], limit: int) -> list[int] | None:
    """Return widths at which the table fits, its texts broken at spaces, or None where it cannot."""
    widths = list(widths)
    texts = [_texts(table, at) for at in range(len(widths))]
    while _total(widths) > limit:
        narrower = {at: _narrowed(texts[at], widths[at] - 1) for at in range(len(widths))}
        possible = [at for at in narrower if narrower[at] < widths[at] and not _breaks_number(table, at, narrower[at])]
        if not possible:
            return None
        widest = max(possible, key=lambda at: (widths[at], -at))
        widths[widest] = narrower[widest]
    return widths


def _breaks_number(table: Table, at: int, width: int) -> bool:
    """Tell whether a numeric column of that width would break one of its entries; its title may be broken."""
    return table.columns[at].numeric and any(cell_len(visible(row[at].text)) > width for row in table.rows)


def _rows(table: Table, widths: list[int]) -> RenderableType:
    numeric = [column.numeric for column in table.columns]
    head = [[Text(visible(column.title), "bold underline") for column in table.columns]]
    if not any(column.title for column in table.columns):
        head = []
    return _grid([*head, *([_text(entry) for entry in row] for row in table.rows)], widths, numeric, GAP)


def _stacked(table: Table, limit: int | None) -> RenderableType:
    """Return each row as a list, under the entry of its first column."""
    titles = [visible(column.title) for column in table.columns[1:]]
    labels = max(map(cell_len, titles))
    texts = [visible(entry.text) for row in table.rows for entry in row[1:]]
    width = _narrowed(texts, limit - 3 * GAP - labels if limit else None)
    parts: list[RenderableType] = []
    for row in table.rows:
        lines = [[Text(title, "dim"), _text(entry)] for title, entry in zip(titles, row[1:], strict=True)]
        parts.append(_paragraph(row[0].text, limit, f"bold {STYLES[row[0].tone]}".strip(), indent=GAP))
        parts.append(_grid(lines, [labels, width], [False, False], 2 * GAP))
    return Group(*parts)


def _grid(
    rows: Iterable[Sequence[Text]], widths: Sequence[int], numeric: Sequence[bool], indent: int
) -> RenderableType:
    grid = Grid.grid(padding=(0, GAP, 0, 0))
    for width, flush_right in zip(widths, numeric, strict=True):
        grid.add_column(width=width, justify="right" if flush_right else "left")
    for row in rows:
        grid.add_row(*row)
    return Padding(grid, (0, 0, 0, indent))


def _text(entry: Entry) -> Text:
    return Text(visible(entry.text), STYLES[entry.tone])


def _texts(table: Table, at: int) -> list[str]:
    return [visible(table.columns[at].title), *(visible(row[at].text) for row in table.rows)]


def _lengths(table: Table, at: int) -> list[int]:
    return [cell_len(text) for text in _texts(table, at)]


def _total(widths: Sequence[int]) -> int:
    return GAP + sum(widths) + GAP * (len(widths) - 1)


def _narrowed(texts: Iterable[str], width: int | None) -> int:
    """Return the length of the longest line when the texts are broken at spaces to fit the width, if they can."""
    longest = 1
    for text in texts:
        line = 0
        for word in text.split(" ") if width is not None else [text]:
            length = cell_len(word)
            line = line + 1 + length if line and line + 1 + length <= (width or 0) else length
            longest = max(longest, line)
    return longest
