"""The names that a registry uses, read for completion alone: no value is understood, and no problem told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from casualtycli.registry.find import File
from casualtycli.registry.nodes import Mapping, Node, Scalar, Sequence, decode, read_document
from casualtycli.registry.syntax import Broken

SCOPE_KINDS = ("measure", "place", "actor")


def names(files: Iterable[File], kind: str) -> dict[str, str]:
    """Return the names of a kind (source, figure, measure, place, actor), each with what it is, as written.

    Of measures, places and actors, those that figures have; a file that is no YAML has no names.
    """
    return dict(chain.from_iterable(_in_file(file, kind) for file in files))


def _in_file(file: File, kind: str) -> Iterator[tuple[str, str]]:
    try:
        root = read_document(decode(file.data, file.name), file.name).root
    except Broken:
        return
    if kind == "source":
        for name, source in _entries(_entries(root).get("sources")).items():
            yield name, _text(source, "short") or _text(source, "name")
        return
    defaults, figures = (_entries(root).get(key) for key in ("defaults", "figures"))
    for figure in figures.items if isinstance(figures, Sequence) else ():
        if kind == "figure":
            yield _text(figure, "id"), ", ".join(filter(None, (_text(figure, key) for key in ("count", "period"))))
        elif kind in SCOPE_KINDS:
            yield _text(figure if kind in _entries(figure) else defaults, kind), ""


def _entries(node: Node | None) -> dict[str, Node]:
    return node.entries if isinstance(node, Mapping) else {}


def _text(node: Node | None, key: str) -> str:
    value = _entries(node).get(key)
    return value.text.strip() if isinstance(value, Scalar) and not value.is_null else ""
