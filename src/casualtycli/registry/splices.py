"""Changes of a text, piece by piece, everything else as it was; and the same as a unified diff."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

CONTEXT = 3
"""Lines that a diff shows around a change."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Splice(NamedTuple):
    """New text in place of the characters from start up to, not including, end."""

    start: int
    end: int
    new: str


class _Change(NamedTuple):
    """Whole lines that become others: line numbers count from 0, the last is not in."""

    first: int
    last: int
    new: list[str]


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Return the text with the pieces changed; they do not overlap."""
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(splices):
        parts += text[at:start], new
        at = end
    return "".join([*parts, text[at:]])


def unified(name: str, text: str, splices: Iterable[Splice]) -> str:
    """Return the change as a unified diff with the labels of git.

    >>> unified("x.yaml", "a: 1\\n", [Splice(3, 4, "2")]).splitlines()
    ['--- a/x.yaml', '+++ b/x.yaml', '@@ -1 +1 @@', '-a: 1', '+a: 2']
    """
    lines = _LINE.findall(text)
    out = [f"--- a/{name}\n", f"+++ b/{name}\n"]
    offset = 0
    for hunk in _hunks(_changes(lines, sorted(splices))):
        first, last = max(0, hunk[0].first - CONTEXT), min(len(lines), hunk[-1].last + CONTEXT)
        grown = sum(len(change.new) - (change.last - change.first) for change in hunk)
        old, new = _range(first, last - first), _range(first + offset, last - first + grown)
        out.append(f"@@ -{old} +{new} @@\n")
        offset += grown
        out += map(_shown, _hunk_lines(lines, hunk, first, last))
    return "".join(out)


def _changes(lines: list[str], splices: list[Splice]) -> Iterator[_Change]:
    """Yield the lines that change, those that touch together."""
    line = start = 0
    pending = list(reversed(splices))
    while pending:
        while line < len(lines) - 1 and start + len(lines[line]) <= pending[-1].start:
            start += len(lines[line])
            line += 1
        last, stop = line, start
        here: list[Splice] = []
        while pending and (not here or pending[-1].start < stop):
            splice = pending.pop()
            here.append(Splice(splice.start - start, splice.end - start, splice.new))
            while last < len(lines) and (stop < splice.end or last == line):
                stop += len(lines[last])
                last += 1
        yield _trimmed(line, lines[line:last], _LINE.findall(spliced("".join(lines[line:last]), here)))
        line, start = last, stop


def _trimmed(first: int, old: list[str], new: list[str]) -> _Change:
    """Return the change without the lines at its ends that stay as they are."""
    last = first + len(old)
    while old and new and old[-1] == new[-1]:
        old, new, last = old[:-1], new[:-1], last - 1
    while old and new and old[0] == new[0]:
        old, new, first = old[1:], new[1:], first + 1
    return _Change(first, last, new)


def _hunks(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.first - hunk[-1].last > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk_lines(lines: list[str], hunk: list[_Change], first: int, last: int) -> Iterator[str]:
    for change in hunk:
        yield from (f" {line}" for line in lines[first : change.first])
        yield from (f"-{line}" for line in lines[change.first : change.last])
        yield from (f"+{line}" for line in change.new)
        first = change.last
    yield from (f" {line}" for line in lines[first:last])


def _range(first: int, length: int) -> str:
    if length == 1:
        return str(first + 1)
    return f"{first + 1 if length else first},{length}"


def _shown(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
