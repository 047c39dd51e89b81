"""Records as CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")
_FRACTION = re.compile(r"-?\d+(?:/\d+)?")


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return a heading and a line a row; null is empty, numbers stay numbers, texts are never run.

    >>> to_csv(["name", "gap", "exact"], [["=1+1", -5, "-5"], [None, 0.5, "1/2"]])
    "name,gap,exact\n'=1+1,-5,-5\n,0.5,1/2\n"
    """
    lines = _Lines()
    writer = csv.writer(lines, lineterminator="\r\n")  # so that either sign inside a text is quoted
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "".join(f"{line.removesuffix(_END)}\n" for line in lines)


class _Lines(list[str]):
    """What a writer of csv takes for a file: it is given a line at a time."""

    write = list.append


_END = "\r\n"


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_RUN_BY_SPREADSHEETS) and not _FRACTION.fullmatch(value):
        return f"'{value}"
    return value
