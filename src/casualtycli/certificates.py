"""Certificates: the lines that force a bound or a clash, and the check that they add up.

The check is plain addition. It knows nothing of how the lines were found.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from casualtycli.activities import Activity
from casualtycli.claims import Claim, Counted, CountedBy, Stated, Window, window_of
from casualtycli.links import Link, declared_parts
from casualtycli.model import Clock, Figure
from casualtycli.periods import Span
from casualtycli.scopes import Relation, Scope, Scopes
from casualtycli.sums import Summed


class Beside(NamedTuple):
    """From one day up to another that is certainly not before it, one of which is not known."""

    start: "Point"
    stop: "Point"


class Linked(NamedTuple):
    """That a whole has at least what its parts have in a window; reversed: at most, where they are all of it."""

    link: Link
    window: Window | Beside
    reversed: bool


class Placed(NamedTuple):
    """That of two days, one of which is not known, the second is not before the first.

    Between them nobody is counted less than zero times.
    """

    scope: Scope
    start: "Point"
    stop: "Point"


class Edge(NamedTuple):
    """The first day of a window that is not known, or the day after its last."""

    window: Stated
    last: bool


Point = int | Edge | CountedBy
"""The number of a day, or a day that is not known."""


class Line(NamedTuple):
    """Something that is so, taken so many times."""

    times: int
    said: Claim | Summed | Linked | Placed


class Certificate(NamedTuple):
    """Lines whose sum is a bound on a window in a scope; where no scope is named, a clash of that size."""

    scope: Scope | None
    window: Window | None
    bound: int
    """Persons."""
    at_most: bool
    lines: tuple[Line, ...]

    @property
    def claims(self) -> tuple[tuple[int, Claim | Summed], ...]:
        """The claims with how often each is taken: what adds first, then what takes away."""
        taken = [(line.times, line.said) for line in self.lines if isinstance(line.said, Claim | Summed)]
        return tuple(sorted(taken, key=lambda pair: (pair[1].at_most != self.at_most, pair[1].order)))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that make the claims, by their ids."""
        named = {claim.figure.id: claim.figure for _, claim in self.claims if isinstance(claim, Claim)}
        return tuple(named[id_] for id_ in sorted(named))

    @property
    def sums(self) -> tuple[Summed, ...]:
        """The claims that lists of incidents make."""
        return tuple(claim for _, claim in self.claims if isinstance(claim, Summed))


class DoesNotAddUp(Exception):
    """A certificate that proves nothing: a defect of the program, never to be printed."""


def ends(window: Window | Beside) -> tuple[Point, Point]:
    """Return the first day of a window and the day after its last."""
    if isinstance(window, Beside | Counted):
        first, behind = window
        return first, behind
    if isinstance(window, Span):
        return window.start, window.stop
    return Edge(window, last=False), Edge(window, last=True)


def checked(certificate: Certificate, scopes: Scopes, activity: Callable[[Scope], Activity]) -> Certificate:
    """Return the certificate, once its lines have been added up.

    Raises:
        DoesNotAddUp: a line says what nobody has said, or the sum is another one.
    """
    for line in certificate.lines:
        if line.times < 1 or not _is_so(line.said, scopes, activity):
            raise DoesNotAddUp(f"{line.said} is not so")
    total = sum(line.times * _number(line.said) for line in certificate.lines)
    if total != (-certificate.bound if certificate.at_most else certificate.bound):
        raise DoesNotAddUp(f"the lines come to {total}, not to {certificate.bound}")
    if not certificate.bound and certificate.scope is None:
        raise DoesNotAddUp("figures that miss each other by nobody do not clash")
    for scope, left in _left_over(certificate).items():
        if not _never_negative(left, activity(scope)):
            raise DoesNotAddUp(f"the lines count days of {scope} that are not in question")
    return certificate


def _is_so(said: Claim | Summed | Linked | Placed, scopes: Scopes, activity: Callable[[Scope], Activity]) -> bool:
    match said:
        case Summed():
            return _adds_up(said, scopes, activity)
        case Claim(figure=figure):
            number = figure.count.high if said.at_most else figure.count.low
            return said.scope == figure.scope and said.count == number and _is_stated(said)
        case Linked(link=link):
            wholes = all(link.whole in scopes.wholes(part) and link.whole != part for part in link.parts)
            together = len(link.parts) == 1 or _share_nobody(link, scopes)
            in_order = not isinstance(said.window, Beside) or _in_order(*said.window)
            return wholes and together and in_order and (not said.reversed or _is_all(link, scopes))
        case Placed():
            return _in_order(said.start, said.stop)


def _is_stated(claim: Claim) -> bool:
    """Tell whether the window of a claim is that of its figure."""
    figure, window = claim.figure, claim.window
    if figure.source.lag is None:
        days = window_of(figure)
        return window == days or (isinstance(days, Stated) and window == days.outer and not claim.at_most)
    days_ = figure.counted[claim.at_most]
    if days_ is None or not isinstance(window, Counted):
        return False
    return [tuple(point) for point in window] == [
        (figure.source.id, day, figure.source.lag) for day in (days_.start, days_.stop)
    ]


