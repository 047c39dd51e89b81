"""Lists of incidents: what they add up to, against a count day by day; and how they stand beside totals."""

from __future__ import annotations

import json
import random
from datetime import date
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import compared, days, errors_of, reasons_of, registry_of, row_of, rows_of
from test_docs import REGISTRY, registries
from transcripts import run

from casualtycli.activities import EVER, Activity
from casualtycli.aligned import Assumption, Basis
from casualtycli.claims import claims_of
from casualtycli.comparison import Align, Comparison
from casualtycli.expectations import check_expectations
from casualtycli.incidents import IncidentList, Listed
from casualtycli.model import Incident, Source
from casualtycli.periods import Span
from casualtycli.problems import Location
from casualtycli.ranges import Range
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry
from casualtycli.report.notes import notes_of, rests_on
from casualtycli.scopes import Scope
from casualtycli.select import Selection, voices

FIRST = date(2014, 1, 1)
DAY = FIRST.toordinal()
SCOPE, PART = Scope("killed", "Land"), Scope("killed", "North")
SOURCE = Source("a", "A", "A", Location("x", 1, 1))


def listed(incidents: list[Incident], clocks: dict[Scope, Activity], window: Span, complete: Span) -> Listed:
    return IncidentList(
        source=SOURCE, incidents=tuple(incidents), activity=clocks.__getitem__, complete=(complete,)
    ).over(window)


def by_hand(incidents: list[Incident], clocks: dict[Scope, Activity], window: Span, complete: Span) -> Listed:
    """Count day by day: which active days an incident has, and which of them lie in the window."""
    low = entries = straddling = 0
    high, estimate, exact = 0, Fraction(0), True
    stated = bounded = True
    for one in incidents:
        active = [day for day in range(one.start, one.stop) if is_active(clocks[one.scope], day)]
        within = [day for day in active if window.start <= day < window.stop]
        if not within:
            continue
        entries += 1
        straddling += len(within) < len(active)
        low += one.low if len(within) == len(active) else 0
        bounded = bounded and one.high is not None
        high += one.high or 0
        stated = stated and one.reported is not None
        estimate += Fraction((one.reported or 0) * len(within), len(active))
        exact = exact and one.low == one.reported == one.high
    inside = complete.contains(window)
    return Listed(
        low, high if inside and bounded else None, estimate if stated else None, entries, straddling, exact, inside
    )


def is_active(clock: Activity, day: int) -> bool:
    return not clock.spans or any(span.start <= day < span.stop for span in clock.spans)


def incident(number: int, scope: Scope, start: int, length: int, count: tuple[int | None, int, int | None]) -> Incident:
    reported, low, high = count
    return Incident(f"i{number}", scope, DAY + start, DAY + start + length, reported, low, high, 0, number)


COUNTS = st.one_of(
    st.integers(0, 5).map(lambda n: (n, n, n)),
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)).map(
        lambda three: (sorted(three)[1], sorted(three)[0], sorted(three)[2])
    ),
    st.integers(0, 3).map(lambda n: (n, n, None)),
    st.tuples(st.integers(0, 2), st.integers(2, 4)).map(lambda two: (None, *two)),
)
PAUSES = Activity((Span.of_days(DAY + 2, DAY + 6), Span.of_days(DAY + 9, DAY + 11), Span.of_days(DAY + 15, DAY + 19)))


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([SCOPE, PART]), st.integers(0, 18), st.integers(1, 9), COUNTS), max_size=8),
    st.tuples(st.integers(0, 20), st.integers(1, 20)),
    st.tuples(st.integers(0, 10), st.integers(1, 25)),
    st.booleans(),
)
def test_any_window_is_what_a_count_by_day_gives(found: Any, window: Any, complete: Any, paused: bool) -> None:
    clocks = {SCOPE: PAUSES if paused else EVER, PART: EVER}
    incidents = [
        one
        for number, (scope, start, length, count) in enumerate(found)
        if any(is_active(clocks[scope], day) for day in range(DAY + start, DAY + start + length))
        for one in [incident(number, scope, start, length, count)]
    ]
    asked, known = (Span.of_days(DAY + start, DAY + start + length) for start, length in (window, complete))
    assert listed(incidents, clocks, asked, known) == by_hand(incidents, clocks, asked, known)


