"""What a voice says of a window of days: an estimate with what it rests on and assumes, or why there is none."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.batches import Added
from casualtycli.model import Figure
from casualtycli.ranges import Exact, Range

if TYPE_CHECKING:
    from casualtycli.incidents import Listed


class Basis(StrEnum):
    """What an alignment rests on, the strongest first."""

    REPORTED = "reported"
    """A figure for just these days."""
    DERIVED = "derived"
    """Sums and differences of exact figures that were published together, or by a source that never revises."""
    DIFFERENCE = "difference"
    """Sums and differences of exact figures that were published one after the other."""
    PRO_RATA = "pro-rata"
    """The source's cumulative curve, straight between the days that its figures fix."""
    PROVED = "proved"
    """A range that the figures prove, and no number in it."""


DETERMINED = frozenset({Basis.DERIVED, Basis.DIFFERENCE})
"""The bases on which exact figures leave one number."""
STRICT = frozenset({Basis.REPORTED, Basis.DERIVED})
"""The bases that assume nothing."""


class Assumption(StrEnum):
    """What an estimate takes for granted."""

    ALIKE = "alike"
    """Totals that are no exact numbers are off by as many at either end of the days."""
    EVEN = "even"
    """As many died on each active day."""
    UNREVISED = "unrevised"
    """What was published later added only later deaths."""


class Moved(NamedTuple):
    """That an estimate fell outside the range proved, and was taken to the nearest end of it."""

    estimate: Exact
    """What it was, in persons."""
    figures: tuple[Figure, ...]
    """Those that prove the end; none where incidents do."""
    listed: bool = False
    """Whether the incidents of its list prove the end."""


class Aligned(NamedTuple):
    """What a voice says of a window."""

    basis: Basis
    estimate: Exact | None
    """Persons; ``None`` where only a range is known."""
    range: Range
    """Proved with no assumption at all."""
    figures: tuple[Figure, ...]
    """What it rests on, newest first."""
    assumptions: tuple[Assumption, ...] = ()
    set_aside: tuple[Figure, ...] = ()
    """Older figures that contradict newer ones."""
    moved: Moved | None = None
    listed: "Listed | None" = None
    """What the incidents of its list add up to, where it has one."""
    batches: tuple[Added, ...] = ()
    """Those that were put on the days that they are for; of what is reported, those that it does not have yet."""

    @property
    def since(self) -> date:
        """The newest publication that the estimate rests on: an older ceiling is of a tally that was smaller."""
        known = [figure.known for figure in self.figures] if self.estimate is not None else []
        return max(known, default=date.min)

    @property
    def summed(self) -> "Listed | None":
        """What the incidents of its list add up to, if it rests on nothing else."""
        return None if self.figures else self.listed


class NotAligned(NamedTuple):
    """Why a voice says nothing of a window."""

    reason: str


def as_printed(figure: Figure) -> Aligned:
    """Return what a figure says of its own days."""
    count = figure.count
    return Aligned(basis=Basis.REPORTED, estimate=count.reported, range=Range(count.low, count.high), figures=(figure,))
