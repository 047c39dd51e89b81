"""Tables: what every writer for people is given."""

import pytest

from casualtycli.table import Column, Entry, Table, Tone

COLUMNS = (Column("Source"), Column("Place", spare=1), Column("Count", numeric=True), Column("Basis", spare=1))
AIRWARS = (Entry("Airwars"), Entry("Iraq and Syria"), Entry("4,734", Tone.STRONG), Entry("reported"))
NOTES = (("†", "disputed"),)


def test_what_may_be_left_out_is_left_out_and_all_else_stays():
    (without,) = Table(title="Killed", columns=COLUMNS, rows=(AIRWARS,) * 2, notes=NOTES).narrower()
    assert without == Table(
        title="Killed",
        columns=(Column("Source"), Column("Count", numeric=True)),
        rows=((Entry("Airwars"), Entry("4,734", Tone.STRONG)),) * 2,
        notes=NOTES,
    )
    assert list(without.narrower()) == [without]


@pytest.mark.parametrize("length", [0, 3, 5])
def test_a_row_that_does_not_fit_cannot_be_made(length):
    with pytest.raises(ValueError, match="Killed: a row does not fit its columns"):
        Table(title="Killed", columns=COLUMNS, rows=(AIRWARS, (Entry("SOHR"),) * length))


def test_columns_are_left_out_in_their_turn():
    columns = (Column("A"), Column("B", spare=2), Column("C", spare=1), Column("D", spare=2))
    table = Table(title="", columns=columns, rows=(tuple(map(Entry, "abcd")),))
    left = [[[entry.text for entry in row] for row in one.rows] for one in table.narrower()]
    assert left == [[["a", "b", "d"]], [["a"]]]


def test_a_table_that_spares_nothing_stays_as_it_is():
    table = Table(title="", columns=(Column("A"),), rows=((Entry("a"),),))
    assert list(table.narrower()) == [table]


def test_a_note_goes_with_the_last_column_that_has_its_mark() -> None:
    columns = Column("Source"), Column("Count", numeric=True), Column("Range", numeric=True, spare=1)
    rows = ((Entry("A"), Entry("≥ 5"), Entry("≤ 9")), (Entry("B¹"), Entry("6"), Entry("≥ 4")))
    notes = (("≥", "at least"), ("≤", "at most"), ("¹", "even"), ("all", "of all rows"), ("", "of none"))
    table = Table(title="T", columns=columns, rows=rows, notes=notes, missed=(("", "no room"),))
    (narrow,) = table.narrower()
    assert [note for note in notes if note not in narrow.notes] == [("≤", "at most")]
    assert narrow.notes[-1] == ("", "no room")
