"""Counted so many days after a death: made-up histories with lags of every size lie inside all that is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations_with_replacement, compress, product
from random import Random
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from test_scopes_oracle import FRESH

from casualtycli.asked import Inquiry
from casualtycli.certificates import Certificate, DoesNotAddUp, Linked, Placed, checked
from casualtycli.claims import Claim, Counted, CountedBy
from casualtycli.cli import main
from casualtycli.lags import Lag, read_lag
from casualtycli.model import Registry
from casualtycli.outlook import ANYTHING, LateOutlook
from casualtycli.periods import Span
from casualtycli.problems import Refused
from casualtycli.proved import prove
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import Reading, read_registry
from casualtycli.report.documents import digest
from casualtycli.select import Selection, voices
from casualtycli.tally import Tally

DAY_0 = date(2023, 1, 1)
LAST = 12
"""Days on which somebody may die: 0 to 11."""
HEAD = """
registry: 1
defaults: {measure: killed, place: Land, url: "https://example.org/report"}
places: {Land: {parts: [North, South]}}
"""
MONTHS = """
registry: 1
defaults: {measure: killed, place: Land, url: "https://example.org/report"}
sources:
  army: {name: Army, clock: report, lag: 0..14d}
  monitor: {name: Monitor}
figures:
  - {id: may, source: army, count: 100, period: 2023-05, published: 2023-06-05}
  - {id: june, source: army, count: 120, period: 2023-06, published: 2023-07-05}
  - {id: july, source: army, count: 90, period: 2023-07, published: 2023-08-05}
"""


def reading(text: str) -> Reading:
    return check(read_registry([File("test.yaml", text.encode())]))


def registry_of(text: str) -> Registry:
    found = reading(text)
    assert not found.errors, [problem.message for problem in found.errors]
    return found.registry


def bound(text: str, days: str, *, place: str = "Land") -> tuple[int, int | None]:
    """Return what all figures prove of some days."""
    first, last = (date.fromisoformat(day) for day in days.split("/"))
    rows = prove(registry_of(text), Inquiry(period=Span(first, last))).rows
    (row,) = (row for row in rows if row.scope.place == place)
    return row.bound.low, row.bound.high


@pytest.mark.parametrize(
    ("text", "lag"),
    [("0..14d", Lag(0, 14)), ("1..7d", Lag(1, 7)), (" 0 .. 14 d ", Lag(0, 14)), ("3d..3d", Lag(3, 3))],
)
def test_a_lag_is_read(text: str, lag: Lag) -> None:
    assert read_lag(text) == lag
    assert read_lag(str(lag)) == lag


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("14d", "write 0..14d if no more than that is meant"),
        ("2 weeks", "write 0..14d if no more than that is meant"),
        ("1-2 weeks", "write 7..14d"),
        ("0..14", "write 0..14d"),
        ("0 to 14 days", "write 0..14d"),
        ("14..0d", "write 0..14d"),
        (
            "0..",
            "write the fewest and the most days, as in 0..14d; leave the key out where nobody says how many at most",
        ),
        ("a fortnight", "write the fewest and the most days from a death to its count, as in 0..14d"),
    ],
)
def test_what_is_no_lag_is_refused_with_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(Refused) as refused:
        read_lag(text)
    assert refused.value.hint == hint


def test_a_lag_without_a_clock_of_reports_is_an_error() -> None:
    (problem,) = reading(MONTHS.replace("clock: report, ", "")).errors
    assert (problem.rule, problem.location.line, problem.location.column) == ("bad-value", 5, 27)
    assert problem.message == "a lag of 0..14d, and deaths are filed under the day on which they happened"
    assert problem.hint == "write clock: report beside it, or take the lag out"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("2023-05-18/2023-06-30", (120, 310)),  # counted in June: died from 14 days before it; July counts none of May
        ("2023-06-01/2023-06-16", (0, 120)),  # all of whom were counted by the end of June
        ("2023-06-01/2023-06-17", (0, 210)),  # the last of whom may have been counted in July
        ("2023-04-17/2023-07-31", (310, None)),
        ("2023-05-01/2023-07-17", (120, 310)),
        ("2023-05-18/2023-06-29", (0, 310)),
    ],
)
def test_counts_of_months_bound_the_days_of_death(days: str, expected: tuple[int, int | None]) -> None:
    assert bound(MONTHS, days) == expected


def test_a_lag_of_at_least_some_days_shifts_both_ends() -> None:
    text = MONTHS.replace("0..14d", "5..14d")
    assert bound(text, "2023-05-18/2023-06-25") == (120, 310)
    assert bound(text, "2023-05-27/2023-06-16") == (0, 120)
    assert bound(text, "2023-05-26/2023-06-16") == (0, 220)


def test_a_lag_of_just_so_many_days_moves_the_whole_count() -> None:
    assert bound(MONTHS.replace("0..14d", "3..3d"), "2023-05-29/2023-06-27") == (120, 120)


def test_without_a_lag_a_month_of_reports_proves_nothing() -> None:
    assert bound(MONTHS.replace(", lag: 0..14d", ""), "2023-05-18/2023-06-30") == (0, None)


def test_what_could_be_documented_is_no_ceiling() -> None:
    text = MONTHS.replace("clock: report", "clock: report, counts: documented")
    assert bound(text, "2023-06-01/2023-06-16") == (0, None)
    assert bound(text, "2023-04-17/2023-07-31") == (310, None)


def test_counts_of_parts_add_up_on_the_days_of_death() -> None:
    parts = MONTHS.replace("sources:", "places: {Land: {parts: [North, South]}}\nsources:")
    parts = parts.replace("id: june, source: army, count: 120", "id: north, source: army, count: 70, place: North")
    parts += "  - {id: south, source: army, count: 50, period: 2023-06, place: South, published: 2023-07-05}\n"
    assert bound(parts, "2023-05-18/2023-06-30") == (120, 310)
    assert bound(parts, "2023-06-01/2023-06-16") == (0, 120)


def test_more_dead_than_were_counted_in_time_clash_with_the_counts() -> None:
    more = "  - {id: died, source: monitor, count: 300, period: 2023-06, published: 2023-08-05}\n"
    done = CliRunner().invoke(main, ["bounds", "--width", "120", "--file", "-"], MONTHS + more)
    assert done.exit_code == 0
    assert "sum    at least 300 (died), at most 210 = 90 + 120 (july and june): 90 too many" in done.stdout
    assert "since  Army counts a death 0 to 14 days later" in done.stdout


def test_what_is_counted_after_an_actor_s_last_day_is_of_days_before() -> None:
    text = """
