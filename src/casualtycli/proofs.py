"""Proofs in words: the sum that forces a bound or a clash, its figures, and why their scopes bear on each other."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from casualtycli import wording
from casualtycli.bounds import Bound, Clash
from casualtycli.certificates import Certificate, Linked
from casualtycli.claims import Claim
from casualtycli.corrections import is_restated
from casualtycli.links import Link
from casualtycli.model import Source
from casualtycli.scopes import Scope
from casualtycli.sums import Summed
from casualtycli.wording import ANYBODY, Signs

FEW = 8
"""Names that are listed before the rest are counted."""
MANY = 24
"""Numbers of a sum that are told one by one; of more, how many they are."""
FEW_SUMS = 3
"""Sums of one list in several places that are told one by one."""


class Term(NamedTuple):
    """A number in a sum: a claim, or what a list has in several scopes on the same days."""

    times: int
    count: int  # type: ignore[assignment]  # persons
    claims: tuple[Claim | Summed, ...]


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
    adds, takes = _sides(certificate)
    terms = len(adds) + len(takes)
    bound = f"{wording.rounded(certificate.bound)}, the sum of {terms:,} numbers"
    told = bound if terms > MANY else sum_of(certificate, signs)
    limit = f"at {'most' if certificate.at_most else 'least'} {told}"
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
    if [term.times for term in (*adds, *takes)] in ([], [1]):
        return bound
    less = "".join(f" {signs.minus} {_number(term, signs)}" for term in takes)
    return f"{bound} = {' + '.join(_number(term, signs) for term in adds)}{less}"


def reasons(certificate: Certificate) -> tuple[str, ...]:
    """Return why the scopes in a sum bear on each other, and which counts are not as printed: each once, sorted."""
    linked = [line.said for line in certificate.lines if isinstance(line.said, Linked)]
    other = {f"{figure.id}: {figure.count.words}" for figure in certificate.figures if is_restated(figure)}
    late = {late_words(one.source) for one in certificate.figures if one.source.lag}
    late |= {late_words(said.by.whole.source) for said in certificate.sums if said.by.whole.source.lag}
    return tuple(sorted({_reason(said.link, exact=said.reversed) for said in linked} | other | late))


def late_words(source: Source) -> str:
    """Return how long after a death a source counts it."""
    return f"{source.short} counts a death {wording.days_later(*source.lag or (0, 0))}"


def _since(certificate: Certificate) -> str:
    return "".join(f"; {reason}" for reason in reasons(certificate))


def _reason(link: Link, *, exact: bool) -> str:
    whole, parts = link.whole, link.parts
    names = [narrower(part, whole) for part in parts]
    names = names if len(names) <= FEW else [*names[: FEW - 1], f"{len(names) - FEW + 1} more"]
    wider = _wider(parts[0], whole)
    if exact:
        return f"{_listed(names)} {'together are' if len(parts) > 1 else 'is'} all of {wider}"
    if len(parts) > 1:
        return f"{_listed(names)} are parts of {wider} that share nobody"
    return f"{names[0]} is part of {wider}"


def narrower(part: Scope, whole: Scope) -> str:
    """Return the names in which a part is not its whole."""
    return ", ".join(name or ANYBODY for name, other in zip(part, whole, strict=True) if name != other)


def _wider(part: Scope, whole: Scope) -> str:
    return narrower(whole, part)


def _sides(certificate: Certificate) -> tuple[list[Term], list[Term]]:
    """Return what adds to the sum, and what takes away from it."""
    sides = (True, False) if certificate.at_most else (False, True)
    adds, takes = ([taken for taken in certificate.claims if taken[1].at_most is side] for side in sides)
    return list(_terms(adds)), list(_terms(takes))


def _terms(taken: Iterable[tuple[int, Claim | Summed]]) -> Iterator[Term]:
    """Yield the numbers of one side of a sum: those of one list on the same days as one, if they are many."""
    alike: dict[tuple[int, object], list[Claim | Summed]] = {}
    for times, claim in taken:
        speaker: object = claim.order if isinstance(claim, Claim) else (claim.by.key, claim.window)
        alike.setdefault((times, speaker), []).append(claim)
    for (times, _), claims in alike.items():
        for group in [claims] if len(claims) > FEW_SUMS else [[claim] for claim in claims]:
            yield Term(times, sum(claim.count for claim in group), tuple(group))


def _added(terms: Sequence[Term], signs: Signs) -> str:
    total = wording.rounded(sum(term.times * term.count for term in terms))
    if [term.times for term in terms] in ([], [1]):
        return total
    if len(terms) > MANY:
        return f"{total}, the sum of {len(terms):,} numbers"
    return f"{total} = {' + '.join(_number(term, signs) for term in terms)}"


def _number(term: Term, signs: Signs) -> str:
    number = wording.rounded(term.count)
    return number if term.times == 1 else f"{term.times} {signs.times} {number}"


def _names(terms: Iterable[Term], certificate: Certificate, signs: Signs, *, placed: bool = False) -> str:
    names = [_name(term, certificate, signs, placed=placed) for term in terms]
    return _listed(names if len(names) <= MANY else [*names[:FEW], f"{len(names) - FEW:,} more"])


def _name(term: Term, certificate: Certificate, signs: Signs, *, placed: bool) -> str:
    first, *more = term.claims
    if not more or isinstance(first, Claim):
        return name_of(first, certificate, signs, placed=placed)
    entries = sum(claim.entries for claim in term.claims if isinstance(claim, Summed))
    scopes = [claim.scope for claim in term.claims]
    differ = [kind for kind in ("measure", "place", "actor") if len({getattr(scope, kind) for scope in scopes}) > 1]
    told = f"{listed_name(first._replace(entries=entries))} in {len(scopes)} {'s, '.join(differ)}s"
    return told if first.window == certificate.window else f"{told} on {wording.span(first.window, signs)}"


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
