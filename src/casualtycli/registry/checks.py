"""What can be wrong with a registry whose every value can be read: one function a rule, in a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from casualtycli.model import Figure, Registry
from casualtycli.problems import Level, Location, Problem, quoted
from casualtycli.registry.clash_rules import (
    clashes_between_sources,
    clashes_in_publications,
    clashes_in_sources,
    parts_that_do_not_add_up,
)
from casualtycli.registry.findings import Finding
from casualtycli.registry.ignores import apply_ignores, stale_ignores
from casualtycli.registry.list_rules import list_clashes, lists_left_open, rows_twice
from casualtycli.registry.near import near_misses
from casualtycli.registry.nodes import Document, Sequence, read_document
from casualtycli.registry.nodes import Mapping as Nodes
from casualtycli.registry.read import Reading, in_order
from casualtycli.registry.relays import relays_before_origin, relays_that_differ
from casualtycli.registry.rules import LEVELS
from casualtycli.registry.total_rules import falling_remainders, falling_totals
from casualtycli.vintages import repetitions, same_claim


class Check(NamedTuple):
    """A rule, and what finds where it is broken."""

    rule: str
    find: Callable[[Registry], Iterable[Finding]]
    wants_all: bool = False
    """Whether it says anything only where every figure could be read."""


def check(reading: Reading, *, errors_only: bool = False, today: date | None = None) -> Reading:
    """Return the reading with the problems that the rules find added, in the order of the files.

    What a figure ignores is kept apart. Errors alone ask for no ``ignore``, so that they never depend on the day;
    without a day no ``ignore`` has run out.
    """
    wanted = [
        rule
        for rule in CHECKS
        if (LEVELS[rule.rule] is Level.ERROR or not errors_only) and not (rule.wants_all and reading.errors)
    ]
    places = _Places(reading.documents)
    found = [
        (finding.about, places.problem(rule, finding)) for rule in wanted for finding in rule.find(reading.registry)
    ]
    counting, ignored, met = apply_ignores(found, today)
    if not errors_only and not reading.errors:  # one whose figure could not be read whole may yet be needed
        counting += stale_ignores(reading.registry.figures, met, today, places.line)
    return replace(
        reading,
        problems=in_order((*reading.problems, *counting), reading.documents),
        ignored=in_order(ignored, reading.documents),
    )


class _Places:
    """Where the keys of figures stand. Nodes are not kept, so a file with findings is read once more."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.file: document for document in documents}
        self._figures: dict[str, Mapping[tuple[int, int], Nodes]] = {}

    def problem(self, rule: Check, finding: Finding) -> Problem:
        """Return the problem that a rule found, with its place."""
        document = self._documents[finding.about.location.file]
        place = finding.place or finding.about.location
        if isinstance(finding.about, Figure):
            place = self._of(document, finding.about.location, finding.key or "id")
        return Problem(
            location=place,
            rule=rule.rule,
            level=LEVELS[rule.rule],
            message=finding.message,
            hint=finding.hint,
            excerpt="" if finding.place else self.line(place),
        )

    def line(self, place: Location) -> str:
        """Return the line of the place, as written."""
        return self._documents[place.file].line(place.line)

    def _of(self, document: Document, figure: Location, key: str) -> Location:
        """Return the place of the value that a figure has under a key, be it its own or a default."""
        if document.file not in self._figures:
            self._figures[document.file] = _figure_nodes(read_document(document.text, document.file))
        return document.place(self._figures[document.file][figure.line, figure.column].entries[key])


def _figure_nodes(document: Document) -> Mapping[tuple[int, int], Nodes]:
    """Return the entries of each figure with the defaults, by line and column."""
    assert isinstance(document.root, Nodes)
    figures, defaults = (document.root.entries.get(key) for key in ("figures", "defaults"))
    assert isinstance(figures, Sequence)
    common = defaults.entries if isinstance(defaults, Nodes) else {}
    return {
        (node.line, node.column): node._replace(entries={**common, **node.entries})
        for node in figures.items
        if isinstance(node, Nodes)
    }


def _two_numbers(registry: Registry) -> Iterator[Finding]:
    for group in _grouped(_said_anew(registry), lambda figure: (same_claim(figure), figure.known)):
        settled = {figure.supersedes for figure in group}
        open_ = sorted((figure for figure in group if figure.id not in settled), key=_written)
        for figure in open_[1:]:
            if not figure.count.same_number(open_[0].count):
                yield Finding(
                    about=figure,
                    key="count",
                    message=f"{figure.source.short} has another number for the same days, published "
                    f"{'the same day' if figure.published else 'nobody says when'}: "
                    f"{open_[0].count.words}, at {open_[0].location}",
                    hint="mend one, or write supersedes:, variant: or disputed: to tell them apart",
                )


def _superseding(registry: Registry) -> Iterator[Finding]:
    for figure in registry.figures:
        older = registry.by_id.get(figure.supersedes or "")
        if older is not None and older.source is not figure.source:
            yield Finding(
                about=figure,
                key="supersedes",
                message=f"{figure.id} of {figure.source.short} cannot supersede a figure of {older.source.short}",
                hint="name a figure of the same source, or write disputed: in the other one",
            )


def _part_above_whole(registry: Registry) -> Iterator[Finding]:
    for part, whole in _parts_of_one_publication(registry):
        if whole.count.high is not None and part.count.low > whole.count.high:
            yield Finding(
                about=part,
                key="count",
                message=f"{part.count.low - whole.count.high:,} more than the whole that it is part of: "
                f"{whole.count.words} ({_place(whole)})",
                hint="mend one of the two, or the parts and includes",
            )