registry: 1
defaults: {measure: killed, place: Land, actor: Navy, source: army, url: "https://example.org/report"}
actors: {Navy: {active: 2023-05-01/2023-05-31}}
sources: {army: {name: Army, clock: report, lag: 0..14d}}
figures:
  - {id: first, count: 100, period: 2023-05-01/2023-05-19, published: 2023-06-05}
  - {id: second, count: 120, period: 2023-05-20/2023-06-30, published: 2023-07-05}
"""
    assert bound(text, "2023-05-01/2023-05-31") == (220, 220)
    assert bound(text, "2023-05-06/2023-05-31") == (120, 220)
    assert bound(text, "2023-05-01/2023-05-05") == (0, 100)


COUNTED_LATER = """
registry: 1
defaults: {measure: killed, place: Land, actor: Navy, source: army, url: "https://example.org/report"}
actors: {Navy: {active: 2023-01-01/2023-03-31}}
sources: {army: {name: Army, clock: report}}
figures:
  - {id: all, count: 30, period: 2023-01-01/2023-06-30, published: 2023-07-05}
  - {id: may, count: 10, period: 2023-05, published: 2023-07-05}
"""


def test_what_is_counted_wholly_after_the_last_active_day_keeps_its_days() -> None:
    registry = registry_of(COUNTED_LATER)
    assert [str(registry.by_id[id_].outer) for id_ in ("all", "may")] == [
        "2023-01-01/2023-03-31",
        "2023-05-01/2023-05-31",
    ]
    done = CliRunner().invoke(main, ["compare", "all", "--baseline", "may", "--file", "-"], COUNTED_LATER)
    assert (done.exit_code, "nothing in common" in done.stdout or "Not comparable" in done.stdout) == (0, True)
    share = ["compare", "may", "--baseline", "army", "--period", "2023-05-02/2023-05-03", "--file", "-"]
    assert "no best number of Army" in CliRunner().invoke(main, share, COUNTED_LATER).stdout


def test_with_a_lag_it_is_of_active_days_before() -> None:
    text = COUNTED_LATER.replace("clock: report", "clock: report, lag: 0..90d")
    assert bound(text, "2023-01-01/2023-01-30") == (0, 20)  # counted by 30 April, and so not in May
    assert bound(text, "2023-01-01/2023-01-31") == (0, 30)
    assert bound(text, "2023-01-01/2023-03-31") == (30, 30)


def test_nobody_can_have_died_long_after_the_last_active_day_and_been_counted_in_time() -> None:
    text = COUNTED_LATER.replace("clock: report", "clock: report, lag: 0..14d")
    (problem,) = reading(text).errors
    assert (problem.rule, problem.location.line) == ("period-empty", 8)
    assert problem.message == (
        "nobody whom it counts can have died: Navy was not active in Land in 2023-04-17/2023-05-31"
    )
    assert reading(text.replace("count: 10", "count: 0")).errors == ()


@pytest.mark.parametrize("clock", ["occurrence", "report"])
def test_before_the_first_active_day_nobody_is_counted(clock: str) -> None:
    text = COUNTED_LATER.replace("clock: report", f"clock: {clock}").replace("period: 2023-05", "period: 2022-05")
    (problem,) = reading(text).errors
    assert problem.rule == "period-empty"


@pytest.mark.parametrize(
    ("batch", "days", "expected"),
    [
        ("", "2023-06-01/2023-06-16", (0, 120)),
        ("batch: {count: 80, for: 2023-04-01/2023-04-10},", "2023-06-01/2023-06-16", (0, 40)),
        ("batch: {count: 80, for: 2023-04-01/2023-04-10},", "2023-05-18/2023-06-30", (40, 230)),
        ("batch: {count: 80, for: 2023-06-01/2023-06-10},", "2023-05-18/2023-06-30", (120, 310)),
        ("batch: {count: 80, for: 2023-05-20/2023-06-10},", "2023-05-18/2023-06-30", (40, 390)),
    ],
)
def test_old_deaths_that_were_added_at_once_have_no_lag(
    batch: str, days: str, expected: tuple[int, int | None]
) -> None:
    assert bound(MONTHS.replace("period: 2023-06,", f"period: 2023-06, {batch}"), days) == expected


def test_a_row_as_reported_has_the_range_of_the_days_of_death() -> None:
    more = "  - {id: died, source: monitor, count: 60, period: 2023-06-01/2023-06-10, published: 2023-08-05}\n"
    asked = ["compare", "army", "monitor", "--file", "-", "--format", "json"]
    (row,) = json.loads(CliRunner().invoke(main, asked, MONTHS + more).stdout)["comparisons"]
    side = row["subject"] if row["subject"]["source"] == "army" else row["baseline"]
    assert (side["basis"], side["estimate"], side["low"], side["high"], side["lag"]) == (
        "pro-rata",
        40,
        0,
        120,
        "0..14d",
    )
    (month,) = json.loads(CliRunner().invoke(main, asked, (MONTHS + more).replace("06-01/2023-06-10", "06")).stdout)[
        "comparisons"
    ]
    side = month["subject"] if month["subject"]["source"] == "army" else month["baseline"]
    assert (side["basis"], side["estimate"], side["low"], side["high"]) == ("reported", 120, 0, None)


class Death(NamedTuple):
    day: int
    counted: int
    place: str


def day_of(number: int) -> date:
    return DAY_0 + timedelta(days=number)


class History(NamedTuple):
    deaths: tuple[Death, ...]
    text: str

    def died(self, first: int, last: int, place: str) -> int:
        return sum(first <= death.day <= last and place in ("Land", death.place) for death in self.deaths)


def a_history(random: Random) -> History:
    """Return who died, and when each was counted, as it is told by a source with a lag, and by others."""
    least = random.choice((0, 0, 1, 2))
    most = least + random.choice((0, 1, 3, 5))
    deaths = []
    for _ in range(random.randrange(25)):
        day = random.randrange(LAST)
        deaths.append(Death(day, day + random.randint(least, most), random.choice(("North", "South"))))
    active = random.random() < 0.5
    counts = random.choice(("stated", "stated", "documented"))
    sources = f"""
