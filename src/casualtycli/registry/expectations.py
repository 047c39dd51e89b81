"""The entries of ``expect:``, to expectations: of a comparison, or of what all reports together prove."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary

from casualtycli.model import Expectation, ProofExpectation, Source
from casualtycli.numbers import Number, read_number, read_persons
from casualtycli.periods import read_moment, read_period
from casualtycli.problems import Refused, quoted
from casualtycli.registry.fields import Fields
from casualtycli.registry.nodes import Mapping, Node, is_null
from casualtycli.suggest import did_you_mean

SCOPE_KEYS = ("measure", "place", "actor", "variant")
NULL_MEANS_NONE = ("actor", "variant")
"""Keys that a figure may do without: null stands for the figures that do."""
EXPECTATION_KEYS = ("subject", "baseline", *SCOPE_KEYS, "period", "as_of", "ratio", "gap")
LIMITS = ("at least", "at most")
PROOF_KEYS = ("measure", "place", "actor", "period", "as_of", *LIMITS)
"""The keys of an expectation of what all reports together prove: one that has a limit."""
HINT = "write {subject: one source, baseline: another, ratio: 2.5}"
SIDES = {
    "subject": "write subject: and the id of the source whose number is divided",
    "baseline": "write baseline: and the id of the source that it is divided by",
}


def read_expectations(
    fields: Fields, node: Node | None, sources: Dictionary[str, Source]
) -> Iterator[Expectation | ProofExpectation]:
    """Yield the expectations that are sound; what is wrong with the others is kept by the fields."""
    for item in fields.sequence(node, "expect"):
        if isinstance(item, Mapping) and not item.entries.keys().isdisjoint(LIMITS):
            of_proof = _of_proof(fields, item)
            yield from (of_proof,) if of_proof else ()
            continue
        entry = fields.mapping(item, "an expectation", EXPECTATION_KEYS, HINT)
        if entry is not None:
            expectation = _expectation(fields, entry, sources)
            yield from (expectation,) if expectation else ()
        elif is_null(item):
            fields.report(fields.document.place(item), "structure", "this expectation is empty", HINT)


def _expectation(fields: Fields, entry: Mapping, sources: Dictionary[str, Source]) -> Expectation | None:
    """Return the expectation, or None where anything in it is wrong: half of it would expect something else."""
    get = entry.entries.get
    _check_keys(fields, entry)
    sides = _sides(fields, entry, sources)
    named = {key: fields.text(get(key), key) for key in SCOPE_KEYS if _is_said(entry, key)}
    period = fields.parsed(get("period"), "period", "bad-period", read_period)
    as_of = fields.parsed(get("as_of"), "as_of", "bad-date", read_moment)
    ratio = fields.parsed(get("ratio"), "ratio", "bad-value", _read_ratio)
    gap = fields.parsed(get("gap"), "gap", "bad-value", read_number)
    read = {**named, "period": period, "as_of": as_of, "ratio": ratio, "gap": gap}
    refused = any(value is None and not is_null(get(key)) for key, value in read.items())
    if sides is None or refused or ratio is gap is None:
        return None
    return Expectation(
        subject=sides[0],
        baseline=sides[1],
        named=named,
        period=period,
        as_of=as_of.span.last if as_of else None,
        ratio=ratio,
        gap=gap,
        places={key: fields.document.place(node) for key, node in entry.entries.items()},
        location=fields.document.place(entry),
    )


def _of_proof(fields: Fields, item: Mapping) -> ProofExpectation | None:
    """Return the expectation of what is proved, or None where anything in it is wrong."""
    fields.mapping(item, "an expectation of what is proved", PROOF_KEYS, HINT)
    get = item.entries.get
    named = {key: fields.text(get(key), key) for key in SCOPE_KEYS if key in PROOF_KEYS and _is_said(item, key)}
    period = fields.parsed(get("period"), "period", "bad-period", read_period)
    as_of = fields.parsed(get("as_of"), "as_of", "bad-date", read_moment)
    limits = {key: fields.parsed(get(key), key, "bad-value", read_persons) for key in LIMITS if not is_null(get(key))}
    if not limits:
        hint = "write at least: or at most: and the number that has to be proved"
        fields.report(fields.document.place(item), "missing-key", "the expectation has no number", hint)
    read = {**named, "period": period, "as_of": as_of, **limits}
    refused = any(value is None and not is_null(get(key)) for key, value in read.items())
    if refused or not limits or not item.entries.keys() <= set(PROOF_KEYS):
        return None
    return ProofExpectation(
        named=named,
        period=period,
        as_of=as_of.span.last if as_of else None,
        limits={key: limit for key, limit in limits.items() if limit is not None},
        places={key: fields.document.place(node) for key, node in item.entries.items()},
        location=fields.document.place(item),
    )


def _check_keys(fields: Fields, entry: Mapping) -> None:
    """Keep what is missing, unless a key that is not known may stand for it."""
    if not entry.entries.keys() <= set(EXPECTATION_KEYS):
        return
    for key, hint in SIDES.items():
        if is_null(entry.entries.get(key)):
            fields.required(entry, key, "the expectation", hint)
    if all(is_null(entry.entries.get(key)) for key in ("ratio", "gap")):
        hint = "write ratio: or gap: and the number that has to stay"
        fields.report(fields.document.place(entry), "missing-key", "the expectation has neither ratio nor gap", hint)


def _is_said(entry: Mapping, key: str) -> bool:
    """Tell whether a key says which figures are meant; null does where a figure may do without."""
    return key in entry.entries and (key in NULL_MEANS_NONE or not is_null(entry.entries[key]))


def _sides(fields: Fields, entry: Mapping, sources: Dictionary[str, Source]) -> tuple[Source, Source] | None:
    """Return the subject and the baseline, or None where one is missing or wrong."""
    subject, baseline = (_source(fields, entry.entries.get(key), key, sources) for key in SIDES)
    if subject is None or baseline is None:
        return None
    if subject is baseline:
        place = fields.document.place(entry.entries["baseline"])
        fields.report(place, "bad-value", f"{subject.id} is compared with itself", "name two sources")
        return None
    return subject, baseline


def _source(fields: Fields, node: Node | None, key: str, sources: Dictionary[str, Source]) -> Source | None:
    name = fields.text(node, key)
    if name is None or node is None:
        return None
    if name not in sources:
        hint = did_you_mean(name, sources, f"declare it under sources: {name}: {{name: …}}")
        place = fields.document.place(node)
        fields.report(place, "unknown-source", f"no source is called {quoted(name)}", hint)
    return sources.get(name)


def _read_ratio(text: str) -> Number:
    number = read_number(text)
    if number.value < 0:
        raise Refused(f"a ratio is never negative: {text}", "write gap: for a difference")
    return number
