"""The command line: options, a call, a writer, an exit code. The only place that prints.

Nothing but click is imported when a module of this package is: ``casualty --help`` stays fast.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import click

from casualtycli import __version__
from casualtycli.cli.completion import answer, asked_by_a_shell

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMPARE, KEEP, SET_UP = "Compare figures", "Keep a registry", "Set up"

COMMANDS = {
    "compare": (COMPARE, "compare", "Who is how far from whom, over which days."),
    "history": (COMPARE, "history", "How a ratio and gap stood on each day of publication."),
    "revisions": (COMPARE, "revisions", "What a source has changed about the past, and when."),
    "timeline": (COMPARE, "timeline", "Who covers which days, and where the holes are."),
    "bounds": (COMPARE, "bounds", "What all reports together prove, with proofs and clashes."),
    "explain": (COMPARE, "explain", "Every step from the file to the printed number."),
    "list": (COMPARE, "figures", "The figures of the registry."),
    "show": (COMPARE, "figures", "One figure with everything known of it."),
    "check": (KEEP, "check", "All that is wrong with the registry, and what to write instead."),
    "add": (KEEP, "add", "Write one figure into the registry."),
    "rename": (KEEP, "rename", "Another name for a source, measure, place, actor or figure."),
    "diff": (KEEP, "diff", "What changed between two registries, and in their ratios."),
    "rules": (KEEP, "rules", "What check looks for, and how to mend it."),
    "init": (SET_UP, "setup", "Write a registry to begin with."),
    "schema": (SET_UP, "setup", "Write the JSON Schema of registries, for editors."),
    "completion": (SET_UP, "completion", "Write what makes a shell complete commands and names."),
}
"""Each command with what it is for, the module that has it under its own name, and what it does; the main job first."""


class _Commands(click.Group):
    """The commands, each imported only when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order written."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{COMMANDS[cmd_name][1]}"), f"{cmd_name}_")
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Return the commands that begin so with what each does, none of them imported; behind a dash, options."""
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=COMMANDS[name][2]) for name in COMMANDS if name.startswith(incomplete)]
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, in groups, none of them imported."""
        widest = max(map(len, COMMANDS))
        for use in dict.fromkeys(use for use, _, _ in COMMANDS.values()):
            with formatter.section(use):
                formatter.write_dl(
                    [(name.ljust(widest), does) for name, (group, _, does) in COMMANDS.items() if group == use]
                )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="casualty", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of a defect.")
def main(debug: bool) -> None:
    """Align reported casualty figures over the days they share, and compare them.

    The figures stand in a registry, a YAML file edited by hand. It is looked for as casualty.yaml,
    *.casualty.yaml or data/sources.yaml, here and in the folders above; else the one that ships with
    the program is read.

    \b
    Example:
      casualty compare                  who is how far from whom, over which days
      casualty compare airwars --format json
      casualty check                    all that is wrong with the registry
      casualty init                     a registry to begin with
    """


def run() -> None:
    """Run the command line, and end the process with its exit code."""
    code = execute(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # closed, or nobody reads: said already, where it matters
            stream.flush()
    os._exit(code)  # at once: taking all of it apart again, object by object, would take a tenth of the time


def execute(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever stops it is said on standard error."""
    if asked_by_a_shell():
        return answer(main, arguments)
    try:
        code = main.main(arguments, prog_name="casualty", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except (Exception, KeyboardInterrupt) as error:
        return _stopped(error, debug="--debug" in arguments)


def _stopped(error: BaseException, *, debug: bool) -> int:
    """Say why a command stopped, and return its exit code; what nobody foresaw is a defect."""
    from casualtycli.cli.output import end_quietly, fail
    from casualtycli.problems import BadRegistry, CommandError, ExitCode

    match error:
        case click.ClickException():
            error.show()
            return ExitCode.UNUSABLE
        case CommandError():
            fail(error.message, error.hint)
            return ExitCode.UNUSABLE
        case BadRegistry():
            from casualtycli.cli.problems import show_problems

            show_problems(error.problems)
            return ExitCode.UNUSABLE
        case click.Abort() | KeyboardInterrupt():
            end_quietly()
            return ExitCode.INTERRUPTED
        case BrokenPipeError():
            end_quietly()
            return ExitCode.FINE
        case OSError(filename=None, strerror=str(reason)):  # no file, so a stream: the help does not fit on a full disk
            end_quietly()
            fail(f"cannot write standard output: {reason.lower()}")
            return ExitCode.UNUSABLE
    return _defect(error, debug=debug)


def _defect(error: BaseException, *, debug: bool) -> int:
    from casualtycli.cli.output import fail
    from casualtycli.problems import ExitCode

    hint = "please report it with the registry that shows it"
    if debug:
        import traceback

        traceback.print_exception(error)
    else:
        hint += "; casualty --debug COMMAND shows more"
    fail(f"this is a defect of casualty: {type(error).__name__}: {error}", hint)
    return ExitCode.DEFECT
