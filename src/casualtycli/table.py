"""Tables, and the page they stand on: what every writer for people is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import TypeVar


class Tone(StrEnum):
    """What an entry is, so that a writer may colour it; the text alone says all of it."""

    PLAIN = ""
    ASSUMED = "assumed"
    """Rests on an assumption."""
    DISPUTED = "disputed"
    STRONG = "strong"
    """What the reader came for."""
    CLASH = "clash"
    ASIDE = "aside"
    """Less important than the rest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a table."""

    text: str
    tone: Tone = Tone.PLAIN
    typed: bool = False
    """Whether it is a name as it is typed, which Markdown sets as code."""
    link: str | None = None
    """The address that it leads to, where a format has links."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    numeric: bool = False
    """Set flush right, never cut and never broken into lines."""
    spare: int = 0
    """Whether it may be left out where the table does not fit, and in which turn: 1 goes first, 0 never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns, with a title and the notes that explain its marks.

    Raises:
        ValueError: a row has not as many entries as there are columns.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...]
    notes: tuple[tuple[str, str], ...] = ()
    """Each a mark and what it means."""
    missed: tuple[tuple[str, str], ...] = ()
    """Notes that stand there only where columns are left out."""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.title}: a row does not fit its columns")

    def narrower(self) -> Iterator[Table]:
        """Yield the table with ever fewer of the columns that may be left out; as it is, where none may."""
        turns = sorted({column.spare for column in self.columns if column.spare}) or [0]
        yield from (self._without(turn) for turn in turns)

    def _without(self, turn: int) -> Table:
        kept = [at for at, column in enumerate(self.columns) if not column.spare or column.spare > turn]
        shown = {row[at].text for row in self.rows for at in kept}
        gone = {entry.text for row in self.rows for entry in row} - shown
        notes = [note for note in self.notes if _has(note[0], shown) or not _has(note[0], gone)]
        return Table(
            title=self.title,
            columns=tuple(self.columns[at] for at in kept),
            rows=tuple(tuple(row[at] for at in kept) for row in self.rows),
            notes=(*notes, *self.missed),
        )


def _has(mark: str, texts: Iterable[str]) -> bool:
    return any(mark in text for text in texts)


@dataclass(frozen=True, slots=True)
class Lines:
    """A title, and lines of text or notes under it."""

    title: str
    lines: tuple[str, ...]
    notes: tuple[tuple[str, str], ...] = ()
    """Each a mark and what it means."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A title, and what is known under it: each fact a name and a text."""

    title: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A title, and lines of a file under it, to be copied as they are."""

    title: str
    lines: tuple[str, ...]


Block = Table | Lines | Facts | Verbatim


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a command shows: a heading, and blocks under it."""

    title: str | None = None
    subtitle: str | None = None
    blocks: tuple[Block, ...]


Shown = TypeVar("Shown")


def spelled(shown: Shown, spell: Callable[[str], str]) -> Shown:
    """Return a page, or what stands on one, with each of its texts spelled otherwise."""
    if isinstance(shown, str) and not isinstance(shown, Tone):
        return spell(shown)  # type: ignore[return-value]  # a text for a text
    if isinstance(shown, tuple):
        return tuple(spelled(each, spell) for each in shown)  # type: ignore[return-value]  # likewise
    if not is_dataclass(shown) or isinstance(shown, type):
        return shown
    return replace(shown, **{field.name: spelled(getattr(shown, field.name), spell) for field in fields(shown)})
