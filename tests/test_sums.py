"""What lists of incidents prove beside totals: against linear programming, by hand, and by what is left out."""

from __future__ import annotations

import io
import json
import os
from math import ceil, floor
from pathlib import Path
from random import Random
from textwrap import dedent
from typing import Any

import pytest
from lists_oracle import PLACES, Entry, List, World, a_world, ranges, windows
from registries import days, registry_of
from transcripts import run

from casualtycli.asked import Inquiry
from casualtycli.bounds import Bound
from casualtycli.certificates import Certificate, DoesNotAddUp, Line, checked
from casualtycli.heard import Silence
from casualtycli.model import Registry
from casualtycli.proofs import clash_told, proofs_of
from casualtycli.proved import Findings, Proved, prove
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry
from casualtycli.select import Selection
from casualtycli.sums import HeardList, Summed
from casualtycli.wording import ASCII

FRESH = os.environ.get("CASUALTY_SEED") or os.urandom(4).hex()
EPSILON = 1e-6
TALLY = {"clashes": 0, "sharp": 0, "narrow": 0, "ranges": 0}
"""How many made-up worlds cannot be, and how many ranges are said to be sharp, and are."""


def proved(world: World, run_: tuple[int, int]) -> Findings:
    window = days(f"2021-01-{run_[0] + 1:02}/2021-01-{run_[1]:02}")
    return prove(registry_of(*world.registry()), Inquiry(period=window))


@pytest.mark.parametrize("batch", range(12))
@pytest.mark.parametrize("seed", ["known", FRESH])
def test_the_program_and_the_oracle_agree(seed: str, batch: int) -> None:
    for number in range(10):
        name = f"{seed}/{batch}/{number}"
        random = Random(name)
        world = a_world(random, places=random.choice([("Land",), ("Land", "North", "South")]))
        for start, stop in random.sample(list(windows()), 2):
            expected = ranges(world, [Entry(place, start, stop, 0, None) for place in PLACES])
            found = proved(world, (start, stop))
            if expected is None:
                clash_is_right(world, found, name)
                continue
            assert not found.clashes, name
            by_place = dict(zip(PLACES, expected, strict=True))
            for row in found.rows:
                bound_is_right(row.bound, by_place[row.scope.place], name)


def clash_is_right(world: World, found: Findings, name: str) -> None:
    """What cannot be is seen where nothing but one place and floors of lists are at stake."""
    TALLY["clashes"] += bool(found.clashes)
    places = {entry.place for one in (*world.lists, world) for entry in getattr(one, "entries", world.totals)}
    if len(places) == 1 and not any(one.closed for one in world.lists):
        assert found.clashes, name


def bound_is_right(bound: Bound, expected: tuple[float, float | None], name: str) -> None:
    low, high = ceil(expected[0] - EPSILON), None if expected[1] is None else floor(expected[1] + EPSILON)
    assert bound.low <= low, name
    assert bound.high is None or (high is not None and bound.high >= high), name
    assert not bound.sharp or (bound.low, bound.high) == (low, high), name
    TALLY["ranges"] += 1
    TALLY["narrow"] += (bound.low, bound.high) == (low, high)
    TALLY["sharp"] += bound.sharp


def test_nearly_all_of_these_ranges_are_as_narrow_as_can_be() -> None:
    for batch in range(3):
        test_the_program_and_the_oracle_agree("narrow", batch)
    assert TALLY["narrow"] >= 0.97 * TALLY["ranges"] > 60
    assert TALLY["sharp"] > TALLY["ranges"] / 10
    assert TALLY["clashes"] > 3


