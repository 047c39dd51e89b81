"""Write a registry of so many figures, or a journal of as many entries for hledger.

    python benchmarks/generate.py 10000 > big.yaml

Ten sources publish a running total each month for 50 months, each in as many places as the number asks for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta

SOURCES, MONTHS = 10, 50
START = date(2014, 8, 8)


def entries(number: int) -> Iterator[tuple[int, int, int, date, int]]:
    """Yield for each figure its number, source, place, last day and count."""
    for at in range(number):
        place, rest = divmod(at, SOURCES * MONTHS)
        source, month = divmod(rest, MONTHS)
        last = START + timedelta(days=30 * (month + 1) - source % 7)
        yield at, source, place, last, (month + 1) * (97 + 13 * source + 7 * (place % 11)) + (at * 7919) % 89


def registry(number: int) -> Iterator[str]:
    """Yield the lines of a registry."""
    yield "registry: 1\ntitle: As many figures as asked for\nsources:"
    for source in range(SOURCES):
        yield f"  source-{source}: {{name: Source number {source}, counts: documented}}"
    yield "figures:"
    for at, source, place, last, count in entries(number):
        words = ("at least ", "", "about ")[at % 3]
        yield (
            f"  - id: figure-{at}\n    source: source-{source}\n    count: {words}{count:,}\n"
            f"    period: {START}/{last}\n    measure: civilians killed\n    place: Place {place}\n"
            f"    published: {last + timedelta(days=20)}\n    url: https://example.org/reports/{at}"
        )


def journal(number: int) -> Iterator[str]:
    """Yield the lines of a journal of as many transactions."""
    for at, source, place, last, count in entries(number):
        yield f"{last} figure {at}\n    source {source}:place {place}  {count}\n    deaths\n"


def incidents(number: int) -> Iterator[str]:
    """Yield the lines of a file of as many incidents, of one day to two months."""
    yield "ref,first,last,best,low,high,grade,note"
    for at in range(number):
        first = START + timedelta(days=at * 7919 % 1500)
        last = first + timedelta(days=(0, 0, 0, 1, 3, 7, 30, at % 61)[at % 8])
        best = at * 31 % 23
        grade = ("confirmed", "fair", "weak")[at % 3]
        yield f'i{at},{first},{last},{best},{best - best % 3},{best + at % 4},{grade},"one, of {number}"'


def listing(file: str) -> Iterator[str]:
    """Yield the lines of a registry with a total and a file of incidents."""
    days = f"{START}/{START + timedelta(days=1600)}"
    yield 'registry: 1\ndefaults: {measure: civilians killed, place: Place 0, url: "https://example.org"}\nsources:'
    yield f"  total: {{}}\n  list:\n    lists: {days}\n    events: {{file: {file}, id: ref, date: first, until: last,"
    yield "      count: best, low: low, high: high, where: {grade: [confirmed, fair]}, published: 2019}"
    yield f"figures:\n  - {{id: all, source: total, count: 600000, period: {days}, published: 2019}}"


if __name__ == "__main__":
    write = journal if sys.argv[2:] == ["hledger"] else registry
    sys.stdout.write("\n".join(write(int(sys.argv[1]))) + "\n")
