"""What a registry expects to be proved by all reports together, beside what is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casualtycli import wording
from casualtycli.answers import FEW, Several, answered, only
from casualtycli.asked import Inquiry
from casualtycli.differences.expectations import Outcome
from casualtycli.model import ProofExpectation, Registry
from casualtycli.problems import CommandError, Location
from casualtycli.proofs import clashing, proofs_of
from casualtycli.proved import Findings, Proved, prove
from casualtycli.report.figures import ANYBODY
from casualtycli.select import Selection
from casualtycli.wording import UNICODE

KEYS = {"at least": "at_least", "at most": "at_most"}


@dataclass(frozen=True, slots=True)
class Unproved:
    """Why an expectation speaks of no scope, or of several."""

    reason: str
    hint: str
    key: str | None = None
    """The key of the expectation that is meant; ``None``: all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofTrial:
    """An expectation, and what is proved of the one scope and the days that it speaks of."""

    expectation: ProofExpectation
    found: tuple[Proved, ...] | Unproved

    @property
    def missed(self) -> tuple[str, ...]:
        """The keys of the limits that are not proved."""
        found = self.found
        if isinstance(found, Unproved):
            return tuple(self.expectation.limits)
        return tuple(
            key for key, limit in self.expectation.limits.items() if not answered(found, **{KEYS[key]: limit}).proved
        )

    @property
    def findings(self) -> Iterator[tuple[Location, str, str]]:
        """Where the expectation does not hold, what there is instead, and what to write."""
        expectation, found = self.expectation, self.found
        if isinstance(found, Unproved):
            yield expectation.places.get(found.key or "", expectation.location), found.reason, found.hint
            return
        for key in self.missed:
            yield expectation.places[key], *_miss(key, expectation.limits[key], found)

    @property
    def outcome(self) -> Outcome:
        """What comes of it, to be held against another registry's."""
        said, found = self.expectation, self.found
        days = {"period": said.period, "as_of": said.as_of}
        return Outcome(
            subject=None,
            baseline=None,
            about=(*said.named.items(), *((key, str(value)) for key, value in days.items() if value)),
            expected=tuple((key, f"{limit:,}") for key, limit in said.limits.items()),
            found=tuple((key, None if isinstance(found, Unproved) else _end(key, found)) for key in said.limits),
            reason=found.reason if isinstance(found, Unproved) else None,
            holds=not self.missed,
            location=said.location,
        )


def _end(key: str, rows: tuple[Proved, ...]) -> int | None:
    """Return the end of the range that a limit is about: of several rows, the closest."""
    if key == "at least":
        return max(row.bound.low for row in rows)
    return min((row.bound.high for row in rows if row.bound.high is not None), default=None)


def _miss(key: str, limit: int, rows: tuple[Proved, ...]) -> tuple[str, str]:
    """Return what is proved instead of what was expected, and what to write."""
    end, row = _end(key, rows), rows[0]
    about = ", ".join((row.scope.measure, row.scope.place, row.scope.actor or ANYBODY, str(row.days)))
    names = dict.fromkeys(name for clash in row.clashes for name in clashing(clash))
    aside = f"; {', '.join(names)} clash and are left out" if names else ""
    if end is None:
        return f"{about}: no ceiling is proved, not even {limit:,}{aside}", f"mend the figures, or take {key} out"
    proofs = "; ".join(text for text in proofs_of(row.bound, UNICODE) if text.startswith((key, wording.rounded(end))))
    told = f" ({proofs})" if proofs else ""
    hint = f"mend the figures, or write {key}: {end}"
    return f"{about}: {key} {end:,} is proved, not {key} {limit:,}{told}{aside}", hint


def try_proof(registry: Registry, expectation: ProofExpectation) -> ProofTrial:
    """Return the expectation with what comes of it."""
    return ProofTrial(expectation=expectation, found=_found(registry, expectation))


def _found(registry: Registry, expectation: ProofExpectation) -> tuple[Proved, ...] | Unproved:
    names = {key: (name,) for key, name in expectation.named.items() if name is not None}
    selection = Selection(
        as_of=expectation.as_of,
        measures=names.get("measure", ()),
        places=names.get("place", ()),
        actors=names.get("actor", ()),
    )
    period = expectation.period.outer(date.max) if expectation.period else None
    try:
        return only(_meant(prove(registry, Inquiry(selection=selection, period=period)), expectation))
    except Several as several:
        either = ("null" if name == ANYBODY else name for name in several.names[:FEW])
        return Unproved(several.message, f"write {several.kind}: {' or '.join(either)}")
    except CommandError as error:
        return Unproved(error.message, error.hint or "mend the figures, or take the expectation out")


def _meant(found: Findings, expectation: ProofExpectation) -> tuple[Proved, ...]:
    """Return the rows of the scopes that are meant: null stands for whoever it was."""
    if expectation.named.get("actor", "") is None:
        return tuple(row for row in found.rows if row.scope.actor is None)
    return found.rows
