"""Names that one slip of the pen makes of each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

_ACCENTS = frozenset(map(chr, range(0x300, 0x370)))
SHORTEST_WORD = 2
SHORTEST_SLIP = 5
"""Letters: shorter names differ by one more often than they are misspelt."""
LONGEST_SLIP = 100
"""Letters: a longer name is compared as it stands alone."""


def near_misses(uses: Mapping[str, int], declared: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each name that is not declared with one, declared or more used, that one slip makes of it."""
    by_slip: dict[str, set[str]] = {}
    for name in {*uses, *declared}:
        for slip in _slips(name):
            by_slip.setdefault(slip, set()).add(name)
    for name in uses:
        if name in declared:
            continue
        others = {
            other
            for slip in _slips(name)
            for other in by_slip[slip]
            if _one_slip(name, other) and not _lettered(name, other)
        } - {name}
        weightier = [other for other in others if other in declared or (uses[other], name) > (uses[name], other)]
        if weightier:
            yield name, min(weightier, key=lambda other: (other not in declared, -uses.get(other, 0), other))


def _slips(name: str) -> Iterator[str]:
    """Yield what is left of a name when a letter is lost."""
    plain = _plain(name)
    yield plain
    if SHORTEST_SLIP <= len(plain) <= LONGEST_SLIP:
        yield from (plain[:at] + plain[at + 1 :] for at, mark in enumerate(plain) if not mark.isdigit())


def _one_slip(one: str, other: str) -> bool:
    """Tell whether one letter, or two that changed places, make the difference."""
    first, second = _plain(one), _plain(other)
    while first and second and first[0] == second[0]:
        first, second = first[1:], second[1:]
    while first and second and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    return max(len(first), len(second)) <= 1 or (len(first) == 2 and first == second[::-1])


def _lettered(one: str, other: str) -> bool:
    """Tell whether names differ in words of one or two letters only, as Zone A and Zone B do on purpose."""
    words = one.split(), other.split()
    if len(words[0]) != len(words[1]):
        return False
    return all(a == b or max(len(a), len(b)) <= SHORTEST_WORD for a, b in zip(*words, strict=True))


def _plain(name: str) -> str:
    """Return the letters and digits: case, accents, spaces and hyphens never tell names apart."""
    marks = unicodedata.normalize("NFKD", name.casefold())
    return "".join(mark for mark in marks if unicodedata.category(mark)[0] in "LNM" and mark not in _ACCENTS)