def many(seed: int, rows: int) -> list[Incident]:
    dice = random.Random(seed)
    counts = [(5, 5, 5), (0, 0, 0), (4, 2, 9), (3, 3, 3), (12, 10, 30)]
    return [
        incident(
            number, SCOPE, dice.randrange(3650), dice.choice([1, 1, 1, 2, 3, 7, 30, dice.randrange(1, 400)]), count
        )
        for number in range(rows)
        for count in [dice.choice(counts)]
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_fifty_thousand_rows_come_to_what_a_count_by_day_gives(seed: int) -> None:
    incidents = many(seed, 50_000)
    complete = Span.of_days(DAY, DAY + 4100)
    whole = IncidentList(source=SOURCE, incidents=tuple(incidents), activity=lambda _: EVER, complete=(complete,))
    by_day: dict[int, dict[int, int]] = {}
    for one in incidents:
        for day in range(one.start, one.stop):
            lengths = by_day.setdefault(day, {})
            lengths[one.stop - one.start] = lengths.get(one.stop - one.start, 0) + one.reported
    dice = random.Random(seed)
    for _ in range(20):
        start = DAY + dice.randrange(3700)
        window = Span.of_days(start, start + dice.choice([1, 7, 31, 365, 1 + DAY + 4100 - start]))
        told = whole.over(Span(window.first, min(window.last, complete.last)))
        inside = [one for one in incidents if window.start <= one.start and one.stop <= window.stop]
        touching = [one for one in incidents if one.start < window.stop and window.start < one.stop]
        lengths: dict[int, int] = {}
        for day in range(window.start, window.stop):
            for length, number in by_day.get(day, {}).items():
                lengths[length] = lengths.get(length, 0) + number
        assert (told.low, told.high) == (sum(one.low for one in inside), sum(one.high for one in touching))
        assert told.estimate == sum((Fraction(number, length) for length, number in lengths.items()), Fraction(0))
        assert (told.entries, told.straddling) == (len(touching), len(touching) - len(inside))


def test_pieces_of_a_window_add_up() -> None:
    whole = IncidentList(
        source=SOURCE,
        incidents=tuple(many(7, 3000)),
        activity=lambda _: EVER,
        complete=(Span.of_days(DAY, DAY + 4100),),
    )
    year = days("2016")
    months = [whole.over(month) for month in year.pieces("month")]
    told = whole.over(year)
    assert sum(month.estimate for month in months) == told.estimate
    assert sum(month.low for month in months) <= told.low <= told.high <= sum(month.high for month in months)


LISTS = """
    sources:
      b: {name: Beta, short: B}
      a: {name: Alpha, short: A, lists: 2020-01-01/2020-03-31}
"""
TOTAL = "id: b1, source: b, count: 100, period: 2020-01-01/2020-03-31\n"
THREE = """
    id: i1, source: a, count: 3, period: 2020-01-10, adds: yes
    id: i2, source: a, count: 4, period: 2020-01-30/2020-02-02, adds: yes
    id: i3, source: a, count: 6 (5-9), period: 2020-03-05, adds: yes
"""


def told(row: Comparison) -> tuple[Basis, Any, Range, tuple[Assumption, ...]]:
    aligned = row.subject.aligned
    return aligned.basis, aligned.estimate, aligned.range, aligned.assumptions


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2020-01-01/2020-01-29", (Basis.DERIVED, 3, Range(3, 3), ())),
        ("2020-01", (Basis.PRO_RATA, 5, Range(3, 7), (Assumption.EVEN,))),
        ("2020-01-31", (Basis.PRO_RATA, 1, Range(0, 4), (Assumption.EVEN,))),
        ("2020-01/2020-02", (Basis.DERIVED, 7, Range(7, 7), ())),
        ("2020-03", (Basis.PRO_RATA, 6, Range(5, 9), ())),
        ("2020-02-10/2020-02-20", (Basis.DERIVED, 0, Range(0, 0), ())),
        ("2020", (Basis.PRO_RATA, 13, Range(12, 16), ())),
    ],
)
def test_what_a_list_says_of_a_window(period: str, expected: tuple[Any, ...]) -> None:
    assert told(row_of(TOTAL + THREE, LISTS, period=days(period))) == expected


def test_a_list_may_have_no_best_number() -> None:
    row = row_of(TOTAL + THREE.replace("6 (5-9)", "5-9"), LISTS, period=days("2020-03"))
    assert told(row) == (Basis.PROVED, None, Range(5, 9), ())


