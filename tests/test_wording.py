"""Numbers, ranges, ratios and dates as people read them."""

import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualtycli import wording
from casualtycli.counts import read_count
from casualtycli.periods import read_period
from casualtycli.ranges import Range
from casualtycli.wording import ASCII, UNICODE


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.integers(0, 5))
def test_rounding_agrees_with_decimal(digits, finer, places):
    number = Decimal(digits).scaleb(-finer)
    nearest = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert wording.rounded(Fraction(digits, 10**finer), places) == f"{nearest if nearest else abs(nearest):,f}"


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (4734, 0, "4,734"),
        (Fraction(624 * 1005, 1058), 2, "592.74"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(-1, 3), 0, "0"),
        (Fraction(999_999, 1000), 2, "1,000.00"),
        (10**30, 1, f"{10**30:,}.0"),
    ],
)
def test_rounded(number, places, text):
    assert wording.rounded(number, places) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(789, 104), "7.59"),
        (1, "1.00"),
        (Fraction(434, 1000), "0.434"),
        (Fraction(1, 10), "0.100"),
        (Fraction(1, 20), "0.0500"),
        (Fraction(1, 3000), "0.000333"),
        (0, "0"),
        (Fraction(9999, 100), "99.99"),
        (100, "100"),
        (Fraction(2469, 2), "1,235"),
    ],
)
def test_ratio(number, text):
    assert wording.ratio(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(4110, "+4,110"), (-2544, "−2,544"), (Fraction(-1, 2), "−1"), (Fraction(-1, 3), "0"), (0, "0")]
)
def test_a_gap_shows_its_sign(number, text):
    assert wording.signed(number, UNICODE) == text
    assert wording.signed(number, ASCII) == text.replace("−", "-")


@pytest.mark.parametrize(
    ("range_", "counts", "ratios", "gaps"),
    [
        (Range(500, 700), "500–700", "500–700×", "+500 to +700"),
        (Range(24), "≥ 24", "≥ 24.00×", "≥ +24"),
        (Range(0, 9), "≤ 9", "≤ 9.00×", "0 to +9"),
        (Range(None, 9), "≤ 9", "≤ 9.00×", "≤ +9"),
        (Range(9, 9), "9", "9.00×", "+9"),
        (Range(0, 0), "0", "0×", "0"),
        (Range(0), "≥ 0", "≥ 0×", "≥ 0"),
    ],
)
def test_ranges_of_counts_of_ratios_and_of_gaps(range_, counts, ratios, gaps):
    assert wording.between(range_, UNICODE) == counts
    assert wording.ratio_between(range_, UNICODE) == ratios
    assert wording.gap_between(range_, UNICODE) == gaps


@pytest.mark.parametrize(
    ("range_", "text", "plain"),
    [
        (Range(-100, 200), "−100 to +200", "-100 to +200"),
        (Range(None, -9), "≤ −9", "<= -9"),
        (Range(-9), "≥ −9", ">= -9"),
        (Range(-9, -9), "−9", "-9"),
    ],
)
def test_gaps_below_zero(range_, text, plain):
    assert (wording.gap_between(range_, UNICODE), wording.gap_between(range_, ASCII)) == (text, plain)


def test_the_signs_for_plain_terminals_are_plain():
    assert ASCII.all.isascii()
    assert (wording.between(Range(500), ASCII), wording.between(Range(500, 700), ASCII)) == (">= 500", "500-700")
    assert wording.ratio_between(Range(0, Fraction(5, 2)), ASCII) == "<= 2.50x"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        *((text, "") for text in ("624", "500-700", "dozens", "600 (500-700)", "about 600 ± 50", "up to 0")),
        *((text, "≥ ") for text in ("at least 624", "624+", "over 624")),
        *((text, "≤ ") for text in ("at most 624", "nearly 624")),
        *((text, "~ ") for text in ("about 624", "at least about 7,000", "at least about 7,000 ± 500")),
    ],
)
def test_the_sign_that_stands_for_the_words(text, mark):
    assert wording.mark_of(read_count(text), UNICODE) == mark


@pytest.mark.parametrize(
    ("text", "stated", "days"),
    [
        ("2014-08/2017-06", "2014-08 → 2017-06", "2014-08-01 → 2017-06-30"),
        ("2014-09~/..", "2014-09~ → ..", "2014-08-01 → 2017-06-30"),
        ("2017-06-23", "2017-06-23", "2017-06-23"),
    ],
)
def test_periods_and_their_days(text, stated, days):
    period = read_period(text)
    outer = period.outer(read_period("2017-06-30").start.span.first)
    assert (wording.period(period, UNICODE), wording.span(outer, UNICODE)) == (stated, days)
    plain = (stated.replace("→", "to"), days.replace("→", "to"))
    assert (wording.period(period, ASCII), wording.span(outer, ASCII)) == plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Agency [red]", "Agency [red]"),
        ("حلب – Ḥalab\u00a0🕊", "حلب – Ḥalab\u00a0🕊"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\u202eb\u2066", "a\\u202eb\\u2066"),
        ("a\nb\tc\x00", "a\\nb\\tc\\x00"),
        ("a\u2028b\u2029", "a\\u2028b\\u2029"),
        ("\ud800\U000e0001", "\\ud800\\U000e0001"),
    ],
)
def test_what_cannot_be_seen_is_escaped(text, shown):
    assert wording.visible(text) == shown


@given(st.text(st.characters(codec=None)))
def test_nothing_shown_is_invisible_and_nothing_visible_is_changed(text):
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown = wording.visible(text)
    assert not hidden & {unicodedata.category(mark) for mark in shown}
    assert (shown == text) == (not hidden & {unicodedata.category(mark) for mark in text})


def test_footnotes():
    assert (UNICODE.footnotes(1), UNICODE.footnotes(10, 3), UNICODE.footnotes()) == ("¹", "¹⁰,³", "")
    assert (ASCII.footnotes(1), ASCII.footnotes(10, 3)) == ("[1]", "[10][3]")


def test_words():
    assert [wording.capital(text) for text in ("", "killed in Iraq", "ärzte")] == ["", "Killed in Iraq", "Ärzte"]
    assert [wording.plural(number, "day") for number in (0, 1, 1058)] == ["0 days", "1 day", "1,058 days"]
