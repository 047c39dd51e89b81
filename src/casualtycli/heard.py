"""Which figures are heard when it is asked what all of them prove, and why the others are not."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from casualtycli.bounds import Clash
from casualtycli.claims import Claim, claims_to_what_happened
from casualtycli.corrections import raised
from casualtycli.lags import Lag
from casualtycli.lists import WholeList, whole_lists
from casualtycli.model import Clock, Counts, Figure, Incident, Registry, Source
from casualtycli.periods import Span
from casualtycli.scopes import Scope
from casualtycli.select import Selection, Voice, voices
from casualtycli.sums import HeardList
from casualtycli.tally import Kin, Tally, contradictions
from casualtycli.vintages import in_force


class Silence(StrEnum):
    """Why a figure proves nothing."""

    CLASHES = "clashes with others"
    SET_ASIDE = "newer figures of its source contradict it"
    DISPUTED = "disputed"
    RELAY = "only relays another figure"
    ESTIMATED = "estimated, which proves nothing unless --trust names the source"
    VARIANT = "a variant, which proves nothing unless --trust names a source that says nothing else of it"
    BY_REPORT = "counted by report, and not from the first active day: the deaths may be of days before"
    OPEN = "its words set no limit"


class LeftOut(NamedTuple):
    """A figure that is not used to prove anything."""

    figure: Figure
    why: Silence


class SilentList(NamedTuple):
    """A list of incidents that is not used to prove anything."""

    whole: WholeList
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
    lists: tuple[HeardList, ...] = ()
    """Lists of incidents that claim what these add up to."""
    silent_lists: tuple[SilentList, ...] = ()


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
    spoken = voices(registry, selection._replace(disputed=True))
    trusts = _trusting(spoken, trusted)
    for voice in spoken:
        if sources and voice.source.id not in sources:
            continue
        own = [figure for scope in voice.figures.values() for figure in scope]
        if not voice.disputed:
            figures += own
        kin = () if voice.disputed else _kin(registry, voice)
        aside = {figure.id for one in kin for figure in one.set_aside}
        known = {figure.id: figure for one in kin for figure in one.figures}  # what came later is reckoned in
        now = {figure.id: raised(known.get(figure.id, figure), voice.corrected) for figure in own}
        said = {id_: _said(registry, figure, trusted=trusts(figure)) for id_, figure in now.items()}
        standing = [claim for id_, claimed in said.items() if id_ not in aside for claim in claimed]
        outdated = tuple(contradictions(standing, registry.scopes, registry.activity))
        aside |= {clash.oldest.id for clash in outdated}
        settled += (*(clash for one in kin for clash in one.clashes), *outdated)
        claims += (claim for claim in standing if claim.figure.id not in aside)
        left_out += (
            LeftOut(figure, Silence.SET_ASIDE if said[figure.id] else _why_silent(figure, trusted=trusts(figure)))
            for figure in own
            if figure.id in aside or not said[figure.id]
        )
    lists, silent_lists = _lists_heard(registry, selection.as_of, sources, trusted)
    left_out += (
        LeftOut(registry.by_id[incident.id], Silence.RELAY)
        for one in lists
        for mute in one.mute.values()
        for incident in mute
        if incident.id is not None
    )
    return Heard(tuple(figures), tuple(claims), tuple(left_out), tuple(settled), lists, silent_lists)


def _lists_heard(
    registry: Registry, as_of: date | None, sources: Collection[str], trusted: Collection[str]
) -> tuple[tuple[HeardList, ...], tuple[SilentList, ...]]:
    """Return the lists of incidents that speak of what happened, and those that do not."""
    lists, silent = [], []
    for whole in whole_lists(registry, in_force(registry, as_of), as_of).values():
        if sources and whole.source.id not in sources:
            continue
        why = _why_silent_as(whole.source, whole.variant, trusted=whole.source.id in trusted)
        by_report = whole.source.clock is Clock.REPORT and whole.source.lag is None
        if why is None and by_report and not any(registry.activity(scope).first for scope in whole.by_scope):
            why = Silence.BY_REPORT
        if why is None:
            died = whole if whole.source.lag is None else _as_died(registry, whole, whole.source.lag)
            found = HeardList(died, closed=not (whole.source.counts.floor or by_report))
            lists.append(found.muting(_only_relays(registry, died)))
        else:
            silent.append(SilentList(whole, why))
    return tuple(lists), tuple(silent)


def _as_died(registry: Registry, whole: WholeList, lag: Lag) -> WholeList:
    """Return a list by the days on which those may have died whom it counts some days later.

    Those who would have died on days without an active one are left out.
    """
    by_scope = {}
    for scope, incidents in whole.by_scope.items():
        counted = (registry.by_id[one.id or ""].counted[0] if one.file is None else one.days for one in incidents)
        days = [lag.possible(span) for span in counted]
        active = registry.activity(scope).days
        by_scope[scope] = tuple(
            one._replace(start=span.start, stop=span.stop)
            for one, span in zip(incidents, days, strict=True)
            if active(span)
        )
    complete = tuple(left for span in whole.complete if (left := lag.certain(span)))
    return whole._replace(by_scope={scope: found for scope, found in by_scope.items() if found}, complete=complete)


def _only_relays(registry: Registry, whole: WholeList) -> Iterator[Incident]:
    """Yield the incidents that only repeat another figure."""
    for incidents in whole.by_scope.values():
        for one in incidents:
            if one.file is None and one.id is not None and registry.by_id[one.id].relays:
                yield one


def _said(registry: Registry, figure: Figure, *, trusted: bool) -> tuple[Claim, ...]:
    first = registry.activity(figure.scope).first
    return claims_to_what_happened(figure, from_the_start=figure.outer.first == first, trusted=trusted)


def _kin(registry: Registry, voice: Voice) -> tuple[Kin, ...]:
    """Return the figures of a voice that bear on each other, each group of them once."""
    tally = Tally(voice.figures, registry.scopes, registry.activity, corrected=voice.corrected)
    return tuple({id(one): one for one in map(tally.kin, voice.figures)}.values())


def _trusting(spoken: Iterable[Voice], trusted: Collection[str]) -> Callable[[Figure], bool]:
    """Return what tells whether a figure is taken at its word.

    A variant is so only where its source says nothing else of the same: scenarios need not agree with each other.
    """
    variants: dict[tuple[str, Scope], set[str | None]] = {}
    for voice in spoken:
        for scope in () if voice.disputed else voice.figures:
            variants.setdefault((voice.source.id, scope), set()).add(voice.variant)

    def trusts(figure: Figure) -> bool:
        alone = figure.variant is None or len(variants.get((figure.source.id, figure.scope), ())) == 1
        return figure.source.id in trusted and alone

    return trusts


def _why_silent(figure: Figure, *, trusted: bool) -> Silence:
    """Return why a figure claims nothing of what happened."""
    if figure.disputed:
        return Silence.DISPUTED
    if figure.relays:
        return Silence.RELAY
    if why := _why_silent_as(figure.source, figure.variant, trusted=trusted):
        return why
    by_report = figure.source.clock is Clock.REPORT and figure.source.lag is None
    return Silence.BY_REPORT if by_report and figure.count.low else Silence.OPEN


def _why_silent_as(source: Source, variant: str | None, *, trusted: bool) -> Silence | None:
    """Return why nothing that a source says so proves anything, if so."""
    if trusted:
        return None
    if variant:
        return Silence.VARIANT
    return Silence.ESTIMATED if source.counts is Counts.ESTIMATED else None


def days_by_scope(said: Heard) -> dict[Scope, tuple[Span, ...]]:
    """Return the days that figures and lists speak of, by scope, the scopes in their order."""
    gathered: dict[Scope, list[Span]] = {}
    for figure in said.figures:
        gathered.setdefault(figure.scope, []).append(figure.died[0])
    for one in said.lists:
        for scope, days in one.days().items():
            gathered.setdefault(scope, []).append(days)
    return {scope: tuple(gathered[scope]) for scope in sorted(gathered, key=lambda scope: scope.order)}
