"""What became of the ratios and gaps that registries expect, and of what they expect to be proved."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from casualtycli.differences.changes import Change
from casualtycli.problems import Location
from casualtycli.ranges import Exact


class Outcome(NamedTuple):
    """An expectation of one registry, and what comes of it there."""

    subject: str | None
    """The id of a source; ``None``, and no baseline: all reports together."""
    baseline: str | None
    about: tuple[tuple[str, str | None], ...]
    """The other keys that say which comparison, or which scope, is meant, with what stands there."""
    expected: tuple[tuple[str, str], ...]
    """``ratio`` or ``gap``, ``at least`` or ``at most``, and the number as written."""
    found: tuple[tuple[str, Exact | None], ...]
    """The same keys with the numbers that there are; None where there is none."""
    reason: str | None
    """Why there is not one comparison; None where there is."""
    holds: bool
    location: Location

    @property
    def said(self) -> object:
        """What is compared of two outcomes: all but where they stand."""
        return self.expected, self.found, self.reason, self.holds


class ExpectationChange(NamedTuple):
    """An expectation that came or went, or of which something else comes now."""

    old: Outcome | None
    new: Outcome | None

    @property
    def outcome(self) -> Outcome:
        """The newer one of those that there are."""
        outcome = self.new or self.old
        assert outcome is not None
        return outcome

    @property
    def change(self) -> Change:
        """What became of it."""
        return Change.ADDED if self.old is None else Change.REMOVED if self.new is None else Change.CHANGED


def expectation_changes(old: Iterable[Outcome], new: Iterable[Outcome]) -> Iterator[ExpectationChange]:
    """Yield the changes in the newer order, then what is gone; those about the same comparison belong together."""
    before = _by_comparison(old)
    for key, outcome in _by_comparison(new).items():
        was = before.pop(key, None)
        if was is None or was.said != outcome.said:
            yield ExpectationChange(was, outcome)
    yield from (ExpectationChange(was, None) for was in before.values())


def _by_comparison(outcomes: Iterable[Outcome]) -> dict[object, Outcome]:
    found: dict[object, Outcome] = {}
    for outcome in outcomes:
        key = outcome.subject, outcome.baseline, outcome.about
        again = sum(known[:3] == key for known in found.values())  # two about one comparison meet in their order
        found[*key, again] = outcome
    return found
