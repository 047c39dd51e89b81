"""Two sources on the same days: which windows and scopes meet, ratio, gap and verdict, and why some do not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import TWO, compared, days, registry_of, row_of, rows_of

from casualtycli.aligned import Assumption, Basis
from casualtycli.compare import compare, sorted_by
from casualtycli.comparison import Align, Comparison, Pairs, Question, Verdict
from casualtycli.periods import Span
from casualtycli.problems import CommandError
from casualtycli.report.comparisons import matrix_page
from casualtycli.report.documents import comparison_document
from casualtycli.report.notes import notes_of
from casualtycli.scopes import Relation
from casualtycli.select import Selection
from casualtycli.table import Table
from casualtycli.wording import UNICODE

THREE = """
    sources:
      a: {name: Alpha, short: A}
      b: {name: Beta, short: B}
      c: {name: Gamma, short: C}
"""
NESTED = """
    sources:
      a: {name: Alpha, short: A}
      b: {name: Beta, short: B}
    places:
      World: {includes: [Land, Sea]}
      Land: {parts: [North, South]}
      North: {includes: [Town]}
      Coast: {includes: [Town, Beach]}
    actors:
      Allies: {includes: [X, Y]}
"""
CLASH, EQUAL, LOWER, OPEN = Verdict.CLASH, Verdict.EQUAL, Verdict.LOWER, Verdict.OPEN
SAME, PART, CONTAINS = Relation.SAME, Relation.PART, Relation.CONTAINS
EVEN, UNREVISED = Assumption.EVEN, Assumption.UNREVISED


def two(a: str, b: str, period: str = "2020-01") -> str:
    """Return a figure of each source for the same days, with these counts."""
    return f"id: a1, source: a, count: {a}, period: {period}\nid: b1, source: b, count: {b}, period: {period}"


def counting(a: str = "stated", b: str = "stated") -> str:
    """Return the declaration of two sources that come to their numbers so."""
    return TWO.replace("short: A", f"short: A, counts: {a}").replace("short: B", f"short: B, counts: {b}")


def spans(found: Iterable[Span | None]) -> str:
    return " ".join(map(str, found))


def windows(rows: Iterable[Comparison]) -> str:
    return spans(row.window for row in rows)


def subjects(rows: Iterable[Comparison]) -> str:
    return " ".join(row.subject.aligned.figures[0].id for row in rows)


# Ratio and gap: the estimate, then the range.
@pytest.mark.parametrize(
    ("subject", "baseline", "ratio", "gap"),
    [
        ("60", "40", ("3/2", "3/2", "3/2"), ("20", "20", "20")),
        ("4734", "624", ("789/104", "789/104", "789/104"), ("4110", "4110", "4110")),
        ("at least 60", "40", ("3/2", "3/2", None), ("20", "20", None)),
        ("60", "at least 40", ("3/2", "0", "3/2"), ("20", None, "20")),
        ("at least 60", "at least 40", ("3/2", "0", None), ("20", None, None)),
        ("up to 60", "40", ("3/2", "0", "3/2"), ("20", "-40", "20")),
        ("60", "up to 40", ("3/2", "3/2", None), ("20", "20", "60")),
        ("60 (50-70)", "40 (30-50)", ("3/2", "1", "7/3"), ("20", "0", "40")),
        ("50-70", "30-50", (None, "1", "7/3"), (None, "0", "40")),
        ("60", "30-50", (None, "6/5", "2"), (None, "10", "30")),
        ("dozens", "hundreds", None, None),
        ("dozens", "about 40", None, None),
        ("about 60", "about 40", ("3/2", "0", None), ("20", None, None)),
        ("0", "40", ("0", "0", "0"), ("-40", "-40", "-40")),
        ("60", "0", None, ("60", "60", "60")),
        ("0", "0", None, ("0", "0", "0")),
        ("60", "0 (0-10)", None, ("60", "50", "60")),
        ("60", "0-10", (None, "6", None), (None, "50", "60")),
    ],
)
def test_ratio_and_gap(subject: str, baseline: str, ratio: tuple | None, gap: tuple | None) -> None:
    row = row_of(two(baseline, subject))
    found = [
        measured and (measured.estimate, measured.range.low, measured.range.high) for measured in (row.ratio, row.gap)
    ]
    exact = [told and tuple(None if number is None else Fraction(number) for number in told) for told in (ratio, gap)]
    assert found == exact


@pytest.mark.parametrize(
    ("subject", "baseline", "reason"),
    [("60", "0", "zero"), ("0", "0", "zero"), ("60", "0-0", "zero"), ("dozens", "hundreds", "no best number")],
)
def test_a_missing_ratio_says_why(subject: str, baseline: str, reason: str) -> None:
    row = row_of(two(baseline, subject))
    assert row.ratio is None
    assert any("no ratio" in note and reason in note for note in notes_of(row))


def test_shares_are_exact_and_prove_nothing() -> None:
    figures = """id: a1, source: a, count: 100, period: 2020-01
                 id: b1, source: b, count: 100, period: 2020-01-01/2020-02-29"""
    row = row_of(figures, period=days("2020-01-01/2020-01-07"))
    assert row.ratio
    assert row.gap
    assert (row.ratio.estimate, row.gap.estimate) == (Fraction(31, 60), Fraction(700, 60) - Fraction(700, 31))
    assert (row.verdict, row.subject.aligned.basis) == (OPEN, Basis.PRO_RATA)


@pytest.mark.parametrize(
    ("declared", "subject", "baseline", "verdict"),
    [
        pytest.param(TWO, "60", "40", CLASH, id="two numbers"),
        pytest.param(TWO, "60", "60", EQUAL, id="one number"),
        pytest.param(TWO, "60", "at least 40", OPEN, id="above the floor"),
        pytest.param(TWO, "60", "at least 61", CLASH, id="below the floor"),
        pytest.param(TWO, "60", "up to 59", CLASH, id="above the ceiling"),
        pytest.param(TWO, "50-60", "60-70", OPEN, id="ranges that meet"),
        pytest.param(TWO, "50-59", "60-70", CLASH, id="ranges that do not"),
        pytest.param(TWO, "50-60", "50-60", OPEN, id="one range"),
        pytest.param(TWO, "about 60", "10", OPEN, id="about"),
        pytest.param(counting(a="documented"), "60", "40", OPEN, id="above a documented floor"),
        pytest.param(counting(a="documented"), "30", "40", CLASH, id="below a documented floor"),
        pytest.param(counting(a="documented"), "40", "40", OPEN, id="as many, one documented"),
        pytest.param(counting(a="assessed"), "60", "40", OPEN, id="above an assessed floor"),
        pytest.param(counting(a="assessed"), "30", "40", CLASH, id="below an assessed floor"),
        pytest.param(counting("documented", "assessed"), "60", "40", OPEN, id="two floors"),
        pytest.param(counting(a="estimated"), "30", "40", OPEN, id="an estimate proves nothing"),
        pytest.param(counting(a="estimated"), "40", "40", OPEN, id="nor that it is equal"),
        pytest.param(counting(b="estimated"), "60 (50-70)", "40", OPEN, id="nor does its interval"),
    ],
)
def test_verdict_in_one_scope(declared: str, subject: str, baseline: str, verdict: Verdict) -> None:
    row = row_of(two(baseline, subject), declared)
    assert row.verdict is verdict
    assert any("both cannot be right" in note for note in notes_of(row)) == (verdict is CLASH)


@pytest.mark.parametrize(
    ("counts", "part", "whole", "verdict", "warned"),
    [
        ("stated", "40", "60", LOWER, False),
        ("stated", "60", "60", OPEN, False),
        ("stated", "61", "60", CLASH, True),
        ("stated", "at least 40", "60", OPEN, False),
        ("stated", "at least 61", "60", CLASH, True),
        ("stated", "61", "at least 60", OPEN, True),
        ("stated", "61-70", "50-60", CLASH, True),
        ("documented", "61", "60", OPEN, True),
        ("documented", "40", "60", LOWER, False),
        ("estimated", "61", "60", OPEN, True),
        ("estimated", "40", "60", OPEN, False),
    ],
)
@pytest.mark.parametrize(("one", "other", "relation"), [("b", "a", PART), ("a", "b", CONTAINS)])
def test_verdict_of_part_and_whole(
    counts: str, part: str, whole: str, verdict: Verdict, warned: bool, one: str, other: str, relation: Relation
) -> None:
    declared = NESTED.replace(f"short: {other.upper()}", f"short: {other.upper()}, counts: {counts}")
    figures = f"""id: one, source: {one}, count: {part}, period: 2020-01, place: North
                  id: other, source: {other}, count: {whole}, period: 2020-01"""
    row = row_of(figures, declared)
    assert (row.relation, row.verdict) == (relation, verdict)
    assert "part of Land: the count for the whole would be no smaller" in notes_of(row)
    assert any("more in the part" in note for note in notes_of(row)) == warned
    assert any("both cannot be right" in note for note in notes_of(row)) == (verdict is CLASH)


COVERS = """
    id: a1, source: a, count: 31, period: 2020-01
    id: a2, source: a, count: 29, period: 2020-02
    id: a3, source: a, count: 92, period: 2020-05-01/2020-07-31
    id: b1, source: b, count: 366, period: 2020
