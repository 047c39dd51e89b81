"""Tables: what every writer for people is given."""

import pytest

from casualtycli.table import Column, Entry, Table, Tone

COLUMNS = (Column("Source"), Column("Place", spare=True), Column("Count", numeric=True), Column("Basis", spare=True))
AIRWARS = (Entry("Airwars"), Entry("Iraq and Syria"), Entry("4,734", Tone.STRONG), Entry("reported"))
NOTES = (("†", "disputed"),)


def test_what_may_be_left_out_is_left_out_and_all_else_stays():
    without = Table(title="Killed", columns=COLUMNS, rows=(AIRWARS,) * 2, notes=NOTES).without_spare()
    assert without == Table(
        title="Killed",
        columns=(Column("Source"), Column("Count", numeric=True)),
        rows=((Entry("Airwars"), Entry("4,734", Tone.STRONG)),) * 2,
        notes=NOTES,
    )
    assert without.without_spare() == without


@pytest.mark.parametrize("length", [0, 3, 5])
def test_a_row_that_does_not_fit_cannot_be_made(length):
    with pytest.raises(ValueError, match="Killed: a row does not fit its columns"):
        Table(title="Killed", columns=COLUMNS, rows=(AIRWARS, (Entry("SOHR"),) * length))
