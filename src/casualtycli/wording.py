"""Numbers, ranges, ratios and dates as people read them: the only place that rounds."""

import unicodedata
from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import NamedTuple

from casualtycli.counts import Count
from casualtycli.periods import Period, Span
from casualtycli.ranges import Exact, Range

ANYBODY = "whoever it was"
"""What stands for the actor where none is named."""
LARGE_RATIO = 100
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


class Signs(NamedTuple):
    """The marks and signs that tables are written with."""

    worked_out: str
    at_least: str
    at_most: str
    about: str
    disputed: str
    replaced: str
    relays: str
    times: str
    minus: str
    arrow: str
    becomes: str
    dash: str
    dot: str
    over: str
    bars: str
    """Of bars: a whole character, then parts of it from the smallest; the ones in between share it evenly."""
    shades: str
    """Of days: all of them, some, and none."""
    digits: str
    """The ten digits of footnotes; none: in brackets."""

    def footnotes(self, *numbers: int) -> str:
        """Return the marks of footnotes.

        >>> UNICODE.footnotes(2, 12), ASCII.footnotes(2, 12)
        ('²,¹²', '[2][12]')
        """
        if not self.digits:
            return "".join(f"[{number}]" for number in numbers)
        return ",".join("".join(self.digits[int(digit)] for digit in str(number)) for number in numbers)

    @property
    def all(self) -> str:
        """Every character of them."""
        return "".join(self)


UNICODE = Signs(
    worked_out="≈ ",
    at_least="≥ ",
    at_most="≤ ",
    about="~ ",
    disputed="†",
    replaced="‡",
    relays="»",
    times="×",
    minus="−",
    arrow=" → ",
    becomes=" → ",
    dash="–",
    dot=" · ",
    over="÷",
    bars="█▏▎▍▌▋▊▉",
    shades="█▒·",
    digits="⁰¹²³⁴⁵⁶⁷⁸⁹",
)
ASCII = Signs(
    worked_out="est. ",
    at_least=">= ",
    at_most="<= ",
    about="~ ",
    disputed="(!)",
    replaced="(old)",
    relays="(relay)",
    times="x",
    minus="-",
    arrow=" to ",
    becomes=" -> ",
    dash="-",
    dot=", ",
    over="/",
    bars="#",
    shades="#+.",
    digits="",
)


