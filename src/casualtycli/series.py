"""What one voice has in one scope: its figures and those of the parts, what they prove, and what is listed."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property, reduce
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.activities import Activity
from casualtycli.batches import Batches
from casualtycli.claims import Window, window_of
from casualtycli.curves import Curve, Step, curves
from casualtycli.model import Figure, Source
from casualtycli.periods import Span, join, overlaps
from casualtycli.ranges import ANY, Range
from casualtycli.scopes import Scope
from casualtycli.tally import Kin

if TYPE_CHECKING:
    from casualtycli.incidents import IncidentList, Listed


class _Series(NamedTuple):
    figures: tuple[Figure, ...]
    activity: Activity
    scope: Scope
    kin: Kin | None = None
    """All figures of the voice that bear on the scope; ``None``: they prove nothing."""
    parts: "tuple[Series, ...]" = ()
    """What the scope consists of, where figures are of all of its parts."""
    incidents: "IncidentList | None" = None
    """What adds up in the scope."""


class Series(_Series):
    """One voice's figures in force in one scope, newest first, and those of its parts, if it consists of some."""

    @property
    def source(self) -> Source:
        """Who says so."""
        if self.incidents is not None:
            return self.incidents.source
        return self.figures[0].source if self.figures else self.parts[0].source

    @property
    def by_lag(self) -> bool:
        """Whether what is proved is of the days of death, though its source counts by report."""
        return self.kin is not None and self.source.lag is not None

    @cached_property
    def coverage(self) -> tuple[Span, ...]:
        """The days that figures cover, or a list completely, or figures of every part; days that touch connect."""
        shared = reduce(overlaps, (part.coverage for part in self.parts)) if self.parts else ()
        complete = () if self.incidents is None else self.incidents.complete
        return join((*(figure.outer for figure in self.figures), *complete, *shared))

    def stated(self, window: Span) -> tuple[Window, ...]:
        """Return the periods that figures state without being sure of their days, which are these at most."""
        if self.kin is not None:
            return self.kin.stated(self.scope, window)
        return tuple(window_of(figure) for figure in self.figures if figure.outer == window != figure.inner)

    def range(self, days: Window, since: date = date.min) -> Range:
        """Return what is proved of a window with no assumption; where totals and the list clash, by the totals.

        Ceilings are those published on a day or since.
        """
        totals = ANY if self.kin is None else self.kin.range(self.scope, days, since)
        listed = None if self.by_lag else self.listed(days)  # a list is of the days of its count, the totals of death
        return totals if listed is None else totals.meet(listed.range) or totals

    def listed(self, days: Window) -> "Listed | None":
        """Return what the list of incidents says of a window, if there is one and its days are known."""
        return self.incidents.over(days) if self.incidents is not None and isinstance(days, Span) else None

    @cached_property
    def by_days(self) -> Mapping[Span, Figure]:
        """For each span that figures speak of, the newest of them."""
        return {figure.outer: figure for figure in reversed(self.figures)}

    @cached_property
    def batches(self) -> Batches:
        """The batches of old deaths in the figures."""
        return Batches(self.figures, self.activity)

    @cached_property
    def curves(self) -> tuple[tuple[Curve, ...], tuple[Figure, ...]]:
        """The cumulative curves without batches, on the clock of active days, and the figures set aside."""
        elapsed = self.activity.elapsed
        made, aside = curves(
            [
                Step(
                    start=elapsed(figure.outer.start),
                    stop=elapsed(figure.outer.stop),
                    count=count,
                    label=label,
                )
                for label, figure in enumerate(self.figures)
                if (count := self.batches.less(figure)) is not None
            ]
        )
        return made, tuple(self.figures[label] for label in aside)

    def ends(self, window: Span) -> tuple[int, int]:
        """Return where a window begins and stops on the clock of active days."""
        return self.activity.elapsed(window.start), self.activity.elapsed(window.stop)

    def figure_around(self, window: Span) -> Figure | None:
        """Return the figure with a best number around a window that has the fewest other days, then the newest."""
        around = (
            one
            for one in self.figures
            if one.outer.contains(window) and one.count.reported is not None and self.activity.days(one.outer)
        )
        return min(around, key=lambda figure: figure.outer.days, default=None)

    def curve_around(self, start: int, stop: int) -> tuple[Curve, tuple[int, ...]] | None:
        """Return the curve with the closest known days around two days, then the newest, and those known days."""
        found = [(curve, near) for curve in self.curves[0] if (near := curve.around(start, stop))]
        return min(found, key=lambda pair: (pair[1][1] - pair[1][0], pair[0].newest)) if found else None
