"""Which figures are heard when it is asked what all of them prove, and why the others are not."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from casualtycli.bounds import Clash
from casualtycli.claims import Claim, claims_to_what_happened
from casualtycli.model import Clock, Counts, Figure, Registry
from casualtycli.scopes import Scope
from casualtycli.select import Selection, Voice, voices
from casualtycli.tally import Kin, Tally, contradictions
from casualtycli.vintages import in_force


class Silence(StrEnum):
    """Why a figure proves nothing."""

    CLASHES = "clashes with others"
    SET_ASIDE = "newer figures of its source contradict it"
    DISPUTED = "disputed"
    RELAY = "only relays another figure"
    ESTIMATED = "estimated, which proves nothing unless --trust names the source"
    VARIANT = "one of several variants, which proves nothing unless --trust names the source"
    BY_REPORT = "counted by report, and not from the first active day: the deaths may be of days before"
    LISTED = "one of a list that adds up, which is not added up here"
    OPEN = "its words set no limit"


class LeftOut(NamedTuple):
    """A figure that is not used to prove anything."""

    figure: Figure
    why: Silence


class Heard(NamedTuple):
    """The figures that speak, and those that do not."""

    figures: tuple[Figure, ...]
    """All that are in force, of the sources asked for, and not disputed; the newest first in each scope."""
    claims: tuple[Claim, ...]
    """What they claim of what happened."""
    left_out: tuple[LeftOut, ...]
    """Those that claim nothing."""
    settled: tuple[Clash, ...]
    """Figures of one source that cannot all be true: the oldest of each of these is left out."""


def heard(registry: Registry, selection: Selection, trusted: Collection[str]) -> Heard:
    """Return the figures in force with what they claim of what happened.

    Takes the sources that are trusted, at their word; without any, those selected. Measures, places and actors narrow
    nothing here: every figure may bear on every scope.
    """
    figures: list[Figure] = []
    claims: list[Claim] = []
    left_out: list[LeftOut] = []
    settled: list[Clash] = []
    sources = trusted or selection.sources
    for voice in voices(registry, selection._replace(disputed=True)):
        if sources and voice.source.id not in sources:
            continue
        own = [figure for scope in voice.figures.values() for figure in scope]
        if not voice.disputed:
            figures += own
        kin = () if voice.disputed else _kin(registry, voice)
        aside = {figure.id for one in kin for figure in one.set_aside}
        known = {figure.id: figure for one in kin for figure in one.figures}  # batches that came later are in these
        said = {
            figure.id: _said(registry, known.get(figure.id, figure), trusted=figure.source.id in trusted)
            for figure in own
        }
        standing = [claim for id_, claimed in said.items() if id_ not in aside for claim in claimed]
        outdated = tuple(contradictions(standing, registry.scopes, registry.activity))
        aside |= {clash.oldest.id for clash in outdated}
        settled += (*(clash for one in kin for clash in one.clashes), *outdated)
        claims += (claim for claim in standing if claim.figure.id not in aside)
        left_out += (
            LeftOut(figure, Silence.SET_ASIDE if said[figure.id] else _why_silent(figure, trusted))
            for figure in own
            if figure.id in aside or not said[figure.id]
        )
    left_out += (
        LeftOut(figure, Silence.LISTED)
        for figure in in_force(registry.figures, selection.as_of)
        if figure.adds and not figure.disputed and (not sources or figure.source.id in sources)
    )
    return Heard(tuple(figures), tuple(claims), tuple(left_out), tuple(settled))


def _said(registry: Registry, figure: Figure, *, trusted: bool) -> tuple[Claim, ...]:
    first = registry.activity(figure.scope).first
    return claims_to_what_happened(figure, from_the_start=figure.outer.first == first, trusted=trusted)


def _kin(registry: Registry, voice: Voice) -> tuple[Kin, ...]:
    """Return the figures of a voice that bear on each other, each group of them once."""
    tally = Tally(voice.figures, registry.scopes, registry.activity)
    return tuple({id(one): one for one in map(tally.kin, voice.figures)}.values())


def _why_silent(figure: Figure, trusted: Collection[str]) -> Silence:
    """Return why a figure claims nothing of what happened."""
    if figure.disputed:
        return Silence.DISPUTED
    if figure.relays:
        return Silence.RELAY
    if figure.source.id not in trusted:
        if figure.source.counts is Counts.ESTIMATED:
            return Silence.ESTIMATED
        if figure.variant:
            return Silence.VARIANT
    by_report = figure.source.clock is Clock.REPORT and figure.source.lag is None
    return Silence.BY_REPORT if by_report and figure.count.low else Silence.OPEN


def scopes_of(figures: Collection[Figure]) -> dict[Scope, tuple[Figure, ...]]:
    """Return the figures by scope, the scopes in their order."""
    gathered: dict[Scope, list[Figure]] = {}
    for figure in figures:
        gathered.setdefault(figure.scope, []).append(figure)
    return {scope: tuple(gathered[scope]) for scope in sorted(gathered, key=lambda scope: scope.order)}