def test_adding_figures_never_replace_nor_contradict_one_another() -> None:
    twice = THREE + THREE.replace("i1", "j1").replace("i2", "j2").replace("i3", "j3").replace("count: 3", "count: 1")
    assert errors_of(TOTAL + twice, LISTS) == ()
    assert told(row_of(TOTAL + twice, LISTS, period=days("2020-01-10")))[1] == 4


def test_one_entry_replaces_another_by_name() -> None:
    figures = TOTAL + THREE + "id: i4, source: a, count: 2, period: 2020-01-11, adds: yes, supersedes: i1"
    assert told(row_of(figures, LISTS, period=days("2020-01-01/2020-01-20")))[1] == 2


def test_a_total_for_just_the_window_is_what_was_reported() -> None:
    row = row_of(TOTAL + THREE + "id: a1, source: a, count: at least 11, period: 2020-01-01/2020-03-31", LISTS)
    assert told(row) == (Basis.REPORTED, 12, Range(12, 16), ())
    assert "A: raised from 11 to 12: the incidents listed" in notes_of(row)


def test_a_total_that_the_list_cannot_come_to_is_told() -> None:
    figures = TOTAL + THREE + "id: a1, source: a, count: 20, period: 2020-01-01/2020-03-31"
    row = row_of(figures, LISTS)
    assert told(row)[:3] == (Basis.REPORTED, 20, Range(20, 20))
    assert "A lists 12 to 16 here: its list and its totals cannot both be right" in notes_of(row)


@pytest.mark.parametrize(
    ("total", "message"),
    [
        ("count: 20, period: 2020-01-01/2020-03-31", "at most 16"),
        ("count: 2, period: 2020-01", "at least 3"),
        ("count: at least 20, period: 2020-01-01/2020-03-31", "at most 16"),
        ("count: at least 20, period: 2020-01-01/2020-04-30", None),
        ("count: 12, period: 2020-01-01/2020-03-31", None),
        ("count: about 2, period: 2020-01", None),
    ],
)
def test_check_tells_of_a_list_and_a_total_that_clash(total: str, message: str | None) -> None:
    reading = check_of(TOTAL + THREE + f"id: a1, source: a, {total}", LISTS)
    told = [problem.message for problem in reading.problems if problem.rule == "list-clash"]
    assert told == ([] if message is None else [f"the incidents that A lists in these days come to {message}"])


def check_of(figures: str, declared: str) -> Any:
    lines = "".join(f"  - {{{line.strip()}}}\n" for line in figures.splitlines() if line.strip())
    text = (
        f"registry: 1\n{dedent(declared)}defaults: {{measure: killed, place: Land, published: 2022}}\nfigures:\n{lines}"
    )
    return check(read_registry([File("test.yaml", text.encode())]))


def test_totals_bound_the_sum() -> None:
    figures = TOTAL + THREE.replace("6 (5-9)", "6 (5-30)")
    figures += "id: a1, source: a, count: at most 11, period: 2020-02-20/2020-03-31, published: 2020-04"
    assert told(row_of(figures, LISTS, period=days("2020-03")))[2] == Range(5, 11)


def test_the_list_bounds_what_is_worked_out_from_totals() -> None:
    declared = LISTS.replace("2020-01-01/2020-03-31}", "2020-01-01/2020-01-31}")
    figures = TOTAL + "id: i1, source: a, count: 50, period: 2020-01-10, adds: yes\n"
    figures += "id: a1, source: a, count: 60, period: 2020-01-01/2020-03-31"
    row = row_of(figures, declared, period=days("2020-01-05/2020-02-10"))
    assert (row.subject.aligned.estimate, row.subject.aligned.range) == (50, Range(50, 60))
    assert row.subject.aligned.moved is not None
    assert row.subject.aligned.moved.listed


def test_without_lists_nothing_is_compared() -> None:
    declared = LISTS.replace(", lists: 2020-01-01/2020-03-31", "")
    assert reasons_of(TOTAL + THREE, declared) == [
        "A does not say on which days its list of incidents is complete (lists:)"
    ]


def test_days_outside_of_lists_are_not_covered() -> None:
    row = row_of(TOTAL + THREE, LISTS.replace("2020-03-31}", "2020-02-29}"))
    assert row.window == days("2020-01-01/2020-02-29")


def test_a_window_partly_outside_of_lists_has_a_floor_alone() -> None:
    declared = LISTS.replace("2020-03-31}", "2020-02-29}")
    figures = TOTAL + THREE + "id: a1, source: a, count: about 30, period: 2020-01-01/2020-03-31"
    assert told(row_of(figures, declared, period=days("2020-01-05/2020-03-10")))[2] == Range(12, None)


