"""What cannot become less as days go by: running totals, and what is left of them beside their parts."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from casualtycli.batches import Batches
from casualtycli.links import declared_parts
from casualtycli.model import Counts, Figure, Registry
from casualtycli.proofs import narrower
from casualtycli.registry.findings import Finding
from casualtycli.scopes import Scope
from casualtycli.vintages import in_force
from casualtycli.wording import rounded


def falling_totals(registry: Registry) -> Iterator[Finding]:
    """Yield each running total that is below an earlier one of its source."""
    for series in _series(registry, lambda figure: (figure.source.id, figure.variant, figure.scope)):
        batches = Batches(series, registry.activity(series[0].scope))
        by_start: dict[object, list[Figure]] = {}
        for figure in series:
            by_start.setdefault(figure.outer.first, []).append(figure)
        for group in by_start.values():
            yield from _falls(sorted(group, key=lambda figure: (figure.outer.last, figure.age)), batches)


def _falls(totals: Iterable[Figure], batches: Batches) -> Iterator[Finding]:
    """Yield where running totals from one day on fall, each without the batches in it."""
    before: Figure | None = None
    for figure in totals:
        number = batches.less(figure)
        if number is None or figure.count.high == figure.count.reported != figure.count.low:
            continue
        least = before.count.low - batches.inside(before) if before else 0
        if before and number < least and before.known <= figure.known and not _clashes(before, figure, batches):
            without = ", batches left out" if batches.inside(figure) else ""
            yield Finding(
                about=figure,
                key="count",
                message=f"the running total falls by {rounded(least - number)}, from {before.count.words} "
                f"({_place(before)}) to {figure.count.words}{without}",
                hint="mend it, or write supersedes: if the older total was revised, restart: if it began anew",
            )
        if before is None or number >= least:
            before = figure


def _clashes(before: Figure, figure: Figure, batches: Batches) -> bool:
    """Tell whether both were published on one day and cannot both be true, which is an error of its own."""
    most = figure.count.high
    together = figure.published is not None and before.known == figure.known and not batches.added
    return together and most is not None and most < before.count.low and figure.source.counts is not Counts.ESTIMATED


class Rest(NamedTuple):
    """What is left of a whole beside some of its parts: all of one publication, and for the same days."""

    whole: Figure
    parts: tuple[Figure, ...]

    @property
    def low(self) -> int | None:
        """Persons; ``None`` where a part has no most."""
        highs = [part.count.high for part in self.parts if part.count.high is not None]
        return self.whole.count.low - sum(highs) if len(highs) == len(self.parts) else None

    @property
    def high(self) -> int | None:
        """Persons; ``None`` where the whole has no most."""
        return None if self.whole.count.high is None else self.whole.count.high - sum(p.count.low for p in self.parts)

    @property
    def ids(self) -> frozenset[str]:
        """The figures that it is of."""
        return frozenset({self.whole.id, *(part.id for part in self.parts)})

    @property
    def told(self) -> str:
        """The subtraction, and where its numbers stand."""
        less = " − ".join([self.whole.count.words, *(part.count.words for part in self.parts)])
        beside = " and ".join(_place(part) for part in self.parts)
        return f"{less} ({_place(self.whole)} less {beside})"


def falling_remainders(registry: Registry) -> Iterator[Finding]:
    """Yield where running totals leave fewer beside their parts than earlier ones did."""
    for before, rest in remainders_that_fall(registry):
        names = " and ".join(narrower(part.scope, rest.whole.scope) for part in rest.parts)
        least, most = before.low or 0, rest.high or 0
        yield Finding(
            about=rest.whole,
            key="count",
            message=f"what is left beside {names} falls by {rounded(least - most)}, "
            f"from {rounded(least)} = {before.told} to {rounded(most)} = {rest.told}",
            hint="look the numbers up; if one was revised, write supersedes: in the one that corrects it",
        )


def remainders_that_fall(registry: Registry) -> Iterator[tuple[Rest, Rest]]:
    """Yield what running totals left beside their parts, and what they leave later and is less."""
    for voice in _series(registry, lambda figure: (figure.source.id, figure.variant)):
        for rests in _rests(registry, voice):
            yield from _falling(rests)


def _falling(rests: Iterable[Rest]) -> Iterator[tuple[Rest, Rest]]:
    before: Rest | None = None
    for rest in sorted(rests, key=lambda rest: (rest.whole.outer.last, rest.whole.age)):
        low, high = rest.low, rest.high
        if before and before.low is not None and high is not None and high < before.low and _tells(before, rest):
            yield before, rest
        if low is not None and (before is None or low >= (before.low or 0)):
            before = rest


def _tells(before: Rest, rest: Rest) -> bool:
    """Tell whether it is no more than another rule says: of one publication, or of a whole that fell itself."""
    least, most = before.whole.count.low, rest.whole.count.high
    return before.whole.known < rest.whole.known and (most is None or most >= least)


def _rests(registry: Registry, voice: Iterable[Figure]) -> Iterable[list[Rest]]:
    """Return what running totals of one voice leave, in groups of the same whole, parts and first day.

    The parts of an estimate are estimates of their own, so that nothing is left of its whole.
    """
    published: dict[object, dict[Scope, Figure]] = {}
    for figure in voice:
        if figure.published is not None and figure.source.counts is not Counts.ESTIMATED:
            published.setdefault((figure.known, figure.outer), {})[figure.scope] = figure
    found: dict[object, list[Rest]] = {}
    for figures in published.values():
        for scope, whole in figures.items() if len(figures) > 1 else ():
            for parts in _parts(registry, scope, figures):
                rest = Rest(whole, tuple(figures[part] for part in parts))
                found.setdefault((scope, parts, whole.outer.first), []).append(rest)
    return found.values()


def _parts(registry: Registry, whole: Scope, known: Iterable[Scope]) -> Iterator[tuple[Scope, ...]]:
    """Yield each known part of a scope, and all known parts that share nobody, unless nothing is beside them."""
    scopes = registry.scopes
    yield from ((part,) for part in known if part != whole and whole in scopes.wholes(part))
    everyone = set(known)
    for parts in declared_parts(scopes, whole):
        among = tuple(part for part in parts if part in everyone)
        if 1 < len(among) < len(parts):
            yield among


def _series(registry: Registry, key: Callable[[Figure], object]) -> Iterable[list[Figure]]:
    """Return the figures in force that share a key, those of one key together, where there are several.

    Those that add count other people each, so none has anything to do with another.
    """
    found: dict[object, list[Figure]] = {}
    for figure in in_force(registry):
        if not (figure.disputed or figure.adds):
            found.setdefault(key(figure), []).append(figure)
    return [series for series in found.values() if len(series) > 1]


def _place(figure: Figure) -> str:
    return f"{figure.id} at {figure.location.file}:{figure.location.line}"
