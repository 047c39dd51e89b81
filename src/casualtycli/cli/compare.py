"""``casualty compare``: the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options

if TYPE_CHECKING:
    from casualtycli.cli.result import Result
    from casualtycli.comparison import Question
    from casualtycli.model import Registry
    from casualtycli.registry.read import Reading


@click.command("compare")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@options.BASELINE
@options.ALL_PAIRS
@click.option("--matrix", is_flag=True, help="Show each with each as two tables: ratio, and gap.")
@options.PERIOD
@options.BY
@options.ALIGNED
@click.option(
    "--without", multiple=True, type=click.Choice(options.ASSUMPTIONS), help="Drop what rests on this assumption."
)
@click.option(
    "--sort", type=click.Choice(options.SORTS), default="source", help="Order the rows; ratio and gap: largest first."
)
@options.SELECTION
@options.FILE
@options.format_option(*options.FORMATS)
@options.OUTPUT
@options.LOOK
@options.QUIET
def compare_(files: tuple[str, ...], output: str | None, quiet: bool, **asked: Any) -> None:
    """Compare sources over the days that both cover: ratio (source / baseline) and gap (source - baseline).

    Each SOURCE named (all, if none is) is compared with the baseline. A number that no source reports for
    just these days is marked, and so is what it assumes; what cannot be compared is listed with the reason.

    \b
    Example:
      casualty compare
      casualty compare sohr --baseline airwars
      casualty compare --all-pairs --period 2016 --by quarter
      casualty compare --format csv -o ratios.csv
    """
    from casualtycli.cli.result import Look, write

    look = Look.taken_from(asked, output)
    _refuse_together(**asked)
    reading = options.read(files, quiet=quiet, output=output)
    write(_result(reading, _question(reading.registry, **asked), asked["sort"], matrix=asked["matrix"]), look)


def _refuse_together(*, align: str, period: object, by: object, matrix: bool, baseline: object, **_: object) -> None:
    options.refuse_cutting(align, period, by)
    if matrix and baseline:
        raise click.UsageError("--matrix compares each with each, so it has no --baseline.")


def _question(registry: Registry, **asked: Any) -> Question:
    from casualtycli.align import Assumption
    from casualtycli.comparison import Align, Pairs, Question
    from casualtycli.select import Selection, source_named

    pairs = Pairs.BOTH_WAYS if asked["matrix"] else Pairs.ALL if asked["all_pairs"] else Pairs.BASELINE
    return Question(
        selection=Selection(
            as_of=asked["as_of"],
            sources=tuple(source_named(registry, name) for name in asked["sources"]),
            measures=asked["measures"],
            places=asked["places"],
            actors=asked["actors"],
            disputed=not asked["no_disputed"],
        ),
        baseline=source_named(registry, asked["baseline"]) if asked["baseline"] else None,
        pairs=pairs,
        period=asked["period"],
        by=asked["by"],
        align=Align(asked["align"]),
        without=frozenset(Assumption(name) for name in asked["without"]),
    )


def _result(reading: Reading, question: Question, sort: str, *, matrix: bool) -> Result:
    from casualtycli.cli.result import Result
    from casualtycli.compare import compare, sorted_by

    registry = reading.registry
    found = sorted_by(compare(registry, question), sort)

    def page(signs: Any) -> Any:
        from casualtycli.report.comparisons import comparison_page, matrix_page

        return (matrix_page if matrix else comparison_page)(registry, question, found, signs)

    def document() -> dict[str, object]:
        from casualtycli.report.documents import comparisons_document

        return comparisons_document(registry, question, found)

    def records() -> Any:
        from casualtycli.report.documents import COMPARISON_COLUMNS, comparison_document, flat

        return COMPARISON_COLUMNS, (flat(comparison_document(row), COMPARISON_COLUMNS) for row in found.rows)

    return Result(page=page, document=document, records=records)
