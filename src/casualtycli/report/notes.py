"""What is to be said of a comparison, and the marks by which a table says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from casualtycli import wording
from casualtycli.align import Aligned, Assumption, Basis
from casualtycli.comparison import Comparison, NotComparable, Side, Verdict
from casualtycli.model import Clock, Figure
from casualtycli.ranges import Range
from casualtycli.scopes import Relation, Scope
from casualtycli.select import Voice
from casualtycli.table import Entry, Tone
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
        yield f"clash: more in the part than {theirs} can have in the whole"
    elif row.part_exceeds:
        yield f"more in the part than {theirs} has in the whole"


def other_notes(row: Comparison) -> Iterable[str]:
    """Yield the rest of what is to be said."""
    sources = [side.voice.source for side in row.sides]
    if row.verdict is Verdict.CLASH and row.relation is Relation.SAME:
        yield "clash: the two ranges do not meet, so both cannot be right"
    if row.clocks_differ:
        yield ", ".join(f"{source.short} dates a death by {CLOCKS[source.clock]}" for source in sources)
    if row.periods_differ:
        yield "the periods differ"
    if row.baseline.aligned.estimate == 0:
        yield "no ratio to a baseline of zero"
    elif row.ratio is None:
        silent = next(side for side in row.sides if side.aligned.estimate is None)
        yield f"no ratio: {silent.voice.source.short} has no best number"
    for side in row.sides:
        if side.aligned.set_aside:
            ids = ", ".join(figure.id for figure in side.aligned.set_aside)
            yield f"{side.voice.source.short}: {ids} set aside, which newer figures contradict"


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


@dataclass(eq=False)
class Marks:
    """The marks that a table uses, and what they mean, in the order of their appearance."""

    signs: Signs
    _used: set[str] = field(default_factory=set)
    _footnotes: dict[str, int] = field(default_factory=dict)
    _disputed: dict[str, Figure] = field(default_factory=dict)

    def voice(self, voice: Voice) -> str:
        """Return what the table calls the voice."""
        if voice.disputed:
            self._disputed.setdefault(voice.disputed.id, voice.disputed)
        return label(voice, self.signs)

    def footnotes(self, texts: Iterable[str]) -> str:
        """Return the marks of the footnotes with those texts, each once."""
        numbers = [self._footnotes.setdefault(text, len(self._footnotes) + 1) for text in texts]
        return self.signs.footnotes(*dict.fromkeys(numbers))

    def sign(self, sign: str) -> str:
        """Return the sign, which the notes then explain."""
        self._used.add(sign)
        return sign

    def notes(self) -> tuple[tuple[str, str], ...]:
        """Return each mark used with what it means."""
        signs = self.signs
        meant = (
            (signs.worked_out, "worked out, not reported for just these days"),
            (signs.at_least, "at least: it may be more, so the ratio and the gap are open on that side"),
            (signs.at_most, "at most: it may be less, so the ratio and the gap are open on that side"),
            (signs.about, "about: the source does not say how far off it may be"),
        )
        return (
            *((sign.strip(), text) for sign, text in meant if sign in self._used),
            *((signs.footnotes(number), text) for text, number in self._footnotes.items()),
            *((signs.disputed, dispute(figure)) for figure in self._disputed.values()),
        )

    def count(self, side: Side) -> Entry:
        """Return the number that a side has, or the range."""
        aligned = side.aligned
        if aligned.estimate is None:
            return Entry(self._range(wording.between(aligned.range, self.signs), aligned.range))
        number = wording.rounded(aligned.estimate)
        if aligned.basis is not Basis.REPORTED:
            return Entry(self.sign(self.signs.worked_out) + number, Tone.ASSUMED)
        if mark := wording.mark_of(aligned.figures[0].count, self.signs):
            return Entry(self.sign(mark) + number)
        bounded = not aligned.range.is_point
        return Entry(f"{number} ({wording.between(aligned.range, self.signs)})" if bounded else number)

    def ratio(self, row: Comparison) -> str:
        """Return the ratio, with its range where that is closed."""
        measured, signs = row.ratio, self.signs
        if measured is None:
            return signs.dash
        range_ = wording.ratio_between(measured.range, signs)
        if measured.estimate is None:
            return self._range(range_, measured.range)
        number = f"{wording.ratio(measured.estimate)}{signs.times}"
        return f"{number} ({range_})" if _is_closed(measured.range) else number

    def gap(self, row: Comparison) -> str:
        """Return the gap, with its range where that is closed."""
        measured, signs = row.gap, self.signs
        if measured is None:
            return signs.dash
        range_ = wording.gap_between(measured.range, signs)
        if measured.estimate is None:
            return self._range(range_, measured.range)
        number = wording.signed(measured.estimate, signs)
        return f"{number} ({range_})" if _is_closed(measured.range) else number

    def _range(self, text: str, range_: Range) -> str:
        """Return the words of a range, whose signs the notes then explain."""
        if range_.high is None:
            self.sign(self.signs.at_least)
        elif not range_.low:
            self.sign(self.signs.at_most)
        return text


def _is_closed(range_: Range) -> bool:
    return bool(range_.low) and range_.high is not None and not range_.is_point
