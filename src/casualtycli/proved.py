"""What all reports together prove: a range for each scope and run of days asked about, and the clashes between them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from casualtycli.activities import Activity
from casualtycli.asked import Inquiry, asked_about
from casualtycli.bounds import Bound, Bounds, Clash
from casualtycli.claims import Claim, Stated, Window
from casualtycli.clashes import with_sums, without
from casualtycli.heard import LeftOut, Silence, SilentList, heard
from casualtycli.links import families
from casualtycli.model import Figure, Registry
from casualtycli.periods import Span
from casualtycli.scopes import Scope
from casualtycli.sums import HeardList


class Proved(NamedTuple):
    """What is proved of a scope on a run of days."""

    scope: Scope
    days: Span
    window: Window
    """The days, or the unknown ones among them that figures state."""
    bound: Bound
    clashes: tuple[Clash, ...] = ()
    """Those of figures that bear on the scope, which prove nothing then."""

    @property
    def stated(self) -> Stated | None:
        """The unknown days that are meant; None where it is all of them."""
        return self.window if isinstance(self.window, Stated) else None


class Findings(NamedTuple):
    """All that was asked for, in a stated order."""

    rows: tuple[Proved, ...]
    clashes: tuple[Clash, ...]
    left_out: tuple[LeftOut, ...]
    heard: tuple[Figure, ...] = ()
    """The figures that bear on what is asked and are not left out, in the registry's order."""
    silent_lists: tuple[SilentList, ...] = ()


def prove(registry: Registry, inquiry: Inquiry) -> Findings:
    """Return what figures prove of each scope asked for, and the clashes between them.

    Figures that clash are left out of what is proved, all of them.

    Raises:
        CommandError: a name is not in the registry.
        DoesNotAddUp: a proof is none, which is a defect.
    """
    said = heard(registry, inquiry.selection, inquiry.trusted)
    asked = asked_about(registry, inquiry, said)
    listed = (scope for one in said.lists for scope in one.whole.spoken_of)
    claimed = sorted({*(claim.scope for claim in said.claims), *listed}, key=lambda scope: scope.order)
    found = families(registry.scopes, (*asked, *claimed))
    proved: dict[Scope, list[Proved]] = {}
    clashes: list[Clash] = []
    for family in dict.fromkeys(found[scope] for scope in asked):
        members = frozenset(family.scopes)
        claims = [claim for claim in said.claims if claim.scope in members]
        days = {scope: days for scope, days in asked.items() if scope in members}
        own = _Ground(registry, family.scopes, claims, said.lists, days)
        clashes += own.clashes
        for row in own.rows():
            proved.setdefault(row.scope, []).append(row)
    near = {member for scope in asked for member in found[scope].scopes}
    loud = [LeftOut(figure, Silence.CLASHES) for clash in clashes for figure in clash.figures]
    left_out = [one for one in said.left_out if one.figure.scope in near or inquiry.selection.wants(one.figure.scope)]
    place = {figure.id: at for at, figure in enumerate(registry.figures)}
    quiet = {one.figure.id for one in (*loud, *left_out)}
    speaking = {claim.figure.id for claim in said.claims if claim.scope in near} - quiet
    return Findings(
        rows=tuple(row for scope in asked for row in proved.get(scope, ())),
        clashes=tuple(clashes),
        left_out=tuple(sorted((*loud, *left_out), key=lambda one: place[one.figure.id])),
        heard=tuple(figure for figure in registry.figures if figure.id in speaking),
        silent_lists=tuple(one for one in said.silent_lists if not near.isdisjoint(one.whole.by_scope)),
    )


class _Ground:
    """What bears on each other, with that left out that clashes, and the days asked about in each scope."""

    def __init__(
        self,
        registry: Registry,
        scopes: Sequence[Scope],
        claims: Sequence[Claim],
        lists: Sequence[HeardList],
        asked: Mapping[Scope, Sequence[Span]],
    ) -> None:
        loose = tuple(dict.fromkeys(claim.window for claim in claims if isinstance(claim.window, Stated)))
        self._windows: dict[Scope, dict[Span, tuple[Window, ...]]] = {
            scope: {span: (span, *_only(loose, registry.activity(scope), span)) for span in days}
            for scope, days in asked.items()
        }
        self._registry = registry
        self._scopes = scopes
        self.clashes: list[Clash] = []
        self._found: dict[tuple[Scope, Window], Bound] = {}
        while clash := self._settle(self._bounds(claims, lists)):
            self.clashes.append(clash)
            claims, lists = without(clash, claims, lists)

    def _bounds(self, claims: Sequence[Claim], lists: Sequence[HeardList]) -> Bounds:
        """Return what is claimed, with the sums of lists on the windows that claims and the question are about."""
        asked = {
            scope: [window for windows in days.values() for window in windows] for scope, days in self._windows.items()
        }
        said = with_sums(self._registry, self._scopes, claims, lists, asked)
        return Bounds(said.claims, self._registry.scopes, self._registry.activity, complete=said.complete)

    def _settle(self, bounds: Bounds) -> Clash | None:
        """Find what is proved of all windows, or return a clash, which may show on those windows only."""
        if clash := bounds.clash():
            return clash
        try:
            for scope, days in self._windows.items():
                windows = [window for of_days in days.values() for window in of_days]
                found = zip(windows, bounds.of(scope, windows), strict=True)
                self._found.update(((scope, window), bound) for window, bound in found)
        except ValueError:
            if clash := bounds.clash():
                return clash
            raise
        return None

    def rows(self) -> Iterator[Proved]:
        """Yield what is proved of each scope on each run of days."""
        for scope, days in self._windows.items():
            for span, windows in days.items():
                for window, bound in _telling(span, {window: self._found[scope, window] for window in windows}):
                    yield Proved(scope, span, window, bound, tuple(self.clashes))


def _telling(days: Span, found: Mapping[Window, Bound]) -> list[tuple[Window, Bound]]:
    """Return what it takes to say all that is proved of some days, and of unknown ones among them.

    Of the latter, that with the lowest ceiling, if that is lower; the days themselves where more is proved of them.
    """
    whole = found[days]
    closer = [(window, bound) for window, bound in found.items() if _is_less(bound.high, whole.high)]
    if not closer:
        return [(days, whole)]
    best = min(closer, key=lambda one: (one[1].high, -one[1].low, str(one[0])))
    return [best] if best[1].low == whole.low else [(days, whole), best]


def _is_less(high: int | None, than: int | None) -> bool:
    return high is not None and (than is None or high < than)


def _only(loose: Iterable[Stated], activity: Activity, days: Span) -> Iterator[Stated]:
    """Yield those of the days that are not known that can be all of the days given, and no other active ones."""
    return (window for window in loose if activity.cut(window.outer) == days)
