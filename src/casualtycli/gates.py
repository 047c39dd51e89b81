"""Gates: what no row may be, as an expression such as ``ratio > 5 and gap >= 1,000 or clash``.

A row is a comparison, or what is proved of a scope; each kind has numbers of its own to name.

``and`` binds tighter than ``or``. There are no brackets: a gate holds when either of two expressions does, and
so an expression with brackets can always be written as several.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from casualtycli import wording
from casualtycli.comparison import Comparison, Verdict
from casualtycli.numbers import HINT, Number, read_number
from casualtycli.problems import Refused, quoted
from casualtycli.proved import Proved
from casualtycli.ranges import Exact
from casualtycli.suggest import did_you_mean

CLASH = "clash"
NAMES = ("ratio", "ratio.low", "ratio.high", "gap", "gap.low", "gap.high")
"""Numbers of a comparison."""
PROVED_NAMES = ("low", "high", "width")
"""Numbers of what is proved: the ends of the range, and how far they are apart."""
_EXAMPLES = {NAMES: ("ratio > 5", "gap >= 1000"), PROVED_NAMES: ("low < 5000", "high > 100")}
Row = Comparison | Proved
AnyRow = TypeVar("AnyRow", Comparison, Proved)
COMPARISONS: Mapping[str, Callable[[Exact, Exact], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}
_LIKE = {"==": "=", "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<="}
_UNEQUAL = ("!=", "<>", "≠")
_JOINED = {"&": "and", "&&": "and", "|": "or", "||": "or"}
_TOKEN = re.compile(
    r"""(?P<word>[^\W\d][\w.]*) | (?P<number>[+−-]?[\d.,][\w.,]*[×%]?) | (?P<sign>[<>=!≥≤≠]+|&+|\|+) | (?P<other>\S)""",
    re.VERBOSE,
)


class BadGate(Refused):
    """An expression that cannot be read, with the place in it."""

    def __init__(self, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message, hint)
        self.start = start
        """Characters before the place meant."""
        self.end = end
        """Characters before what follows it."""


@dataclass(frozen=True, slots=True)
class Clash:
    """The condition that figures cannot all be right: two sides, or those that bear on a scope."""

    def met(self, row: Row) -> str | None:
        """Return the words for it where the row meets it."""
        clashes = bool(row.clashes) if isinstance(row, Proved) else row.verdict is Verdict.CLASH
        return CLASH if clashes else None

    def __str__(self) -> str:
        return CLASH


@dataclass(frozen=True, slots=True)
class Limit:
    """The condition that a number of a row is above, below or at a limit."""

    name: str
    """One of ``NAMES``, of which those without ``.low`` and ``.high`` mean the estimate, or of ``PROVED_NAMES``."""
    comparison: str
    """One of ``COMPARISONS``."""
    limit: Number

    def met(self, row: Row) -> str | None:
        """Return the number that the row has, with the limit, where it meets the condition.

        A number that the row has not, be it an estimate or an open bound, meets none. The number is written with as
        many decimals as it takes for what is said to be true.
        """
        exact = self._exact(row)
        if exact is None or not self._holds(exact):
            return None
        places = wording.ratio_places(exact) if self.name.startswith("ratio") else 0
        return f"{self.name} {wording.truthful(exact, places, self._holds)} {self.comparison} {self.limit}"

    def _exact(self, row: Row) -> Exact | None:
        if isinstance(row, Proved):
            low, high = row.bound.low, row.bound.high
            return {"low": low, "high": high, "width": None if high is None else high - low}[self.name]
        of, _, bound = self.name.partition(".")
        measured = row.ratio if of == "ratio" else row.gap
        if measured is None:
            return None
        return {"": measured.estimate, "low": measured.range.low, "high": measured.range.high}[bound]

    def _holds(self, exact: Exact) -> bool:
        return COMPARISONS[self.comparison](exact, self.limit.value)

    def __str__(self) -> str:
        return f"{self.name} {self.comparison} {self.limit}"


Condition = Clash | Limit


@dataclass(frozen=True, slots=True)
class Gate:
    """An expression: it holds where all conditions of one of the alternatives are met."""

    alternatives: tuple[tuple[Condition, ...], ...]

    def met(self, row: Row) -> str | None:
        """Return what the row meets of the first alternative that it meets, or None."""
        for conditions in self.alternatives:
            told = [words for condition in conditions if (words := condition.met(row)) is not None]
            if len(told) == len(conditions):
                return " and ".join(told)
        return None

    def __str__(self) -> str:
        return " or ".join(" and ".join(map(str, conditions)) for conditions in self.alternatives)


def failures(rows: Iterable[AnyRow], gates: Iterable[Gate]) -> Iterator[tuple[AnyRow, str]]:
    """Yield each row that is not disputed and meets a gate, with all that it meets."""
    wanted = tuple(gates)
    for row in rows:
        if not isinstance(row, Proved) and any(side.voice.disputed for side in row.sides):
            continue
        if told := [words for gate in wanted if (words := gate.met(row)) is not None]:
            yield row, "; ".join(dict.fromkeys(told))


def read_gate(text: str, names: tuple[str, ...] = NAMES) -> Gate:
    """Return the gate that the expression states, on numbers of those names.

    >>> str(read_gate("ratio>5.0 and gap.low >= 1000 or clash"))
    'ratio > 5.0 and gap.low >= 1,000 or clash'

    Raises:
        BadGate: it is no such expression.
    """
    return _GateReader(text, names).gate()


class _Token(NamedTuple):
    kind: str
    """``word``, ``number``, ``sign``, ``other``, or ``end`` behind the last one."""
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + max(1, len(self.text))

    def refused(self, message: str, hint: str) -> BadGate:
        return BadGate(message, hint, self.start, self.end)


class _GateReader:
    """Reads an expression from left to right."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        self._names = names
        found = (
            _Token(str(token.lastgroup), token[0], token.start()) for token in _TOKEN.finditer(text) if token.lastgroup
        )
        self._tokens = [*found, _Token("end", "", len(text.rstrip()))]
        self._at = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def gate(self) -> Gate:
        """Return the whole expression."""
        alternatives: list[list[Condition]] = [[]]
        while True:
            alternatives[-1].append(self._condition())
            token = self._take()
            if token.kind == "end":
                return Gate(tuple(map(tuple, alternatives)))
            if token.text == "or":
                alternatives.append([])
            elif token.text != "and":
                raise self._not_joined(token)

    def _condition(self) -> Condition:
        token = self._take()
        if token.text == CLASH:
            return Clash()
        if token.text not in self._names:
            raise self._no_name(token)
        return Limit(token.text, self._comparison(token.text), self._number())

    def _comparison(self, name: str) -> str:
        token = self._next
        if token.text in COMPARISONS:
            return self._take().text
        if token.text in _LIKE:
            raise token.refused(f"no comparison is written {token.text}", f"write {_LIKE[token.text]}")
        if token.text in _UNEQUAL:
            raise token.refused(f"no comparison is written {token.text}", f"write two: {name} < … or {name} > …")
        message = f"a comparison is missing behind {name}"
        raise token.refused(message, f"write one of {' '.join(COMPARISONS)} and a number: {name} > 5")

    def _number(self) -> Number:
        token = self._take()
        if token.kind == "end" or token.text in ("and", "or"):
            raise token.refused("a number is missing here", HINT)
        if token.text in (*self._names, CLASH):
            raise token.refused(f"{token.text} is no number: a limit is one", HINT)
        try:
            return read_number(token.text)
        except Refused as refused:
            raise token.refused(refused.message, refused.hint) from None

    def _no_name(self, token: _Token) -> BadGate:
        """Return what is wrong with what stands where a condition begins."""
        names = (*self._names, CLASH)
        example = f"write a condition: {', '.join(_EXAMPLES[self._names])} or {CLASH}"
        if token.kind == "end" or token.text in ("and", "or"):
            return token.refused("a condition is missing here", example)
        if token.kind == "word":
            hint = did_you_mean(token.text, names, f"write one of {', '.join(names)}")
            return token.refused(f"no condition begins with {quoted(token.text)}", hint)
        if token.kind in ("number", "sign"):
            return token.refused("a condition begins with a name", example)
        if token.text in "()[]{}":
            return token.refused(
                "brackets are not read", "and binds tighter than or; write several --fail-if for the rest"
            )
        return token.refused(f"cannot read {quoted(token.text)}", example)

    def _not_joined(self, token: _Token) -> BadGate:
        """Return what is wrong with what stands behind a condition."""
        if token.text in _JOINED:
            return token.refused(f"conditions are not joined by {token.text}", f"write {_JOINED[token.text]}")
        if token.text in "()[]{}":
            return self._no_name(token)
        otherwise = "join conditions with and, or"
        return token.refused(
            f"cannot read {quoted(token.text)} here", did_you_mean(token.text, ("and", "or"), otherwise)
        )
