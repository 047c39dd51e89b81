"""Days and periods: the notation, the days that it can mean and surely means, spans of days."""

import calendar
import re
import subprocess
import sys
from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualtycli.periods import DATES, PERIODS, Moment, Period, Span, join, overlaps, read_moment, read_period
from casualtycli.problems import Refused

ALL_DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))
SOME_DAYS = st.dates(date(2014, 1, 1), date(2018, 1, 1))


def days(*spans: Span | None) -> set[int]:
    return {day for span in spans if span for day in range(span.first.toordinal(), span.last.toordinal() + 1)}


def refusal(read, text: str) -> Refused | None:
    try:
        read(text)
    except Refused as refused:
        return refused
    return None


@st.composite
def moment_texts(draw, day=ALL_DAYS):
    return str(draw(day))[: draw(st.sampled_from((4, 7, 10)))] + draw(st.sampled_from(("", "~")))


@st.composite
def period_texts(draw, day=ALL_DAYS):
    """Every form: a moment, two of them in order, an open end."""
    first, last = (draw(moment_texts(st.just(end))) for end in sorted((draw(day), draw(day))))
    return draw(st.sampled_from((first, f"{first}/{last}", f"{first}/..")))


@st.composite
def mutated(draw):
    """A text with a stretch of it replaced, or with digits of another script."""
    text = draw(period_texts())
    at, gone = draw(st.integers(0, len(text))), draw(st.integers(0, 3))
    replaced = text[:at] + draw(st.text("0123789-/.~ :TQ٢²\n", max_size=3)) + text[at + gone :]
    return draw(st.sampled_from((replaced, text.replace("2", "٢"))))


@pytest.mark.parametrize(
    ("text", "outer", "inner"),
    [
        ("2017-06-23", "2017-06-23", "2017-06-23"),
        ("2017-06", "2017-06-01/2017-06-30", "2017-06-01/2017-06-30"),
        ("2017", "2017-01-01/2017-12-31", "2017-01-01/2017-12-31"),
        ("2014-09-23/2017-06-23", "2014-09-23/2017-06-23", "2014-09-23/2017-06-23"),
        ("2014-08/2017-06", "2014-08-01/2017-06-30", "2014-08-31/2017-06-01"),
        ("2014/2017", "2014-01-01/2017-12-31", "2014-12-31/2017-01-01"),
        ("2014-08-08/..", "2014-08-08/2017-08-05", "2014-08-08/2017-08-05"),
        ("2014-08/..", "2014-08-01/2017-08-05", "2014-08-31/2017-08-05"),
        ("2017-08/..", "2017-08-01/2017-08-05", "2017-08-05"),
        ("2017-08-06/..", "None", "None"),
        ("2014-09~/2017-06", "2014-08-01/2017-06-30", "2014-10-31/2017-06-01"),
        ("2014-09/2017-06~", "2014-09-01/2017-07-31", "2014-09-30/2017-05-01"),
        ("2014-09-23~/2017~", "2014-09-22/2018-12-31", "2014-09-24/2016-01-01"),
        ("2017-06~", "2017-05-01/2017-07-31", "None"),
        ("2017-06-20/2017-06", "2017-06-20/2017-06-30", "2017-06-20"),
        ("2017-06/2017-06", "2017-06-01/2017-06-30", "None"),
        ("1000~/2999~", "0999-01-01/3000-12-31", "1001-12-31/2998-01-01"),
    ],
)
def test_outer_and_inner_days(text, outer, inner):
    period, published = read_period(text), date(2017, 8, 5)
    assert (str(period.outer(published)), str(period.inner(published))) == (outer, inner)


def days_beside(text: str, units: int) -> list[date]:
    """All days of the day, month or year that many after the one written, by the calendar module."""
    year, *finer = (int(part) for part in text.rstrip("~").split("-"))
    if len(finer) == 2:
        return [date(year, *finer) + timedelta(days=units)]
    months = [(year + units, at) for at in range(12)] if not finer else [divmod(year * 12 + finer[0] - 1 + units, 12)]
    return [date(y, at + 1, day) for y, at in months for day in range(1, calendar.monthrange(y, at + 1)[1] + 1)]


