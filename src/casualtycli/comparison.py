"""What is compared and how, and what comes of it: ratios and gaps with all that they rest on."""

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from casualtycli.aligned import Aligned, Assumption, Basis
from casualtycli.claims import Window
from casualtycli.model import Clock, Counts, Figure, Registry, Source
from casualtycli.periods import Span
from casualtycli.ranges import ANY, Exact, Range, gap, plain, ratio
from casualtycli.scopes import Relation, Scope
from casualtycli.select import Selection, Voice


class Align(StrEnum):
    """How two voices are brought to the same days."""

    PRO_RATA = "pro-rata"
    REPORTED = "reported"
    """Not at all: the newest figure of each side, as printed."""
    STRICT = "strict"
    """Only by what assumes nothing."""


class Verdict(StrEnum):
    """What two sides together say of what happened."""

    CLASH = "clash"
    """Both cannot be right."""
    EQUAL = "equal"
    """One same number."""
    LOWER = "lower"
    """The part is proved to be below the whole."""
    OPEN = "open"


class Pairs(StrEnum):
    """Which voices meet."""

    BASELINE = "baseline"
    """Each with the baseline."""
    ALL = "all"
    """Each with each, once."""
    BOTH_WAYS = "both ways"
    """Each with each, as subject and as baseline."""


class Question(NamedTuple):
    """What is to be compared, and how."""

    selection: Selection = Selection()
    alone: tuple[str, ...] = ()
    """The ids of figures that are subjects by themselves, beside the sources of the selection."""
    baseline: str | None = None
    """The id of a source or figure; ``None``: the first source of the registry, or each subject itself where it is
    compared with other days."""
    pairs: Pairs = Pairs.BASELINE
    period: Span | None = None
    against: Span | None = None
    """Other days, which the baseline is asked about instead of those of ``period``."""
    by: str | None = None
    """A unit of the calendar to cut windows by."""
    align: Align = Align.PRO_RATA
    without: frozenset[Assumption] = frozenset()
    ranges: bool = False
    """Whether the table shows what is proved, however little it is."""


class Side(NamedTuple):
    """One voice in a comparison, and what it says."""

    voice: Voice
    scope: Scope
    aligned: Aligned
    from_the_start: bool
    """Whether its days begin with the actor's first in its place."""
    origins: tuple[Figure, ...] = ()
    """The figures that what it says goes back to: its own, or those that they relay."""

    @property
    def relays(self) -> bool:
        """Whether what it says is no evidence of its own: every figure only repeats another."""
        figures = self.aligned.figures  # none, where a list of incidents is summed
        return bool(figures) and all(figure.relays for figure in figures)

    @property
    def happened(self) -> Range:
        """What it says of what happened: its own tally may be no more than a floor of that, or prove nothing.

        Counted by report it proves nothing unless it counts from the start, or its source has a lag: then the range
        is of the days of death.
        """
        source = self.voice.source
        by_report = source.clock is Clock.REPORT and source.lag is None
        if source.counts is Counts.ESTIMATED or (by_report and not self.from_the_start):
            return ANY
        said = self._now if self.aligned.basis is Basis.REPORTED else self.aligned.range
        return Range(said.low, None) if source.counts.floor or by_report else said

    @property
    def _now(self) -> Range:
        """The range of a number as printed, with what its source has put right since, but not in it."""
        figure, (low, high) = self.aligned.figures[0], self.aligned.range
        corrected = self.voice.corrected.on(figure)
        more = [one.more(figure) for one in corrected] if high is not None else []
        return Range(
            max(0, (low or 0) - sum(one.less(figure) for one in corrected)),
            None if high is None or None in more else high + sum(filter(None, more)),
        )


class Measured(NamedTuple):
    """A ratio or a gap: a number and the range it lies in."""

    estimate: Exact | None
    range: Range


