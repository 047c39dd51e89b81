"""``casualty bounds``: what all reports together prove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import names_of

if TYPE_CHECKING:
    from casualtycli.answers import Verdict
    from casualtycli.asked import Inquiry
    from casualtycli.cli.result import Result
    from casualtycli.gates import Gate
    from casualtycli.model import Registry
    from casualtycli.proved import Findings

FEW = 24
"""Figures that clash and are named before the rest are counted."""


@click.command("bounds")
@options.PERIOD
@options.BY
@click.option(
    "--trust",
    multiple=True,
    metavar="SOURCE",
    help="Take only this one's figures, at their word even if they are estimates; several: a,b.",
    shell_complete=names_of("source"),
)
@options.names_option("source", "Take only this one's figures.", "SOURCE")
@options.AS_OF
@options.MEASURES
@options.PLACES
@options.ACTORS
@click.option("--at-least", type=options.Persons(), metavar="N", help="Ask whether at least N is proved.")
@click.option("--at-most", type=options.Persons(), metavar="N", help="Ask whether at most N is proved.")
@click.option(
    "--fail-if",
    "gates",
    multiple=True,
    type=options.Expression(of_proved=True),
    metavar="EXPR",
    help="End with exit code 1 if a range is so, and say which: 'low < 5000', 'high > 100 or clash', 'width > 0'.",
)
@options.FILE
@options.format_option(*options.FORMATS)
@options.OUTPUT
@options.LOOK
@options.QUIET
def bounds_(files: tuple[str, ...], output: str | None, quiet: bool, gates: tuple[Gate, ...], **asked: Any) -> int:
    """Show what all reports together prove: at least and at most so many, with the figures that force it.

    Every figure says that at least so many were counted in its period, or at most; parts never exceed wholes.
    What follows from all of that, with no assumption, is told for each measure, place and actor over all days
    that its figures cover, or over --period. Disputed figures prove nothing. Figures that cannot all be true
    are told first, and are left out.

    With --at-least or --at-most the answer is proved, refuted or open; the exit code is 0 if it is proved,
    else 1. The question has to be about one measure, place and actor.

    EXPR names low, high or width (high - low), compares it, by > >= < <= or =, with a number; an open end meets
    nothing. clash means that figures which bear on the range cannot all be true. --fail-if may stand several times.

    \b
    Example:
      casualty bounds
      casualty bounds --place Syria --period 2016 --by quarter
      casualty bounds --trust sohr,airwars --as-of 2017-08
      casualty bounds --measure airstrikes --at-least 40000
      casualty bounds --format json --fail-if clash
    """
    from casualtycli.cli.result import Look, write
    from casualtycli.problems import ExitCode
    from casualtycli.proved import prove

    if asked["trust"] and asked["sources"]:
        raise click.UsageError("--trust takes only the sources that it names, so --source has nothing to choose.")
    look = Look.taken_from(asked, output)
    limits = {"at_least": asked.pop("at_least"), "at_most": asked.pop("at_most")}
    registry = options.read(files, quiet=quiet, output=output, own=bool(gates)).registry
    inquiry = _inquiry(registry, **asked)
    found = prove(registry, inquiry)
    verdicts = _verdicts(found, limits)
    write(_result(registry, inquiry, found, verdicts), look)
    failed = _judged(found, gates, look.format, quiet=quiet)
    return ExitCode.FOUND if failed or not all(verdict.proved for verdict in verdicts) else ExitCode.FINE


def _inquiry(registry: Registry, **asked: Any) -> Inquiry:
    from casualtycli.asked import Inquiry
    from casualtycli.select import Selection, source_named, sources_named

    return Inquiry(
        selection=Selection(
            as_of=asked["as_of"],
            sources=tuple(source_named(registry, name) for name in asked["sources"]),
            measures=asked["measures"],
            places=asked["places"],
            actors=asked["actors"],
        ),
        trusted=tuple(dict.fromkeys(id_ for names in asked["trust"] for id_ in sources_named(registry, names))),
        period=asked["period"],
        by=asked["by"],
    )


def _verdicts(found: Findings, limits: dict[str, int | None]) -> tuple[Verdict, ...]:
    """Return what becomes of each statement that is asked about."""
    from casualtycli.answers import answered, only

    stated = {name: limit for name, limit in limits.items() if limit is not None}
    rows = only(found.rows) if stated else ()
    return tuple(answered(rows, **{name: limit}) for name, limit in stated.items())


def _judged(found: Findings, gates: tuple[Gate, ...], format_: str, *, quiet: bool) -> bool:
    """Say which ranges meet a gate, and tell whether any does; say what clashes, where the format cannot."""
    from casualtycli.cli.output import say
    from casualtycli.proofs import clashing
    from casualtycli.report.gates import proved_gate_lines
    from casualtycli.wording import plural, visible

    lines = list(proved_gate_lines(found.rows, gates))
    for line in lines:
        say(visible(line))
    if found.clashes and format_ == "csv" and not quiet:
        names = [name for clash in found.clashes for name in clashing(clash)]
        told = ", ".join(names if len(names) <= FEW else [*names[:FEW], f"{len(names) - FEW:,} more"])
        say(visible(f"{plural(len(found.clashes), 'clash', 'clashes')}, whose figures are left out: {told}"))
    return bool(lines)


def _result(registry: Registry, inquiry: Inquiry, found: Findings, verdicts: tuple[Verdict, ...]) -> Result:
    from casualtycli.cli.result import Result

    def page(signs: Any) -> Any:
        from casualtycli.report.bounds import answer_page, bounds_page

        return answer_page(verdicts, signs) if verdicts else bounds_page(registry, inquiry, found, signs)

    def document() -> dict[str, object]:
        from casualtycli.report.bounds_document import bounds_document

        return bounds_document(registry, inquiry, found, verdicts)

    def records() -> Any:
        from casualtycli.report.bounds_document import BOUND_COLUMNS, bound_document
        from casualtycli.report.documents import flat

        return BOUND_COLUMNS, (flat(bound_document(row), BOUND_COLUMNS) for row in found.rows)

    return Result(page=page, document=document, records=records)
