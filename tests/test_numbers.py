"""Numbers as people write them to hold something against."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualtycli import wording
from casualtycli.numbers import Number, read_number
from casualtycli.problems import Refused
from casualtycli.wording import UNICODE, rounded, truthful


@pytest.mark.parametrize(
    ("text", "value", "places", "written"),
    [
        ("5", 5, 0, "5"),
        ("2.5", Fraction(5, 2), 1, "2.5"),
        ("2.50", Fraction(5, 2), 2, "2.50"),
        ("0.434", Fraction(434, 1000), 3, "0.434"),
        ("1,000", 1000, 0, "1,000"),
        ("1234567", 1234567, 0, "1,234,567"),
        ("-300", -300, 0, "-300"),
        ("−300", -300, 0, "-300"),
        ("+4,110", 4110, 0, "4,110"),
        ("-0.5", Fraction(-1, 2), 1, "-0.5"),
        ("-0", 0, 0, "0"),
        ("0.0", 0, 1, "0.0"),
    ],
)
def test_numbers(text: str, value: Fraction, places: int, written: str) -> None:
    number = read_number(text)
    assert (number.value, number.places, str(number)) == (value, places, written)
    assert not isinstance(number.value, float)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("7.59×", "write 7.59"),
        ("7.59x", "write 7.59"),
        ("≈ 7.59", "write 7.59"),
        ("7,59", "write 7.59"),
        ("1.000.000", "write 1,000,000"),
        ("1 000", "write 1000"),
        ("1_000", "write 1000"),
        (".5", "write 0.5"),
        ("007", "write 7"),
        ("00", "write 0"),
        ("٥", "write 5"),
        ("", "write a number: 5, 2.5, 1,000 or -300"),
        ("x", "write a number: 5, 2.5, 1,000 or -300"),
        ("5%", "write a number: 5, 2.5, 1,000 or -300"),
        ("1e3", "write a number: 5, 2.5, 1,000 or -300"),
        ("789/104", "write a number: 5, 2.5, 1,000 or -300"),
        ("nan", "write a number: 5, 2.5, 1,000 or -300"),
        ("--5", "write a number: 5, 2.5, 1,000 or -300"),
    ],
)
def test_what_is_refused(text: str, hint: str) -> None:
    with pytest.raises(Refused, match="cannot read the number") as refused:
        read_number(text)
    assert refused.value.hint == hint


def test_a_row_of_digits_without_end_is_refused() -> None:
    with pytest.raises(Refused):
        read_number("9" * 5000)


@pytest.mark.parametrize(
    ("text", "exact", "rounds"),
    [
        ("7.59", Fraction(789, 104), True),
        ("7.6", Fraction(789, 104), True),
        ("8", Fraction(789, 104), True),
        ("7.586538", Fraction(789, 104), True),
        ("7.58", Fraction(789, 104), False),
        ("7.60", Fraction(789, 104), False),
        ("2.13", Fraction(17, 8), True),  # a half goes away from zero, as in tables
        ("2.12", Fraction(17, 8), False),
        ("-3", Fraction(-5, 2), True),
        ("-2", Fraction(-5, 2), False),
        ("0", Fraction(-1, 3), True),
        ("0", Fraction(1, 2), False),
        ("1,000", 1000, True),
        ("1000", Fraction(19999, 20), True),
    ],
)
def test_a_number_is_what_rounds_to_it_as_written(text: str, exact: Fraction, rounds: bool) -> None:
    assert read_number(text).rounds(exact) is rounds


@given(st.integers(-(10**15), 10**15), st.integers(0, 9))
def test_what_is_printed_reads_as_the_same_number(digits: int, places: int) -> None:
    number = Number(Fraction(digits, 10**places), places)
    assert read_number(str(number)) == number


@given(st.fractions(0, 10**7, max_denominator=10**6))
def test_what_a_table_shows_may_be_written(exact: Fraction) -> None:
    assert read_number(wording.ratio(exact)).rounds(exact)
    for gap in (exact, -exact):
        assert read_number(wording.signed(gap, UNICODE)).rounds(gap)


@given(st.fractions(-1000, 1000, max_denominator=10**4), st.integers(0, 3))
def test_a_number_holds_for_just_the_half_open_step_around_it(exact: Fraction, places: int) -> None:
    number = read_number(rounded(exact, places))
    assert number.rounds(exact)
    assert abs(number.value - exact) <= Fraction(1, 2 * 10**places)
    step = Fraction(1, 10**places)
    assert not any(number.rounds(exact + off) for off in (step, -step) if abs(exact) > 2)


@given(st.fractions(-100, 100, max_denominator=10**6), st.fractions(-100, 100, max_denominator=100))
def test_what_is_said_is_true_of_what_is_printed(exact: Fraction, limit: Fraction) -> None:
    for said in (limit.__lt__, limit.__gt__):
        if said(exact):
            assert said(Fraction(truthful(exact, 0, said).replace(",", "")))
