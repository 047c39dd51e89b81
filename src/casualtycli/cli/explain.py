"""``casualty explain``: every step from the file to the printed number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from casualtycli.cli.result import Result
    from casualtycli.comparison import Question
    from casualtycli.model import Registry


@click.command("explain")
@click.argument("subject", metavar="SUBJECT|ID", shell_complete=names_of("source", "figure"))
@click.argument("baseline", metavar="[BASELINE]", required=False, shell_complete=names_of("source", "figure"))
@options.PERIOD
@options.AGAINST
@options.BY
@options.ALIGNED
@options.SELECTION
@options.FILE
@options.format_option("table", "json", "markdown")
@options.OUTPUT
@options.LOOK
@options.QUIET
def explain_(files: tuple[str, ...], output: str | None, quiet: bool, **asked: Any) -> None:
    """Explain how each number that compare prints of two sources came about, or what comes of one figure.

    For SUBJECT and BASELINE, two sources or the ids of figures, which are taken alone: each figure with its
    wording and where it is written, each cut of its period, the days counted, the shares of days and the
    proofs as sums, and what is assumed. For ID alone, one figure: what its words claim, on which days, and
    the rows of compare that rest on it.

    \b
    Example:
      casualty explain sohr cjtf-oir
      casualty explain airwars cjtf-oir --period 2016 --by quarter
      casualty explain sohr --period 2017-05-24/2017-06-23 --against 2017-04-24/2017-05-23
      casualty explain sohr-2017-06-23
    """
    from casualtycli.cli.result import Look, write

    look = Look.taken_from(asked, output)
    options.refuse_cutting(asked["align"], asked["period"], asked["by"])
    options.refuse_against(asked["against"], asked["period"])
    if asked["against"] and asked["by"]:
        raise click.UsageError("--against sets one period against one other: without --by.")
    registry = options.read(files, quiet=quiet, output=output).registry
    write(_result(registry, **asked), look)


def _result(registry: Registry, subject: str, baseline: str | None, **asked: Any) -> Result:
    from casualtycli.select import check_known, check_name, speaker_named

    if baseline is not None or asked["against"]:
        one, other = (name and speaker_named(registry, name) for name in (subject, baseline))
        return _of_two(registry, _question(one, other, of_source=one in registry.sources, **asked))
    if subject not in registry.by_id and subject in registry.sources:
        raise click.UsageError(f"{subject} is a source: name the one that it is compared with, too.")
    check_name("figure", subject, registry.by_id)
    check_known(registry.by_id[subject], asked["as_of"])
    return _of_figure(registry, subject, _question(None, None, **asked))


def _question(subject: str | None, baseline: str | None, *, of_source: bool = True, **asked: Any) -> Question:
    from casualtycli.comparison import Align, Pairs, Question
    from casualtycli.select import Selection

    return Question(
        selection=Selection(
            as_of=asked["as_of"],
            sources=(subject,) if subject and of_source else (),
            measures=asked["measures"],
            places=asked["places"],
            actors=asked["actors"],
            disputed=not asked["no_disputed"],
        ),
        alone=(subject,) if subject and not of_source else (),
        baseline=baseline,
        pairs=Pairs.BASELINE if baseline else Pairs.ALL,
        period=asked["period"],
        against=asked["against"],
        by=asked["by"],
        align=Align(asked["align"]),
    )


def _of_two(registry: Registry, question: Question) -> Result:
    from casualtycli.cli.result import Result
    from casualtycli.explain import explain
    from casualtycli.report.explanations import explanation_page, explanations_document

    explained, apart = explain(registry, question)
    return Result(
        page=lambda signs: explanation_page(registry, question, explained, apart, signs),
        document=lambda: explanations_document(registry, question, explained, apart),
    )


def _of_figure(registry: Registry, id_: str, question: Question) -> Result:
    from casualtycli.cli.result import Result
    from casualtycli.compare import compare
    from casualtycli.explain import rows_of
    from casualtycli.report.explained_figure import explained_figure_document, explained_figure_page

    figure = registry.by_id[id_]
    rows = rows_of(figure, compare(registry, question).rows)
    return Result(
        page=lambda signs: explained_figure_page(registry, figure, rows, signs, question.selection.as_of),
        document=lambda: explained_figure_document(registry, figure, rows),
    )
