"""What claims prove together: the range of any window in any scope, the claims that force it, and their clashes."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from casualtycli.activities import Activity
from casualtycli.certificates import Certificate, checked
from casualtycli.claims import Claim, Window
from casualtycli.links import Family, families
from casualtycli.model import Figure
from casualtycli.ranges import Range
from casualtycli.scopes import Scope, Scopes
from casualtycli.sums import Summed
from casualtycli.system import System

MOST_TRIED = 100
"""Figures of a clash of which each is tried to be left out."""


class Bound(NamedTuple):
    """What claims prove of a window in a scope."""

    low: int
    """Persons; 0 where nothing is proved."""
    high: int | None
    """Persons; ``None``: open."""
    sharp: bool
    """Whether no narrower range follows; the range is valid where that is not said too."""
    low_proof: Certificate
    high_proof: Certificate | None

    @property
    def range(self) -> Range:
        """The range."""
        return Range(self.low, self.high)


class Clash(NamedTuple):
    """Figures, or lists of incidents, that cannot all be true, but could without any one of them."""

    figures: tuple[Figure, ...]
    """By their ids; lists of incidents that clash stand in the certificate alone."""
    certificate: Certificate

    @property
    def size(self) -> int:
        """By how many persons they miss each other."""
        return self.certificate.bound

    @property
    def oldest(self) -> Figure:
        """The figure that newer ones of its source contradict, where all are of one."""
        return min(self.figures, key=lambda figure: figure.age)


class Bounds:
    """Claims, and what they prove together."""

    def __init__(
        self,
        claims: Iterable[Claim | Summed],
        scopes: Scopes,
        activity: Callable[[Scope], Activity],
        *,
        complete: bool = True,
    ) -> None:
        self.claims = tuple(sorted(claims, key=lambda claim: claim.order))
        self._complete = complete  # whether lists of incidents claim no more than that
        self._scopes = scopes
        self._activity = activity
        self._systems: dict[Family, System] = {}

    def of(self, scope: Scope, windows: Sequence[Window]) -> tuple[Bound, ...]:
        """Return what is proved of each window in a scope.

        Raises:
            ValueError: claims that bear on the scope clash.
        """
        system = self._system(self._family(scope))
        system.look_at(windows)
        if system.clash is not None:
            raise ValueError("claims that clash prove everything")
        return tuple(self._bound(system, scope, window) for window in windows)

    def one(self, scope: Scope, window: Window) -> Bound | None:
        """Return what is proved of one window; None where claims clash, which may show on that window only."""
        try:
            return self.of(scope, (window,))[0]
        except ValueError:
            if self.clash() is None:
                raise
            return None

    def clash(self) -> Clash | None:
        """Return a minimal clash of the claims, or None where they can all be true."""
        certificate = self._clash()
        return None if certificate is None else self._minimal(certificate)

    def _bound(self, system: System, scope: Scope, window: Window) -> Bound:
        low, high = system.lowest(scope, window), system.highest(scope, window)
        return Bound(
            low=low.bound,
            high=None if high is None else high.bound,
            sharp=system.is_sharp and self._complete,
            low_proof=self._checked(low),
            high_proof=None if high is None else self._checked(high),
        )

    def _checked(self, certificate: Certificate) -> Certificate:
        return checked(certificate, self._scopes, self._activity)

    @cached_property
    def _families(self) -> Mapping[Scope, Family]:
        return families(self._scopes, (claim.scope for claim in self.claims))

    def _family(self, scope: Scope) -> Family:
        if scope in self._families:
            return self._families[scope]
        return families(self._scopes, (scope, *(claim.scope for claim in self.claims)))[scope]

    def _system(self, family: Family) -> System:
        if family not in self._systems:
            members = frozenset(family.scopes)
            claims = [claim for claim in self.claims if claim.scope in members]
            self._systems[family] = System(family, claims, {scope: self._activity(scope) for scope in members})
        return self._systems[family]

    def _clash(self) -> Certificate | None:
        found = sorted(
            dict.fromkeys((*self._families.values(), *self._systems)), key=lambda family: family.scopes[0].order
        )
        clashes = (self._system(family).clash for family in found)
        return next((self._checked(clash) for clash in clashes if clash is not None), None)

    def _minimal(self, certificate: Certificate) -> Clash:
        """Return the clash of as few of its figures as clash by themselves, by the plainest sum.

        Of more than are tried one by one, no limit in the sum can be left out, but perhaps a figure.
        """
        left, at = _speakers(certificate), 0
        while at < len(left) <= MOST_TRIED:
            smaller = self._only({*left[:at], *left[at + 1 :]})._clash()
            still = set(_speakers(smaller)) if smaller else set(left)  # whoever was needed so far is among them
            left = [speaker for speaker in left if speaker in still]
            at += smaller is None
        # With no other figures about, more windows are looked at, so that fewer steps lead there.
        plainest = self._only(set(left))._clash() or certificate
        return Clash(plainest.figures, plainest)

    def _only(self, speakers: "Container[Speaker]") -> "Bounds":
        return Bounds([claim for claim in self.claims if _speaker(claim) in speakers], self._scopes, self._activity)


Speaker = str | tuple[str, str]
"""The id of a figure, or what a list of incidents is known by."""


def _speakers(certificate: Certificate) -> list[Speaker]:
    """Return whoever a clash is of, each once."""
    return list(dict.fromkeys(_speaker(claim) for _, claim in certificate.claims))


def _speaker(claim: Claim | Summed) -> Speaker:
    return claim.figure.id if isinstance(claim, Claim) else claim.by.key