def test_one_incident_more_never_lowers_a_floor() -> None:
    for number in range(60):
        random = Random(f"more/{number}")
        world = a_world(random, places=random.choice([("Land",), ("Land", "North", "South")]))
        lists = tuple(one._replace(closed=False) for one in world.lists)
        floors = tuple(total._replace(high=None) for total in world.totals)
        more = Entry(random.choice(lists[0].entries).place, *random.choice(list(windows())), random.randrange(5), None)
        fewer = World(floors, lists)
        grown = fewer._replace(lists=(List((*lists[0].entries, more), False, lists[0].complete), *lists[1:]))
        asked = random.choice(list(windows()))
        before, after = ({row.scope: row.bound.low for row in proved(one, asked).rows} for one in (fewer, grown))
        assert all(after[scope] >= low for scope, low in before.items()), number


SOURCES = """
    sources:
      total: {name: Total}
      mon: {name: Monitor, counts: documented, lists: 2021}
      own: {name: Owner, lists: 2021-01-01/2021-03-31}
      army: {name: Army, counts: assessed, clock: report, lists: 2021}
      poll: {name: Poll, counts: estimated, lists: 2021}
    actors: {Army: {active: 2021-01-05/..}}
    places: {Land: {parts: [North, South]}}
"""
THREE = """
    id: m1, source: mon, count: 3, period: 2021-01-10, adds: yes
    id: m2, source: mon, count: 4-9, period: 2021-01-30/2021-02-02, adds: yes
    id: m3, source: mon, count: at least 6, period: 2021-03, adds: yes
"""
OWN = THREE.replace("mon", "own").replace("at least 6", "6-8")


def found(figures: str, declared: str = SOURCES, *, selection: Selection | None = None, **asked: Any) -> Findings:
    asked = {key: days(value) if key == "period" else value for key, value in asked.items()}
    return prove(registry_of(figures, declared), Inquiry(selection or Selection(), **asked))


def only(findings: Findings) -> Proved:
    (row,) = findings.rows
    return row


def told(findings: Findings) -> tuple[str, ...]:
    return proofs_of(only(findings).bound, ASCII)


@pytest.mark.parametrize(
    ("period", "low", "high", "proofs"),
    [
        ("2021-01", 3, 12, ("at least 3: 1 incident of Owner", "at most 12: 2 incidents of Owner")),
        ("2021-01/2021-02", 7, 12, ("at least 7: 2 incidents of Owner", "at most 12: 2 incidents of Owner")),
        ("2021-02-10/2021-02-20", 0, 0, ("at most 0: 0 incidents of Owner",)),
        ("2021", 13, None, ("at least 13: 3 incidents of Owner",)),
        ("2021-03-02/2021-03-05", 0, 8, ("at most 8: 1 incident of Owner",)),
    ],
)
def test_a_list_of_a_source_that_states_has_a_floor_and_a_ceiling(
    period: str, low: int, high: int | None, proofs: tuple[str, ...]
) -> None:
    listed = found(OWN, period=period)
    assert (only(listed).bound.low, only(listed).bound.high) == (low, high)
    assert told(listed) == proofs


def test_a_documented_list_is_a_floor() -> None:
    listed = found(THREE, period="2021-01/2021-03")
    assert (only(listed).bound.low, only(listed).bound.high, only(listed).bound.sharp) == (13, None, True)
    assert [str(row.days) for row in found(THREE).rows] == ["2021-01-10/2021-03-31"]


def test_of_one_actor_in_one_place_it_is_sharp() -> None:
    figures = "".join(f"{line}, actor: Army\n" for line in THREE.strip().splitlines())
    figures += "id: t, source: total, count: 30, period: 2021, actor: Army\n"
    row = only(found(figures, period="2021-01-05/2021-03-31"))
    assert (row.bound.low, row.bound.high, row.bound.sharp) == (13, 30, True)


def test_an_open_number_leaves_no_ceiling_where_it_touches() -> None:
    figures = OWN.replace("6-8", "at least 6")
    assert [row.bound.high for row in found(figures, period="2021-01/2021-03").rows] == [None]
    assert [row.bound.high for row in found(figures, period="2021-01/2021-02").rows] == [12]


