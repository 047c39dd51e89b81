"""``casualty rename``: another name for something, wherever it is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from casualtycli.registry.find import File
    from casualtycli.registry.read import Reading
    from casualtycli.registry.rename import Renamed
    from casualtycli.registry.store import Held

KINDS = ("source", "measure", "place", "actor", "figure")


def _names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the names of the kind on the line."""
    kind = context.params.get("kind")
    return names_of(kind)(context, parameter, incomplete) if kind else []


@click.command("rename")
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("old", metavar="OLD", shell_complete=_names)
@click.argument("new", metavar="NEW")
@click.option("--dry-run", is_flag=True, help="Print what would change as a unified diff; write nothing.")
@options.WRITTEN
def rename_(kind: str, old: str, new: str, files: tuple[str, ...], dry_run: bool) -> None:
    """Give a source, a measure, a place, an actor or a figure (by its id) another name.

    KIND says which: source, measure, place, actor or figure. Every mention is changed where it stands, in
    all files of the registry, all else byte for byte as it was. Two names never become one.

    \b
    Example:
      casualty rename source sohr syrian-observatory
      casualty rename place "Iraq and Syria" "Syria and Iraq" --dry-run
    """
    from casualtycli.cli.output import emit
    from casualtycli.registry.splices import unified
    from casualtycli.registry.store import held, write

    found = options.find_writable(files)
    if dry_run:
        changes = _changes(found, kind, old, new)
        emit("".join(unified(file.name, text, renamed.splices) for file, text, renamed in changes))
        return
    with held([file.name for file in found]) as all_held:
        changes = _changes(tuple(map(_as_held, found, all_held)), kind, old, new)
        by_name = {file.name: file for file in all_held}
        write([(by_name[file.name], _encoded(file, text, renamed)) for file, text, renamed in changes])
    told = ", ".join(f"{renamed.mentions:,} in {file.name}" for file, _, renamed in changes)
    emit(f"renamed the {kind} {old} to {new}: {told}\n", utf8=False)


def _as_held(file: File, now: Held) -> File:
    return file._replace(data=now.data)


def _changes(found: tuple[File, ...], kind: str, old: str, new: str) -> list[tuple[File, str, Renamed]]:
    """Return each file that mentions the name, its text, and the changes."""
    from casualtycli.registry.rename import check_renaming, renaming

    documents = _sound(found).documents
    check_renaming(documents, kind, old, new)
    renamed = [(file, doc.text, renaming(doc, kind, old, new)) for file, doc in zip(found, documents, strict=True)]
    changes = [change for change in renamed if change[2].splices]
    changed = {file.name: _encoded(file, text, splices) for file, text, splices in changes}
    left = _sound(tuple(file._replace(data=changed.get(file.name, file.data)) for file in found))
    _tell_of_rows(left, kind, old)
    return changes


def _tell_of_rows(reading: Reading, kind: str, old: str) -> None:
    """Say which files of incidents still have the name: they are not changed, so their rows are now of another name."""
    from casualtycli.cli.output import say
    from casualtycli.problems import quoted
    from casualtycli.wording import plural, visible

    for file in reading.registry.incident_files:
        rows = sum(getattr(incident.scope, kind, None) == old for incident in file.incidents)
        if rows:
            say(visible(f"{plural(rows, 'row')} of {file.file} still {'has' if rows == 1 else 'have'} {quoted(old)}"))


def _sound(files: tuple[File, ...]) -> Reading:
    """Return the reading of the files.

    Raises:
        BadRegistry: there are errors.
    """
    from casualtycli.problems import BadRegistry
    from casualtycli.registry.errors import with_errors
    from casualtycli.registry.read import read_registry

    reading = with_errors(read_registry(files))
    if reading.errors:
        raise BadRegistry(reading.errors)
    return reading


def _encoded(file: File, text: str, renamed: Renamed) -> bytes:
    from casualtycli.registry.add import encoded
    from casualtycli.registry.splices import spliced

    return encoded(file, spliced(text, renamed.splices))
