"""Where text goes: standard output or a file, in colour or not, in characters that the stream can take."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

if TYPE_CHECKING:
    from casualtycli.wording import Signs

ENDINGS = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".markdown": "markdown"}


def encodes(text: str) -> bool:
    """Tell whether standard output can take every character."""
    try:
        text.encode(encoding_of(sys.stdout))
    except UnicodeEncodeError:
        return False
    return True


def encoding_of(stream: TextIO | None) -> str:
    """Return the encoding of a stream; that of one that has none, or that is closed, is UTF-8."""
    return getattr(stream, "encoding", None) or "utf-8"


def signs_for(*, ascii_only: bool, to_file: bool) -> Signs:
    """Return the signs that tables are written with: those the stream can take."""
    from casualtycli.wording import ASCII, UNICODE

    return ASCII if ascii_only or not (to_file or encodes(UNICODE.all)) else UNICODE


def colored(when: str = "auto", *, to_file: bool = False, stream: TextIO | None = None) -> bool:
    """Tell whether what goes to the stream (standard output, if none is named) is in colour."""
    if when != "auto":
        return when == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    shown_on = stream or sys.stdout
    return shown_on is not None and shown_on.isatty() and os.environ.get("TERM") != "dumb"


def width_for(width: int | None, *, to_file: bool) -> int | None:
    """Return how wide tables may be: as asked, as COLUMNS or the terminal says; None where there is no limit."""
    if width is not None:
        return width
    if to_file:
        return None
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return os.get_terminal_size(sys.stdout.fileno()).columns or None


def emit(text: str, *, to: str | None = None, utf8: bool = True) -> None:
    """Write text to standard output or to a file, as UTF-8 or in the stream's own encoding.

    A reader that has gone away is no failure.

    Raises:
        CommandError: the file cannot be written.
    """
    if to is not None:
        _write_file(to, _utf8(text))
        return
    if sys.stdout is None:
        _cannot_write("standard output", "it is closed")
    data = _utf8(text) if utf8 else text.encode(encoding_of(sys.stdout), "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        end_quietly()
    except OSError as error:
        end_quietly()
        _cannot_write("standard output", (error.strerror or str(error)).lower())


def _utf8(text: str) -> bytes:
    """Return the text as UTF-8; a byte of a file's name that is none is written as JSON escapes it."""
    return text.encode("utf-8", "backslashreplace")


def _cannot_write(name: str, reason: str) -> NoReturn:
    from casualtycli.problems import CommandError

    raise CommandError(f"cannot write {name}: {reason}")


def _write_file(name: str, data: bytes) -> None:
    from pathlib import Path

    try:
        Path(name).write_bytes(data)
    except (OSError, ValueError) as error:
        _cannot_write(name, (getattr(error, "strerror", None) or str(error)).lower())


def end_quietly() -> None:
    """Let the interpreter end without a word when it flushes a pipe that nobody reads."""
    try:
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return


def fail(message: str, hint: str | None = None) -> None:
    """Say on standard error what is wrong, and what to do about it."""
    from casualtycli.wording import visible

    say(f"error: {visible(message)}" + (f"\n  = {visible(hint)}" if hint else ""))


def say(text: str) -> None:
    """Write text to standard error, in colour only where that shows, in characters that the stream can take."""
    encoding = encoding_of(sys.stderr)
    shown = text if colored(stream=sys.stderr) else click.unstyle(text)
    click.echo(shown.encode(encoding, "backslashreplace").decode(encoding), err=True, color=True)