"""


@pytest.mark.parametrize(
    ("by", "period", "expected"),
    [
        (None, None, "2020-01-01/2020-02-29 2020-05-01/2020-07-31"),
        (None, "2020-02/2020-05", "2020-02-01/2020-02-29 2020-05-01/2020-05-31"),
        (None, "2020-02-29", "2020-02-29"),
        (None, "2020-03", ""),
        ("year", None, "2020-01-01/2020-02-29 2020-05-01/2020-07-31"),
        ("quarter", None, "2020-01-01/2020-02-29 2020-05-01/2020-06-30 2020-07-01/2020-07-31"),
        ("month", "2020-01-10/2020-05", "2020-01-10/2020-01-31 2020-02-01/2020-02-29 2020-05-01/2020-05-31"),
        ("week", "2020-02-21/2020-05-03", "2020-02-21/2020-02-23 2020-02-24/2020-02-29 2020-05-01/2020-05-03"),
    ],
)  # fmt: skip
def test_one_row_for_each_overlap_and_piece(by: str | None, period: str | None, expected: str) -> None:
    assert windows(rows_of(COVERS, by=by, period=days(period) if period else None)) == expected


@pytest.mark.parametrize("unit", ["year", "quarter", "month", "week"])
@given(first=st.dates(date(2018, 1, 1), date(2019, 12, 31)), length=st.integers(0, 800))
@settings(max_examples=25, deadline=None)
def test_pieces_part_the_window_and_its_gap(unit: str, first: date, length: int) -> None:
    whole = Span.of_days(first.toordinal(), first.toordinal() + length + 1)
    rows = rows_of(two("1000", "10", f"{whole.first}/{whole.last}"), by=unit)
    pieces = [row.window for row in rows if row.window]
    assert (pieces[0].first, pieces[-1].last) == (whole.first, whole.last)
    assert all(after.start == before.stop for before, after in pairwise(pieces))
    assert all(len(list(piece.pieces(unit))) == 1 for piece in pieces)
    assert sum(row.gap.estimate for row in rows if row.gap) == -990


@pytest.mark.parametrize(
    ("subject", "baselines", "met", "relation"),
    [
        pytest.param("place: Land", ["place: Land", "place: World"], "a1", SAME, id="the equal one"),
        pytest.param("place: Land", ["place: World"], "a1", PART, id="a whole"),
        pytest.param("place: Land", ["place: Town"], "a1", CONTAINS, id="a part of a part"),
        pytest.param("place: Town", ["place: World", "place: Land"], "a2", PART, id="the nearest whole"),
        pytest.param("place: World", ["place: Town", "place: North"], "a2", CONTAINS, id="the nearest part"),
        pytest.param("place: Land", ["actor: X"], "a1", CONTAINS, id="whoever it was contains X"),
        pytest.param("actor: X", ["place: Land"], "a1", PART, id="X is part of whoever it was"),
        pytest.param("actor: X", ["place: Land", "actor: Allies"], "a2", PART, id="a named whole is nearer"),
        pytest.param("place: North, actor: X", ["actor: Allies"], "a1", PART, id="a part in both"),
        pytest.param("place: Land", ["measure: hurt", "place: World"], "a2", PART, id="one measure"),
        pytest.param("place: Land", ["period: 2019", "place: World"], "a2", PART, id="the nearest with days in common"),
    ],
)
def test_a_scope_meets_the_nearest_once(subject: str, baselines: list[str], met: str, relation: Relation) -> None:
    figures = f"id: b1, source: b, count: 5, period: 2020-01, {subject}\n"
    for at, told in enumerate(baselines, start=1):
        period = "" if "period" in told else "period: 2020-01, "
        figures += f"id: a{at}, source: a, count: 9, {period}{told}\n"
    row = row_of(figures, NESTED)
    assert (row.baseline.aligned.figures[0].id, row.relation) == (met, relation)


def test_each_scope_of_the_subject_meets_one() -> None:
    figures = """id: a1, source: a, count: 9, period: 2020-01
                 id: b1, source: b, count: 5, period: 2020-01, place: North
                 id: b2, source: b, count: 4, period: 2020-01, place: South
                 id: b3, source: b, count: 8, period: 2020-01"""
    assert [row.subject.scope.place for row in rows_of(figures, NESTED)] == ["Land", "North", "South"]


LATER, PLAIN = Selection(as_of=date(2021, 12, 31)), Selection(disputed=False)


STRICTLY = "A reports no figure for just these days"
RESTS = "what A says of these days rests on an assumption: even"


@pytest.mark.parametrize(
    ("subject", "baseline", "asked", "reason"),
    [
        (None, "", {}, "B has no figure"),
        ("measure: hurt", "", {}, "A has no figure of hurt"),
        ("measure: hurt", "", {"selection": Selection(measures=("killed",))}, "B has no figure of killed"),
        ("place: Sea", "", {}, "another place: A counts Land, not Sea"),
        ("actor: Z", "actor: X", {}, "another actor: A counts X, not Z"),
        ("place: North", "actor: X", {}, "North and Land (X) overlap, but neither is part of the other"),
        ("place: Coast", "place: North", {}, "Coast and North overlap, but neither is part of the other"),
        ("period: 2020-02", "", {}, "no day in common: B covers 2020-02-01/2020-02-29; A covers 2020-01-01/2020-01-31"),
        ("", "", {"period": days("2018")}, "no figure of B covers 2018-01-01/2018-12-31"),
        ("period: 2020", "", {"period": days("2020-03")}, "no figure of A covers 2020-03-01/2020-03-31"),
        ("", "", {"selection": LATER}, "B: no figure was known on 2021-12-31; the first was published on 2022-12-31"),
        ("period: 2023, published: null", "", {"selection": LATER},
         "B: no figure was known on 2021-12-31; the first counts up to 2023-12-31"),
        ("disputed: {by: a1, why: no}", "", {"selection": PLAIN}, "B has no figure that is not disputed"),
        ("period: 2020-01-02", "", {"align": Align.STRICT}, f"{STRICTLY}, nor any that determine them"),
        ("period: 2020-01-02", "count: about 9", {"without": {EVEN}}, RESTS),
    ],
)  # fmt: skip
def test_why_two_sources_do_not_meet(subject: str | None, baseline: str, asked: dict[str, Any], reason: str) -> None:
    count = "" if "count" in baseline else "count: 9, "
    figures = f"id: a1, source: a, {count}period: 2020-01, published: 2021, {baseline}"
    if subject is not None:
        period = "" if "period" in subject else "period: 2020-01, "
        figures += f"\nid: b1, source: b, count: 5, {period}{subject}"
    found = compared(figures, NESTED, **asked)
    assert found.rows == ()
    told = [(entry.subject.id, entry.baseline.id, entry.reason) for entry in found.not_comparable]
    assert told == [("b", "a", reason)]


def test_a_reason_is_given_once_with_all_the_days_it_is_true_of() -> None:
    figures = f"{COVERS}\nid: b2, source: b, count: 40, period: 2020-02"
    found = compared(figures, by="month", align=Align.STRICT)
    assert windows(found.rows) == "2020-02-01/2020-02-29"
    assert [(entry.reason, spans(entry.periods)) for entry in found.not_comparable] == [
        (
            "B reports no figure for just these days, nor any that determine them",
            "2020-01-01/2020-01-31 2020-05-01/2020-07-31",
        )
    ]


def test_no_pair_is_dropped_without_a_word() -> None:
    figures = """id: a1, source: a, count: 9, period: 2020-01, measure: hurt
                 id: b1, source: b, count: 5, period: 2020-01, measure: hurt
                 id: b2, source: b, count: 5, period: 2020-01, place: Sea"""
    found = compared(figures, selection=Selection(measures=("hurt",), places=("Sea",)))
    assert [(entry.subject.id, entry.baseline.id) for entry in found.not_comparable] == [("b", "a")]


def test_a_source_is_not_compared_with_itself() -> None:
    figures = f"{two('40', '60')}\nid: b2, source: b, count: 5, period: 2020-01, measure: hurt"
    found = compared(figures, pairs=Pairs.ALL, selection=Selection(measures=("hurt",)))
    assert [(entry.subject.id, entry.baseline.id) for entry in found.not_comparable] == [("b", "a")]


def test_as_printed_the_newest_figures_meet_without_a_window() -> None:
    figures = """id: a1, source: a, count: 40, period: 2020-01, published: 2020-02
                 id: a2, source: a, count: 80, period: 2020-01-01/2020-02-29, published: 2020-03
                 id: b1, source: b, count: 60, period: 2020-05, published: 2020-06"""
    row = row_of(figures, align=Align.REPORTED)
    assert (row.window, row.baseline.aligned.estimate, row.verdict) == (None, 80, OPEN)
    assert "the periods differ" in notes_of(row)
    alike = row_of(two("40", "60"), align=Align.REPORTED)
    assert (alike.window, alike.verdict) == (None, CLASH)
    assert "the periods differ" not in notes_of(alike)


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        ([], "2020-01-01/2020-01-10 2020-03-01/2020-03-31 2020-06-01/2020-06-30"),
        ([EVEN], "2020-03-01/2020-03-31 2020-06-01/2020-06-30"),
        ([UNREVISED], "2020-01-01/2020-01-10 2020-06-01/2020-06-30"),
        ([EVEN, UNREVISED], "2020-06-01/2020-06-30"),
    ],
)
def test_without_an_assumption_what_rests_on_it_is_dropped(without: list[Assumption], expected: str) -> None:
    figures = """
        id: a1, source: a, count: 60, period: 2020-01-01/2020-02-29, published: 2020-03
        id: a2, source: a, count: 90, period: 2020-01-01/2020-03-31, published: 2020-04
        id: a3, source: a, count: 30, period: 2020-06, published: 2020-07
        id: b1, source: b, count: 9, period: 2020-01-01/2020-01-10
        id: b2, source: b, count: 9, period: 2020-03
        id: b3, source: b, count: 9, period: 2020-06
    """
    found = compared(figures, without=frozenset(without))
    numbered = [row for row in found.rows if row.baseline.aligned.estimate is not None]
    assert windows(numbered) == expected
    assert len(found.rows) == 3  # what is proved stays
    assert all((row.baseline.aligned.basis is Basis.PROVED) == (row not in numbered) for row in found.rows)


CLOCKS = """
    sources:
      a: {name: Alpha, short: A}
      b: {name: Beta, short: B, clock: report}
      c: {name: Gamma, short: C, clock: report}
    places: {Land: {includes: [Town]}}
    actors: {X: {active: 2020-01-05/.., active in: {Town: 2020-01-04/..}}}
