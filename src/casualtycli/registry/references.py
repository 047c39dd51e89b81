"""Figures that figures name: whether each is there, and whether none leads back to itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from casualtycli.model import Figure
from casualtycli.problems import quoted
from casualtycli.registry.fields import Fields
from casualtycli.registry.nodes import Node, Scalar
from casualtycli.scopes import find_circles
from casualtycli.suggest import did_you_mean

CIRCLES = {"supersedes": "supersede", "relays": "relay"}
"""The keys that must not lead in a circle, each with what figures do by them."""


class _Mention(NamedTuple):
    fields: Fields
    node: Scalar
    key: str
    by: str | None
    """The id of the figure that makes it; ``None`` in the defaults."""
    name: str


class References:
    """The mentions of figures in all files."""

    def __init__(self) -> None:
        self._mentions: list[_Mention] = []

    def mention(self, fields: Fields, node: Node | None, key: str, by: str | None) -> str | None:
        """Return the id that a key of a figure names, unless it is the figure's own."""
        name = fields.text(node, key)
        if name is None or not isinstance(node, Scalar):
            return None
        if name == by:
            message = f"{key} names the figure itself"
            fields.report(fields.document.place(node), "circle", message, "name another figure")
            return None
        self._mentions.append(_Mention(fields, node, key, by, name))
        return name

    def check(self, ids: Collection[str], figures: Iterable[Figure]) -> None:
        """Keep the mentions of figures that are not there, and figures that replace or repeat in a circle."""
        for mention in self._mentions:
            if mention.name not in ids:
                hint = did_you_mean(mention.name, ids, "write the id of a figure")
                message = f"no figure is called {quoted(mention.name)} ({mention.key})"
                self._report(mention, "unknown-figure", message, hint)
        named = [(figure.id, {"supersedes": figure.supersedes, "relays": figure.relays}) for figure in figures]
        for key, doing in CIRCLES.items():
            self._check_circles(key, doing, {by: (name,) for by, names in named if (name := names[key])})

    def _check_circles(self, key: str, doing: str, following: Mapping[str, tuple[str, ...]]) -> None:
        for circle in find_circles(following):
            first = next(mention for mention in self._mentions if mention.key == key and mention.name == circle[0])
            message = f"figures {doing} each other in a circle: {' > '.join(circle)}"
            self._report(first, "circle", message, f"take one {key}: out")

    def _report(self, mention: _Mention, rule: str, message: str, hint: str) -> None:
        mention.fields.report(mention.fields.document.place(mention.node), rule, message, hint)
