"""What is said of the rows that a gate does not let pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from casualtycli import wording
from casualtycli.comparison import Comparison
from casualtycli.gates import CLASH, Gate, failures
from casualtycli.proofs import clash_told
from casualtycli.proved import Proved
from casualtycli.report.comparisons import telling_apart
from casualtycli.report.figures import ANYBODY
from casualtycli.report.notes import label, rests_on
from casualtycli.wording import ASCII


def gate_lines(rows: Sequence[Comparison], gates: Iterable[Gate]) -> Iterator[str]:
    """Yield a line for each row that meets a gate: who, what, when, on what it rests, and the number that met it."""
    kinds = telling_apart(rows)
    for row, words in failures(rows, gates):
        yield f"fails: {', '.join(_named(row, kinds))}: {words}"


def _named(row: Comparison, kinds: Iterable[str]) -> Iterator[str]:
    yield f"{label(row.subject.voice, ASCII)} {ASCII.over} {label(row.baseline.voice, ASCII)}"
    yield row.subject.scope.measure
    yield from (getattr(row.subject.scope, kind) or ANYBODY for kind in kinds)
    days = [wording.span(each, ASCII) for each in (row.window, row.baseline_window) if each]
    yield from (" / ".join(days), rests_on(row, ASCII)) if days else ("as printed",)


def proved_gate_lines(rows: Iterable[Proved], gates: Iterable[Gate]) -> Iterator[str]:
    """Yield a line for each range that meets a gate: of what, when, and the number that met it.

    Where all that it meets is a clash, the line is of the clash, which many ranges may share.
    """
    told: dict[str, None] = {}
    for row, words in failures(rows, gates):
        scope = row.scope
        named = (scope.measure, scope.place, scope.actor or ANYBODY, wording.span(row.days, ASCII))
        clashes = [f"fails: {CLASH}: {clash_told(clash, ASCII)}" for clash in row.clashes] if words == CLASH else []
        told |= dict.fromkeys(clashes or [f"fails: {', '.join(named)}: {words}"])
    yield from told
