"""What may have been meant: guesses that only ever word a suggestion, never data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

LONGEST = 80

# Compiled where they are used: a sound registry needs none of them. The stronger separators come first.
_OPENING = r"^(?:from|since|between|during|in)\s+"
_SEPARATORS = (
    r"\s*(?:\.\.+|\bto\b|\buntil\b|\btill\b|\bthrough\b|\band\b|[–—]|\s-\s)\s*",
    r"\s*/\s*",
    r"(?<=\d{4})-(?=\d{4}$)|(?<=[a-z])-(?=[a-z])",
)
_DAYS_OF_A_MONTH = (
    (r"^(\d{1,2})\s?[-–]\s?(\d{1,2}) ([a-z]+\.?),? (\d{4})$", r"\1 \3 \4 to \2 \3 \4"),
    (r"^([a-z]+\.?) (\d{1,2})\s?[-–]\s?(\d{1,2}),? (\d{4})$", r"\2 \1 \4 to \3 \1 \4"),
)
_NOW = r"present|now|today|date|ongoing|"
_QUARTER = r"q([1-4])\s*(\d{4})|(\d{4})[\s-]*q([1-4])"
_DATES = (r"(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?", r"((?:19|20)\d\d)(\d\d)(\d\d)?")


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of the names most like the one given, or None where none is near.

    >>> nearest("airwras", ["airwars", "sohr"])
    'airwars'
    """
    from difflib import get_close_matches

    plain = {known.casefold(): known for known in sorted(names, reverse=True)}
    close = get_close_matches(name.casefold(), plain, n=3, cutoff=0.6)
    swapped = (known for known in close if sorted(known) == sorted(name.casefold()))
    best = next(swapped, close[0] if close else None)
    return None if best is None else plain[best]


def did_you_mean(name: str, names: Iterable[str], otherwise: str) -> str:
    """Return the hint that names the nearest name, else the one given."""
    near = nearest(name, names)
    return otherwise if near is None else f'did you mean "{near}"?'


def western(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9."""
    return "".join(str(int(mark)) if mark.isdecimal() else mark for mark in text)


def periods_for(text: str) -> tuple[str, ...]:
    """Return what may be meant in the notation of periods, the likeliest first; it may name days that are not.

    >>> periods_for("Aug 2014 to June 2017"), periods_for("10/07/2017")
    (('2014-08/2017-06',), ('2017-10-07', '2017-07-10'))
    """
    plain = " ".join(western(text).casefold().split())
    for form, meant in _DAYS_OF_A_MONTH:
        plain = re.sub(form, meant, plain)
    if len(text) > LONGEST or not re.search(r"\d{4}", plain):
        return ()
    orders = (False,) if re.match(r"\d{4}", plain) else (False, True)  # no day comes first behind a year
    guesses = (_period(plain, day_first=day_first) for day_first in orders)
    return tuple(dict.fromkeys(guess for guess in guesses if guess))


def _period(text: str, *, day_first: bool) -> str | None:
    inside = re.sub(_OPENING, "", text)
    for separator in _SEPARATORS if not re.fullmatch(r"[\d/]+", inside) else ():
        sides = re.split(separator, inside)
        if len(sides) == 2 and sides[0]:
            end = ".." if re.fullmatch(_NOW, sides[1]) else _side(sides[1], None, last=True, day_first=day_first)
            start = _side(sides[0], end, last=False, day_first=day_first)
            return f"{start}/{end}" if start and end else None
    whole = _quarter(inside) or _moment(inside, None, day_first=day_first)
    return f"{whole}/.." if whole and text.startswith("since ") else whole


def _side(text: str, end: str | None, *, last: bool, day_first: bool) -> str | None:
    """Return one end of a period; of a quarter its first day or its last."""
    quarter = _quarter(text)
    return quarter.split("/")[last] if quarter else _moment(text, end, day_first=day_first)


def _quarter(text: str) -> str | None:
    found = re.fullmatch(_QUARTER, text)
    if not found:
        return None
    number, year = int(found[1] or found[4]), found[2] or found[3]
    return f"{year}-{3 * number - 2:02}-01/{year}-{3 * number:02}-{(31, 30, 30, 31)[number - 1]}"


def _moment(text: str, end: str | None, *, day_first: bool) -> str | None:
    """Return the date as the registry writes it; a year that is missing beside a month is the end's."""
    for form in _DATES:
        if found := re.fullmatch(form, text):
            return "-".join(part.zfill(2) for part in found.groups() if part)
    year, month, day = _stated(text, day_first=day_first)
    if year is None and month and end:
        year = int(end[:4]) if end[:4].isdecimal() else None
    if year is None or (day and not month):
        return None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def _stated(text: str, *, day_first: bool) -> tuple[int | None, int | None, int | None]:
    """Return the year, month and day that the text states, each None where it does not.

    dateutil fills in what is missing from a default: what comes out the same from two defaults was stated.
    """
    from dateutil import parser

    try:
        one, two = (parser.parse(text, default=default, dayfirst=day_first) for default in _DEFAULTS)
    except Exception:  # a guess only: whatever the parser trips over, there is no suggestion then
        return None, None, None
    pairs = ((one.year, two.year), (one.month, two.month), (one.day, two.day))
    year, month, day = (first if first == second else None for first, second in pairs)
    return year, month, day


_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2))