def test_a_list_is_not_printed() -> None:
    reasons = reasons_of(TOTAL + THREE, LISTS, align=Align.REPORTED)
    assert reasons == ["A prints no total there: what adds up has to be aligned"]


@pytest.mark.parametrize(("period", "bases"), [("2020-01/2020-02", [Basis.DERIVED]), ("2020-01", [])])
def test_strict_takes_a_sum_of_exact_incidents_alone(period: str, bases: list[Basis]) -> None:
    totals = (
        "id: b1, source: b, count: 9, period: 2020-01\nid: b2, source: b, count: 9, period: 2020-01-01/2020-02-29\n"
    )
    rows = rows_of(totals + THREE, LISTS, align=Align.STRICT, period=days(period))
    assert [row.subject.aligned.basis for row in rows] == bases


PARTS = (
    LISTS
    + """
    places:
      Land: {parts: [North, South]}
      North: {includes: [Town]}
"""
)


@pytest.mark.parametrize(
    ("places", "place", "estimate"),
    [
        (("Town", "South", "North"), "Land", 13),
        (("Town", "South", "South"), "Land", None),
        (("North", "North", "Town"), "North", 13),
        (("Land", "Town", "South"), "Land", 13),
    ],
)
def test_a_list_speaks_of_what_it_names_and_of_wholes_of_that(
    places: tuple[str, ...], place: str, estimate: int | None
) -> None:
    lines = [f"{line}, place: {where}" for line, where in zip(THREE.split("\n")[1:4], places, strict=True)]
    total = TOTAL.replace("period", f"place: {place}, period")
    rows = [row for row in rows_of(total + "\n".join(lines), PARTS) if row.subject.scope.place == place]
    assert [row.subject.aligned.estimate for row in rows] == ([] if estimate is None else [estimate])


def test_in_a_wider_place_a_list_is_a_floor() -> None:
    figures = TOTAL + THREE.replace("adds", "place: Town, adds")
    figures += "id: a1, source: a, count: about 40, period: 2020-01-01/2020-03-31"
    (row,) = (row for row in rows_of(figures, PARTS) if row.subject.scope.place == "Land")
    assert told(row)[1:3] == (40, Range(12, None))


def test_what_was_known_of_a_list() -> None:
    figures = TOTAL.replace("period", "published: 2019, projection: yes, period")
    figures += "\n".join(
        f"{line}, published: {published}"
        for line, published in zip(THREE.split("\n")[1:4], ("2020-01-31", "2020-02-28", "2020-04-02"), strict=True)
    )
    known = {
        day: rows_of(figures, LISTS, selection=Selection(as_of=date.fromisoformat(day)))
        for day in ("2020-01-15", "2020-02-15", "2020-03-20", "2020-05-01")
    }
    windows = {day: [(str(row.window), row.subject.aligned.estimate) for row in rows] for day, rows in known.items()}
    assert windows == {
        "2020-01-15": [],
        "2020-02-15": [("2020-01-01/2020-01-31", 3)],
        "2020-03-20": [("2020-01-01/2020-02-28", 7)],
        "2020-05-01": [("2020-01-01/2020-03-31", 13)],
    }


def test_an_undated_entry_is_known_from_its_last_day() -> None:
    figures = TOTAL.replace("period", "published: 2019, projection: yes, period")
    figures += THREE.replace("adds", "published: null, adds")
    rows = rows_of(figures, LISTS, selection=Selection(as_of=date(2020, 2, 15)))
    assert [(str(row.window), row.subject.aligned.estimate) for row in rows] == [("2020-01-01/2020-02-02", 7)]


def test_an_entry_is_no_ceiling_among_claims() -> None:
    (figure,) = registry_of("id: i1, source: a, count: 3, period: 2020-01-10, adds: yes").figures
    claims = claims_of(figure, floor=False, from_the_start=True)
    assert [(claim.count, claim.at_most) for claim in claims] == [(3, False)]


def test_a_correction_of_one_entry_leaves_the_others() -> None:
    figures = (
        TOTAL + THREE + "id: i4, source: a, count: 2, period: 2020-01-10, adds: yes, published: 2023, supersedes: i1\n"
    )
    figures += "id: i5, source: a, count: 9, period: 2020-01-10, adds: yes"
    assert told(row_of(figures, LISTS, period=days("2020-01-10")))[1] == 11


