"""What claims prove together, worked by hand."""

from __future__ import annotations

from textwrap import dedent

import pytest
from registries import TWO, days, registry_of

from casualtycli.bounds import Bound, Bounds
from casualtycli.claims import claims_to_what_happened, window_of
from casualtycli.periods import Span
from casualtycli.ranges import ANY, Range
from casualtycli.scopes import Scope
from casualtycli.select import Selection, voices
from casualtycli.tally import Kin, Tally

TWO_ = dedent(TWO)
PLACES = TWO_ + "places: {Land: {parts: [North, South]}}\n"


def bounds_of(figures: str, declared: str = TWO) -> Bounds:
    registry = registry_of(figures, declared)
    claims = [
        claim
        for figure in registry.figures
        for claim in claims_to_what_happened(
            figure, from_the_start=figure.outer.first == registry.activity(figure.scope).first, trusted=False
        )
    ]
    return Bounds(claims, registry.scopes, registry.activity)


def bound_of(figures: str, window: str, declared: str = TWO, *, measure: str = "killed", place: str = "Land") -> Bound:
    (bound,) = bounds_of(figures, declared).of(Scope(measure, place), (days(window),))
    return bound


def kin_of(figures: str, declared: str = TWO) -> Kin:
    registry = registry_of(figures, declared)
    (voice,) = voices(registry, Selection())
    return Tally(voice.figures, registry.scopes, registry.activity).kin(Scope("killed", "Land"))


def test_an_exact_year_an_exact_quarter_and_a_floor_bound_the_quarter_between() -> None:
    figures = """
        id: year, source: a, count: "1,000", period: 2021
        id: first-quarter, source: a, count: 400, period: 2021-01-01/2021-03-31
        id: second-half, source: a, count: at least 300, period: 2021-07-01/2021-12-31
    """
    bound = bound_of(figures, "2021-04-01/2021-06-30")
    assert (bound.low, bound.high, bound.sharp) == (0, 300, True)
    assert bound.high_proof is not None
    assert [(times, claim.figure.id) for times, claim in bound.high_proof.claims] == [
        (1, "year"),
        (1, "first-quarter"),
        (1, "second-half"),
    ]


def test_a_ceiling_of_the_whole_less_a_floor_of_a_part_bounds_the_other_part() -> None:
    figures = """
        id: both, source: a, count: "at most 1,000", period: 2021
        id: north, source: a, count: at least 700, period: 2021, place: North
    """
    bound = bound_of(figures, "2021", PLACES, place="South")
    assert (bound.low, bound.high) == (0, 300)
    assert bound_of(figures, "2021-03", PLACES, place="South").high == 300
    assert bound_of(figures, "2021", PLACES, place="North").range == bound_of(figures, "2021", PLACES).range


def test_only_parts_share_nobody() -> None:
    figures = """
        id: all, source: a, count: at most 150, period: 2021, measure: civilians
        id: children, source: a, count: 100, period: 2021, measure: children
        id: women, source: b, count: 60, period: 2021, measure: women
    """
    parts = bounds_of(figures, TWO_ + "measures: {civilians: {parts: [children, women]}}\n").clash()
    assert parts is not None
    assert parts.size == 10
    assert [figure.id for figure in parts.figures] == ["all", "children", "women"]
    assert bounds_of(figures, TWO_ + "measures: {civilians: {includes: [children, women]}}\n").clash() is None


IDENTIFIED = (
    TWO_
    + """
measures:
  killed: {parts: [identified, not identified]}
  women killed: {parts: [women identified, women not identified]}
  identified: {includes: [women identified]}
  not identified: {includes: [women not identified]}
"""
)


def test_the_public_case_of_women_among_the_identified() -> None:
    figures = """
        id: all, source: a, count: "34,844", period: 2021-10-07/2021-12-31
        id: identified, source: a, count: "24,686", period: 2021-10-07/2021-12-31, measure: identified
        id: women, source: a, count: "4,959", period: 2021-10-07/2021-12-31, measure: women identified
    """
    bound = bound_of(figures, "2021-10-07/2021-12-31", IDENTIFIED, measure="women killed")
    assert (bound.low, bound.high) == (4_959, 15_117)


@pytest.mark.parametrize(
    ("published", "revises", "together", "range_"),
    [
        ("2021-02-28", "yes", True, (472, 472)),
        ("2021-01-31", "no", True, (472, 472)),
        ("2021-01-31", "yes", False, (0, 472)),
    ],
)
def test_running_totals_are_subtracted_where_nothing_was_revised(published, revises, together, range_) -> None:
    figures = f"""
        id: before, source: a, count: "1,481", period: 2020-01-01/2021-01-23, published: {published}
        id: after, source: a, count: "1,953", period: 2020-01-01/2021-02-23, published: 2021-02-28
    """
    kin = kin_of(figures, f"sources:\n  a: {{name: A, revises: {revises}}}\n")
    month = days("2021-01-24/2021-02-23")
    found = kin.determined(Scope("killed", "Land"), month, together=True)
    assert (found is not None) == together
    mixed = kin.determined(Scope("killed", "Land"), month, together=False)
    assert mixed is not None
    assert mixed.count == 472
    range_of = kin.range(Scope("killed", "Land"), month)
    assert (range_of.low, range_of.high) == range_


