"""The texts that ship beside the program: a registry to begin with, and the schema of all registries."""

from __future__ import annotations

from pathlib import Path


def starter() -> str:
    """Return a commented registry of two invented sources, to be filled with one's own."""
    return _text("starter.yaml")


def schema() -> str:
    """Return the JSON Schema (draft 2020-12) of the registry format."""
    return _text("schema.json")


def _text(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
