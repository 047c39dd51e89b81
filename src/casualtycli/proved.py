"""What all reports together prove: a range for each scope and run of days asked about, and the clashes between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from casualtycli.bounds import Bound, Bounds, Clash
from casualtycli.claims import Claim, Stated, Window
from casualtycli.heard import Heard, LeftOut, Silence, heard, scopes_of
from casualtycli.links import families
from casualtycli.model import Figure, Registry
from casualtycli.periods import Span
from casualtycli.problems import CommandError
from casualtycli.scopes import Scope
from casualtycli.select import Selection, check_name


class Inquiry(NamedTuple):
    """What is to be proved, and by which figures."""

    selection: Selection = Selection()
    """Measures, places and actors choose what is told; every figure still bears on it."""
    trusted: tuple[str, ...] = ()
    """Ids of sources: only these, taken at their word even where they estimate or give variants."""
    period: Span | None = None
    """``None``: in each scope, from the first to the last day that its figures cover."""
    by: str | None = None
    """A unit of the calendar to cut the days by."""


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


class Answer(StrEnum):
    """What becomes of a statement."""

    PROVED = "proved"
    REFUTED = "refuted"
    OPEN = "open"


class Several(CommandError):
    """A statement is about several measures, places or actors."""

    def __init__(self, kind: str, names: Sequence[str]) -> None:
        super().__init__(f"several {kind}s are asked about: {_few(names)}", f"name one with --{kind}")
        self.kind = kind
        self.names = tuple(names)


class Verdict(NamedTuple):
    """A statement about one scope and one run of days, and what becomes of it."""

    rows: tuple[Proved, ...]
    """What is proved of it."""
    at_least: int | None
    at_most: int | None
    """Persons; one of the two is stated."""
    answer: Answer

    @property
    def proved(self) -> bool:
        """Whether it is proved."""
        return self.answer is Answer.PROVED

    @property
    def statement(self) -> str:
        """What is stated."""
        return f"at least {self.at_least:,}" if self.at_least is not None else f"at most {self.at_most:,}"


def prove(registry: Registry, inquiry: Inquiry) -> Findings:
    """Return what figures prove of each scope asked for, and the clashes between them.

    Figures that clash are left out of what is proved, all of them.

    Raises:
        CommandError: a name is not in the registry.
        DoesNotAddUp: a proof is none, which is a defect.
    """
    _check_names(registry, inquiry.selection)
    said = heard(registry, inquiry.selection, inquiry.trusted)
    asked = _asked(registry, inquiry, said)
    claimed = sorted({claim.scope for claim in said.claims}, key=lambda scope: scope.order)
    found = families(registry.scopes, (*asked, *claimed))
    proved: dict[Scope, list[Proved]] = {}
    clashes: list[Clash] = []
    for family in dict.fromkeys(found[scope] for scope in asked):
        members = frozenset(family.scopes)
        claims = [claim for claim in said.claims if claim.scope in members]
        own = _Ground(registry, claims, {scope: days for scope, days in asked.items() if scope in members})
        clashes += own.clashes
        for row in own.rows():
            proved.setdefault(row.scope, []).append(row)
    near = {member for scope in asked for member in found[scope].scopes}
    loud = [LeftOut(figure, Silence.CLASHES) for clash in clashes for figure in clash.figures]
    left_out = [one for one in said.left_out if one.figure.scope in near or inquiry.selection.wants(one.figure.scope)]
    place = {figure.id: at for at, figure in enumerate(registry.figures)}
    return Findings(
        rows=tuple(row for scope in asked for row in proved.get(scope, ())),
        clashes=tuple(clashes),
        left_out=tuple(sorted((*loud, *left_out), key=lambda one: place[one.figure.id])),
    )


class _Ground:
    """Claims that bear on each other, with those left out that clash, and the days asked about in each scope."""

    def __init__(self, registry: Registry, claims: Sequence[Claim], asked: Mapping[Scope, Sequence[Span]]) -> None:
        self._windows: dict[Scope, dict[Span, tuple[Window, ...]]] = {
            scope: {span: (span, *_stated(registry, claims, scope, span)) for span in days}
            for scope, days in asked.items()
        }
        self.clashes: list[Clash] = []
        self._found: dict[tuple[Scope, Window], Bound] = {}
        while clash := self._settle(Bounds(claims, registry.scopes, registry.activity)):
            self.clashes.append(clash)
            out = {figure.id for figure in clash.figures}
            claims = [claim for claim in claims if claim.figure.id not in out]

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


def _stated(registry: Registry, claims: Iterable[Claim], scope: Scope, days: Span) -> tuple[Stated, ...]:
    """Return the periods that figures state without being sure of their days, and that are just these at most."""
    cut = registry.activity(scope).cut
    windows = dict.fromkeys(claim.window for claim in claims if isinstance(claim.window, Stated))
    return tuple(window for window in windows if cut(window.outer) == days)


def _asked(registry: Registry, inquiry: Inquiry, said: Heard) -> dict[Scope, tuple[Span, ...]]:
    """Return the scopes asked for, each with the days asked about; without any, nothing is known of it."""
    by_scope = scopes_of(said.figures)
    found = {}
    for scope in _scopes_asked(registry, inquiry.selection, by_scope):
        figures = () if inquiry.period else by_scope.get(scope, ())
        hull = _hull(registry, scope, figures or _kin(registry, scope, by_scope))
        days = tuple(_days(registry, inquiry, scope, hull))
        if days:
            found[scope] = days
    return found


def _scopes_asked(registry: Registry, selection: Selection, figured: Collection[Scope]) -> tuple[Scope, ...]:
    """Return the scopes that figures have, or that are part or whole of one and asked for by name."""
    wholes = {whole for scope in figured for whole in registry.scopes.wholes(scope)}
    candidates = {
        Scope(measure, place, actor)
        for scope in figured
        for measure in selection.measures or (scope.measure,)
        for place in selection.places or (scope.place,)
        for actor in selection.actors or (scope.actor,)
    }
    kept = {
        scope
        for scope in candidates
        if scope in figured or scope in wholes or any(whole in figured for whole in registry.scopes.wholes(scope))
    }
    return tuple(sorted(kept, key=_order(registry)))


def _order(registry: Registry) -> Callable[[Scope], tuple[object, ...]]:
    """Return what scopes are sorted by: measures as the registry has them, actors by the first figure, places."""
    measures = {measure: at for at, measure in enumerate(registry.measures)}
    actors: dict[str | None, int] = {}
    for figure in registry.figures:
        actors.setdefault(figure.scope.actor, len(actors))

    def order(scope: Scope) -> tuple[object, ...]:
        measure = measures.get(scope.measure, len(measures)), scope.measure
        return *measure, actors.get(scope.actor, len(actors)), scope.order

    return order


def _hull(registry: Registry, scope: Scope, figures: Iterable[Figure]) -> Span | None:
    """Return from the first to the last active day that figures cover."""
    days = [figure.outer for figure in figures]
    hull = Span(min(span.first for span in days), max(span.last for span in days))
    return registry.activity(scope).cut(hull)


def _kin(registry: Registry, scope: Scope, figured: Mapping[Scope, Sequence[Figure]]) -> Iterator[Figure]:
    """Yield the figures of a scope, of its parts and of its wholes."""
    wholes = registry.scopes.wholes(scope)
    for other, figures in figured.items():
        if other in wholes or scope in registry.scopes.wholes(other):
            yield from figures


def _days(registry: Registry, inquiry: Inquiry, scope: Scope, hull: Span | None) -> Iterator[Span]:
    """Yield the days asked about in a scope: those of the period, or all that figures cover; or pieces of those."""
    days = inquiry.period or hull
    if days is None:
        return
    if inquiry.by or days.last == date.max:
        met = None if hull is None else days.meet(hull)
        if met is None:
            return
        days = met
    active = registry.activity(scope).cut
    if inquiry.by is None:
        yield active(days) or days
        return
    for piece in days.pieces(inquiry.by):
        met = piece.meet(days)
        if met and (cut := active(met)):
            yield cut


def answered(rows: tuple[Proved, ...], *, at_least: int | None = None, at_most: int | None = None) -> Verdict:
    """Return what becomes of the statement that so many were counted at least, or at most, going by the rows."""
    proved = any(_is_within(row.bound, at_least, at_most) for row in rows)
    refuted = any(_is_beyond(row.bound, at_least, at_most) for row in rows)
    answer = Answer.PROVED if proved else Answer.REFUTED if refuted else Answer.OPEN
    return Verdict(rows=rows, at_least=at_least, at_most=at_most, answer=answer)


def _is_within(bound: Bound, at_least: int | None, at_most: int | None) -> bool:
    """Tell whether every number of the range is as stated."""
    return (at_least is None or bound.low >= at_least) and (
        at_most is None or (bound.high is not None and bound.high <= at_most)
    )


def _is_beyond(bound: Bound, at_least: int | None, at_most: int | None) -> bool:
    """Tell whether no number of the range is as stated."""
    short = at_least is not None and bound.high is not None and bound.high < at_least
    return short or (at_most is not None and bound.low > at_most)


def only(rows: tuple[Proved, ...]) -> tuple[Proved, ...]:
    """Return the rows, which have to be of one scope and one run of days.

    Raises:
        CommandError: they are of none, or of several.
    """
    if not rows:
        raise CommandError("no figure bears on what is asked", "casualty list shows the figures")
    for kind in ("measure", "place", "actor"):
        names = sorted({getattr(row.scope, kind) or WHOEVER for row in rows})
        if len(names) > 1:
            raise Several(kind, names)
    if len({row.days for row in rows}) > 1:
        raise CommandError("several runs of days are asked about", "leave --by out, or name the days with --period")
    return rows


WHOEVER = "whoever it was"
"""What stands for the actor where none is named."""
FEW = 3
"""Names that are given before the rest are counted."""


def _few(names: Sequence[str]) -> str:
    more = [f"{len(names) - FEW} more"] if len(names) > FEW else []
    return ", ".join([*names[:FEW], *more])


def _check_names(registry: Registry, selection: Selection) -> None:
    """Check that every measure, place and actor asked for is one that a figure has or that the registry declares.

    Raises:
        CommandError: one is not.
    """
    asked = (("measure", selection.measures), ("place", selection.places), ("actor", selection.actors))
    for kind, names in asked:
        counted = {name for figure in registry.figures if (name := getattr(figure.scope, kind))} if names else set()
        for name in names:
            check_name(kind, name, counted | registry.declared.get(kind, frozenset()))
