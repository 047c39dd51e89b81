"""Days: runs of whole days, and periods whose ends may be known only to the month or year."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.problems import Refused, quoted

if TYPE_CHECKING:
    from dateutil.relativedelta import relativedelta

FIRST_YEAR, LAST_YEAR = 1000, 2999
ONE_DAY = timedelta(days=1)
DATES = "write a day (2017-06-23), a month (2017-06) or a year (2017)"
PERIODS = "write a day (2017-06-23), a month (2017-06), a year (2017), or two of them with / between them"

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)", re.ASCII)


class _Span(NamedTuple):
    first: date
    last: date


class Span(_Span):
    """A run of whole days, both ends in.

    >>> Span(date(2014, 8, 8), date(2017, 6, 30)).days
    1058

    Raises:
        ValueError: the last day is before the first.
    """

    __slots__ = ()

    def __new__(cls, first: date, last: date) -> "Span":
        """Make a span, its days in order."""
        if last < first:
            raise ValueError(f"{last} is before {first}")
        return super().__new__(cls, first, last)

    @classmethod
    def of_days(cls, start: int, stop: int) -> "Span":
        """Return the span of the day numbers from start up to, not including, stop."""
        return cls(date.fromordinal(start), date.fromordinal(stop - 1))

    @property
    def start(self) -> int:
        """The number of the first day (days of the proleptic Gregorian calendar)."""
        return self.first.toordinal()

    @property
    def stop(self) -> int:
        """The number of the day after the last one."""
        return self.last.toordinal() + 1

    @property
    def days(self) -> int:
        """How many days there are, at least one."""
        return self.stop - self.start

    def meet(self, other: "Span") -> "Span | None":
        """Return the days in both, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None

    def contains(self, other: "Span") -> bool:
        """Tell whether every day of the other is in this one."""
        return self.first <= other.first and other.last <= self.last

    def pieces(self, unit: str) -> "Iterator[Span]":
        """Yield the calendar weeks (from Monday), months, quarters or years that meet this span, whole."""
        first = _floor(self.first, unit)
        while first <= self.last:
            following = first + _step(unit)
            yield Span(first, following - ONE_DAY)
            first = following

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}/{self.last}"


@cache
def _step(unit: str) -> "timedelta | relativedelta":
    """Return how long the unit of the calendar is."""
    if unit not in _MONTHS:
        return 7 * ONE_DAY if unit == "week" else ONE_DAY
    from dateutil.relativedelta import relativedelta  # most registries name days

    return relativedelta(months=_MONTHS[unit])


def _floor(day: date, unit: str) -> date:
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case "year":
            return day.replace(month=1, day=1)
    raise ValueError(f"{unit} is no unit of the calendar")