@given(period_texts(SOME_DAYS), SOME_DAYS)
def test_outer_and_inner_agree_with_every_day_that_either_end_may_be(text, until):
    """A day may be meant if it is in one of the pairs of a start and an end, and is certain if it is in all of them."""
    start, slash, end = text.partition("/")
    units = {side: [days_beside(side, unit) for unit in ((-1, 0, 1) if "~" in side else (0,))]
             for side in (start, end) if side.strip(".")}  # fmt: skip
    if slash:
        starts, ends = ([day for unit in units.get(side, [[until]]) for day in unit] for side in (start, end))
    else:
        starts, ends = ([unit[at] for unit in units[start]] for at in (0, -1))
    starts, ends = [day for day in starts if day <= max(ends)], [day for day in ends if day >= min(starts)]
    outer, inner = set(), set()
    if starts:
        window = [date(2012, 1, 1) + timedelta(days=at) for at in range(3000)]
        first, last, latest, soonest = min(starts), max(ends), max(starts), min(ends)
        outer = {day.toordinal() for day in window if first <= day <= last}
        inner = {day.toordinal() for day in window if latest <= day <= soonest}
    period = read_period(text)
    assert inner <= outer
    assert (days(period.outer(until)), days(period.inner(until))) == (outer, inner)


@given(period_texts())
def test_a_period_is_printed_as_written(text):
    assert str(read_period(text)) == text


@given(moment_texts())
def test_a_moment_is_printed_as_written_and_reads_as_a_period(text):
    moment = read_moment(text)
    assert str(moment) == text
    assert read_period(text) == Period(moment)
    assert days(moment.span) == {day.toordinal() for day in days_beside(text, 0)}
    assert moment.unit == {4: "year", 7: "month", 10: "day"}[len(text.rstrip("~"))]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Aug 2014 to June 2017", "write 2014-08/2017-06"),
        ("Oct 2023", "write 2023-10"),
        ("10/07/2017", "write 2017-10-07 or 2017-07-10"),
        ("31/07/2017", "write 2017-07-31"),
        ("since 8 August 2014", "write 2014-08-08/.."),
        ("2014-2017", "write 2014/2017"),
        ("2017-06\n", "write 2017-06"),
        *((text, PERIODS) for text in ("June 2017 to Aug 2014", "31/06/2017", "summer", "", "2017-06-23/2018/2019")),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(text, hint):
    refused = refusal(read_period, text)
    assert (refused.message, refused.hint) == (f'cannot read the period "{text}"', hint)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("../2017-06", 'the period "../2017-06" has no start', "write the day, month or year in which it begins"),
        ("2017-02-30", "there is no day 2017-02-30", "write a day from 2017-02-01 to 2017-02-28"),
        ("2016/2016-02-30", "there is no day 2016-02-30", "write a day from 2016-02-01 to 2016-02-29"),
        ("2017-06-00", "there is no day 2017-06-00", "write a day from 2017-06-01 to 2017-06-30"),
        ("2017-13", "there is no month 13 in 2017-13", "write a month from 01 to 12"),
        ("0999", "the year of 0999 is out of range", "write a year from 1000 to 2999"),
        ("2017/3000", "the year of 3000 is out of range", "write a year from 1000 to 2999"),
        ("2017-06/2014-08", "the end 2014-08 is before the start 2017-06", "write the earlier date first"),
        ("x" * 10**6, f'cannot read the period "{"x" * 60}…"', PERIODS),
    ],
)
def test_what_is_no_period_is_refused_with_what_to_write(text, message, hint):
    refused = refusal(read_period, text)
    assert (refused.message, refused.hint) == (message, hint)
    assert refused.rule == ("period-order" if "before" in message else None)


@pytest.mark.parametrize(
    ("text", "hint"), [("Oct 2023", "write 2023-10"), ("2014/2017", DATES), ("2014 to 2017", DATES)]
)
def test_what_is_no_date_is_refused_with_a_date(text, hint):
    refused = refusal(read_moment, text)
    assert (refused.message, refused.hint) == (f'cannot read the date "{text}"', hint)


@pytest.mark.parametrize("text", ["٢٠١٧", "٢٠١٧-٠٦", "２０１７-06-23", "٢٠١٧-٠٦/2018-06", "Q1 ٢٠١٧", "2017-٠٦"])
def test_digits_of_other_scripts_are_refused(text):
    with pytest.raises(Refused):
        read_period(text)


