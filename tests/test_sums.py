"""What lists of incidents prove beside totals: against linear programming, and by what one incident more changes."""

from __future__ import annotations

import os
from math import ceil, floor
from random import Random

import pytest
from lists_oracle import Entry, World, a_world, ranges, windows
from registries import days, registry_of

from casualtycli.asked import Inquiry
from casualtycli.proved import Findings, prove

FRESH = os.environ.get("CASUALTY_SEED") or os.urandom(4).hex()
EPSILON = 1e-6


def proved(world: World, question: Entry) -> Findings:
    window = days(f"2021-01-{question.start + 1:02}/2021-01-{question.stop:02}")
    return prove(registry_of(*world.registry()), Inquiry(period=window))


@pytest.mark.parametrize("batch", range(12))
@pytest.mark.parametrize("seed", ["known", FRESH])
def test_the_program_and_the_oracle_agree(seed: str, batch: int) -> None:
    for number in range(12):
        name = f"{seed}/{batch}/{number}"
        random = Random(name)
        places = random.choice([("Land",), ("Land", "North", "South")])
        world = a_world(random, places=places)
        questions = [Entry("Land", *run, 0, None) for run in random.sample(list(windows()), 3)]
        expected = ranges(world, questions)
        for at, question in enumerate(questions):
            found = proved(world, question)
            if found.clashes or expected is None:
                assert expected is None, name
                continue
            low, high = expected[at]
            row = next((row for row in found.rows if row.scope.place == "Land"), None)
            if row is None:
                continue
            bound = row.bound
            assert bound.low <= ceil(low - EPSILON), name
            assert bound.high is None or (high is not None and bound.high >= floor(high + EPSILON)), name
            if bound.sharp:
                assert bound.low == ceil(low - EPSILON), name
                assert bound.high == (None if high is None else floor(high + EPSILON)), name
