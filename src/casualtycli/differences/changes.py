"""What became of something, and in which keys what stands there differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = str | int | bool | tuple[str, ...] | None
Fields = Mapping[str, Value]


class Change(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A key with what stood there, and what stands there now; None: nothing."""

    key: str
    old: Value
    new: Value


def changed_fields(old: Fields, new: Fields) -> tuple[FieldChange, ...]:
    """Return the keys whose values differ, in their order."""
    keys = dict.fromkeys((*old, *new))
    return tuple(
        FieldChange(key, old.get(key), new.get(key))
        for key in keys
        if (old.get(key), type(old.get(key))) != (new.get(key), type(new.get(key)))
    )
