"""``casualty add``: one figure more in the file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from casualtycli.registry.add import Addition
    from casualtycli.registry.find import File


@click.command("add")
@click.option(
    "--source",
    metavar="SOURCE",
    help="Who says so: the id of a source that is declared.",
    shell_complete=names_of("source"),
)
@click.option("--count", metavar="COUNT", help='The number, with the words of the source: "at least 650".')
@click.option("--period", metavar="PERIOD", help="The days that the source states: 2023-02/2023-06.")
@click.option("--measure", metavar="NAME", help="What is counted.", shell_complete=names_of("measure"))
@click.option("--place", metavar="NAME", help="Where.", shell_complete=names_of("place"))
@click.option("--actor", metavar="NAME", help="Whom the source holds responsible.", shell_complete=names_of("actor"))
@click.option("--published", metavar="DATE", help="The day, month or year of publication.")
@click.option("--url", metavar="URL", help="Where the number can be read.")
@click.option("--via", metavar="TEXT", help="Where it was read, if not at the source itself.")
@click.option("--note", metavar="TEXT", help="Anything else, for readers.")
@click.option("--id", "id_", metavar="ID", help="Its name; otherwise made of the source and the period.")
@click.option("--variant", metavar="TEXT", help="What sets it apart from others of the source for the same scope.")
@click.option("--projection", is_flag=True, help="It reaches past its publication.")
@click.option("--adds", is_flag=True, help="It counts people whom no other figure of a list of the source counts.")
@click.option(
    "--supersedes", metavar="ID", help="The figure that this one replaces.", shell_complete=names_of("figure")
)
@click.option(
    "--relays", metavar="ID", help="The figure that this one only repeats.", shell_complete=names_of("figure")
)
@click.option("--restart", metavar="DATE", help="When the source began to count at zero again.")
@click.option("--batch-count", metavar="NUMBER", help="How many old deaths were added to the count at once.")
@click.option("--batch-for", metavar="PERIOD", help="The days that those are for.")
@click.option(
    "--disputed-by",
    metavar="ID",
    help="The figure that shows that it is not what it is printed as.",
    shell_complete=names_of("figure"),
)
@click.option("--disputed-why", metavar="TEXT", help="How that figure shows it.")
@click.option("--accessed", metavar="DATE", help="When it was read.")
@click.option("--archive", metavar="URL", help="The address of a kept copy.")
@click.option("--dry-run", is_flag=True, help="Print what would change as a unified diff; write nothing.")
@options.WRITTEN
@options.QUIET
def add_(files: tuple[str, ...], dry_run: bool, quiet: bool, **asked: str | bool | None) -> int:
    """Write one figure into the registry, as its neighbours are written, all else byte for byte as it was.

    What is missing is asked for on a terminal. The registry is checked as it would be: with an error nothing
    is written, warnings are shown. The answer null takes a default away. With several files the figure goes
    into the last.

    \b
    Example:
      casualty add
      casualty add --source airwars --count "at least 5,117" --period 2014-08/2017-07 --place "Iraq and Syria"
    """
    from casualtycli.cli.output import emit
    from casualtycli.problems import ExitCode
    from casualtycli.registry.add import addition
    from casualtycli.registry.splices import unified
    from casualtycli.registry.store import held, write

    answers = _given(asked)
    found = options.find_writable(files)
    complete = _completed(found, answers)
    if complete is None:
        return ExitCode.FINE
    if dry_run:
        new = _checked(addition(found, complete), quiet=quiet)
        emit(unified(new.name, new.text, [new.splice]))
        return ExitCode.FINE
    *others, last = found
    with held([last.name]) as (file,):
        if complete != answers:
            _refuse_changed(last, file.data, complete)
        new = _checked(addition((*others, last._replace(data=file.data)), complete), quiet=quiet or complete != answers)
        write([(file, new.data)])
    emit(f"added {new.id} at {new.name}:{new.line}\n", utf8=False)
    return ExitCode.FINE


def _given(asked: dict[str, str | bool | None]) -> dict[str, str]:
    """Return the answers that the options give, by key."""
    from casualtycli.problems import CommandError

    answers: dict[str, str] = {}
    for name, value in asked.items():
        key = name.rstrip("_").replace("_", "-")
        text = "yes" if value is True else value.strip() if isinstance(value, str) else ""
        try:
            text.encode()
        except UnicodeEncodeError:
            raise CommandError(f"--{key} is not UTF-8", "write it in the encoding of the terminal") from None
        if text:
            answers[key] = text
    return answers


def _completed(found: tuple[File, ...], answers: dict[str, str]) -> dict[str, str] | None:
    """Return the answers with those asked for on a terminal; None where the user thinks better of it.

    Raises:
        CommandError: something is missing, and there is nobody to ask.
    """
    from casualtycli.problems import CommandError
    from casualtycli.registry.add import missing
    from casualtycli.registry.figures import REQUIRED
    from casualtycli.registry.read import read_registry

    if all(key in answers for key in REQUIRED[1:]):
        return answers
    reading = read_registry(found)
    lacking = missing(reading, answers)
    if not lacking:
        return answers
    if sys.stdin is None or not sys.stdin.isatty() or not sys.stdout.isatty():
        needed = ", ".join(f"--{key}" for key in lacking)
        raise CommandError(f"the figure needs {needed}", "write them, or run casualty add on a terminal to be asked")
    from casualtycli.cli.ask import ask, confirm

    complete = ask(reading, found[-1].name, answers)
    return complete if confirm(found, complete) else None


def _checked(new: Addition, *, quiet: bool) -> Addition:
    """Return the figure, its problems shown.

    Raises:
        CommandError: one of them is an error.
    """
    from casualtycli.cli.output import say
    from casualtycli.cli.problems import problem_text, summary
    from casualtycli.problems import CommandError

    for problem in new.errors if quiet else new.problems:
        say(problem_text(problem))
    if new.errors:
        raise CommandError(f"{new.id} is not added: {summary(new.errors)}", "nothing was written")
    return new


def _refuse_changed(read: File, data: bytes, complete: dict[str, str]) -> None:
    from casualtycli.cli.ask import as_command
    from casualtycli.problems import CommandError
    from casualtycli.registry.store import CHANGED_MEANWHILE

    if data != read.data:
        raise CommandError(f"{read.name}: {CHANGED_MEANWHILE}", f"run {as_command(read.name, complete)}")
