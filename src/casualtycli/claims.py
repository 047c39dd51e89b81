"""What figures claim: at least, or at most, so many of a scope in a window of days."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.model import Clock, Counts, Figure
from casualtycli.periods import Span
from casualtycli.scopes import Scope

if TYPE_CHECKING:
    from casualtycli.lags import Lag


class Stated(NamedTuple):
    """Days that are not known, as where a period begins in some month: all of ``inner``, none outside ``outer``.

    Figures that state the same period speak of the same days, whichever these are.
    """

    outer: Span
    inner: Span | None
    uncut: tuple[Span | None, Span | None] | None = None
    """As stated, where publication cut it: what is left may be the same of periods that are not."""

    def __str__(self) -> str:
        return str(self.outer)


class CountedBy(NamedTuple):
    """The day up to which those had died whom a source had counted before the day ``day``.

    It is not known, but that the source counts each death so many days after it, and may be taken to count the dead in
    the order in which they died: who is counted first makes no difference to how many are.
    """

    source: str
    day: int
    lag: "Lag"

    @property
    def earliest(self) -> int:
        """The number of a day: whoever died before it had been counted."""
        return self.day - self.lag.most

    @property
    def latest(self) -> int:
        """The number of a day: whoever died on it or later had not been counted."""
        return self.day - self.lag.least


class Counted(NamedTuple):
    """The days between two such: those on which the dead died whom a source counted on some days."""

    first: CountedBy
    behind: CountedBy

    @property
    def outer(self) -> Span:
        """The most days on which they can have died."""
        return self.first.lag.possible(self.days)

    @property
    def inner(self) -> Span | None:
        """The days whose dead were all counted then, if there are any."""
        return self.first.lag.certain(self.days)

    @property
    def days(self) -> Span:
        """The days on which they were counted."""
        return Span.of_days(self.first.day, self.behind.day)

    def __str__(self) -> str:
        return str(self.outer)


Window = Span | Stated | Counted


def spans_of(window: Window) -> tuple[Span, ...]:
    """Return the days of a window; of days that are not known the most and the fewest."""
    if isinstance(window, Span):
        return (window,)
    return (window.outer, window.inner) if window.inner else (window.outer,)


class Claim(NamedTuple):
    """That at least, or at most, so many were counted in a scope and a window, since a figure says so."""

    scope: Scope
    window: Window
    count: int  # type: ignore[assignment]  # persons
    at_most: bool
    figure: Figure

    @property
    def order(self) -> tuple[str, bool]:
        """What claims are sorted by: one figure makes no more than one claim of a kind."""
        return self.figure.id, self.at_most


def claims_of(figure: Figure, *, floor: bool, from_the_start: bool) -> tuple[Claim, ...]:
    """Return what a figure claims: at least its ``low`` and, unless it is no more than a floor, at most its ``high``.

    What is counted by report is a floor of the days up to the end of its period, and that only from the start:
    deaths counted in a month may be of any month before, unless the source says how long after a death it counts it.
    One entry of a list says nothing of how many others there are.
    """
    if figure.source.lag is not None:
        return tuple(_claims_with_lag(figure, figure.source.lag, floor=floor))
    _, low, high, _ = figure.count
    by_report = figure.source.clock is Clock.REPORT
    if (by_report and not from_the_start) or (not low and high is None):
        return ()
    window, claims = window_of(figure), []
    if low:
        at_least = window.outer if by_report and isinstance(window, Stated) else window
        claims.append(Claim(figure.scope, at_least, low, False, figure))
    if high is not None and not (floor or by_report or figure.adds):
        claims.append(Claim(figure.scope, window, high, True, figure))
    return tuple(claims)


def _claims_with_lag(figure: Figure, lag: "Lag", *, floor: bool) -> Iterator[Claim]:
    """Yield what a figure of a source with a lag claims: at least on all days that it may mean, at most on some."""
    most, least = figure.counted
    if figure.count.low:
        yield Claim(figure.scope, _counted_on(most, figure.source.id, lag), figure.count.low, False, figure)
    if figure.count.high is not None and least is not None and not (floor or figure.adds):
        yield Claim(figure.scope, _counted_on(least, figure.source.id, lag), figure.count.high, True, figure)


def _counted_on(days: Span, source: str, lag: "Lag") -> Counted:
    return Counted(CountedBy(source, days.start, lag), CountedBy(source, days.stop, lag))


def window_of(figure: Figure) -> Span | Stated:
    """Return the days that a figure speaks of: as stated, cut at its publication."""
    outer, inner = figure.counted
    return outer if outer == inner else Stated(outer, inner, None if (outer, inner) == figure.stated else figure.stated)


def claims_to_what_happened(figure: Figure, *, from_the_start: bool, trusted: bool) -> tuple[Claim, ...]:
    """Return what a figure claims of what happened, rather than of its source's own tally.

    A tally of what could be documented is a floor. An estimate, or one of several scenarios, claims nothing unless
    its source is trusted. What only relays another figure claims nothing of its own.
    """
    counts = figure.source.counts
    if figure.disputed or figure.relays or ((counts is Counts.ESTIMATED or figure.variant) and not trusted):
        return ()
    return claims_of(figure, floor=counts.floor, from_the_start=from_the_start)
