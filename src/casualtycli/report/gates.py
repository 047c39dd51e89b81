"""What is said of the rows that a gate does not let pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from casualtycli import wording
from casualtycli.comparison import Comparison
from casualtycli.gates import Gate, failures
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
    yield from (wording.span(row.window, ASCII), rests_on(row)) if row.window else ("as printed",)
