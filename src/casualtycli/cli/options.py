"""Options that commands share, and what they are read into."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

import click

from casualtycli.cli.names import file_name, names_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from casualtycli.gates import Gate
    from casualtycli.periods import Span
    from casualtycli.registry.find import File
    from casualtycli.registry.read import Reading

Command = TypeVar("Command", bound=Callable[..., Any])

ALIGN = ("pro-rata", "reported", "strict")
FORMATS = ("table", "json", "csv", "markdown")
UNITS = ("year", "quarter", "month", "week")
ASSUMPTIONS = ("alike", "even", "unrevised")
SORTS = ("source", "period", "ratio", "gap")


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day, month or year as the registry writes it, at its last day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the last day that the text names."""
        from casualtycli.periods import read_moment
        from casualtycli.problems import Refused

        try:
            return read_moment(value).span.last
        except Refused as refused:
            self.fail(f"{refused.message}: {refused.hint}", param, ctx)


class Days(click.ParamType):  # type: ignore[type-arg]
    """A period as the registry writes it, at its outer days; an open end is the last of all days."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Span:
        """Return the most days that the text can mean."""
        from datetime import date

        from casualtycli.periods import read_period
        from casualtycli.problems import Refused

        try:
            span = read_period(value).outer(date.max)
        except Refused as refused:
            self.fail(f"{refused.message}: {refused.hint}", param, ctx)
        assert span is not None, "no period begins on the last of all days"
        return span


class Persons(click.ParamType):  # type: ignore[type-arg]
    """A whole number, not negative: ``1953``, ``1,953``."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number that the text states."""
        from casualtycli.numbers import read_persons
        from casualtycli.problems import Refused

        try:
            return read_persons(value)
        except Refused as refused:
            self.fail(f"{refused.message}: {refused.hint}", param, ctx)


class Expression(click.ParamType):  # type: ignore[type-arg]
    """What no row may be: ``ratio > 5 and gap >= 1000 or clash``; of what is proved, ``low < 5000``."""

    name = "expression"

    def __init__(self, *, of_proved: bool = False) -> None:
        self.of_proved = of_proved

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Gate:
        """Return the gate that the text states."""
        from casualtycli.cli.problems import marked
        from casualtycli.gates import NAMES, PROVED_NAMES, BadGate, read_gate
        from casualtycli.wording import visible

        try:
            return read_gate(value, PROVED_NAMES if self.of_proved else NAMES)
        except BadGate as bad:
            line, marks = marked(value, bad.start, bad.end)
            self.fail(f"{visible(bad.message)}\n  | {line}\n  | {marks}\n  = {visible(bad.hint)}", param, ctx)


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return a decorator that adds the options in the order given."""
    return lambda command: reduce(lambda done, option: option(done), reversed(options), command)


def names_option(
    kind: str, does: str, metavar: str = "NAME", callback: Callable[..., Any] | None = None
) -> Callable[[Command], Command]:
    """Return the repeatable option ``--KIND`` that takes names of that kind, and completes them."""
    return click.option(
        f"--{kind}",
        f"{kind}s",
        multiple=True,
        metavar=metavar,
        help=does,
        shell_complete=names_of(kind),
        callback=callback,
    )


def _actors(_context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the actors named; ``null``, as the registry writes it, is whoever it was."""
    if "null" not in names:
        return names
    from casualtycli.wording import ANYBODY

    return tuple(ANYBODY if name == "null" else name for name in names)


