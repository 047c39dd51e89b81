"""The rules for which a registry cannot be read as meant, though every value of it can: figures that exclude others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from casualtycli.model import Figure, Registry
from casualtycli.problems import Level
from casualtycli.publications import publications
from casualtycli.registry.findings import Check, Finding, Places
from casualtycli.registry.read import Reading, in_order
from casualtycli.vintages import repetitions, said_again


def with_errors(reading: Reading) -> Reading:
    """Return the reading with the errors that the rules find added: no figure can ignore one, on whatever day."""
    places = Places(reading.documents)
    found = [
        places.problem(rule.rule, Level.ERROR, finding) for rule in ERRORS for finding in rule.find(reading.registry)
    ]
    return reading._replace(problems=in_order((*reading.problems, *found), reading.documents))


def _two_numbers(registry: Registry) -> Iterator[Finding]:
    for again in said_again(registry):
        for group in grouped(again, lambda figure: figure.known):
            settled = {figure.supersedes for figure in group}
            open_ = sorted((figure for figure in group if figure.id not in settled), key=written)
            for figure in open_[1:]:
                if not figure.count.same_number(open_[0].count):
                    yield Finding(
                        about=figure,
                        key="count",
                        message=f"{figure.source.short} has another number for the same days, published "
                        f"{'the same day' if figure.published else 'nobody says when'}: "
                        f"{open_[0].count.words}, at {open_[0].location}",
                        hint="mend one, or write supersedes:, variant: or disputed: to tell them apart",
                    )


def _superseding(registry: Registry) -> Iterator[Finding]:
    for figure in registry.figures:
        older = registry.by_id.get(figure.supersedes) if figure.supersedes else None
        if older is not None and older.source is not figure.source:
            yield Finding(
                about=figure,
                key="supersedes",
                message=f"{figure.id} of {figure.source.short} cannot supersede a figure of {older.source.short}",
                hint="name a figure of the same source, or write disputed: in the other one",
            )


def _part_above_whole(registry: Registry) -> Iterator[Finding]:
    for part, whole in parts_of_one_publication(registry):
        if whole.count.high is not None and part.count.low > whole.count.high:
            yield Finding(
                about=part,
                key="count",
                message=f"{part.count.low - whole.count.high:,} more than the whole that it is part of: "
                f"{whole.count.words} ({place_of(whole)})",
                hint="mend one of the two, or the parts and includes",
            )


def parts_of_one_publication(registry: Registry) -> Iterator[tuple[Figure, Figure]]:
    """Yield each part with its whole, of one source, publication and stated period."""
    counted, wholes_of = registry.counted, registry.scopes.wholes
    if not any(whole in counted for scope in counted for whole in wholes_of(scope) if whole != scope):
        return
    for group in grouped(
        _said_anew(registry), lambda figure: (figure.source.id, figure.variant, figure.known, figure.stated)
    ):
        by_scope = {figure.scope: figure for figure in sorted(group, key=written, reverse=True)}
        for part in group:
            wholes = wholes_of(part.scope)
            yield from ((part, by_scope[whole]) for whole in wholes if whole in by_scope and whole != part.scope)


def _said_anew(registry: Registry) -> tuple[Figure, ...]:
    """Return the figures that are not just what their own source had said before."""
    repeated = repetitions(registry.figures)
    return tuple(figure for figure in registry.figures if figure.id not in repeated)


def grouped(figures: Iterable[Figure], key: Callable[[Figure], object]) -> Iterable[list[Figure]]:
    """Return the figures that are not disputed and share their key with another, in groups of one key.

    Those that add count other people each, so none has anything to do with another.
    """
    groups: dict[object, list[Figure]] = {}
    for figure in figures:
        if not (figure.disputed or figure.adds):
            groups.setdefault(key(figure), []).append(figure)
    return [group for group in groups.values() if len(group) > 1]


def place_of(figure: Figure) -> str:
    """Return the id of a figure, and where it stands."""
    return f"{figure.id} at {figure.location.file}:{figure.location.line}"


def written(figure: Figure) -> tuple[str, int, str]:
    """Return what figures are sorted by: as the files have them."""
    return figure.location.file, figure.location.line, figure.id


@lru_cache(maxsize=1)  # two rules ask it of the same registry, one after the other
def _may_clash(registry: Registry) -> bool:
    return any(publications(registry))


def _parts_that_do_not_add_up(registry: Registry) -> Iterable[Finding]:
    if not _may_clash(registry):
        return ()
    from casualtycli.registry.clash_rules import parts_that_do_not_add_up  # which proves, and words proofs

    return parts_that_do_not_add_up(registry)


def _clashes_in_publications(registry: Registry) -> Iterable[Finding]:
    if not _may_clash(registry):
        return ()
    from casualtycli.registry.clash_rules import clashes_in_publications  # likewise

    return clashes_in_publications(registry)


ERRORS: tuple[Check, ...] = (
    Check(rule="two-numbers", find=_two_numbers),
    Check(rule="other-source", find=_superseding),
    Check(rule="part-above-whole", find=_part_above_whole),
    Check(rule="parts-sum", find=_parts_that_do_not_add_up),
    Check(rule="clash-in-publication", find=_clashes_in_publications),
)
