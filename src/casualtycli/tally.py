"""What one voice's figures prove of its own tally, which it may revise, with no assumption at all.

What was published on one day holds together. Of what was published on several days, only floors are mixed with
ceilings that came later: a tally grows as older deaths are found, so that no ceiling speaks of a newer floor.
"""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.activities import EVER, Activity
from casualtycli.batches import restated
from casualtycli.claims import Claim, Stated, Window, claims_of, window_of
from casualtycli.corrections import NOTHING, Corrections, lowered
from casualtycli.curves import Curve, Step, curves
from casualtycli.links import families
from casualtycli.model import Clock, Figure, Vintage
from casualtycli.outlook import ANYTHING, LateOutlook, Outlook
from casualtycli.periods import Span
from casualtycli.ranges import Range
from casualtycli.scopes import Scope, Scopes

if TYPE_CHECKING:
    from casualtycli.bounds import Bound, Bounds, Clash


class Determined(NamedTuple):
    """The number that exact figures leave as the only one."""

    count: int  # type: ignore[assignment]  # persons
    figures: tuple[Figure, ...]
    """What it rests on, newest first."""


class Tally:
    """One voice's figures in force, by scope."""

    def __init__(
        self,
        figures: Mapping[Scope, Sequence[Figure]],
        scopes: Scopes,
        activity: Callable[[Scope], Activity],
        kins: "Kins | None" = None,
        corrected: Corrections = NOTHING,
    ) -> None:
        self._figures = figures
        self._corrected = corrected
        self._scopes = scopes
        self._kins = Kins(scopes, activity) if kins is None else kins
        self._kin: dict[Scope, Kin] = {}

    def kin(self, scope: Scope) -> "Kin":
        """Return the figures that bear on a scope."""
        if scope not in self._kin:
            found = families(self._scopes, dict.fromkeys((*self._figures, scope)))
            for family in dict.fromkeys(found.values()):
                figures = [figure for member in family.scopes for figure in self._figures.get(member, ())]
                kin = self._kins.kin(figures, alone=not family.links, corrected=self._corrected)
                self._kin.update({member: kin for member in family.scopes if member not in self._kin})
        return self._kin[scope]


class Kins:
    """What was proved of some figures, kept for when the same ones speak again, as on another day."""

    def __init__(self, scopes: Scopes, activity: Callable[[Scope], Activity]) -> None:
        self.activity = activity
        self._scopes = scopes
        self._kins: dict[tuple[bool, tuple[str, ...], bool], Kin] = {}
        self._bounds: dict[tuple[tuple[str, bool, int], ...], Bounds] = {}

    def kin(self, figures: Iterable[Figure], *, alone: bool, corrected: Corrections = NOTHING) -> "Kin":
        """Return figures that bear on each other, with what their source has put right since."""
        known = sorted(figures, key=lambda figure: figure.age, reverse=True)
        key = alone, tuple(figure.id for figure in known), bool(corrected)
        if key not in self._kins:
            self._kins[key] = Kin(known, self, alone=alone, corrected=corrected)
        return self._kins[key]

    def bounds(self, claims: Iterable[Claim]) -> "Bounds":
        """Return what claims prove together."""
        known = sorted(claims, key=lambda claim: claim.order)
        key = tuple((*claim.order, claim.count) for claim in known)
        if key not in self._bounds:
            from casualtycli.bounds import Bounds  # what is proved can mostly be seen without

            self._bounds[key] = Bounds(known, self._scopes, self.activity)
        return self._bounds[key]


class _End(NamedTuple):
    """The low or the high end of a range, and of which vintage the ceilings are that prove it."""

    count: int  # type: ignore[assignment]
    vintage: Vintage | None
    """``None``: floors alone."""