sources:
  army: {{name: Army, clock: report, lag: {least}..{most}d, counts: {counts}, revises: {random.choice(("yes", "no"))}}}
  monitor: {{name: Monitor}}
  ngo: {{name: Ngo, counts: documented}}
"""
    actors = f"actors: {{Navy: {{active: {day_of(0)}/{day_of(LAST - 1)}}}}}\n" if active else ""
    head = HEAD.replace("measure: killed", "measure: killed, actor: Navy") if active else HEAD
    figures = list(figures_of(random, deaths, some=counts == "documented", active=active))
    return History(tuple(deaths), head + sources + actors + "figures:\n" + "".join(figures))


def figures_of(random: Random, deaths: Sequence[Death], *, some: bool, active: bool) -> Iterator[str]:
    known = [death for death in deaths if not some or random.random() < 0.7]
    heard = [death for death in deaths if random.random() < 0.6]
    told = set()
    for at in range(random.randint(1, 8)):
        source = random.choice(("army", "army", "army", "monitor", "ngo"))
        first, last = sorted(random.choices(range(LAST + (source == "army") * 5), k=2))
        first = min(first, LAST - 1) if active else first
        place = random.choice(("Land", "Land", "North", "South"))
        if (source, first, last, place) in told:
            continue
        told.add((source, first, last, place))
        of = {"army": known, "monitor": deaths, "ngo": heard}[source]
        number = sum(
            first <= (death.counted if source == "army" else death.day) <= last and place in ("Land", death.place)
            for death in of
        )
        words = random.choice((f"{number}", f"{number}", f"at least {number}", f"{number}-{number + 2}"))
        if random.random() < 0.2 and number:
            words = f"at most {number}"
        published = day_of(last + random.randint(1, 9))
        yield (
            f"  - {{id: f{at}, source: {source}, count: {words}, period: {day_of(first)}/{day_of(last)}, "
            f"place: {place}, published: {published}}}\n"
        )


SEEDS = [f"{seed}/{number}" for seed in ("known", FRESH) for number in range(60)]


def histories(kind: str) -> Iterator[tuple[str, Random, History]]:
    for seed in SEEDS:
        random = Random(f"{kind}/{seed}")
        history = a_history(random)
        yield f"{seed}: {history.text}", random, history


def test_what_happened_lies_inside_what_is_proved() -> None:
    limited = 0
    for where, random, history in histories("proved"):
        registry = registry_of(history.text)
        for _ in range(4):
            first, last = sorted(random.choices(range(LAST), k=2))
            found = prove(registry, Inquiry(period=Span(day_of(first), day_of(last))))
            assert not found.clashes, where
            for row in found.rows:
                died = history.died(first, last, row.scope.place)
                assert died in row.bound.range, (where, row.scope.place, first, last)
                limited += bool(row.bound.low or row.bound.high is not None)
    assert limited > 100


def test_who_died_and_was_counted_lies_inside_what_is_compared() -> None:
    """Only where a source counts everybody has its tally a ceiling of all that happened."""
    limited = 0
    for where, _, history in histories("compared"):
        asked = ["compare", "--all-pairs", "--by", "week", "--file", "-", "--format", "json"]
        done = CliRunner().invoke(main, asked, history.text)
        assert done.exit_code == 0, (where, done.output)
        for row in json.loads(done.stdout)["comparisons"]:
            days = [(date.fromisoformat(row["period"][end]) - DAY_0).days for end in ("first", "last")]
            assert row["verdict"] != "clash", (where, row)
            for side in (row["subject"], row["baseline"]):
                if side["lag"] is None:
                    continue
                died = history.died(days[0], days[1], side["place"])
                assert side["low"] <= died, (where, row)
                assert side["high"] is None or side["floor"] or died <= side["high"], (where, row)
                assert side["estimate"] is None or side["low"] <= side["estimate"], (where, row)
                limited += bool(side["low"] or side["high"])
    assert limited > 20


class Counting(NamedTuple):
    first: int
    last: int
    low: int
    high: int | None

    @property
    def words(self) -> str:
        return f"at least {self.low}" if self.high is None else f"{self.low}-{self.high}"


def test_what_is_proved_is_as_narrow_as_can_be() -> None:
    """Against every way in which up to two can have died on each day and been counted at each lag."""
    seen = 0
    for seed in (f"{seed}/{number}" for seed in ("known", FRESH) for number in range(25)):
        random = Random(f"sharp/{seed}")
        least, (width, last) = random.choice((0, 1)), random.choice(((1, 4), (2, 3)))
        cells = [(day, lag) for day in range(last) for lag in range(least, least + width + 1)]
        some = (a_counting(random, last + least + width) for _ in range(random.choice((1, 2, 3, 4))))
        told = list({(one.first, one.last): one for one in some}.values())  # of the same days a newer one replaces it
        every = product(range(3), repeat=len(cells))
        possible = [counts for counts in every if all(fits(one, cells, counts) for one in told)]
        if not possible:
            continue
        registry = registry_of(told_by_the_army(told, f"{least}..{least + width}d", last))
        for first, end in combinations_with_replacement(range(last), 2):
            found = prove(registry, Inquiry(period=Span(day_of(first), day_of(end))))
            inside = [first <= day <= end for day, _ in cells]
            sums = [sum(compress(counts, inside)) for counts in possible]
            ((row),) = found.rows
            low, high, where = row.bound.low, row.bound.high, (seed, told, first, end)
            assert (found.clashes, row.bound.sharp, low) == ((), True, min(sums)), where
            assert high is None or max(sums) <= high, where
            assert high is None or high > 2 or max(sums) == high, where
            seen += high is not None and high <= 2
    assert seen > 20


def told_by_the_army(told: Sequence[Counting], lag: str, last: int) -> str:
    figures = (
        f"  - {{id: f{at}, count: {one.words}, period: {day_of(one.first)}/{day_of(one.last)}, published: 2023-03}}\n"
        for at, one in enumerate(told)
    )
    return f"""
