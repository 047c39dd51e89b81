"""``casualty check``: all that is wrong with a registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import file_name, rule_name

if TYPE_CHECKING:
    from casualtycli.registry.checked import Checked

ENDINGS = {".txt": "text", ".sarif": "sarif", ".sarif.json": "sarif", ".json": "json", ".xml": "junit"}


def _text(found: Checked, color: str) -> str:
    from casualtycli.cli.output import colored
    from casualtycli.cli.problems import outcome, problem_text

    text = "".join(f"{line}\n" for line in (*map(problem_text, found.problems), outcome(found)))
    return text if colored(color) else click.unstyle(text)


def _json(found: Checked, _: str) -> str:
    from casualtycli.report.problem_document import problems_document
    from casualtycli.write.json_ import to_json

    return to_json(problems_document(found))


def _github(found: Checked, _: str) -> str:
    from casualtycli.write.github import to_github

    return to_github(found, log=_text(found, "never"))


def _sarif(found: Checked, _: str) -> str:
    from casualtycli.write.sarif import to_sarif

    return to_sarif(found)


def _junit(found: Checked, _: str) -> str:
    from casualtycli.write.junit import to_junit

    return to_junit(found)


FORMATS: dict[str, Callable[[Checked, str], str]] = {
    "text": _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
    "junit": _junit,
}
"""Each makes a text of what was found, in colour only where it is told so."""


@click.command("check")
@click.argument("named", nargs=-1, metavar="[FILE]...", shell_complete=file_name)
@options.FILE
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    help="Tell of these rules only, and of errors; a,b names two.",
    shell_complete=rule_name,
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULE",
    help="Leave these rules out; warning, note: all of that level.",
    shell_complete=rule_name,
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    help="Which problems make the exit code 1; error if not given.",
)
@click.option(
    "--today", type=options.Day(), metavar="DATE", help="Take this day for today: an ignore may have run out."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="Write problems so; text if not given, github in a workflow there, or as the ending of -o says.",
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write to this file; its ending (.txt .json .sarif .xml) names the format."
)
@options.COLOR
@options.QUIET
def check_(named: tuple[str, ...], files: tuple[str, ...], output: str | None, quiet: bool, **asked: Any) -> int:
    """Show every problem of a registry: where it stands, what is wrong, what to write instead.

    Errors mean that the registry cannot be read as meant. They are always shown, and make the exit
    code 1; warnings and notes do not, unless --fail-on warning. A figure may ignore a warning or a
    note, with a reason. A ratio, a gap or a proof that is not what the registry expects of it (expect:) is an
    error. casualty rules shows what is looked for.

    \b
    Example:
      casualty check
      casualty check data/sources.yaml --format json
      casualty check --ignore missing-url,note --fail-on warning
      casualty check -o problems.sarif
    """
    from datetime import date

    from casualtycli.cli.output import emit, say
    from casualtycli.cli.problems import outcome
    from casualtycli.problems import ExitCode
    from casualtycli.registry.checked import checked, rules_asked_for
    from casualtycli.registry.checks import check

    format_ = asked["format_"] or _format_for(output)
    rules = rules_asked_for(asked["select"], asked["ignore"])
    reading = options.open_registry((*named, *files), quiet=quiet, output=output, own=True)
    reading = check(reading, today=asked["today"] or date.today())
    if reading.registry.expectations:
        from casualtycli.expectations import check_expectations

        reading = check_expectations(reading)
    found = checked(reading, rules, asked["fail_on"])
    color = asked["color"] if output is None else "never"
    emit(FORMATS[format_](found, color), to=output, utf8=format_ != "text")
    if output is not None and not quiet:
        say(outcome(found))
    return ExitCode.FOUND if found.failed else ExitCode.FINE


def _format_for(output: str | None) -> str:
    import os

    from casualtycli.cli.result import format_of

    if output is None and os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return format_of(output, ENDINGS)
