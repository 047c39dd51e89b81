"""The marks in a table, and the notes under it that explain just those that it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from casualtycli import wording
from casualtycli.aligned import Basis
from casualtycli.comparison import Comparison, Side
from casualtycli.model import Figure
from casualtycli.ranges import Range
from casualtycli.report.notes import dispute, label
from casualtycli.select import Voice
from casualtycli.table import Entry, Tone
from casualtycli.wording import Signs

OPEN = "open"
"""What stands for a range without an end."""


@dataclass(eq=False)
class Marks:
    """The marks that a table uses, and what they mean, in the order of their appearance."""

    signs: Signs
    ranges: frozenset[str] = frozenset()
    """The columns of their own that ranges have."""
    plain: bool = False
    """Whether a best number stands without its range."""
    _used: set[str] = field(default_factory=set)
    _footnotes: dict[str, int] = field(default_factory=dict)
    _disputed: dict[str, Figure] = field(default_factory=dict)

    def voice(self, voice: Voice) -> str:
        """Return what the table calls the voice."""
        if voice.disputed:
            self._disputed.setdefault(voice.disputed.id, voice.disputed)
        return label(voice, self.signs)

    def footnotes(self, texts: Iterable[str]) -> str:
        """Return the marks of the footnotes with those texts, each once."""
        numbers = [self._footnotes.setdefault(text, len(self._footnotes) + 1) for text in texts]
        return self.signs.footnotes(*sorted(set(numbers)))

    def sign(self, sign: str) -> str:
        """Return the sign, which the notes then explain."""
        self._used.add(sign)
        return sign

    def notes(self) -> tuple[tuple[str, str], ...]:
        """Return each mark used with what it means."""
        signs = self.signs
        meant = (
            (signs.worked_out, "worked out, not reported for just these days"),
            (signs.at_least, "at least: it may be more"),
            (signs.at_most, "at most: it may be less"),
            (OPEN, "nothing limits it: it may be more or less"),
            (signs.about, "about: the source does not say how far off it may be"),
        )
        return (
            *((sign.strip(), text) for sign, text in meant if sign in self._used),
            *((signs.footnotes(number), text) for text, number in self._footnotes.items()),
            *((signs.disputed, dispute(figure)) for figure in self._disputed.values()),
        )

    def count(self, side: Side) -> Entry:
        """Return the number that a side has, or the range."""
        aligned = side.aligned
        if aligned.estimate is None:
            return Entry(self.scan(wording.between(aligned.range, self.signs)))
        number = wording.rounded(aligned.estimate)
        if aligned.basis is Basis.DERIVED:
            return Entry(number)
        if aligned.basis is not Basis.REPORTED or aligned.moved:
            return Entry(self.sign(self.signs.worked_out) + number, Tone.ASSUMED)
        count = aligned.figures[0].count
        if mark := wording.mark_of(count, self.signs):
            return Entry(self.sign(mark) + number)
        if count.low == count.high or (self.plain and aligned.range.high is not None):
            return Entry(number)
        if aligned.range.high is None and aligned.range.low == aligned.estimate:
            return Entry(self.sign(self.signs.at_least) + number)
        return Entry(f"{number} ({self.scan(wording.between(aligned.range, self.signs))})")

    def ratio(self, row: Comparison) -> str:
        """Return the ratio, with its range where that is closed."""
        measured, signs = row.ratio, self.signs
        if measured is None:
            return signs.dash
        range_ = wording.ratio_between(measured.range, signs)
        if measured.estimate is None:
            return self.scan(range_)
        number = f"{wording.ratio(measured.estimate)}{signs.times}"
        return (
            f"{number} ({range_})"
            if self._lacks("Ratio range", row) and is_closed(measured.range) and measured.range.low
            else number
        )

    def gap(self, row: Comparison) -> str:
        """Return the gap, with its range where that is closed."""
        measured, signs = row.gap, self.signs
        if measured is None:
            return signs.dash
        range_ = wording.gap_between(measured.range, signs)
        if measured.estimate is None:
            return self.scan(range_)
        number = wording.signed(measured.estimate, signs)
        return f"{number} ({range_})" if self._lacks("Gap range", row) and is_closed(measured.range) else number

    def _lacks(self, column: str, row: Comparison) -> bool:
        """Tell whether a range has no column of its own; as printed, each for its own days, none means anything."""
        return not self.plain and column not in self.ranges and row.window is not None

    def range(self, range_: Range | None, write: Callable[[Range, Signs], str]) -> Entry:
        """Return a range, a dash where there is none, or that it has no end."""
        if range_ is None:
            return Entry(self.signs.dash, Tone.ASIDE)
        if range_.high is None and not range_.low:
            return Entry(self.sign(OPEN), Tone.ASIDE)
        return Entry(self.scan(write(range_, self.signs)))

    def scan(self, text: str) -> str:
        """Return the words of a range, whose signs the notes then explain."""
        for sign in (self.signs.at_least, self.signs.at_most):
            if sign in text:
                self.sign(sign)
        return text


def is_closed(range_: Range) -> bool:
    """Tell whether a range has two ends that are not the same."""
    return range_.low is not None and range_.high is not None and not range_.is_point
