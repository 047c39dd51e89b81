"""A registry: sources, figures, and what is known of measures, places and actors."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.activities import EVER, Activity, activity, effective
from casualtycli.counts import Count
from casualtycli.periods import Moment, Period, Span
from casualtycli.problems import Location
from casualtycli.scopes import Scope, Scopes

if TYPE_CHECKING:
    from casualtycli.lags import Lag
    from casualtycli.numbers import Number


class Role(StrEnum):
    """What a source is to the conflict."""

    PARTY = "party to the conflict"
    MONITOR = "monitor"
    OFFICIAL = "official"
    SURVEY = "survey"
    MEDIA = "media"
    COURT = "court"


class Counts(StrEnum):
    """How a source comes to its numbers, and so what they say of what happened."""

    DOCUMENTED = "documented"
    """One by one: exact as its own tally, a floor of what happened."""
    ASSESSED = "assessed"
    """One by one, by the judgement of a party: likewise."""
    ESTIMATED = "estimated"
    """By a survey or a model: its own interval, which proves nothing of the others."""
    STATED = "stated"
    """Its numbers mean what their words say."""

    @property
    def floor(self) -> bool:
        """Whether the numbers are only a floor of what happened."""
        return self in (Counts.DOCUMENTED, Counts.ASSESSED)


class Clock(StrEnum):
    """Which day a source files a death under."""

    OCCURRENCE = "occurrence"
    """The day it happened."""
    REPORT = "report"
    """The day it was counted or assessed."""


class Source(NamedTuple):
    """Who publishes figures."""

    id: str
    name: str
    short: str
    """What tables show."""
    location: Location
    role: Role | None = None
    counts: Counts = Counts.STATED
    clock: Clock = Clock.OCCURRENCE
    revises: bool = True
    """Whether what it said of the past may change."""
    url: str | None = None
    rank: int = 0
    """Its place among the sources, as written; the first is 0."""
    lists: tuple[Span, ...] = ()
    """The days on which its list of incidents is complete: one without an entry has nobody."""
    lag: "Lag | None" = None
    """Of one that counts by report: how long after a death it counts it; ``None``: nobody says how long at most."""


class Disputed(NamedTuple):
    """That a figure is not what it is printed as."""

    by: str
    """The id of the figure that shows it."""
    why: str


class Batch(NamedTuple):
    """That a figure also counts old deaths, which its source added at once."""

    count: int  # type: ignore[assignment]  # as in a figure
    """Persons, at least one."""
    period: Period
    """The days that they are for, as stated."""
    days: Span
    """The most days that they can be for: cut at the figure's last day and to the actor's active days."""

    @property
    def said(self) -> object:
        """What two figures share that say the same of one batch: the number and the days stated."""
        return self.count, self.period.limits(date.max)


class Ignore(NamedTuple):
    """That a rule does not hold for a figure."""

    rule: str
    reason: str
    location: Location
    until: Moment | None = None
    """Its last day is the last on which this holds; ``None``: for good."""


class Figure(NamedTuple):
    """One number that one source published for one scope and one period."""

    id: str
    source: Source
    scope: Scope
    count: Count  # type: ignore[assignment]  # a tuple's own count() is of no use to a figure
    period: Period
    """As stated."""
    stated: tuple[Span | None, Span | None]
    """The outer and inner days of the period, an open end taken as the day of publication, a start that the count
    does not go back to as the restart; nothing else cut."""
    known: date
    """The day from which it was known: the last that ``published`` can mean; the first of all where unknown."""
    outer: Span
    """The most days that it can speak of: cut at its publication and to the actor's active days."""
    inner: Span | None
    """The days that it certainly speaks of, cut likewise; ``None`` where no day is certain."""
    location: Location
    published: Moment | None = None
    """``None``: not known; older than any figure that is dated."""
    url: str | None = None
    variant: str | None = None
    """What sets it apart from the other numbers that the source publishes for the scope."""
    projection: bool = False
    """Whether it may reach past its publication."""
    supersedes: str | None = None
    relays: str | None = None
    """The id of the figure that it only repeats."""
    restart: Moment | None = None
    """When its source began to count at zero again, within the period: nothing before it is in the count."""
    batch: tuple[Batch, ...] = ()
    """Old deaths that were added with it."""
    disputed: Disputed | None = None
    via: str | None = None
    """Where it was read, if not at the source itself."""
    accessed: Moment | None = None
    archive: str | None = None
    note: str | None = None
    ignore: tuple[Ignore, ...] = ()
    adds: bool = False
    """Whether it counts people whom no other adding figure of its source counts."""

    @property
    def since(self) -> date:
        """The first day on which it can have been known.

        Undated, it cannot have been before the last day that it certainly speaks of, unless it looks ahead.
        """
        if self.published is not None or self.projection:
            return self.known
        outer, inner = self.stated
        return inner.last if inner else outer.first if outer else self.known

    @property
    def counted(self) -> tuple[Span, Span | None]:
        """The most days that it states, and those that it certainly does: cut at its publication alone."""
        most, certain = self.stated
        if most == certain == self.outer:  # nothing was cut
            return self.outer, self.outer
        until = None if self.projection or self.published is None else self.known
        outer, inner = effective(most, until, EVER), effective(certain, until, EVER)
        assert outer is not None, "a figure speaks of a day"
        return outer, inner

    @property
    def died(self) -> tuple[Span, Span | None]:
        """The most days on which those died whom it counts, and those whose dead it all counts."""
        lag = self.source.lag
        if lag is None:
            return self.outer, self.inner
        outer, inner = self.counted
        return lag.possible(outer), lag.certain(inner) if inner else None

    @property
    def vintage(self) -> "Vintage":
        """What figures share that hold together: the day of publication; of a source that never revises, all one.

        What nobody dates shares it with no other figure, and is older than any that is dated.
        """
        if not self.source.revises:
            return date.max, ""
        return (date.min, self.id) if self.published is None else (self.known, "")

    @property
    def age(self) -> tuple[date, str]:
        """What figures are sorted by, older first; the id decides between figures of one day."""
        return self.known, self.id