def test_a_pause_of_the_actor_has_no_share() -> None:
    declared = LISTS + "\n    actors: {Army: {active: [2020-01-01/2020-01-31, 2020-02-10/2020-03-31]}}\n"
    figures = "\n".join(
        f"{line}, actor: Army" for line in (TOTAL.strip(), *THREE.strip().splitlines()) if "i3" not in line
    )
    row = row_of(figures.replace("2020-02-02", "2020-02-13"), declared, period=days("2020-02"))
    assert row.subject.aligned.estimate == Fraction(8, 3)  # 4 of 6 days, the 30th and 31st outside


def test_the_order_of_the_entries_changes_nothing() -> None:
    there, back = (compared(TOTAL + "\n".join(THREE.split("\n")[::step]), LISTS, by="month") for step in (1, -1))
    assert [told(row) for row in there.rows] == [told(row) for row in back.rows]


def test_a_list_relays_nobody() -> None:
    row = row_of(TOTAL + THREE, LISTS)
    assert not row.subject.relays
    assert not any("relays" in note for note in notes_of(row))


def test_a_disputed_entry_is_no_entry() -> None:
    figures = TOTAL + THREE + "id: i4, source: a, count: 40, period: 2020-01-12, adds: yes, "
    figures += "disputed: {by: i1, why: no}"
    plain = [row for row in rows_of(figures, LISTS, period=days("2020-01")) if not row.subject.voice.disputed]
    assert [row.subject.aligned.range for row in plain] == [Range(3, 7)]


def test_variants_have_lists_of_their_own() -> None:
    figures = TOTAL + THREE + THREE.replace("id: i", "variant: high, id: h").replace("count: 3", "count: 30")
    found = {row.subject.voice.variant: row.subject.aligned.estimate for row in rows_of(figures, LISTS)}
    assert found == {None: 13, "high": 40}


def test_only_lists_make_lists() -> None:
    assert all(not voice.lists for voice in voices(registry_of(TOTAL), Selection()))


def test_the_numbers_in_the_manual() -> None:
    text = next(text for text in registries(REGISTRY) if "adds: yes" in text)
    registry = read_registry([File("docs", text.encode())]).registry
    (voice,) = voices(registry, Selection())
    (found,) = voice.lists.values()
    ranges = {month: found.over(days(month)).range for month in ("2023-03", "2023-05")}
    assert ranges == {"2023-03": Range(0, 8), "2023-05": Range(10, 14)}
    assert "In March 2023\n  of the list above there are 0 to 8; in May, 10 to 14." in REGISTRY


def test_an_expectation_of_a_list() -> None:
    text = """\
registry: 1
sources: {b: {}, a: {lists: 2020-01}}
defaults: {measure: killed, place: Land, published: 2022, url: "https://example.org"}
figures:
  - {id: b1, source: b, count: 2, period: 2020-01}
  - {id: i1, source: a, count: 3, period: 2020-01-10, adds: yes}
expect: [{subject: a, baseline: b, ratio: 1.5}]
"""
    problems = check_expectations(check(read_registry([File("x", text.encode())]))).problems
    assert {problem.rule for problem in problems} == {"clash-between-sources"}  # and nothing of the expectation


def test_rows_say_of_how_many_incidents_a_side_is_the_sum() -> None:
    row = row_of(TOTAL + THREE, LISTS, period=days("2020-01"))
    assert rests_on(row) == "A pro-rata from 2 incidents, B pro-rata"
    assert rests_on(row_of(TOTAL + THREE, LISTS, baseline="b")) == "A summed from 3 incidents"


def command_of(tmp_path: Path, command: str, figures: str = TOTAL + THREE) -> str:
    """Return what a command prints of figures, in plain characters."""
    lines = "".join(f"  - {{{line.strip()}}}\n" for line in figures.splitlines() if line.strip())
    head = f"registry: 1\n{dedent(LISTS)}defaults: {{measure: killed, place: Land, published: 2022}}\nfigures:\n"
    (tmp_path / "r.yaml").write_text(head + lines, encoding="utf-8")
    code, out, err = run(f"casualty {command} -f r.yaml --ascii", tmp_path)
    assert (code, err) == (0, "")
    return " ".join(out.split())