def test_a_count_by_report_is_no_more_than_a_floor_from_the_start() -> None:
    registry = registry_of(
        """
        id: before, source: a, count: "1,481", period: 2020-01-01/2021-01-23, published: 2021-02-28, actor: Army
        id: after, source: a, count: "1,953", period: 2020-01-01/2021-02-23, published: 2021-02-28, actor: Army
        """,
        "sources:\n  a: {name: A, clock: report}\nactors: {Army: {active: 2020-01-01/..}}\n",
    )
    (voice,) = voices(registry, Selection())
    scope = Scope("killed", "Land", "Army")
    kin = Tally(voice.figures, registry.scopes, registry.activity).kin(scope)
    assert kin.determined(scope, days("2021-01-24/2021-02-23"), together=True) is None
    assert kin.range(scope, days("2021-01-24/2021-02-23")) == ANY
    assert kin.range(scope, days("2020-01-01/2021-02-23")) == Range(1_953, None)


def test_months_that_two_figures_state_alike_are_the_same_days() -> None:
    figures = """
        id: low, source: a, count: at least 100, period: 2021-01/2021-06
        id: high, source: b, count: at most 90, period: 2021-01/2021-06
    """
    clash = bounds_of(figures).clash()
    assert clash is not None
    assert clash.size == 10
    apart = bounds_of(figures.replace("at most 90, period: 2021-01/", "at most 90, period: 2021-01-20/")).clash()
    assert apart is None
    bounds = bounds_of(figures.replace("at most 90", "at most 120"))
    assert [
        (one.low, one.high)
        for one in bounds.of(Scope("killed", "Land"), (days("2021-01/2021-06"), days("2021-02-01/2021-05-31")))
    ] == [(100, None), (0, 120)]


def test_nothing_is_proved_of_days_that_are_not_known() -> None:
    figures = """
        id: most, source: a, count: at most 90, period: 2021-01/2021-06
        id: beside, source: a, count: at least 10, period: 2021-08
    """
    registry = registry_of(figures)
    window = next(window for figure in registry.figures if not isinstance(window := window_of(figure), Span))
    (bound,) = bounds_of(figures).of(Scope("killed", "Land"), (window,))
    assert (bound.low, bound.high) == (0, 90)


def test_days_that_are_not_known_hold_nobody_at_least() -> None:
    """Of a whole in days that are not known the other part has no fewer than nobody: that needs a line of its own."""
    figures = """
        id: both, source: a, count: at most 2, period: 2021-01/2021-06
        id: south, source: b, count: at least 4, period: 2021-01/2021-06, place: South
    """
    clash = bounds_of(figures, PLACES).clash()
    assert clash is not None
    assert clash.size == 2


CROSSED = TWO_ + "measures: {killed: {includes: [women]}}\nplaces: {Land: {parts: [North, South]}}\n"


def test_a_scope_that_nobody_counts_joins_two_that_share_it() -> None:
    figures = """
        id: women, source: a, count: at least 5, period: 2021, measure: women
        id: north, source: a, count: 2, period: 2021, place: North
    """
    bound = bound_of(figures, "2021", CROSSED, place="South")
    assert (bound.low, bound.high, bound.sharp) == (3, None, False)
    assert [claim.figure.id for _, claim in bound.low_proof.claims] == ["women", "north"]


def test_sharp_is_not_said_where_days_are_not_known() -> None:
    """No 2 begin on a day with 7, so on whole days they are all later: as a running total, some may be of that day."""
    figures = """
        id: two, source: a, count: 2, period: 2021-02/2021-03-31
        id: seven, source: a, count: 7, period: 2021-02-10
    """
    bound = bound_of(figures, "2021-02-11/2021-03-31")
    assert (bound.low, bound.high, bound.sharp) == (0, None, False)
    known = bound_of(figures.replace("2021-02/", "2021-02-11/"), "2021-02-11/2021-03-31")
    assert (known.low, known.high, known.sharp) == (2, 2, True)


def test_periods_that_publication_cuts_to_the_same_days_are_not_the_same() -> None:
    figures = """
        id: one, source: a, count: 3, period: 2021/2022, published: 2021-06-30
        id: other, source: b, count: 4, period: 2021/2023, published: 2021-06-30
    """
    assert bounds_of(figures).clash() is None
    same = bounds_of(figures.replace("2023", "2022")).clash()
    assert same is not None
    assert same.size == 1


def test_a_part_is_no_more_than_its_whole_beside_days_that_are_not_known_too() -> None:
    """Nobody is left after the last day of the one period, whichever it is, so no women are; but 2 have to be."""
    figures = """
        id: all, source: a, count: 6, period: 2021-01-01/2021-02-28
        id: early, source: a, count: at least 6, period: 2021-01-01/2021-02
        id: women, source: a, count: 3, period: 2021-01-01/2021-02-28, measure: women
        id: early-women, source: a, count: at most 1, period: 2021-01-01/2021-02, measure: women
    """
    clash = bounds_of(figures, CROSSED).clash()
    assert clash is not None
    assert clash.size == 2
    assert len(clash.figures) == 4
