"""Ratios and gaps as they stood: a comparison for each day on which one of the two sources published something."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from casualtycli.compare import compare
from casualtycli.comparison import Comparison, Comparisons, Question
from casualtycli.model import Figure, Registry
from casualtycli.select import Speaker
from casualtycli.tally import Kins
from casualtycli.vintages import known


class Standing(NamedTuple):
    """A comparison as it stood from a day on."""

    known: date
    """The day of publication that changed it; of figures without one, the first on which they can have been known."""
    published: tuple[Figure, ...]
    """What was known of the two sources from that day on, as far as the comparison rests on it."""
    row: Comparison
    runs: int = 1
    """The runs of days that both covered; the comparison is on the longest, or the latest of the longest."""


class History(NamedTuple):
    """How comparisons of two sources went, and where they stand."""

    standings: tuple[Standing, ...]
    """Comparison by comparison, each in the order of time."""
    now: Comparisons
    """All that can be said in the end."""


def history(registry: Registry, question: Question) -> History:
    """Return the comparisons of the question's subject and baseline on each day on which they changed.

    Raises:
        CommandError: as for :func:`casualtycli.compare.compare`.
    """
    kins = Kins(registry.scopes, registry.activity)
    now = compare(registry, question, kins)
    told: dict[object, list[Standing]] = {}
    for day, figures in _published(registry, question).items():
        as_known = question._replace(selection=question.selection._replace(as_of=day))
        for standing in _standings(compare(registry, as_known, kins).rows, day, figures):
            before = told.setdefault(pair(standing.row), [])
            if not before or _said(before[-1].row) != _said(standing.row):
                before.append(standing)
    ordered = sorted(told, key=lambda key: _order(registry, told[key][0].row))
    return History(tuple(standing for key in ordered for standing in told[key]), now)


def _published(registry: Registry, question: Question) -> Mapping[date, tuple[Figure, ...]]:
    """Return the figures that may bear on the comparison, by the day on which they were published.

    Those without a day are taken on the first on which they can have been known; so are they with --as-of.
    """
    assert question.baseline is not None, "a history has a baseline"
    ids = (*question.selection.sources, *question.alone, question.baseline)
    speakers = [Speaker.called(registry, id_) for id_ in ids]
    days: dict[date, list[Figure]] = {}
    for figure in known(registry.figures, question.selection.as_of):
        if any(figure.source is speaker.source and speaker.figure in (None, figure) for speaker in speakers):
            days.setdefault(figure.since, []).append(figure)
    last = question.selection.as_of or date.max
    for file in registry.incident_files:
        if any(file.source is speaker.source and speaker.figure is None for speaker in speakers):
            for known_ in {incident.known for incident in file.incidents if 0 < incident.known <= last.toordinal()}:
                days.setdefault(date.fromordinal(known_), [])
    return {day: tuple(days[day]) for day in sorted(days)}


def _standings(rows: Iterable[Comparison], day: date, published: Iterable[Figure]) -> Iterator[Standing]:
    """Yield what is told of a day: of comparisons that differ in their days only, the one with the most."""
    alike: dict[object, list[Comparison]] = {}
    for row in rows:
        alike.setdefault(pair(row), []).append(row)
    for same in alike.values():
        row = max(same, key=_length)
        used = {figure.id for side in row.sides for figure in side.aligned.figures}
        yield Standing(day, tuple(figure for figure in published if figure.id in used), row, len(same))


def _length(row: Comparison) -> tuple[int, int]:
    return (row.window.days, row.window.start) if row.window else (0, 0)


def pair(row: Comparison) -> object:
    """Return what comparisons share that are one and the same at different times."""
    return tuple((side.voice.order, side.scope) for side in row.sides)


def _order(registry: Registry, row: Comparison) -> tuple[object, ...]:
    """Return what comparisons are sorted by: measures as the registry has them, then voices, wholes before parts."""
    measure = registry.measures.index(row.subject.scope.measure)
    return measure, *((side.voice.order, registry.scopes.widest_first(side.scope)) for side in row.sides)


def _said(row: Comparison) -> object:
    """Return what has to differ for a comparison to have changed: beside a number, what is proved of it need not."""
    aligned = (side.aligned for side in row.sides)
    return row.window, tuple((one.basis, one.estimate, one.range if one.estimate is None else None) for one in aligned)
