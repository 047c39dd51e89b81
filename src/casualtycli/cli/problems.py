"""Problems as people read them: where, what, the line itself, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from casualtycli.problems import Problem
    from casualtycli.registry.checked import Checked

COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}
WIDEST = 100
"""Characters of a line that are shown; of a longer one, those around the place meant."""


def show_problems(problems: Iterable[Problem]) -> None:
    """Write problems to standard error, and how many there are."""
    from casualtycli.cli.output import say

    shown = list(problems)
    for problem in shown:
        say(problem_text(problem))
    say(f"{summary(shown)}: casualty check shows everything")


def problem_text(problem: Problem) -> str:
    """Return a problem with its line and a mark under the place meant."""
    from casualtycli.wording import visible

    level = click.style(problem.level, fg=COLORS[problem.level], bold=True)
    head = f"{click.style(visible(str(problem.location)), bold=True)}: {level}: {visible(problem.message)}"
    lines = [f"{head}  {click.style(f'[{problem.rule}]', dim=True)}"]
    margin = " " * (len(str(problem.location.line)) + 2)
    lines += [f"{margin} {line}" if not number else f"  {number} {line}" for number, line in _excerpt(problem)]
    if problem.hint:
        lines.append(f"{margin} = {visible(problem.hint)}")
    return "\n".join(lines)


def _excerpt(problem: Problem) -> Iterable[tuple[str, str]]:
    """Yield the line meant, with its number, and a mark under the place."""
    from casualtycli.wording import visible

    place, line = problem.location, problem.excerpt.replace("\t", " ")
    if not line.strip():
        return
    first, end = place.column - 1, (place.end_column or place.column + 1) - 1
    start = max(0, first - WIDEST // 2) if len(line) > WIDEST else 0
    stop = start + WIDEST
    before = ("..." if start else "") + visible(line[start:first])
    meant = visible(line[first : min(end, stop)])
    after = visible(line[min(end, stop) : stop]) + ("..." if stop < len(line) else "")
    yield str(place.line), f"| {before}{meant}{after}"
    yield "", f"| {' ' * _cells(before)}{click.style('^' * max(1, _cells(meant)), fg=COLORS[problem.level])}"


def marked(text: str, start: int, end: int) -> tuple[str, str]:
    """Return a line as it can be shown, and the marks under a part of it."""
    from casualtycli.wording import visible

    before, meant = visible(text[:start]), visible(text[start:end])
    return visible(text), " " * _cells(before) + "^" * max(1, _cells(meant))


def _cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(mark) else 2 if east_asian_width(mark) in "WF" else 1 for mark in text)


def summary(problems: Iterable[Problem]) -> str:
    """Return how many problems there are of each level: ``2 errors, 1 warning``."""
    from casualtycli.problems import Level
    from casualtycli.wording import plural

    levels = [problem.level for problem in problems]
    told = [plural(levels.count(level), level) for level in Level if level in levels]
    return ", ".join(told) or "no problems"


def outcome(checked: Checked) -> str:
    """Return in a line what was checked, and how many problems were shown, ignored and hidden."""
    from casualtycli.wording import plural, visible

    registry = checked.registry
    incidents = sum(len(file.incidents) for file in registry.incident_files)
    listed = plural(incidents, "incident") if incidents else ""
    size = (plural(len(registry.figures), "figure"), listed, plural(len(registry.sources), "source"), standing(checked))
    aside = {"ignored in the file": len(checked.ignored), "hidden by --select or --ignore": checked.hidden}
    told = ", ".join(f"{number:,} {how}" for how, number in aside.items() if number)
    text = f"{visible(', '.join(registry.files))}: {', '.join(filter(None, size))}, {summary(checked.problems)}"
    return f"{text} ({told})" if told else text


def standing(checked: Checked) -> str:
    """Return how many expectations a registry that was checked has, and how they stand; "" where it has none."""
    from casualtycli.wording import plural

    number, broken = len(checked.registry.expectations), {problem.rule for problem in checked.errors}
    if not number:
        return ""
    told = plural(number, "expectation")
    if broken:
        return told if broken == {"expectation"} else f"{told} not tested"
    return f"{told} {'holds' if number == 1 else 'hold'}"
