"""How the numbers of a comparison came about, step by step, from the figures to the ratio."""

from collections.abc import Iterable
from typing import NamedTuple

from casualtycli.activities import EVER, Activity, effective
from casualtycli.align import align
from casualtycli.aligned import DETERMINED, Aligned, Basis
from casualtycli.bounds import Bound, Bounds
from casualtycli.certificates import Certificate
from casualtycli.claims import claims_of
from casualtycli.compare import Comparer
from casualtycli.comparison import Comparison, NotComparable, Question, Side
from casualtycli.model import Figure, Registry
from casualtycli.periods import Span
from casualtycli.scopes import Scope
from casualtycli.series import Series
from casualtycli.stretches import Stretch, stretches


class Cut(NamedTuple):
    """That a period was cut, and what was left of it."""

    why: str
    """``published`` or ``active``."""
    days: Span


class FigureDays(NamedTuple):
    """A figure, and how its days came about."""

    figure: Figure
    stated: Span
    """The most days that its period can mean."""
    cuts: tuple[Cut, ...]


class Steps(NamedTuple):
    """How an estimate came about."""

    scope: Scope
    aligned: Aligned
    shares: tuple[Stretch, ...] = ()
    """What an estimate pro rata is the sum of; nothing for any other."""
    proof: Certificate | None = None
    """What leaves the number as the only one, where exact figures do."""
    parts: "tuple[Steps, ...]" = ()
    """Those of its parts, where it is their sum."""


class Working(NamedTuple):
    """How one side of a comparison came about."""

    side: Side
    window: Span | None
    """Its days; ``None`` as printed."""
    figures: tuple[FigureDays, ...]
    coverage: tuple[Span, ...]
    """The days that the figures of its scope cover."""
    active: int
    """Active days in the window."""
    steps: Steps
    low: Bound | None = None
    """What proves the low end; ``None`` where none was looked for."""
    high: Bound | None = None


class Explanation(NamedTuple):
    """A comparison, and how both of its sides came about."""

    row: Comparison
    subject: Working
    baseline: Working

    @property
    def sides(self) -> tuple[Working, Working]:
        """The subject and the baseline."""
        return self.subject, self.baseline


def explain(registry: Registry, question: Question) -> tuple[tuple[Explanation, ...], tuple[NotComparable, ...]]:
    """Return how every comparison asked for came about, and what cannot be compared.

    Raises:
        CommandError: as :func:`casualtycli.compare.compare`.
    """
    comparer = Comparer(registry, question)
    found = comparer.run()
    explained = tuple(
        Explanation(
            row,
            _working(registry, comparer, row, row.subject, row.window),
            _working(registry, comparer, row, row.baseline, row.baseline_window or row.window),
        )
        for row in found.rows
    )
    return explained, found.not_comparable


def rows_of(figure: Figure, rows: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """Return the rows that rest on a figure, or on a list in which it stands, and which has it on these days."""
    return tuple(row for row in rows if any(_rests_on(side, figure, row) for side in row.sides))


def _rests_on(side: Side, figure: Figure, row: Comparison) -> bool:
    incidents = side.voice.lists.get(side.scope)
    if not figure.adds or side.aligned.listed is None or incidents is None:
        return any(one.id == figure.id for one in side.aligned.figures)  # some may be restated
    days = row.baseline_window if side is row.baseline and row.baseline_window else row.window
    here = days is None or figure.outer.meet(days) is not None
    return here and any(one.file is None and one.id == figure.id for one in incidents.incidents)


def figure_days(figure: Figure) -> FigureDays:
    """Return how the days of a figure came about: as stated, cut at its publication, cut to the active days."""
    stated, _ = figure.stated
    assert stated is not None, "a figure speaks of a day"
    until = None if figure.projection or figure.published is None else figure.known
    published = effective(stated, until, EVER)
    cuts = [
        *([Cut("published", published)] if published is not None and published != stated else []),
        *([Cut("active", figure.outer)] if figure.outer != published else []),
    ]
    return FigureDays(figure, stated, tuple(cuts))


def _working(registry: Registry, comparer: Comparer, row: Comparison, side: Side, window: Span | None) -> Working:
    series = comparer.series_of(side.voice, side.scope)
    low = high = None
    if window is not None and series.kin is not None:
        days = window if row.meant is None else row.meant
        asked = side.scope, days, side.aligned.since
        low, high = series.kin.lowest(*asked), series.kin.highest(*asked)
    return Working(
        side=side,
        window=window,
        figures=tuple(figure_days(registry.by_id[figure.id]) for figure in side.aligned.figures),
        coverage=series.coverage,
        active=_active(series.activity, window),
        steps=_steps(registry, series, window, side.aligned),
        low=low,
        high=high,
    )


def _active(activity: Activity, window: Span | None) -> int:
    return activity.days(window) if window is not None else 0


def _steps(registry: Registry, series: Series, window: Span | None, aligned: Aligned) -> Steps:
    """Return how an estimate came about: of a list of incidents, that is told apart."""
    steps = Steps(series.scope, aligned)
    if window is None or not aligned.figures:
        return steps
    days = series.activity.cut(window) or window
    if aligned.basis in DETERMINED:
        return steps._replace(proof=_only_number(registry, series.scope, days, aligned))
    if aligned.basis is not Basis.PRO_RATA:
        return steps
    shares = stretches(series, days) if series.figures else ()
    found = [(part, align(part, days)) for part in series.parts] if not shares else []
    parts = (_steps(registry, part, days, one) for part, one in found if isinstance(one, Aligned))
    return steps._replace(shares=shares, parts=tuple(parts))


def _only_number(registry: Registry, scope: Scope, days: Span, aligned: Aligned) -> Certificate | None:
    """Return the sum of exact figures that leave no other number; None where a batch of old deaths does."""
    claims = (claim for one in aligned.figures for claim in claims_of(one, floor=False, from_the_start=False))
    bounds = Bounds(claims, registry.scopes, registry.activity)
    bound = None if bounds.clash() else bounds.one(scope, days)
    return bound.low_proof if bound is not None and bound.low == aligned.estimate else None
