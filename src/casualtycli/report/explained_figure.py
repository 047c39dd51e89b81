"""What comes of one figure: what its words claim, on which days, and the comparisons that rest on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from casualtycli import wording
from casualtycli.claims import Claim, Counted, Stated, claims_of, claims_to_what_happened
from casualtycli.comparison import Comparison, Measured
from casualtycli.explain import figure_days
from casualtycli.heard import heard
from casualtycli.model import Figure, Registry
from casualtycli.periods import Span
from casualtycli.ranges import Exact, Range
from casualtycli.report.documents import Document, comparison_document, days_document
from casualtycli.report.explanations import days_words, figure_days_document, figure_words
from casualtycli.report.figures import in_force_words, says
from casualtycli.report.incidents import one_of
from casualtycli.report.notes import label, rests_on
from casualtycli.select import Selection
from casualtycli.table import Block, Facts, Lines, Page
from casualtycli.wording import Signs


def explained_figure_page(
    registry: Registry, figure: Figure, rows: Sequence[Comparison], signs: Signs, as_of: date | None
) -> Page:
    """Return a figure's way from the file to what it claims, and to the rows that rest on it."""
    own, happened = _claims(registry, figure)
    facts = (
        ("written", figure_words(figure)),
        ("count", says(figure, signs)),
        ("days", days_words(figure_days(figure), signs)),
        ("in force", in_force_words(registry, figure, as_of)),
        *((("adds", one_of(registry, figure.source, figure.variant, signs)),) if figure.adds else ()),
        *(("says of its own tally", _claim(claim, signs)) for claim in own),
        *(("says of what happened", _claim(claim, signs)) for claim in happened),
        *(() if own else (("says of its own tally", "nothing that could prove anything"),)),
        *(("says of what happened", text) for text in _silence(registry, figure, happened, as_of)),
    )
    told = tuple(_row(row, signs) for row in rows) or ("none",)
    blocks: tuple[Block, ...] = (Facts(figure.id, facts), Lines("Comparisons that rest on it", told))
    return Page(blocks=blocks)


def _claims(registry: Registry, figure: Figure) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Return what a figure claims of its source's tally, and what of what happened."""
    start = figure.outer.first == registry.activity(figure.scope).first
    own = () if figure.disputed else claims_of(figure, floor=False, from_the_start=start)
    return own, tuple(claims_to_what_happened(figure, from_the_start=start, trusted=False))


def _silence(registry: Registry, figure: Figure, happened: Sequence[Claim], as_of: date | None) -> Iterator[str]:
    """Yield why a figure proves nothing of what happened, or is left out of what is proved all the same."""
    said = heard(registry, Selection(as_of=as_of), ())
    why = [one.why for one in said.left_out if one.figure.id == figure.id]
    if figure.adds and not why:
        own = figure.source.id, figure.variant
        why = [one.why for one in said.silent_lists if (one.whole.source.id, one.whole.variant) == own]
    if happened:
        yield from (f"left out of what is proved: {reason}" for reason in why)
    elif figure.adds and not why:
        yield "it is in the sums of its list"
    else:
        yield f"nothing that could prove anything{''.join(f': {reason}' for reason in why)}"


def _claim(claim: Claim, signs: Signs) -> str:
    limit = f"at {'most' if claim.at_most else 'least'} {wording.rounded(claim.count)}"
    if isinstance(claim.window, Span):
        return f"{limit} in {wording.span(claim.window, signs)}"
    if isinstance(claim.window, Counted):
        return f"{limit} in {_when_they_died(claim.window, claim.at_most, signs)}"
    return f"{limit} in {_some_of(claim.window, claim.at_most, signs)}"


def _some_of(window: Stated, at_most: bool, signs: Signs) -> str:
    """Return the days that a claim holds for, where its period is not stated to the day."""
    if not at_most:
        return f"{wording.span(window.outer, signs)}, the most days that are meant"
    if window.inner is None:
        return "the days that are stated, of which none is certain"
    return f"{wording.span(window.inner, signs)}, the days that are certain"


def _when_they_died(window: Counted, at_most: bool, signs: Signs) -> str:
    """Return the days of death that a claim holds for, where its source counts later."""
    days = wording.span(window.days, signs)
    if not at_most:
        return f"{wording.span(window.outer, signs)}, the most days on which those died whom it counts"
    if window.inner is None:
        return f"no days alone: nobody's death is sure to be counted in {days}"
    return f"{wording.span(window.inner, signs)}, the days whose dead are all counted in {days}"


def _row(row: Comparison, signs: Signs) -> str:
    names = [label(side.voice, signs) for side in row.sides]
    days = wording.span(row.window, signs) if row.window else "as printed"
    ratio = _told(row.ratio, lambda number: wording.ratio(number) + signs.times, wording.ratio_between, signs)
    gap = _told(row.gap, lambda number: wording.signed(number, signs), wording.gap_between, signs)
    who = f"{names[0]} {signs.over} {names[1]}, {row.subject.scope.place}"
    return f"{who}, {days}: {ratio}, {gap} ({rests_on(row, signs)})"


def _told(
    measured: Measured | None, number: Callable[[Exact], str], between: Callable[[Range, Signs], str], signs: Signs
) -> str:
    """Return the estimate, or else the range."""
    if measured is None:
        return signs.dash
    return between(measured.range, signs) if measured.estimate is None else number(measured.estimate)


def explained_figure_document(registry: Registry, figure: Figure, rows: Sequence[Comparison]) -> Document:
    """Return what comes of a figure."""
    own, happened = _claims(registry, figure)
    return {
        "schema": "casualty.explain/1",
        "figure": {
            **figure_days_document(figure_days(figure)),
            "own_tally": [_claim_document(claim) for claim in own],
            "happened": [_claim_document(claim) for claim in happened],
        },
        "comparisons": [comparison_document(row) for row in rows],
    }


def _claim_document(claim: Claim) -> Document:
    window = claim.window
    days = window if isinstance(window, Span) else window.inner if claim.at_most else window.outer
    return {"says": "at most" if claim.at_most else "at least", "count": claim.count, "period": days_document(days)}
