"""What all reports together prove: which figures speak, on which days, and what clashes are left out."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registries import TWO, days, registry_of

from casualtycli import proved
from casualtycli.answers import Answer, answered, only
from casualtycli.asked import Inquiry
from casualtycli.bounds import Bound, Bounds, Clash
from casualtycli.claims import Window
from casualtycli.gates import PROVED_NAMES, BadGate, read_gate
from casualtycli.heard import Silence
from casualtycli.problems import CommandError
from casualtycli.proofs import clash_told, proofs_of, sum_of
from casualtycli.proved import Findings, prove
from casualtycli.report.gates import proved_gate_lines
from casualtycli.scopes import Scope
from casualtycli.select import Selection
from casualtycli.wording import ASCII

KINDS = """
    sources:
      plain: {name: Plain}
      list: {name: List, counts: documented}
      army: {name: Army, counts: assessed, clock: report}
      poll: {name: Poll, counts: estimated}
    actors: {Army: {active: 2021-01-05/2021-11-30}}
"""
PLACES = dedent(TWO) + "places: {Land: {parts: [North, South]}}\n"


def found(figures: str, declared: str = TWO, *, selection: Selection | None = None, **asked: Any) -> Findings:
    return prove(registry_of(figures, declared), Inquiry(selection or Selection(), **asked))


def ranges(findings: Findings) -> list[tuple[str, str, int, int | None]]:
    return [(row.scope.place, str(row.days), row.bound.low, row.bound.high) for row in findings.rows]


def silent(findings: Findings) -> dict[str, Silence]:
    return {one.figure.id: one.why for one in findings.left_out}


def ids(clash: Clash) -> list[str]:
    return [figure.id for figure in clash.figures]


VARIANTS = (("low", 80), ("high", 120))
YEAR = """
    id: year, source: a, count: "1,000", period: 2021
    id: first-quarter, source: a, count: 400, period: 2021-01-01/2021-03-31
    id: second-half, source: b, count: at least 300, period: 2021-07-01/2021-12-31