def _total_equals_part(registry: Registry) -> Iterator[Finding]:
    for part, whole in _parts_of_one_publication(registry):
        if part.count.reported and part.count.reported == whole.count.reported:
            yield Finding(
                about=part,
                key="count",
                message=f"the part has the same number as the whole: {whole.count.words} ({_place(whole)})",
                hint="make sure that the total was not copied to its part",
            )


def _parts_of_one_publication(registry: Registry) -> Iterator[tuple[Figure, Figure]]:
    """Yield each part with its whole, of one source, publication and stated period."""
    for group in _grouped(
        _said_anew(registry), lambda figure: (figure.source.id, figure.variant, figure.known, figure.stated)
    ):
        by_scope = {figure.scope: figure for figure in sorted(group, key=_written, reverse=True)}
        for part in group:
            wholes = registry.scopes.wholes(part.scope)
            yield from ((part, by_scope[whole]) for whole in wholes if whole in by_scope and whole != part.scope)


def _missing_url(registry: Registry) -> Iterator[Finding]:
    for figure in registry.figures:
        if figure.url is None:
            hint = "write url: and the address where the number can be read"
            yield Finding(about=figure, message=f"{figure.id} has no url", hint=hint)


def _missing_published(registry: Registry) -> Iterator[Finding]:
    for figure in registry.figures:
        if figure.published is None:
            hint = "write published: and the day, month or year; until then it counts as the oldest"
            yield Finding(about=figure, message=f"{figure.id} does not say when it was published", hint=hint)


def _published_inside(registry: Registry) -> Iterator[Finding]:
    for figure in registry.figures:
        end, published = figure.period.end, figure.published
        if figure.disputed or figure.projection or not end or not published or not end.day or end.approximate:
            continue
        if figure.known < end.span.last:
            yield Finding(
                about=figure,
                key="published",
                message=f"published {published}, before its period ends on {end}: no later day counts",
                hint="mend one of the two, or write projection: yes",
            )


def _near_names(registry: Registry) -> Iterator[Finding]:
    for kind in ("measure", "place", "actor"):
        first: dict[str, Figure] = {}
        uses: dict[str, int] = {}
        for figure in sorted(registry.figures, key=_written):
            name = getattr(figure.scope, kind)
            if name is not None:
                first.setdefault(name, figure)
                uses[name] = uses.get(name, 0) + 1
        for name, near in near_misses(uses, registry.declared[kind]):
            yield Finding(
                about=first[name],
                key=kind,
                message=f"the {kind} {quoted(name)} is declared nowhere, and much like another",
                hint=f"did you mean {quoted(near)}? if not, declare it under {kind}s:",
            )


def _month_ends(registry: Registry) -> Iterator[Finding]:
    for figure in registry.figures:
        period = figure.period
        if figure.disputed or figure.adds or period.end is None:
            continue
        if figure.count.high is None or figure.count.low != figure.count.high:
            continue
        if "day" not in (period.start.unit, period.end.unit) and not (
            period.start.approximate or period.end.approximate
        ):
            whole = period.outer(figure.known)
            yield Finding(
                about=figure,
                key="period",
                message="an exact count, and the days it is for are not stated to the day",
                hint=f"write {whole} if whole {period.end.unit}s are meant",
            )


def _unused_sources(registry: Registry) -> Iterator[Finding]:
    used = {figure.source.id for figure in registry.figures}
    used |= {file.source.id for file in registry.incident_files}
    for source in registry.sources.values():
        if source.id not in used:
            hint = "add its figures, or take it out"
            yield Finding(about=source, message=f"no figure has the source {source.id}", hint=hint)


def _said_anew(registry: Registry) -> tuple[Figure, ...]:
    """Return the figures that are not just what their own source had said before."""
    repeated = repetitions(registry.figures)
    return tuple(figure for figure in registry.figures if figure.id not in repeated)


def _grouped(figures: Iterable[Figure], key: Callable[[Figure], object]) -> Iterable[list[Figure]]:
    """Return the figures that are not disputed and share their key with another, in groups of one key.

    Those that add count other people each, so none has anything to do with another.
    """
    groups: dict[object, list[Figure]] = {}
    for figure in figures:
        if not (figure.disputed or figure.adds):
            groups.setdefault(key(figure), []).append(figure)
    return [group for group in groups.values() if len(group) > 1]


def _place(figure: Figure) -> str:
    return f"{figure.id} at {figure.location.file}:{figure.location.line}"


def _written(figure: Figure) -> tuple[str, int, str]:
    return figure.location.file, figure.location.line, figure.id


CHECKS: tuple[Check, ...] = (
    Check(rule="two-numbers", find=_two_numbers),
    Check(rule="other-source", find=_superseding),
    Check(rule="part-above-whole", find=_part_above_whole),
    Check(rule="parts-sum", find=parts_that_do_not_add_up),
    Check(rule="clash-in-publication", find=clashes_in_publications),
    Check(rule="missing-url", find=_missing_url),
    Check(rule="missing-published", find=_missing_published),
    Check(rule="published-inside", find=_published_inside),
    Check(rule="near-name", find=_near_names),
    Check(rule="unused-source", find=_unused_sources, wants_all=True),
    Check(rule="total-equals-part", find=_total_equals_part),
    Check(rule="falling-total", find=falling_totals),
    Check(rule="falling-remainder", find=falling_remainders),
    Check(rule="clash-in-source", find=clashes_in_sources),
    Check(rule="list-clash", find=list_clashes),
    Check(rule="duplicate-row", find=rows_twice),
    Check(rule="relay-differs", find=relays_that_differ),
    Check(rule="relay-before-origin", find=relays_before_origin),
    Check(rule="clash-between-sources", find=clashes_between_sources),
    Check(rule="month-ends", find=_month_ends),
    Check(rule="list-open", find=lists_left_open),
)
