"""Single slips that would mend a clash: two digits that changed places, a digit that is missing, another month.

Hints, no more: that a slip would mend it does not show that there was one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from casualtycli.activities import effective
from casualtycli.bounds import Bound, Bounds, Clash
from casualtycli.claims import Claim, Window
from casualtycli.clashes import Says
from casualtycli.corrections import is_restated
from casualtycli.counts import Count, read_count
from casualtycli.model import Figure, Registry
from casualtycli.periods import Moment, Period
from casualtycli.problems import Refused
from casualtycli.scopes import Scope
from casualtycli.vintages import in_force

FEW = 3
"""Slips that are told of a clash."""
MANY = 100
"""Clashes for which slips are looked for."""
MANY_FIGURES = 24
"""Figures of one clash among which slips are looked for."""
MOST = 10
"""Numbers with a digit more that would do: where more would, any number is as good."""
SWAPPED, MONTH, MISSING = "two digits changed places", "another month", "a digit is missing"
KINDS = (SWAPPED, MISSING, MONTH)
"""The most telling first: a figure may be moved to months of which nobody says anything."""
_NUMBER = re.compile(r"\d[\d,._ ]*\d|\d", re.ASCII)
_Series = tuple[str, str | None, Scope]


class Slip(NamedTuple):
    """What may have been meant instead of what is written."""

    figure: Figure
    """As written."""
    written: str
    meant: str
    what: str
    others: bool = False
    """Whether other numbers with as little wrong would do as well."""


class Mender:
    """The figures of a registry, by what they claim."""

    def __init__(self, registry: Registry, says: Says) -> None:
        self._registry = registry
        self._says = says
        self._left = MANY

    @cached_property
    def _series(self) -> Mapping[_Series, list[Figure]]:
        """The figures in force that speak together of one scope."""
        found: dict[_Series, list[Figure]] = {}
        for figure in in_force(self._registry):
            if not (figure.disputed or figure.relays or figure.adds):
                found.setdefault(_series(figure), []).append(figure)
        return found

    def slips(self, clash: Clash) -> tuple[Slip, ...]:
        """Return a few slips of the most telling kind without one of which the figures would hold.

        Nor does what is meant then contradict the other figures of its source. None is looked for once there are so
        many clashes that it is no slip which causes them, or among so many figures that a slip in any would mend it.
        """
        self._left -= 1
        if self._left < 0 or len(clash.figures) > MANY_FIGURES or clash.certificate.sums:  # lists have no single slips
            return ()
        found = [slip for figure in clash.figures if not is_restated(figure) for slip in self._of(figure, clash)]
        of_kinds = (tuple(slip for slip in found if slip.what == what)[:FEW] for what in KINDS)
        return next((slips for slips in of_kinds if slips), ())

    def _of(self, figure: Figure, clash: Clash) -> Iterator[Slip]:
        others = {one.id: one for one in (*clash.figures, *self._series.get(_series(figure), ())) if one != figure}
        rest = Bounds(
            (claim for other in others.values() for claim in self._says(other)),
            self._registry.scopes,
            self._registry.activity,
        )
        if rest.clash() is not None:
            return
        yield from self._of_count(figure, rest)
        begins_alike = any(other.period.start == figure.period.start for other in others.values())
        for end in ("end",) if begins_alike else ("start", "end"):
            yield from self._of_month(figure, end, rest)

    def _of_count(self, figure: Figure, rest: Bounds) -> Iterator[Slip]:
        for what, counts in _misprints(figure.count).items():
            meant = [count for count in counts if self._holds(figure._replace(count=count), rest)]
            if 0 < len(meant) <= (len(counts) if what == SWAPPED else MOST):
                yield Slip(figure, figure.count.words, meant[0].words, what, len(meant) > 1)

    def _of_month(self, figure: Figure, end: str, rest: Bounds) -> Iterator[Slip]:
        """Yield the nearest month that mends it."""
        for period in _months(figure.period, end):
            moved = self._moved(figure, period)
            if moved is not None and self._holds(moved, rest):
                yield Slip(figure, str(figure.period), str(period), MONTH)
                return

    def _moved(self, figure: Figure, period: Period) -> Figure | None:
        """Return the figure for another period; None where it could not be one."""
        known = date.max if figure.published is None or figure.projection else figure.known
        stated, certain = period.limits(known)
        if stated is None or stated.last > known or figure.restart or figure.batch:
            return None
        active = self._registry.activity(figure.scope)
        outer = effective(stated, None, active)
        if outer is None:
            return None
        return figure._replace(
            period=period, stated=(stated, certain), outer=outer, inner=effective(certain, None, active)
        )

    def _holds(self, figure: Figure, rest: Bounds) -> bool:
        """Tell whether all that a figure claims can be true beside the rest."""
        claims = tuple(self._says(figure))
        windows: Mapping[Window, None] = dict.fromkeys(claim.window for claim in claims)
        try:
            bounds = dict(zip(windows, rest.of(figure.scope, tuple(windows)), strict=True))
        except ValueError:  # the rest clashes, which shows on these days only
            return False
        return all(_can_be(claim, bounds[claim.window]) for claim in claims)


def _series(figure: Figure) -> _Series:
    return figure.source.id, figure.variant, figure.scope


def _can_be(claim: Claim, bound: Bound) -> bool:
    return claim.count >= bound.low if claim.at_most else bound.high is None or claim.count <= bound.high


def _misprints(count: Count) -> Mapping[str, Sequence[Count]]:
    """Return the counts that one slip with a digit makes of what may have been meant, by the kind of slip."""
    if not _reads_as(count.words, count):
        return {}
    found: dict[str, dict[Count, None]] = {SWAPPED: {}, MISSING: {}}
    for number in _NUMBER.finditer(count.words):
        before, behind = count.words[: number.start()], count.words[number.end() :]
        for what, texts in ((SWAPPED, _swapped(number[0])), (MISSING, _with_one_more(number[0]))):
            for text in texts:
                if read := _read(f"{before}{text}{behind}"):
                    found[what].setdefault(read)
    return {what: tuple(counts) for what, counts in found.items()}


def _read(words: str) -> Count | None:
    try:
        return read_count(words)
    except Refused:
        return None


def _reads_as(words: str, count: Count) -> bool:
    """Tell whether the words alone say what the count is, without a tolerance declared elsewhere."""
    read = _read(words)
    return read is not None and read.same_number(count)


def _swapped(number: str) -> Iterator[str]:
    """Yield the number with two neighbouring digits in the other order: ``1,953`` for ``1,593``."""
    at = [place for place, mark in enumerate(number) if mark.isdigit()]
    for left, right in pairwise(at):
        if number[left] != number[right]:
            marks = list(number)
            marks[left], marks[right] = marks[right], marks[left]
            yield "".join(marks)


def _with_one_more(number: str) -> Iterator[str]:
    """Yield the number with one more digit somewhere, the smallest first."""
    digits = re.sub(r"\D", "", number)
    if "." not in number:
        longer = {f"{digits[:at]}{digit}{digits[at:]}" for at in range(len(digits) + 1) for digit in "0123456789"}
        yield from (f"{value:,}" for value in sorted(int(text) for text in longer if text[0] != "0"))


def _months(period: Period, end: str) -> Iterator[Period]:
    """Yield the period with another month at one end, the nearest first."""
    moment = period.start if end == "start" else period.end
    if moment is None or moment.month is None:
        return
    was = moment.month
    for month in sorted(range(1, 13), key=lambda one: (abs(one - was), one)):
        try:
            changed = Moment(moment.year, month, moment.day, moment.approximate)
            ends = (changed, period.end) if end == "start" else (period.start, changed)
            meant = Period(*ends, period.open)
        except ValueError:  # there is no such day, or it ends before it starts
            continue
        if month != was:
            yield meant