"""


def test_all_days_that_figures_cover_or_a_period_or_its_pieces() -> None:
    assert ranges(found(YEAR)) == [("Land", "2021-01-01/2021-12-31", 1000, 1000)]
    assert ranges(found(YEAR, period=days("2021-04/2021-06"))) == [("Land", "2021-04-01/2021-06-30", 0, 300)]
    assert [high for *_, high in ranges(found(YEAR, by="quarter"))] == [400, 300, 600, 600]
    # An open period runs as far as figures do; pieces lie where figures say anything.
    assert ranges(found(YEAR, period=days("2021-04/..")))[0][1] == "2021-04-01/2021-12-31"
    assert len(found(YEAR, period=days("2020/2023"), by="quarter").rows) == 4
    assert ranges(found(YEAR, period=days("2023"))) == [("Land", "2023-01-01/2023-12-31", 0, None)]
    assert found(YEAR, period=days("2023/..")).rows == ()


def test_which_figures_speak() -> None:
    figures = """
        id: listed, source: list, count: 100, period: 2021
        id: polled, source: poll, count: 200 (150-250), period: 2021
        id: low, source: plain, count: 80, period: 2021, variant: low
        id: month, source: army, count: 70, period: 2021-06, actor: Army
        id: start, source: army, count: 60, period: 2021-01/2021-06, actor: Army
        id: vague, source: plain, count: about 120, period: 2021
        id: wrong, source: plain, count: 90, period: 2021, disputed: {by: listed, why: of another year}
    """
    everybody = found(figures, KINDS)
    assert ranges(everybody) == [
        ("Land", "2021-01-01/2021-12-31", 100, None),
        ("Land", "2021-01-05/2021-06-30", 60, None),
    ]
    assert silent(everybody) == {
        "polled": Silence.ESTIMATED,
        "low": Silence.VARIANT,
        "month": Silence.BY_REPORT,
        "vague": Silence.OPEN,
        "wrong": Silence.DISPUTED,
    }
    assert ranges(found(figures, KINDS, trusted=("poll",))) == [("Land", "2021-01-01/2021-12-31", 150, 250)]
    assert ranges(found(figures, KINDS, trusted=("plain",))) == [("Land", "2021-01-01/2021-12-31", 0, None)]
    assert ranges(found(figures, KINDS, selection=Selection(sources=("poll",)))) == [
        ("Land", "2021-01-01/2021-12-31", 0, None)
    ]


def test_a_variant_is_trusted_only_where_its_source_says_nothing_else_of_the_same() -> None:
    low, high = (f"id: {name}, source: poll, count: {count}, period: 2021, variant: {name}" for name, count in VARIANTS)
    alone = found(low, KINDS, trusted=("poll",))
    assert ranges(alone) == [("Land", "2021-01-01/2021-12-31", 80, 80)]
    both = found(f"{low}\n{high}", KINDS, trusted=("poll",))
    assert (both.clashes, silent(both)) == ((), {"low": Silence.VARIANT, "high": Silence.VARIANT})
    assert [figure.id for figure in alone.heard] == ["low"]


def test_what_a_source_has_withdrawn_is_set_aside() -> None:
    figures = """
        id: older, source: list, count: 100, period: 2021-01-01/2021-03-31, published: 2021-04-01
        id: newer, source: list, count: 90, period: 2021-01-01/2021-06-30, published: 2021-07-01
    """
    assert silent(found(figures, KINDS)) == {"older": Silence.SET_ASIDE}
    assert [low for *_, low, _ in ranges(found(figures, KINDS))] == [90]
    before = Selection(as_of=days("2021-05").last)
    assert [low for *_, low, _ in ranges(found(figures, KINDS, selection=before))] == [100]


def test_figures_that_clash_are_left_out_until_none_is_left() -> None:
    figures = """
        id: least, source: a, count: at least 100, period: 2021
        id: most, source: b, count: at most 90, period: 2021
        id: half, source: a, count: at least 80, period: 2021-01-01/2021-06-30
        id: low, source: b, count: at most 70, period: 2021-01-01/2021-06-30
        id: month, source: b, count: 30, period: 2021-02-01/2021-02-28
    """
    findings = found(figures)
    assert [(ids(clash), clash.size) for clash in findings.clashes] == [(["least", "most"], 10), (["half", "low"], 10)]
    assert ranges(findings) == [("Land", "2021-01-01/2021-12-31", 30, None)]
    assert set(silent(findings).values()) == {Silence.CLASHES}
    assert findings.rows[0].clashes == findings.clashes


def test_a_clash_of_parts_and_whole_over_several_days_is_told_by_the_plainest_sum() -> None:
    figures = """
        id: whole, source: a, count: at most 20, period: 2021-01-01/2021-01-20
        id: late, source: a, count: at least 10, period: 2021-01-11/2021-01-20
        id: north, source: b, count: at least 6, period: 2021-01-02/2021-01-06, place: North
        id: south, source: b, count: at least 6, period: 2021-01-04/2021-01-08, place: South
    """
    # So many days that not every run of them is looked at.
    figures += "".join(
        f"id: x{day}, source: a, count: at most 99, period: 2021-03-{day:02}/2021-03-{day + 9}\n"
        for day in range(1, 16)
    )
    asked = found(figures, PLACES, period=days("2021-01-01/2021-01-10"))
    assert [clash_told(clash, ASCII) for clash in asked.clashes] == [
        "at least 22 = 10 + 6 + 6 (late, north and south), at most 20 (whole): 2 too many"
    ]
    assert ranges(asked)[0] == ("Land", "2021-01-01/2021-01-10", 0, None)


def test_days_on_which_nobody_was_active_count_nobody() -> None:
    figures = "id: one, source: plain, count: at least 5, period: 2021, actor: Army"
    (row,) = found(figures, KINDS, period=days("2020")).rows
    assert (row.bound.low, row.bound.high) == (0, 0)
    assert proofs_of(row.bound, ASCII) == ("at most 0: no active day",)


def test_parts_together_prove_the_whole_and_the_whole_the_last_part() -> None:
    figures = """
        id: north, source: a, count: 3-5, period: 2021, place: North
        id: south, source: a, count: 4-7, period: 2021, place: South
    """
    (row,) = found(figures, PLACES, selection=Selection(places=("Land",))).rows
    assert proofs_of(row.bound, ASCII) == (
        "at least 7 = 3 + 4: north and south; North and South are parts of Land that share nobody",
        "at most 12 = 5 + 7: north and south; North and South together are all of Land",
    )


def test_a_figure_that_is_taken_twice_is_said_to_be() -> None:
    claim = found("id: one, source: a, count: 5, period: 2021").rows[0].bound.low_proof
    (line,) = claim.lines
    twice = claim._replace(bound=10, lines=(line._replace(times=2),))
    assert sum_of(twice, ASCII) == "10 = 2 x 5"


class Late(Bounds):
    """Bounds that see no clash before they are asked for a range."""

    asked = False

    def clash(self) -> Clash | None:
        return super().clash() if self.asked else None

    def of(self, scope: Scope, windows: Sequence[Window]) -> tuple[Bound, ...]:
        self.asked = True
        return super().of(scope, windows)


def test_a_clash_that_only_shows_on_the_days_asked_about_is_left_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = """
        id: least, source: a, count: at least 100, period: 2021
        id: most, source: b, count: at most 90, period: 2021
    """
    at_once = found(figures)
    monkeypatch.setattr(proved, "Bounds", Late)
    assert found(figures) == at_once


def test_a_clash_elsewhere_is_not_told() -> None:
    figures = """
        id: least, source: a, count: at least 100, period: 2021
        id: most, source: b, count: at most 90, period: 2021
        id: away, source: b, count: 5, period: 2021, place: Sea
    """
    sea = found(figures, selection=Selection(places=("Sea",)))
    assert (sea.clashes, sea.left_out, ranges(sea)) == ((), (), [("Sea", "2021-01-01/2021-12-31", 5, 5)])
    assert len(found(figures).clashes) == 1


def test_scopes_that_no_figure_has_are_told_when_asked_for() -> None:
    figures = """
        id: both, source: a, count: "at most 1,000", period: 2021
        id: north, source: a, count: at least 700, period: 2021, place: North
    """
    assert [place for place, *_ in ranges(found(figures, PLACES))] == ["Land", "North"]
    south = found(figures, PLACES, selection=Selection(places=("South",)))
    assert ranges(south) == [("South", "2021-01-01/2021-12-31", 0, 300)]
    army = found(figures.replace("source: a", "source: plain"), KINDS, selection=Selection(actors=("Army",)))
    assert ranges(army)[0] == ("Land", "2021-01-05/2021-11-30", 0, 1000)
    with pytest.raises(CommandError, match='no place is called "Nroth"') as error:
        found(figures, PLACES, selection=Selection(places=("Nroth",)))
    assert error.value.hint == 'did you mean "North"?'


def test_days_that_are_stated_by_month_are_meant_where_that_proves_more() -> None:
    # On the days that the months mean, whichever they are, an exact count is exact.
    assert ranges(found("id: months, source: a, count: 100, period: 2021-01/2021-06")) == [
        ("Land", "2021-01-01/2021-06-30", 100, 100)
    ]
    # A floor on all of the days says more of these, but nothing of those meant.
    floor = """
        id: months, source: a, count: 100, period: 2021-01/2021-06
        id: days, source: b, count: at least 120, period: 2021-01-01/2021-06-30
    """
    two = found(floor)
    assert [(str(row.days), row.stated is not None, row.bound.low, row.bound.high) for row in two.rows] == [
        ("2021-01-01/2021-06-30", False, 120, None),
        ("2021-01-01/2021-06-30", True, 100, 100),
    ]
    assert answered(two.rows, at_least=120).answer is Answer.PROVED
    # Inside other days, it is a floor only.
    assert ranges(found(floor, period=days("2021"))) == [("Land", "2021-01-01/2021-12-31", 120, None)]


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        ({"at_least": 0}, Answer.PROVED),
        ({"at_most": 300}, Answer.PROVED),
        ({"at_most": 299}, Answer.OPEN),
        ({"at_least": 1}, Answer.OPEN),
        ({"at_least": 301}, Answer.REFUTED),
    ],
)
def test_a_statement_is_proved_refuted_or_open(statement: dict[str, int], answer: Answer) -> None:
    assert answered(only(found(YEAR, period=days("2021-04/2021-06")).rows), **statement).answer is answer


def test_a_statement_is_about_one_scope_and_one_run_of_days() -> None:
    places = YEAR + "id: sea, source: a, count: 1, period: 2021, place: Sea"
    for findings, message in (
        (found(places), "several places are asked about: Land, Sea"),
        (found(YEAR, by="quarter"), "several runs of days are asked about"),
        (found(YEAR, selection=Selection(as_of=days("2020").last)), "no figure bears on what is asked"),
    ):
        with pytest.raises(CommandError) as error:
            only(findings.rows)
        assert error.value.message == message


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("low < 5000", ["fails: killed, Land, whoever it was, 2021-04-01 to 2021-06-30: low 0 < 5,000"]),
        ("high > 300", []),
        ("width >= 300 and high = 300", ["width 300 >= 300 and high 300 = 300"]),
        ("clash", []),
        ("clash or low = 0", ["low 0 = 0"]),
    ],
)
def test_gates_of_what_is_proved(expression: str, told: list[str]) -> None:
    gates = [read_gate(expression, PROVED_NAMES)]
    lines = list(proved_gate_lines(found(YEAR, period=days("2021-04/2021-06")).rows, gates))
    assert len(lines) == len(told)
    assert all(line.endswith(end) for line, end in zip(lines, told, strict=True))
    assert list(proved_gate_lines(found(YEAR, period=days("2023")).rows, [read_gate("high >= 0", PROVED_NAMES)])) == []


def test_a_gate_names_each_clash_once() -> None:
    clashing = """
        id: least, source: a, count: at least 100, period: 2021
        id: most, source: b, count: at most 90, period: 2021
    """
    lines = list(proved_gate_lines(found(clashing, by="quarter").rows, [read_gate("clash", PROVED_NAMES)]))
    assert lines == ["fails: clash: at least 100 (least), at most 90 (most): 10 too many"]


def test_gates_name_the_numbers_of_their_own_command() -> None:
    with pytest.raises(BadGate) as bad:
        read_gate("ratio > 5", PROVED_NAMES)
    assert bad.value.hint == "write one of low, high, width, clash"
    with pytest.raises(BadGate) as bad:
        read_gate("", PROVED_NAMES)
    assert bad.value.hint == "write a condition: low < 5000, high > 100 or clash"


@st.composite
def figure_lines(draw: st.DrawFn) -> list[str]:
    """Figures of two sources on a few days, many of which clash."""
    lines = []
    for at in range(draw(st.integers(1, 7))):
        first = draw(st.integers(1, 6))
        last = draw(st.integers(first, 7))
        count = draw(st.sampled_from(("at least {}", "at most {}", "{}"))).format(draw(st.integers(0, 9)))
        place = draw(st.sampled_from(("Land", "North", "South")))
        # Of sources of their own, so that no figure replaces another one.
        period = f"2021-01-0{first}/2021-01-0{last}"
        lines.append(f'id: f{at}, source: s{at}, count: "{count}", period: {period}, place: {place}')
    return lines


SEVEN = "sources:\n" + "".join(f"  s{at}: {{name: S{at}}}\n" for at in range(7))
SEVEN += "places: {Land: {parts: [North, South]}}\n"


@settings(max_examples=150, deadline=None)
@given(figure_lines(), st.randoms(use_true_random=False))
def test_the_order_of_figures_changes_nothing_and_what_is_left_agrees(lines: list[str], random: Any) -> None:
    one = found("\n".join(lines), SEVEN)
    random.shuffle(lines)
    other = found("\n".join(lines), SEVEN)
    assert ranges(one) == ranges(other)
    assert [(ids(clash), clash.size) for clash in one.clashes] == [(ids(clash), clash.size) for clash in other.clashes]
    out = {figure for clash in one.clashes for figure in ids(clash)}
    kept = [line for line in lines if line.split()[1].rstrip(",") not in out]
    rest = found("\n".join(kept), SEVEN) if kept else None
    assert rest is None or not rest.clashes
    assert all(row.bound.high is None or row.bound.low <= row.bound.high for row in one.rows)


def test_a_list_of_a_source_that_is_not_asked_says_nothing() -> None:
    listed = """
        id: a1, source: a, count: 10, period: 2021
        id: i1, source: b, count: 30, period: 2021-03-01, adds: yes
    """
    declared = "sources: {a: {name: A}, b: {name: B, counts: documented, lists: 2021}}\n"
    assert len(found(listed, declared).clashes) == 1
    assert ranges(found(listed, declared, selection=Selection(sources=("a",)))) == [
        ("Land", "2021-01-01/2021-12-31", 10, 10)
    ]