def test_a_table_has_a_column_for_the_number_of_incidents(tmp_path: Path) -> None:
    told = command_of(tmp_path, "compare a --by month")
    assert "Days both cover Days Incidents Count B Ratio" in told
    assert "2020-01-01 to 2020-01-31 31 2 est. 5" in told
    assert "Incidents" not in command_of(tmp_path, "compare a", TOTAL + TOTAL.replace("b1, source: b", "a1, source: a"))
    assert "Days A incidents Count A Ratio" in command_of(tmp_path, "compare b --baseline a")


def test_an_incident_says_among_how_many_it_is(tmp_path: Path) -> None:
    among = "one of 3 incidents of A, complete on 2020-01-01 to 2020-03-31"
    assert f"adds {among}" in command_of(tmp_path, "show i2")
    told = command_of(tmp_path, "explain i2 --period 2020-02")
    assert f"adds {among}" in told
    assert "A / B, Land, 2020-02-01 to 2020-02-29" in told
    assert "- none" in command_of(tmp_path, "explain i2 --period 2020-03")
    assert "A: 3 figures that add up as incidents, complete on 2020-01-01" in command_of(tmp_path, "list")


def test_of_a_sum_no_total_is_explained(tmp_path: Path) -> None:
    figures = TOTAL + THREE + "id: a1, source: a, count: at most 90, period: 2020-01-01/2020-03-31"
    told = command_of(tmp_path, "explain a b --period 2020-02", figures).partition("B: ")[0]
    assert "share i2: 4 x 2 / 4" in told
    assert "reckoned 0 wholly inside, and 2 as shares" in told
    assert "90" not in told
    assert "at most 4: 1 incident with days here" in told
    assert "at least 12: 3 incidents wholly in these days" in command_of(tmp_path, "explain a b")


def test_expectations_know_names_that_only_a_list_has() -> None:
    figures = TOTAL + THREE.replace("adds", "place: North, adds")
    declared = LISTS + "\n    places: {Land: {parts: [North, South]}}\n"
    expected = "expect: [{subject: a, baseline: b, place: North, ratio: 0.13}]\n"
    lines = "".join(f"  - {{{line.strip()}}}\n" for line in figures.splitlines() if line.strip())
    text = f"registry: 1\n{dedent(declared)}{expected}defaults: {{measure: killed, place: Land, published: 2022}}\n"
    reading = check_expectations(read_registry([File("test.yaml", f"{text}figures:\n{lines}".encode())]))
    assert reading.problems == ()


def test_a_list_that_names_several_actors_says_why_it_is_not_summed_for_whoever_it_was() -> None:
    figures = """
        id: b1, source: b, count: 400, period: 2020
        id: i1, source: a, count: 10, period: 2020-01-12, actor: Army, adds: yes
        id: i2, source: a, count: 15, period: 2020-02-12, actor: Rebels, adds: yes
    """
    declared = "sources: {b: {name: Beta}, a: {name: Alpha, lists: 2020}}\n"
    why = "Alpha lists Army, Rebels, which may not be all of Land (whoever it was): their sum is no count of it"
    assert reasons_of(figures, declared) == [why]
    assert len(rows_of(figures, declared)) == 2
    # One that nobody in particular killed shows that the list is of everybody.
    assert reasons_of(f"{figures}\nid: i3, source: a, count: 1, period: 2020-03-01, adds: yes", declared) == []
    assert reasons_of(figures.replace("Rebels", "Army"), declared) == []


def test_the_ends_of_a_sum_of_incidents_are_those_of_the_range_in_json(tmp_path: Path) -> None:
    text = """\
registry: 1
sources: {b: {name: Beta}, a: {name: Alpha, lists: 2020}}
defaults: {measure: killed, place: Land, published: 2022, url: "https://example.org"}
figures:
  - {id: b1, source: b, count: 2, period: 2020}
  - {id: i1, source: a, count: 12 (10-15), period: 2020-01-10, adds: yes}
  - {id: i2, source: a, count: 20 (15-30), period: 2020-01-20, adds: yes}
"""
    (tmp_path / "casualty.yaml").write_text(text, encoding="utf-8")
    code, out, _ = run("casualty explain a b --format json", tmp_path)
    side = json.loads(out)["explanations"][0]["subject"]
    ends = {which: side["steps"][which] for which in ("low", "high")}
    assert (code, side["low"], side["high"]) == (0, 25, 45)
    assert {which: (end["bound"], end["figures"]) for which, end in ends.items()} == {
        "low": (25, ["2 incidents of Alpha"]),
        "high": (45, ["2 incidents of Alpha"]),
    }
