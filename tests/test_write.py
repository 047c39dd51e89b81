"""The writers: numbers are never cut at any width, and no text of a registry marks anything up."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import click
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from transcripts import run

from casualtycli.report.documents import COMPARISON_COLUMNS
from casualtycli.report.figure_documents import FIGURE_COLUMNS
from casualtycli.table import Column, Entry, Facts, Lines, Page, Table, Tone
from casualtycli.wording import visible
from casualtycli.write.csv_ import to_csv
from casualtycli.write.json_ import to_json
from casualtycli.write.markdown import to_markdown
from casualtycli.write.terminal import NARROWEST, to_terminal

WORDS = st.text(st.sampled_from("abc ü漢é-[]/"), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)
NUMBERS = st.tuples(st.sampled_from(["", "≈ ", "≥ ", "+", "−"]), st.integers(0, 10**9)).map(
    lambda pair: f"{pair[0]}{pair[1]:,}"
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    numeric = draw(st.lists(st.booleans(), min_size=1, max_size=7))
    columns = tuple(Column(draw(WORDS), numeric=flag, spare=draw(st.booleans())) for flag in (False, *numeric))
    texts = [NUMBERS if column.numeric else WORDS for column in columns]
    rows = draw(st.lists(st.tuples(*texts), min_size=1, max_size=4))
    notes = tuple(draw(st.lists(st.tuples(st.sampled_from("≈≥¹"), WORDS), max_size=2)))
    entries = tuple(tuple(Entry(text, draw(st.sampled_from(list(Tone)))) for text in row) for row in rows)
    return Table(title=draw(WORDS), columns=columns, rows=entries, notes=notes)


@given(tables(), st.integers(NARROWEST, 130))
@example(
    Table(
        title="a",
        columns=(Column("a"), Column("a"), Column(f"{'a' * 17} 漢"), Column("a")),
        rows=((Entry("a"), Entry("a"), Entry("a"), Entry("a" * 15)),),
    ),
    40,
)
def test_a_table_fits_its_width_and_keeps_every_number_whole(table: Table, width: int) -> None:
    page = Page(title="A title of several words", blocks=(table,))
    text = to_terminal(page, width=width, color=False)
    longest_word = max(cell_len(word) for word in text.split())
    for line in text.splitlines():
        assert cell_len(line) <= max(width, longest_word + 40)
        if cell_len(line) > width:
            assert longest_word >= width // 2
    for row in table.rows:
        for column, entry in zip(table.columns, row, strict=True):
            if column.numeric and not column.spare:
                assert entry.text in text


@given(tables(), st.integers(NARROWEST, 130))
def test_no_word_is_lost_at_any_width_but_those_of_spare_columns(table: Table, width: int) -> None:
    text = to_terminal(Page(blocks=(table,)), width=width, color=False)
    for row in table.rows:
        for column, entry in zip(table.columns, row, strict=True):
            if not column.spare:
                assert all(word in text for word in entry.text.split())


@given(tables())
def test_colour_changes_nothing_but_colour(table: Table) -> None:
    page = Page(title="x", blocks=(table, Lines("y", ("z",)), Facts("f", (("name", "text"),))))
    for width in (None, 60):
        plain = to_terminal(page, width=width, color=False)
        colored = click.unstyle(to_terminal(page, width=width, color=True))
        assert [line.rstrip() for line in colored.splitlines()] == plain.splitlines()


@given(tables())
def test_without_a_limit_every_row_is_one_line(table: Table) -> None:
    lines = to_terminal(Page(blocks=(table,)), width=None, color=False).splitlines()
    assert len(lines) == 2 + len(table.rows) + len(table.notes)


def test_columns_that_may_be_left_out_go_first_then_texts_break_then_rows_become_lists() -> None:
    table = Table(
        title="t",
        columns=(Column("Who"), Column("Spare", spare=1), Column("How many", numeric=True), Column("Why")),
        rows=(
            (
                Entry("somebody"),
                Entry("s" * 20),
                Entry("1,234,567"),
                Entry("a reason of many words, all of them short"),
            ),
        ),
    )

    def at(width: int) -> list[str]:
        return to_terminal(Page(blocks=(table,)), width=width, color=False).splitlines()

    assert "Spare" in at(110)[1]
    assert at(70) == [
        "t",
        "  Who        How many  Why",
        "  somebody  1,234,567  a reason of many words, all of them short",
    ]
    assert at(50) == [
        "t",
        "  Who        How many  Why",
        "  somebody  1,234,567  a reason of many words, all",
        "                       of them short",
    ]
    many = Table(title="t", columns=table.columns * 3, rows=(table.rows[0] * 3,))
    stacked = to_terminal(Page(blocks=(many,)), width=40, color=False)
    assert "  How many  1,234,567\n" in stacked


@given(st.text())
def test_what_is_shown_hides_nothing(text: str) -> None:
    shown = visible(text)
    assert shown == text or not text.isprintable()
    assert not any(
        ord(mark) < 32 or 0x7F <= ord(mark) < 0xA0 or mark in "\u2028\u2029\u202e\u200f\ufeff" for mark in shown
    )


@given(st.text(min_size=1, max_size=40))
def test_markdown_keeps_a_table_a_table(text: str) -> None:
    table = Table(title=text, columns=(Column(text), Column("n", numeric=True)), rows=((Entry(text), Entry("1")),))
    lines = to_markdown(Page(title=text, blocks=(table,))).splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    assert len(rows) == 3
    assert len(lines) == 7
    assert all(row.replace("\\\\", "").replace("\\|", "").count("|") == 3 for row in rows)


def test_markdown_escapes_what_would_mark_up() -> None:
    page = Page(blocks=(Lines("*a*", ("<b> [c](d) `e` | ~f~ _g_",)),))
    assert to_markdown(page) == "## \\*a\\*\n\n- \\<b\\> \\[c\\](d) \\`e\\` \\| \\~f\\~ \\_g\\_\n"


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(), st.booleans(), st.text()), min_size=2, max_size=2)))
def test_csv_reads_back_and_runs_nothing(rows: list[list[object]]) -> None:
    back = list(csv.reader(io.StringIO(to_csv(["one", "two"], rows), newline="")))
    assert back[0] == ["one", "two"]
    for row, read in zip(rows, back[1:], strict=True):
        for value, cell in zip(row, read, strict=True):
            if isinstance(value, str):
                assert cell.removeprefix("'") == value.removeprefix("'")
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            else:
                assert cell == {None: "", True: "true", False: "false"}.get(value, str(value)) or cell == str(value)


@pytest.mark.parametrize(("command", "columns"), [("compare", COMPARISON_COLUMNS), ("list", FIGURE_COLUMNS)])
def test_csv_has_the_names_and_the_values_of_json(command: str, columns: tuple[str, ...]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(f"casualty {command} --format csv")[1])))
    document = json.loads(run(f"casualty {command} --format json")[1])
    entries = document["comparisons" if command == "compare" else "figures"]
    assert len(rows) == len(entries)
    for row, entry in zip(rows, entries, strict=True):
        assert tuple(row) == columns
        for column, text in row.items():
            value = looked_up(entry, column)
            assert text == as_csv(value)


def as_csv(value: object) -> str:
    """Return the text of a cell."""
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def looked_up(entry: object, column: str) -> object:
    """Return the value that a column names in a document: keys joined by an underscore."""
    if not isinstance(entry, dict):
        return None
    if column in entry:
        return None if isinstance(entry[column], dict) else entry[column]
    for key, value in entry.items():
        if column.startswith(f"{key}_") and (value is None or isinstance(value, dict)):
            return looked_up(value, column.removeprefix(f"{key}_"))
    raise AssertionError(column)


def test_json_is_utf8_and_refuses_what_is_no_json() -> None:
    assert to_json({"a": "é"}) == '{\n  "a": "é"\n}\n'
    with pytest.raises(TypeError):
        to_json({"a": Fraction(1, 2)})
    with pytest.raises(ValueError, match="Out of range"):
        to_json({"a": float("nan")})


@pytest.mark.parametrize(("options", "encoding"), [("--ascii", "utf-8"), ("", "cp1252"), ("", "ascii")])
def test_what_a_stream_cannot_take_is_measured_as_it_is_written(options: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text(
        """
registry: 1
sources: {a: {name: Alpha}, b: {name: Médecins Sans Frontières}, c: {name: منظمة}}
defaults: {measure: killed, place: Zürich, period: 2020, published: 2021, url: "https://example.org/"}
figures: [{id: a, source: a, count: 5}, {id: b, source: b, count: 15}, {id: c, source: c, count: 25}]
""",
        encoding="utf-8",
    )
    for width in (60, 80, 120):
        _, out, _ = run(f"casualty compare --matrix {options} --width {width}", tmp_path, encoding)
        assert max(map(len, out.splitlines())) <= width
    rows = [line for line in out.splitlines() if line.startswith(("  A", "  M", "  \\u"))]
    assert [len(line) for line in rows] == [len(rows[0])] * 3 + [len(rows[3])] * 3, out
