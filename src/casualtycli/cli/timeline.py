"""``casualty timeline``: who covers which days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from casualtycli.periods import Span


@click.command("timeline")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=names_of("source"))
@options.PERIOD
@options.SELECTION
@options.FILE
@options.format_option(*options.FORMATS)
@options.OUTPUT
@options.LOOK
@options.QUIET
def timeline_(
    sources: tuple[str, ...],
    files: tuple[str, ...],
    output: str | None,
    quiet: bool,
    period: Span | None,
    **asked: Any,
) -> None:
    """Show who covers which days: a bar for each source and place, and the holes in it.

    A day is covered if a figure that is in force counts it, or if a list of incidents is complete on it; days
    of one measure and actor stand under each other. Without SOURCE all sources are shown.

    \b
    Example:
      casualty timeline
      casualty timeline airwars --measure "civilians killed" --period 2016
      casualty timeline --as-of 2017-08 --format csv -o days.csv
    """
    from casualtycli.cli.result import Look, Result, write
    from casualtycli.report.documents import flat
    from casualtycli.report.timeline import TIMELINE_COLUMNS, run_documents, timeline_document, timeline_page
    from casualtycli.select import Selection, source_named
    from casualtycli.timeline import covered

    look = Look.taken_from(asked, output)
    registry = options.read(files, quiet=quiet, output=output).registry
    named = tuple(source_named(registry, name) for name in sources)
    selection = Selection(sources=named, disputed=not asked.pop("no_disputed"), **asked)
    found = covered(registry, selection, period)

    def records() -> Any:
        return TIMELINE_COLUMNS, (flat(run, TIMELINE_COLUMNS) for run in run_documents(found))

    result = Result(
        page=lambda signs: timeline_page(registry, found, selection, period, signs),
        document=lambda: timeline_document(registry, found, selection),
        records=records,
    )
    write(result, look)