def test_a_list_and_totals_are_added_and_taken_away() -> None:
    figures = OWN + "id: t, source: total, count: 30, period: 2021-01-01/2021-06-30\n"
    assert told(found(figures, period="2021-04/2021-06")) == (
        "at least 10 = 30 - 20: t less 3 incidents of Owner on 2021-01-01 to 2021-03-31",
        "at most 17 = 30 - 13: t less 3 incidents of Owner on 2021-01-01 to 2021-03-31",
    )


def test_two_lists_each_prove_other_days() -> None:
    figures = THREE + OWN.replace("id: m", "id: o").replace("count: 3,", "count: 5,")
    listed = found(figures, selection=Selection(sources=("mon", "own")), period="2021-01-01/2021-02-28")
    assert (only(listed).bound.low, told(listed)[0]) == (9, "at least 9: 2 incidents of Owner")


PARTS = """
    id: n, source: own, count: 3, period: 2021-01-10, place: North, adds: yes
    id: s, source: own, count: 4, period: 2021-01-11, place: South, adds: yes
    id: l, source: own, count: 2, period: 2021-01-12, adds: yes
"""


def test_of_wholes_and_parts_an_incident_may_be_in_either() -> None:
    rows = {row.scope.place: row.bound for row in found(PARTS, period="2021-01").rows}
    assert {place: (bound.low, bound.high) for place, bound in rows.items()} == {
        "Land": (9, 9),
        "North": (3, 5),
        "South": (4, 6),
    }
    assert proofs_of(rows["North"], ASCII)[1] == "at most 5: 2 incidents of Owner"


def test_a_part_is_named_where_the_whole_is_asked_about() -> None:
    figures = "id: n, source: mon, count: 3, period: 2021-01-10, place: North, adds: yes\n"
    figures += "id: t, source: total, count: 2, period: 2021-01-12, place: Land\n"
    rows = {row.scope.place: row for row in found(figures, period="2021-01").rows}
    assert proofs_of(rows["Land"].bound, ASCII) == (
        "at least 5 = 3 + 2: 1 incident of Monitor on 2021-01-01 to 2021-01-11 and t",
    )


def test_sums_of_many_places_are_told_as_one() -> None:
    places = ", ".join(f"P{at}" for at in range(12))
    declared = SOURCES.replace("{parts: [North, South]}", f"{{parts: [{places}]}}")
    figures = "id: t, source: total, count: 100, period: 2021-01\n"
    figures += "".join(
        f"id: m{at}, source: mon, place: P{at}, count: {at}, period: 2021-01-10, adds: yes\n" for at in range(12)
    )
    rows = {row.scope.place: row for row in found(figures, declared, period="2021-01").rows}
    assert proofs_of(rows["P5"].bound, ASCII)[1] == (
        "at most 39 = 100 - 61: t less 10 incidents of Monitor in 10 places; P0, P1, P2, P3, P4, P5, P6 and 5 more"
        " are parts of Land that share nobody"
    )


@pytest.mark.parametrize(
    ("period", "low"),
    [("2021-01-05/2021-03-31", 13), ("2021-01-01/2021-02-28", 7), ("2021-01-06/2021-03-31", 0), ("2021-03", 0)],
)
def test_counted_by_report_it_is_a_floor_from_the_first_active_day(period: str, low: int) -> None:
    figures = "".join(f"{line}, actor: Army\n" for line in THREE.replace("mon", "army").strip().splitlines())
    assert [row.bound.low for row in found(figures, period=period).rows] == [low]