def visible(text: str) -> str:
    """Return the text with what cannot be seen, or would change how the rest is seen, written as escapes.

    >>> visible("Agency" + chr(27) + "[31m")
    'Agency\\\\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(
        mark.encode("unicode_escape").decode() if unicodedata.category(mark) in _HIDDEN else mark for mark in text
    )


def rounded(number: Exact, places: int = 0) -> str:
    """Return the number to so many decimal places, halves away from zero, thousands grouped.

    >>> rounded(Fraction(1185, 2)), rounded(Fraction(789, 104), 2)
    ('593', '7.59')
    """
    whole = floor(abs(Fraction(number)) * 10**places + Fraction(1, 2))
    sign = "-" if number < 0 and whole else ""
    if not places:
        return f"{sign}{whole:,}"
    return f"{sign}{whole // 10**places:,}.{whole % 10**places:0{places}}"


def ratio(number: Exact) -> str:
    """Return a ratio: three digits below one, two places up to a hundred, whole above.

    >>> ratio(Fraction(114793, 264315)), ratio(Fraction(875, 78)), ratio(Fraction(99999, 100000)), ratio(1234)
    ('0.434', '11.22', '1.00', '1,234')
    """
    return rounded(number, ratio_places(number))


def ratio_places(number: Exact) -> int:
    """Return how many decimal places a ratio is written with."""
    if number <= 0 or number >= LARGE_RATIO - Fraction(1, 200):
        return 0
    if number >= 1 - Fraction(1, 2000):
        return 2
    places = 3
    while Fraction(number) * 10 ** (places - 2) < 1 - Fraction(1, 2000):
        places += 1
    return places


def truthful(number: Exact, places: int, said: Callable[[Exact], bool]) -> str:
    """Return the number to so many places, or to as many more as what is said of it takes to be true of the text.

    It has to be true of the number itself and, unless that is a decimal fraction, of all numbers close to it.

    >>> truthful(Fraction(50001, 10000), 2, lambda number: number > 5)
    '5.0001'
    """
    while True:
        text = rounded(number, places)
        if said(Fraction(text.replace(",", ""))):
            return text
        places += 1


def signed(number: Exact, signs: Signs) -> str:
    """Return a gap, with its sign: ``+4,110``."""
    text = rounded(abs(Fraction(number)))
    return text if text == "0" else f"{signs.minus if number < 0 else '+'}{text}"


def rise(number: Exact, signs: Signs, places: int = 0) -> str:
    """Return a difference with its sign, to so many decimal places, or as many as it takes to see it.

    >>> rise(Fraction(-4, 11), UNICODE, 2), rise(Fraction(1, 3000), UNICODE), rise(0, UNICODE)
    ('−0.36', '+0.0003', '0')
    """
    size = abs(Fraction(number))
    if not size:
        return "0"
    while size * 10**places < Fraction(1, 2):
        places += 1
    return f"{signs.minus if number < 0 else '+'}{rounded(size, places)}"


def ratio_rise(old: Exact, new: Exact, signs: Signs) -> str:
    """Return how much a ratio rose, to the decimal places of the two: ``−0.37``."""
    places = max(len(ratio(number).partition(".")[2]) for number in (old, new))
    return rise(Fraction(new) - Fraction(old), signs, places)


def span(days: Span, signs: Signs) -> str:
    """Return the days as people read them: ``2014-08-08 → 2017-06-30``."""
    return str(days).replace("/", signs.arrow)


def period(stated: Period, signs: Signs) -> str:
    """Return a period as stated: ``2014-08 → 2017-06``."""
    return str(stated).replace("/", signs.arrow)


def bar(share: Exact, width: int, signs: Signs) -> str:
    """Return a bar of that share of the width, in characters; no share is too small to be seen.

    >>> bar(Fraction(1, 2), 5, UNICODE), bar(Fraction(1, 2), 5, ASCII), bar(Fraction(1, 999), 5, ASCII)
    ('██▌', '###', '#')
    """
    steps = len(signs.bars)
    length = max(1, floor(share * width * steps + Fraction(1, 2)))
    rest = length % steps
    return signs.bars[0] * (length // steps) + (signs.bars[rest] if rest else "")


def between(range_: Range, signs: Signs) -> str:
    """Return a range of counts: ``500–700``, ``≥ 24``, ``≤ 9``."""
    low, high = range_.low, range_.high
    if high is None:
        return f"{signs.at_least}{rounded(low or 0)}"
    if low == high:
        return rounded(high)
    return f"{signs.at_most}{rounded(high)}" if not low else f"{rounded(low)}{signs.dash}{rounded(high)}"


def ratio_between(range_: Range, signs: Signs) -> str:
    """Return a range of ratios: ``2.90–3.80×``, ``≥ 1.25×``, ``≤ 0.80×``."""
    low, high = range_.low, range_.high
    if high is None:
        return f"{signs.at_least}{ratio(low or 0)}{signs.times}"
    if low == high:
        return f"{ratio(high)}{signs.times}"
    return f"{f'{ratio(low)}{signs.dash}' if low else signs.at_most}{ratio(high)}{signs.times}"


def gap_between(range_: Range, signs: Signs) -> str:
    """Return a range of gaps: ``−100 to +200``, ``≤ +1,953``."""
    low, high = range_.low, range_.high
    if low is None and high is None:
        return signs.dash
    if low is None:
        return f"{signs.at_most}{signed(high or 0, signs)}"
    if high is None:
        return f"{signs.at_least}{signed(low, signs)}"
    return signed(low, signs) if low == high else f"{signed(low, signs)} to {signed(high, signs)}"


def mark_of(count: Count, signs: Signs) -> str:
    """Return the sign that stands for the words of a count: ``≥``, ``≤``, ``~``; nothing where a range is shown."""
    if count.reported is None or count.low == count.high:
        return ""
    if count.high is None:
        return signs.at_least if count.low == count.reported else signs.about
    return signs.at_most if count.low == 0 and count.high == count.reported else ""


def capital(text: str) -> str:
    """Return the text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def with_article(noun: str) -> str:
    """Return the noun with its article.

    >>> with_article("actor"), with_article("place")
    ('an actor', 'a place')
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def plural(number: int, noun: str, several: str | None = None) -> str:
    """Return the number with its noun: ``1 figure``, ``2 figures``."""
    return f"{number:,} {noun if number == 1 else several or f'{noun}s'}"


def days_later(least: int, most: int) -> str:
    """Return how much later something is: ``0 to 14 days later``."""
    return f"{plural(most, 'day') if least == most else f'{least:,} to ' + plural(most, 'day')} later"
