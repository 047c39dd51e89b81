"""What is to be said of a comparison, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from casualtycli import wording
from casualtycli.aligned import Aligned, Assumption, Basis
from casualtycli.batches import Added
from casualtycli.comparison import Comparison, NotComparable, Side, Verdict
from casualtycli.model import Clock, Figure, Registry, Source
from casualtycli.scopes import Relation, Scope
from casualtycli.select import Voice
from casualtycli.wording import Signs

if TYPE_CHECKING:
    from casualtycli.incidents import Listed

CLOCKS = {Clock.OCCURRENCE: "when it happened", Clock.REPORT: "when it was counted or assessed"}
ASSUMPTIONS = {
    Assumption.ALIKE: "assumes that totals which are no exact numbers are off by as many at either end (alike)",
    Assumption.EVEN: "assumes as many on each active day (even)",
    Assumption.UNREVISED: "assumes that what was published later added only later deaths (unrevised)",
}


FEW = 3
"""Places that are named before the rest are counted."""


def label(voice: Voice, signs: Signs) -> str:
    """Return what tables call a voice."""
    which = voice.alone.id if voice.alone else voice.variant
    return named(voice.source.short, which, signs if voice.disputed else None)


def named(short: str, variant: str | None, disputed: Signs | None) -> str:
    """Return the name of a source with its variant, and the mark of a dispute where signs for it are given."""
    name = f"{short} ({variant})" if variant else short
    return f"{name} {disputed.disputed}" if disputed else name


def dispute(figure: Figure) -> str:
    """Return what is said against a disputed figure."""
    assert figure.disputed is not None
    return f"{figure.id} is disputed by {figure.disputed.by}: {figure.disputed.why}"


def relayed(registry: Registry, figures: Iterable[Figure]) -> tuple[str, ...]:
    """Return for each figure that others relay which these are; those disputed have a note of their own."""
    by_origin: dict[str, list[str]] = {}
    for figure in figures:
        if figure.relays and not figure.disputed:
            by_origin.setdefault(registry.origin(figure).id, []).append(figure.id)
    return tuple(f"{origin} is relayed by {', '.join(relays)}" for origin, relays in by_origin.items())


def reports(registry: Registry, figures: Collection[Figure]) -> str | None:
    """Return how many reports go back to how many origins: ``5 reports, 2 origins``; None where all are their own."""
    origins = {registry.origin(figure).id for figure in figures}
    if len(origins) == len(figures):
        return None
    return f"{wording.plural(len(figures), 'report')}, {wording.plural(len(origins), 'origin')}"


def batch_words(added: Added) -> str:
    """Return a batch in words: ``300 for 2015 (monitor-2016-06)``."""
    return f"{wording.rounded(added.batch.count)} for {added.batch.period} ({added.by.id})"


def notes_of(row: Comparison) -> tuple[str, ...]:
    """Return all that is to be said of a comparison, each thing once."""
    notes = (
        *(note for side in row.sides for note in assumed(side.aligned)),
        *scope_notes(row),
        *other_notes(row),
        *(dispute(side.voice.disputed) for side in row.sides if side.voice.disputed),
    )
    return tuple(dict.fromkeys(notes))


def rests_on(row: Comparison, signs: Signs = wording.UNICODE) -> str:
    """Return what the two sides rest on: ``as reported``, ``A derived from 9 incidents``, ``both pro-rata``."""
    return _rests_on(row, [_from_incidents(side) for side in row.sides], signs)


def bases_of(row: Comparison, signs: Signs) -> str:
    """Return what the two sides rest on, where a column of its own says of how many incidents they are sums."""
    return _rests_on(row, ["" for _ in row.sides], signs)


def _basis_told(aligned: Aligned) -> str:
    """Return the basis; of a reported number that was moved, which way; of a plain sum of incidents, that it is one."""
    if is_plain_sum(aligned):
        return "summed"
    if aligned.basis is not Basis.REPORTED or aligned.moved is None or aligned.estimate is None:
        return aligned.basis
    return "raised" if aligned.estimate > aligned.moved.estimate else "lowered"


def is_plain_sum(aligned: Aligned) -> bool:
    """Tell whether it is the sum of the best numbers of incidents, none of which has other days too."""
    return aligned.basis is Basis.PRO_RATA and aligned.summed is not None and not aligned.summed.straddling


def _rests_on(row: Comparison, more: Sequence[str], signs: Signs) -> str:
    told = [(side, f"{_basis_told(side.aligned)}{more}") for side, more in zip(row.sides, more, strict=True)]
    worked_out = [(side, basis) for side, basis in told if basis != Basis.REPORTED]
    if not worked_out:
        return "as reported"
    if len(worked_out) == len(row.sides) and len({basis for _, basis in worked_out}) == 1:
        return f"both {worked_out[0][1]}"
    names = [side.voice.source.short for side, _ in worked_out]
    if row.subject.voice.source is row.baseline.voice.source:
        own = {id(row.subject): "subject", id(row.baseline): "baseline"} if row.baseline_window else {}
        names = [own.get(id(side)) or label(side.voice, signs) for side, _ in worked_out]
    return ", ".join(f"{name} {basis}" for name, (_, basis) in zip(names, worked_out, strict=True))


def _from_incidents(side: Side) -> str:
    """Return of how many incidents a side is the sum, those with other days too among them."""
    summed = side.aligned.summed
    return f" from {wording.plural(summed.entries, 'incident')}" if summed else ""


def assumed(aligned: Aligned) -> tuple[str, ...]:
    """Return what an alignment takes for granted."""
    return tuple(ASSUMPTIONS[assumption] for assumption in aligned.assumptions)


def part_and_whole(row: Comparison) -> tuple[Side, Side]:
    """Return the side that counts a part first, then the one that counts the whole."""
    subject, baseline = row.sides
    return (subject, baseline) if row.relation is Relation.PART else (baseline, subject)


def scope_notes(row: Comparison) -> Iterable[str]:
    """Yield what follows from the one scope being part of the other."""
    if row.relation is Relation.SAME:
        return
    part, whole = part_and_whole(row)
    theirs = whole.voice.source.short
    yield f"part of {wider(part.scope, whole.scope)}: the count for the whole would be no smaller"
    if row.verdict is Verdict.CLASH:
        yield f"more in the part than {theirs} can have in the whole: both cannot be right"
    elif row.part_exceeds:
        yield f"more in the part than {theirs} has in the whole"


def _period_notes(row: Comparison) -> Iterable[str]:
    """Yield what each of two periods rests on, how far the days of the two sides differ, and if that is all."""
    if row.baseline_window is not None:
        for side, window in zip(row.sides, (row.window, row.baseline_window), strict=True):
            if ids := ", ".join(figure.id for figure in side.aligned.figures):
                yield f"{side.voice.source.short} in {window}: {ids}"
        if row.of_one_figure:
            yield "both are shares of one figure by their days: it says nothing of either period alone"
    if row.daily_ratio is not None and row.window and row.baseline_window:
        days, a_day = f"{row.window.days:,} and {row.baseline_window.days:,} days", wording.ratio(row.daily_ratio)
        yield f"the periods differ in length, {days}: a day the ratio is {a_day}"
    elif row.window is None and row.periods_differ:
        yield "the periods differ"


def other_notes(row: Comparison) -> Iterable[str]:
    """Yield the rest of what is to be said."""
    sources = sorted((side.voice.source for side in row.sides), key=lambda source: source.clock)  # the same both ways
    yield from _verdict_notes(row)
    if row.clocks_differ:
        yield ", ".join(f"{source.short} dates a death by {_clock(source)}" for source in sources)
    yield from (_no_difference(side) for side in row.sides if _is_share_by_report(side))
    yield from relay_notes(row)
    yield from _period_notes(row)
    if row.baseline.aligned.estimate == 0 or row.baseline.aligned.range.high == 0:
        yield "no ratio to a baseline of zero"
    elif row.ratio is None:
        silent = next(side for side in row.sides if side.aligned.estimate is None)
        yield f"no ratio: {silent.voice.source.short} has no best number"
    for side in row.sides:
        yield from _list_notes(side)
        if side.aligned.moved:
            yield moved(side)
        if side.aligned.set_aside:
            ids = ", ".join(figure.id for figure in side.aligned.set_aside)
            yield f"{side.voice.source.short}: {ids} set aside, which newer figures contradict"
        if side.aligned.batches:
            batches = ", ".join(batch_words(added) for added in side.aligned.batches)
            late = side.aligned.basis is Basis.REPORTED
            what = "were added after this was published" if late else "that were added at once count on their own days"
            yield f"{side.voice.source.short}: old deaths {what}: {batches}"
        yield from corrected(side)
        if newer := side.voice.replaced_by:
            yield f"{side.aligned.figures[0].id} is not in force: {newer.id} has replaced it"


def _verdict_notes(row: Comparison) -> Iterable[str]:
    if row.verdict is Verdict.CLASH and row.relation is Relation.SAME:
        yield "the two ranges do not meet: both cannot be right"
    if row.verdict is Verdict.LOWER:
        yield "lower: whatever the part can have is less than the whole can have, as it has to be"


def corrected(side: Side) -> Iterable[str]:
    """Yield what a source took back or added after it had published the figures that its number rests on."""
    for figure in side.aligned.figures:
        for correction in side.voice.corrected.on(figure):
            said, by = f"{side.voice.source.short} has since", correction.newer.id
            if less := correction.less(figure):
                yield f"{said} taken back up to {wording.rounded(less)} of those in {figure.id}: {by}"
            if (more := correction.more(figure)) != 0:
                told = "some" if more is None else f"up to {wording.rounded(more)}"
                yield f"{said} added {told} to the days of {figure.id}: {by}"


def _clock(source: Source) -> str:
    return CLOCKS[source.clock] + (f", {wording.days_later(*source.lag)}" if source.lag else "")


def _is_share_by_report(side: Side) -> bool:
    """Tell whether a side is the share of one of several totals that count by report."""
    by_report = side.voice.source.clock is Clock.REPORT and side.aligned.basis is Basis.PRO_RATA
    return by_report and len(side.voice.figures.get(side.scope, ())) > 1


def _no_difference(side: Side) -> str:
    short = side.voice.source.short
    return f"{short}: a share of one total, since what it counted between two totals is not who died between them"


def relay_notes(row: Comparison) -> Iterable[str]:
    """Yield what is to be said where a side only repeats what another source said."""
    if common := row.common_origins:
        subject, baseline = (side.voice.source.short for side in row.sides)
        if subject != baseline:
            ids = ", ".join(figure.id for figure in common)
            yield f"{subject} and {baseline} go back to one origin, {ids}: neither confirms the other"
        return
    for side in row.sides:
        if side.relays and not side.voice.disputed:
            ids = ", ".join(figure.id for figure in side.origins)
            yield f"{side.voice.source.short} only relays {ids}"


def _list_notes(side: Side) -> Iterable[str]:
    """Yield that a list and totals clash."""
    listed, short = side.aligned.listed, side.voice.source.short
    if listed and side.aligned.range.meet(listed.range) is None:
        yield f"{short} lists {_from_to(listed)} here: its list and its totals cannot both be right"


def _from_to(listed: Listed) -> str:
    if listed.high is None:
        return f"at least {wording.rounded(listed.low)}"
    if listed.low == listed.high:
        return wording.rounded(listed.low)
    return f"{wording.rounded(listed.low)} to {wording.rounded(listed.high)}"


def moved(side: Side) -> str:
    """Return from where and to where an estimate was moved, and the figures that prove that end."""
    return f"{side.voice.source.short}: {moved_told(side.aligned)}"


def moved_told(aligned: Aligned) -> str:
    """Return from where and to where an estimate was moved, and the figures that prove that end."""
    assert aligned.moved is not None
    assert aligned.estimate is not None
    was, is_ = aligned.moved.estimate, aligned.estimate
    places = 0 if wording.rounded(was) != wording.rounded(is_) else 2
    otherwise = "the incidents listed" if aligned.moved.listed else "nobody is counted less than zero times"
    ids = ", ".join(figure.id for figure in aligned.moved.figures) or otherwise
    way = "raised" if is_ > was else "lowered"
    return f"{way} from {wording.rounded(was, places)} to {wording.rounded(is_)}: {ids}"


def narrower(part: Scope, whole: Scope) -> str:
    """Return the names in which the part is narrower than the whole."""
    place = [part.place] if part.place != whole.place else []
    return ", ".join([*place, *([part.actor] if part.actor and part.actor != whole.actor else [])])


def wider(part: Scope, whole: Scope) -> str:
    """Return the names in which the whole is wider than the part."""
    place = [whole.place] if part.place != whole.place else []
    return ", ".join([*place, *([whole.actor or "whoever it was"] if part.actor != whole.actor else [])])


def not_comparable(entry: NotComparable, signs: Signs) -> str:
    """Return one line: who with whom, in what, on which days, and why not."""
    subject = named(entry.subject.short, None, signs if entry.disputed else None)
    measure = [entry.measure] if entry.measure else []
    more = [f"and {wording.plural(len(entry.places) - FEW, 'more place')}"] if len(entry.places) > FEW else []
    what = [*measure, *entry.places[:FEW], *more, *(wording.span(days, signs) for days in entry.periods)]
    where = f" ({', '.join(what)})" if what else ""
    return f"{subject} {signs.over} {entry.baseline.short}{where}: {entry.reason}"