"""


@pytest.mark.parametrize(
    ("baseline", "place", "actor", "first", "differ"),
    [
        pytest.param("a", "Land", "X", "2020-01-05", False, id="from the first active day"),
        pytest.param("a", "Land", "X", "2020-01-06", True, id="from the second"),
        pytest.param("a", "Town", "X", "2020-01-05", True, id="from the first day in one place only"),
        pytest.param("a", "Land", "Y", "2020-01-05", True, id="no first day is known"),
        pytest.param("c", "Land", "X", "2020-01-06", False, id="one clock"),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_different_clocks_are_marked(
    baseline: str, place: str, actor: str, first: str, differ: bool, swapped: bool
) -> None:
    figures = f"""id: one, source: {baseline}, count: 40, actor: {actor}, period: {first}/2020-01-31
                  id: two, source: b, count: 30, actor: {actor}, place: {place}, period: {first}/2020-01-31"""
    sides = ("b", baseline) if swapped else (baseline, "b")
    row = row_of(figures, CLOCKS, baseline=sides[0], selection=Selection(sources=(sides[1],)))
    assert row.clocks_differ == differ
    assert any("B dates a death by when it was counted or assessed" in note for note in notes_of(row)) == differ


def test_variants_and_disputed_figures_are_rows_of_their_own() -> None:
    figures = f"""{two("40", "60")}
                 id: b2, source: b, count: 50, period: 2020-01, variant: low
                 id: b3, source: b, count: 90, period: 2020-01, disputed: {{by: b1, why: misread}}
                 id: b4, source: b, count: 99, period: 2020-02, disputed: {{by: b1, why: misread}}"""
    found = compared(figures)
    assert subjects(found.rows) == "b1 b2 b3"
    assert [row.subject.voice.variant for row in found.rows] == [None, "low", None]
    assert "b3 is disputed by b1: misread" in notes_of(found.rows[2])
    told = [(entry.disputed and entry.disputed.id, entry.reason[:16]) for entry in found.not_comparable]
    assert told == [("b4", "no day in common")]
    assert subjects(rows_of(figures, selection=PLAIN)) == "b1 b2"


@pytest.mark.parametrize(("first", "expected"), [("count: 40", "a1"), ("count: 40-50, period: 2020-02", "a2")])
def test_a_disputed_figure_is_a_baseline_only_where_it_has_to_be(first: str, expected: str) -> None:
    measure = "killed" if expected == "a1" else "hurt"
    figures = f"""id: a1, source: a, period: 2020-01, measure: killed, {first.partition(",")[0]}
                  id: a2, source: a, count: 44, period: 2020-01, measure: {measure}, disputed: {{by: a1, why: no}}
                  id: b1, source: b, count: 60, period: 2020-01, measure: {measure}"""
    rows = [row for row in rows_of(figures) if row.subject.voice.source.id == "b"]
    assert [row.baseline.aligned.figures[0].id for row in rows] == [expected]


@pytest.mark.parametrize(("as_of", "count"), [(None, 60), (date(2022, 12, 31), 60), (date(2022, 12, 30), 20)])
def test_as_of_a_day_older_figures_speak(as_of: date | None, count: int) -> None:
    figures = """id: a1, source: a, count: 40, period: 2020-01, published: 2020-02
                 id: b1, source: b, count: 20, period: 2020-01, published: 2020-02
                 id: b2, source: b, count: 60, period: 2020-01, published: 2022"""
    assert row_of(figures, selection=Selection(as_of=as_of)).subject.aligned.estimate == count


def test_figures_set_aside_are_named() -> None:
    figures = """id: a1, source: a, count: 9, period: 2020-01-05/2020-01-10
                 id: b1, source: b, count: 90, period: 2020-01-01/2020-01-20, published: 2020-02
                 id: b2, source: b, count: 31, period: 2020-01, published: 2020-03"""
    row = row_of(figures)
    assert (row.subject.aligned.estimate, [figure.id for figure in row.subject.aligned.set_aside]) == (6, ["b1"])
    assert "B: b1 set aside, which newer figures contradict" in notes_of(row)


SORTED = """
    id: a1, source: a, count: 366, period: 2020
    id: b1, source: b, count: 4, period: 2020-03
    id: b2, source: b, count: 50, period: 2020-09
    id: b3, source: b, count: 1-3, period: 2020-05
    id: c1, source: c, count: 9, period: 2020-01
    id: c2, source: c, count: 400, period: 2020-07-01/2020-12-31