def _adds_up(said: Summed, scopes: Scopes, activity: Callable[[Scope], Activity]) -> bool:
    """Tell whether a sum is that of the incidents' own numbers, and of all of them where it is the most."""
    known = _is_all_listed(said, scopes) if said.at_most else _is_not_of_before(said, activity(said.scope).first)
    return known and said.count == _added(said)


@lru_cache(maxsize=4096)  # in a whole with many parts each sum stands in the proofs of all of them
def _added(said: Summed) -> int | None:
    """Return what the incidents of a sum come to, one by one; None where one of them may be any number."""
    total = 0
    for one in said.incidents:
        number = one.high if said.at_most else one.low
        if number is None:
            return None
        total += number
    return total


def _is_all_listed(said: Summed, scopes: Scopes) -> bool:
    """Tell whether a list means that there was nobody else, and none of its incidents there may be any number."""
    whole, days = said.by.whole, said.window
    mute = (one for scope, ones in said.by.mute.items() if _may_share(scope, said.scope, scopes) for one in ones)
    complete = any(span.start <= days.start and days.stop <= span.stop for span in whole.complete)
    unknown = any(one.start < days.stop and days.start < one.stop for one in mute)
    return said.by.closed and complete and said.scope in whole.spoken_of and not unknown


def _may_share(scope: Scope, other: Scope, scopes: Scopes) -> bool:
    return scopes.relation(scope, other) is not Relation.APART


def _is_not_of_before(said: Summed, first: date | None) -> bool:
    """Tell whether what was counted on some days happened on these: by report, if there were none to happen before."""
    source = said.by.whole.source
    dated = source.clock is Clock.OCCURRENCE or source.lag is not None
    return dated or (first is not None and said.window.first <= first)


def _share_nobody(link: Link, scopes: Scopes) -> bool:
    return any(set(link.parts) <= set(parts) for parts in declared_parts(scopes, link.whole))


def _is_all(link: Link, scopes: Scopes) -> bool:
    return any(set(link.parts) == set(parts) for parts in declared_parts(scopes, link.whole))


def _in_order(start: Point, stop: Point) -> bool:
    """Tell whether the second of two days is certainly not before the first."""
    match start, stop:
        case int(), Edge(window=window, last=last):
            earliest = window.inner.stop if last and window.inner else window.outer.start
            return start <= earliest
        case Edge(window=window, last=last), int():
            latest = window.inner.start if not last and window.inner else window.outer.stop
            return latest <= stop
        case Edge(), Edge():
            return start.window == stop.window and not start.last and stop.last
        case int(), CountedBy(earliest=earliest):
            return start <= earliest
        case CountedBy(latest=latest), int():
            return latest <= stop
        case CountedBy(), CountedBy():
            return (start.source, start.lag) == (stop.source, stop.lag) and start.day <= stop.day
    return False


def _number(said: Claim | Summed | Linked | Placed) -> int:
    """Return what is at least so many in a line: less than nothing, where it is at most so many less than nothing."""
    if not isinstance(said, Claim | Summed):
        return 0
    return -said.count if said.at_most else said.count


def _left_over(certificate: Certificate) -> Mapping[Scope, Counter[Point]]:
    """Return for each scope what is left of the question when all lines are taken off: how often each running total."""
    left: dict[Scope, Counter[Point]] = {}
    if certificate.scope is not None and certificate.window is not None:
        _add(left, certificate.scope, ends(certificate.window), -1 if certificate.at_most else 1)
    for times, said in certificate.lines:
        for scope, points, sign in _terms(said):
            _add(left, scope, points, -sign * times)
    return left


def _terms(said: Claim | Summed | Linked | Placed) -> Iterable[tuple[Scope, tuple[Point, Point], int]]:
    match said:
        case Claim() | Summed():
            return [(said.scope, ends(said.window), -1 if said.at_most else 1)]
        case Linked(link=link):
            sign = -1 if said.reversed else 1
            days = ends(said.window)
            return [(link.whole, days, sign), *((part, days, -sign) for part in link.parts)]
        case Placed():
            return [(said.scope, (said.start, said.stop), 1)]


def _add(left: dict[Scope, Counter[Point]], scope: Scope, points: tuple[Point, Point], times: int) -> None:
    counter = left.setdefault(scope, Counter())
    counter[points[0]] -= times
    counter[points[1]] += times


def _never_negative(left: Counter[Point], activity: Activity) -> bool:
    """Tell whether what is left counts no active day, and no days that are not known, less than zero times."""
    for window in {point.window for point in left if isinstance(point, Edge)}:
        if left[Edge(window, last=True)] < 0 or left[Edge(window, last=True)] != -left[Edge(window, last=False)]:
            return False
    counted = [point for point in left if isinstance(point, CountedBy)]
    for clock in {(point.source, point.lag) for point in counted}:
        own = sorted(point for point in counted if (point.source, point.lag) == clock)
        if sum(left[point] for point in own) or any(before > 0 for before in accumulate(left[point] for point in own)):
            return False
    days = sorted(point for point in left if isinstance(point, int))
    before = 0
    for day, following in pairwise(days):
        before += left[day]
        # S(b) − S(a) with S at a counted −1 and at b +1: between them the days count once.
        if before > 0 and activity.elapsed(following) > activity.elapsed(day):
            return False
    return sum(left.values()) == 0
