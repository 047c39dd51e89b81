"""The command line: options, a call, a writer, an exit code. The only place that prints.

Nothing but click is imported when a module of this package is: ``casualty --help`` stays fast.
"""

from __future__ import annotations

import gc
import sys

import click

from casualtycli import __version__
from casualtycli.cli.check import check
from casualtycli.cli.compare import compare
from casualtycli.cli.figures import list_, show
from casualtycli.cli.output import end_quietly, fail

DEFECT, INTERRUPTED, UNUSABLE = 3, 130, 2


class _InOrder(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order written: the main job first."""
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"]})
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


for command in (compare, check, list_, show):
    main.add_command(command)


def run() -> None:
    """Run the command line, and leave the interpreter with its exit code."""
    gc.disable()  # a run is short and keeps nearly all it makes: collecting would take a third of the time
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever stops it is said on standard error."""
    try:
        code = main.main(arguments, prog_name="casualty", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        end_quietly()
        return INTERRUPTED
    except BrokenPipeError:
        end_quietly()
        return 0
    except Exception as error:  # a defect: say so in one line, and how to see more
        return _failed(error, debug="--debug" in arguments)


def _failed(error: Exception, *, debug: bool) -> int:
    from casualtycli.problems import BadRegistry, CommandError

    if isinstance(error, CommandError):
        fail(error.message, error.hint)
        return UNUSABLE
    if isinstance(error, BadRegistry):
        from casualtycli.cli.problems import show_problems

        show_problems(error.problems)
        return UNUSABLE
    if debug:
        import traceback

        traceback.print_exception(error)
    hint = "please report it with the registry that shows it" + ("" if debug else "; casualty --debug shows more")
    fail(f"this is a defect of casualty: {type(error).__name__}: {error}", hint)
    return DEFECT
