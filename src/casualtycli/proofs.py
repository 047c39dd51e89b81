"""Proofs in words: the sum that forces a bound or a clash, its figures, and why their scopes bear on each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casualtycli import wording
from casualtycli.batches import is_restated
from casualtycli.bounds import Bound, Clash
from casualtycli.certificates import Certificate, Linked
from casualtycli.claims import Claim, Counted
from casualtycli.links import Link
from casualtycli.model import Source
from casualtycli.scopes import Scope
from casualtycli.sums import Summed
from casualtycli.wording import ANYBODY, Signs

Taken = tuple[int, Claim | Summed]
"""A claim, and how often it is taken."""


def proofs_of(bound: Bound, signs: Signs) -> tuple[str, ...]:
    """Return why a range is no wider, a text for either end: none for what is not limited.

    An end that no figure takes part in rests on nobody being counted less than zero times, or on inactive days.
    """
    low, high = bound.low_proof, bound.high_proof
    one_figure = low.figures if len(low.claims) == 1 else ()
    if one_figure and high is not None and bound.low == bound.high and one_figure == high.figures:
        return (f"{wording.rounded(bound.low)}: {one_figure[0].id}{_since(low)}",)
    told = [_bound(low, signs)] if low.claims else []
    return (*told, _bound(high, signs)) if high is not None else tuple(told)


def _bound(certificate: Certificate, signs: Signs) -> str:
    limit = f"at {'most' if certificate.at_most else 'least'} {sum_of(certificate, signs)}"
    adds, takes = _sides(certificate)
    if not adds:
        return f"{limit}: no active day"
    less = f" less {_names(takes, certificate, signs)}" if takes else ""
    return f"{limit}: {_names(adds, certificate, signs)}{less}{_since(certificate)}"


def clash_told(clash: Clash, signs: Signs, *, placed: bool = False) -> str:
    """Return by how many persons figures miss each other, and the two sums that do, perhaps with the lines of a file.

    "at least 160 = 100 + 60 (children and women), at most 150 (all): 10 too many"
    """
    least, most = _sides(clash.certificate)
    sums = [
        f"at {word} {_added(taken, signs)} ({_names(taken, clash.certificate, signs, placed=placed)})"
        for word, taken in (("least", least), ("most", most))
    ]
    return f"{', '.join(sums)}: {wording.rounded(clash.size)} too many"


def clashing(clash: Clash) -> tuple[str, ...]:
    """Return the ids of the figures that clash, and how many incidents of whom."""
    return (*(figure.id for figure in clash.figures), *map(listed_name, clash.certificate.sums))


def sum_of(certificate: Certificate, signs: Signs) -> str:
    """Return a bound, and the sum that it is where it takes more than one number: ``2,232 = 2,332 − 100``."""
    adds, takes = _sides(certificate)
    bound = wording.rounded(certificate.bound)
    if [times for times, _ in (*adds, *takes)] in ([], [1]):
        return bound
    less = "".join(f" {signs.minus} {_number(taken, signs)}" for taken in takes)
    return f"{bound} = {' + '.join(_number(taken, signs) for taken in adds)}{less}"


def reasons(certificate: Certificate) -> tuple[str, ...]:
    """Return why the scopes in a sum bear on each other, and which counts are not as printed: each once, sorted."""
    linked = [line.said for line in certificate.lines if isinstance(line.said, Linked)]
    other = {f"{figure.id}: {figure.count.words}" for figure in certificate.figures if is_restated(figure)}
    late = {late_words(claim.figure.source) for _, claim in certificate.claims if isinstance(claim.window, Counted)}
    return tuple(sorted({_reason(said.link, exact=said.reversed) for said in linked} | other | late))


def late_words(source: Source) -> str:
    """Return how long after a death a source counts it."""
    return f"{source.short} counts a death {wording.days_later(*source.lag or (0, 0))}"


def _since(certificate: Certificate) -> str:
    return "".join(f"; {reason}" for reason in reasons(certificate))


def _reason(link: Link, *, exact: bool) -> str:
    whole, parts = link.whole, link.parts
    names = [_narrower(part, whole) for part in parts]
    wider = _wider(parts[0], whole)
    if exact:
        return f"{_listed(names)} {'together are' if len(parts) > 1 else 'is'} all of {wider}"
    if len(parts) > 1:
        return f"{_listed(names)} are parts of {wider} that share nobody"
    return f"{names[0]} is part of {wider}"


def _narrower(part: Scope, whole: Scope) -> str:
    return ", ".join(name or ANYBODY for name, other in zip(part, whole, strict=True) if name != other)


def _wider(part: Scope, whole: Scope) -> str:
    return _narrower(whole, part)


def _sides(certificate: Certificate) -> tuple[list[Taken], list[Taken]]:
    """Return what adds to the sum, and what takes away from it."""
    adds = [taken for taken in certificate.claims if taken[1].at_most == certificate.at_most]
    return adds, [taken for taken in certificate.claims if taken[1].at_most != certificate.at_most]


def _added(taken: Sequence[Taken], signs: Signs) -> str:
    total = wording.rounded(sum(times * claim.count for times, claim in taken))
    if [times for times, _ in taken] in ([], [1]):
        return total
    return f"{total} = {' + '.join(_number(one, signs) for one in taken)}"


def _number(taken: Taken, signs: Signs) -> str:
    times, claim = taken
    number = wording.rounded(claim.count)
    return number if times == 1 else f"{times} {signs.times} {number}"


def _names(taken: Iterable[Taken], certificate: Certificate, signs: Signs, *, placed: bool = False) -> str:
    return _listed([name_of(claim, certificate, signs, placed=placed) for _, claim in taken])


def name_of(claim: Claim | Summed, certificate: Certificate, signs: Signs, *, placed: bool = False) -> str:
    """Return what a claim is called: the id of its figure, or how many incidents of whom, where and when.

    "57 incidents of Monitor in North on 2017-01-01 → 2017-03-31", without what the bound itself is about.
    """
    if isinstance(claim, Claim):
        return claim.figure.id + (f" at {claim.figure.location.file}:{claim.figure.location.line}" if placed else "")
    told = listed_name(claim)
    if where := _other_names(claim.scope, certificate):
        told += f" in {where}"
    return told if claim.window == certificate.window else f"{told} on {wording.span(claim.window, signs)}"


def _other_names(scope: Scope, certificate: Certificate) -> str:
    """Return the names of a scope that are not those of the bound, or of all that clashes."""
    others = [certificate.scope] if certificate.scope else [claim.scope for _, claim in certificate.claims]
    kept = (name or ANYBODY for at, name in enumerate(scope) if any(other[at] != name for other in others))
    return ", ".join(kept)


def listed_name(said: Summed) -> str:
    """Return how many incidents a sum is of, and whose: ``57 incidents of Monitor``."""
    whole = said.by.whole
    variant = f" ({whole.variant})" if whole.variant else ""
    return f"{wording.plural(said.entries, 'incident')} of {whole.source.short}{variant}"


def _listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
