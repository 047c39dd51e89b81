"""What changed between two registries, as machines read it."""

from __future__ import annotations

from casualtycli.comparison import Comparison, Question
from casualtycli.differences.changes import Value
from casualtycli.differences.declarations import DeclarationChange
from casualtycli.differences.figures import FigureChange
from casualtycli.differences.registries import Differences
from casualtycli.differences.rows import PairChange, RowChange
from casualtycli.model import Figure, Registry
from casualtycli.problems import Location
from casualtycli.ranges import Exact
from casualtycli.report.difference_expectations import expectation_document
from casualtycli.report.documents import (
    Document,
    comparison_document,
    digest,
    not_comparable_document,
    number_document,
)
from casualtycli.report.figure_documents import figure_documents


def differences_document(old: Registry, new: Registry, question: Question, found: Differences) -> Document:
    """Return every change; of each, what there was and what there is, null where there is none."""
    as_of = question.selection.as_of
    return {
        "schema": "casualty.diff/1",
        "old": _registry(old),
        "new": _registry(new),
        "as_of": str(as_of) if as_of else None,
        "align": str(question.align),
        "different": bool(found),
        "figures": _figures(old, new, found.figures),
        "declarations": [_declaration(change) for change in found.declarations],
        "comparisons": [_row(change) for change in found.rows],
        "unchanged_comparisons": found.same_rows,
        "not_comparable": [_pair(pair) for pair in found.pairs],
        "expectations": [expectation_document(change) for change in found.expectations],
    }


def _registry(registry: Registry) -> Document:
    return {"title": registry.title, "files": list(registry.files), "sha256": digest(registry)}


def _figures(old: Registry, new: Registry, changes: tuple[FigureChange, ...]) -> list[Document]:
    before = _documents(old, [change.old for change in changes])
    after = _documents(new, [change.new for change in changes])
    return [
        {"change": str(change.change), "fields": _fields(change, one, other), "old": one, "new": other}
        for change, one, other in zip(changes, before, after, strict=True)
    ]


def _documents(registry: Registry, figures: list[Figure | None]) -> list[Document | None]:
    """Return the document of each figure, None for each None."""
    made = iter(figure_documents(registry.figures, [figure for figure in figures if figure]))
    return [next(made) if figure else None for figure in figures]


def _fields(change: FigureChange, old: Document | None, new: Document | None) -> list[Document]:
    if old is None or new is None:
        return []
    return [{"key": field.key, "old": old[field.key], "new": new[field.key]} for field in change.fields]


def _declaration(change: DeclarationChange) -> Document:
    return {
        "change": str(change.change),
        "kind": change.kind,
        "name": change.name or None,
        "fields": [{"key": field.key, "old": _plain(field.old), "new": _plain(field.new)} for field in change.fields],
        "old": _place(change.old),
        "new": _place(change.new),
    }


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


def _place(place: Location | None) -> Document | None:
    return None if place is None else {"file": place.file, "line": place.line}


def _row(change: RowChange) -> Document:
    return {
        "change": str(change.change),
        "changed": list(change.aspects),
        "ratio_difference": _difference(change.ratio),
        "gap_difference": _difference(change.gap),
        "old": _comparison(change.old),
        "new": _comparison(change.new),
    }


def _difference(number: Exact | None) -> Document | None:
    return None if number is None else number_document(number)


def _comparison(row: Comparison | None) -> Document | None:
    return None if row is None else comparison_document(row)


def _pair(pair: PairChange) -> Document:
    return {
        "change": str(pair.standing),
        "old": [not_comparable_document(entry) for entry in pair.old],
        "new": [not_comparable_document(entry) for entry in pair.new],
    }