"""


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("source", "b1 b3 b2 c1 c2"),
        ("period", "c1 b1 b3 c2 b2"),
        ("ratio", "c2 b2 c1 b1 b3"),
        ("gap", "c2 b2 c1 b1 b3"),
    ],
)
def test_orders(sort: str, expected: str) -> None:
    assert subjects(sorted_by(compared(SORTED, THREE), sort).rows) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "ba ca"),
        ({"baseline": "b"}, "ab cb"),
        ({"pairs": Pairs.ALL}, "ba ca cb"),
        ({"pairs": Pairs.BOTH_WAYS}, "ab ac ba bc ca cb"),
        ({"selection": Selection(sources=("c",))}, "ca"),
        ({"selection": Selection(sources=("c", "b")), "pairs": Pairs.ALL}, "cb"),
        ({"selection": Selection(sources=("a",)), "baseline": "c"}, "ac"),
    ],
)
def test_pairs(asked: dict[str, Any], expected: str) -> None:
    rows = rows_of(f"{two('40', '60')}\nid: c1, source: c, count: 50, period: 2020-01", THREE, **asked)
    assert " ".join(row.subject.voice.source.id + row.baseline.voice.source.id for row in rows) == expected


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"baseline": "d"}, 'no source or figure is called "d"'),
        ({"selection": Selection(sources=("a",))}, "a is the baseline: there is nothing to compare it with"),
        ({"selection": Selection(places=("Sea",))}, 'no place is called "Sea"'),
    ],
)
def test_what_cannot_be_asked(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(CommandError) as caught:
        compare(registry_of(two("40", "60")), Question(**asked))
    assert caught.value.message == message


# What must not matter, on random figures: source, form and numbers of the count, place, days, month of publication.
Told = tuple[str, tuple[str, list[int]], str, list[int], int]
FORMS = st.one_of(
    st.tuples(st.sampled_from(["{}", "at least {}", "up to {}"]), st.lists(st.integers(1, 99), min_size=1, max_size=1)),
    st.tuples(st.just("{}-{}"), st.lists(st.integers(0, 99), min_size=2, max_size=2).map(sorted)),
)
FIGURES = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        FORMS,
        st.sampled_from(["World", "Land", "North", "Town"]),
        st.lists(st.integers(1, 30), min_size=2, max_size=2).map(sorted),
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=8,
    unique_by=(
        lambda told: (told[0], told[2], tuple(told[3])),
        lambda told: (told[0], tuple(told[3]), told[4]),  # in one publication a part could have more than its whole
    ),
)


def written(figures: list[Told], times: int = 1) -> str:
    return "\n".join(
        f"id: f{at}, source: {source}, count: {form.format(*(number * times for number in numbers))}, place: {place}, "
        f"period: 2020-06-{first:02}/2020-06-{last:02}, published: 2021-0{month}"
        for at, (source, (form, numbers), place, (first, last), month) in enumerate(figures)
    )


@given(FIGURES)
@settings(max_examples=60, deadline=None)
def test_swapping_the_sides_inverts_ratio_and_gap(figures: list[Told]) -> None:
    rows = rows_of(written(figures), NESTED, pairs=Pairs.BOTH_WAYS)
    across = {(row.subject, row.baseline, row.window): row for row in rows}
    for row in rows:
        if other := across.get((row.baseline, row.subject, row.window)):
            numbers = [(each.ratio and each.ratio.estimate, each.gap and each.gap.estimate) for each in (row, other)]
            (ratio, gap), (inverse, less) = numbers
            assert (gap is None and less is None) or gap == -less
            assert not ratio or ratio * inverse == 1
            assert row.verdict is other.verdict


@given(FIGURES)
@settings(max_examples=60, deadline=None)
def test_one_more_source_changes_no_other_row(figures: list[Told]) -> None:
    more = NESTED.replace("short: B}", "short: B}\n      c: {name: Gamma, short: C}")
    stranger = f"{written(figures)}\nid: c1, source: c, count: 7, period: 2020-06"
    before, after = (rows_of(text, more, pairs=Pairs.ALL) for text in (written(figures), stranger))
    kept = [row for row in after if "c" not in (row.subject.voice.source.id, row.baseline.voice.source.id)]
    assert [comparison_document(row) for row in kept] == [comparison_document(row) for row in before]


@given(FIGURES, st.integers(2, 9))
@settings(max_examples=60, deadline=None)
def test_more_of_everything_scales_gaps_and_keeps_ratios(figures: list[Told], times: int) -> None:
    before, after = (rows_of(written(figures, by), NESTED) for by in (1, times))
    assert [(row.ratio, row.verdict) for row in before] == [(row.ratio, row.verdict) for row in after]
    gaps = [[row.gap.estimate if row.gap else None for row in rows] for rows in (before, after)]
    assert [None if gap is None else gap * times for gap in gaps[0]] == gaps[1]


@given(FIGURES, st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_the_order_of_figures_changes_nothing(figures: list[Told], seed: int) -> None:
    lines = written(figures).splitlines()
    other = Random(seed).sample(lines, len(lines))
    found, again = (compared("\n".join(text), NESTED, pairs=Pairs.ALL) for text in (lines, other))
    assert [comparison_document(row) for row in found.rows] == [comparison_document(row) for row in again.rows]
    told, again_told = (
        [(entry.subject.id, entry.reason, entry.periods) for entry in each.not_comparable] for each in (found, again)
    )
    assert told == again_told


def test_a_figure_asked_for_by_its_id_says_what_has_replaced_it_on_that_day() -> None:
    figures = """
        id: old, source: a, count: 1000, period: 2020, published: 2021-02-01
        id: new, source: a, count: 500, period: 2020, published: 2021-03-01
        id: other, source: b, count: 200, period: 2020, published: 2021-02-01
    """
    said = "old is not in force: new has replaced it"
    assert said in notes_of(row_of(figures, baseline="b", alone=("old",)))
    assert said in notes_of(row_of(figures, baseline="old", selection=Selection(sources=("b",))))
    assert said not in notes_of(row_of(figures, baseline="b", alone=("new",)))
    february = Selection(as_of=date(2021, 2, 15))
    assert said not in notes_of(row_of(figures, baseline="b", alone=("old",), selection=february))


ACTORS = """
    id: u1, source: b, count: 700, period: 2020
    id: u2, source: b, count: 400, period: 2020, actor: Army
    id: g1, source: a, count: 100, period: 2020, actor: Army
