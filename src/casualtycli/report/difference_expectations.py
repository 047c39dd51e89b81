"""The ratios and gaps that registries expect, and what comes of them now: for people and for machines."""

from __future__ import annotations

from collections.abc import Iterable

from casualtycli import wording
from casualtycli.differences.expectations import ExpectationChange, Outcome
from casualtycli.ranges import Exact
from casualtycli.registry.expectations import LIMITS
from casualtycli.report.documents import Document, number_document
from casualtycli.table import Column, Entry, Table, Tone
from casualtycli.wording import Signs


def expectations_table(changes: Iterable[ExpectationChange], signs: Signs) -> Table:
    """Return each expectation that changed, with what came of it and what comes of it now."""
    columns = tuple(Column(title) for title in ("Expectation", "Before", "Now"))
    rows = tuple(
        (Entry(_name(change.outcome, signs)), _entry(change.old, signs), _entry(change.new, signs))
        for change in changes
    )
    return Table(title="Expectations", columns=columns, rows=rows)


def _name(outcome: Outcome, signs: Signs) -> str:
    about = (value or f"no {key}" for key, value in outcome.about)
    of = f"{outcome.subject} {signs.over} {outcome.baseline}" if outcome.subject else "proved"
    return ", ".join((of, *about))


def _entry(outcome: Outcome | None, signs: Signs) -> Entry:
    """Return what is expected, and whether it holds."""
    if outcome is None:
        return Entry(signs.dash)
    expected = " and ".join(f"{key} {number}" for key, number in outcome.expected)
    if outcome.holds:
        return Entry(f"{expected}: holds")
    found = " and ".join(f"{key} {_number(key, number, signs)}" for key, number in outcome.found)
    return Entry(f"{expected}: fails, {outcome.reason or f'there is {found}'}", Tone.CLASH)


def _number(key: str, number: Exact | None, signs: Signs) -> str:
    if number is None:
        return "none"
    if key in LIMITS:
        return wording.rounded(number)
    return wording.ratio(number) if key == "ratio" else wording.signed(number, signs)


def expectation_document(change: ExpectationChange) -> Document:
    """Return one change; null where there was, or is, no such expectation."""
    outcome = change.outcome
    return {
        "change": str(change.change),
        "subject": outcome.subject,
        "baseline": outcome.baseline,
        **{key: dict(outcome.about).get(key) for key in ("measure", "place", "actor", "variant", "period", "as_of")},
        "old": _document(change.old),
        "new": _document(change.new),
    }


def _document(outcome: Outcome | None) -> Document | None:
    if outcome is None:
        return None
    expected, found = dict(outcome.expected), dict(outcome.found)
    keys = LIMITS if outcome.subject is None else ("ratio", "gap")
    numbers = {key.replace(" ", "_"): found.get(key) for key in keys}
    return {
        "holds": outcome.holds,
        **{f"expected_{key.replace(' ', '_')}": expected.get(key) for key in keys},
        **{key: None if number is None else number_document(number) for key, number in numbers.items()},
        "reason": outcome.reason,
        "file": outcome.location.file,
        "line": outcome.location.line,
    }
