"""What a registry expects of its own ratios and gaps, and of what is proved, beside what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from casualtycli import wording
from casualtycli.compare import compare
from casualtycli.comparison import Comparison, Measured, Question, Side
from casualtycli.differences.expectations import Outcome
from casualtycli.model import Expectation, ProofExpectation, Registry
from casualtycli.numbers import Number
from casualtycli.problems import Location, Problem, quoted
from casualtycli.proof_trials import ProofTrial, try_proof
from casualtycli.ranges import Exact
from casualtycli.registry.read import Reading, in_order
from casualtycli.report.notes import rests_on
from casualtycli.select import Selection
from casualtycli.suggest import did_you_mean

KINDS = ("measure", "place", "actor")
FEW = 3
"""Names and reasons that are given."""


@dataclass(frozen=True, slots=True)
class Untested:
    """Why an expectation speaks of no comparison, or of several."""

    reason: str
    hint: str = "mend the figures, or take the expectation out"
    key: str | None = None
    """The key of the expectation that is meant; ``None``: all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An expectation, and the one comparison that it speaks of."""

    expectation: Expectation
    found: Comparison | Untested

    @property
    def reason(self) -> str | None:
        """Why there is not one comparison; None where there is."""
        return self.found.reason if isinstance(self.found, Untested) else None

    @property
    def ratio(self) -> Exact | None:
        """The ratio that there is; None where there is none."""
        return None if isinstance(self.found, Untested) else _estimate(self.found.ratio)

    @property
    def gap(self) -> Exact | None:
        """The gap that there is, in persons; None where there is none."""
        return None if isinstance(self.found, Untested) else _estimate(self.found.gap)

    @property
    def missed(self) -> tuple[tuple[str, Number, Exact | None], ...]:
        """The numbers that are not as expected: ``ratio`` or ``gap``, what was expected, and what there is."""
        asked = (("ratio", self.expectation.ratio, self.ratio), ("gap", self.expectation.gap, self.gap))
        return tuple(
            (key, number, exact)
            for key, number, exact in asked
            if number is not None and (exact is None or not number.rounds(exact))
        )

    @property
    def holds(self) -> bool:
        """Whether every number is as expected."""
        return not self.missed


def _estimate(measured: Measured | None) -> Exact | None:
    return None if measured is None else measured.estimate


def trials(registry: Registry) -> tuple[Trial | ProofTrial, ...]:
    """Return every expectation of the registry with what comes of it, as written."""
    return tuple(
        try_proof(registry, expectation)
        if isinstance(expectation, ProofExpectation)
        else Trial(expectation=expectation, found=_found(registry, expectation))
        for expectation in registry.expectations
    )


def outcomes(registry: Registry) -> tuple[Outcome, ...]:
    """Return every expectation of the registry with what comes of it, to be held against another registry's."""
    return tuple(_outcome(trial) for trial in trials(registry))


def _outcome(trial: Trial | ProofTrial) -> Outcome:
    if isinstance(trial, ProofTrial):
        return trial.outcome
    said = trial.expectation
    days = (("period", str(said.period) if said.period else None), ("as_of", str(said.as_of) if said.as_of else None))
    numbers = (("ratio", said.ratio, trial.ratio), ("gap", said.gap, trial.gap))
    return Outcome(
        subject=said.subject.id,
        baseline=said.baseline.id,
        about=(*said.named.items(), *((key, text) for key, text in days if text)),
        expected=tuple((key, str(number)) for key, number, _ in numbers if number is not None),
        found=tuple((key, exact) for key, number, exact in numbers if number is not None),
        reason=trial.reason,
        holds=trial.holds,
        location=said.location,
    )


def check_expectations(reading: Reading) -> Reading:
    """Return the reading with the expectations that do not hold added to its problems, in the order of the files.

    A registry that has errors already is not as meant: nothing is expected of it.
    """
    if reading.errors or not reading.registry.expectations:
        return reading
    documents = {document.file: document for document in reading.documents}
    problems = (
        Problem(
            location=place,
            rule="expectation",
            message=message,
            hint=hint,
            excerpt=documents[place.file].line(place.line),
        )
        for trial in trials(reading.registry)
        for place, message, hint in _findings(trial)
    )
    return reading._replace(problems=in_order(dict.fromkeys((*reading.problems, *problems)), reading.documents))


def _findings(trial: Trial | ProofTrial) -> Iterator[tuple[Location, str, str]]:
    """Yield where an expectation does not hold, what there is instead, and what to write."""
    if isinstance(trial, ProofTrial):
        yield from trial.findings
        return
    expectation, found = trial.expectation, trial.found
    pair = f"{expectation.subject.short} ÷ {expectation.baseline.short}"
    if isinstance(found, Untested):
        yield expectation.places.get(found.key or "", expectation.location), f"{pair}: {found.reason}", found.hint
        return
    for key, number, exact in trial.missed:
        message, hint = _miss(key, number, exact, found)
        yield expectation.places[key], f"{pair}: {message}", hint


