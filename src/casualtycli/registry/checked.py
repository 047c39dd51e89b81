"""What ``casualty check`` tells of a registry: the problems of the rules asked for, and whether they fail it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casualtycli.model import Registry
from casualtycli.problems import CommandError, Level, Problem
from casualtycli.registry.read import Reading
from casualtycli.registry.rules import LEVELS, check_rule

FAILING = {
    "error": frozenset({Level.ERROR}),
    "warning": frozenset({Level.ERROR, Level.WARNING}),
    "never": frozenset[Level](),
}
"""The levels at which a problem fails the check."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Checked:
    """What every format is made from."""

    registry: Registry
    problems: tuple[Problem, ...]
    """Those that count, in the order of the files."""
    ignored: tuple[Problem, ...]
    """Those that figures ignore."""
    hidden: int
    """How many more there are of rules that were not asked for: warnings and notes, never errors."""
    rules: frozenset[str]
    """Those asked for."""
    failing: frozenset[Level]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which the registry cannot be read as meant, or is not what it says."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)

    @property
    def failed(self) -> bool:
        """Whether a problem is of a level that fails the check."""
        return any(problem.level in self.failing for problem in self.problems)


def checked(reading: Reading, rules: frozenset[str], fail_on: str) -> Checked:
    """Return what a reading has to tell under the rules asked for."""
    problems = tuple(problem for problem in reading.problems if problem.rule in rules)
    return Checked(
        registry=reading.registry,
        problems=problems,
        ignored=tuple(problem for problem in reading.ignored if problem.rule in rules),
        hidden=len(reading.problems) - len(problems),
        rules=rules,
        failing=FAILING[fail_on],
    )


def rules_asked_for(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """Return the rules selected (none named: all), without those ignored; errors are always among them.

    Each text is a rule, a level, or several of these with commas between.

    Raises:
        CommandError: there is no such rule, or an error is to be ignored.
    """
    selected, left_out = _named(select) or set(LEVELS), _named(ignore)
    errors = {rule for rule, level in LEVELS.items() if level is Level.ERROR}
    if refused := sorted(left_out & errors):
        message = f"{refused[0]} is an error, and errors are always told"
        raise CommandError(message, "mend it; --fail-on never makes the exit code 0 all the same")
    return frozenset((selected - left_out) | errors)


def _named(texts: Iterable[str]) -> set[str]:
    rules: set[str] = set()
    for name in (part.strip() for text in texts for part in text.split(",")):
        if name:
            check_rule(name, (*LEVELS, *Level))
            rules |= {rule for rule, level in LEVELS.items() if name in (rule, level)}
    return rules
