"""Gates: the grammar of ``--fail-if``, what it means, and what is said of the rows that meet it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registries import row_of, rows_of

from casualtycli.comparison import Align, Measured, Pairs, Verdict
from casualtycli.gates import COMPARISONS, NAMES, BadGate, Clash, Gate, Limit, failures, read_gate
from casualtycli.numbers import Number
from casualtycli.ranges import Range
from casualtycli.report.gates import gate_lines

FIGURES = """
    id: a, source: a, count: at least 100, period: 2020-01-01/2020-12-31
    id: b, source: b, count: 300-400, period: 2020-01-01/2020-12-31
"""
CLASHING = """
    id: a, source: a, count: 100, period: 2020-01-01/2020-12-31
    id: b, source: b, count: 300, period: 2020-01-01/2020-12-31
"""


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("ratio > 5", "ratio > 5"),
        ("  ratio>5  ", "ratio > 5"),
        ("gap >= 1000", "gap >= 1,000"),
        ("gap<-1,000", "gap < -1,000"),
        ("gap <= −300", "gap <= -300"),
        ("ratio.low > 2.50", "ratio.low > 2.50"),
        ("clash", "clash"),
        ("clash or clash", "clash or clash"),
        ("ratio = 1 or gap = 0 and clash", "ratio = 1 or gap = 0 and clash"),
    ],
)
def test_expressions(text: str, printed: str) -> None:
    assert str(read_gate(text)) == printed


def test_and_binds_tighter_than_or() -> None:
    one, two, three = (Limit("gap", ">", Number(number)) for number in (1, 2, 3))
    assert read_gate("gap > 1 or gap > 2 and gap > 3") == Gate(((one,), (two, three)))
    assert read_gate("gap > 1 and gap > 2 or gap > 3") == Gate(((one, two), (three,)))


@pytest.mark.parametrize(
    ("text", "marks", "message", "hint"),
    [
        ("", "^", "a condition is missing here", "write a condition: ratio > 5, gap >= 1000 or clash"),
        ("ration > 5", "^^^^^^", 'no condition begins with "ration"', 'did you mean "ratio"?'),
        ("Gap > 5", "^^^", 'no condition begins with "Gap"', 'did you mean "gap"?'),
        ("gap.lo > 5", "^^^^^^", 'no condition begins with "gap.lo"', 'did you mean "gap.low"?'),
        (
            "not clash",
            "^^^",
            'no condition begins with "not"',
            "write one of ratio, ratio.low, ratio.high, gap, gap.low, gap.high, clash",
        ),
        ("5 < gap", "^", "a condition begins with a name", "write a condition: ratio > 5, gap >= 1000 or clash"),
        ("gap > 5 and < 9", "            ^", "a condition begins with a name", "write a condition"),
        ("gap", "   ^", "a comparison is missing behind gap", "write one of > >= < <= = and a number: gap > 5"),
        ("gap 5", "    ^", "a comparison is missing behind gap", "write one of > >= < <= = and a number: gap > 5"),
        ("gap == 5", "    ^^", "no comparison is written ==", "write ="),
        ("gap => 5", "    ^^", "no comparison is written =>", "write >="),
        ("gap ≤ 5", "    ^", "no comparison is written ≤", "write <="),
        ("gap != 5", "    ^^", "no comparison is written !=", "write two: gap < … or gap > …"),
        ("gap >", "     ^", "a number is missing here", "write a number: 5, 2.5, 1,000 or -300"),
        ("gap > and clash", "      ^^^", "a number is missing here", "write a number: 5, 2.5, 1,000 or -300"),
        ("gap > ratio", "      ^^^^^", "ratio is no number: a limit is one", "write a number: 5, 2.5, 1,000 or -300"),
        ("ratio > 7,59", "        ^^^^", 'cannot read the number "7,59"', "write 7.59"),
        ("ratio > 5×", "        ^^", 'cannot read the number "5×"', "write 5"),
        ("ratio > five", "        ^^^^", 'cannot read the number "five"', "write a number"),
        ("(clash)", "^", "brackets are not read", "and binds tighter than or; write several --fail-if for the rest"),
        ("gap > 1)", "       ^", "brackets are not read", "and binds tighter than or"),
        ("$", "^", 'cannot read "$"', "write a condition: ratio > 5, gap >= 1000 or clash"),
        ("clash && gap > 1", "      ^^", "conditions are not joined by &&", "write and"),
        ("clash | gap > 1", "      ^", "conditions are not joined by |", "write or"),
        ("clash AND gap > 1", "      ^^^", 'cannot read "AND" here', 'did you mean "and"?'),
        ("clash > 1", "      ^", 'cannot read ">" here', "join conditions with and, or"),
        ("clash gap", "      ^^^", 'cannot read "gap" here', "join conditions with and, or"),
        ("clash or", "        ^", "a condition is missing here", "write a condition"),
        ("clash and or clash", "          ^^", "a condition is missing here", "write a condition"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, marks: str, message: str, hint: str) -> None:
    with pytest.raises(BadGate) as bad:
        read_gate(text)
    told = bad.value
    assert " " * told.start + "^" * (told.end - told.start) == marks
    assert told.message == message
    assert told.hint.startswith(hint)


@given(st.text(alphabet=st.sampled_from([*"ratiogplsh.andor <>=!0159,-−+×()&|\t\n$é٥"]), max_size=30))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    with contextlib.suppress(BadGate):
        gate = read_gate(text)
        assert read_gate(str(gate)) == gate
        return
    with pytest.raises(BadGate) as bad:
        read_gate(text)
    assert 0 <= bad.value.start < bad.value.end <= len(text) + 1
    assert bad.value.hint


numbers = st.builds(
    lambda digits, places: Number(Fraction(digits, 10**places), places), st.integers(-99999, 99999), st.integers(0, 3)
)
limits = st.builds(Limit, st.sampled_from(NAMES), st.sampled_from(sorted(COMPARISONS)), numbers)
conditions = st.lists(st.one_of(limits, st.just(Clash())), min_size=1, max_size=3).map(tuple)
expressions = st.lists(conditions, min_size=1, max_size=3).map(lambda some: Gate(tuple(some)))


@given(expressions)
def test_what_is_printed_reads_as_the_same_gate(gate: Gate) -> None:
    assert read_gate(str(gate)) == gate


exact = st.one_of(st.none(), st.integers(-20, 20), st.fractions(-20, 20, max_denominator=30))
near = st.builds(lambda digits: Number(Fraction(digits, 2), 1), st.integers(-40, 40))
near_limits = st.builds(Limit, st.sampled_from(NAMES), st.sampled_from(sorted(COMPARISONS)), near)
near_conditions = st.lists(st.one_of(near_limits, st.just(Clash())), min_size=1, max_size=3).map(tuple)
near_gates = st.lists(near_conditions, min_size=1, max_size=3).map(lambda some: Gate(tuple(some)))


@st.composite
def measured(draw: st.DrawFn) -> Measured | None:
    low, high = draw(exact), draw(exact)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return draw(st.one_of(st.none(), st.just(Measured(draw(exact), Range(low, high)))))


def fake_row(ratio: Measured | None, gap: Measured | None, verdict: Verdict, disputed: Iterable[bool]) -> Any:
    """Return what a gate asks of a row."""
    sides = tuple(SimpleNamespace(voice=SimpleNamespace(disputed=one)) for one in disputed)
    return SimpleNamespace(ratio=ratio, gap=gap, verdict=verdict, sides=sides)


rows = st.builds(
    fake_row, measured(), measured(), st.sampled_from(Verdict), st.tuples(*[st.sampled_from((False, False, True))] * 2)
)


def slow(gate: Gate, row: Any) -> bool:
    """Evaluate an expression by its text: Python's own ``and`` and ``or`` over what each condition is worth."""
    worth = {}
    for number, text in enumerate(str(gate).replace(" and ", " or ").split(" or ")):
        name, *rest = text.split()
        worth[f"c{number}"] = row.verdict is Verdict.CLASH if name == "clash" else slow_limit(row, name, *rest)
    words = iter(worth)
    pieces = [" and ".join(next(words) for _ in alternative) for alternative in gate.alternatives]
    return bool(eval(" or ".join(pieces), {}, worth))


