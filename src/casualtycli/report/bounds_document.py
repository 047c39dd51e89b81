"""What all reports together prove, as machines read it."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from casualtycli.answers import Verdict
from casualtycli.asked import Inquiry
from casualtycli.bounds import Clash
from casualtycli.certificates import Certificate
from casualtycli.claims import Claim
from casualtycli.heard import LeftOut, SilentList
from casualtycli.model import Registry
from casualtycli.periods import Span
from casualtycli.proofs import clash_told, reasons, sum_of
from casualtycli.proved import Findings, Proved
from casualtycli.report.bounds import heard_figures, idle_figures, stated_periods
from casualtycli.report.documents import Document, digest, reports_document
from casualtycli.sums import Summed
from casualtycli.wording import UNICODE

BOUND_COLUMNS = (
    *("measure", "place", "actor", "period_first", "period_last", "period_days", "stated"),
    *("low", "high", "sharp"),
    *(f"{end}_{what}" for end in ("low", "high") for what in ("proof", "sum", "reasons")),
)


def bounds_document(
    registry: Registry, inquiry: Inquiry, found: Findings, verdicts: tuple[Verdict, ...] = ()
) -> Document:
    """Return all ranges with their proofs, the clashes, and what is left out."""
    as_of = inquiry.selection.as_of
    return {
        "schema": "casualty.bounds/1",
        "registry": {"title": registry.title, "files": list(registry.files), "sha256": digest(registry)},
        "as_of": str(as_of) if as_of else None,
        "sources": list(inquiry.trusted or inquiry.selection.sources) or None,
        "trusted": bool(inquiry.trusted),
        **reports_document(registry, heard_figures(registry, found)),
        "bounds": [bound_document(row) for row in found.rows],
        "not_needed": [figure.id for figure in idle_figures(found)],
        "clashes": [clash_document(clash) for clash in found.clashes],
        "left_out": [_left_out(one) for one in found.left_out],
        "lists_left_out": [_list_left_out(one) for one in found.silent_lists],
        "answers": [
            {"at_least": verdict.at_least, "at_most": verdict.at_most, "answer": str(verdict.answer)}
            for verdict in verdicts
        ],
    }


def bound_document(row: Proved) -> Document:
    """Return one range; a side that is open is null, and has no proof."""
    bound, scope = row.bound, row.scope
    return {
        "measure": scope.measure,
        "place": scope.place,
        "actor": scope.actor,
        "period": _days(row.days),
        "stated": list(stated_periods(row)),
        "low": bound.low,
        "high": bound.high,
        "sharp": bound.sharp,
        **_proof("low", bound.low_proof),
        **_proof("high", bound.high_proof),
    }


def _days(days: Span) -> Document:
    return {"first": str(days.first), "last": str(days.last), "days": days.days}


def _proof(end: str, certificate: Certificate | None) -> Document:
    """Return the figures that force an end, the sum in words, and each number in it with where it is written."""
    proves = certificate is not None and (certificate.claims or certificate.at_most)
    return {
        f"{end}_proof": _named(certificate) if certificate else [],
        f"{end}_sum": sum_of(certificate, UNICODE) if certificate and proves else None,
        f"{end}_reasons": list(reasons(certificate)) if certificate else [],
        f"{end}_lines": _lines(certificate) if certificate else [],
    }


def _named(certificate: Certificate) -> list[str]:
    """Return the ids of the figures, those in lists too, and of each file of incidents how many rows of it."""
    listed = [_incidents(said) for said in certificate.sums]
    ids = {figure.id for figure in certificate.figures}.union(*(one.figures for one in listed))
    rows = (
        f"{said.by.whole.source.id}: {number} {'row' if number == 1 else 'rows'} of {file}"
        for said, one in zip(certificate.sums, listed, strict=True)
        for file, number in one.rows.items()
    )
    return [*sorted(ids), *rows]


def _lines(certificate: Certificate) -> list[Document]:
    return [{"times": times, **_said(claim)} for times, claim in certificate.claims]


def _said(claim: Claim | Summed) -> Document:
    """Return one number of a sum, with where it is written; of a list, where its source is."""
    figure = claim.figure if isinstance(claim, Claim) else None
    source = claim.figure.source if isinstance(claim, Claim) else claim.by.whole.source
    location = figure.location if figure else source.location
    return {
        "figure": figure.id if figure else None,
        "incidents": _incidents_document(claim) if isinstance(claim, Summed) else None,
        "source": source.id,
        "says": "at most" if claim.at_most else "at least",
        "count": claim.count,
        "measure": claim.scope.measure,
        "place": claim.scope.place,
        "actor": claim.scope.actor,
        "period": str(figure.period if figure else claim.window),
        "file": location.file,
        "line": location.line,
    }


class _Incidents(NamedTuple):
    """What a sum of incidents is of."""

    figures: tuple[str, ...]
    """Ids of the figures that add."""
    rows: Mapping[str, int]
    """By file, how many of its rows."""


def _incidents(said: Summed) -> _Incidents:
    incidents = said.incidents
    figures = sorted(one.id for one in incidents if one.file is None and one.id is not None)
    return _Incidents(tuple(figures), Counter(one.file for one in incidents if one.file is not None))


def _incidents_document(said: Summed) -> Document:
    found = _incidents(said)
    rows = [{"file": file, "rows": number} for file, number in found.rows.items()]
    return {"count": said.entries, "figures": list(found.figures), "files": rows}


def clash_document(clash: Clash) -> Document:
    """Return figures that cannot all be true, and by how many persons they miss each other."""
    return {
        "figures": [figure.id for figure in clash.figures],
        "size": clash.size,
        "message": clash_told(clash, UNICODE),
        "reasons": list(reasons(clash.certificate)),
        "lines": _lines(clash.certificate),
    }


def _left_out(one: LeftOut) -> Document:
    return {"figure": one.figure.id, "reason": str(one.why)}


def _list_left_out(one: SilentList) -> Document:
    number = sum(map(len, one.whole.by_scope.values()))
    return {
        "source": one.whole.source.id,
        "variant": one.whole.variant,
        "incidents": number,
        "reason": str(one.why),
    }