registry: 1
defaults: {{measure: killed, place: Land, actor: Navy, source: army, url: "https://example.org/report"}}
actors: {{Navy: {{active: {day_of(0)}/{day_of(last - 1)}}}}}
sources: {{army: {{name: Army, clock: report, lag: {lag}}}}}
figures:
{"".join(figures)}"""


def a_counting(random: Random, last: int) -> Counting:
    first, end = sorted(random.choices(range(last), k=2))
    first = min(first, 2)
    low = random.randrange(3)
    return Counting(first, end, low, random.choice((None, low, low, low + 1)))


def fits(one: Counting, cells: Sequence[tuple[int, int]], counts: Sequence[int]) -> bool:
    counted = sum(n for (day, lag), n in zip(cells, counts, strict=True) if one.first <= day + lag <= one.last)
    return one.low <= counted and (one.high is None or counted <= one.high)


WINDOWS = [(first, last) for first in range(0, LAST, 3) for last in range(first, LAST, 2)]


def test_publications_that_are_passed_over_would_have_proved_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that a source's own counts prove, with every day of publication looked into, and only with those that may."""

    def ranges(registry: Registry) -> list[object]:
        found: list[object] = []
        for voice in voices(registry, Selection()):
            tally = Tally(voice.figures, registry.scopes, registry.activity)
            for scope in voice.figures:
                kin = tally.kin(scope)
                found.append([figure.id for figure in kin.set_aside])
                found += (kin.range(scope, Span(day_of(first), day_of(last))) for first, last in WINDOWS)
        return found

    seen = 0
    for where, _, history in histories("passed over"):
        told = reading(history.text.replace("place: North", "place: Land").replace("place: South", "place: Land"))
        if told.errors:
            continue  # what is of a part, said of the whole, cannot all be true
        registry = told.registry
        quick = ranges(registry)
        with monkeypatch.context() as patched:
            patched.setattr(LateOutlook, "hope", lambda outlook, vintage, window: ANYTHING)
            patched.setattr(LateOutlook, "may_clash", lambda outlook, day: True)
            assert ranges(registry) == quick, where
        seen += len(quick)
    assert seen > 500


