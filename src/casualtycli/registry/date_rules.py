"""What dates give away: publications before the end of a period, after today, or after they were read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casualtycli.model import Figure, Registry
from casualtycli.registry.findings import Finding
from casualtycli.wording import plural


def published_inside(registry: Registry) -> Iterator[Finding]:
    """Yield figures that were published before their period ends, where it is certain when that is.

    Of one month or year that a figure states alone it is; of the last of several it is not.
    """
    for figure in registry.figures:
        if figure.published is None or figure.disputed or figure.projection or not _ends_surely(figure):
            continue
        end = (figure.period.end or figure.period.start).span.last
        if figure.known < end:
            counted = f"only {plural(figure.counted[0].days, 'day')} of it count"
            if figure.period.end:
                told, hint = f"its period ends on {figure.period.end}: no later day counts", "mend one of the two"
            else:
                told = f"{figure.period} is over: {counted}"
                hint = f"mend the date, or write what was meant: {figure.counted[0]}"
            yield Finding(
                about=figure,
                key="published",
                message=f"published {figure.published}, before {told}",
                hint=f"{hint}, or write projection: yes",
            )


def _ends_surely(figure: Figure) -> bool:
    period = figure.period
    if period.open:
        return False
    if period.end is None:
        return not period.start.approximate
    return bool(period.end.day) and not period.end.approximate


def future_dates(registry: Registry, today: date) -> Iterator[Finding]:
    """Yield figures that were published, or read, on a day that has not come."""
    for figure in registry.figures:
        for key, moment, done in (("published", figure.published, "published"), ("accessed", figure.accessed, "read")):
            if moment is not None and moment.beside(-moment.approximate).first > today:
                yield Finding(
                    about=figure,
                    key=key,
                    message=f"{done} {moment}, which has not come",
                    hint="mend the date: the newest figure replaces those before it",
                )


def read_too_early(registry: Registry) -> Iterator[Finding]:
    """Yield figures that were read before they were published."""
    for figure in registry.figures:
        read, published = figure.accessed, figure.published
        if read is not None and published is not None and read.span.last < published.span.first:
            yield Finding(
                about=figure,
                key="accessed",
                message=f"read {read}, before it was published {published}",
                hint="mend one of the two dates",
            )
