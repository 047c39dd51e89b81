"""What can be wrong: problems in a registry, and the errors that stop a command."""

from enum import IntEnum, StrEnum
from typing import NamedTuple

LONGEST_QUOTE = 60


class ExitCode(IntEnum):
    """What the shell is told when a command ends."""

    FINE = 0
    FOUND = 1
    UNUSABLE = 2
    """Wrong usage, or a registry that cannot be read."""
    DEFECT = 3
    INTERRUPTED = 130


class Level(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The registry cannot be read as meant."""
    WARNING = "warning"
    NOTE = "note"


class Location(NamedTuple):
    """A place in a file: lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int
    end_column: int | None = None
    """The column after the last one meant; ``None`` where the place is a point."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One thing wrong in a registry, where it stands, and what to write instead."""

    location: Location
    rule: str
    message: str
    hint: str
    """What to write."""
    level: Level = Level.ERROR
    excerpt: str = ""
    """The line of the file, as written."""
    reason: str | None = None
    """Why its figure ignores it; ``None``: it does not."""


def quoted(text: str) -> str:
    """Return the text in quotation marks, a long one cut short."""
    return f'"{text}"' if len(text) <= LONGEST_QUOTE else f'"{text[:LONGEST_QUOTE]}…"'


class Refused(ValueError):
    """A text that a grammar does not take, with what to write instead."""

    def __init__(self, message: str, hint: str, rule: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.rule = rule
        """The rule broken, where it is not the one that the reader would name."""


class CommandError(Exception):
    """A command cannot go on: one line of what is wrong, one of what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadRegistry(Exception):
    """A registry with errors: every one of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems
