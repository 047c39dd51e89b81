"""Running totals under limits, against all histories that there are and against a linear program."""

from __future__ import annotations

import random
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lp_oracle import System, ranges, slacks

from casualtycli.proof import Limit, Proof, Totals

Q1, Q2, H2, YEAR = (0, 90), (90, 181), (181, 365), (0, 365)


def at_least(span, count, label=0):
    return [Limit(*span, count, False, label)]


def at_most(span, count, label=0):
    return [Limit(*span, count, True, label)]


def exactly(span, count, label=0):
    return at_least(span, count, label) + at_most(span, count, label)


def bounds(limits, span):
    highest = Totals(limits).highest(*span)
    return Totals(limits).lowest(*span).bound, None if highest is None else highest.bound


THE_YEAR = exactly(YEAR, 1000, 1) + exactly(Q1, 400, 2) + at_least(H2, 300, 3)


@pytest.mark.parametrize(
    ("limits", "span", "low", "high"),
    [
        (THE_YEAR, Q2, 0, 300),
        (THE_YEAR, H2, 300, 600),
        (THE_YEAR, (90, 365), 600, 600),
        (THE_YEAR, (10, 20), 0, 400),
        (THE_YEAR, (80, 100), 0, 700),
        (THE_YEAR, (0, 400), 1000, None),
        (THE_YEAR, (400, 500), 0, None),
        (exactly((0, 100), 1481) + exactly((0, 131), 1953), (100, 131), 472, 472),
        (at_most((0, 30), 0), (10, 20), 0, 0),
        ([], (10, 20), 0, None),
        ([], (10, 10), 0, 0),
        (at_least((10, 10), 0) + at_most((10, 10), 5), (10, 11), 0, None),
    ],
)
def test_range_of_a_window(limits, span, low, high):
    assert bounds(limits, span) == (low, high)


def test_the_limits_that_force_a_bound():
    totals = Totals(THE_YEAR)
    year, quarter, half = at_most(YEAR, 1000, 1), at_least(Q1, 400, 2), at_least(H2, 300, 3)
    assert totals.highest(*Q2) == Proof(300, tuple(quarter + year + half))
    assert totals.lowest(*Q2) == Proof(0, ())


@pytest.mark.parametrize(
    ("limits", "size", "labels"),
    [
        (THE_YEAR + at_least(Q2, 310, 4), 10, {1, 2, 3, 4}),
        (exactly((0, 10), 5, 1) + exactly((0, 20), 3, 2), 2, {1, 2}),
        (at_least((4, 4), 6, 1), 6, {1}),
        (at_least((-1, -1), 6, 1), 6, {1}),
        (at_most((-1, -2), 6, 1) + at_least((-1, -2), 7, 2), 1, {1, 2}),
    ],
)
def test_clash(limits, size, labels):
    clash = Totals(limits).clash
    assert (clash.size, {limit.label for limit in clash.limits}) == (size, labels)


def test_a_clash_of_which_most_limits_can_be_left_out():
    days = [limit for day in range(200) for limit in at_least((day, day + 1), 1, day)]
    clash = Totals(days + at_most((0, 200), 100, 200)).clash
    assert (clash.size, len(clash.limits)) == (1, 102)
    check_clash(clash, 200)


def test_days_that_are_not_known_lie_where_limits_put_them():
    between = at_least((10, -1), 0) + at_least((-1, 20), 0)
    totals = Totals(between + at_least((-1, 20), 7) + at_most((0, 30), 9))
    assert (totals.lowest(10, 20).bound, totals.lowest(15, 20).bound) == (7, 0)
    assert (totals.highest(0, -1).bound, totals.highest(-1, 30).bound) == (2, 9)
    assert totals.highest(5, -2) is None


@pytest.mark.parametrize("ask", [Totals.lowest, Totals.highest])
def test_nothing_is_proved_by_limits_that_clash_nor_backwards(ask):
    with pytest.raises(ValueError, match="clash"):
        ask(Totals(at_least((4, 4), 1)), 1, 1)
    with pytest.raises(ValueError, match="day 3 is before day 4"):
        ask(Totals([]), 4, 3)


DAYS = 4
SPANS = list(combinations(range(DAYS + 1), 2))
MANY = 10
HISTORIES = list(product((0, 1, 2, 3, MANY), repeat=DAYS))
"""Counts to three and one that is above any bound: no figure tells other counts apart."""


def having(holds):
    """The histories for which something holds, as the bits of a number."""
    return sum(1 << at for at, history in enumerate(HISTORIES) if holds(history))


def every_figure():
    """Every figure that says something, and the histories that it allows."""
    for span in SPANS:
        for count in range(DAYS):
            floor = having(lambda days, span=span, count=count: sum(days[slice(*span)]) >= count)
            ceiling = having(lambda days, span=span, count=count: sum(days[slice(*span)]) <= count)
            yield at_most(span, count), ceiling
            if count:
                yield at_least(span, count), floor
                yield exactly(span, count), floor & ceiling


