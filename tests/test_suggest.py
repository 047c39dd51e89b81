"""Suggestions: what may have been meant, which never becomes data."""

import calendar
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualtycli.suggest import did_you_mean, nearest, periods_for

unhurried = settings(deadline=None)  # dateutil's parser takes its time


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("Aug 2014 to June 2017", ("2014-08/2017-06",)),
        ("from august 2014 until JUNE 2017", ("2014-08/2017-06",)),
        ("2014-8..2017-6", ("2014-08/2017-06",)),
        ("2014-08-08 - 2017-06-23", ("2014-08-08/2017-06-23",)),
        ("2014-08/June 2017", ("2014-08/2017-06",)),
        ("8 Aug – 5 Sep 2014", ("2014-08-08/2014-09-05",)),
        ("2014-2017", ("2014/2017",)),
        ("2014.8.3", ("2014-08-03",)),
        ("in 2017", ("2017",)),
        *((text, ("2014-08/..",)) for text in ("since Aug 2014", "Aug 2014 - present", "2014-08 to date")),
        ("Q3 2014", ("2014-07-01/2014-09-30",)),
        ("2014 q1", ("2014-01-01/2014-03-31",)),
        ("Oct 2023", ("2023-10",)),
        ("22 Oct 2023", ("2023-10-22",)),
        ("10/07/2017", ("2017-10-07", "2017-07-10")),
        ("07/07/2017", ("2017-07-07",)),
        ("31/07/2017", ("2017-07-31",)),
        *((text, ()) for text in ("", "October", "22 October", "Monday", "10:30", "31/06/2017", "Aug 2014 to ?")),
        ("Oct 2023" + " " * 80, ()),
    ],
)
def test_what_may_be_meant(text, guesses):
    assert periods_for(text) == guesses


@pytest.mark.parametrize("text", ["? to 2017", "early 2014 to 2017", "2014-08~/June 2017", "c. 2014/2017", "to 2017"])
def test_a_start_that_cannot_be_read_is_not_made_up_from_the_end(text):
    assert [guess for guess in periods_for(text) if guess.startswith("2017/")] == []


@st.composite
def in_words(draw):
    """A day or a month as people write it, and as the registry does."""
    day = draw(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
    names = draw(st.sampled_from((calendar.month_name, calendar.month_abbr)))
    month = draw(st.sampled_from((str, str.upper, str.lower)))(names[day.month])
    as_month = (f"{month} {day.year}", f"{day.year}-{day.month}")
    as_day = (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", f"{day.year}.{day.month}.{day.day}")
    whole = draw(st.booleans())
    return draw(st.sampled_from(as_month if whole else as_day)), str(day)[: 7 if whole else 10]


@unhurried
@given(in_words(), in_words(), st.sampled_from((" to ", " until ", " – ", " - ", "/", "..", " through ", " and ")))
def test_dates_in_words_with_nothing_filled_in(start, end, link):
    assert periods_for(start[0]) == (start[1],)
    assert periods_for(f"since {start[0]}") == (f"{start[1]}/..",)
    assert periods_for(start[0] + link + end[0]) == (f"{start[1]}/{end[1]}",)


@unhurried
@given(st.text() | st.text("0123789 -/.:~,abQqTto±٢²\n"))
def test_any_text_has_at_most_two_guesses(text):
    guesses = periods_for(text)
    assert len(set(guesses)) == len(guesses) <= 2
    assert all(guess and " " not in guess for guess in guesses)


@pytest.mark.parametrize(
    ("name", "near"),
    [("airwras", "Airwars"), ("SOHR", "SOHR"), ("US led coalition", "US-led coalition"), ("Iraq", None), ("", None)],
)
def test_the_nearest_name(name, near):
    names = ["SOHR", "Airwars", "US-led coalition"]
    assert nearest(name, names) == nearest(name, reversed(names)) == near
    expected = "write the id of a source" if near is None else f'did you mean "{near}"?'
    assert did_you_mean(name, names, "write the id of a source") == expected


def test_of_names_that_differ_in_capitals_the_answer_does_not_depend_on_the_order():
    assert nearest("raqqa", ["Raqqa", "RAQQA"]) == nearest("raqqa", ["RAQQA", "Raqqa"]) == "RAQQA"


@pytest.mark.parametrize("text", ["23-24 June 2017", "June 23-24, 2017", "23 – 24 June 2017"])
def test_two_days_of_one_month(text):
    assert periods_for(text)[0] == "2017-06-23/2017-06-24"


def test_letters_that_changed_places_come_before_letters_that_are_others():
    assert nearest("gvo", ["gov", "ngo"]) == "gov"


@given(st.text(), st.lists(st.text()))
def test_the_nearest_name_is_one_of_them(name, names):
    near = nearest(name, names)
    assert near in (*names, None)
    assert near is not None or name.casefold() not in {known.casefold() for known in names if known}
