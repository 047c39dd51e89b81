"""Figures that figures name: whether each is there, and whether none leads back to itself."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from casualtycli.model import Figure
from casualtycli.problems import Location, quoted
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
    name: str

    @property
    def place(self) -> Location:
        """Where it stands."""
        return self.fields.document.place(self.node)


class References:
    """The mentions of figures in all files."""

    def __init__(self) -> None:
        self._mentions: list[_Mention] = []

    def mention(self, fields: Fields, node: Node | None, key: str, by: str | None) -> str | None:
        """Return the id that a key names, unless it is that of the figure which it stands in."""
        name = fields.text(node, key)
        if name is None or not isinstance(node, Scalar):
            return None
        if name == by:
            message = f"{key} names the figure itself"
            fields.report(fields.document.place(node), "circle", message, "name another figure")
            return None
        self._mentions.append(_Mention(fields, node, key, name))
        return name

    def check(self, ids: Collection[str], figures: Sequence[Figure]) -> None:
        """Keep the mentions of figures that are not there, and figures that replace or repeat in a circle."""
        for mention in self._mentions:
            if mention.name not in ids:
                hint = did_you_mean(mention.name, ids, "write the id of a figure")
                message = f"no figure is called {quoted(mention.name)} ({mention.key})"
                mention.fields.report(mention.place, "unknown-figure", message, hint)
        for key, doing in CIRCLES.items() if self._mentions else ():
            named = ((figure.id, getattr(figure, key)) for figure in figures)
            self._check_circles(key, doing, {by: (name,) for by, name in named if name})

    def _check_circles(self, key: str, doing: str, following: Mapping[str, tuple[str, ...]]) -> None:
        for circle in find_circles(following):
            first = next(mention for mention in self._mentions if mention.key == key and mention.name == circle[0])
            message = f"figures {doing} each other in a circle: {' > '.join(circle)}"
            first.fields.report(first.place, "circle", message, f"take one {key}: out")
