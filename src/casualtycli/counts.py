"""What a printed number says: the count as reported, and the least and the most it allows."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from math import ceil, floor
from typing import NamedTuple

from casualtycli.problems import Refused, quoted
from casualtycli.suggest import western

LONGEST = 120
LONGEST_NUMBER = 12
"""Digits: more than all the people who ever lived."""
HINT = "write a number with the words of the source: 624, at least 624, about 600, 500-700, 600 (500-700)"

_FLOOR = "at least|no fewer than|no less than|not less than|a minimum of|more than|over"
_CEILING = "at most|up to|no more than|fewer than|less than|under|nearly|almost"
_ABOUT = "about|some|around|roughly|approximately|~"
_BELOW = ("fewer than", "less than", "under", "nearly", "almost")
_DASH = "[-‐‑‒–—−]"
_DOZENS = {"dozens": 24, "hundreds": 200}
_COUNTED = (
    "people|persons|civilians?|dead|deaths?|killed|fatalities|victims?|casualties|bodies|men|women|children|boys|girls|"
    "fighters?|soldiers?|militants?|injured|wounded|missing|displaced|strikes?|airstrikes?|incidents?|events?|attacks?"
)
_BEHIND = {
    "(?:at least|minimum|min|plus|or more|or over|and more|upwards?)": "at least",
    "(?:at most|maximum|max|or fewer|or less)": "at most",
    "(?:approx|approximately|or so|about)": "about",
}
_LIKE = {
    "(?:just|slightly) (?:under|below)": "nearly",
    "close to": "nearly",
    "(?:as many as|a maximum of)": "up to",
    "as few as": "at least",
    "(?:just|slightly) over": "over",
    "(?:more than|over) about": "at least about",
}
"""Words of the press that the grammar has others for."""
_SIGNS = {"(?:≥|>=|=>)": "at least", ">": "more than", "(?:≤|<=|=<)": "at most", "<": "fewer than"}
_SCALES = {"thousand": 10**3, "million": 10**6}

# Anything that starts and ends in a digit, so that `_number` can say what is wrong with it.
_AMOUNT = r"(?:\d(?:[\d,._' ]*\d)?(?: ?(?:thousand|million))?)"
_RANGE = rf"(?P<low>{_AMOUNT}) ?{_DASH} ?(?P<high>{_AMOUNT})|(?P<low2>{_AMOUNT}) to (?P<high2>{_AMOUNT})"
_INTERVAL = (
    rf"({_AMOUNT}),? ?[(\[]?(?:\d\d(?:\.\d)? ?%)? ?(?:ci|ui|confidence interval|uncertainty interval)?[:,]? ?"
    rf"({_AMOUNT})(?: ?{_DASH} ?| to |, | ?; ?)({_AMOUNT})[)\]]?"
)
_LONE = r"\d(?:[\d,._']*\d)?"
_COMMON = re.compile(r"0|[1-9]\d{0,2}(?:,\d{3}){0,3}|[1-9]\d{3,11}", re.ASCII)
_GROUPED = r"\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:_\d{3})+"
_TOLERANCE = rf"(?: ?(?:±|\+/-|\+-) ?(?P<off>{_AMOUNT})(?P<percent> ?%)?)"


class _Count(NamedTuple):
    reported: int | None
    """``None`` where no single number was printed (``500-700``, ``dozens``)."""
    low: int
    high: int | None
    """``None`` where the words set no upper bound."""
    words: str
    """As printed, white space folded."""


class Count(_Count):
    """How many a source printed: the best number, and the least and the most that its words allow.

    In persons (or strikes, incidents: whatever the measure counts). The bounds are valid for what the
    words say, and as sharp as the words.

    Raises:
        ValueError: the bounds cross, are negative, or leave the reported number outside.
    """

    __slots__ = ()

    def __new__(cls, reported: int | None, low: int, high: int | None, words: str) -> "Count":
        """Make a count, its numbers in order."""
        best = low if reported is None else reported
        if not 0 <= low <= best or (high is not None and best > high):
            raise ValueError(f"{words}: {low}, {reported}, {high} are not in order")
        return tuple.__new__(cls, (reported, low, high, words))

    @property
    def is_exact(self) -> bool:
        """Whether it is just the number reported, by its words."""
        return self.low == self.reported == self.high

    def same_number(self, other: "Count") -> bool:
        """Tell whether both say the same, however worded."""
        return (self.reported, self.low, self.high) == (other.reported, other.low, other.high)

    def __str__(self) -> str:
        return self.words


def read_count(text: str, about: Fraction | None = None) -> Count:
    """Return the count that the text states.

    ``about`` is how far off "about" may be, as a share of the number; without it "about" sets no bound.

    >>> read_count("at least 4,734")
    Count(reported=4734, low=4734, high=None, words='at least 4,734')

    Raises:
        Refused: it is none, or it could be read in two ways.
    """
    words = " ".join(text.split())
    if not words or len(words) > LONGEST:
        raise Refused("the count is empty" if not words else "the count is too long", HINT)
    plain = words.casefold()
    word, _, amount = plain.rpartition(" ")
    # Nearly all of a registry, without trying form after form.
    if word in _WORDS and (number := _lone_number(amount)) is not None:
        reported, low, high = _WORDS[word](number, word, about)
        return Count(reported, low, high, words)
    for form, build in _FORMS:
        if found := _compiled(form).fullmatch(plain):
            try:
                reported, low, high = build(found.groupdict(), about)
            except Refused as refused:
                raise _with_points(words) or refused from None
            return Count(reported, low, high, words)
    raise _refusal(words)


@cache  # the first two forms are nearly all of a registry; the others take longer to compile than to read it
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.ASCII)


def read_share(text: str) -> Fraction:
    """Return the share of a number that the text states: ``10%`` is a tenth.

    Raises:
        Refused: it is no percentage from 0 to 100.
    """
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%", text)
    if not found or Fraction(found[1]) > 100:
        raise Refused(f"cannot read the share {quoted(text)}", "write a percentage from 0% to 100%: 10%")
    return Fraction(found[1]) / 100


_Bounds = tuple[int | None, int, int | None]
_Parts = dict[str, str | None]
_Build = Callable[[_Parts, Fraction | None], _Bounds]
"""Makes the bounds of what a form found."""
_Said = Callable[[int, str, Fraction | None], _Bounds]
"""Makes the bounds of one number with a word before it."""


def _exact(number: int, _word: str, _about: Fraction | None) -> _Bounds:
    return number, number, number


def _at_least(number: int, _word: str, _about: Fraction | None) -> _Bounds:
    return number, number, None


def _at_most(number: int, word: str, _about: Fraction | None) -> _Bounds:
    if number == 0 and word in _BELOW:
        raise Refused(f'nothing is "{word} 0"', "write 0 if the source counts none")
    return number, 0, number


def _around(number: int, word: str, about: Fraction | None) -> _Bounds:
    return _within(number, None if about is None else number * about, word)


def _within(number: int, off: Fraction | None, word: str) -> _Bounds:
    low, high = (0, None) if off is None else (max(0, floor(number - off)), ceil(number + off))
    return number, low, None if "at least" in word else high


def _of_one(said: _Said) -> _Build:
    """Return what makes the bounds of a form with one number and a word before it."""
    return lambda parts, about: said(_number(parts["n"]), parts.get("word") or "", about)


def _with_tolerance(parts: _Parts, about: Fraction | None) -> _Bounds:
    number, word = _number(parts["n"]), parts.get("floor") or ""
    if not parts.get("off"):
        return _around(number, word, about)
    _check_scales(parts["n"] or "", parts["off"] or "")
    off = number * read_share(f"{parts['off']}%") if parts["percent"] else Fraction(_number(parts["off"]))
    return _within(number, off, word)


def _check_scales(number: str, off: str) -> None:
    """Check that the tolerance alone has no scale: ``10 ± 1 million`` may be of millions, or of ten."""
    scale = off.rpartition(" ")[2]
    if scale in _SCALES and not number[-1:].isalpha():
        raise Refused(
            f'"{number} ± {off}" can be read in two ways', f"write {number} {scale} ± {off}, or all the digits in both"
        )


def _between(parts: _Parts, _about: Fraction | None) -> _Bounds:
    low, high = _range(parts)
    return None, low, high


def _best(parts: _Parts, _about: Fraction | None) -> _Bounds:
    number, (low, high) = _number(parts["n"]), _range(parts)
    if not low <= number <= high:
        raise Refused(
            f"{number:,} is not from {low:,} to {high:,}",
            "write the best number, then the range around it: 600 (500-700)",
        )
    return number, low, high


def _plenty(parts: _Parts, _about: Fraction | None) -> _Bounds:
    return None, _DOZENS[parts["n"] or ""], None


_FORMS: tuple[tuple[str, _Build], ...] = (
    (rf"(?P<n>{_AMOUNT})", _of_one(_exact)),
    (rf"(?:{_FLOOR}) (?P<n>{_AMOUNT})", _of_one(_at_least)),
    (rf"(?P<n>{_AMOUNT}) ?\+", _of_one(_at_least)),
    (rf"(?P<word>{_CEILING}) (?P<n>{_AMOUNT})", _of_one(_at_most)),
    (rf"(?:(?P<floor>at least) )?(?:{_ABOUT}) ?(?P<n>{_AMOUNT}){_TOLERANCE}?", _with_tolerance),
    (rf"(?P<n>{_AMOUNT}){_TOLERANCE}", _with_tolerance),
    (_RANGE, _between),
    (rf"between (?P<low>{_AMOUNT}) and (?P<high>{_AMOUNT})", _between),
    (rf"(?:(?:{_ABOUT}) ?)?(?P<n>{_AMOUNT}) ?[(](?:{_RANGE})[)]", _best),
    (rf"(?P<n>{'|'.join(_DOZENS)})", _plenty),
)


_WORDS: dict[str, _Said] = {
    "": _exact,
    **dict.fromkeys(_FLOOR.split("|"), _at_least),
    **dict.fromkeys(_CEILING.split("|"), _at_most),
    **dict.fromkeys((f"{floor}{about}" for floor in ("", "at least ") for about in _ABOUT.split("|")), _around),
}
"""The words that may stand before a number that is alone."""


def _range(parts: _Parts) -> tuple[int, int]:
    """Return both ends; a scale after the second holds for the first too (13.3-16.6 million)."""
    low_text, high_text = parts["low"] or parts.get("low2") or "", parts["high"] or parts.get("high2") or ""
    scale = high_text.rpartition(" ")[2] if high_text[-1:].isalpha() else ""
    if scale in _SCALES and not low_text[-1:].isalpha():
        low_text = f"{low_text} {scale}"
    low, high = _number(low_text), _number(high_text)
    if low_text.isdigit() and high_text.endswith(",000") and low < high // 1000 < 1000:
        meant = f"{low:,},000-{high:,}"
        raise Refused(f'"{low_text}-{high_text}" can be read in two ways', f"write {meant}, or {low}-{high}")
    if low > high:
        hint = f"write the smaller number first: {high:,}-{low:,}"
        if low_text != parts["low"] and scale:
            hint = f"write the smaller number first, and {scale} or all the digits in both"
        raise Refused(f"the range {low:,}-{high:,} runs downwards", hint)
    return low, high


def _lone_number(text: str) -> int | None:
    """Return the number of digits and what may stand between them, or None where the text has anything else."""
    if _COMMON.fullmatch(text):
        return int(text.replace(",", ""))
    return _number(text) if re.fullmatch(_LONE, text, re.ASCII) else None


def _number(text: str | None) -> int:
    """Return the whole number written, grouped by threes or not at all, perhaps in thousands or millions."""
    digits, scale = text or "", 1
    if _COMMON.fullmatch(digits):
        return int(digits.replace(",", ""))
    for word, size in _SCALES.items():
        if digits.endswith(word):
            digits, scale = digits.removesuffix(word).rstrip(), size
    if not re.fullmatch(_GROUPED, digits, re.ASCII) and not (scale > 1 and re.fullmatch(r"\d+\.\d+", digits)):
        raise _ungrouped(digits, scale)
    plain = digits.replace(",", "").replace(" ", "").replace("_", "")
    if plain[0] == "0" and plain[1:2].isdigit():
        meant = plain.lstrip("0") if "." in plain else f"{int(plain):,}"
        word = (text or "")[len(digits) :]
        raise Refused(f'the number "{text}" starts with a zero', f"write {meant}{word}")
    if len(plain) > LONGEST_NUMBER:
        raise Refused(f"the number {quoted(digits)} is too long", f"write a number of {LONGEST_NUMBER} digits at most")
    if scale == 1:
        return int(plain)
    number = Fraction(plain) * scale
    if number.denominator != 1:
        raise Refused(f'"{text}" is no whole number', f"write {floor(number):,} or {ceil(number):,}")
    return number.numerator


def _ungrouped(digits: str, scale: int) -> Refused:
    """Return what is wrong with the digits of a number."""
    bare = re.sub(r"\D", "", digits)
    word = next((f" {word}" for word, size in _SCALES.items() if size == scale), "")
    if len(bare) > LONGEST_NUMBER:
        return Refused(f"cannot read the number {quoted(digits)}", f"write a number of {LONGEST_NUMBER} digits at most")
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", digits):
        return Refused(
            f'"{digits}" can be read in two ways', f"write {int(bare):,}{word} if the point groups thousands"
        )
    if re.fullmatch(r"[1-9]\d{0,2}(?:'\d{3})+", digits):
        return Refused(f'"{digits}" is grouped by apostrophes', f"write {int(bare):,}{word}")
    if "." in digits:
        return Refused(
            f'"{digits}" is no whole number', "write a whole number, or one in thousand or million: 5.4 million"
        )
    if word and re.fullmatch(r"\d+,\d+", digits):
        meant = digits.replace(",", ".") + word
        return Refused(f'"{digits}" is not grouped by threes', f"write {meant} if the comma is a decimal point")
    return Refused(
        f'"{digits}" is not grouped by threes', f"write {bare}{word}, or the digits in groups of three: 4,734"
    )


def _with_points(words: str) -> Refused | None:
    """Return what is wrong with a count in which several points seem to group thousands."""
    meant, points = re.subn(r"(?<=\d)\.(?=\d{3}(?!\d))", ",", words)
    if points < 2 or not _is_count(meant.casefold()):
        return None
    return Refused(f'"{words}" can be read in two ways', f"write {meant} if the points group thousands")


def _refusal(words: str) -> Refused:
    """Return what is wrong with a count of no known form."""
    message, plain = f"cannot read the count {quoted(words)}", words.casefold()
    if re.match(rf"{_DASH} ?\d", words):
        return Refused(f"the count {words} is negative", "write the number of deaths, 0 or more")
    if (found := re.fullmatch(_INTERVAL, plain, re.ASCII)) and _is_count(meant := found.expand(r"\1 (\2-\3)")):
        return Refused(message, f"write {meant}, and what interval it is in note:")
    if "%" in words:
        return Refused(
            f"the count {words} is a percentage", "write the number itself; how far off it may be goes behind ±"
        )
    for meant, hint in _guesses(plain):
        if meant != plain and _is_count(meant):
            return Refused(message, f"{hint} {meant}")
    return Refused(message, HINT)


def _guesses(plain: str) -> Iterator[tuple[str, str]]:
    """Yield what may be meant, with the words of a hint before it."""
    yield western(plain), "write"
    for sign, word in _SIGNS.items():
        yield re.sub(rf"^{sign} ?(?=\d)", f"{word} ", plain), "write"
    yield re.sub("^(?:zero|nil)$", "0", plain), "write"
    yield re.sub(r"\b(thousand|million)s\b", r"\1", plain), "write"
    for letter, word in (("k", "thousand"), ("(?:m|mn|mio)", "million")):
        yield re.sub(rf"(?<=\d) ?{letter}\b", f" {word}", plain), "write"
    for wording, known in _LIKE.items():
        yield re.sub(rf"^{wording}\b", known, plain), "write"
    bare = re.sub(rf"(?<=\d) (?:{_COUNTED})\b(?: (?:{_COUNTED})\b)*", "", plain)
    if bare != plain:
        yield bare, "write the number alone, what it counts is the measure:"
    yield re.sub("^upwards of ", "at least ", bare), "write"
    for wording, known in _BEHIND.items():
        yield re.sub(rf"^({_AMOUNT}) {wording}$", rf"{known} \1", bare, flags=re.ASCII), "write"


def _is_count(text: str) -> bool:
    return any(_reads(text, form, build) for form, build in _FORMS)


def _reads(text: str, form: str, build: _Build) -> bool:
    found = _compiled(form).fullmatch(text)
    try:
        return found is not None and bool(build(found.groupdict(), None))
    except Refused:
        return False