def join(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same days as few spans, in order; spans that touch become one."""
    joined: list[Span] = []
    begun: Span | None = None
    for span in sorted(spans):
        if begun is None:
            begun, last = span, span.last
        elif span.first <= last or span.start == last.toordinal() + 1:
            last = max(last, span.last)
        else:
            joined.append(Span(begun.first, last))
            begun, last = span, span.last
    return (*joined, Span(begun.first, last)) if begun else ()


def overlaps(some: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Return the days in both sets of spans, as few spans in order."""
    ours, theirs = join(some), join(others)
    shared: list[Span] = []
    one = other = 0
    while one < len(ours) and other < len(theirs):
        if both := ours[one].meet(theirs[other]):
            shared.append(both)
        if ours[one].last < theirs[other].last:
            one += 1
        else:
            other += 1
    return tuple(shared)


class _Moment(NamedTuple):
    year: int
    month: int | None = None
    """``None`` where only the year is stated."""
    day: int | None = None
    approximate: bool = False


class Moment(_Moment):
    """A day, a month or a year as it is written, perhaps approximate: ``2014-08~``.

    Raises:
        ValueError: there is no such day.
    """

    def __new__(
        cls, year: int, month: int | None = None, day: int | None = None, approximate: bool = False
    ) -> "Moment":
        """Make a moment of which there are days."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"the year {year} is not from {FIRST_YEAR} to {LAST_YEAR}")
        if day is not None and month is None:
            raise ValueError(f"the day {day} of {year} has no month")
        date(year, 1 if month is None else month, 1 if day is None else day)
        return super().__new__(cls, year, month, day, approximate)

    @property
    def unit(self) -> str:
        """How fine it is: day, month or year."""
        return "day" if self.day else "month" if self.month else "year"

    @cached_property
    def span(self) -> Span:
        """The days it names, its being approximate left aside."""
        if self.month and self.day:
            day = date(self.year, self.month, self.day)
            return Span(day, day)
        return self.beside(0)

    def beside(self, units: int) -> Span:
        """Return the days of the day, month or year that many after it (before it, where negative)."""
        return _beside(self, units)

    @cached_property
    def _text(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + "~" * self.approximate

    def __str__(self) -> str:
        return self._text


@lru_cache(maxsize=8192)  # the same months again and again, and relativedelta takes its time
def _beside(moment: Moment, units: int) -> Span:
    step = _step(moment.unit)
    first = date(moment.year, moment.month or 1, moment.day or 1) + step * units
    return Span(first, first + step - ONE_DAY)


class _Period(NamedTuple):
    start: Moment
    end: Moment | None = None
    """``None`` where the start stands for the whole period (``2017-06``), or the end is open."""
    open: bool = False
    """Runs to the day of publication."""


class Period(_Period):
    """A period as it is stated: one moment, from one to another, or from one on (``/..``).

    *Outer* are the most days it can mean, *inner* the days that are certain.
    Source: ISO 8601-2:2019, Extended Date/Time Format, level 0 with ``..`` and ``~`` of level 1.

    Raises:
        ValueError: the end is before the start, or there is an end as well as ``..``.
    """

    def __new__(cls, start: Moment, end: Moment | None = None, open: bool = False) -> "Period":
        """Make a period, its ends in order."""
        if end and (open or end.span.last < start.span.first):
            raise ValueError(f"{start} and {end} make no period")
        return super().__new__(cls, start, end, open)

    def outer(self, until: date) -> Span | None:
        """Return the most days that it can mean; an open end is taken as the day given.

        None where an open period begins after that day.
        """
        return self.limits(until)[0]

    def inner(self, until: date) -> Span | None:
        """Return the days that are certain, or None where no day is."""
        return self.limits(until)[1]

    def limits(self, until: date) -> tuple[Span | None, Span | None]:
        """Return the outer and the inner days."""
        return _limits(self, until) if self.open else self._closed

    @cached_property
    def _closed(self) -> tuple[Span | None, Span | None]:
        return _limits(self, None)

    @cached_property
    def _text(self) -> str:
        if self.open:
            return f"{self.start}/.."
        return str(self.start) if self.end is None else f"{self.start}/{self.end}"

    def __str__(self) -> str:
        return self._text


def _limits(period: Period, until: date | None) -> tuple[Span | None, Span | None]:
    """Return the outer and the inner days of a period; one that is open runs until the day given."""
    start, end = period.start, period.end or period.start
    if until is None and start.day and end.day and not (start.approximate or end.approximate):
        span = Span(start.span.first, end.span.last)
        return span, span
    if until is not None:
        firsts, lasts = (start.beside(-start.approximate).first, start.beside(start.approximate).last), (until, until)
    elif period.end is None and not start.approximate:
        return start.span, start.span
    elif period.end is None:
        return Span(start.beside(-1).first, start.beside(1).last), None
    else:
        firsts = start.beside(-start.approximate).first, start.beside(start.approximate).last
        lasts = end.beside(end.approximate).last, end.beside(-end.approximate).first
    if firsts[0] > lasts[0]:
        return None, None
    # No end is before its start: of 2017-06-23/2017-06 the 23rd is certain.
    first, last = min(firsts[1], lasts[0]), max(lasts[1], firsts[0])
    return Span(firsts[0], lasts[0]), Span(first, last) if first <= last else None


def restarted(limits: tuple[Span, Span | None], restart: Moment) -> tuple[Span, Span | None] | None:
    """Return the outer and the inner days of a period from a restart on, or None where that is none of its days.

    Of a restart that is stated by month or year only its last day is certain.
    """
    outer, inner = limits
    first, last = restart.beside(-restart.approximate).first, restart.beside(restart.approximate).last
    if not (first <= outer.last and outer.first <= last):
        return None
    since = Span(max(first, outer.first), outer.last)
    if inner is None or last > inner.last:
        return since, None
    certain = Span(max(last, inner.first), inner.last)
    return since, since if certain == since else certain


@lru_cache(maxsize=8192)
def read_moment(text: str) -> Moment:
    """Return the day, month or year that the text states.

    Raises:
        Refused: it is none, or there is no such day.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise Refused(f"cannot read the date {quoted(text)}", _hint(text, _is_moment, DATES))
    year = int(found[1])
    month, day = int(found[2]) if found[2] else None, int(found[3]) if found[3] else None
    if month is not None and not 1 <= month <= 12:
        raise Refused(f"there is no month {month:02} in {text}", "write a month from 01 to 12")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"the year of {text} is out of range", f"write a year from {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return Moment(year, month, day, bool(found[4]))
    except ValueError:
        month_meant = Moment(year, month).span
        raise Refused(
            f"there is no day {text}", f"write a day from {month_meant.first} to {month_meant.last}"
        ) from None


@lru_cache(maxsize=8192)
def read_period(text: str) -> Period:
    """Return the period that the text states.

    >>> period = read_period("2014-08/2017-06")
    >>> str(period.outer(date.max)), str(period.inner(date.max))
    ('2014-08-01/2017-06-30', '2014-08-31/2017-06-01')

    Raises:
        Refused: it is none, there is no such day, or the end is before the start.
    """
    start_text, slash, end_text = text.partition("/")
    opens = end_text == ".."
    if not _is_moment(start_text) or (slash and not opens and not _is_moment(end_text)):
        if start_text == "..":
            raise Refused(f"the period {quoted(text)} has no start", "write the day, month or year in which it begins")
        raise Refused(f"cannot read the period {quoted(text)}", _hint(text, _is_period, PERIODS))
    start, end = read_moment(start_text), read_moment(end_text) if slash and not opens else None
    if end and end.span.last < start.span.first:
        raise Refused(f"the end {end} is before the start {start}", "write the earlier date first", "period-order")
    return Period(start, end, opens)


@lru_cache(maxsize=8192)
def _is_moment(text: str) -> bool:
    return _MOMENT.fullmatch(text) is not None


def _hint(text: str, fits: Callable[[str], bool], otherwise: str) -> str:
    # Worded from a guess, which needs dateutil's parser: never loaded while the registry is sound.
    from casualtycli.suggest import periods_for

    guesses = [guess for guess in periods_for(text) if guess != text and fits(guess) and _is_period(guess)]
    return f"write {' or '.join(guesses)}" if guesses else otherwise


def _is_period(text: str) -> bool:
    try:
        return bool(read_period(text))
    except Refused:
        return False
