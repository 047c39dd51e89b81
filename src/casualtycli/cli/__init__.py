"""The command line: options, a call, a writer, an exit code. The only place that prints.

Nothing but click is imported when a module of this package is: ``casualty --help`` stays fast.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from casualtycli import __version__

COMMANDS = {
    "compare": ("compare", "Who is how far from whom, over which days."),
    "check": ("check", "All that is wrong with the registry, and what to write instead."),
    "list": ("figures", "The figures of the registry."),
    "show": ("figures", "One figure with everything known of it."),
    "add": ("add", "Write one figure into the registry."),
    "rename": ("rename", "Another name for a source, measure, place, actor or figure."),
}
"""Each command with the module that has it under its own name and what it does, the main job first."""


class _Commands(click.Group):
    """The commands, each imported only when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order written."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{COMMANDS[cmd_name][0]}"), f"{cmd_name}_")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, none of them imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, does) for name, (_, does) in COMMANDS.items()])


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
    """


def run() -> None:
    """Run the command line, and leave the interpreter with its exit code."""
    gc.disable()  # a run is short and keeps nearly all it makes: collecting would take a third of the time
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever stops it is said on standard error."""
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
