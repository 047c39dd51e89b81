"""How the numbers of a comparison came about, in words and sums that a reader with a calculator can redo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction

from casualtycli import wording
from casualtycli.aligned import Aligned, Assumption, Basis
from casualtycli.certificates import Certificate
from casualtycli.claims import Claim, Stated
from casualtycli.comparison import Comparison, NotComparable, Question, Verdict
from casualtycli.explain import Explanation, FigureDays, Steps, Working
from casualtycli.model import Figure, Registry
from casualtycli.proofs import name_of, narrower, reasons, sum_of
from casualtycli.ranges import Exact, Range
from casualtycli.report.documents import (
    Document,
    comparison_document,
    days_document,
    digest,
    not_comparable_document,
    side_document,
)
from casualtycli.report.figures import ANYBODY, NOT_STATED
from casualtycli.report.incidents import list_facts
from casualtycli.report.notes import (
    assumed,
    corrected,
    dispute,
    is_plain_sum,
    label,
    moved,
    moved_told,
    not_comparable,
    other_notes,
    scope_notes,
)
from casualtycli.stretches import Stretch
from casualtycli.table import Block, Facts, Lines, Page
from casualtycli.wording import Signs

Fact = tuple[str, str]
BASES = {
    Basis.REPORTED: "reported for just these days",
    Basis.DERIVED: "derived: figures that hold together leave no other number",
    Basis.DIFFERENCE: "difference: figures published one after the other leave no other number",
    Basis.PRO_RATA: "pro-rata: the share of the days",
    Basis.PROVED: "proved: a range, and no best number",
}
VERDICTS = {
    Verdict.CLASH: "clash: both cannot be right",
    Verdict.EQUAL: "equal: both say one same number",
    Verdict.LOWER: "lower: the part is proved to be below the whole",
    Verdict.OPEN: "open: the two numbers alone do not show that either is wrong",
}


def explanation_page(
    registry: Registry,
    question: Question,
    explained: Iterable[Explanation],
    apart: Iterable[NotComparable],
    signs: Signs,
) -> Page:
    """Return the steps of every comparison, and what cannot be compared."""
    blocks: list[Block] = [block for one in explained for block in _blocks(one, question, signs)]
    lines = tuple(not_comparable(entry, signs) for entry in apart)
    if lines:
        blocks.append(Lines("Not comparable", lines))
    as_of = question.selection.as_of
    return Page(title=registry.title, subtitle=f"as known on {as_of}" if as_of else None, blocks=tuple(blocks))


def _blocks(explained: Explanation, question: Question, signs: Signs) -> Iterator[Block]:
    row = explained.row
    names = [label(side.voice, signs) for side in row.sides]
    scope = row.subject.scope
    what = f"{wording.capital(scope.measure)}{signs.dot}{scope.place}{signs.dot}{scope.actor or ANYBODY}"
    yield Facts(f"{names[0]} {signs.over} {names[1]}{signs.dot}{what}", tuple(_days(explained, question, signs)))
    for name, working in zip(names, explained.sides, strict=True):
        yield Facts(f"{name}: {_number(working, signs)}", tuple(_side(working, signs)))
    yield Facts("Ratio and gap", tuple(_result(row, signs)))


def _days(explained: Explanation, question: Question, signs: Signs) -> Iterator[Fact]:
    """Yield how the days compared came about."""
    row = explained.row
    if row.window is None:
        yield "days", "each side as printed, for its own days"
        return
    for working in explained.sides:
        covered = ", ".join(wording.span(span, signs) for span in working.coverage)
        yield f"{working.side.voice.source.short} covers", covered
    if row.baseline_window is not None:
        for name, working in zip(("subject's days", "baseline's days"), explained.sides, strict=True):
            assert working.window is not None, "nothing is printed for the days of another"
            yield name, f"{wording.span(working.window, signs)}: {wording.plural(working.window.days, 'day')}"
        return
    if question.period is not None:
        yield "asked for", wording.span(question.period, signs)
    cut = f", cut to each {question.by}" if question.by else ""
    yield "both", f"{wording.span(row.window, signs)}: {wording.plural(row.window.days, 'day')}{cut}"
    if isinstance(row.meant, Stated):
        yield "meant", "the days that both state alike, whichever these are: none is outside, not all need be meant"


def _number(working: Working, signs: Signs) -> str:
    aligned = working.side.aligned
    return wording.between(aligned.range, signs) if aligned.estimate is None else exact(aligned.estimate)


def exact(number: Exact) -> str:
    """Return a number as people read it and, where that is rounded, as it is.

    >>> exact(Fraction(313560, 529)), exact(4734)
    ('592.74 (313560/529)', '4,734')
    """
    number = Fraction(number)
    if number.denominator == 1:
        return wording.rounded(number)
    return f"{wording.rounded(number, 2)} ({number})"


def _side(working: Working, signs: Signs) -> Iterator[Fact]:
    aligned = working.side.aligned
    for days in working.figures:
        yield days.figure.id, figure_words(days.figure)
        yield "", days_words(days, signs)
    if working.window is not None:
        yield from list_facts(working.side, working.window, signs)
    yield "basis", _basis(aligned)
    if working.window is not None and working.active != working.window.days:
        yield "active", f"on {wording.plural(working.active, 'day')} of these"
    yield from (("reckoned", text) for text in _reckoned(working, signs))
    yield from (("assumes", text.removeprefix("assumes ")) for text in assumed(aligned))
    yield from _proved(working, signs)
    if aligned.moved:
        yield "moved", moved(working.side)
    if aligned.set_aside:
        yield "set aside", ", ".join(f"{figure.id} ({figure.location})" for figure in aligned.set_aside)
    yield from (("corrected", text) for text in corrected(working.side))
    if newer := working.side.voice.replaced_by:
        yield "in force", f"no: {newer.id} replaces it"
    if working.side.voice.disputed:
        yield "disputed", dispute(working.side.voice.disputed)


def _basis(aligned: Aligned) -> str:
    """Return what a number rests on, in a few words."""
    if is_plain_sum(aligned):
        return "summed: the best numbers of the incidents"
    if aligned.summed is not None and aligned.basis is Basis.PRO_RATA:
        return "pro-rata: the incidents, of those with other days their share"
    if aligned.basis is Basis.PRO_RATA and Assumption.EVEN not in aligned.assumptions:
        return "pro-rata: totals on either side of the days, which leave other numbers too"
    return BASES[aligned.basis]


def figure_words(figure: Figure) -> str:
    """Return what a figure says, when it was published, and where it is written."""
    published = figure.published or f"on a day {NOT_STATED}"
    return f'"{figure.count.words}" in {figure.period}, {figure.scope.place}, published {published}; {figure.location}'


def days_words(days: FigureDays, signs: Signs) -> str:
    """Return how the days of a figure came about."""
    steps = [f"stated {wording.span(days.stated, signs)}"]
    for cut in days.cuts:
        actor, place = days.figure.scope.actor or ANYBODY, days.figure.scope.place
        why = (
            "no day after its publication"
            if cut.why == "published"
            else f"only days on which {actor} was active in {place}"
        )
        steps.append(f"{why}: {wording.span(cut.days, signs)}")
    return "; ".join(steps)


def _reckoned(working: Working, signs: Signs) -> Iterator[str]:
    """Yield the sum that the estimate is."""
    known = frozenset(days.figure.id for days in working.figures)
    yield from _added_up(working.steps, known, signs)


def _added_up(steps: Steps, known: Collection[str], signs: Signs) -> Iterator[str]:
    """Yield the sums that lead to an estimate, those of its parts first."""
    if steps.proof is not None:
        yield f"{sum_of(steps.proof, signs)}: {_proved_by(steps.proof, known, signs)}"
    for share in steps.shares:
        yield from _terms(share, signs)
        yield _share(share, signs)
    for part in steps.parts:
        yield from (f"{narrower(part.scope, steps.scope)}: {text}" for text in _part(part, known, signs))
    numbers = [Fraction(one.count) * _inside(one) for one in steps.shares]
    numbers += [Fraction(part.aligned.estimate or 0) for part in steps.parts]
    if len(numbers) > 1:
        yield f"{' + '.join(map(_plain, numbers))} = {exact(sum(numbers))}"


def _part(part: Steps, known: Collection[str], signs: Signs) -> Iterator[str]:
    """Yield how the number of a part came about, and where it was moved to."""
    aligned = part.aligned
    told = list(_added_up(part, known, signs))
    yield from told or [f"{exact(aligned.estimate or 0)}, {aligned.basis}"]
    if aligned.moved is not None:
        yield moved_told(aligned)


def _terms(stretch: Stretch, signs: Signs) -> Iterator[str]:
    """Yield the sum of figures that a count between known days is, where there are several."""
    if len(stretch.terms) < 2 and all(term.count == term.figure.count.reported for term in stretch.terms):
        return
    told = " ".join(f"{'+' if term.sign > 0 else signs.minus} {_plain(term.count)}" for term in stretch.terms)
    ids = ", ".join(
        term.figure.id + ("" if term.count == term.figure.count.reported else " without the batches in it")
        for term in stretch.terms
    )
    yield f"{told.removeprefix('+ ')} = {_plain(stretch.count)}: {ids}"


def _inside(stretch: Stretch) -> Fraction:
    return Fraction(stretch.inside, stretch.active) if stretch.active else Fraction(0)


def _share(stretch: Stretch, signs: Signs) -> str:
    count, days = wording.rounded(stretch.count), wording.span(stretch.days, signs)
    if stretch.inside == stretch.active:
        return f"{count} in {days}"
    share = exact(Fraction(stretch.count) * _inside(stretch))
    inside, active = f"{stretch.inside:,}", f"{stretch.active:,}"
    reckoned = f"{count} {signs.times} {inside} {signs.over} {active} = {share}"
    return f"{reckoned}: {inside} of the {active} active days of {days}"


def _proved(working: Working, signs: Signs) -> Iterator[Fact]:
    """Yield what is proved of the tally, and by which figures."""
    aligned = working.side.aligned
    if aligned.range.low:
        yield "at least", _end(working, aligned.range.low, working.low.low_proof if working.low else None, signs)
    if aligned.range.high is not None:
        yield "at most", _end(working, aligned.range.high, working.high.high_proof if working.high else None, signs)
    if not aligned.range.low and aligned.range.high is None:
        yield "proved", "nothing but that it is no less than 0"


def _end(working: Working, end: Exact, proof: Certificate | None, signs: Signs) -> str:
    """Return the end of a range with the sum that forces it, where it is more than the words of the figure."""
    aligned = working.side.aligned
    if proof is None or proof.bound != end:
        if listed := aligned.listed:
            inside = wording.plural(listed.entries - listed.straddling, "incident")
            if end == listed.low:
                return f"{wording.rounded(end)}: {inside} wholly in these days"
            if end == listed.high:
                return f"{wording.rounded(end)}: {wording.plural(listed.entries, 'incident')} with days here"
        return f"{wording.rounded(end)}, as it is worded"
    known = frozenset(days.figure.id for days in working.figures)
    return f"{sum_of(proof, signs)}: {_proved_by(proof, known, signs)}"


def _proved_by(proof: Certificate, known: Collection[str], signs: Signs) -> str:
    """Return the figures of a sum, those not known yet with their places, and why those of other scopes bear on it."""
    ids = [
        f"{claim.figure.id} ({claim.figure.location})"
        if isinstance(claim, Claim) and claim.figure.id not in known
        else name_of(claim, proof, signs)
        for _, claim in proof.claims
    ]
    why = "".join(f"; {reason}" for reason in reasons(proof))
    return f"{', '.join(ids) or 'no active day'}{why}"


def _result(row: Comparison, signs: Signs) -> Iterator[Fact]:
    one, other = (side.aligned.estimate for side in row.sides)
    ratio, gap = row.ratio, row.gap
    if ratio is not None and ratio.estimate is not None and one is not None and other is not None:
        number = wording.ratio(ratio.estimate)
        yield "ratio", f"{_plain(one)} {signs.over} {_plain(other)} = {number}{signs.times} ({ratio.estimate})"
    if gap is not None and gap.estimate is not None and one is not None and other is not None:
        number = wording.rise(gap.estimate, signs, _places(gap.estimate))
        yield "gap", f"{_plain(one)} {signs.minus} {_plain(other)} = {number}"
    yield from _ranges(row, signs)
    decides = not any(side.voice.disputed for side in row.sides)
    yield "verdict", VERDICTS[row.verdict] if decides else "open: a disputed figure decides nothing"
    yield from (("note", note) for note in (*scope_notes(row), *other_notes(row)))


def _plain(number: Exact) -> str:
    return wording.rounded(number, _places(number))


def _places(number: Exact) -> int:
    return 0 if Fraction(number).denominator == 1 else 2


def _ranges(row: Comparison, signs: Signs) -> Iterator[Fact]:
    """Yield what is proved of the ratio and the gap, each end as the sum that it is."""
    subject, baseline = (side.aligned.range for side in row.sides)
    if row.ratio is not None and (row.ratio.range.low or row.ratio.range.high is not None):
        ends = _ends(subject, baseline, signs.over, signs)
        yield "ratio range", f"{wording.ratio_between(row.ratio.range, signs)}: {ends}"
    if row.gap is not None and (row.gap.range.low is not None or row.gap.range.high is not None):
        ends = _ends(subject, baseline, signs.minus, signs)
        yield "gap range", f"{wording.gap_between(row.gap.range, signs)}: {ends}"


def _ends(subject: Range, baseline: Range, sign: str, signs: Signs) -> str:
    """Return from what to what: the least of the subject against the most of the baseline, and the other way round."""
    least = f"{_bound(subject.low)} {sign} {_bound(baseline.high)}"
    most = f"{_bound(subject.high)} {sign} {_bound(baseline.low)}"
    return f"from {least} to {most}"


def _bound(number: Exact | None) -> str:
    return "open" if number is None else wording.rounded(number)


def explanation_document(explained: Explanation) -> Document:
    """Return a comparison with the steps of both sides."""
    document = comparison_document(explained.row)
    sides = zip(("subject", "baseline"), explained.sides, strict=True)
    return {**document, **{name: {**side_document(one.side), **_steps(one)} for name, one in sides}}


def explanations_document(
    registry: Registry, question: Question, explained: Iterable[Explanation], apart: Iterable[NotComparable]
) -> Document:
    """Return every comparison with its steps."""
    as_of = question.selection.as_of
    return {
        "schema": "casualty.explain/1",
        "registry": {"title": registry.title, "files": list(registry.files), "sha256": digest(registry)},
        "as_of": str(as_of) if as_of else None,
        "explanations": [explanation_document(one) for one in explained],
        "not_comparable": [not_comparable_document(entry) for entry in apart],
    }


def _steps(working: Working) -> Document:
    return {
        "steps": {
            "figures": [figure_days_document(days) for days in working.figures],
            "coverage": [days_document(span) for span in working.coverage],
            "active_days": working.active,
            **steps_document(working.steps),
            "low": _end_document(working, "low", working.low.low_proof if working.low else None),
            "high": _end_document(working, "high", working.high.high_proof if working.high else None),
        }
    }


def _end_document(working: Working, which: str, proof: Certificate | None) -> Document | None:
    """Return what forces an end of the range: a sum of figures, what incidents come to, or the words of a figure."""
    aligned = working.side.aligned
    end, listed = getattr(aligned.range, which), aligned.listed
    if end is None or working.window is None or (proof is not None and proof.bound == end):
        return _proof(proof)
    if listed is not None and end == getattr(listed, which):
        entries = listed.entries - listed.straddling * (which == "low")
        named = [f"{wording.plural(entries, 'incident')} of {working.side.voice.source.short}"]
    else:
        named = [figure.id for figure in aligned.figures[:1]]
    return {"bound": int(end), "sum": wording.rounded(end), "figures": named, "reasons": []}


def steps_document(steps: Steps) -> Document:
    """Return the sums that lead to an estimate."""
    return {
        "shares": [
            {
                "period": days_document(one.days),
                "count": str(one.count),
                "active_days": one.active,
                "inside": one.inside,
                "terms": [
                    {"sign": term.sign, "figure": term.figure.id, "count": str(term.count)} for term in one.terms
                ],
            }
            for one in steps.shares
        ],
        "sum": _proof(steps.proof),
        "parts": [_part_document(part) for part in steps.parts],
    }


def _part_document(part: Steps) -> Document:
    aligned, scope = part.aligned, part.scope
    return {
        "measure": scope.measure,
        "place": scope.place,
        "actor": scope.actor,
        "basis": str(aligned.basis),
        "exact": None if aligned.estimate is None else str(aligned.estimate),
        "moved_from": None if aligned.moved is None else str(aligned.moved.estimate),
        **steps_document(part),
    }


def figure_days_document(days: FigureDays) -> Document:
    """Return a figure with how its days came about."""
    figure = days.figure
    return {
        "id": figure.id,
        "count": figure.count.words,
        "file": figure.location.file,
        "line": figure.location.line,
        "stated": days_document(days.stated),
        "cuts": [{"why": cut.why, "period": days_document(cut.days)} for cut in days.cuts],
    }


def _proof(certificate: Certificate | None) -> Document | None:
    if certificate is None:
        return None
    return {
        "bound": certificate.bound,
        "sum": sum_of(certificate, wording.UNICODE),
        "figures": [name_of(claim, certificate, wording.UNICODE) for _, claim in certificate.claims],
        "reasons": list(reasons(certificate)),
    }
