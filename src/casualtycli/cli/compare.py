"""``casualty compare``: the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from casualtycli.cli.result import Result
    from casualtycli.comparison import Comparisons, Question
    from casualtycli.gates import Gate
    from casualtycli.model import Registry


@click.command("compare")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=names_of("source", "figure"))
@options.BASELINE
@options.ALL_PAIRS
@click.option("--matrix", is_flag=True, help="Show each with each as two tables: ratio, and gap.")
@options.PERIOD
@options.AGAINST
@options.BY
@options.ALIGNED
@click.option(
    "--without", multiple=True, type=click.Choice(options.ASSUMPTIONS), help="Drop what rests on this assumption."
)
@click.option("--ranges", is_flag=True, help="Show the ranges of every row, however wide they are.")
@click.option(
    "--sort", type=click.Choice(options.SORTS), default="source", help="Order the rows; ratio and gap: largest first."
)
@click.option(
    "--fail-if",
    "gates",
    multiple=True,
    type=options.Expression(),
    metavar="EXPR",
    help="End with exit code 1 if a row that is not disputed is so, and say which: 'ratio > 5', 'gap >= 1000', "
    "'ratio.low > 2 and gap < 0 or clash'.",
)
@options.SELECTION
@options.FILE
@options.format_option(*options.FORMATS)
@options.OUTPUT
@options.LOOK
@options.QUIET
def compare_(files: tuple[str, ...], output: str | None, quiet: bool, gates: tuple[Gate, ...], **asked: Any) -> int:
    """Compare sources over the days that both cover: ratio (source / baseline) and gap (source - baseline).

    Each SOURCE named (all, if none is) is compared with the baseline. The id of a figure stands for that
    figure alone, as printed for its own days; where a source is called the same, the source is meant. A number
    that no source reports for just these days is marked, and so is what it assumes; what cannot be compared is
    listed with the reason.

    EXPR names ratio or gap, or the ends of their ranges, ratio.low, ratio.high, gap.low and gap.high; compares it,
    by > >= < <= or =, with a number; clash means that both sides cannot be right. A number that a row has not
    meets nothing. --fail-if may stand several times.

    \b
    Example:
      casualty compare
      casualty compare sohr --baseline airwars
      casualty compare --all-pairs --period 2016 --by quarter
      casualty compare sohr --period 2017-05-24/2017-06-23 --against 2017-04-24/2017-05-23
      casualty compare --format csv -o ratios.csv
      casualty compare --no-disputed --fail-if "ratio > 5" --fail-if clash
    """
    from casualtycli.cli.result import Look, write
    from casualtycli.compare import compare, sorted_by
    from casualtycli.problems import ExitCode

    look = Look.taken_from(asked, output)
    _refuse_together(**asked)
    registry = options.read(files, quiet=quiet, output=output, own=bool(gates)).registry  # the files are let go
    question = _question(registry, **asked)
    found = sorted_by(compare(registry, question), asked["sort"])
    write(_result(registry, question, found, matrix=asked["matrix"]), look)
    return _judged(found, gates) if gates else ExitCode.FINE


def _judged(found: Comparisons, gates: tuple[Gate, ...]) -> int:
    """Say which rows meet a gate, and return the exit code."""
    from casualtycli.cli.output import say
    from casualtycli.problems import ExitCode
    from casualtycli.report.gates import gate_lines
    from casualtycli.wording import visible

    lines = list(gate_lines(found.rows, gates))
    for line in lines:
        say(visible(line))
    return ExitCode.FOUND if lines else ExitCode.FINE


def _refuse_together(
    *, align: str, period: object, by: object, matrix: bool, baseline: object, against: object, **others: object
) -> None:
    options.refuse_cutting(align, period, by)
    options.refuse_against(against, period)
    if against and (by or matrix or others["all_pairs"]):
        raise click.UsageError("--against sets one period against one other: without --by, --all-pairs and --matrix.")
    if others["all_pairs"] and baseline:
        raise click.UsageError("--all-pairs compares each with each, so it has no --baseline.")
    if matrix and baseline:
        raise click.UsageError("--matrix compares each with each, so it has no --baseline.")


def _question(registry: Registry, **asked: Any) -> Question:
    from casualtycli.aligned import Assumption
    from casualtycli.comparison import Align, Pairs, Question
    from casualtycli.select import Selection, speaker_named

    named = [speaker_named(registry, name) for name in asked["sources"]]
    pairs = Pairs.BOTH_WAYS if asked["matrix"] else Pairs.ALL if asked["all_pairs"] else Pairs.BASELINE
    return Question(
        selection=Selection(
            as_of=asked["as_of"],
            sources=tuple(id_ for id_ in named if id_ in registry.sources),
            measures=asked["measures"],
            places=asked["places"],
            actors=asked["actors"],
            disputed=not asked["no_disputed"],
        ),
        alone=tuple(id_ for id_ in named if id_ not in registry.sources),
        baseline=speaker_named(registry, asked["baseline"]) if asked["baseline"] else None,
        pairs=pairs,
        period=asked["period"],
        against=asked["against"],
        by=asked["by"],
        align=Align(asked["align"]),
        without=frozenset(Assumption(name) for name in asked["without"]),
        ranges=asked["ranges"],
    )


def _result(registry: Registry, question: Question, found: Comparisons, *, matrix: bool) -> Result:
    from casualtycli.cli.result import Result

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