def june() -> tuple[Registry, Certificate]:
    """Return the months, and the proof that at most 210 died in June."""
    registry = registry_of(MONTHS)
    (row,) = prove(registry, Inquiry(period=Span(date(2023, 6, 1), date(2023, 6, 30)))).rows
    proof = row.bound.high_proof
    assert proof is not None
    assert checked(proof, registry.scopes, registry.activity) is proof
    return registry, proof


def moved(said: Claim | Linked | Placed) -> Claim | Linked | Placed:
    """Return a line about days of counting that are a day later, or of a day that is put a day earlier."""
    if isinstance(said, Claim) and isinstance(said.window, Counted):
        first, behind = said.window
        return said._replace(window=Counted(first._replace(day=first.day + 1), behind._replace(day=behind.day + 1)))
    assert isinstance(said, Placed)
    if isinstance(said.stop, CountedBy):
        return said._replace(stop=said.stop._replace(lag=Lag(0, 15)))
    assert isinstance(said.start, CountedBy)
    return said._replace(start=said.start._replace(lag=Lag(0, 13)))


def test_a_proof_with_a_line_about_other_days_is_none() -> None:
    registry, proof = june()
    assert len(proof.lines) > 3
    for at, line in enumerate(proof.lines):
        lines = (*proof.lines[:at], line._replace(said=moved(line.said)), *proof.lines[at + 1 :])
        with pytest.raises(DoesNotAddUp):
            checked(proof._replace(lines=lines), registry.scopes, registry.activity)


