"""Counts: what a printed number says."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casualtycli.counts import HINT, Count, read_count, read_share
from casualtycli.problems import Refused

unhurried = settings(deadline=None)  # the rarer forms are compiled when they are first met
SPACES = "\t\n\u00a0\u1680\u2000\u2002\u2003\u2005\u2007\u2009\u200a\u202f\u205f\u3000"
FLOORS = ("at least", "no fewer than", "no less than", "not less than", "a minimum of", "more than", "over")
BELOW = ("fewer than", "less than", "under", "nearly", "almost")
CEILINGS = ("at most", "up to", "no more than", *BELOW)
ABOUT = ("about ", "some ", "around ", "roughly ", "approximately ", "~", "~ ")
SAID = {
    (624, 624, 624): ("624", " 624\n"),
    (4734, 4734, 4734): ("4734", "4,734", "4 734", "4_734"),
    (12345678, 12345678, 12345678): [f"12{space}345{space}678" for space in SPACES],
    (10**12 - 1, 10**12 - 1, 10**12 - 1): ("999999999999", "999,999,999,999"),
    (700, 700, None): ("700+", "700 +", "At  Least 700", *(f"{words} 700" for words in FLOORS)),
    (700, 0, 700): [f"{words} 700" for words in CEILINGS],
    (0, 0, 0): ("0", "at most 0", "up to 0", "no more than 0"),
    (0, 0, None): ("more than 0", "0+"),
    (None, 500, 700): ("500-700", "500–700", "500 – 700", "500 — 700", "500 to 700", "between 500 and 700"),
    (None, 4734, 5000): ("4 734-5 000", "4,734 to 5_000"),
    (600, 500, 700): ("600 (500-700)", "some 600 (500-700)", "~600 (500 to 700)"),
    (600, 0, None): ("at least about 600", "at least some 600", *(f"{words}600" for words in ABOUT)),
    (600, 550, 650): ("about 600 ± 50", "600 ± 50", "600 +/- 50", "some 600±50"),
    (600, 540, 660): ("about 600 ± 10%", "600 ±10 %"),
    (30, 28, 32): ("about 30 ± 5%", "30 ± 2"),
    (30, 0, 80): ("about 30 ± 50",),
    (7000, 6500, None): ("at least about 7,000 ± 500",),
    (5_400_000, 5_400_000, 5_400_000): ("5.4 million", "5,400 thousand", "5.400000 Million"),
    (5_400_000, 5_400_000, None): ("at least 5.4 million", "5.4 million+"),
    (12_000, 12_000, 12_000): ("12 thousand",),
    (14_900_000, 13_300_000, 16_600_000): ("14.9 million (13.3-16.6 million)",),
    (None, 900_000, 1_000_000): ("900 thousand to 1 million", "between 0.9 and 1 million"),
    (None, 24, None): ("dozens", "Dozens"),
    (None, 200, None): ("hundreds",),
}


def said(text, about=None):
    count = read_count(text, about)
    return count.reported, count.low, count.high


def refusal(text, about=None) -> Refused | None:
    try:
        read_count(text, about)
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize(("text", "says"), [(text, says) for says, texts in SAID.items() for text in texts])
def test_what_the_words_say(text, says):
    assert said(text) == says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *((text, (600, 570, 630)) for text in ("about 600", "~600")),
        ("about 30", (30, 28, 32)),
        ("at least about 600", (600, 570, None)),
        *((text, said(text)) for text in ("about 600 ± 50", "600", "at least 600", "some 600 (100-700)", "dozens")),
    ],
)
def test_a_share_for_the_whole_registry_bounds_only_what_is_about(text, says):
    assert said(text, Fraction(1, 20)) == says


PLAIN = st.builds(
    lambda number, sign: (f"{number:,}".replace(",", sign), number),
    st.integers(0, 10**12 - 1),
    st.sampled_from(("", ",", " ", "_", *SPACES)),
)


@st.composite
def scaled(draw):
    word, zeros = draw(st.sampled_from((("thousand", 3), ("million", 6))))
    digits, places = draw(st.integers(0, 10**6)), draw(st.integers(0, zeros))
    return f"{Decimal(digits).scaleb(-places):f} {word}", digits * 10 ** (zeros - places)


@st.composite
def counts(draw):
    """A text of any form, and what it says: reported, low, high."""
    amounts = st.tuples(*[draw(st.sampled_from((PLAIN, scaled())))] * 3)
    (low_text, low), (text, number), (high_text, high) = sorted(draw(amounts), key=lambda amount: amount[1])
    off_text, off = draw(PLAIN)
    range_ = low_text + draw(st.sampled_from(("-", " – ", " to "))) + high_text
    floor, ceiling, about = (draw(st.sampled_from(words)) for words in (FLOORS, CEILINGS, ABOUT))
    assume(number or ceiling not in BELOW)
    forms = (
        (text, number, number, number),
        (f"{floor} {text}", number, number, None),
        (f"{text}+", number, number, None),
        (f"{ceiling} {text}", number, 0, number),
        (range_, None, low, high),
        (f"between {low_text} and {high_text}", None, low, high),
        (f"{text} ({range_})", number, low, high),
        (f"{about}{text} ({range_})", number, low, high),
        (f"{about}{text}", number, 0, None),
        (f"at least {about}{text}", number, 0, None),
        (f"{text} ± {off_text}", number, max(0, number - off), number + off),
        (f"{about}{text} ± {off_text}", number, max(0, number - off), number + off),
        ("dozens", None, 24, None),
        ("hundreds", None, 200, None),
    )
    written, *says = draw(st.sampled_from(forms))
    return draw(st.sampled_from((str, str.upper, str.capitalize)))(written), tuple(says)


@unhurried
@given(counts())
def test_every_wording_of_every_number_and_print_after_parse(count):
    text, says = count
    assert said(text) == says
    read = read_count(text)
    assert str(read) == " ".join(text.split())
    assert read_count(str(read)) == read


@unhurried
@given(st.integers(0, 10**9), st.decimals(0, 100, places=2))
def test_a_tolerance_rounds_outwards_and_stops_at_zero(number, percent):
    off = number * percent / 100
    low, high = (number - off).to_integral_value(ROUND_FLOOR), (number + off).to_integral_value(ROUND_CEILING)
    assert said(f"{number} ± {percent}%") == (number, max(0, low), high)
    assert said(f"about {number}", Fraction(percent) / 100) == (number, max(0, low), high)


NEGATIVE, DIGITS = "write the number of deaths, 0 or more", "write a number of 12 digits at most"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        *((text, "the count is empty", HINT) for text in ("", "\u3000\n")),
        *((text, f"the count {text} is negative", NEGATIVE) for text in ("-5", "− 5", "-0", "-5 to 10")),
        ("1.5", '"1.5" is no whole number', "write a whole number, or one in thousand or million: 5.4 million"),
        ("4.734", '"4.734" can be read in two ways', "write 4,734 if the point groups thousands"),
        ("at least 12.300", '"12.300" can be read in two ways', "write 12,300 if the point groups thousands"),
        ("0624", 'the number "0624" starts with a zero', "write 624"),
        ("00", 'the number "00" starts with a zero', "write 0"),
        ("5%", "the count 5% is a percentage", "write the number itself; how far off it may be goes behind ±"),
        ("47,34", '"47,34" is not grouped by threes', "write 4734, or the digits in groups of three: 4,734"),
        ("4,734 567", '"4,734 567" is not grouped by threes', "write 4734567, or the digits in groups of three: 4,734"),
        ("5.4567 thousand", '"5.4567 thousand" is no whole number', "write 5,456 or 5,457"),
        *((f"{words} 0", f'nothing is "{words} 0"', "write 0 if the source counts none") for words in BELOW),
        ("700-500", "the range 700-500 runs downwards", "write the smaller number first: 500-700"),
        ("6 (7-8)", "6 is not from 7 to 8", "write the best number, then the range around it: 600 (500-700)"),
        ("600 ± 150%", 'cannot read the share "150%"', "write a percentage from 0% to 100%: 10%"),
        ("1000000000000", 'the number "1000000000000" is too long', DIGITS),
        ("9" * 121, "the count is too long", HINT),
        ("٦٢٤", 'cannot read the count "٦٢٤"', "write 624"),
        ("about 5k", 'cannot read the count "about 5k"', "write about 5 thousand"),
        ("2.975 (2.658-3.290)", '"2.975 (2.658-3.290)" can be read in two ways',
         "write 2,975 (2,658-3,290) if the points group thousands"),
        *((f"4,645{interval}", f'cannot read the count "4,645{interval}"',
           "write 4,645 (793-8,498), and what interval it is in note:")
          for interval in (" (95% CI 793-8,498)", " [793-8,498]", " (CI: 793 to 8,498)", ", 95% CI 793, 8,498")),
        *((f"{sign}40", f'cannot read the count "{sign}40"', f"write {word} 40")
          for sign, word in (("≥ ", "at least"), (">=", "at least"), (">", "more than"), ("<", "fewer than"))),
        ("1'234", '"1\'234" is grouped by apostrophes', "write 1,234"),
        ("10-12,000", '"10-12,000" can be read in two ways', "write 10,000-12,000, or 10-12000"),
        ("10 ± 1 million", '"10 ± 1 million" can be read in two ways',
         "write 10 million ± 1 million, or all the digits in both"),
        *((f"500 {behind}", f'cannot read the count "500 {behind}"', f"write {meant} 500")
          for behind, meant in (("at least", "at least"), ("plus", "at least"), ("at most", "at most"),
                                ("approx", "about"), ("civilians or more", "at least"))),
        *((text, f'cannot read the count "{text}"', HINT)
          for text in ("5 percent", "3 crore", "2 mil", "5 per day", "12 thousand million")),
        ("zero", 'cannot read the count "zero"', "write 0"),
        ("5.4M", 'cannot read the count "5.4M"', "write 5.4 million"),
        ("over 9 men", 'cannot read the count "over 9 men"',
         "write the number alone, what it counts is the measure: over 9"),
        *((text, f'cannot read the count "{text}"', HINT) for text in ("five", "no", "null", "½", "1:30")),
    ],
)  # fmt: skip
def test_refused_with_what_to_write(text, message, hint):
    refused = refusal(text)
    assert (refused.message, refused.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("05 million", 5_000_000),
        ("05.4 million", 5_400_000),
        ("4,7 million", 4_700_000),
        ("5.4 millions", 5_400_000),
        ("0,624", 624),
    ],
)
def test_a_suggested_number_is_as_large_as_the_one_written(text, number):
    suggested = re.search(r"\d[\d.,]*(?: million)?", refusal(text).hint)
    assert read_count(suggested[0]).reported == number


@st.composite
def mutated(draw):
    """A text with a stretch of it replaced, or with digits of another script."""
    text = draw(counts())[0]
    at, gone = draw(st.integers(0, len(text))), draw(st.integers(0, 3))
    replaced = text[:at] + draw(st.text("0159.,_'+-–~±%() tomin²½", max_size=3)) + text[at + gone :]
    return draw(st.sampled_from((replaced, text.replace("2", "٢"))))


@settings(unhurried, max_examples=300)
@given(st.text() | mutated(), st.none() | st.fractions(0, 1))
def test_any_text_is_read_with_bounds_in_order_or_refused_with_a_hint(text, about):
    refused = refusal(text, about)
    if refused is None:
        reported, low, high = said(text, about)
        assert 0 <= low <= (low if reported is None else reported)
        assert high is None or max(low, reported or 0) <= high
        return
    assert all((refused.message.strip(), refused.hint.strip()))
    suggested = re.fullmatch(r"write ([\d,]+)(?: or ([\d,]+))?(?: if .*)?", refused.hint)
    for suggestion in filter(None, suggested.groups() if suggested else ()):
        assert str(read_count(suggestion)) == suggestion


@pytest.mark.parametrize("text", ["1 " * 60, "1,5 " * 30, "1" * 59 + "-" + "1" * 60, "1.5 (1-" * 17, "9" * 10**6])
def test_long_texts_are_refused(text):
    assert refusal(text)


@pytest.mark.parametrize(
    ("text", "share"), [("10%", Fraction(1, 10)), ("0 %", 0), ("100%", 1), ("2.5%", Fraction(1, 40))]
)
def test_shares(text, share):
    assert read_share(text) == share


@pytest.mark.parametrize("text", ["", "10", "101%", "-1%", "5,5%", "1e1%", "٥%", "100.1%", "% 5"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(Refused, match="cannot read the share"):
        read_share(text)


@pytest.mark.parametrize("bounds", [(5, 6, 7), (8, 6, 7), (None, 7, 6), (5, -1, 7), (-1, -1, None), (None, -1, None)])
def test_bounds_out_of_order_cannot_be_made(bounds):
    with pytest.raises(ValueError, match="as worded"):
        Count(*bounds, "as worded")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("4,734", "4734", True), ("over 624", "624+", True), ("624", "624+", False), ("0-624", "up to 624", False)],
)
def test_same_number_however_worded(one, other, same):
    assert read_count(one).same_number(read_count(other)) is same
