"""Statements about what is proved: proved themselves, refuted, or open."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from casualtycli.bounds import Bound
from casualtycli.problems import CommandError
from casualtycli.proved import Proved
from casualtycli.wording import ANYBODY

FEW = 3
"""Names that are given before the rest are counted."""


class Answer(StrEnum):
    """What becomes of a statement."""

    PROVED = "proved"
    REFUTED = "refuted"
    OPEN = "open"


class Several(CommandError):
    """A statement is about several measures, places or actors."""

    def __init__(self, kind: str, names: Sequence[str]) -> None:
        super().__init__(f"several {kind}s are asked about: {_few(names)}", f"name one with --{kind}")
        self.kind = kind
        self.names = tuple(names)


class Verdict(NamedTuple):
    """A statement about one scope and one run of days, and what becomes of it."""

    rows: tuple[Proved, ...]
    """What is proved of it."""
    at_least: int | None
    at_most: int | None
    """Persons; one of the two is stated."""
    answer: Answer

    @property
    def proved(self) -> bool:
        """Whether it is proved."""
        return self.answer is Answer.PROVED

    @property
    def statement(self) -> str:
        """What is stated."""
        return f"at least {self.at_least:,}" if self.at_least is not None else f"at most {self.at_most:,}"


def answered(rows: tuple[Proved, ...], *, at_least: int | None = None, at_most: int | None = None) -> Verdict:
    """Return what becomes of the statement that so many were counted at least, or at most, going by the rows."""
    proved = any(_is_within(row.bound, at_least, at_most) for row in rows)
    refuted = any(_is_beyond(row.bound, at_least, at_most) for row in rows)
    answer = Answer.PROVED if proved else Answer.REFUTED if refuted else Answer.OPEN
    return Verdict(rows=rows, at_least=at_least, at_most=at_most, answer=answer)


def _is_within(bound: Bound, at_least: int | None, at_most: int | None) -> bool:
    """Tell whether every number of the range is as stated."""
    return (at_least is None or bound.low >= at_least) and (
        at_most is None or (bound.high is not None and bound.high <= at_most)
    )


def _is_beyond(bound: Bound, at_least: int | None, at_most: int | None) -> bool:
    """Tell whether no number of the range is as stated."""
    short = at_least is not None and bound.high is not None and bound.high < at_least
    return short or (at_most is not None and bound.low > at_most)


def only(rows: tuple[Proved, ...]) -> tuple[Proved, ...]:
    """Return the rows, which have to be of one scope and one run of days.

    Raises:
        CommandError: they are of none, or of several.
    """
    if not rows:
        raise CommandError("no figure bears on what is asked", "casualty list shows the figures")
    for kind in ("measure", "place", "actor"):
        names = sorted({getattr(row.scope, kind) or ANYBODY for row in rows})
        if len(names) > 1:
            raise Several(kind, names)
    if len({row.days for row in rows}) > 1:
        raise CommandError("several runs of days are asked about", "leave --by out, or name the days with --period")
    return rows


def _few(names: Sequence[str]) -> str:
    more = [f"{len(names) - FEW} more"] if len(names) > FEW else []
    return ", ".join([*names[:FEW], *more])