class Kin:
    """The figures of one voice that bear on each other: of one scope, or of wholes and parts; the newest first."""

    def __init__(self, figures: Iterable[Figure], kins: Kins, *, alone: bool, corrected: Corrections = NOTHING) -> None:
        self._then = restated(figures, kins.activity, alone=alone)
        """What they say now that batches of old deaths are known."""
        self.figures = tuple(lowered(figure, corrected) for figure in self._then) if corrected else self._then
        """Newest first, each with what it says now that what was taken back is known as well."""
        self.alone = alone
        """Whether they are all of one scope."""
        self._late = any(figure.source.lag for figure in self.figures)
        """Whether their source counts each death so many days later."""
        self._kins = kins
        self._activity = kins.activity
        self._found: dict[tuple[Scope, Window, date], tuple[_End, _End | None]] = {}
        self._hidden: list[Clash] = []
        """Those that were seen only on a window looked at."""
        self._curves: dict[Vintage | None, tuple[Curve, ...]] = {}

    def range(self, scope: Scope, window: Window, since: date = date.min) -> Range:
        """Return the range of the tally in a window, by the ceilings that were published on a day or since."""
        low, high = self._best(scope, window, since)
        return Range(low.count, None if high is None else high.count)

    def lowest(self, scope: Scope, window: Window, since: date = date.min) -> "Bound":
        """Return the bound that proves the highest floor."""
        return self._bound(self._best(scope, window, since)[0].vintage, scope, window)

    def highest(self, scope: Scope, window: Window, since: date = date.min) -> "Bound | None":
        """Return the bound that proves the lowest ceiling, or None where there is none."""
        high = self._best(scope, window, since)[1]
        return None if high is None else self._bound(high.vintage, scope, window)

    def _best(self, scope: Scope, window: Window, since: date) -> tuple[_End, _End | None]:
        key = scope, window, since
        while key not in self._found:
            hidden = len(self._hidden)
            found = self._search(scope, window, since)
            if hidden == len(self._hidden):
                self._found[key] = found
        return self._found[key]

    def _search(self, scope: Scope, window: Window, since: date) -> tuple[_End, _End | None]:
        """Return the best ends of all vintages since a day; what newer figures have outgrown proves nothing."""
        low, high = _End(self._floor(scope, window), None), None
        for vintage in self._vintages:
            if vintage[0] < since:
                break
            hope = self._outlook.hope(vintage, window) if self.alone else ANYTHING
            if not hope.betters(low.count, None if high is None else high.count):
                continue
            floor, ceiling = low.count, hope.high
            if not hope.exact or hope.low is None or hope.low > low.count:
                bound = self._bound(vintage, scope, window)
                floor, ceiling = bound.low, bound.high
            if (ceiling is not None and ceiling < low.count) or (high is not None and floor > high.count):
                continue
            low = _End(floor, vintage) if floor > low.count else low
            if ceiling is not None and (high is None or ceiling < high.count):
                high = _End(ceiling, vintage)
        return low, high

    def _floor(self, scope: Scope, window: Window) -> int:
        if self.alone and isinstance(self._outlook, Outlook):
            return self._outlook.floor(window)
        return self._bound(None, scope, window).low

    @cached_property
    def _outlook(self) -> Outlook | LateOutlook:
        """What is seen of the claims that hold, where all are on one scope."""
        return self._look(self._ids_aside) if self._ids_aside else self._first_look

    @cached_property
    def _first_look(self) -> Outlook | LateOutlook:
        """What is seen of all claims, whether or not they hold together."""
        return self._look(())

    def _look(self, aside: Container[str]) -> Outlook | LateOutlook:
        activity = self._activity(self.figures[0].scope) if self.figures else EVER
        return (LateOutlook if self._late else Outlook)(self._held(aside), activity)

    def stated(self, scope: Scope, days: Span) -> tuple[Window, ...]:
        """Return the periods that figures state without being sure of their days, and that are just these at most."""
        cut = self._activity(scope).cut
        return tuple(window for window in self._uncertain if cut(window.outer) == days)

    @cached_property
    def _uncertain(self) -> tuple[Stated, ...]:
        """The windows of figures whose days are not certain, each once."""
        uncertain = (figure for figure in self.figures if figure.stated[0] != figure.stated[1])
        return tuple(window for window in dict.fromkeys(map(window_of, uncertain)) if isinstance(window, Stated))

    def determined(self, scope: Scope, window: Span, *, together: bool) -> Determined | None:
        """Return the one number that exact figures leave to a window: figures published together, or all of them.

        What is counted by report is never subtracted, so it determines nothing.
        """
        for vintage in self._exact if together else (None,):
            known = self._all_exact if vintage is None else self._exact[vintage]
            found = self._on_curve(vintage, known, window) if self.alone else self._only_number(known, scope, window)
            if found is not None:
                return found
        return None

    @cached_property
    def _all_exact(self) -> tuple[Figure, ...]:
        """The exact figures, newest first; of what is counted by report, none."""
        if not self.figures or self.figures[0].source.clock is Clock.REPORT:
            return ()
        aside = self._ids_aside
        return tuple(figure for figure in self._then if figure.count.is_exact and figure.id not in aside)

    @cached_property
    def _exact(self) -> Mapping[Vintage, tuple[Figure, ...]]:
        """Several exact figures that hold together, by their vintage."""
        groups: dict[Vintage, list[Figure]] = {}
        for figure in self._all_exact:
            groups.setdefault(figure.vintage, []).append(figure)
        return {vintage: tuple(group) for vintage, group in groups.items() if len(group) > 1}

    def _on_curve(self, vintage: Vintage | None, figures: Sequence[Figure], window: Span) -> Determined | None:
        """Return the difference of the running totals at both ends, where figures of one scope fix both."""
        if not figures:
            return None
        elapsed = self._activity(figures[0].scope).elapsed
        if vintage not in self._curves:
            steps = [
                Step(elapsed(figure.outer.start), elapsed(figure.outer.stop), figure.count.low, label)
                for label, figure in enumerate(figures)
                if figure.inner == figure.outer
            ]
            self._curves[vintage] = curves(steps)[0]
        ends = elapsed(window.start), elapsed(window.stop)
        for curve in self._curves[vintage]:
            if all(end in curve.known for end in ends):
                labels = curve.labels(ends)
                count = curve.at(ends[1]) - curve.at(ends[0])
                return Determined(int(count), tuple(figures[label] for label in labels))
        return None

    def _only_number(self, figures: Sequence[Figure], scope: Scope, window: Window) -> Determined | None:
        """Return the only number that is within all bounds of wholes and parts, and figures that leave no other."""
        found = self._both_ends(figures, scope, window)
        if found is None or found.low != found.high or found.high_proof is None:
            return None
        for proof in (found.low_proof, found.high_proof):
            alone = self._both_ends(proof.figures, scope, window)
            if alone is not None and alone.low == alone.high:  # what the other end is proved by confirms it
                return Determined(found.low, _newest_first(proof.figures))
        return Determined(found.low, _newest_first((*found.low_proof.figures, *found.high_proof.figures)))

    def _both_ends(self, figures: Collection[Figure], scope: Scope, window: Window) -> "Bound | None":
        """Return the bound that several figures prove, or None where there are not several, or they clash."""
        if len(figures) < 2:
            return None
        ids = {figure.id for figure in figures}
        bounds = self._kins.bounds(claim for claim in self._claims if claim.figure.id in ids)
        return None if bounds.clash() is not None else bounds.one(scope, window)

    @property
    def set_aside(self) -> tuple[Figure, ...]:
        """Older figures that cannot hold beside newer ones, newest first."""
        aside = self._ids_aside
        return tuple(figure for figure in self.figures if figure.id in aside) if aside else ()

    @property
    def _ids_aside(self) -> frozenset[str]:
        return frozenset(clash.oldest.id for clash in (*self.clashes, *self._hidden))

    @cached_property
    def clashes(self) -> "tuple[Clash, ...]":
        """Figures that cannot all hold, as long as the oldest of those before is set aside."""
        found: list[Clash] = []
        aside: set[str] = set()
        for vintage in self._vintages:
            if self.alone and not self._first_look.may_clash(vintage):
                continue
            while clash := self._kins.bounds(self._known_on(vintage, aside)).clash():
                found.append(clash)
                aside.add(clash.oldest.id)
        return tuple(found)

    def _bound(self, vintage: Vintage | None, scope: Scope, window: Window) -> "Bound":
        """Return what is proved by what was known of a vintage; what clashes on this window only is set aside."""
        while (bound := self._at(vintage).one(scope, window)) is None:
            clash = self._at(vintage).clash()
            assert clash is not None, "what proves nothing clashes"
            self._hidden.append(clash)
            self._found.clear()
        return bound

    @cached_property
    def _claims(self) -> tuple[Claim, ...]:
        """What the figures claim, in their order."""
        return tuple(
            claim
            for figure in self.figures
            for claim in claims_of(figure, floor=False, from_the_start=self._from_the_start(figure))
        )

    def _from_the_start(self, figure: Figure) -> bool:
        """Tell whether it counts from the actor's first day on; of what is counted by occurrence nobody asks."""
        by_report = figure.source.clock is Clock.REPORT
        return by_report and figure.outer.first == self._activity(figure.scope).first

    @cached_property
    def _vintages(self) -> tuple[Vintage, ...]:
        """Those that have a ceiling, the newest first."""
        return tuple(dict.fromkeys(claim.figure.vintage for claim in self._claims if claim.at_most))

    def _held(self, aside: Container[str]) -> list[Claim]:
        return [claim for claim in self._claims if claim.figure.id not in aside]

    def _known_on(self, vintage: Vintage, aside: Container[str]) -> list[Claim]:
        """Return the ceilings of a vintage, and the floors that are as old or older."""
        return [
            claim
            for claim in self._held(aside)
            if claim.figure.vintage == vintage or (not claim.at_most and claim.figure.known < vintage[0])
        ]

    def _at(self, vintage: Vintage | None) -> "Bounds":
        """Return what was known of a vintage, its ceilings alone; without one, every floor."""
        aside = self._ids_aside
        floors = (claim for claim in self._held(aside) if not claim.at_most)
        return self._kins.bounds(floors if vintage is None else self._known_on(vintage, aside))


def contradictions(claims: Iterable[Claim], scopes: Scopes, activity: Callable[[Scope], Activity]) -> "Iterator[Clash]":
    """Yield figures of one source that cannot all be true of what happened, as long as older ones are left out.

    Those of one day of publication are not told: none of them is older.
    """
    left = list(claims)
    if not any(claim.at_most for claim in left):
        return
    from casualtycli.bounds import Bounds

    while clash := Bounds(left, scopes, activity).clash():
        out = {figure.id for figure in clash.figures}
        if len({figure.vintage for figure in clash.figures}) > 1:
            out = {clash.oldest.id}
            yield clash
        left = [claim for claim in left if claim.figure.id not in out]


def _newest_first(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    named = {figure.id: figure for figure in figures}
    return tuple(sorted(named.values(), key=lambda figure: figure.age, reverse=True))
