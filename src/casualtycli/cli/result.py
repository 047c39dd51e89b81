"""One result in the format asked for: to a table, a document or records, and out."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from casualtycli.cli.output import ENDINGS, colored, emit, encoding_of, signs_for, width_for

if TYPE_CHECKING:
    from casualtycli.table import Page
    from casualtycli.wording import Signs


class Result(NamedTuple):
    """What a command found, in each shape that a writer may want; only the one wanted is made."""

    page: "Callable[[Signs], Page]"
    document: Callable[[], dict[str, object]]
    records: Callable[[], tuple[Sequence[str], Iterable[Sequence[object]]]] | None = None
    """None: it is not made of records, so there is no CSV of it."""


class Look(NamedTuple):
    """How and where a result is written."""

    format: str
    output: str | None = None
    width: int | None = None
    ascii_only: bool = False
    color: str = "auto"

    @classmethod
    def taken_from(cls, asked: dict[str, Any], output: str | None) -> "Look":
        """Return the look that the options ask for, and take them out of those asked.

        Raises:
            CommandError: neither an option nor the ending of the file names a format.
        """
        format_ = asked.pop("format_") or format_of(output, ENDINGS)
        look = {name: asked.pop(name) for name in ("width", "ascii_only", "color")}
        return cls(format=format_, output=output, **look)


def format_of(output: str | None, endings: Mapping[str, str]) -> str:
    """Return the format that the ending of a file names; without a file, that of text.

    Raises:
        CommandError: it names none.
    """
    from casualtycli.problems import CommandError

    for ending, format_ in endings.items():
        if (output or ".txt").casefold().endswith(ending):
            return format_
    raise CommandError(f"the ending of {output} names no format", f"write --format, or one of {', '.join(endings)}")


def write(result: Result, look: Look) -> None:
    """Write the result."""
    emit(WRITERS[look.format](result, look), to=look.output, utf8=look.format != "table")


def _table(result: Result, look: Look) -> str:
    from casualtycli.table import spelled
    from casualtycli.write.terminal import to_terminal

    to_file = look.output is not None
    page = result.page(signs_for(ascii_only=look.ascii_only, to_file=to_file))
    encoding = "ascii" if look.ascii_only else "utf-8" if to_file else encoding_of(sys.stdout)
    if encoding != "utf-8":  # what the stream cannot take is longer as an escape, so widths are measured of that
        page = spelled(page, lambda text: text.encode(encoding, "backslashreplace").decode(encoding))
    width = width_for(look.width, to_file=to_file)
    return to_terminal(page, width=width, color=colored(look.color, to_file=to_file))


def _markdown(result: Result, look: Look) -> str:
    from casualtycli.write.markdown import to_markdown

    text = to_markdown(result.page(signs_for(ascii_only=look.ascii_only, to_file=True)))
    return text.encode("ascii", "backslashreplace").decode() if look.ascii_only else text


def _json(result: Result, look: Look) -> str:
    from casualtycli.write.json_ import to_json

    return to_json(result.document())


def _csv(result: Result, look: Look) -> str:
    from casualtycli.problems import CommandError
    from casualtycli.write.csv_ import to_csv

    if result.records is None:
        raise CommandError(
            "this has no form in CSV", "write --format json, or to a file that ends in .json, .md or .txt"
        )
    return to_csv(*result.records())


WRITERS: dict[str, Callable[[Result, Look], str]] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
    "markdown": _markdown,
}
