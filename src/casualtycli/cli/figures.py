"""``casualty list`` and ``casualty show``: the figures themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from datetime import date


@click.command("list")
@options.names_option("source", "Only what this one says.", "SOURCE")
@options.SELECTION
@options.FILE
@options.format_option(*options.FORMATS)
@options.OUTPUT
@options.LOOK
@options.QUIET
def list_(files: tuple[str, ...], output: str | None, quiet: bool, **asked: Any) -> None:
    """List figures: as reported, as stated, and the days that are counted.

    \b
    Example:
      casualty list --source sohr
      casualty list --as-of 2017-06 --format csv
    """
    from casualtycli.cli.result import Look, Result, write
    from casualtycli.report.documents import flat
    from casualtycli.report.figure_documents import FIGURE_COLUMNS, figure_documents, figures_document
    from casualtycli.report.figures import figures_page
    from casualtycli.select import Selection, listed, source_named
    from casualtycli.vintages import known

    look = Look.taken_from(asked, output)
    registry = options.read(files, quiet=quiet, output=output).registry
    sources = tuple(source_named(registry, name) for name in asked.pop("sources"))
    selection = Selection(sources=sources, disputed=not asked.pop("no_disputed"), **asked)
    figures = listed(registry, selection)

    def records() -> Any:
        return FIGURE_COLUMNS, (
            flat(document, FIGURE_COLUMNS)
            for document in figure_documents(known(registry.figures, selection.as_of), figures)
        )

    result = Result(
        page=lambda signs: figures_page(registry, figures, selection, signs),
        document=lambda: figures_document(registry, figures, selection),
        records=records,
    )
    write(result, look)


@click.command("show")
@click.argument("id_", metavar="ID", shell_complete=names_of("figure"))
@options.AS_OF
@options.FILE
@options.format_option("table", "json", "markdown")
@options.OUTPUT
@options.LOOK
@options.QUIET
def show_(id_: str, as_of: date | None, files: tuple[str, ...], output: str | None, quiet: bool, **asked: Any) -> None:
    """Show one figure, or a row of a file of incidents, with everything known of it and where it is written.

    \b
    Example:
      casualty show sohr-2017-06-23
      casualty show sohr-2017-06-23 --as-of 2017-07
    """
    from casualtycli.cli.result import Look, Result, write
    from casualtycli.report.documents import flat
    from casualtycli.report.figure_documents import FIGURE_COLUMNS, figure_documents
    from casualtycli.report.figures import figure_page
    from casualtycli.report.incidents import incidents_called, incidents_document, incidents_page
    from casualtycli.select import check_known, check_name
    from casualtycli.vintages import known

    look = Look.taken_from(asked, output)
    registry = options.read(files, quiet=quiet, output=output).registry
    incidents = incidents_called(registry, id_) if id_ not in registry.by_id else []
    if incidents:
        write(
            Result(
                page=lambda signs: incidents_page(registry, incidents, signs),
                document=lambda: incidents_document(incidents),
            ),
            look,
        )
        return
    check_name("figure", id_, registry.by_id)
    figure = registry.by_id[id_]
    check_known(figure, as_of)

    def document() -> dict[str, object]:
        return figure_documents(known(registry.figures, as_of), [figure])[0]

    result = Result(
        page=lambda signs: figure_page(registry, figure, signs, as_of),
        document=lambda: {"schema": "casualty.show/1", **document()},
        records=lambda: (FIGURE_COLUMNS, [flat(document(), FIGURE_COLUMNS)]),
    )
    write(result, look)
