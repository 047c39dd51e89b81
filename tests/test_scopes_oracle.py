"""What the program proves of many scopes, against linear programming, on thousands of made-up registries."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from math import ceil, floor
from random import Random
from typing import NamedTuple

import pytest
from certificate_oracle import proves
from scopes_oracle import EPSILON, Asked, Names, Window, World, ranges, verdicts
from worlds import a_span, a_world, activities_of, bounds_of, scopes_of, stated_window

from casualtycli.activities import activity
from casualtycli.bounds import Bounds, Clash
from casualtycli.certificates import Beside, Certificate, DoesNotAddUp, Linked, Placed, checked
from casualtycli.claims import Claim
from casualtycli.claims import Window as OurWindow
from casualtycli.periods import Span
from casualtycli.scopes import Scope

BATCHES = 50
"""With each batch of seeds, one whose seed is new every time."""
A_BATCH = 50
FRESH = os.environ["CASUALTY_SEED"]
"""What a failure prints; the same registries once more with ``CASUALTY_SEED``."""
SIZES = [0, 0]
"""Clashes, and how many of them are as large as can be."""
SHARP = [0, 0]
"""Ranges of many scopes, and how many of them are as narrow as can be."""


class Seen(NamedTuple):
    """A made-up registry, what the program proves of it, and by how much its limits miss each other."""

    name: str
    world: World
    bounds: Bounds
    clash: Clash | None
    missed: float


def seen(seed: str) -> list[Seen]:
    names = [f"{seed}/{number}" for number in range(A_BATCH)]
    worlds = [a_world(Random(name)) for name in names]
    bounds = [bounds_of(world) for world in worlds]
    found = zip(names, worlds, bounds, (one.clash() for one in bounds), verdicts(worlds), strict=True)
    return [Seen(*one) for one in found]


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("seed", ["known", FRESH])
def test_the_program_and_the_oracle_agree(seed: str, batch: int) -> None:
    registries = seen(f"{seed}/{batch}")
    for one in registries:
        assert (one.clash is not None) == (one.missed > EPSILON), one.name
    clashes_are_minimal([one for one in registries if one.clash])
    ranges_are_right([one for one in registries if not one.clash])


def test_nearly_all_ranges_are_sharp(capsys: pytest.CaptureFixture[str]) -> None:
    many, sharp = SHARP
    if many < 1_000:
        pytest.skip("the registries were not made")
    with capsys.disabled():  # so that every run of CI reports it
        print(f"\nof {many} ranges of scopes that bear on others, {sharp / many:.2%} are sharp (seed {FRESH})")
        print(f"of {SIZES[0]} clashes, {SIZES[1] / SIZES[0]:.2%} are of the full size")
    assert sharp / many >= 0.99
    assert SIZES[1] / SIZES[0] >= 0.99


def clashes_are_minimal(clashing: Sequence[Seen]) -> None:
    """Without any one of its figures the rest of a clash holds, and they miss each other by its size at least."""
    alone, without = [], []
    for one in clashing:
        assert one.clash
        ids = [figure.id for figure in one.clash.figures]
        alone.append(one.world.only(ids))
        without += [(one.name, alone[-1].without(id_)) for id_ in ids]
        assert proves(one.clash.certificate, one.world), one.name
    for one, missed in zip(clashing, verdicts(alone) if alone else (), strict=True):
        assert one.clash
        assert EPSILON < one.clash.size <= missed + EPSILON, one.name
        SIZES[0] += 1
        SIZES[1] += one.clash.size > missed - EPSILON
    missed_without = verdicts([world for _, world in without]) if without else []
    assert [name for (name, _), missed in zip(without, missed_without, strict=True) if missed > EPSILON] == []


def ranges_are_right(holding: Sequence[Seen]) -> None:
    asked = [(one, question) for one in holding for question in questions(one)]
    found = ranges([question for _, question in asked])
    for (one, (world, names, window)), (least, most) in zip(asked, found, strict=True):
        (bound,) = one.bounds.of(Scope(*names), (stated_window(window),))
        low, high = ceil(least - EPSILON), None if most is None else floor(most + EPSILON)
        where = f"{one.name}: {names} {window}: {bound.range}, truly {low}..{high}"
        assert bound.low <= low, where
        assert bound.high is None or (high is not None and bound.high >= high), where
        sharp = (bound.low, bound.high) == (low, high)
        alone = all(len(tree.names) == 1 for tree in world[:3])
        assert sharp or not (alone or bound.sharp), where
        days_are_known = all(told.known for told in (window, *(limit.window for limit in world.limits)))
        assert bound.sharp or not (alone and days_are_known), where
        if not alone:
            SHARP[0] += 1
            SHARP[1] += sharp
        for certificate in (bound.low_proof, bound.high_proof):
            assert certificate is None or proves(certificate, world), where


def slips(certificate: Certificate) -> Iterator[Certificate]:
    """Yield a certificate with another bound, and with each line dropped, taken once more or saying something else."""
    lines = certificate.lines
    yield certificate._replace(bound=certificate.bound + 1)
    for at, line in enumerate(lines):
        before, after = lines[:at], lines[at + 1 :]
        others = [(), (line._replace(times=line.times + 1),), (line._replace(times=-line.times),)]
        others += [(line._replace(said=said),) for said in _otherwise(line.said)]
        yield from (certificate._replace(lines=(*before, *other, *after)) for other in others)


def _otherwise(said: Claim | Linked | Placed) -> Iterator[Claim | Linked | Placed]:
    match said:
        case Claim(count=count):
            yield said._replace(count=count + 1)
            yield said._replace(at_most=not said.at_most, count=count + 1)
            yield said._replace(scope=said.scope._replace(measure="nobody has said"))
            yield said._replace(window=_a_day_later(said.window))
        case Linked(link=link, window=Beside()):
            yield said._replace(window=Beside(said.window.stop, said.window.start))
            yield said._replace(link=link._replace(parts=(link.whole,)))
        case Linked(link=link):
            yield said._replace(link=link._replace(parts=(link.whole,)))
            yield said._replace(link=link._replace(parts=(link.whole, *link.parts)))
            yield said._replace(reversed=not said.reversed)
            yield said._replace(window=_a_day_later(said.window))
        case Placed(start=start, stop=stop):
            yield said._replace(start=stop, stop=start)


def _a_day_later(window: OurWindow) -> OurWindow:
    days = window if isinstance(window, Span) else window.outer
    return Span.of_days(days.start + 1, days.stop + 1)


@pytest.mark.parametrize("number", range(8))
def test_a_certificate_with_a_slip_is_refused_unless_it_proves_the_same(number: int) -> None:
    for one in seen(f"slips/{number}"):
        scopes, activities = scopes_of(one.world), activities_of(one.world)
        for certificate in certificates_of(one):
            for slip in slips(certificate):
                try:
                    checked(slip, scopes, lambda scope: activity(activities, scopes, scope))  # noqa: B023
                except DoesNotAddUp:
                    continue
                assert slip.bound == certificate.bound, one.name
                assert total(slip) == total(certificate), one.name
                assert proves(slip, one.world), (one.name, slip)


def certificates_of(one: Seen) -> list[Certificate]:
    if one.clash:
        return [one.clash.certificate]
    asked = [one.bounds.of(Scope(*names), (stated_window(window),))[0] for _, names, window in questions(one)]
    proofs = [proof for bound in asked for proof in (bound.low_proof, bound.high_proof)]
    return [proof for proof in proofs if proof is not None and proof.bound]


def total(certificate: Certificate) -> int:
    return sum(-times * claim.count if claim.at_most else times * claim.count for times, claim in certificate.claims)


def questions(one: Seen) -> Iterator[Asked]:
    """Yield two windows in scopes of a registry; perhaps such as nobody counted."""
    random, world = Random(f"{one.name}/asked"), one.world
    last = max(2, *(limit.window.outer[1] for limit in world.limits))
    for _ in range(2):
        names: Names = tuple(random.choice(tree.names) for tree in world[:3])
        days = a_span(random, last)
        told = random.choice(world.limits).window
        yield Asked(world, names, told if random.random() < 0.4 else Window(days, days))