"""


def test_an_actor_may_be_nobody_in_particular() -> None:
    found = rows_of(ACTORS, baseline="b", selection=Selection(actors=("whoever it was",)))
    assert [(row.subject.scope.actor, row.baseline.scope.actor) for row in found] == [("Army", None)]
    with pytest.raises(CommandError, match="no actor is called"):
        rows_of(
            "id: x, source: a, count: 1, period: 2020, actor: Army", selection=Selection(actors=("whoever it was",))
        )


def test_a_matrix_names_what_differs_and_has_the_notes_of_each_pair() -> None:
    registry = registry_of(ACTORS)
    question = Question(pairs=Pairs.BOTH_WAYS)
    blocks = matrix_page(registry, question, compare(registry, question), UNICODE).blocks
    (table, _) = (block for block in blocks if isinstance(block, Table) and "row" in block.columns[0].title)
    assert [column.title for column in table.columns] == ["row ÷ column", "A, Army", "B, whoever it was", "B, Army"]
    assert [[entry.text for entry in row] for row in table.rows] == [
        ["A, Army", "–", "–", "0.250×¹"],
        ["B, whoever it was", "7.00×²,³", "–", "–"],
        ["B, Army", "4.00×¹", "–", "–"],
    ]
    assert dict(table.notes) == {
        "¹": "the two ranges do not meet: both cannot be right",
        "²": "part of whoever it was: the count for the whole would be no smaller",
        "³": "lower: whatever the part can have is less than the whole can have, as it has to be",
    }