@settings(deadline=None, max_examples=300)  # the parser of the suggestions loads at the first refusal
@given(st.text() | mutated(), st.sampled_from((read_period, read_moment)))
def test_any_text_is_read_or_refused_with_a_hint_that_is_read(text, read):
    refused = refusal(read, text)
    if refused is None:
        assert str(read(text)) == text
        return
    assert all((refused.message.strip(), refused.hint.strip()))
    suggested = re.fullmatch(r"write ([\d~/.-]+)(?: or ([\d~/.-]+))?", refused.hint)
    for suggestion in filter(None, suggested.groups() if suggested else ()):
        assert str(read(suggestion)) == suggestion


def test_valid_texts_need_neither_the_clock_nor_the_parser_of_dateutil():
    program = """
import datetime, sys, time
class Never:
    @classmethod
    def today(cls): raise AssertionError("asked what day it is")
    now = utcnow = today
datetime.date = type("date", (Never, datetime.date), {})
datetime.datetime = type("datetime", (Never, datetime.datetime), {})
time.time = time.localtime = time.gmtime = datetime.date.today
from casualtycli.periods import date, read_period
for text in ("2017-06-23", "2017-06", "2017", "2014-08/2017-06", "2014-09~/2017", "2014-08-08/.."):
    period = read_period(text)
    print(text, period.outer(date(2017, 8, 5)), period.inner(date(2017, 8, 5)))
print([name for name in sys.modules if name.startswith("dateutil.parser")])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "2017-06-23 2017-06-23 2017-06-23",
        "2017-06 2017-06-01/2017-06-30 2017-06-01/2017-06-30",
        "2017 2017-01-01/2017-12-31 2017-01-01/2017-12-31",
        "2014-08/2017-06 2014-08-01/2017-06-30 2014-08-31/2017-06-01",
        "2014-09~/2017 2014-08-01/2017-12-31 2014-10-31/2017-01-01",
        "2014-08-08/.. 2014-08-08/2017-08-05 2014-08-08/2017-08-05",
        "[]",
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Span(date(2017, 6, 2), date(2017, 6, 1)),
        lambda: Span.of_days(736000, 736000),
        lambda: Moment(2017, 2, 29),
        lambda: Moment(2017, None, 5),
        lambda: Moment(999),
        lambda: Period(Moment(2017), Moment(2016, 12, 31)),
        lambda: Period(Moment(2017), Moment(2018), open=True),
        lambda: list(Span(date(2017, 6, 1), date(2017, 6, 1)).pieces("decade")),
    ],
)
def test_nonsense_cannot_be_made(make):
    with pytest.raises(ValueError, match=r"."):
        make()


SPANS = st.builds(lambda start, length: Span.of_days(start, start + length), st.integers(1, 40), st.integers(1, 12))


@given(SPANS, SPANS)
def test_two_spans_as_sets_of_days(one, other):
    assert one.days == len(days(one)) == one.stop - one.start
    assert days(one.meet(other)) == days(one) & days(other)
    assert one.contains(other) == (days(other) <= days(one))


@given(st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=6))
def test_sets_of_spans_as_sets_of_days(some, others):
    for result, expected in ((join(some), days(*some)), (overlaps(some, others), days(*some) & days(*others))):
        assert days(*result) == expected
        assert all(one.stop < other.start for one, other in pairwise(result))


def test_spans_to_the_last_of_all_days_join():
    ever = [Span(date(year, 1, 1), date.max) for year in (2015, 2014)]
    assert join(ever) == (Span(date(2014, 1, 1), date.max),)


UNITS = {
    "week": lambda day: day.isocalendar()[:2],
    "month": lambda day: (day.year, day.month),
    "quarter": lambda day: (day.year, (day.month + 2) // 3),
    "year": lambda day: day.year,
}


@given(SOME_DAYS, st.integers(0, 500), st.sampled_from(sorted(UNITS)))
def test_pieces_are_the_whole_units_that_meet_a_span(first, more, unit):
    span = Span(first, first + timedelta(days=more))
    wide = [date.fromordinal(day) for day in range(span.start - 400, span.stop + 400)]
    whole = [list(group) for _, group in groupby(wide, UNITS[unit])]
    meeting = [(group[0], group[-1]) for group in whole if group[0] <= span.last and span.first <= group[-1]]
    assert [(piece.first, piece.last) for piece in span.pieces(unit)] == meeting
