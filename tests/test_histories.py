"""What happened lies inside every range, whoever tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import Any

from histories import AFTER, LAST, History, Voice, a_history_told
from scopes_oracle import Days, Names, Window
from test_scopes_oracle import FRESH
from worlds import DAY_0, a_span, stated_window

from casualtycli.bounds import Bounds
from casualtycli.claims import Claim, claims_to_what_happened
from casualtycli.clashes import between_sources, in_publications, in_sources
from casualtycli.compare import compare
from casualtycli.comparison import Pairs, Question
from casualtycli.model import Figure
from casualtycli.periods import Span
from casualtycli.registry.total_rules import remainders_that_fall
from casualtycli.report.documents import comparisons_document
from casualtycli.scopes import Scope
from casualtycli.select import Selection, voices
from casualtycli.tally import Tally

Row = dict[str, Any]
SEEDS = [f"{seed}/{number}" for seed in ("known", FRESH) for number in range(80)]


def histories(seeds: Sequence[str]) -> Iterator[tuple[str, Random, History]]:
    for seed in seeds:
        random = Random(f"history/{seed}")
        yield seed, random, a_history_told(random)


def asked(random: Random, history: History) -> tuple[Names, Window, Days]:
    """Return a scope, a window, and which days it truly is."""
    names: Names = tuple(random.choice(tree.names) for tree in history.world[:3])
    if random.random() < 0.3:
        window = random.choice(list(history.true_days))
        return names, window, history.true_days[window]
    days = a_span(random, LAST)
    return names, Window(days, days), days


def what_happened(history: History) -> list[Claim]:
    registry = history.registry
    return [
        claim
        for figure in registry.figures
        for claim in claims_to_what_happened(
            figure, from_the_start=figure.outer.first == registry.activity(figure.scope).first, trusted=False
        )
    ]


def test_what_happened_lies_inside_what_all_figures_prove() -> None:
    for seed, random, history in histories(SEEDS):
        bounds = Bounds(what_happened(history), history.registry.scopes, history.registry.activity)
        assert bounds.clash() is None, seed
        for _ in range(6):
            names, window, days = asked(random, history)
            (bound,) = bounds.of(Scope(*names), (stated_window(window),))
            assert history.truth(names, days) in bound.range, (seed, names, window)


def test_what_is_true_is_never_said_to_clash() -> None:
    """Nor do totals, less a part of them, ever leave fewer: a tally only grows."""
    for seed, _, history in histories(SEEDS):
        for kind in (in_publications, in_sources, between_sources):
            assert list(kind(history.registry)) == [], (seed, kind)
        assert list(remainders_that_fall(history.registry)) == [], seed


def tallies(history: History) -> Iterator[tuple[Voice, Tally]]:
    registry = history.registry
    for voice in voices(registry, Selection()):
        yield history.voices[voice.source.id], Tally(voice.figures, registry.scopes, registry.activity)


def day_of(figure: Figure) -> int:
    return figure.known.toordinal() - DAY_0


def newest(figures: Sequence[Figure], otherwise: int) -> int:
    return max(map(day_of, figures), default=otherwise)


def test_a_tally_had_at_least_the_floor_in_the_end_and_at_most_the_ceiling_when_that_was_published() -> None:
    """A floor speaks of the newest publication, since a tally grows; a ceiling of the day it was published on."""
    for seed, random, history in histories(SEEDS):
        for voice, tally in tallies(history):
            for _ in range(4):
                names, window, days = asked(random, history)
                kin, scope, ours = tally.kin(Scope(*names)), Scope(*names), stated_window(window)
                range_, where = kin.range(scope, ours), (seed, voice.source.id, names, window)
                assert (range_.low or 0) <= voice.tally(names, days, AFTER), where
                highest = kin.highest(scope, ours)
                if highest is not None and highest.high is not None and highest.high_proof is not None:
                    day = newest(highest.high_proof.figures, 0)
                    assert voice.tally(names, days, day) <= highest.high, where
                if not voice.revises:
                    assert voice.tally(names, days, AFTER) in range_, where


def test_what_figures_published_together_determine_is_what_the_source_counted_then() -> None:
    seen = 0
    for seed, random, history in histories(SEEDS):
        for voice, tally in tallies(history):
            for _ in range(6):
                names, window, days = asked(random, history)
                scope, ours = Scope(*names), stated_window(window)
                found = tally.kin(scope).determined(scope, ours, together=True) if isinstance(ours, Span) else None
                if found is not None:
                    seen += 1
                    until = newest(found.figures, AFTER)
                    assert voice.tally(names, days, until) == found.count, (seed, voice.source.id, names, window)
    assert seen > 20


def test_what_happened_lies_inside_every_range_that_compare_prints() -> None:
    rows = 0
    for seed, random, history in histories(SEEDS[::2]):
        question = Question(pairs=Pairs.ALL, by=random.choice((None, None, "week")))
        found = compare(history.registry, question)
        for row in comparisons_document(history.registry, question, found)["comparisons"]:
            rows += 1
            where = seed, row
            sides = row["subject"], row["baseline"]
            for side in sides:
                if filed_on_other_days(history, side):
                    continue
                assert (side["low"] or 0) <= at_the_end(history, side, row), where
                assert side["high"] is None or at_first(history, side, row) <= side["high"], where
                assert side["estimate"] is None or side["low"] <= side["estimate"], where
                assert None in (side["estimate"], side["high"]) or side["estimate"] <= side["high"], where
            assert row["verdict"] != "clash", where
    assert rows > 200


def filed_on_other_days(history: History, side: Row) -> bool:
    """Tell whether a side counts by report, which it may do on days that its period is cut by."""
    cut = history.world.active_days((side["measure"], side["place"], side["actor"]))
    return side["clock"] == "report" and cut is not None


def windows_of(history: History, row: Row) -> Iterator[Days]:
    """Yield the days of a row, and those that are truly meant where they are no more than what these can be."""
    days = tuple(date.fromisoformat(row["period"][end]).toordinal() - DAY_0 for end in ("first", "last"))
    yield days[0], days[1] + 1
    for window, true in history.true_days.items():
        if not window.known and window.outer[0] <= days[0] and days[1] < window.outer[1]:
            yield true[0], min(true[1], days[1] + 1)


def at_the_end(history: History, side: Row, row: Row) -> int:
    return max(_counted(history, side, row, AFTER))


def at_first(history: History, side: Row, row: Row) -> int:
    voice = history.voices[side["source"]]
    first = min(day_of(figure) for figure in history.registry.figures if figure.source is voice.source)
    return min(_counted(history, side, row, first if voice.revises else AFTER))


def _counted(history: History, side: Row, row: Row, until: int) -> list[int]:
    """Return what a side counted by a day: as it files deaths, and by the day of death."""
    names, voice = (side["measure"], side["place"], side["actor"]), history.voices[side["source"]]
    days = list(windows_of(history, row))
    return [how(names, one, until) for one in days for how in (voice.printed, voice.tally)]
