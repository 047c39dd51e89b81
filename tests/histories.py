"""Made-up histories: who died when, who found out when, and what was published of it; all that is said is true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from random import Random
from typing import NamedTuple

from scopes_oracle import Days, Names, Window, World
from worlds import DAY_0, HERE, Death, a_history, a_window, activities_of, declared, scopes_of, some_activity, span_of

from casualtycli.activities import activity, effective
from casualtycli.counts import Count
from casualtycli.lags import Lag
from casualtycli.model import Clock, Counts, Figure, Registry, Source
from casualtycli.periods import Moment, Period
from casualtycli.scopes import Scope

LAST = 9
AFTER = 14
"""Days on which something is still found or published."""


class Voice(NamedTuple):
    """A source, and the deaths that it finds, each with the day on which it does."""

    source: Source
    found: tuple[tuple[Death, int], ...]

    def tally(self, names: Names, days: Days, until: int) -> int:
        """Return how many it counts once it knows what it finds up to a day, by the day of death."""
        return sum(_fits(death, names, days) for death, found in self.found if found <= until)

    def printed(self, names: Names, days: Days, until: int) -> int:
        """Return how many it files under days on the clock that it keeps."""
        if self.source.clock is Clock.OCCURRENCE:
            return self.tally(names, days, until)
        return sum(
            _fits(death, names, (0, LAST)) and days[0] <= found < days[1]
            for death, found in self.found
            if found <= until
        )

    @property
    def revises(self) -> bool:
        """Whether what it finds may be older than what it found before."""
        return any(found > death[0] for death, found in self.found)


class History(NamedTuple):
    """What happened, and the registry of what was published of it."""

    world: World
    deaths: tuple[Death, ...]
    voices: Mapping[str, Voice]
    registry: Registry
    true_days: Mapping[Window, Days]
    """Which days the windows are that are not known."""

    def truth(self, names: Names, days: Days) -> int:
        """Return how many died."""
        return sum(_fits(death, names, days) for death in self.deaths)


def _fits(death: Death, names: Names, days: Days) -> bool:
    day, *kinds = death
    return days[0] <= day < days[1] and all(name in has for name, has in zip(names, kinds, strict=True))


def a_history_told(random: Random, kinds: int | None = None) -> History:
    """Return a history with what sources of every sort publish of it, on several days."""
    trees = declared(random, random.choice((0, 0, 1, 1, 2)) if kinds is None else kinds)
    world = World(*trees, some_activity(random, trees[1], trees[2], LAST), ())
    deaths = a_history(random, world, LAST)
    invented = a_history(random, world, LAST)
    voices = {voice.source.id: voice for voice in _voices(random, deaths, invented)}
    windows = [a_window(random, LAST) for _ in range(6)]
    true_days = {window: _true_days(random, window) for window in windows}
    figures = [
        figure for voice in voices.values() for figure in _publications(random, world, voice, windows, true_days)
    ]
    return History(world, tuple(deaths), voices, registry_of(world, voices, figures), true_days)


def registry_of(world: World, voices: Mapping[str, Voice], figures: Iterable[Figure]) -> Registry:
    ordered = tuple(sorted(figures, key=lambda figure: (figure.source.rank, *figure.age)))
    return Registry(
        files=("test.yaml",),
        sources={name: voice.source for name, voice in voices.items()},
        figures=ordered,
        scopes=scopes_of(world),
        measures=tuple(sorted({figure.scope.measure for figure in ordered})),
        activities=activities_of(world),
    )


def _true_days(random: Random, window: Window) -> Days:
    first = random.randint(*window.first)
    return first, random.randint(max(first, window.last[0]), window.last[1])


def _voices(random: Random, deaths: list[Death], invented: list[Death]) -> Iterable[Voice]:
    """Return a source that knows all, some that find some of it sooner or later, and one that is wrong."""
    some = [death for death in deaths if random.random() < 0.7]
    sooner_or_later = [(death, min(AFTER - 1, death[0] + random.choice((0, 0, 1, 3, 8)))) for death in some]
    at_once = [(death, death[0]) for death in some]
    lag = Lag(*sorted(random.choices(range(5), k=2)))
    within_days = [(death, death[0] + random.randint(*lag)) for death in deaths]
    sorts: list[tuple[Counts, Clock, bool, list[tuple[Death, int]], Lag | None]] = [
        (Counts.STATED, Clock.OCCURRENCE, True, [(death, death[0]) for death in deaths], None),
        (Counts.DOCUMENTED, Clock.OCCURRENCE, True, sooner_or_later, None),
        (Counts.DOCUMENTED, Clock.OCCURRENCE, False, at_once, None),
        (Counts.ASSESSED, Clock.REPORT, True, sooner_or_later, None),
        (Counts.ESTIMATED, Clock.OCCURRENCE, True, [(death, death[0]) for death in invented], None),
        (Counts.STATED, Clock.REPORT, True, within_days, lag),
        (Counts.ASSESSED, Clock.REPORT, True, [one for one in within_days if one[0] in some], lag),
    ]
    for rank, (counts, clock, revises, found, lag_) in enumerate(sorts):
        name = f"s{rank}"
        source = Source(name, name, name, HERE, counts=counts, clock=clock, revises=revises, rank=rank, lag=lag_)
        yield Voice(source, tuple(found))


def _publications(
    random: Random, world: World, voice: Voice, windows: list[Window], true_days: Mapping[Window, Days]
) -> Iterable[Figure]:
    told: set[object] = set()
    for published in sorted(random.sample(range(2, AFTER), random.choice((1, 2, 3)))):
        for _ in range(random.choice((1, 2, 4))):
            names: Names = tuple(random.choice(tree.names) for tree in world[:3])
            window = random.choice(windows)
            key = names, window, published
            figure = _figure(random, world, voice, names, window, true_days[window], published, str(len(told)))
            if key not in told and figure is not None:
                told.add(key)
                yield figure


def _figure(
    random: Random, world: World, voice: Voice, names: Names, window: Window, days: Days, published: int, number: str
) -> Figure | None:
    known = date.fromordinal(DAY_0 + published)
    stated = span_of(window.outer), span_of(window.inner) if window.inner else None
    active = activity(activities_of(world), scopes_of(world), Scope(*names))
    outer, inner = (effective(span, known, active) for span in stated)
    if outer is None:
        return None
    return Figure(
        id=f"{voice.source.id}-{number}",
        source=voice.source,
        scope=Scope(*names),
        count=_words(random, voice.printed(names, days, published)),
        period=Period(Moment(2020)),
        stated=stated,
        known=known,
        published=Moment(known.year, known.month, known.day),
        outer=outer,
        inner=inner,
        location=HERE,
    )


def _words(random: Random, number: int) -> Count:
    below, above = max(0, number - random.choice((0, 1, 3))), number + random.choice((0, 1, 3))
    kind = random.random()
    if kind < 0.5:
        return Count(number, number, number, "exactly")
    if kind < 0.65:
        return Count(below, below, None, "at least")
    if kind < 0.8:
        return Count(above, 0, above, "at most")
    return Count(random.choice((None, number)), below, above, "from to")
