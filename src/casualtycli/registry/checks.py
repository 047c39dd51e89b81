"""What can be wrong with a registry whose every value can be read: one function a rule, in a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casualtycli.model import Figure, Registry
from casualtycli.problems import quoted
from casualtycli.registry.clash_rules import clashes_between_sources, clashes_in_sources
from casualtycli.registry.errors import ERRORS, parts_of_one_publication, place_of, written
from casualtycli.registry.findings import Check, Finding, Places
from casualtycli.registry.ignores import apply_ignores, stale_ignores
from casualtycli.registry.list_rules import list_clashes, lists_left_open, rows_twice
from casualtycli.registry.near import near_misses
from casualtycli.registry.read import Reading, in_order
from casualtycli.registry.relays import relays_before_origin, relays_that_differ
from casualtycli.registry.rules import LEVELS
from casualtycli.registry.total_rules import falling_remainders, falling_totals


def check(reading: Reading, *, today: date | None = None) -> Reading:
    """Return the reading with the problems that the rules find added, in the order of the files.

    What a figure ignores is kept apart; without a day no ``ignore`` has run out.
    """
    places = Places(reading.documents)
    found = [
        (finding.about, places.problem(rule.rule, LEVELS[rule.rule], finding))
        for rule in CHECKS
        if not (rule.wants_all and reading.errors)
        for finding in rule.find(reading.registry)
    ]
    counting, ignored, met = apply_ignores(found, today)
    if not reading.errors:  # one whose figure could not be read whole may yet be needed
        counting += stale_ignores(reading.registry.figures, met, today, places.line)
    return reading._replace(
        problems=in_order((*reading.problems, *counting), reading.documents),
        ignored=in_order(ignored, reading.documents),
    )


def _total_equals_part(registry: Registry) -> Iterator[Finding]:
    for part, whole in parts_of_one_publication(registry):
        if part.count.reported and part.count.reported == whole.count.reported:
            yield Finding(
                about=part,
                key="count",
                message=f"the part has the same number as the whole: {whole.count.words} ({place_of(whole)})",
                hint="make sure that the total was not copied to its part",
            )


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
        for figure in sorted(registry.figures, key=written):
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


CHECKS: tuple[Check, ...] = (
    *ERRORS,
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
