"""What is to be said of a comparison, in words."""

from __future__ import annotations

from collections.abc import Iterable

from casualtycli import wording
from casualtycli.align import Aligned, Assumption, Basis
from casualtycli.comparison import Comparison, NotComparable, Side, Verdict
from casualtycli.model import Clock, Figure
from casualtycli.scopes import Relation, Scope
from casualtycli.select import Voice
from casualtycli.wording import Signs

CLOCKS = {Clock.OCCURRENCE: "when it happened", Clock.REPORT: "when it was counted or assessed"}
ASSUMPTIONS = {
    Assumption.EVEN: "assumes as many on each active day (even)",
    Assumption.UNREVISED: "assumes that what was published later added only later deaths (unrevised)",
}


FEW = 3
"""Places that are named before the rest are counted."""


def label(voice: Voice, signs: Signs) -> str:
    """Return what tables call a voice."""
    return named(voice.source.short, voice.variant, signs if voice.disputed else None)


def named(short: str, variant: str | None, disputed: Signs | None) -> str:
    """Return the name of a source with its variant, and the mark of a dispute where signs for it are given."""
    name = f"{short} ({variant})" if variant else short
    return f"{name} {disputed.disputed}" if disputed else name


def dispute(figure: Figure) -> str:
    """Return what is said against a disputed figure."""
    assert figure.disputed is not None
    return f"{figure.id} is disputed by {figure.disputed.by}: {figure.disputed.why}"


def notes_of(row: Comparison) -> tuple[str, ...]:
    """Return all that is to be said of a comparison, each thing once."""
    notes = (
        *(note for side in row.sides for note in assumed(side.aligned)),
        *scope_notes(row),
        *other_notes(row),
        *(dispute(side.voice.disputed) for side in row.sides if side.voice.disputed),
    )
    return tuple(dict.fromkeys(notes))


def rests_on(row: Comparison) -> str:
    """Return what the two sides rest on: ``as reported``, ``SOHR derived``, ``both pro-rata``."""
    worked_out = [side for side in row.sides if side.aligned.basis is not Basis.REPORTED]
    bases = {side.aligned.basis for side in worked_out}
    if not worked_out:
        return "as reported"
    if len(worked_out) == len(row.sides) and len(bases) == 1:
        return f"both {worked_out[0].aligned.basis}"
    return ", ".join(f"{side.voice.source.short} {side.aligned.basis}" for side in worked_out)


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


def other_notes(row: Comparison) -> Iterable[str]:
    """Yield the rest of what is to be said."""
    sources = [side.voice.source for side in row.sides]
    if row.verdict is Verdict.CLASH and row.relation is Relation.SAME:
        yield "the two ranges do not meet: both cannot be right"
    if row.clocks_differ:
        yield ", ".join(f"{source.short} dates a death by {CLOCKS[source.clock]}" for source in sources)
    if row.periods_differ:
        yield "the periods differ"
    if row.baseline.aligned.estimate == 0 or row.baseline.aligned.range.high == 0:
        yield "no ratio to a baseline of zero"
    elif row.ratio is None:
        silent = next(side for side in row.sides if side.aligned.estimate is None)
        yield f"no ratio: {silent.voice.source.short} has no best number"
    for side in row.sides:
        if side.aligned.moved:
            yield moved(side)
        if side.aligned.set_aside:
            ids = ", ".join(figure.id for figure in side.aligned.set_aside)
            yield f"{side.voice.source.short}: {ids} set aside, which newer figures contradict"


def moved(side: Side) -> str:
    """Return from where and to where an estimate was moved, and the figures that prove that end."""
    aligned = side.aligned
    assert aligned.moved is not None
    assert aligned.estimate is not None
    was, is_ = aligned.moved.estimate, aligned.estimate
    places = 0 if wording.rounded(was) != wording.rounded(is_) else 2
    ids = ", ".join(figure.id for figure in aligned.moved.figures) or "nobody is counted less than zero times"
    way = "raised" if is_ > was else "lowered"
    return f"{side.voice.source.short}: {way} from {wording.rounded(was, places)} to {wording.rounded(is_)}: {ids}"


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
    more = [f"and {len(entry.places) - FEW} places more"] if len(entry.places) > FEW else []
    what = [*measure, *entry.places[:FEW], *more, *(wording.span(days, signs) for days in entry.periods)]
    where = f" ({', '.join(what)})" if what else ""
    return f"{subject} {signs.over} {entry.baseline.short}{where}: {entry.reason}"