class Comparison(NamedTuple):
    """A subject and a baseline on the same days."""

    subject: Side
    baseline: Side
    window: Span | None
    """``None`` where both are taken as printed, each for its own days."""
    relation: Relation
    """How the subject's scope stands to the baseline's: the same, a part of it, or containing it."""
    baseline_window: Span | None = None
    """The baseline's days, where it was asked about other ones."""
    meant: Window | None = None
    """The days that are meant, where the window is no more than the most that they can be."""

    @property
    def ratio(self) -> Measured | None:
        """Subject ÷ baseline; None to a baseline of zero, and where nothing is known of it."""
        one, other = self.subject.aligned, self.baseline.aligned
        range_ = ratio(one.range, other.range)
        if other.estimate == 0 or range_ is None:
            return None
        estimate = None
        if one.estimate is not None and other.estimate is not None:
            estimate = plain(Fraction(one.estimate) / other.estimate)
        return None if estimate is None and range_ == ANY else Measured(estimate, range_)

    @property
    def gap(self) -> Measured | None:
        """Subject − baseline, in persons; None where nothing is known of it."""
        one, other = self.subject.aligned, self.baseline.aligned
        range_ = gap(one.range, other.range)
        estimate = None
        if one.estimate is not None and other.estimate is not None:
            estimate = plain(Fraction(one.estimate - other.estimate))
        return None if estimate is None and range_ == Range() else Measured(estimate, range_)

    @property
    def verdict(self) -> Verdict:
        """What both sides together say of what happened."""
        one, other = self.subject.happened, self.baseline.happened
        one_source = self.subject.voice.source is self.baseline.voice.source
        silent = any(side.voice.disputed or side.relays for side in self.sides)
        if silent or one_source or self.periods_differ:  # a source's scenarios are meant to differ
            return Verdict.OPEN
        if self.relation is Relation.SAME:
            if one.below(other) or other.below(one):
                return Verdict.CLASH
            return Verdict.EQUAL if one.is_point and one == other else Verdict.OPEN
        part, whole = (one, other) if self.relation is Relation.PART else (other, one)
        return Verdict.CLASH if whole.below(part) else Verdict.LOWER if part.below(whole) else Verdict.OPEN

    @property
    def common_origins(self) -> tuple[Figure, ...]:
        """The figures that both sides go back to."""
        return tuple(figure for figure in self.subject.origins if figure in self.baseline.origins)

    @property
    def clocks_differ(self) -> bool:
        """Whether one counts by occurrence and one by report, and not both from the actor's first day on."""
        clocks = {side.voice.source.clock for side in self.sides}
        return len(clocks) > 1 and not all(side.from_the_start for side in self.sides)

    @property
    def part_exceeds(self) -> bool:
        """Whether the estimate for a part is above the one for the whole."""
        one, other = self.subject.aligned.estimate, self.baseline.aligned.estimate
        if one is None or other is None or self.relation is Relation.SAME or self.baseline_window:
            return False
        return one > other if self.relation is Relation.PART else other > one

    @property
    def periods_differ(self) -> bool:
        """Whether the two sides speak of different days: as printed, or as asked."""
        if self.baseline_window is not None:
            return self.baseline_window != self.window
        return self.window is None and self.subject.aligned.figures[0].outer != self.baseline.aligned.figures[0].outer

    @property
    def of_one_figure(self) -> bool:
        """Whether both sides rest on one and the same figure."""
        one, other = self.subject.aligned.figures, self.baseline.aligned.figures
        return len(one) == 1 and one == other

    @property
    def daily_ratio(self) -> Exact | None:
        """The ratio for one day of each side's, where the two were asked about periods that differ in length."""
        days, other = self.window, self.baseline_window
        estimate = self.ratio.estimate if self.ratio else None
        if estimate is None or days is None or other is None or days.days == other.days:
            return None
        return plain(Fraction(estimate) * Fraction(other.days, days.days))

    @property
    def sides(self) -> tuple[Side, Side]:
        """The subject and the baseline."""
        return self.subject, self.baseline


class NotComparable(NamedTuple):
    """Two sources that do not meet in a measure, and why."""

    subject: Source
    baseline: Source
    measure: str | None
    """``None`` where one of them has no figure at all."""
    reason: str
    disputed: Figure | None = None
    """The disputed figure of the subject that does not, if it is one."""
    places: tuple[str, ...] = ()
    """Where the subject counts, where it is not all that it counts."""
    periods: tuple[Span, ...] = ()
    """The days meant, where it is not all of them."""


class Comparisons(NamedTuple):
    """All that was asked for, in a stated order."""

    rows: tuple[Comparison, ...]
    not_comparable: tuple[NotComparable, ...]


def compared_figures(registry: Registry, rows: Iterable[Comparison]) -> tuple[Figure, ...]:
    """Return the figures that the rows rest on, those that dispute one and those relayed, in the registry's order."""
    used = {figure.id: figure for row in rows for side in row.sides for figure in side.aligned.figures}
    disputing = {figure.disputed.by for figure in used.values() if figure.disputed}
    origins = {origin.id for row in rows for side in row.sides for origin in side.origins}
    shown = used.keys() | disputing | origins
    return tuple(figure for figure in registry.figures if figure.id in shown)
