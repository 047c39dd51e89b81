"""Pages as text for a terminal: the only place that knows rich.

A number is never cut and never broken into lines: a table too wide for the terminal first leaves out
what may be left out, then breaks texts at spaces, then becomes a list of rows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from casualtycli.table import Block, Entry, Facts, Lines, Page, Table, Tone, Verbatim
from casualtycli.wording import visible

NARROWEST = 40
GAP = 2
"""Blanks between two columns, and at the beginning of a line."""

_TOGETHER = re.compile(r" (?=(?:→|->) )|(?<=[≈≥≤~=.]) (?=\d)")
"""Spaces at which no line is broken."""

MOST_LINES = 3
"""Lines that an entry may take before the rows become lists."""

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
    layout = _Layout(None if width is None else max(width, NARROWEST))
    parts = list(layout.parts(page))
    console = Console(
        file=io.StringIO(),
        width=layout.widest,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        legacy_windows=False,
    )
    with console.capture() as capture:
        for at, part in enumerate(parts):
            if at:
                console.print()
            console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().split("\n"))


class _Layout:
    """Lays a page out: every column gets a width of its own, so that rich never cuts."""

    def __init__(self, limit: int | None) -> None:
        self.limit = limit
        self.widest = 1
        """The longest line laid out so far."""

    def parts(self, page: Page) -> Iterator[RenderableType]:
        """Yield what stands on the page, to be set apart by blank lines."""
        head = [(page.title, "bold"), (page.subtitle, "dim")]
        if any(text for text, _ in head):
            yield Group(*(self.paragraph(text, style) for text, style in head if text))
        for block in page.blocks:
            yield Group(*([self.paragraph(block.title, "bold")] if block.title else []), *self.block(block))

    def block(self, block: Block) -> Iterator[RenderableType]:
        """Yield what stands in a block, under its title."""
        match block:
            case Table():
                yield from self.table(block)
            case Lines():
                yield from self.pairs([(Text("-"), Text(visible(line))) for line in block.lines], indent=GAP)
                yield from self.notes(block.notes)
            case Facts():
                rows = [(Text(visible(name), "dim"), Text(visible(text))) for name, text in block.facts]
                yield from self.pairs(rows, indent=GAP)
            case Verbatim():
                lines = [visible(line) for line in block.lines]
                yield self.grid([[Text(line)] for line in lines], [max(map(cell_len, lines))], indent=GAP)

    def room(self, taken: int) -> int | None:
        """Return how much of a line is left, or None where there is no limit."""
        return None if self.limit is None else self.limit - taken

    def paragraph(self, text: str, style: str, *, indent: int = 0) -> RenderableType:
        """Return a text broken at spaces."""
        shown = visible(text)
        return self.grid([[Text(shown, style)]], [_narrowed([shown], self.room(indent))], indent=indent)

    def notes(self, notes: Sequence[tuple[str, str]]) -> Iterator[RenderableType]:
        """Yield each mark with what it means."""
        yield from self.pairs([(Text(visible(mark)), Text(visible(text), "dim")) for mark, text in notes], indent=GAP)

    def pairs(self, rows: Sequence[tuple[Text, Text]], *, indent: int) -> Iterator[RenderableType]:
        """Yield a name and a text a row, texts broken at spaces; a long word makes only its own row wide."""
        names = _narrowed([name.plain for name, _ in rows], self.names_room([text.plain for _, text in rows], indent))
        for name, text in rows:
            width = _narrowed([text.plain], self.room(indent + names + GAP))
            yield self.grid([[name, text]], [names, width], indent=indent)

    def names_room(self, texts: Sequence[str], indent: int) -> int | None:
        """Return how wide names may be beside texts: half of a line, less where a word as short needs more."""
        if self.limit is None:
            return None
        half = self.limit // 2
        words = (cell_len(word) for text in texts for word in _broken(text, 1))
        return min(half, self.limit - indent - GAP - max((word for word in words if word <= half), default=0))

    def table(self, table: Table) -> Iterator[RenderableType]:
        """Yield the table, as wide as it is or as narrow as it has to be, and its notes."""
        widths = _natural(table)
        if self.limit is None or _total(widths) <= self.limit:
            yield self.rows(table, widths)
            yield from self.notes(table.notes)
            return
        for candidate in table.narrower():
            fitted = _fitted(candidate, _natural(candidate), self.limit)
            if fitted is not None:
                yield self.rows(candidate, fitted)
                yield from self.notes(candidate.notes)
                return
        yield self.stacked(table)
        yield from self.notes(table.notes)

    def rows(self, table: Table, widths: Sequence[int]) -> RenderableType:
        """Return a heading and a line or more a row."""
        titles = [Text(visible(column.title), "bold underline") for column in table.columns]
        body = ([_text(entry) for entry in row] for row in table.rows)
        return self.grid([titles, *body], widths, [column.numeric for column in table.columns], indent=GAP)

    def stacked(self, table: Table) -> RenderableType:
        """Return each row as a list, under the entry of its first column."""
        titles = [Text(visible(column.title), "dim") for column in table.columns[1:]]
        parts: list[RenderableType] = []
        for row in table.rows:
            parts.append(self.paragraph(row[0].text, f"bold {STYLES[row[0].tone]}".strip(), indent=GAP))
            named = [(title, _text(entry)) for title, entry in zip(titles, row[1:], strict=True) if entry.text]
            parts.extend(self.pairs(named, indent=2 * GAP))
        return Group(*parts)

    def grid(
        self,
        rows: Iterable[Sequence[Text]],
        widths: Sequence[int],
        numeric: Sequence[bool] = (),
        *,
        indent: int,
    ) -> RenderableType:
        """Return texts in columns of just those widths."""
        grid = Grid.grid(padding=(0, GAP, 0, 0))
        for width, flush_right in zip_longest(widths, numeric, fillvalue=False):
            grid.add_column(width=width, justify="right" if flush_right else "left", no_wrap=True)
        for row in rows:
            texts = ("\n".join(_broken(text.plain, width)) for text, width in zip(row, widths, strict=True))
            grid.add_row(*(Text(broken, text.style) for broken, text in zip(texts, row, strict=True)))
        self.widest = max(self.widest, indent + sum(widths) + GAP * len(widths))
        return Padding(grid, (0, 0, 0, indent))


def _natural(table: Table) -> list[int]:
    """Return how wide the columns are if nothing is broken into lines."""
    return [max(map(cell_len, _texts(table, at))) for at in range(len(table.columns))]


def _fitted(table: Table, widths: list[int], limit: int) -> list[int] | None:
    """Return widths at which the table fits, its texts broken at spaces, or None where it cannot."""
    widths = list(widths)
    texts = [_texts(table, at) for at in range(len(widths))]
    while _total(widths) > limit:
        narrower = [_narrowed(texts[at], widths[at] - 1) for at in range(len(widths))]
        possible = [
            at
            for at in range(len(widths))
            if narrower[at] < widths[at]
            and not _breaks(table, at, narrower[at])
            and all(len(_broken(text, narrower[at])) <= MOST_LINES for text in texts[at])
        ]
        if not possible:
            return None
        widest = max(possible, key=lambda at: (widths[at], -at))
        widths[widest] = narrower[widest]
    return widths


def _breaks(table: Table, at: int, width: int) -> bool:
    """Tell whether a numeric column of that width would break one of its entries; its title may be broken."""
    return table.columns[at].numeric and any(cell_len(visible(row[at].text)) > width for row in table.rows)


def _text(entry: Entry) -> Text:
    return Text(visible(entry.text), STYLES[entry.tone])


def _texts(table: Table, at: int) -> list[str]:
    return [visible(table.columns[at].title), *(visible(row[at].text) for row in table.rows)]


def _total(widths: Sequence[int]) -> int:
    return GAP + sum(widths) + GAP * (len(widths) - 1)


def _narrowed(texts: Iterable[str], width: int | None) -> int:
    """Return the length of the longest line when the texts are broken at spaces to fit the width, if they can."""
    lines = (line for text in texts for line in (_broken(text, width) if width is not None else [text]))
    return max((cell_len(line) for line in lines), default=1)


def _broken(text: str, width: int) -> list[str]:
    """Return the lines of a text broken at spaces, but for those before an arrow and between a sign and its number.

    Not left to rich, which counts characters where it should count columns of the terminal.
    """
    lines: list[list[str]] = []
    taken = 0
    for word in _TOGETHER.sub("\0", text).split(" "):
        word = word.replace("\0", " ")
        length = cell_len(word)
        if lines and taken + 1 + length <= width:
            lines[-1].append(word)
            taken += 1 + length
        else:
            lines.append([word])
            taken = length
    return [" ".join(words) for words in lines]
