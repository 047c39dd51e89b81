"""What one voice's figures prove of its own tally, which it may revise, with no assumption at all.

What was published on one day holds together. Of what was published on several days, only floors are mixed with
ceilings that came later: a tally grows as older deaths are found, so that no ceiling speaks of a newer floor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from casualtycli.bounds import Bound, Bounds
from casualtycli.claims import Claim, Window, claims_of, window_of
from casualtycli.links import families
from casualtycli.model import Activity, Clock, Figure
from casualtycli.periods import Span
from casualtycli.ranges import ANY, Range
from casualtycli.scopes import Scope, Scopes


class Determined(NamedTuple):
    """The number that exact figures leave as the only one."""

    count: int  # type: ignore[assignment]  # persons
    figures: tuple[Figure, ...]
    """What it rests on, newest first."""

    @property
    def together(self) -> bool:
        """Whether the figures were published together, or their source never revises."""
        return not self.figures or not self.figures[0].source.revises or len({one.known for one in self.figures}) == 1


class Tally:
    """One voice's figures in force, by scope."""

    def __init__(
        self, figures: Mapping[Scope, Sequence[Figure]], scopes: Scopes, activity: Callable[[Scope], Activity]
    ) -> None:
        self._figures = figures
        self._scopes = scopes
        self._activity = activity
        self._kin: dict[Scope, Kin] = {}

    def kin(self, scope: Scope) -> Kin:
        """Return the figures that bear on a scope."""
        if scope not in self._kin:
            found = families(self._scopes, dict.fromkeys((*self._figures, scope)))
            for family in dict.fromkeys(found.values()):
                figures = [figure for member in family.scopes for figure in self._figures.get(member, ())]
                kin = Kin(figures, self._scopes, self._activity)
                self._kin.update({member: kin for member in family.scopes if member not in self._kin})
        return self._kin[scope]


class Kin:
    """The figures of one voice that bear on each other: of one scope, or of wholes and parts."""

    def __init__(self, figures: Iterable[Figure], scopes: Scopes, activity: Callable[[Scope], Activity]) -> None:
        self.figures = tuple(sorted(figures, key=lambda figure: figure.age, reverse=True))
        """Newest first."""
        self._scopes = scopes
        self._activity = activity
        self._bounds: dict[date | None, Bounds] = {}

    def range(self, scope: Scope, window: Window) -> Range:
        """Return the range of the tally in a window."""
        if not self.figures:
            return ANY
        low, high = self.lowest(scope, window), self.highest(scope, window)
        return Range(low.low, None if high is None else high.high)

    def lowest(self, scope: Scope, window: Window) -> Bound:
        """Return the bound that proves the most."""
        return self._range(scope, window)[0]

    def highest(self, scope: Scope, window: Window) -> Bound | None:
        """Return the bound that proves the least ceiling, or None where there is none."""
        return self._range(scope, window)[1]

    def _range(self, scope: Scope, window: Window) -> tuple[Bound, Bound | None]:
        """Return what proves the most and the least; what is older and cannot hold beside newer bounds is outgrown."""
        low, high = self._at(None).of(scope, (window,))[0], None
        for day in self._publications:
            bound = self._at(day).of(scope, (window,))[0]
            if bound.high is not None and bound.high < low.low:
                continue
            if high is not None and high.high is not None and bound.low > high.high:
                continue
            low = bound if bound.low > low.low else low
            high = bound if bound.high is not None and (high is None or high.high > bound.high) else high
        return low, high

    def stated(self, scope: Scope, days: Span) -> tuple[Window, ...]:
        """Return the periods that figures state without being sure of their days, and that are just these at most."""
        windows = dict.fromkeys(map(window_of, self.figures))
        cut = self._activity(scope).cut
        return tuple(window for window in windows if not isinstance(window, Span) and cut(window.outer) == days)

    def determined(self, scope: Scope, window: Window, *, together: bool) -> Determined | None:
        """Return the one number that exact figures leave to a window: figures published together, or all of them.

        What is counted by report is never subtracted, so it determines nothing.
        """
        exact = [figure for figure in self.figures if _is_exact(figure) and figure not in self.set_aside]
        if not exact or exact[0].source.clock is Clock.REPORT:
            return None
        days = dict.fromkeys(figure.known for figure in exact) if together and exact[0].source.revises else (None,)
        for day in days:
            found = self._only_number([one for one in exact if day in (None, one.known)], scope, window)
            if found is not None:
                return found
        return None

    def _only_number(self, figures: Sequence[Figure], scope: Scope, window: Window) -> Determined | None:
        bounds = Bounds(
            (claim for figure in figures for claim in self._claims[figure.id]), self._scopes, self._activity
        )
        if len(figures) < 2 or bounds.clash() is not None:
            return None
        (bound,) = bounds.of(scope, (window,))
        if bound.high is None or bound.low != bound.high or bound.high_proof is None:
            return None
        named = {one.id: one for proof in (bound.low_proof, bound.high_proof) for one in proof.figures}
        return Determined(bound.low, tuple(sorted(named.values(), key=lambda figure: figure.age, reverse=True)))

    @cached_property
    def set_aside(self) -> tuple[Figure, ...]:
        """Older figures that cannot hold beside newer ones, newest first."""
        aside: dict[str, Figure] = {}
        if Bounds(self._held(aside), self._scopes, self._activity).clash() is None:
            return ()
        for day in self._publications:
            while clash := Bounds(self._known_on(day, aside), self._scopes, self._activity).clash():
                oldest = min(clash.figures, key=lambda figure: figure.age)
                aside[oldest.id] = oldest
        return tuple(figure for figure in self.figures if figure.id in aside)

    @cached_property
    def _claims(self) -> Mapping[str, tuple[Claim, ...]]:
        """What each figure claims, by its id."""
        return {
            figure.id: tuple(claims_of(figure, floor=False, from_the_start=self._from_the_start(figure)))
            for figure in self.figures
        }

    def _from_the_start(self, figure: Figure) -> bool:
        return figure.outer.first == self._activity(figure.scope).first

    @cached_property
    def _publications(self) -> tuple[date, ...]:
        """The days on which a ceiling was published, the newest first; of a source that never revises, one for all."""
        days = dict.fromkeys(
            figure.known for figure in self.figures if any(claim.at_most for claim in self._claims[figure.id])
        )
        revises = any(figure.source.revises for figure in self.figures)
        return tuple(days) if revises else (date.max,) if days else ()

    def _held(self, aside: Mapping[str, Figure]) -> list[Claim]:
        return [claim for figure in self.figures if figure.id not in aside for claim in self._claims[figure.id]]

    def _known_on(self, day: date, aside: Mapping[str, Figure]) -> list[Claim]:
        """Return the ceilings published on a day, and the floors published until then."""
        return [
            claim
            for claim in self._held(aside)
            if day == date.max or (claim.figure.known == day if claim.at_most else claim.figure.known <= day)
        ]

    def _at(self, day: date | None) -> Bounds:
        """Return what was published until a day, its ceilings on that day; without a day, every floor."""
        if day not in self._bounds:
            aside = {figure.id: figure for figure in self.set_aside}
            claims = (
                [claim for claim in self._held(aside) if not claim.at_most]
                if day is None
                else self._known_on(day, aside)
            )
            self._bounds[day] = Bounds(claims, self._scopes, self._activity)
        return self._bounds[day]


def _is_exact(figure: Figure) -> bool:
    count = figure.count
    return count.low == count.high == count.reported
