"""What a shell completes: names from the registry that the line means so far, and files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from casualtycli.registry.find import File

Completion = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]


def file_name(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return that the name of a file is wanted, which the shell completes by itself."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def rule_name(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the rules of ``casualty check``, each with what it finds."""
    from click.shell_completion import CompletionItem

    from casualtycli.registry.rules import RULES

    return [CompletionItem(rule.name, help=rule.what) for rule in RULES if rule.name.startswith(incomplete)]


def names_of(*kinds: str) -> Completion:
    """Return what completes names of the kinds: source, figure, measure, place, actor; those not yet given.

    Names of a second kind, of which there may be hundreds, only where none of the first begins so.

    The registry is the one that ``-f`` names on the line so far, or that the command would find.
    """

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem

        from casualtycli.registry.names import names

        given = context.params.get(parameter.name or "")
        taken = given if isinstance(given, tuple) else ()
        files = _registry(context.params.get("files") or ())
        for kind in kinds:
            found = [
                CompletionItem(name, help=what)
                for name, what in names(files, kind).items()
                if name.startswith(incomplete) and name not in taken and name.isprintable()
            ]
            if found:
                return found
        return []

    return complete


def _registry(named: tuple[str, ...]) -> tuple[File, ...]:
    """Return the files of the registry; none where it would be read from standard input."""
    import os
    from pathlib import Path

    from casualtycli.registry.find import STANDARD_INPUT, VARIABLE, find_files

    files = tuple(str(Path(os.path.expandvars(name)).expanduser()) for name in named)
    meant = files or (os.environ.get(VARIABLE, ""),)
    return () if STANDARD_INPUT in meant else find_files(files, os.environ, Path.cwd)
