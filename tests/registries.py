"""Registries written in the tests themselves, and what the program makes of them."""

from __future__ import annotations

from datetime import date
from textwrap import dedent
from typing import Any

from casualtycli.compare import compare
from casualtycli.comparison import Comparison, Comparisons, Question
from casualtycli.model import Registry
from casualtycli.periods import Span, read_period
from casualtycli.problems import Problem
from casualtycli.registry.errors import with_errors
from casualtycli.registry.find import File
from casualtycli.registry.read import Reading, read_registry
from casualtycli.select import Selection

TWO = """
    sources:
      a: {name: Alpha, short: A}
      b: {name: Beta, short: B}
"""
"""What a registry declares that a test says nothing else of: sources that state what they say."""


def reading_of(figures: str, declared: str = TWO) -> Reading:
    """Return the reading of figures, one a line, counted in Land unless they say otherwise."""
    text = dedent(declared) + "defaults: {measure: killed, place: Land, published: 2022}\nfigures:\n"
    lines = (f"  - {{{line.strip()}}}\n" for line in figures.splitlines() if line.strip())
    return with_errors(read_registry([File("test.yaml", f"registry: 1\n{text}{''.join(lines)}".encode())]))


def errors_of(figures: str, declared: str = TWO) -> tuple[Problem, ...]:
    return reading_of(figures, declared).errors


def registry_of(figures: str, declared: str = TWO) -> Registry:
    """Return the registry of figures; those of one publication may clash, which the engine has to bear all the same."""
    reading = reading_of(figures, declared)
    assert {problem.rule for problem in reading.errors} <= {"clash-in-publication", "parts-sum"}
    return reading.registry


def days(text: str) -> Span:
    """Return the most days of a period as a registry writes it."""
    span = read_period(text).outer(date.max)
    assert span is not None
    return span


def compared(figures: str, declared: str = TWO, *, selection: Selection | None = None, **question: Any) -> Comparisons:
    asked = Question(selection=selection or Selection(), **question)
    return compare(registry_of(figures, declared), asked)


def rows_of(figures: str, declared: str = TWO, **asked: Any) -> tuple[Comparison, ...]:
    return compared(figures, declared, **asked).rows


def row_of(figures: str, declared: str = TWO, **asked: Any) -> Comparison:
    """Return the only row."""
    (row,) = rows_of(figures, declared, **asked)
    return row


def reasons_of(figures: str, declared: str = TWO, **asked: Any) -> list[str]:
    """Return why what cannot be compared cannot."""
    return [entry.reason for entry in compared(figures, declared, **asked).not_comparable]
