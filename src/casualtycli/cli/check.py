"""``casualty check``: all that is wrong with a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from casualtycli.cli import options
from casualtycli.cli.names import file_name

if TYPE_CHECKING:
    from casualtycli.registry.read import Reading


@click.command("check")
@click.argument("named", nargs=-1, metavar="[FILE]...", shell_complete=file_name)
@options.FILE
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Write problems so.")
@options.COLOR
@options.QUIET
def check_(named: tuple[str, ...], files: tuple[str, ...], format_: str, color: str, quiet: bool) -> int:
    """Show every problem of a registry: where it stands, what is wrong, what to write instead.

    Errors mean that the registry cannot be read as meant, and make the exit code 1; warnings and notes
    do not.

    \b
    Example:
      casualty check
      casualty check data/sources.yaml --format json
    """
    from casualtycli.cli.output import emit
    from casualtycli.problems import ExitCode
    from casualtycli.registry.checks import check

    reading = check(options.open_registry((*named, *files), quiet=quiet))
    if format_ == "json":
        from casualtycli.report.documents import problems_document
        from casualtycli.write.json_ import to_json

        emit(to_json(problems_document(reading.problems)))
    else:
        emit(_text(reading, color), utf8=False)
    return ExitCode.FOUND if reading.errors else ExitCode.FINE


def _text(reading: Reading, color: str) -> str:
    from casualtycli.cli.output import colored
    from casualtycli.cli.problems import problem_text, summary
    from casualtycli.wording import plural, visible

    shown = [problem_text(problem) for problem in reading.problems]
    files = ", ".join(reading.registry.files)
    registry = reading.registry
    size = f"{plural(len(registry.figures), 'figure')}, {plural(len(registry.sources), 'source')}"
    lines = [*shown, f"{visible(files)}: {size}, {summary(reading.problems)}"]
    text = "\n".join(lines) + "\n"
    return text if colored(color) else click.unstyle(text)
