"""What machines read: results as dictionaries of plain values, with the names that interface and file share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import islice

from casualtycli.aligned import Moved
from casualtycli.comparison import Comparison, Comparisons, Measured, NotComparable, Question, Side, compared_figures
from casualtycli.model import Figure, Incident, Registry
from casualtycli.periods import Span
from casualtycli.ranges import Exact, Range
from casualtycli.report.notes import notes_of
from casualtycli.scopes import Relation

Document = dict[str, object]
SCOPE = {Relation.SAME: "same", Relation.PART: "subject is part", Relation.CONTAINS: "baseline is part"}


def comparisons_document(registry: Registry, question: Question, found: Comparisons) -> Document:
    """Return all comparisons, and all that cannot be compared."""
    as_of = question.selection.as_of
    return {
        "schema": "casualty.compare/1",
        "registry": registry_document(registry),
        "as_of": str(as_of) if as_of else None,
        "align": str(question.align),
        **reports_document(registry, compared_figures(registry, found.rows)),
        "comparisons": [comparison_document(row) for row in found.rows],
        "not_comparable": [not_comparable_document(entry) for entry in found.not_comparable],
    }


def registry_document(registry: Registry) -> Document:
    """Return what tells a registry from others."""
    return {"title": registry.title, "files": list(registry.files), "sha256": digest(registry)}


def digest(registry: Registry) -> str:
    """Return the SHA-256 of what the registry says.

    Comments, layout and the order of its figures do not count, so it tells whether two results rest on the same data.
    """
    from hashlib import sha256

    scopes = registry.scopes
    told = sha256()
    for source in registry.sources.values():
        told.update(repr((source.id, source.name, source.short, source.role, source.url)).encode())
        told.update(repr((source.counts, source.clock, source.revises)).encode())
        told.update(repr(source.lists).encode() if source.lists else b"")
        told.update(str(source.lag).encode() if source.lag else b"")
    for contents in (scopes.measures, scopes.places, scopes.actors):
        told.update(repr((sorted(contents.parts.items()), sorted(contents.includes.items()))).encode())
    told.update(repr(sorted((key, activity.spans) for key, activity in registry.activities.items())).encode())
    between, texts = "", map(_told, registry.figures)
    while some := "\0".join(islice(texts, 100)):  # all together would take as much memory as the file
        told.update(f"{between}{some}".encode())
        between = "\0"
    for file in registry.incident_files:
        told.update(repr((file.source.id, file.variant)).encode())
        told.update("\0".join(sorted(_listed(incident) for incident in file.incidents)).encode())
    return told.hexdigest()


FIRST_SELDOM = Figure._fields.index("variant")
"""From here on stands what few figures have."""


def _told(figure: Figure) -> str:
    """Return all that a figure says; what is seldom written, only where it is."""
    scope, count = figure.scope, figure.count
    text = (
        f"{figure.id}\n{figure.source.id}\n{scope.measure}\n{scope.place}\n{scope.actor}\n{figure.variant}\n"
        f"{count.words}\n{count.low}\n{count.high}\n{figure.period}\n{figure.published}\n{figure.url}"
    )
    if not any(figure[FIRST_SELDOM:]):
        return text
    more = (figure.supersedes, figure.disputed, figure.via, figure.accessed, figure.archive, figure.note)
    most = (figure.relays, figure.restart, figure.batch, figure.adds and "adds")
    if not (figure.projection or any(more) or any(most)):
        return text
    return f"{text}\n{figure.projection}{(*more, *filter(None, most))}"


def _listed(incident: Incident) -> str:
    """Return all that an incident says; where it stands in its file does not count."""
    id_, (measure, place, actor), *numbers = incident[:-2]
    return f"{id_}\n{measure}\n{place}\n{actor}\n{numbers}"


def comparison_document(row: Comparison) -> Document:
    """Return one comparison."""
    return {
        "measure": row.subject.scope.measure,
        "period": days_document(row.window),
        "baseline_period": days_document(row.baseline_window),
        "subject": side_document(row.subject),
        "baseline": side_document(row.baseline),
        "ratio": _measured(row.ratio),
        "gap": _measured(row.gap),
        "scope": SCOPE[row.relation],
        "verdict": str(row.verdict),
        "notes": list(notes_of(row)),
    }


def side_document(side: Side) -> Document:
    """Return one side of a comparison."""
    voice, scope, aligned = side.voice, side.scope, side.aligned
    return {
        "source": voice.source.id,
        "variant": voice.variant,
        "figure": voice.alone.id if voice.alone else None,
        "measure": scope.measure,
        "place": scope.place,
        "actor": scope.actor,
        "disputed": voice.disputed is not None,
        "floor": voice.source.counts.floor,
        "clock": str(voice.source.clock),
        "lag": str(voice.source.lag) if voice.source.lag else None,
        "basis": str(aligned.basis),
        **number_document(aligned.estimate),
        **_range(aligned.range),
        "assumptions": [str(assumption) for assumption in aligned.assumptions],
        "figures": [figure.id for figure in aligned.figures],
        "set_aside": [figure.id for figure in aligned.set_aside],
        "moved": _moved(aligned.moved),
        "incidents": aligned.listed.entries if aligned.listed else None,
        "straddling": aligned.listed.straddling if aligned.listed else None,
        "origins": [figure.id for figure in side.origins],
        "batches": [added.by.id for added in aligned.batches],
    }


def _moved(moved: Moved | None) -> Document | None:
    """Return what an estimate was before it was taken into the range, and what proves that end."""
    if moved is None:
        return None
    return {**number_document(moved.estimate), "figures": [figure.id for figure in moved.figures]}


def _measured(measured: Measured | None) -> Document | None:
    if measured is None:
        return None
    return {**number_document(measured.estimate), **_range(measured.range)}


def number_document(number: Exact | None) -> Document:
    """Return a number as near as a float can be, and exactly."""
    return {"estimate": _number(number), "exact": _exact(number)}


def _range(range_: Range) -> Document:
    return {"low": _number(range_.low), "high": _number(range_.high)}


def _number(number: Exact | None) -> int | float | None:
    return float(number) if isinstance(number, Fraction) else number


def _exact(number: Exact | None) -> str | None:
    return None if number is None else str(number)


def days_document(span: Span | None) -> Document | None:
    """Return the first and the last day, and how many there are."""
    return None if span is None else {"first": str(span.first), "last": str(span.last), "days": span.days}


def not_comparable_document(entry: NotComparable) -> Document:
    """Return two sources that cannot be compared, and why."""
    return {
        "subject": entry.subject.id,
        "baseline": entry.baseline.id,
        "disputed": entry.disputed is not None,
        "measure": entry.measure,
        "places": list(entry.places),
        "periods": [days_document(span) for span in entry.periods],
        "reason": entry.reason,
    }


def reports_document(registry: Registry, figures: Collection[Figure]) -> Document:
    """Return how many figures there are, and how many of them, or that they relay, repeat none."""
    return {"reports": len(figures), "origins": len({registry.origin(figure).id for figure in figures})}


_SIDE = (
    "source",
    "variant",
    "figure",
    "measure",
    "place",
    "actor",
    "disputed",
    "floor",
    "clock",
    "lag",
    "basis",
    "estimate",
    "exact",
    "low",
    "high",
    "assumptions",
    "figures",
    "set_aside",
    "moved_exact",
    "moved_figures",
    "incidents",
    "straddling",
    "origins",
    "batches",
)
_MEASURED = ("estimate", "exact", "low", "high")
DAYS = ("first", "last", "days")
COMPARISON_COLUMNS = (
    "measure",
    *(f"period_{name}" for name in DAYS),
    *(f"baseline_period_{name}" for name in DAYS),
    *(f"subject_{name}" for name in _SIDE),
    *(f"baseline_{name}" for name in _SIDE),
    *(f"ratio_{name}" for name in _MEASURED),
    *(f"gap_{name}" for name in _MEASURED),
    "scope",
    "verdict",
    "notes",
)


def flat(document: Document, columns: tuple[str, ...]) -> tuple[object, ...]:
    """Return the values of a document under columns whose names are its keys joined by ``_``.

    The items of a list are joined by ``; ``; what is not there is None.
    """
    row = dict(_flattened(document, ""))
    return tuple(row.get(column) for column in columns)


def _flattened(document: Document, before: str) -> Iterable[tuple[str, object]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{before}{key}_")
        elif isinstance(value, list):
            yield f"{before}{key}", "; ".join(str(item) for item in value)
        else:
            yield f"{before}{key}", value