@pytest.mark.parametrize(
    ("period", "low", "high"),
    [
        ("2021-01-05/2021-02-28", 7, 20),
        ("2021-01-06/2021-01-31", 3, 12),
        ("2021-01-07/2021-01-31", 0, 12),
        ("2021-01-25/2021-02-02", 4, 9),
        ("2021-02-04/2021-02-20", 0, 0),
        ("2021-02-25/2021-03-27", 0, 8),
        ("2021-02-25/2021-03-28", 0, None),
        ("2021-02-25/2021-03-31", 6, None),
    ],
)
def test_with_a_lag_it_says_when_they_died(period: str, low: int, high: int | None) -> None:
    # Counted on 10 January: died from the 6th to the 10th. All who died up to 27 March were counted by the 31st.
    declared = SOURCES.replace(
        "lists: 2021-01-01/2021-03-31}", "lists: 2021-01-01/2021-03-31, clock: report, lag: 0..4d}"
    )
    bound = only(found(OWN, declared, period=period)).bound
    assert (bound.low, bound.high) == (low, high)


def test_who_proves_nothing() -> None:
    figures = (
        THREE.replace("mon", "poll").replace("id: m", "id: p")
        + THREE.replace("mon", "army").replace("id: m", "id: a")
        + THREE.replace("adds", "variant: low, adds").replace("id: m", "id: v")
        + THREE
        + "id: r, source: mon, count: 5, period: 2021-02-10, adds: yes, relays: m1\n"
        + "id: d, source: mon, count: 50, period: 2021-02-10, adds: yes, disputed: {by: m1, why: no}\n"
        + "id: x, source: own, count: 40, period: 2021-02-10, adds: yes, relays: m1\n"
    )
    listed = found(figures, period="2021-01/2021-03")
    assert only(listed).bound.low == 13
    assert {(one.whole.source.id, one.whole.variant): one.why for one in listed.silent_lists} == {
        ("poll", None): Silence.ESTIMATED,
        ("army", None): Silence.BY_REPORT,
        ("mon", "low"): Silence.VARIANT,
    }
    assert {one.figure.id: one.why for one in listed.left_out} == {"d": Silence.DISPUTED, "x": Silence.RELAY}
    trusted = found(figures, trusted=("poll",), period="2021-01/2021-03")
    assert (only(trusted).bound.low, only(trusted).bound.high) == (13, None)


def test_an_incident_that_only_relays_may_be_any_number() -> None:
    figures = OWN + "id: t, source: total, count: at least 1, period: 2021-01-10\n"
    relayed = figures.replace("adds: yes", "adds: yes, relays: t", 1)
    rows = {period: only(found(relayed, period=period)).bound for period in ("2021-01", "2021-02-01/2021-03-31")}
    assert {period: (bound.low, bound.high) for period, bound in rows.items()} == {
        "2021-01": (1, None),
        "2021-02-01/2021-03-31": (6, 17),
    }


def test_what_was_known_then() -> None:
    figures = "\n".join(
        f"{line}, published: {published}"
        for line, published in zip(OWN.strip().splitlines(), ("2021-02-05", "2021-02-05", "2021-04-02"), strict=True)
    )
    known = found(figures, selection=Selection(as_of=days("2021-03-01").first), period="2021-01/2021-02")
    assert (only(known).bound.low, only(known).bound.high) == (7, None)  # complete up to 5 February then
    known = found(figures, selection=Selection(as_of=days("2021-03-01").first), period="2021-01-01/2021-02-05")
    assert (only(known).bound.low, only(known).bound.high) == (7, 12)


def test_of_a_clash_only_its_incidents_are_left_out() -> None:
    figures = THREE + "id: t, source: total, count: 5, period: 2021-01-01/2021-02-28\n"
    listed = found(figures, by="quarter", period="2021-01/2021-03")
    (clash,) = listed.clashes
    assert clash_told(clash, ASCII) == (
        "at least 7 (2 incidents of Monitor on 2021-01-01 to 2021-02-28), at most 5 (t): 2 too many"
    )
    assert only(listed).bound.low == 6
    assert told(listed) == ("at least 6: 1 incident of Monitor",)


