"""Files of incidents: every column, every row that is wrong, and where a file may lie."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_docs import REGISTRY
from transcripts import run

from casualtycli.model import Incident, IncidentFile
from casualtycli.periods import Span
from casualtycli.problems import Refused
from casualtycli.registry.checks import check
from casualtycli.registry.find import File, open_beside
from casualtycli.registry.read import Reading, read_registry
from casualtycli.report.documents import digest
from casualtycli.scopes import Scope
from casualtycli.select import Selection, voices
from casualtycli.series import Series

HEAD = """\
registry: 1
sources:
  b: {name: Beta}
  a: {name: Alpha, lists: 2020, events: EVENTS}
defaults: {measure: killed, place: Land, published: 2022, url: "https://example.org"}
actors: {Army: {active: 2020-02/..}}
figures:
  - {id: b1, source: b, count: 10, period: 2020, published: 2021-01}
"""
EVENTS = "{file: x.csv, id: ref, date: day, until: last, count: best, low: min, high: max}"
COLUMNS = "ref,day,last,best,min,max\n"


def read(rows: str | bytes, events: str = EVENTS, head: str = HEAD) -> Reading:
    """Return the reading of a registry beside a file of incidents; columns first, if the rows are text."""
    data = rows if isinstance(rows, bytes) else (COLUMNS + rows).encode()
    file = File("in/r.yaml", head.replace("EVENTS", events).encode(), beside=lambda _: io.BytesIO(data))
    return read_registry([file])


def file_of(rows: str | bytes, events: str = EVENTS, head: str = HEAD) -> IncidentFile:
    reading = read(rows, events, head)
    assert reading.problems == ()
    (file,) = reading.registry.incident_files
    return file


def one(rows: str | bytes, events: str = EVENTS, head: str = HEAD) -> Incident:
    (incident,) = file_of(rows, events, head).incidents
    return incident


def days(incident: Incident) -> str:
    return str(Span.of_days(incident.start, incident.stop))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("i,2020-03-01,,4,3,5", ("2020-03-01", 4, 3, 5)),
        ("i,2020-03-01,2020-03-03,4,,", ("2020-03-01/2020-03-03", 4, 4, 4)),
        ("i,2020-03,,,3,5", ("2020-03-01/2020-03-31", None, 3, 5)),
        ("i,2020,,,3,", ("2020-01-01/2020-12-31", None, 3, None)),
        ("i,2020-03,2020-05,,,5", ("2020-03-01/2020-05-31", None, 0, 5)),
        ("i,2020-03~,,7,7,", ("2020-02-01/2020-04-30", 7, 7, 7)),
        ("i,2020-03-01 00:00:00.000,2020-03-02T00:00:00Z,1,,", ("2020-03-01/2020-03-02", 1, 1, 1)),
        ('i,2020-03-01,,"1,200",,', ("2020-03-01", 1200, 1200, 1200)),
        ("i,2020-03-01,,at least 5,,9", ("2020-03-01", 5, 5, 9)),
        ("i,2020-03-01,,5-9,,", ("2020-03-01", None, 5, 9)),
        (" i , 2020-03-01 , , 4 , 3 , 5 ", ("2020-03-01", 4, 3, 5)),
        ("i,2022-12-30,,4,3,5", ("2022-12-30", 4, 3, 5)),
        ("i,2022-12-30,2023-02-01,4,3,5", ("2022-12-30/2022-12-31", 4, 3, 5)),
    ],
)
def test_a_row(row: str, expected: tuple[object, ...]) -> None:
    found = one(row)
    assert (days(found), found.reported, found.low, found.high) == expected
    assert (found.id, found.line, found.scope) == ("i", 2, Scope("killed", "Land"))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("i,2020-02-30,,1,,", "x.csv:2:3 bad-date: there is no day 2020-02-30"),
        ("i,,,1,,", 'x.csv:2:1 bad-date: cannot read the date ""'),
        ("i,01/02/2020,,1,,", 'x.csv:2:3 bad-date: cannot read the date "01/02/2020"'),
        ("i,2020-03-01 12:30:00,,1,,", 'x.csv:2:3 bad-date: cannot read the date "2020-03-01 12:30:00"'),
        ("i,2020-03-05,2020-03-01,1,,", "x.csv:2:14 period-order: it ends on 2020-03-01, before it begins"),
        ("i,2020-03-01,,,,", "x.csv:2:1 bad-count: the row states no number"),
        ("i,2020-03-01,,-3,,", None),
        ("i,2020-03-01,,3.0,,", None),
        ("i,2020-03-01,,,7,5", "x.csv:2:16 bad-count: the low 7 is above the high 5"),
        ("i,2020-03-01,,9,,5", "x.csv:2:15 bad-count: the count 9 is above the high 5"),
        ("i,2020-03-01,,6,1,5", "x.csv:2:15 bad-count: the count 6 is above the high 5"),
        ("i,2020-03-01,,3,4,", "x.csv:2:15 bad-count: the count 3 is below the low 4"),
        ("i,2023-03-01,,3,,", "x.csv:2:3 published-before-period: published on 2022-12-31, before 2023-03-01"),
        ("i,2020-03-01,,3,", "x.csv:2:1 structure: the row has 5 cells, not 6"),
        ("i", "x.csv:2:1 structure: the row has 1 cell, not 6"),
        ("i,2020-03-01,,3,,,", "x.csv:2:1 structure: the row has 7 cells, not 6"),
    ],
)
def test_a_row_that_is_wrong(row: str, told: str | None) -> None:
    (problem,) = read(row).problems
    place = problem.location
    assert place.file == "in/x.csv"
    if told is not None:
        assert f"x.csv:{place.line}:{place.column} {problem.rule}: {problem.message}" == told
    assert problem.excerpt == row
    assert problem.hint


def test_a_day_on_which_the_actor_was_not_active() -> None:
    (problem,) = read("i,2020-01-03,,1,,", EVENTS.replace("}", ", actor: Army}")).problems
    assert (problem.rule, problem.message) == ("period-empty", "Army was not active in Land then")


def test_every_row_that_is_wrong_is_told_up_to_a_number() -> None:
    problems = read("i,2020-03-01,,many,,\n" * 50).problems
    assert len(problems) == 21
    assert [problem.location.line for problem in problems[:20]] == list(range(2, 22))
    assert problems[-1].message == "30 rows more cannot be read"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfref,day,last,best,min,max\r\ni,2020-03-01,,4,3,5\r\n",
        b"ref;day;last;best;min;max\ni;2020-03-01;;4;3;5",
        b"ref\tday\tlast\tbest\tmin\tmax\ni\t2020-03-01\t\t4\t3\t5\n\n",
        b"max,min,best,last,day,ref,more\n5,3,4,,2020-03-01,i,x\n",
        b'"ref","day","last","best","min","max"\n"i","2020-03-01","","4","3","5"\n',
        b"ref,day,last,best,min,max,more,more\ni,2020-03-01,,4,3,5,,\n",
        b'ref;day;last;best;min;max;"place, province"\ni;2020-03-01;;4;3;5;x\n',
        b"ref,day,last,best,min,max\n,,,,,\n   \ni,2020-03-01,,4,3,5\n\n,,\n",
    ],
)
def test_layouts(data: bytes) -> None:
    found = one(data)
    assert (found.id, days(found), found.reported, found.low, found.high) == ("i", "2020-03-01", 4, 3, 5)


def test_a_line_break_in_quotation_marks_is_part_of_its_row() -> None:
    rows = b'ref,day,best,note\ni,2020-03-01,4,"two\nlines"\nj,2020-03-02,5,x\n'
    file = file_of(rows, "{file: x.csv, id: ref, date: day, count: best}")
    assert [incident.line for incident in file.incidents] == [2, 4]


def test_of_a_row_on_several_lines_no_line_is_shown() -> None:
    rows = b'ref,day,best,note\ni,some day,4,"two\nlines"\n'
    (problem,) = read(rows, "{file: x.csv, id: ref, date: day, count: best}").problems
    assert (problem.location.line, problem.excerpt) == (2, "")


def test_a_file_that_breaks_off() -> None:
    class Broken(io.BytesIO):
        def read1(self, size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    file = File("r.yaml", HEAD.replace("EVENTS", EVENTS).encode(), beside=lambda _: Broken())
    (problem,) = read_registry([file]).problems
    assert problem.message == 'cannot read "x.csv": input/output error'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "in/x.csv has no columns"),
        (b"\n\n", "in/x.csv has no columns"),
        (b"ref,day,last,best,min,min\n", 'in/x.csv has two columns "min"'),
        (b"ref,day,last,best,min,max\ni,2020-03-01,,4,3,5\nR\xe9seau,2020,,,,\n", "in/x.csv:3 is not UTF-8"),
        (b"ref,day,last,best,min,max\n" + b"i,2020-03-01,,4,3,5\r\n" * 5000 + b"\xe9", "in/x.csv:5002 is not UTF-8"),
        (b"r\xe9f,day\n", "in/x.csv:1 is not UTF-8"),
        (b"\xff\xfer\0e\0f\0", "in/x.csv:1 is not UTF-8"),
        (b"ref,day,last,best,min,max\ni\0,2020-03-01,,4,3,5\n", "in/x.csv:2 has a character of no meaning (NUL)"),
        (b"ref|day|last|best|min|max\n", "the file has none of the columns that events names"),
        (b"x" * 140_000, "in/x.csv:1 is no CSV: field larger than field limit (131072)"),
        (b'ref,day,last,best,min,max\ni,"2020-03-01,,4,3,5\n', "in/x.csv:2 is no CSV: unexpected end of data"),
        (b'"ref,day\n', "in/x.csv:1 is no CSV: unexpected end of data"),
        (b"ref,day,last,best,min\n", 'the file has no column "max"'),
    ],
)
def test_a_file_that_cannot_be_read(data: bytes, told: str) -> None:
    (problem,) = read(data).problems
    assert (problem.rule, problem.message, problem.location.file) == ("events-file", told, "in/r.yaml")


WHERE = b"day,n,grade,land\n2020-03-01,1,fair,N\n2020-03-02,2,weak,N\n2020-03-03,4,,S\n2020-03-04,8,Fair,N\n"


@pytest.mark.parametrize(
    ("where", "counted", "left_out"),
    [
        ("{grade: fair}", 1, 3),
        ("{grade: [fair, weak]}", 3, 2),
        ("{grade: null}", 4, 3),
        ("{grade: [fair, Fair], land: N}", 9, 2),
        ("{land: X}", 0, 4),
        ("null", 15, 0),
    ],
)
def test_only_rows_that_are_asked_for(where: str, counted: int, left_out: int) -> None:
    file = file_of(WHERE, f"{{file: x.csv, date: day, count: n, where: {where}}}")
    assert (sum(incident.low for incident in file.incidents), file.left_out) == (counted, left_out)


def test_a_row_that_is_left_out_may_be_wrong() -> None:
    rows = b"day,n,grade\nsome day,many,weak\n2020-03-01,2,fair\n"
    assert one(rows, "{file: x.csv, date: day, count: n, where: {grade: fair}}").low == 2


def test_names_may_stand_in_columns() -> None:
    rows = b"day,n,what,where,who,out\n2020-03-01,2,men killed,North,Army,2021-05\n2020-03-02,2,killed,South,,\n"
    columns = "measure: {column: what}, place: {column: where}, actor: {column: who}, published: {column: out}"
    first, second = file_of(rows, f"{{file: x.csv, date: day, count: n, {columns}}}").incidents
    assert (first.scope, second.scope) == (Scope("men killed", "North", "Army"), Scope("killed", "South"))
    assert [bool(incident.known) for incident in (first, second)] == [True, False]


def test_a_place_that_is_missing_in_its_column() -> None:
    (problem,) = read(
        b"day,n,where\n2020-03-01,2,\n", "{file: x.csv, date: day, count: n, place: {column: where}}"
    ).problems
    assert (problem.rule, problem.message) == ("missing-key", "the row has no place")


def test_defaults_hold_and_are_taken_away() -> None:
    head = HEAD.replace("measure: killed,", "measure: killed, actor: Army,")
    events = EVENTS.replace("}", ", actor: null, place: North}")
    assert one("i,2020-01-05,,1,,", events, head).scope == Scope("killed", "North")
    assert one("i,2020-02-05,,1,,", EVENTS, head).scope == Scope("killed", "Land", "Army")


@pytest.mark.parametrize(
    ("events", "rule", "told"),
    [
        ("{date: day, count: best}", "missing-key", "events has no file"),
        ("{file: x.csv, count: best}", "missing-key", "events has no date"),
        ("{file: x.csv, date: day}", "missing-key", "events has no count"),
        ("{file: x.csv, date: day, count: best, place: null}", "missing-key", "place of events is null"),
        ("{file: x.csv, date: day, count: best, until: {column: last}}", "structure", "until is a mapping"),
        ("{file: x.csv, date: day, count: best, place: {row: x}}", "unknown-key", 'unknown key "row"'),
        ("{file: x.csv, date: day, count: best, place: {}}", "missing-key", "place has no column"),
        ("{file: x.csv, date: day, count: best, published: soon}", "bad-date", 'cannot read the date "soon"'),
        ("{file: x.csv, date: day, count: best, where: fair}", "structure", 'where is the text "fair"'),
        ("{file: x.csv, date: day, count: best, where: {ref: {a: b}}}", "structure", "ref is a mapping"),
        ("{file: x.csv, date: day, count: best, where: {grade: b}}", "events-file", 'the file has no column "grade"'),
        ("{file: x.csv, date: day, count: bset}", "events-file", 'the file has no column "bset"'),
        ("{file: x.csv, date: day, count: best, actor: {column: w}}", "events-file", 'the file has no column "w"'),
        ("x.csv", "structure", 'events is the text "x.csv"'),
        ("{file: x.csv, date: day, count: best, delimiter: x}", "unknown-key", 'unknown key "delimiter"'),
    ],
)
def test_what_is_wrong_under_events(events: str, rule: str, told: str) -> None:
    problems = read("i,2020-03-01,,4,,", events).problems
    assert (rule, told, 4) in [(problem.rule, problem.message, problem.location.line) for problem in problems]


def test_several_files_of_one_source_add_up() -> None:
    events = "[{file: x.csv, date: day, count: best}, {file: y.csv, date: day, count: best}]"
    registry = read("i,2020-03-01,,4,,", events).registry
    (voice,) = (voice for voice in voices(registry, Selection()) if voice.source.id == "a")
    assert len(voice.lists[Scope("killed", "Land")].incidents) == 2


def test_variants_are_other_voices() -> None:
    registry = read("i,2020-03-01,,4,,", EVENTS.replace("}", ", variant: low}")).registry
    assert [voice.variant for voice in voices(registry, Selection())] == [None, "low"]


def test_one_id_twice_is_warned_of() -> None:
    reading = check(read("i,2020-03-01,,4,,\nj,2020-03-01,,4,,\ni,2020-03-02,,4,,\n,2020-03-02,,4,,\n,2020-03-02,,4,,"))
    (problem,) = (problem for problem in reading.problems if problem.rule != "clash-between-sources")
    assert (problem.rule, problem.level, str(problem.location)) == ("duplicate-row", "warning", "in/x.csv:4:1")


def test_figures_and_rows_say_the_same() -> None:
    rows = "i,2020-03-01,,4,,\nj,2020-03-01,2020-04-30,9,5,12\n"
    figures = """\
  - {id: i, source: a, count: 4, period: 2020-03-01, adds: yes}
  - {id: j, source: a, count: 9 (5-12), period: 2020-03-01/2020-04-30, adds: yes}