FILE = click.option(
    "-f",
    "--file",
    "files",
    multiple=True,
    metavar="FILE",
    help="Read this registry; several make one; - is standard input.",
    shell_complete=file_name,
)
BASELINE = click.option(
    "--baseline",
    metavar="SOURCE",
    help="Compare with this one; otherwise with the first of the registry.",
    shell_complete=names_of("source", "figure"),
)
ALL_PAIRS = click.option("--all-pairs", is_flag=True, help="Compare each with each.")
PERIOD = click.option("--period", type=Days(), metavar="PERIOD", help="Only these days, as the registry writes them.")
AGAINST = click.option(
    "--against",
    type=Days(),
    metavar="PERIOD",
    help="Set the days of --period against these; without a baseline each source against itself.",
)
BY = click.option("--by", type=click.Choice(UNITS), help="Cut the days by the calendar.")
ALIGNED = click.option(
    "--align",
    type=click.Choice(ALIGN),
    default="pro-rata",
    show_default=True,
    help="How numbers are brought to the same days: by share of the days, not at all (as printed), or only where "
    "both are reported for just these days or follow from figures with no assumption.",
)
WRITTEN = click.option(
    "-f",
    "--file",
    "files",
    multiple=True,
    metavar="FILE",
    help="Change this registry; several make one.",
    shell_complete=file_name,
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but what is wrong.")
AS_OF = click.option("--as-of", type=Day(), metavar="DATE", help="Know only what was published by then.")
MEASURES = names_option("measure", "Only what is counted so.")
PLACES = names_option("place", "Only what is counted there.")
ACTORS = names_option("actor", "Only what is put down to them; null: to nobody in particular.", callback=_actors)
NO_DISPUTED = click.option("--no-disputed", is_flag=True, help="Leave disputed figures out.")
SELECTION = together(AS_OF, MEASURES, PLACES, ACTORS, NO_DISPUTED)

COLOR = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour; auto: on a terminal."
)
LOOK = together(
    click.option("--width", type=click.IntRange(min=40), metavar="N", help="Make tables at most N columns wide."),
    click.option("--ascii", "ascii_only", is_flag=True, help="Write ASCII characters only."),
    COLOR,
)
OUTPUT = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file; its ending (.json .csv .md .txt) names the format.",
    shell_complete=file_name,
)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """Return the option that chooses one of the formats."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        help=f"Write the result so; {formats[0]} unless -o says otherwise.",
    )


def refuse_cutting(align: str, period: object, by: object) -> None:
    """Refuse to cut figures that are taken as printed.

    Raises:
        UsageError: it is asked for.
    """
    if align == "reported" and (period or by):
        raise click.UsageError("--align reported takes figures as printed, so --period and --by have nothing to cut.")


def refuse_against(against: object, period: object) -> None:
    """Refuse to set days against others that are not named.

    Raises:
        UsageError: it is asked for.
    """
    if against and not period:
        raise click.UsageError("--against sets two periods side by side, so it needs --period too.")


def read(files: tuple[str, ...], *, quiet: bool = False, output: str | None = None, own: bool = False) -> Reading:
    """Return the registry that the options mean, refusing one with errors.

    Raises:
        CommandError: a file cannot be read, the output would overwrite it, or it has to be the user's own and is not.
        BadRegistry: the registry has errors.
    """
    from casualtycli.problems import BadRegistry
    from casualtycli.registry.errors import with_errors

    reading = with_errors(open_registry(files, quiet=quiet, output=output, own=own))
    if reading.errors:
        raise BadRegistry(reading.errors)
    return reading


def open_registry(
    files: tuple[str, ...], *, quiet: bool = False, output: str | None = None, own: bool = False
) -> Reading:
    """Return what reading the registry shows, sound or not.

    Raises:
        CommandError: a file cannot be read, the output would overwrite it, or it has to be the user's own and is not.
    """
    from casualtycli.registry.read import read_registry

    reading = read_registry(find(files, quiet=quiet, output=output, own=own))
    if output is not None:
        refuse_overwriting(output, (file.file for file in reading.registry.incident_files))
    return reading


def find(
    files: tuple[str, ...], *, quiet: bool = False, output: str | None = None, own: bool = False
) -> tuple[File, ...]:
    """Return the files of the registry that the options mean, read; ``own`` leaves out the one that ships.

    Raises:
        CommandError: a file cannot be read, the output would overwrite it, or it has to be the user's own and is not.
    """
    import os

    from casualtycli.cli.output import say
    from casualtycli.problems import CommandError
    from casualtycli.registry.find import NAMES, find_files

    found = find_files(files, os.environ, folder)
    refuse_overwriting(output, (file.name for file in found))
    if found[0].bundled and own:
        raise CommandError(f"no {NAMES} here or above", "casualty init writes one to begin with; -f names another")
    if found[0].bundled and not quiet:
        say(f"no {NAMES} here or above: reading the registry that ships with casualty")
    return found


def folder() -> Path:
    """Return the working folder.

    Raises:
        CommandError: it is gone.
    """
    from pathlib import Path

    from casualtycli.problems import CommandError

    try:
        return Path.cwd()
    except OSError:
        raise CommandError("the working folder is gone", "go to another one") from None


def refuse_overwriting(output: str | None, names: Iterable[str]) -> None:
    """Refuse to write the result to a file that a registry is read from, or its incidents.

    Raises:
        CommandError: it is one of them.
    """
    from casualtycli.problems import CommandError

    if output is not None and any(_same_file(output, name) for name in names):
        raise CommandError(f"{output} is the registry itself, or a part of it", "write the result to another file")


def find_writable(files: tuple[str, ...]) -> tuple[File, ...]:
    """Return the files that the options mean, read, for a command that changes them.

    Raises:
        CommandError: one cannot be read, or is none that can be changed.
    """
    from casualtycli.problems import CommandError
    from casualtycli.registry.find import STANDARD_INPUT

    if STANDARD_INPUT in files:
        raise CommandError("standard input cannot be changed", "name a file with -f")
    return find(files, quiet=True, own=True)


def _same_file(one: str, other: str) -> bool:
    from pathlib import Path

    try:
        return Path(one).samefile(other)
    except OSError:
        return False