def test_of_a_clash_with_a_ceiling_only_its_days_are_left_out() -> None:
    figures = OWN + "id: t, source: total, count: at least 20, period: 2021-01-01/2021-02-28\n"
    listed = found(figures, by="month", period="2021-01/2021-03")
    (clash,) = listed.clashes
    assert clash_told(clash, ASCII) == (
        "at least 20 (t), at most 12 (2 incidents of Owner on 2021-01-01 to 2021-02-28): 8 too many"
    )
    assert [(row.bound.low, row.bound.high) for row in listed.rows] == [(3, None), (0, None), (6, 8)]


def test_two_lists_may_clash() -> None:
    figures = OWN + "id: z, source: mon, count: 9, period: 2021-02-10, adds: yes\n"
    (clash,) = found(figures, period="2021-02").clashes
    assert clash.figures == ()
    assert {said.by.whole.source.id for said in clash.certificate.sums} == {"mon", "own"}


def summed(figures: str, period: str) -> tuple[Certificate, Registry]:
    row = only(found(figures, period=period))
    assert row.bound.high_proof is not None
    return row.bound.high_proof, registry_of(figures, SOURCES)


def altered(said: Summed, what: str) -> Summed:
    """Return a sum that is not so."""
    (scope, incidents), *_ = said.by.whole.by_scope.items()
    wide = days("2020")
    match what:
        case "count":
            return said._replace(count=said.count - 1)
        case "window":
            return said._replace(window=wide)
        case "closed":
            return said._replace(by=HeardList(said.by.whole, closed=False))
        case "mute":
            muted = said.by.muting(incidents[:1])
            return said._replace(by=muted, count=said.count - (incidents[0].high or 0))
        case _:
            return said._replace(scope=scope._replace(place="North"))


@pytest.mark.parametrize("what", ["count", "window", "closed", "mute", "scope"])
def test_a_sum_that_is_not_so_is_never_printed(what: str) -> None:
    certificate, registry = summed(OWN, "2021-01")
    assert checked(certificate, registry.scopes, registry.activity) is certificate
    (line,) = certificate.lines
    assert isinstance(line.said, Summed)
    said = altered(line.said, what)
    forged = certificate._replace(lines=(Line(1, said),), bound=said.count, scope=said.scope, window=said.window)
    with pytest.raises(DoesNotAddUp):
        checked(forged, registry.scopes, registry.activity)


CSV = "ref,day,last,low,high\nm1,2021-01-10,,3,3\nm2,2021-01-30,2021-02-02,4,9\nm3,2021-03,,6,8\n"
YAML = """\
registry: 1
defaults: {measure: killed, place: Land, published: 2022}
sources:
  own:
    name: Owner
    lists: 2021-01-01/2021-03-31
    events: {file: x.csv, id: ref, date: day, until: last, low: low, high: high}
  total: {name: Total}
figures:
  - {id: t, source: total, count: 30, period: 2021-01-01/2021-06-30}
"""