def _miss(key: str, number: Number, exact: Exact | None, row: Comparison) -> tuple[str, str]:
    """Return what a number is instead of what was expected, and what to write."""
    if exact is None:
        silent = next((side.voice.source.short for side in row.sides if side.aligned.estimate is None), None)
        why = f": {silent} has no best number" if silent else " to a baseline of zero"
        return f"there is no {key}{why}", f"mend the figures, or take {key} out"
    places = max(number.places, wording.ratio_places(exact) if key == "ratio" else 0)
    is_ = wording.rounded(exact, places)
    message = f"{key} is {is_}, not {number} ({rests_on(row)}, {row.window})"
    return message, f"mend the figures, or write {key}: {is_.replace(',', '')}"


def _found(registry: Registry, expectation: Expectation) -> Comparison | Untested:
    """Return the one comparison that the expectation speaks of, or why there is not one."""
    pair = expectation.subject.id, expectation.baseline.id
    # Nothing is asked of all other figures, and each expectation would go through them once more.
    own = registry._replace(
        figures=tuple(figure for figure in registry.figures if figure.source.id in pair),
        incident_files=tuple(file for file in registry.incident_files if file.source.id in pair),
    )
    if unknown := _unknown_name(own, expectation):
        return unknown
    found = compare(own, _question(expectation))
    if not found.rows:
        reasons = tuple(dict.fromkeys(entry.reason for entry in found.not_comparable))
        return Untested("; ".join(reasons[:FEW]) or "there is nothing to compare")
    rows = found.rows
    for key, name in expectation.named.items():
        rows = _nearest(rows, key, name)
        if not rows:
            return Untested(f"no comparison is of {_named(key, name)}", key=key)
    return _several(rows, expectation) if len(rows) > 1 else _covered(registry, rows[0], expectation)


def _question(expectation: Expectation) -> Question:
    names = {key: (name,) for key, name in expectation.named.items() if name is not None}
    return Question(
        selection=Selection(
            as_of=expectation.as_of,
            sources=(expectation.subject.id,),
            measures=names.get("measure", ()),
            places=names.get("place", ()),
            actors=names.get("actor", ()),
            disputed=False,
        ),
        baseline=expectation.baseline.id,
        period=expectation.period.outer(date.max) if expectation.period else None,
    )


def _unknown_name(own: Registry, expectation: Expectation) -> Untested | None:
    """Return that no figure of the two sources has a name that the expectation gives, or None where each has one."""
    for key in KINDS:
        name = expectation.named.get(key)
        known = {other for scope in own.counted if (other := getattr(scope, key))}
        if name is not None and name not in known:
            hint = did_you_mean(name, known, f"they have: {', '.join(sorted(known)) or 'none'}")
            return Untested(f"neither has a figure of the {key} {quoted(name)}", hint, key)
    return None


def _nearest(rows: tuple[Comparison, ...], key: str, name: str | None) -> tuple[Comparison, ...]:
    """Return the rows of which both sides are named so; else those of which the subject is; else the baseline."""
    fits = [(_of(row.subject, key) == name, _of(row.baseline, key) == name) for row in rows]
    best = max(fits)
    return tuple(row for row, fit in zip(rows, fits, strict=True) if fit == best and any(best))


def _of(side: Side, key: str) -> str | None:
    """Return what a side has under a key of an expectation."""
    value: str | None = side.voice.variant if key == "variant" else getattr(side.scope, key)
    return value


def _several(rows: tuple[Comparison, ...], expectation: Expectation) -> Untested:
    """Return what tells the rows apart, and what to write to mean one of them."""
    for key, side in product((*KINDS, "variant"), (0, 1)):
        names = {_of(row.sides[side], key) or "null" for row in rows}
        if len(names) == 1:
            continue
        hint = f"write {key}: {_few(names, ' or ')}"
        if key not in expectation.named:
            return Untested(f"several comparisons fit: {key} is missing", hint)
        if side == 0:
            return Untested(f"several comparisons are of {_named(key, expectation.named[key])}", hint, key)
        return Untested("several comparisons fit: both sides have variants, and not the same ones")
    runs = _few((str(row.window) for row in rows), " and ")
    if expectation.period is None:
        return Untested(f"several runs of days can be compared: {runs}", "write period: and the days that are meant")
    return Untested(f"only {runs} of {expectation.period} can be compared", key="period")


def _covered(registry: Registry, row: Comparison, expectation: Expectation) -> Comparison | Untested:
    """Return the row if it speaks of all active days that are certain in the period, or which it lacks."""
    window, period = row.window, expectation.period
    assert window is not None, "only what is taken as printed has no window"
    certain = period.inner(window.last) if period else None
    for side in row.sides:
        certain = certain and registry.activity(side.scope).cut(certain)
    if certain and not window.contains(certain):
        hint = f"mend the figures, or write period: {window}"
        return Untested(f"only {window} of {period} can be compared", hint, "period")
    return row


def _named(key: str, name: str | None) -> str:
    return f"figures without {key}" if name is None else f"the {key} {quoted(name)}"


def _few(names: Iterable[str], joint: str) -> str:
    """Return the first few of the names, and how many more there are."""
    known = sorted(names)
    more = [f"{len(known) - FEW} more"] if len(known) > FEW else []
    return joint.join([*known[:FEW], *more])
