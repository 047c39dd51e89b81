"""What figures claim: at least, or at most, so many of a scope in a window of days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from casualtycli.model import EVER, Clock, Counts, Figure, effective
from casualtycli.periods import Span
from casualtycli.scopes import Scope


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


Window = Span | Stated


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


def claims_of(figure: Figure, *, floor: bool, from_the_start: bool) -> Iterator[Claim]:
    """Yield what a figure claims: at least its ``low`` and, unless it is no more than a floor, at most its ``high``.

    What is counted by report is a floor of the days up to the end of its period, and that only from the start:
    deaths counted in a month may be of any month before. One entry of a list says nothing of how many others there are.
    """
    by_report = figure.source.clock is Clock.REPORT
    if by_report and not from_the_start:
        return
    window = window_of(figure)
    if figure.count.low:
        at_least = window.outer if by_report and isinstance(window, Stated) else window
        yield Claim(figure.scope, at_least, figure.count.low, False, figure)
    if figure.count.high is not None and not (floor or by_report or figure.adds):
        yield Claim(figure.scope, window, figure.count.high, True, figure)


def window_of(figure: Figure) -> Window:
    """Return the days that a figure speaks of: as stated, cut at its publication."""
    outer, inner = (
        effective(days, None if figure.projection or figure.published is None else figure.known, EVER)
        for days in figure.stated
    )
    assert outer is not None, "a figure speaks of a day"
    return outer if outer == inner else Stated(outer, inner, None if (outer, inner) == figure.stated else figure.stated)


def claims_to_what_happened(figure: Figure, *, from_the_start: bool, trusted: bool) -> Iterator[Claim]:
    """Yield what a figure claims of what happened, rather than of its source's own tally.

    A tally of what could be documented is a floor. An estimate, or one of several scenarios, claims nothing unless
    its source is trusted. What only relays another figure claims nothing of its own.
    """
    counts = figure.source.counts
    if figure.disputed or figure.relays or ((counts is Counts.ESTIMATED or figure.variant) and not trusted):
        return
    yield from claims_of(figure, floor=counts.floor, from_the_start=from_the_start)