def test_a_proof_without_one_of_its_lines_is_none() -> None:
    registry, proof = june()
    for at in range(len(proof.lines)):
        with pytest.raises(DoesNotAddUp):
            checked(
                proof._replace(lines=(*proof.lines[:at], *proof.lines[at + 1 :])), registry.scopes, registry.activity
            )


ARMY = """
registry: 1
defaults: {source: army, measure: killed, actor: Navy, place: Land, url: "https://example.org/report"}
sources: {army: {name: Army, clock: report, lag: LAG}}
actors: {Navy: {active: 2023-01-01/2023-01-12}}
figures:
"""


@pytest.mark.parametrize(
    ("lag", "figures", "low", "aside"),
    [
        # 4 and 8 in no more than 11: one at least was counted on the day that both have, and died in the days before
        (
            "0..5d",
            """
            f1, count: 4, period: 2023-01-10/2023-01-16, published: 2023-01-17
            f2, count: 8, period: 2023-01-05/2023-01-10, published: 2023-01-11
            f3, count: 9-11, period: 2023-01-05/2023-01-17, published: 2023-01-21
            """,
            1,
            [],
        ),
        # nobody died after 12 January, so that 15 to the 17th and 9 to the 16th cannot both be
        (
            "0..0d",
            """
            f0, count: 3, period: 2023-01-09/2023-01-14, published: 2023-01-20
            f1, count: 9, period: 2023-01-02/2023-01-12, published: 2023-01-14
            f2, count: 15-17, period: 2023-01-04/2023-01-17, published: 2023-01-18
            f3, count: 9, period: 2023-01-01/2023-01-16, published: 2023-01-25
            f5, count: 6-8, period: 2023-01-10/2023-01-14, published: 2023-01-22
            """,
            0,
            ["f2"],
        ),
    ],
)
def test_what_is_proved_by_days_that_two_counts_share(lag: str, figures: str, low: int, aside: list[str]) -> None:
    rows = "".join(f"  - {{id: {row.strip()}}}\n" for row in figures.splitlines() if row.strip())
    registry = registry_of(ARMY.replace("LAG", lag) + rows)
    (voice,) = voices(registry, Selection())
    (scope,) = voice.figures
    kin = Tally(voice.figures, registry.scopes, registry.activity).kin(scope)
    assert [figure.id for figure in kin.set_aside] == aside
    assert kin.range(scope, Span(date(2023, 1, 4), date(2023, 1, 10))).low == low


def test_two_registries_that_differ_in_a_lag_are_not_the_same_data() -> None:
    head = "registry: 1\nsources: {a: {name: A, clock: report, lag: %s}}\n"
    figure = "figures: [{id: a1, source: a, count: 5, period: 2020-03, measure: killed, place: Land}]\n"
    first, other = (digest(registry_of(head % lag + figure)) for lag in ("0..14d", "0..15d"))
    assert first != other