def test_a_file_proves_what_the_same_figures_prove() -> None:
    reading = read_registry([File("r.yaml", YAML.encode(), beside=lambda _: io.BytesIO(CSV.encode()))])
    assert reading.problems == ()
    figures = OWN + "id: t, source: total, count: 30, period: 2021-01-01/2021-06-30\n"
    inquiry = Inquiry(by="month", period=days("2021-01/2021-06"))
    rows = (prove(registry, inquiry).rows for registry in (reading.registry, registry_of(figures, SOURCES)))
    ours, theirs = ([(str(row.days), row.bound.range, proofs_of(row.bound, ASCII)) for row in each] for each in rows)
    assert ours == theirs
    assert len(ours) == 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "r.yaml").write_text(YAML, encoding="utf-8")
    lines = "".join(f"  - {{{line.strip()}}}\n" for line in OWN.strip().splitlines())
    text = (
        f"registry: 1\n{dedent(SOURCES)}defaults: {{measure: killed, place: Land, published: 2022}}\nfigures:\n{lines}"
    )
    (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_json_names_rows_by_their_file_and_figures_by_their_ids(folder: Path) -> None:
    command = "casualty bounds --period 2021-01-01/2021-02-28 --format json -f"
    (rows,) = json.loads(run(f"{command} r.yaml", folder)[1])["bounds"]
    (figures,) = json.loads(run(f"{command} f.yaml", folder)[1])["bounds"]
    assert (rows["low_proof"], rows["high_proof"]) == (["own: 2 rows of x.csv"], ["own: 2 rows of x.csv"])
    assert figures["low_proof"] == ["m1", "m2"]
    (line,) = rows["low_lines"]
    assert line["incidents"] == {"count": 2, "figures": [], "files": [{"file": "x.csv", "rows": 2}]}
    assert (line["figure"], line["source"], line["count"], line["file"], line["line"]) == (None, "own", 7, "r.yaml", 4)
    assert figures["low_lines"][0]["incidents"] == {"count": 2, "figures": ["m1", "m2"], "files": []}


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ("id: m1, source: poll, count: 3, period: 2021-02, adds: yes", "nothing that could prove anything: estimated"),
        ("id: m1, source: own, count: about 3, period: 2021-02, adds: yes", "it is in the sums of its list"),
        (
            "id: m1, source: own, count: 3, period: 2021-02, adds: yes, relays: m2",
            "nothing that could prove anything: only relays",
        ),
        (
            "id: m1, source: army, count: 3, period: 2021-02, adds: yes",
            "nothing that could prove anything: counted by report",
        ),
        ("id: m1, source: army, count: 3, period: 2021-02, adds: yes, actor: Army", "it is in the sums of its list"),
        ("id: m1, source: own, count: 3-4, period: 2021-02-01, adds: yes", "at least 3 in 2021-02-01"),
    ],
)
def test_an_incident_says_what_it_proves(folder: Path, figure: str, told: str) -> None:
    text = (folder / "f.yaml").read_text(encoding="utf-8").partition("figures:")[0]
    other = "id: m2, source: mon, count: 3, period: 2021-02"
    (folder / "f.yaml").write_text(f"{text}figures:\n  - {{{figure}}}\n  - {{{other}}}\n", encoding="utf-8")
    assert f"says of what happened {told}" in " ".join(run("casualty explain m1 -f f.yaml", folder)[1].split())


def test_a_place_that_only_a_file_names_may_be_asked_about(folder: Path) -> None:
    text = YAML.replace("high: high}", "high: high, place: {column: ref}}")
    (folder / "r.yaml").write_text(text + "expect:\n  - {place: m2, at least: 4}\n", encoding="utf-8")
    assert run("casualty bounds -f r.yaml --place m2 --at-least 4", folder)[0] == 0
    assert run("casualty check r.yaml", folder)[0] == 0


def test_what_clashes_is_named_where_a_format_has_no_room(folder: Path) -> None:
    (folder / "r.yaml").write_text(YAML.replace("count: 30", "count: 3"), encoding="utf-8")
    _, _, err = run("casualty bounds -f r.yaml --format csv", folder)
    assert "1 clash, whose figures are left out: t, 3 incidents of Owner" in err


def test_a_list_that_is_complete_from_a_day_without_an_active_one_joins_what_was_before_the_pause() -> None:
    """Nobody was active on 4 and 5 January: six at most until the 3rd, and one at most on the 6th, on which it is."""
    figures = """
        id: total, source: t, place: Land, count: 6, period: 2021-01-01/2021-01-03, actor: Army
        id: last, source: l, place: Land, count: 0-1, period: 2021-01-06, adds: yes, actor: Army
    """
    declared = """
        sources: {t: {name: T}, l: {name: L, lists: 2021-01-05/2021-01-06}}
        actors: {Army: {active: [2021-01-01/2021-01-03, 2021-01-06/2021-01-06]}}
    """
    found = prove(registry_of(figures, declared), Inquiry(period=days("2021-01-03/2021-01-06")))
    assert [(row.bound.low, row.bound.high) for row in found.rows] == [(0, 7)]
