"""What cannot all be true in a registry: one function a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from casualtycli.bounds import Clash
from casualtycli.clashes import between_sources, in_publications, in_sources, of_its_tally, of_what_happened, sources_of
from casualtycli.links import declared_parts
from casualtycli.model import Counts, Figure, Registry
from casualtycli.problems import quoted
from casualtycli.proofs import clash_told, reasons
from casualtycli.registry.findings import Finding
from casualtycli.registry.total_rules import falling_totals, remainders_that_fall
from casualtycli.slips import Mender, Slip
from casualtycli.wording import UNICODE


def parts_that_do_not_add_up(registry: Registry) -> Iterator[Finding]:
    """Yield each whole whose parts come to something else in one publication."""
    mender = Mender(registry, of_its_tally(registry))
    for clash in _told_once(registry):
        if _is_sum(registry, clash):
            yield _finding(
                registry,
                clash,
                "the parts do not add up to the whole",
                "mend one of the counts; write about before one that is rounded, or includes: if there may be others",
                mender.slips(clash),
            )


def clashes_in_publications(registry: Registry) -> Iterator[Finding]:
    """Yield what one source published on one day and cannot all be true."""
    mender = Mender(registry, of_its_tally(registry))
    for clash in _told_once(registry):
        if not _is_sum(registry, clash):
            yield _finding(
                registry,
                clash,
                f"{clash.figures[0].source.short} published on one day what cannot all be true",
                "mend one of the figures, or what is declared of the parts; or write variant: or disputed: in one",
                mender.slips(clash),
            )


def clashes_in_sources(registry: Registry) -> Iterator[Finding]:
    """Yield what one source published on several days and cannot all be true."""
    mender = Mender(registry, of_its_tally(registry))
    fallen = {finding.about.id for finding in falling_totals(registry)}
    rests = {before.ids | rest.ids for before, rest in remainders_that_fall(registry)}
    for clash in in_sources(registry):
        if _is_fall(clash, fallen) or frozenset(figure.id for figure in clash.figures) in rests:
            continue
        yield _finding(registry, clash, *_of_one_source(clash), mender.slips(clash))


def _of_one_source(clash: Clash) -> tuple[str, str]:
    """Return what is wrong with figures of one source, and what to write."""
    source = clash.figures[0].source
    if len({figure.known for figure in clash.figures}) == 1:
        message = f"{source.short} published on one day what cannot all be true"
        return message, "mend one of the figures, or leave it: the parts of an estimate need not add up"
    message = f"{source.short} says what cannot all be true, so that the oldest, {clash.oldest.id}, is set aside"
    hint = "mend one of the figures, or write supersedes: in the one that corrects another"
    if source.counts is Counts.STATED:
        hint += "; if it counts only what it could establish, write counts: documented in its source"
    return message, hint


def clashes_between_sources(registry: Registry) -> Iterator[Finding]:
    """Yield what several sources say and cannot all be true."""
    mender = Mender(registry, of_what_happened(registry))
    for clash in between_sources(registry):
        sources = sources_of(clash)
        *names, last = (source.short for source in sources)
        every = "both" if len(sources) == 2 else "all"
        yield _finding(
            registry,
            clash,
            f"{', '.join(names)} and {last} cannot {every} be right",
            "look them up; if a number counts only what could be established, write counts: documented in its source",
            mender.slips(clash),
        )


@lru_cache(maxsize=1)  # two rules ask it of the same registry, one after the other
def _told_once(registry: Registry) -> tuple[Clash, ...]:
    """Return the clashes of one publication that no rule about two figures tells."""
    return tuple(clash for clash in in_publications(registry) if not _is_told(registry, clash))


def _is_told(registry: Registry, clash: Clash) -> bool:
    """Tell whether it is two numbers for the same, or a part above its whole."""
    if len(clash.figures) != 2 or not _same_days(clash):
        return False
    one, other = clash.figures
    if one.scope == other.scope:
        return True
    part, whole = (one, other) if other.scope in registry.scopes.wholes(one.scope) else (other, one)
    return whole.count.high is not None and part.count.low > whole.count.high


def _is_sum(registry: Registry, clash: Clash) -> bool:
    """Tell whether it is of a whole and its parts alone, for the same period as stated."""
    scopes = {figure.scope for figure in clash.figures}
    return _same_days(clash) and any(
        scopes - {whole} <= set(parts) for whole in scopes for parts in declared_parts(registry.scopes, whole)
    )


def _same_days(clash: Clash) -> bool:
    return len({figure.stated for figure in clash.figures}) == 1


def _is_fall(clash: Clash, fallen: Collection[str]) -> bool:
    """Tell whether it is of two running totals, the later one of which is told to be lower."""
    older, newer = min(clash.figures, key=_newest), max(clash.figures, key=_newest)
    alike = older.scope == newer.scope and older.outer.first == newer.outer.first
    return len(clash.figures) == 2 and alike and newer.id in fallen


def _finding(registry: Registry, clash: Clash, message: str, hint: str, slips: Iterable[Slip]) -> Finding:
    """Return what is told of a clash, at its newest figure: the sums that miss each other, and where they stand."""
    told = "; ".join((clash_told(clash, UNICODE, placed=True), *reasons(clash.certificate)))
    mended = ", or ".join(map(_slip, slips))
    newest = registry.by_id[max(clash.figures, key=_newest).id] if clash.figures else None
    return Finding(
        about=newest or sources_of(clash)[0],
        key="count" if newest else None,
        message=f"{message}: {told}",
        hint=f"{hint}; one slip would mend it: {mended}" if mended else hint,
    )


def _newest(figure: Figure) -> tuple[object, ...]:
    return figure.known, figure.location.file, figure.location.line, figure.id


def _slip(slip: Slip) -> str:
    say = ", say," if slip.others else ""
    return f"{quoted(slip.meant)}{say} for {quoted(slip.written)} in {slip.figure.id} ({slip.what})"
