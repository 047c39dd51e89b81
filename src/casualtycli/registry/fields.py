"""Single values of a mapping: what stands under a key, read by its grammar, every problem collected."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from casualtycli.periods import Span, read_period
from casualtycli.problems import Level, Location, Problem, Refused, quoted
from casualtycli.registry.nodes import NULLS, Document, Mapping, Node, Scalar, Sequence, is_null
from casualtycli.suggest import did_you_mean

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)

_ID = re.compile(r"\w[\w.-]*")
_URL = re.compile(r"https?://[^\s/]+(?:/\S*)?")
_OTHER_WORDS = {
    "link": "url",
    "date": "published",
    "dates": "period",
    "number": "count",
    "value": "count",
    "deaths": "count",
    "location": "place",
    "country": "place",
    "perpetrator": "actor",
    "comment": "note",
}
"""Keys as others call them."""


class Fields:
    """Reads the values of one document's mappings, and keeps the problems."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._problems: dict[tuple[str, Location, str], Problem] = {}

    @property
    def problems(self) -> Iterable[Problem]:
        """What was found wrong, each thing once."""
        return self._problems.values()

    def report(self, place: Location, rule: str, message: str, hint: str, level: Level = Level.ERROR) -> None:
        """Keep a problem, unless it is known."""
        key = rule, place, message
        if key not in self._problems:
            self._problems[key] = Problem(
                location=place,
                rule=rule,
                message=message,
                hint=hint,
                level=level,
                excerpt=self.document.line(place.line),
            )

    def refuse(self, node: Node, refused: Refused, rule: str) -> None:
        """Keep what a grammar said of a value."""
        self.report(self.document.place(node), refused.rule or rule, refused.message, refused.hint)

    def mapping(
        self, node: Node | None, what: str, keys: Collection[str] | None = None, hint: str = "write key: value"
    ) -> Mapping | None:
        """Return the node if it is a mapping, its keys checked against those known (None: any)."""
        if not isinstance(node, Mapping):
            if node is not None and not is_null(node):
                self.report(self.document.place(node), "structure", f"{what} is {_kind(node)}", hint)
            return None
        if keys is not None:
            self.check_keys(node, what, keys)
        return node

    def check_keys(self, mapping: Mapping, what: str, keys: Collection[str]) -> None:
        """Keep the problem of each key that is not known."""
        for key in mapping.entries:
            if key not in keys:
                self._unknown(mapping, key, what, keys)

    def _unknown(self, mapping: Mapping, key: str, what: str, keys: Collection[str]) -> None:
        meant = _OTHER_WORDS.get(key.casefold(), key)
        told = did_you_mean(meant if meant in keys else key, keys, f"{what} has the keys {', '.join(keys)}")
        if is_null(mapping.entries[key]) and key[:1].isdigit():
            told = "inside { } a comma ends a value: put a value with a comma in quotation marks"
        self.report(self.document.place_of_key(mapping, key), "unknown-key", f"unknown key {quoted(key)}", told)

    def sequence(self, node: Node | None, what: str) -> list[Node]:
        """Return the items of a list; none where there is no list."""
        if node is None or is_null(node):
            return []
        if not isinstance(node, Sequence):
            hint = "write a list: [one, two], or each entry behind a dash"
            self.report(self.document.place(node), "structure", f"{what} is {_kind(node)}", hint)
            return []
        return node.items

    def scalar(self, node: Node | None, key: str) -> Scalar | None:
        """Return the node if it is a text that is stated; None where it is null or not there."""
        if node is None or (type(node) is Scalar and not (node.plain and node.text in NULLS)):
            return node
        if not isinstance(node, Scalar):
            self.report(self.document.place(node), "structure", f"{key} is {_kind(node)}", "write one value")
        return None

    def text(self, node: Node | None, key: str) -> str | None:
        """Return a text that is not blank, white space around it taken off."""
        return self.parsed(node, key, "bad-value", text_of(key))

    def parsed(self, node: Node | None, key: str, rule: str, parse: Callable[[str], Value]) -> Value | None:
        """Return what a grammar makes of the text, or None where it refuses or nothing is stated."""
        scalar = self.scalar(node, key)
        if scalar is None:
            return None
        try:
            return parse(scalar.text)
        except Refused as refused:
            self.refuse(scalar, refused, rule)
            return None

    def choice(self, node: Node | None, key: str, choices: type[Choice]) -> Choice | None:
        """Return the one of the choices that the text names."""

        def parse(text: str) -> Choice:
            if text in choices._value2member_map_:
                return choices(text)
            hint = did_you_mean(text, tuple(choices), f"write {' | '.join(choices)}")
            raise Refused(f"{key} cannot be {quoted(text)}", hint)

        return self.parsed(node, key, "bad-value", parse)

    def flag(self, node: Node | None, key: str) -> bool | None:
        """Return whether the text says yes."""
        return self.parsed(node, key, "bad-value", flag_of(key))

    def names(self, node: Node | None, key: str) -> tuple[str, ...]:
        """Return the names of a list, each once."""
        texts = (self.text(item, f"an entry of {key}") for item in self.sequence(node, key))
        return tuple(dict.fromkeys(text for text in texts if text is not None))

    def required(self, mapping: Mapping, key: str, what: str, hint: str) -> None:
        """Keep the problem that a key is missing."""
        if key in mapping.entries:
            place, message = self.document.place_of_key(mapping, key), f"{key} of {what} is null"
        else:
            place, message = self.document.place(mapping), f"{what} has no {key}"
        self.report(place, "missing-key", message, hint)


def text_of(key: str) -> Callable[[str], str]:
    """Return what reads the text under a key: not blank, white space around it taken off."""

    def read(text: str) -> str:
        if stated := text.strip():
            return stated
        raise Refused(f"{key} is blank", "write it, or leave the key out")

    return read


def flag_of(key: str) -> Callable[[str], bool]:
    """Return what reads the yes or no under a key."""

    def read(text: str) -> bool:
        if text.casefold() in ("yes", "true"):
            return True
        if text.casefold() in ("no", "false"):
            return False
        raise Refused(f"{key} cannot be {quoted(text)}", "write yes or no")

    return read


def read_id(text: str) -> str:
    """Return a name that can be typed in a shell.

    Raises:
        Refused: it has other characters than letters, digits, ``-``, ``.`` and ``_``.
    """
    if not _ID.fullmatch(text):
        raise Refused(f"the name {quoted(text)} cannot be typed as one word", "write letters, digits, - . _ only")
    return text


def read_url(text: str) -> str:
    """Return a web address.

    Raises:
        Refused: it is none.
    """
    if not _URL.fullmatch(text):
        raise Refused(f"{quoted(text)} is no web address", "write all of it: https://example.org/page")
    return text


def read_days(text: str) -> Span:
    """Return the days of a period that is certain to the day.

    Raises:
        Refused: it is no period, or its ends are not certain.
    """
    period = read_period(text)
    if period.open:
        raise Refused(f"{quoted(text)} does not say until when", "write the last day, or what it is up to now")
    outer, inner = period.limits(date.max)
    if outer is None or outer != inner:
        raise Refused(
            f"the ends of {quoted(text)} are not certain", f"write {outer} if whole months or years are meant"
        )
    return outer


def _kind(node: Node) -> str:
    if isinstance(node, Scalar):
        return "null" if node.is_null else f"the text {quoted(node.text)}"
    return "a list" if isinstance(node, Sequence) else "a mapping"