def test_every_small_system_by_all_histories():
    """All of up to three figures on up to four days with counts to three; at most 0 is exactly 0."""
    by_count = {
        span: [(count, having(lambda days, s=span, n=count: sum(days[slice(*s)]) == n)) for count in range(MANY)]
        + [(None, having(lambda days, s=span: sum(days[slice(*s)]) >= MANY))]
        for span in SPANS
    }
    figures = list(every_figure())
    for number in range(DAYS):
        for chosen in combinations(figures, number):
            allowed = (1 << len(HISTORIES)) - 1
            for _, histories in chosen:
                allowed &= histories
            totals = Totals([limit for limits, _ in chosen for limit in limits])
            assert (totals.clash is None) is bool(allowed), chosen
            for span, counts in by_count.items() if allowed else ():
                seen = [count for count, histories in counts if histories & allowed]
                highest = totals.highest(*span)
                assert totals.lowest(*span).bound == (seen[0] or 0), chosen
                assert (None if highest is None else highest.bound) == seen[-1], chosen


def made_up(rng, days=12, true=None):
    """Limits on random spans; of a history, where one is given."""
    limits = []
    for label in range(rng.randrange(1, 9)):
        start, stop = sorted(rng.sample(range(days + 1), 2))
        count = sum(true[start:stop]) if true else rng.randrange(30)
        width = rng.randrange(4)
        kind = rng.randrange(3)
        limits += at_least((start, stop), max(0, count - width), label) if kind != 1 else []
        limits += at_most((start, stop), count + width, label) if kind != 0 else []
    return limits


def covered(limits, day):
    """How often a day is in limits that say at most, less how often it is in those that say at least."""
    return sum((1 if limit.at_most else -1) for limit in limits if limit.start <= day < limit.stop)


def summed(limits):
    return sum(limit.count if limit.at_most else -limit.count for limit in limits)


def check_proofs(totals, span, days):
    """Whether proofs add up, and count no day of the window too rarely, nor another one too often."""
    inside = [int(span[0] <= day < span[1]) for day in range(days)]
    highest, lowest = totals.highest(*span), totals.lowest(*span)
    if highest is not None:
        assert summed(highest.limits) == highest.bound
        assert all(covered(highest.limits, day) >= inside[day] for day in range(days))
    assert -summed(lowest.limits) == lowest.bound
    assert all(-covered(lowest.limits, day) <= inside[day] for day in range(days))


def check_clash(clash, days):
    assert -summed(clash.limits) == clash.size > 0
    assert all(covered(clash.limits, day) >= 0 for day in range(days))
    assert all(Totals(clash.limits[:at] + clash.limits[at + 1 :]).clash is None for at in range(len(clash.limits)))


@pytest.mark.parametrize("seed", [20261124, None], ids=["seeded", "fresh"])
def test_random_systems_by_linear_program(seed):
    seed = random.randrange(10**9) if seed is None else seed
    rng, days = random.Random(seed), 12
    systems = []
    for _ in range(1500):
        true = [rng.choice((0, 0, 1, 5, 9)) for _ in range(days)]
        systems.append(made_up(rng, days, true if rng.random() < 0.7 else None))
    told = [Totals(limits) for limits in systems]
    programs = [System(days, tuple(limits)) for limits in systems]
    assert [totals.clash is not None for totals in told] == [slack > 0 for slack in slacks(programs)], seed
    asked = [(at, tuple(sorted(rng.sample(range(days + 1), 2)))) for at in range(1500) if told[at].clash is None]
    found = ranges([(programs[at], span) for at, span in asked])
    for (at, span), expected in zip(asked, found, strict=True):
        assert bounds(systems[at], span) == expected, (seed, systems[at], span)
        check_proofs(told[at], span, days)
    for totals in told:
        if totals.clash is not None:
            check_clash(totals.clash, days)


@given(st.randoms(use_true_random=False))
def test_the_order_of_limits_changes_nothing(rng):
    limits = made_up(rng)
    shuffled = Totals(rng.sample(limits, len(limits)))
    totals = Totals(limits)
    assert shuffled.clash == totals.clash
    for span in combinations(range(0, 13, 2), 2) if totals.clash is None else ():
        assert (shuffled.lowest(*span), shuffled.highest(*span)) == (totals.lowest(*span), totals.highest(*span))


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.randoms(use_true_random=False))
def test_what_happened_is_in_every_range_and_knowing_more_never_widens(true, rng):
    limits = made_up(rng, 12, true)
    one, more = Totals(limits[:-1]), Totals(limits)
    top = float("inf")
    for start, stop in combinations(range(13), 2):
        lows = [totals.lowest(start, stop).bound for totals in (one, more)]
        highs = [top if (found := totals.highest(start, stop)) is None else found.bound for totals in (one, more)]
        assert lows[0] <= lows[1] <= sum(true[start:stop]) <= highs[1] <= highs[0]


@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.randoms(use_true_random=False))
def test_ranges_of_halves_contain_that_of_the_whole(true, rng):
    limits = made_up(rng, 12, true)
    for start, middle, stop in combinations(range(13), 3):
        whole, left, right = (bounds(limits, span) for span in ((start, stop), (start, middle), (middle, stop)))
        assert left[0] + right[0] <= whole[0]
        if left[1] is not None and right[1] is not None:
            assert whole[1] is not None
            assert whole[1] <= left[1] + right[1]
