"""``casualty history``: the ratio and gap of two sources as they stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from casualtycli.cli.result import Result
    from casualtycli.comparison import Question
    from casualtycli.history import History
    from casualtycli.model import Registry


@click.command("history")
@click.argument("subject", shell_complete=names_of("source", "figure"))
@click.argument("baseline", shell_complete=names_of("source", "figure"))
@options.PERIOD
@options.ALIGNED
@options.SELECTION
@options.FILE
@options.format_option(*options.FORMATS)
@options.OUTPUT
@options.LOOK
@options.QUIET
def history_(
    subject: str, baseline: str, files: tuple[str, ...], output: str | None, quiet: bool, **asked: Any
) -> None:
    """Show the ratio and gap of two sources as they stood at each publication.

    A row for each day on which one of the two published something that changed them, up to --as-of, as
    casualty compare --as-of would have shown them on that day; where both cover several runs of days, on
    the longest. Each measure, place and actor has a table of its own. SUBJECT and BASELINE are sources, or
    the ids of figures, which are taken alone.

    \b
    Example:
      casualty history airwars cjtf-oir
      casualty history airwars cjtf-oir --measure "civilians killed" --place "Iraq and Syria"
      casualty history sohr cjtf-oir --as-of 2017-08 --format csv -o history.csv
    """
    from casualtycli.cli.result import Look, write
    from casualtycli.history import history

    options.refuse_cutting(asked["align"], asked["period"], None)
    look = Look.taken_from(asked, output)
    registry = options.read(files, quiet=quiet, output=output).registry
    question = _question(registry, subject, baseline, **asked)
    write(_result(registry, question, history(registry, question)), look)


def _question(registry: Registry, subject: str, baseline: str, **asked: Any) -> Question:
    from casualtycli.comparison import Align, Question
    from casualtycli.problems import CommandError
    from casualtycli.select import Selection, speaker_named

    ids = [speaker_named(registry, name) for name in (subject, baseline)]
    if ids[0] == ids[1]:
        raise CommandError(f"{ids[0]} is both subject and baseline", "name two; casualty revisions shows one by itself")
    source = ids[0] in registry.sources
    return Question(
        selection=Selection(
            as_of=asked["as_of"],
            sources=(ids[0],) if source else (),
            measures=asked["measures"],
            places=asked["places"],
            actors=asked["actors"],
            disputed=not asked["no_disputed"],
        ),
        alone=() if source else (ids[0],),
        baseline=ids[1],
        period=asked["period"],
        align=Align(asked["align"]),
    )


def _result(registry: Registry, question: Question, found: History) -> Result:
    from casualtycli.cli.result import Result

    def page(signs: Any) -> Any:
        from casualtycli.report.history import history_page

        return history_page(registry, question, found, signs)

    def document() -> dict[str, object]:
        from casualtycli.report.history import history_document

        return history_document(registry, question, found)

    def records() -> Any:
        from casualtycli.report.documents import flat
        from casualtycli.report.history import HISTORY_COLUMNS, standing_documents

        return HISTORY_COLUMNS, (flat(row, HISTORY_COLUMNS) for row in standing_documents(found.standings))

    return Result(page=page, document=document, records=records)
