"""The names that a registry uses, read for completion alone: no value is understood, and no problem told."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable, Iterator
from functools import partial

from casualtycli.registry.find import File
from casualtycli.registry.nodes import Mapping, Node, Scalar, Sequence, decode, read_document
from casualtycli.registry.syntax import Broken


def names(files: Iterable[File], kind: str) -> dict[str, str]:
    """Return the names of a kind (source, figure, measure, place, actor), each with what it is, as written.

    Of measures, places and actors, those that figures have; a file that is no YAML has no names.
    """
    read = {"source": _sources, "figure": _figures}.get(kind) or partial(_in_figures, kind)
    return {name: what for file in files for name, what in read(_root(file)) if name}


def _root(file: File) -> Node | None:
    try:
        return read_document(decode(file.data, file.name), file.name).root
    except Broken:
        return None


def _sources(root: Node | None) -> Iterator[tuple[str, str]]:
    for name, source in _entries(_entries(root).get("sources")).items():
        yield name, _text(source, "short") or _text(source, "name")


def _figures(root: Node | None) -> Iterator[tuple[str, str]]:
    for figure in _items(root, "figures"):
        yield _text(figure, "id"), ", ".join(filter(None, (_text(figure, key) for key in ("count", "period"))))


def _in_figures(key: str, root: Node | None) -> Iterator[tuple[str, str]]:
    defaults = _entries(root).get("defaults")
    for figure in _items(root, "figures"):
        yield _text(figure if key in _entries(figure) else defaults, key), ""


def _items(node: Node | None, key: str) -> list[Node]:
    value = _entries(node).get(key)
    return value.items if isinstance(value, Sequence) else []


def _entries(node: Node | None) -> abc.Mapping[str, Node]:
    return node.entries if isinstance(node, Mapping) else {}


def _text(node: Node | None, key: str) -> str:
    value = _entries(node).get(key)
    return value.text.strip() if isinstance(value, Scalar) and not value.is_null else ""
