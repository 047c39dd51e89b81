"""``casualty revisions``: what a source has changed about the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from casualtycli.cli.result import Result
    from casualtycli.model import Registry
    from casualtycli.revisions import Revision
    from casualtycli.select import Selection


@click.command("revisions")
@click.argument("source", shell_complete=names_of("source"))
@options.SELECTION
@options.FILE
@options.format_option(*options.FORMATS)
@options.OUTPUT
@options.LOOK
@options.QUIET
def revisions_(source: str, files: tuple[str, ...], output: str | None, quiet: bool, **asked: Any) -> None:
    """Show what a source has changed about the past, by how much, and how many days later.

    A row for each figure that a newer one replaces (another number for the same days, or one that says
    supersedes), with the one that took its place first; for each that has more than a newer one of its days
    and others; and for each batch of old deaths, with the newest figure that did not have it.

    \b
    Example:
      casualty revisions cjtf-oir
      casualty revisions airwars --measure "civilians killed" --as-of 2018
      casualty revisions cjtf-oir --format csv -o revisions.csv
    """
    from casualtycli.cli.result import Look, write
    from casualtycli.revisions import revisions
    from casualtycli.select import Selection, source_named

    look = Look.taken_from(asked, output)
    registry = options.read(files, quiet=quiet, output=output).registry
    id_ = source_named(registry, source)
    selection = Selection(
        as_of=asked["as_of"],
        sources=(id_,),
        measures=asked["measures"],
        places=asked["places"],
        actors=asked["actors"],
        disputed=not asked["no_disputed"],
    )
    write(_result(registry, id_, selection, revisions(registry, selection)), look)


def _result(registry: Registry, source: str, selection: Selection, found: tuple[Revision, ...]) -> Result:
    from casualtycli.cli.result import Result

    def page(signs: Any) -> Any:
        from casualtycli.report.revisions import revisions_page

        return revisions_page(registry, source, selection, found, signs)

    def document() -> dict[str, object]:
        from casualtycli.report.revisions import revisions_document

        return revisions_document(registry, source, selection, found)

    def records() -> Any:
        from casualtycli.report.documents import flat
        from casualtycli.report.revisions import REVISION_COLUMNS, revision_document

        return REVISION_COLUMNS, (flat(revision_document(revision), REVISION_COLUMNS) for revision in found)

    return Result(page=page, document=document, records=records)