def slow_limit(row: Any, name: str, comparison: str, limit: str) -> bool:
    column = {"": "estimate", "low": "low", "high": "high"}[name.partition(".")[2]]
    found = getattr(row, name.partition(".")[0])
    if found is None:
        return False
    number = {"estimate": found.estimate, "low": found.range.low, "high": found.range.high}[column]
    if number is None:
        return False
    difference = Fraction(number) - Fraction(limit.replace(",", ""))
    return {
        ">": difference > 0,
        ">=": not difference < 0,
        "<": difference < 0,
        "<=": not difference > 0,
        "=": not difference,
    }[comparison]


@given(near_gates, rows)
def test_a_gate_means_what_its_text_says(gate: Gate, row: Any) -> None:
    assert (gate.met(row) is not None) == slow(gate, row)


@given(near_gates, rows)
def test_what_is_said_of_a_row_is_true_to_the_letter(gate: Gate, row: Any) -> None:
    for told in (gate.met(row) or "clash").split(" and "):
        if told != "clash":
            _, number, comparison, limit = told.split()
            one, other = (Fraction(text.replace(",", "")) for text in (number, limit))
            assert COMPARISONS[comparison](one, other)


@given(st.lists(near_gates, max_size=3), st.lists(rows, max_size=4))
def test_a_row_fails_when_it_is_not_disputed_and_meets_any_gate(gates: list[Gate], some: list[Any]) -> None:
    expected = [
        row for row in some if not any(side.voice.disputed for side in row.sides) and any(slow(g, row) for g in gates)
    ]
    assert [id(row) for row, _ in failures(some, gates)] == [id(row) for row in expected]


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("ratio > 2", None),  # a range has no estimate
        ("gap < 1000000", None),
        ("ratio.low >= 0", "ratio.low 0 >= 0"),
        ("ratio.high <= 4", "ratio.high 4.00 <= 4"),
        ("ratio.high < 4", None),
        ("gap.low < 0", None),  # open
        ("gap.high = 300", "gap.high 300 = 300"),
        ("clash", None),
    ],
)
def test_what_a_row_has_not_meets_no_condition(expression: str, told: str | None) -> None:
    assert read_gate(expression).met(row_of(FIGURES)) == told


