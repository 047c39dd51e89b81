"""Numbers as people write them to hold a ratio or a gap against: exact, with the places that were written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from casualtycli.problems import Refused, quoted
from casualtycli.ranges import Exact, plain
from casualtycli.suggest import western
from casualtycli.wording import rounded

HINT = "write a number: 5, 2.5, 1,000 or -300"
LONGEST = 40

_NUMBER = re.compile(r"[+−-]?(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Exact
    places: int = 0
    """Decimal places that were written."""

    def rounds(self, exact: Exact) -> bool:
        """Tell whether an exact number is this one once it is rounded to as many places, as tables round.

        >>> Number(Fraction(759, 100), 2).rounds(Fraction(789, 104))
        True
        """
        return rounded(exact, self.places) == str(self)

    def __str__(self) -> str:
        return rounded(self.value, self.places)


def read_number(text: str) -> Number:
    """Return the number that the text states: digits, a comma between thousands, a point before decimals.

    >>> read_number("+4,110"), read_number("−0.50")
    (Number(value=4110, places=0), Number(value=Fraction(-1, 2), places=2))

    Raises:
        Refused: it is none, or it could be read in two ways.
    """
    found = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        mended = next((guess for guess in _mended(text[:LONGEST]) if _NUMBER.fullmatch(guess)), None)
        raise Refused(f"cannot read the number {quoted(text)}", f"write {mended}" if mended else HINT)
    digits = text.replace(",", "").replace("−", "-")
    return Number(plain(Fraction(digits)), len(found[1] or ""))


def read_persons(text: str) -> int:
    """Return the whole number that the text states, which is not negative.

    >>> read_persons("1,953")
    1953

    Raises:
        Refused: it is none, or no number of persons.
    """
    number = read_number(text).value
    if number.denominator != 1 or number < 0:
        raise Refused(f"{quoted(text)} is no number of persons", "write a whole number: 0, 100 or 1,953")
    return number.numerator


def _mended(text: str) -> Iterator[str]:
    """Yield what may have been meant: a hint only."""
    bare = western(text).strip(" ×x≈~≥≤")
    if not any(mark.isdigit() for mark in bare):
        return
    yield bare
    yield bare.replace(" ", "").replace("_", "")
    yield bare.replace(",", ".")
    yield bare.replace(".", ",")
    yield bare.lstrip("0") if bare.strip("0.") else "0"
    yield f"0{bare}"
