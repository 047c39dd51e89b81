"""What can be wrong with a registry whose every value can be read: one function a rule, in a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from casualtycli.model import Registry
from casualtycli.registry.clash_rules import clashes_between_sources, clashes_in_sources
from casualtycli.registry.date_rules import future_dates, published_inside, read_too_early
from casualtycli.registry.errors import ERRORS, parts_of_one_publication, place_of
from casualtycli.registry.findings import Check, Finding, Places
from casualtycli.registry.ignores import apply_ignores, stale_ignores
from casualtycli.registry.list_rules import list_clashes, lists_left_open, rows_twice
from casualtycli.registry.name_rules import near_names, rows_passed_over
from casualtycli.registry.read import Reading, in_order
from casualtycli.registry.relays import relays_before_origin, relays_that_differ
from casualtycli.registry.rules import LEVELS
from casualtycli.registry.total_rules import falling_remainders, falling_totals


def check(reading: Reading, *, today: date | None = None) -> Reading:
    """Return the reading with the problems that the rules find added, in the order of the files.

    What a figure ignores is kept apart; without a day no ``ignore`` has run out, and no date lies ahead.
    """
    places = Places(reading.documents)
    dated = () if today is None else (Check(rule="future-date", find=partial(future_dates, today=today)),)
    found = [
        (finding.about, places.problem(rule.rule, LEVELS[rule.rule], finding))
        for rule in (*CHECKS, *dated)
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
    Check(rule="published-inside", find=published_inside),
    Check(rule="accessed-early", find=read_too_early),
    Check(rule="near-name", find=near_names),
    Check(rule="where-near", find=rows_passed_over),
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