Vintage = tuple[date, str]
"""A day of publication, or a figure that nobody dates."""


class Incident(NamedTuple):
    """One entry of a list of incidents: people whom no other entry of its source counts."""

    id: str | None
    scope: Scope
    start: int
    """The number of the first day on which it may have been, cut at its publication."""
    stop: int
    """The number of the day after the last."""
    reported: int | None
    """Persons, as in a count; likewise ``low`` and ``high``."""
    low: int
    high: int | None
    known: int
    """The number of the day from which it was known; 0 where nobody says when it was published."""
    line: int
    """Where it begins in its file."""
    file: str | None = None
    """The file, if it is a row of one; ``None``: it is a figure of the registry."""

    @property
    def days(self) -> Span:
        """The most days on which it may have been."""
        return Span.of_days(self.start, self.stop)

    @property
    def since(self) -> int:
        """The number of the first day on which it can have been known; undated, its last day."""
        return self.known or self.stop - 1


class PassedOver(NamedTuple):
    """A text for which rows of a file of incidents were left out."""

    column: str
    text: str
    wanted: frozenset[str]
    """The texts that were asked for."""
    rows: int
    line: int
    """Where the first of these rows begins."""


class IncidentFile(NamedTuple):
    """The incidents of one source that stand in a file of their own."""

    source: Source
    variant: str | None
    file: str
    incidents: tuple[Incident, ...]
    """In the order of the file."""
    left_out: int
    """How many rows are not those asked for."""
    location: Location
    """Where the registry names the file."""
    passed_over: tuple[PassedOver, ...] = ()
    """The texts for which rows were left out, in the order of the file."""
    unmet: tuple[tuple[str, str], ...] = ()
    """Columns with texts that were asked for, and that no row has there."""


class Expectation(NamedTuple):
    """What a ratio or a gap has to be."""

    subject: Source
    baseline: Source
    named: Mapping[str, str | None]
    """By ``measure``, ``place``, ``actor``, ``variant``, as far as it is said which is meant; ``None``: the figures
    that name none."""
    places: Mapping[str, Location]
    """Where each of its values stands, by key."""
    location: Location
    period: Period | None = None
    """``None``: all days that both cover."""
    as_of: date | None = None
    """Only what was known on that day."""
    ratio: "Number | None" = None
    gap: "Number | None" = None


class ProofExpectation(NamedTuple):
    """What all reports together have to prove of one scope: at least, or at most, so many."""

    named: Mapping[str, str | None]
    """By ``measure``, ``place``, ``actor``, as far as it is said which is meant; ``None``: whoever it was."""
    limits: Mapping[str, int]
    """Persons, by ``at least`` and ``at most``, as far as they are stated."""
    places: Mapping[str, Location]
    """Where each of its values stands, by key."""
    location: Location
    period: Period | None = None
    """``None``: all days that figures cover."""
    as_of: date | None = None
    """Only what was known on that day."""


class _Registry(NamedTuple):
    files: tuple[str, ...]
    sources: Mapping[str, Source]
    """By id, in the order written."""
    figures: tuple[Figure, ...]
    """By source, then age: the order in the files does not matter."""
    title: str | None = None
    scopes: Scopes = Scopes()
    measures: tuple[str, ...] = ()
    """Every measure that a figure has: the declared ones as written, then the others by name."""
    declared: Mapping[str, frozenset[str]] = MappingProxyType({})
    """By ``measure``, ``place``, ``actor``: the names that the registry declares anything of."""
    activities: Mapping[tuple[str, str], Activity] = MappingProxyType({})
    """By actor and place, as declared; the place "" stands for every other one."""
    expectations: tuple[Expectation | ProofExpectation, ...] = ()
    """As written."""
    incident_files: tuple[IncidentFile, ...] = ()
    """By source, as written there."""


class Registry(_Registry):
    """All that was read, sound: every name that a figure gives is known.

    It equals itself alone, so that what is worked out of it can be kept by it.
    """

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def counted(self) -> frozenset[Scope]:
        """Every scope that a figure or an incident has."""
        incidents = (incident.scope for file in self.incident_files for incident in file.incidents)
        return frozenset({*(figure.scope for figure in self.figures), *incidents})

    @cached_property
    def by_id(self) -> Mapping[str, Figure]:
        """Every figure by its id."""
        return {figure.id: figure for figure in self.figures}

    def origin(self, figure: Figure) -> Figure:
        """Return the figure that this one repeats, directly or through others; itself where it repeats none."""
        return origin(figure, self.by_id)

    def activity(self, scope: Scope) -> Activity:
        """Return the days on which the scope's actor was active in its place."""
        return activity(self.activities, self.scopes, scope)


def origin(figure: Figure, by_id: Mapping[str, Figure]) -> Figure:
    """Return the last figure that relays lead to, among those given."""
    seen = {figure.id}
    while figure.relays is not None and figure.relays in by_id and figure.relays not in seen:
        figure = by_id[figure.relays]
        seen.add(figure.id)
    return figure