"""
    written = read(rows, "null", HEAD + figures).registry
    from_file = read(rows).registry
    found = []
    for registry in (written, from_file):
        (voice,) = (voice for voice in voices(registry, Selection()) if voice.source.id == "a")
        (listed,) = voice.lists.values()
        found.append(
            [
                listed.over(month)
                for month in Series(
                    (), registry.activity(Scope("killed", "Land")), Scope("killed", "Land"), incidents=listed
                )
                .coverage[0]
                .pieces("month")
            ]
        )
    assert found[0] == found[1]
    assert found[0][2].range.high == 16


def test_the_order_of_rows_is_no_part_of_the_sum_but_what_they_say_is() -> None:
    rows = ["i,2020-03-01,,4,,", "j,2020-03-02,,5,,"]
    sums = [digest(read("\n".join(some)).registry) for some in (rows, rows[::-1], [rows[0], rows[1].replace("5", "6")])]
    assert sums[0] == sums[1] != sums[2]


EXPORTS = re.findall(r"^\| .+ \| `(\{file: .+\})` \|$", REGISTRY, re.MULTILINE)


@pytest.mark.parametrize("events", EXPORTS)
def test_the_exports_of_the_manual(events: str) -> None:
    columns = dict(re.findall(r"(id|date|until|count|low|high): (\w+)", events))
    where = dict(re.findall(r"(\w+): \[?(\w+)", events.partition("where: {")[2]))
    cells = {"id": "i", "date": "2020-03-01", "until": "2020-03-02", "count": "4", "low": "3", "high": "5"}
    row = {**{name: cells[key] for key, name in columns.items()}, **where, "more": "x"}
    found = one(f"{','.join(row)}\n{','.join(row.values())}\n".encode(), events)
    assert (found.id, found.low) == ("i", 3 if "low" in columns else 4)


def test_there_are_exports_in_the_manual() -> None:
    assert len(EXPORTS) == 3


CELLS = st.sampled_from(["2020-03-01", "2020", "", "4", "a", '"', '""', "5-3", "-", "\0", "\n", "\r", "9" * 20, "é"])


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(max_size=80), st.lists(st.lists(CELLS, max_size=8).map(",".join), max_size=6).map("\n".join))
)
def test_whatever_stands_in_a_file_is_read_or_told(data: bytes | str) -> None:
    rows = data if isinstance(data, bytes) else (COLUMNS + data).encode()
    for reading in (read(rows), read(COLUMNS.encode() + rows)):
        assert all(problem.hint and problem.message for problem in reading.problems)
        assert all(
            one.start < one.stop and one.low >= 0 for file in reading.registry.incident_files for one in file.incidents
        )


def test_a_cell_that_is_too_long_is_told() -> None:
    (problem,) = read(f"i,2020-03-01,,4,,{'9' * 140_000}\n").problems
    assert problem.message == "in/x.csv:2 is no CSV: field larger than field limit (131072)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "below").mkdir(parents=True)
    (tmp_path / "in" / "r.yaml").write_text(HEAD.replace("EVENTS", EVENTS), encoding="utf-8")
    for place in ("x.csv", "in/x.csv", "in/below/x.csv"):
        (tmp_path / place).write_text(COLUMNS + "i,2020-03-01,,4,3,5\nj,2020-05,,6,6,6\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["x.csv", "./x.csv", "below/x.csv", "below/../x.csv"])
def test_a_file_in_the_folder_of_the_registry(folder: Path, name: str) -> None:
    with open_beside(folder / "in", name) as stream:
        assert stream.read(3) == b"ref"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../x.csv", '"../x.csv" is not in the folder of the registry'),
        ("/etc/hostname", '"/etc/hostname" is not in the folder of the registry'),
        ("link.csv", '"link.csv" is not in the folder of the registry'),
        ("below", '"below" is no file'),
        ("y.csv", 'there is no file "y.csv"'),
        ("below/y/z.csv", 'there is no file "below/y/z.csv"'),
    ],
)
def test_a_file_elsewhere(folder: Path, name: str, told: str) -> None:
    (folder / "in" / "link.csv").symlink_to(folder / "x.csv")
    with pytest.raises(Refused) as refused:
        open_beside(folder / "in", name)
    assert refused.value.message == told


def test_standard_input_has_no_folder() -> None:
    (problem,) = read_registry([File("<stdin>", HEAD.replace("EVENTS", EVENTS).encode())]).problems
    assert problem.message == '<stdin> is in no folder where "x.csv" could be'


@pytest.mark.parametrize(
    "command",
    ["check in/r.yaml", "compare -f in/r.yaml", "list -f in/r.yaml", "show -f in/r.yaml j", "show -f in/r.yaml b1"],
)
def test_commands(folder: Path, command: str) -> None:
    code, out, err = run(f"casualty {command}", folder)
    assert (code, err) == (0, "")
    assert out


def test_lists_have_a_line_in_a_list_and_an_entry_in_json(folder: Path) -> None:
    _, out, _ = run("casualty list -f in/r.yaml", folder)
    assert "Alpha: 2 incidents in in/x.csv, Land, 2020-03-01 → 2020-05-31; complete on 2020-01-01 → 2020-12-31" in out
    found = json.loads(run("casualty list -f in/r.yaml --format json", folder)[1])
    assert [(one["file"], one["incidents"]) for one in found["incident_files"]] == [("in/x.csv", 2)]
    assert "Alpha" not in run("casualty list -f in/r.yaml --source b", folder)[1]
    assert "Alpha" not in run("casualty list -f in/r.yaml --as-of 2021", folder)[1]


def test_a_row_is_shown_by_its_id(folder: Path) -> None:
    found = json.loads(run("casualty show -f in/r.yaml j --format json", folder)[1])
    assert found["incidents"][0]["line"] == 3
    assert "in/x.csv:3" in run("casualty show -f in/r.yaml j", folder)[1]
    assert run("casualty show -f in/r.yaml k", folder)[0] == 2


def test_before_its_publication_a_list_says_nothing(folder: Path) -> None:
    _, out, _ = run("casualty compare -f in/r.yaml --as-of 2021", folder)
    assert "Alpha: nothing was known on 2021-12-31; its list was published on 2022-12-31" in out


def test_renaming_changes_what_events_names_and_no_row(folder: Path) -> None:
    file = folder / "in" / "r.yaml"
    text = HEAD.replace("EVENTS", EVENTS.replace("}", ", place: North, where: {ref: [North, i]}}"))
    file.write_text(text, encoding="utf-8")
    assert run("casualty rename place North Upland -f in/r.yaml", folder)[0] == 0
    assert file.read_text(encoding="utf-8") == text.replace("place: North", "place: Upland")


def test_a_figure_is_added_beside_a_file(folder: Path) -> None:
    command = "casualty add -f in/r.yaml --source a --count 3 --period 2020-07-01 --adds --id m1 --url https://e.org/"
    assert run(command, folder)[:2] == (0, "added m1 at in/r.yaml:9\n")
    assert "adds: yes" in (folder / "in" / "r.yaml").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_a_revision_has_the_file_of_that_revision(folder: Path) -> None:
    def git(*arguments: str) -> None:
        name = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
        identity = ["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, env=name, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    (folder / "in" / "x.csv").write_text(COLUMNS + "i,2020-03-01,,4,3,5\n", encoding="utf-8")
    code, out, err = run("casualty diff git:HEAD -f in/r.yaml --format json", folder)
    assert (code, err) == (0, "")
    (change,) = json.loads(out)["declarations"]
    assert "2 incidents, at least 9" in str(change)
    assert "1 incidents, at least 3" in str(change)
    (folder / "in" / "r.yaml").write_text(HEAD.replace("EVENTS", EVENTS.replace("x.csv", "../x.csv")), encoding="utf-8")
    git("commit", "-am", "two")
    _, _, err = run("casualty diff git:HEAD git:HEAD~1 -f in/r.yaml", folder)
    assert '"../x.csv" is not in the folder of the registry' in err


def test_no_result_is_written_over_the_incidents(tmp_path: Path) -> None:
    text = "registry: 1\nsources: {a: {lists: 2020, events: {file: rows.csv, date: day, count: n}}, b: {}}\n"
    text += "defaults: {measure: killed, place: Land, published: 2022, url: 'https://example.org'}\n"
    text += "figures: [{id: b1, source: b, count: 2, period: 2020}]\n"
    (tmp_path / "casualty.yaml").write_text(text, encoding="utf-8")
    rows = "day,n\n2020-01-01,1\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    for command in ("compare", "check --format text", "list", "diff casualty.yaml casualty.yaml --format json"):
        code, out, err = run(f"casualty {command} -o rows.csv", tmp_path)
        assert (code, out, err.splitlines()[0]) == (2, "", "error: rows.csv is the registry itself, or a part of it")
        assert (tmp_path / "rows.csv").read_text(encoding="utf-8") == rows


def test_a_text_under_where_is_met_in_a_row_that_another_column_leaves_out(tmp_path: Path) -> None:
    events = "{file: rows.csv, date: day, count: n, where: {kind: strike, grade: [fair, weak]}}"
    text = f"registry: 1\nsources: {{a: {{lists: 2020, events: {events}}}}}\n"
    text += "defaults: {measure: killed, place: Land, published: 2022, url: 'https://example.org'}\n"
    (tmp_path / "casualty.yaml").write_text(text, encoding="utf-8")
    rows = "day,n,kind,grade\n2020-01-01,1,strike,fair\n2020-01-02,1,raid,weak\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    assert "where-near" not in run("casualty check", tmp_path)[1]
