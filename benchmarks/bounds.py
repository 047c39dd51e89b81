"""Time `casualty bounds` on registries of growing size over 20 scopes, and print how the time grows.

    python benchmarks/bounds.py [SIZE ...]

"months" is as real records are: ten sources, totals and counts of months that they share, a country of parts and
places in these, men and women among the dead. "days" is as bad as it gets: every figure has days of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from math import log
from pathlib import Path

SIZES = (125, 250, 500, 1_000, 2_000)
SOURCES, MONTHS = 10, 48
START = date(2014, 1, 1)
PLACES = ("Land", "North", "South", "Harbour", "Hills")
MEASURES = ("killed", "women killed", "men killed", "children killed")
DECLARED = """registry: 1
title: As many figures as asked for
measures: {killed: {parts: [women killed, men killed], includes: [children killed]}}
places: {Land: {parts: [North, South]}, North: {includes: [Harbour]}, South: {includes: [Hills]}}
sources:"""


def scopes() -> list[tuple[str, str, int]]:
    """Return the 20 scopes, each with how many die there in a day, in hundredths."""
    share = {"Land": 100, "North": 60, "South": 40, "Harbour": 20, "Hills": 10}
    part = {"killed": 100, "women killed": 40, "men killed": 60, "children killed": 25}
    return [(measure, place, 4 * share[place] * part[measure] // 100) for measure in MEASURES for place in PLACES]


def days_of(at: int, kind: str) -> tuple[date, date]:
    """Return the first and the last day of a figure: whole months that many share, or days of its own."""
    if kind == "days":
        first = START + timedelta(days=at * 37 % 1_000)
        return first, first + timedelta(days=1 + at * 53 % 400)
    begin = at * 7 % MONTHS
    end = min(begin + (0, 0, 2, 11)[at % 4], MONTHS - 1)
    first = date(START.year + begin // 12, begin % 12 + 1, 1)
    return first, date(START.year + (end + 1) // 12, (end + 1) % 12 + 1, 1) - timedelta(days=1)


def registry(number: int, kind: str) -> Iterator[str]:
    """Yield the lines of a registry in which every figure is true of one even history, so that none clash."""
    yield DECLARED
    for source in range(SOURCES):
        yield f"  source-{source}: {{name: Source number {source}{', counts: documented' if source % 3 == 0 else ''}}}"
    yield "figures:"
    found = scopes()
    for at in range(number):
        measure, place, daily = found[at % len(found)]
        first, last = days_of(at // len(found) * 3 + at % 3, kind)
        truth = daily * ((last - first).days + 1) // 100
        low, high = truth * (80 + at % 15) // 100, truth * (105 + at % 20) // 100 + 1
        count = (f"at least {low:,}", f"{low:,}-{high:,}", f"at most {high:,}")[at % 3]
        yield (
            f"  - {{id: figure-{at}, source: source-{at % SOURCES}, count: '{count}', period: {first}/{last},\n"
            f"     measure: {measure}, place: {place}, published: 2019-01-01, url: 'https://example.org/{at}'}}"
        )


def seconds(size: int, kind: str, *options: str) -> float:
    """Return the seconds that the command takes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "registry.yaml")
        file.write_text("\n".join(registry(size, kind)) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "casualtycli", "bounds", "-f", str(file), "--format", "json", *options]
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begin


def main(sizes: tuple[int, ...]) -> None:
    """Print the seconds for each size, and the power by which they grow from one to the next."""
    for kind in ("months", "days"):
        for options in ((), ("--by", "month")):
            before: tuple[int, float] | None = None
            for size in sizes:
                took = seconds(size, kind, *options)
                grown = f", as size^{log(took / before[1]) / log(size / before[0]):.1f}" if before else ""
                print(f"{kind} {' '.join(options):10} {size:6,} figures {took:8.2f} s{grown}", flush=True)
                before = size, took


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
