"""What a rule has to say of a registry that could be read."""

from __future__ import annotations

from typing import NamedTuple

from casualtycli.model import Figure, Source
from casualtycli.problems import Location


class Finding(NamedTuple):
    """What a rule has to say of a figure or a source."""

    about: Figure | Source
    message: str
    hint: str
    key: str | None = None
    """The key of the figure that is meant; ``None``: all of it."""
    place: Location | None = None
    """Where it is, if in no file of the registry itself."""
