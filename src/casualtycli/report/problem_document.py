"""What is wrong with a registry, for machines."""

from __future__ import annotations

from casualtycli.problems import Level, Problem
from casualtycli.registry.checked import Checked
from casualtycli.report.documents import Document


def problems_document(checked: Checked) -> Document:
    """Return every problem, those ignored, and how many there are of each level."""
    problems = checked.problems
    return {
        "schema": "casualty.check/1",
        "problems": [_problem(problem) for problem in problems],
        **{f"{level}s": sum(problem.level is level for problem in problems) for level in Level},
        "ignored": [{**_problem(problem), "reason": problem.reason} for problem in checked.ignored],
        "hidden": checked.hidden,
    }


def _problem(problem: Problem) -> Document:
    place = problem.location
    return {
        "rule": problem.rule,
        "level": str(problem.level),
        "message": problem.message,
        "hint": problem.hint,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_column": place.end_column,
    }
