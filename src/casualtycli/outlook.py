"""What the claims on one scope could prove of a window at best: seen quickly, so that little has to be proved.

A single ceiling proves something of a window only by what floors leave of it, and floors that share no day simply add
up.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from casualtycli.activities import EVER, Activity
from casualtycli.claims import Claim, Counted, Window
from casualtycli.floors import Floor, Floors
from casualtycli.model import Vintage
from casualtycli.periods import Span


class Hope(NamedTuple):
    """The most that the claims of a vintage can prove."""

    low: int | None
    """No floor is above; ``None``: it may be anything."""
    high: int | None
    """No ceiling is below; ``None``: there is none."""
    exact: bool = False
    """Whether the ceiling is just so."""

    def betters(self, low: int, high: int | None) -> bool:
        """Tell whether it can be narrower than a range at one of its ends."""
        lower = self.high is not None and (high is None or self.high < high)
        return lower or self.low is None or self.low > low


ANYTHING = Hope(None, 0)


class Ceiling(NamedTuple):
    """That at most so many were counted in a window, with its days as numbers of active ones."""

    window: Window
    most: tuple[int, int]
    """The first of those that it may be, and the one after the last."""
    least: tuple[int, int]
    """Likewise of those that are certain; where none is, none at the end of those that it may be."""
    count: int  # type: ignore[assignment]  # persons


class Outlook:
    """The claims on one scope."""

    def __init__(self, claims: Iterable[Claim], activity: Activity) -> None:
        self._activity = activity
        self._floors: list[Claim] = []
        self._ceilings: dict[Vintage, list[Ceiling]] = {}
        for claim in claims:
            if claim.at_most:
                window, most = claim.window, self._most(claim.window)
                ceiling = Ceiling(window, most, most if isinstance(window, Span) else self._least(window), claim.count)
                self._ceilings.setdefault(claim.figure.vintage, []).append(ceiling)
            else:
                self._floors.append(claim)

    def may_clash(self, vintage: Vintage) -> bool:
        """Tell whether the ceilings of a vintage may leave too little for the floors."""
        ceilings = self._ceilings.get(vintage, ())
        if len(ceilings) != 1:
            return len(ceilings) > 1
        start, stop = ceilings[0].most
        return self._certain.after(start).at(stop) > ceilings[0].count

    def floor(self, window: Window) -> int:
        """Return what floors alone prove of a window, just so."""
        start, stop = self._least(window)
        same = (claim.count for claim in self._floors if claim.window == window)
        return max(self._certain.after(start).at(stop), *same, 0)

    def hope(self, vintage: Vintage, window: Window) -> Hope:
        """Return what the ceilings of a vintage can prove of a window."""
        ceilings = self._ceilings.get(vintage, ())
        if len(ceilings) != 1:
            return ANYTHING
        (ceiling,) = ceilings
        floors, (start, stop) = self._certain, self._most(window)
        (begin, end), (opens, closes) = ceiling.most, ceiling.least
        low = 0
        if begin <= stop and start <= end:
            low = floors.before(stop).at(-begin) + floors.after(start).at(end) - ceiling.count
        if ceiling.window == window:
            return Hope(low, ceiling.count, exact=True)
        if opens <= start and stop <= closes:
            beside = floors.before(start).at(-opens) + floors.after(stop).at(closes)
            return Hope(low, max(0, ceiling.count - beside), exact=not beside)
        return Hope(low, None)

    @cached_property
    def _certain(self) -> Floors:
        """The floors, each on all days that it may speak of."""
        return Floors(Floor(*self._most(claim.window), claim.count) for claim in self._floors)

    def _most(self, window: Window) -> tuple[int, int]:
        return self._ends(window if isinstance(window, Span) else window.outer)

    def _least(self, window: Window) -> tuple[int, int]:
        if isinstance(window, Span):
            return self._ends(window)
        if window.inner is not None:
            return self._ends(window.inner)
        _, stop = self._ends(window.outer)
        return stop, stop

    def _ends(self, span: Span) -> tuple[int, int]:
        elapsed = self._activity.elapsed
        return elapsed(span.first.toordinal()), elapsed(span.last.toordinal() + 1)


class LateOutlook:
    """The claims on one scope by a source that counts so many days after a death, seen on the days of its counting."""

    def __init__(self, claims: Iterable[Claim], activity: Activity) -> None:
        self._activity = activity
        counted = [(claim, claim.window) for claim in claims if isinstance(claim.window, Counted)]
        told = [(claim, self._live(window)) for claim, window in counted]
        self._counting = Outlook((claim._replace(window=days) for claim, days in told), EVER)
        floors = [days for claim, days in told if not claim.at_most]
        self._overlap = _overlap(floors)
        self._starts = sorted(days.start for days in floors)
        self._stops = sorted(days.stop for days in floors)
        self._ceilings: dict[Vintage, list[Counted]] = {}
        for claim, window in counted:
            if claim.at_most:
                self._ceilings.setdefault(claim.figure.vintage, []).append(window)

    def may_clash(self, vintage: Vintage) -> bool:
        """Tell whether the ceilings of a vintage may leave too little for the floors."""
        return self._has_pauses or self._counting.may_clash(vintage)

    @property
    def _has_pauses(self) -> bool:
        """Whether there are days between active ones on which nobody died: what is counted then may be of few days."""
        return len(self._activity.spans) > 1

    def _live(self, window: Counted) -> Span:
        """Return the days of a count on which the dead of an active day can have been counted; all, where none can."""
        days, active, lag = window.days, self._activity.spans, window.first.lag
        if not active:
            return days
        start, stop = max(days.start, active[0].start + lag.least), min(days.stop, active[-1].stop + lag.most)
        return Span.of_days(start, stop) if start < stop else days

    def hope(self, vintage: Vintage, window: Window) -> Hope:
        """Return what the ceilings of a vintage can prove of a window of days of death.

        A single ceiling bounds the days whose dead it all counts, and raises a floor that is of other days too, or what
        two floors have in common.
        """
        ceilings = self._ceilings.get(vintage, ())
        if len(ceilings) != 1 or not isinstance(window, Span):
            return ANYTHING
        (ceiling,) = ceilings
        if self._has_pauses or self._live(ceiling) != ceiling.days or self._activity.cut(window) != window:
            return ANYTHING
        crossed = self._overlap or any(self._is_crossed(day) for day in (ceiling.first.day, ceiling.behind.day))
        inside = ceiling.inner is not None and ceiling.inner.contains(window)
        return Hope(None if crossed else 0, 0 if inside else None)

    def _is_crossed(self, day: int) -> bool:
        """Tell whether a floor is of days before and behind a day."""
        return bisect_left(self._starts, day) > bisect_right(self._stops, day)


def _overlap(spans: Iterable[Span]) -> bool:
    """Tell whether any two have days in common, and each of them others too."""
    around: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.stop)):
        while around and around[-1].stop <= span.start:
            around.pop()
        if around and around[-1].stop < span.stop:
            return True
        around.append(span)
    return False
