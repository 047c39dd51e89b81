"""Time what is proved of one running total: 36 months, and a clash, by how many figures there are.

    python benchmarks/proof.py [RUNS]

A figure says at least and at most. Printed are the medians of RUNS (3) in milliseconds, building included, and how
they grow with ten times the figures. A clash is one more limit, a person below what is proved of all days.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import pairwise
from random import Random
from statistics import median

from casualtycli.proof import Limit, Totals

SIZES = (100, 1_000, 10_000)
DAYS, MONTHS, A_DAY = 3_600, 36, 7
Days = Callable[[Random, int], tuple[int, int]]
"""The days of a figure, by its number."""


def running(random: Random, _: int) -> tuple[int, int]:
    return 0, random.randrange(1, DAYS)


def nested(_: Random, at: int) -> tuple[int, int]:
    return at % (DAYS // 2), DAYS - at % (DAYS // 2)


def spans(random: Random, _: int) -> tuple[int, int]:
    start, stop = sorted(random.sample(range(DAYS + 1), 2))
    return start, stop


def weeks(random: Random, _: int) -> tuple[int, int]:
    start = random.randrange(DAYS)
    return start, start + 1 + random.randrange(60)


KINDS: dict[str, Days] = {"running totals": running, "nested": nested, "any days": spans, "some weeks": weeks}


def limits(days: Days, number: int) -> list[Limit]:
    """Return the limits of figures that are up to a hundred below or above the same number of persons a day."""
    random, found = Random(number), []
    for at in range(number):
        start, stop = days(random, at)
        count = (stop - start) * A_DAY
        found.append(Limit(start, stop, max(0, count - random.randrange(100)), False, at))
        found.append(Limit(start, stop, count + random.randrange(100), True, at))
    return found


def chain(number: int) -> list[Limit]:
    """Return limits of which each one is needed for the clash: days, and all of them one person short."""
    days = [Limit(day, day + 1, A_DAY, False, day) for day in range(number - 1)]
    return [*days, Limit(0, number - 1, A_DAY * (number - 1) - 1, True, number)]


def months(given: list[Limit]) -> None:
    totals = Totals(given)
    for month in range(MONTHS):
        window = DAYS * month // MONTHS, DAYS * (month + 1) // MONTHS
        totals.lowest(*window)
        totals.highest(*window)


def clash(given: list[Limit]) -> None:
    if Totals(given).clash is None:
        raise SystemExit("no clash where there is one")


def milliseconds(work: Callable[[list[Limit]], None], given: list[Limit], runs: int) -> float:
    """Return the median of how long it takes."""
    took = []
    for _ in range(runs):
        begin = time.perf_counter()
        work(given)
        took.append((time.perf_counter() - begin) * 1000)
    return median(took)


def show(name: str, took: list[float]) -> None:
    growth = [f"x{more / less:.1f}" for less, more in pairwise(took)]
    print(f"{name:26}{''.join(f'{one:10.1f}' for one in took)}   {' '.join(growth)}", flush=True)


def main(runs: int) -> None:
    """Print a line for each kind of figures and each question."""
    print(f"{'milliseconds, figures:':26}{''.join(f'{size:10,}' for size in SIZES)}   growth")
    for name, days in KINDS.items():
        given = [limits(days, size) for size in SIZES]
        show(f"36 months, {name}", [milliseconds(months, one, runs) for one in given])
        contradicted = []
        for one in given:
            low = Totals(one).lowest(0, DAYS).bound
            contradicted.append([*one, Limit(0, DAYS, low - 1, True, len(one))])
        show(f"clash, {name}", [milliseconds(clash, one, runs) for one in contradicted])
    show("clash of all in a chain", [milliseconds(clash, chain(size), 1) for size in SIZES])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
