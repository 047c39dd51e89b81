"""What a source has put right: an older total of the same days and others is not held to what it said before."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from registries import days, registry_of, row_of
from test_scopes_oracle import FRESH

from casualtycli.aligned import Basis
from casualtycli.bounds import Bounds
from casualtycli.clashes import between_sources
from casualtycli.comparison import Verdict
from casualtycli.corrections import corrections
from casualtycli.heard import heard
from casualtycli.periods import Span
from casualtycli.problems import Level
from casualtycli.ranges import Range
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry
from casualtycli.report.notes import notes_of
from casualtycli.scopes import Scope
from casualtycli.select import Selection, voices
from casualtycli.tally import Tally

JANUARY = "id: jan1, source: a, count: 100, period: 2020-01, published: 2020-02-05"
BOTH = "id: two, source: a, count: 250, period: 2020-01-01/2020-02-29, published: 2020-03-05"
FEWER = "id: jan2, source: a, count: 60, period: 2020-01, published: 2020-04-05"
MORE = "id: jan2, source: a, count: 130, period: 2020-01, published: 2020-04-05"
OTHER = "id: feb, source: b, count: 160, period: 2020-02, published: 2020-05-05"
LAND = Scope("killed", "Land")


def proved(window: str, *figures: str) -> tuple[int, int | None]:
    """Return what all figures together prove of a window."""
    registry = registry_of("\n".join(figures))
    bound = Bounds(heard(registry, Selection(), ()).claims, registry.scopes, registry.activity).one(LAND, days(window))
    assert bound is not None
    return bound.low, bound.high


def test_what_was_taken_back_of_a_part_may_be_gone_from_the_older_total() -> None:
    """January lost 40, so of 250 in both months as few as 210 may be left, and February had 150 all along."""
    row = row_of("\n".join((JANUARY, BOTH, FEWER, OTHER)), baseline="b")
    found = row.subject.aligned
    assert (found.basis, found.estimate, found.range) == (Basis.DIFFERENCE, 190, Range(150, None))
    assert row.verdict is Verdict.OPEN
    assert "A has since taken back up to 40 of those in two: jan2" in notes_of(row)
    assert proved("2020-01-01/2020-02-29", JANUARY, BOTH, FEWER) == (210, 250)


def test_what_was_added_to_a_part_may_be_missing_in_the_older_total() -> None:
    row = row_of("\n".join((JANUARY, BOTH, MORE, OTHER)), baseline="b")
    assert "A has since added up to 30 to the days of two: jan2" in notes_of(row)
    assert proved("2020-01-01/2020-02-29", JANUARY, BOTH, MORE) == (250, 280)
    assert proved("2020-02", JANUARY, BOTH, MORE) == (120, 150)


@pytest.mark.parametrize(
    ("figures", "low", "high"),
    [
        ((JANUARY, BOTH), 250, 250),
        ((JANUARY, BOTH.replace("2020-03-05", "2020-04-05"), FEWER), 250, 250),  # published with the correction
        ((JANUARY, BOTH.replace("2020-03-05", "2020-05-05"), FEWER), 250, 250),  # and after it
        ((JANUARY.replace("2020-02-05", "2020-03-10"), BOTH, FEWER), 210, 250),  # before January was first told
        ((JANUARY, BOTH, FEWER.replace("60", "at least 60")), 210, 250),
        ((JANUARY.replace("100", "90-110"), BOTH, FEWER.replace("60", "50-70")), 190, 250),
        ((JANUARY.replace("100", "at least 100"), BOTH, FEWER), 60, 250),  # nobody knows how many it had
        ((JANUARY, BOTH, MORE.replace("130", "at least 130")), 250, None),
        ((JANUARY, BOTH, FEWER.replace("id: jan2", "id: jan2, variant: least")), 250, 250),
        ((JANUARY, BOTH, FEWER.replace("period: 2020-01", "period: 2020-01, place: Elsewhere")), 250, 250),
        # Back to 90, but nobody says that these are the same ones, on the same days.
        ((JANUARY, BOTH, FEWER, FEWER.replace("jan2", "jan3").replace("60", "90").replace("04-05", "05-05")), 210, 280),
        (
            (JANUARY, BOTH.replace("03-05", "04-10"), FEWER, MORE.replace("jan2", "jan3").replace("04-05", "05-05")),
            250,
            320,
        ),
    ],
)
def test_how_far_a_correction_reaches(figures: tuple[str, ...], low: int, high: int | None) -> None:
    assert proved("2020-01-01/2020-02-29", *figures) == (low, high)


def test_a_correction_by_name_of_other_days_leaves_nothing_certain_of_what_it_replaced() -> None:
    """January and the first days of February have 60: of the 100 in January none may be left."""
    named = "id: jan2, source: a, count: 60, period: 2020-01-01/2020-02-05, published: 2020-04-05, supersedes: jan1"
    assert proved("2020-01-01/2020-02-29", JANUARY, BOTH, named) == (150, 250)
    shorter = "id: jan2, source: a, count: 60, period: 2020-01-01/2020-01-20, published: 2020-04-05, supersedes: jan1"
    assert proved("2020-01-01/2020-02-29", JANUARY, BOTH, shorter) == (250, 250)


def test_a_part_of_a_corrected_year_may_have_lost_as_many() -> None:
    year = "id: year, source: a, count: 500, period: 2020, published: 2021-01-05"
    mended = "id: year2, source: a, count: 470, period: 2020, published: 2021-02-05"
    assert proved("2020-01", JANUARY, year, mended) == (70, 100)


def test_no_clash_is_told_of_a_total_that_was_never_put_right() -> None:
    figures = "\n".join((JANUARY, BOTH, FEWER, OTHER))
    assert list(between_sources(registry_of(figures))) == []
    assert list(between_sources(registry_of("\n".join((JANUARY, BOTH, OTHER.replace("160", "100")))))) != []
    text = "registry: 1\nsources: {a: {name: Alpha}, b: {name: Beta}}\n"
    text += 'defaults: {measure: killed, place: Land, url: "https://example.org/x"}\nfigures:\n'
    text += "".join(f"  - {{{line}}}\n" for line in figures.splitlines())
    reading = check(read_registry([File("test.yaml", text.encode())]))
    assert [problem for problem in reading.problems if problem.level is not Level.NOTE] == []
    assert "clash-between-sources" not in {problem.rule for problem in reading.problems}


def test_a_correction_is_known_from_its_publication_on() -> None:
    figures = "\n".join((JANUARY, BOTH, FEWER, OTHER.replace("2020-05-05", "2020-03-06")))
    before = row_of(figures, baseline="b", selection=Selection(as_of=date(2020, 4, 1)))
    assert before.subject.aligned.estimate == 150
    assert not any("since" in note for note in notes_of(before))


def test_corrections_are_those_of_the_same_days() -> None:
    registry = registry_of("\n".join((JANUARY, BOTH, FEWER)))
    (found,) = corrections(registry.figures)
    assert (found.newer.id, [figure.id for figure in found.older]) == ("jan2", ["jan1"])


def a_tally(random: Random) -> tuple[str, list[int]]:
    """Return what a source tells of its tally of ten days, which it says when it shrinks, and what that is at last."""
    tally = [random.randint(0, 9) for _ in range(10)]
    told: list[tuple[int, int, int, int]] = []  # first and last day, count, publication

    def tell(first: int, last: int, on: int) -> None:
        told.append((first, last, sum(tally[first : last + 1]), on))

    for step in range(random.randint(2, 6)):
        first, last = sorted((random.randrange(10), random.randrange(10)))
        tell(first, last, 20 + 3 * step)
        what = random.random()
        if what < 0.4:
            tally[random.randrange(10)] += random.randint(1, 9)
        elif what < 0.8 and sum(tally[first : last + 1]):
            for _ in range(random.randint(1, 5)):
                day = random.choice([day for day in range(first, last + 1) if tally[day]] or [first])
                tally[day] = max(0, tally[day] - 1)
            tell(first, last, 21 + 3 * step)
    start = date(2020, 1, 1)
    lines = [
        f"id: f{number}, source: a, count: {count}, period: {start + timedelta(first)}/{start + timedelta(last)}, "
        f"published: {start + timedelta(on)}"
        for number, (first, last, count, on) in enumerate(told)
    ]
    return "\n".join(lines), tally


@pytest.mark.parametrize("seed", ["known", FRESH])
def test_a_tally_that_says_when_it_shrinks_never_has_fewer_than_its_floor(seed: str) -> None:
    random, lowered = Random(f"corrections/{seed}"), 0
    for number in range(300):
        figures, tally = a_tally(random)
        registry = registry_of(figures, "sources: {a: {name: Alpha, counts: documented}}\n")
        (voice,) = voices(registry, Selection())
        lowered += any(one.less(figure) for figure in voice.figures[LAND] for one in voice.corrected.on(figure))
        kin = Tally(voice.figures, registry.scopes, registry.activity, corrected=voice.corrected).kin(LAND)
        claims = Bounds(heard(registry, Selection(), ()).claims, registry.scopes, registry.activity)
        for _ in range(6):
            first, last = sorted((random.randrange(10), random.randrange(10)))
            window = Span(date(2020, 1, 1) + timedelta(first), date(2020, 1, 1) + timedelta(last))
            truth, where = sum(tally[first : last + 1]), (seed, number, window, figures)
            assert (kin.range(LAND, window).low or 0) <= truth, where
            if (bound := claims.one(LAND, window)) is not None:
                assert bound.low <= truth, where
    assert lowered > 30


def test_no_more_is_said_to_be_gone_than_there_was() -> None:
    small = "id: week, source: a, count: 10, period: 2020-01-01/2020-01-07, published: 2020-03-05"
    row = row_of("\n".join((JANUARY, small, FEWER, OTHER.replace("2020-02", "2020-01-01/2020-01-07"))), baseline="b")
    assert "A has since taken back up to 10 of those in week: jan2" in notes_of(row)


def test_what_another_source_or_variant_put_right_is_its_own() -> None:
    other = "\n".join(line.replace("source: a", "source: b").replace("id: ", "id: b-") for line in (JANUARY, FEWER))
    assert proved("2020-01-01/2020-02-29", BOTH, *other.splitlines()) == (250, 250)
    low = "\n".join(f"{line}, variant: low".replace("id: ", "id: low-") for line in (JANUARY, FEWER))
    assert proved("2020-01-01/2020-02-29", BOTH, *low.splitlines()) == (250, 250)
    registry = registry_of("\n".join((BOTH, other)))
    first, _ = voices(registry, Selection())
    assert not first.corrected


def test_a_number_as_printed_clashes_with_nothing_that_its_source_has_put_right() -> None:
    """The total may have only 160 left, or have 280 by now, whatever was printed of it."""
    loose = BOTH.replace("count: 250", "count: 200-250")
    for figures, other, verdict in (
        ((JANUARY, loose, FEWER), 180, Verdict.OPEN),
        ((JANUARY, loose, FEWER), 150, Verdict.CLASH),
        ((JANUARY, BOTH, MORE), 270, Verdict.OPEN),
        ((JANUARY, BOTH, MORE), 290, Verdict.CLASH),
    ):
        whole = f"id: o, source: b, count: {other}, period: 2020-01-01/2020-02-29, published: 2020-05-05"
        assert row_of("\n".join((*figures, whole)), baseline="b").verdict is verdict
