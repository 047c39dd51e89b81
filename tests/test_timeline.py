"""Who covers which days: runs, holes and bars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registries import TWO, days, registry_of

from casualtycli.periods import Span
from casualtycli.problems import CommandError
from casualtycli.report.timeline import run_documents, timeline_page
from casualtycli.select import Selection
from casualtycli.table import Table
from casualtycli.timeline import Covered, covered
from casualtycli.wording import ASCII, UNICODE

YEAR = """
    id: a1, source: a, count: 5, period: 2020-01
    id: a2, source: a, count: 5, period: 2020-02-01/2020-02-10
    id: a3, source: a, count: 5, period: 2020-04-01/2020-06-30
    id: b1, source: b, count: 5, period: 2020
"""
LISTED = """
    sources:
      a: {name: Alpha, lists: [2020-01, 2020-03]}
"""


def lines(figures: str, declared: str = TWO, period: Span | None = None, **asked: object) -> tuple[Covered, ...]:
    return covered(registry_of(figures, declared), Selection(**asked), period)  # type: ignore[arg-type]  # as named


def told(one: Covered) -> str:
    return f"{one.voice.source.id}: {' '.join(map(str, one.runs))} ({one.days}) without {' '.join(map(str, one.holes))}"


def bars(figures: str, declared: str = TWO, period: Span | None = None, *, ascii_only: bool = True) -> list[str]:
    """Return the heading of the bars and then each bar, of a page with one table."""
    registry, selection = registry_of(figures, declared), Selection()
    signs = ASCII if ascii_only else UNICODE
    (table,) = timeline_page(registry, covered(registry, selection, period), selection, period, signs).blocks
    assert isinstance(table, Table)
    return [table.columns[5].title, *(row[5].text for row in table.rows)]


def test_days_that_touch_are_one_run_and_what_is_between_runs_is_a_hole() -> None:
    one, other = lines(YEAR)
    assert told(one) == "a: 2020-01-01/2020-02-10 2020-04-01/2020-06-30 (132) without 2020-02-11/2020-03-31"
    assert told(other) == "b: 2020-01-01/2020-12-31 (366) without "
    assert [figure.id for figure in one.figures] == ["a1", "a2", "a3"]


def test_a_period_cuts_the_runs_and_leaves_out_whom_it_does_not_meet() -> None:
    (one, _) = lines(YEAR, period=days("2020-02-05/2020-04-05"))
    assert told(one) == "a: 2020-02-05/2020-02-10 2020-04-01/2020-04-05 (11) without 2020-02-11/2020-03-31"
    assert [figure.id for figure in one.figures] == ["a2", "a3"]
    assert [line.voice.source.id for line in lines(YEAR, period=days("2020-08"))] == ["b"]
    assert lines(YEAR, period=days("2019")) == ()


def test_only_figures_in_force_cover_anything() -> None:
    figures = """
        id: old, source: a, count: 5, period: 2020-01, published: 2020-02-05
        id: new, source: a, count: 6, period: 2020-01, published: 2020-03-05
        id: wrong, source: a, count: 9, period: 2020-05, disputed: {by: new, why: another war}
        id: low, source: a, count: 3, period: 2020-06, variant: low
    """
    plain, low, disputed = lines(figures)
    assert [figure.id for figure in plain.figures] == ["new"]
    assert (low.voice.variant, told(low)) == ("low", "a: 2020-06-01/2020-06-30 (30) without ")
    assert (disputed.voice.disputed is not None, told(disputed)) == (True, "a: 2020-05-01/2020-05-31 (31) without ")
    assert [line.figures[0].id for line in lines(figures, as_of=date(2020, 2, 20))] == ["old"]
    assert len(lines(figures, disputed=False)) == 2


def test_a_list_covers_the_days_on_which_it_is_complete() -> None:
    entry = "id: i1, source: a, count: 2, period: 2020-01-05, adds: yes"
    (one,) = lines(entry, LISTED)
    assert told(one) == "a: 2020-01-01/2020-01-31 2020-03-01/2020-03-31 (62) without 2020-02-01/2020-02-29"
    assert one.figures == ()
    (nowhere,) = lines(entry)
    assert nowhere.runs == ()
    assert bars(entry)[1] == ""


def test_sources_and_scopes_narrow_and_wrong_names_are_refused() -> None:
    figures = f"{YEAR}\nid: c, source: b, count: 1, period: 2021, place: Elsewhere, actor: Army"
    assert {line.voice.source.id for line in lines(figures, sources=("a",))} == {"a"}
    assert [line.scope.place for line in lines(figures, places=("Elsewhere",))] == ["Elsewhere"]
    with pytest.raises(CommandError, match="no place is called"):
        lines(figures, places=("Nowhere",))


def test_bars_have_a_character_for_each_piece_of_the_axis() -> None:
    axis, one, other = bars(YEAR)
    assert axis == "2020-01-01                2020-12-31"
    assert one == "####+....########+.................."
    assert other == "#" * 36
    assert bars(YEAR, period=days("2020-02-09/2020-02-12"))[0] == "2020-02-09 2020-02-12"
    assert bars(YEAR, period=days("2020-02-09/2020-02-12"))[1:] == ["##..", "####"]
    assert bars(YEAR, ascii_only=False)[1] == "████▒····████████▒··················"


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), min_size=1, max_size=5),
    st.none() | st.tuples(st.integers(0, 400), st.integers(0, 200)),
)
def test_a_character_tells_of_just_its_days(stated: list[tuple[int, int]], asked: tuple[int, int] | None) -> None:
    def span(first: int, more: int) -> Span:
        return Span(date(2020, 1, 1) + timedelta(first), date(2020, 1, 1) + timedelta(first + more))

    spans, period = [span(*one) for one in stated], span(*asked) if asked else None
    figures = "\n".join(f"id: f{n}, source: a, count: 1, period: {one.first}/{one.last}" for n, one in enumerate(spans))
    covered_days = {day for one in spans for day in range(one.start, one.stop)}
    axis = period or Span(min(one.first for one in spans), max(one.last for one in spans))
    if not covered_days & set(range(axis.start, axis.stop)):
        assert lines(figures, period=period) == ()
        return
    bar = bars(figures, period=period)[1]
    assert len(bar) == min(36, axis.days)
    for cell, sign in enumerate(bar):
        begin, end = (axis.start + axis.days * at // len(bar) for at in (cell, cell + 1))
        shared = len(covered_days & set(range(begin, end)))
        assert sign == ("#" if shared == end - begin else "+" if shared else ".")


def test_a_list_that_is_complete_nowhere_is_told_by_machines_too() -> None:
    found = lines("id: i1, source: a, count: 2, period: 2020-01-05, adds: yes")
    (told_,) = run_documents(found)
    assert (told_["source"], told_["period"], told_["hole"], told_["figures"]) == ("a", None, None, [])