@pytest.mark.parametrize(
    ("counts", "expression", "told"),
    [
        ((1, 3), "ratio > 1", "ratio 3.00 > 1"),
        ((1, 3), "ratio = 3 and gap = 2", "ratio 3.00 = 3 and gap 2 = 2"),
        ((1, 3), "ratio > 5 or gap > 1 or clash", "gap 2 > 1"),
        ((1000, 5001), "ratio > 5", "ratio 5.001 > 5"),
        ((100000, 500001), "ratio > 5", "ratio 5.00001 > 5"),
        ((100000, 499999), "ratio < 5", "ratio 4.99999 < 5"),
        ((3, 1), "ratio < 0.3334", "ratio 0.333 < 0.3334"),
        ((3, 1), "ratio > 0.3333", "ratio 0.33333 > 0.3333"),
        ((3, 1), "gap < -1", "gap -2 < -1"),
        ((0, 5), "gap > 1", "gap 5 > 1"),
        ((0, 5), "ratio > 1", None),
        ((2, 4000), "ratio > 1,999", "ratio 2,000 > 1,999"),
    ],
)
def test_numbers_are_told_so_that_they_never_read_as_false(
    counts: tuple[int, int], expression: str, told: str | None
) -> None:
    figures = "\n".join(
        f"id: {source}, source: {source}, count: {count}, period: 2020-01-01/2020-12-31"
        for source, count in zip("ab", counts, strict=True)
    )
    assert read_gate(expression).met(row_of(figures)) == told


def lines(figures: str, *expressions: str, **asked: Any) -> list[str]:
    return list(gate_lines(rows_of(figures, **asked), [read_gate(text) for text in expressions]))


def test_one_line_for_each_row_with_all_that_it_meets() -> None:
    assert lines(CLASHING, "clash", "ratio > 2 and gap > 100", "gap > 1000") == [
        "fails: B / A, killed, 2020-01-01 to 2020-12-31, as reported: clash; ratio 3.00 > 2 and gap 200 > 100"
    ]
    assert lines(CLASHING, "gap > 1", "gap > 1") == [
        "fails: B / A, killed, 2020-01-01 to 2020-12-31, as reported: gap 200 > 1"
    ]
    assert lines(CLASHING, "ratio > 3") == []


def test_a_line_says_what_tells_its_row_from_the_others() -> None:
    elsewhere = f"""{CLASHING}
    id: a2, source: a, count: 5, place: Isle, period: 2020-01-01/2020-12-31
    id: b2, source: b, count: 6, place: Isle, actor: X, period: 2020-01-01/2020-06-30
    id: b3, source: b, count: 7, variant: low, period: 2020-01-01/2020-12-31
    """
    assert lines(elsewhere, "gap > -1000") == [
        "fails: B / A, killed, Land, whoever it was, 2020-01-01 to 2020-12-31, as reported: gap 200 > -1,000",
        "fails: B / A, killed, Isle, X, 2020-01-01 to 2020-06-30, A pro-rata: gap 4 > -1,000",
        "fails: B (low) / A, killed, Land, whoever it was, 2020-01-01 to 2020-12-31, as reported: gap -93 > -1,000",
    ]


def test_each_way_and_as_printed() -> None:
    assert len(lines(CLASHING, "clash", pairs=Pairs.BOTH_WAYS)) == 2
    assert lines(CLASHING, "ratio < 3.5", align=Align.REPORTED) == [
        "fails: B / A, killed, as printed: ratio 3.00 < 3.5"
    ]


def test_disputed_rows_are_not_judged() -> None:
    disputed = f"{CLASHING}\n    id: c, source: b, count: 9000, period: 2020, disputed: {{by: a, why: other days}}"
    assert len(rows_of(disputed)) == 2
    assert len(lines(disputed, "ratio > 2")) == 1
