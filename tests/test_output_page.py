"""docs/output.md names every key of JSON and every column of CSV, with what stands there, and no other."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import click
import pytest
from transcripts import ROOT, run

from casualtycli.cli import main
from casualtycli.differences.rows import ASPECTS

PAGE = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
DATA = "tests/data"
RARE = """\
registry: 1
sources:
  ministry: {name: Ministry, clock: report}
  monitor:
    name: Monitor
    lists: 2021
    events:
      {file: rare.csv, id: id, date: day, low: low, high: high, variant: cautious, measure: killed,
      place: Land, actor: {column: actor}}
  survey: {name: Survey, counts: estimated, lists: 2021}
  watch: {name: Watch}
  notes: {name: Notes}
  army: {name: Army, clock: report, lag: 0..40d}
places: {Land: {parts: [North, South]}}
actors: {Army: {active: 2020-01-01/..}}
defaults: {measure: killed, place: Land, url: https://example.org/}
figures:
  - {id: loose, source: ministry, count: 40, period: 2020-05/2020-08}
  - {id: about, source: ministry, count: at most 900, period: 2019-09~, variant: loose}
  - {id: about-too, source: watch, count: 100, period: 2019-09~}
  - {id: ahead, source: ministry, count: 9, period: 2030, projection: yes}
  - {id: ahead-too, source: watch, count: 8, period: 2030, projection: yes}
  - {id: counted, source: army, count: 9, period: 2021-03, published: 2022}
  - {id: early, source: ministry, count: 500-700, period: 2021, variant: low}
  - {id: later, source: ministry, count: 650, period: 2021, variant: low, supersedes: early, published: 2022}
  - {id: loose-too, source: watch, count: 50, period: 2020-05/2020-08}
  - {id: kept, source: watch, count: 10, period: 2021-03, published: 2022, accessed: 2023-01-02,
     archive: https://example.org/kept, note: =SUM(A1)}
  - {id: north, source: watch, count: 0, period: 2022-01-01/2022-03-31, place: North, actor: Army, published: 2023}
  - {id: south, source: watch, count: 8, period: 2022-01-01/2022-03-31, place: South, actor: Army, published: 2023}
  - {id: south-march, source: watch, count: at least 6, period: 2022-03-30, place: South, actor: Army, published: 2023}
  - {id: land, source: ministry, count: 20, period: 2022-02, actor: Army, published: 2023}
  - {id: s-1, source: survey, count: 4, period: 2021-05-02, adds: yes, published: 2022}
  - {id: s-2, source: survey, count: 5, period: 2021-05-03, adds: yes, variant: bold, published: 2022}
  - {id: s-all, source: survey, count: 7, period: 2021-06, published: 2022}
  - {id: n-1, source: notes, count: 1, period: 2021-05-02, adds: yes, published: 2022}
expect:
  - {subject: watch, baseline: ministry, period: 2022-02, gap: 1}
  - {subject: survey, baseline: ministry, variant: low, period: 2021, ratio: 3}
"""
"""What no registry of the repository has."""
ROWS = "id,day,low,high,actor\nr-1,2021-04-05,3,,Army\nr-2,2021-04-06,3,5,\n"
RUNS = f"""
compare -f data/sources.yaml --fail-if "ratio > 5"
compare -f data/coalition.yaml --as-of 2019-03-28
compare -f data/sources.yaml --align reported
compare sohr-2017-06-23 -f data/sources.yaml --baseline airwars-2017-06
compare sohr -f data/coalition.yaml --period 2017-05-24/2017-06-23 --against 2017-04-24/2017-05-23
compare -f {DATA}/batches.yaml
compare -f {DATA}/lags.yaml --all-pairs
compare -f {DATA}/incidents/registry.yaml --by quarter
compare -f {DATA}/words.yaml --all-pairs
compare -f {DATA}/relays.yaml
history airwars cjtf-oir -f data/coalition.yaml --as-of 2019-03-28
history watch army -f {DATA}/vintages.yaml
history watch ministry -f rare.yaml
history ahead-too ahead -f rare.yaml
timeline -f data/coalition.yaml
timeline -f rare.yaml --as-of 2023
revisions airwars -f data/coalition.yaml
revisions army -f {DATA}/vintages.yaml --as-of 2022
revisions monitor -f {DATA}/batches.yaml
revisions ministry -f rare.yaml
bounds -f data/sources.yaml --fail-if "low > 1"
bounds -f {DATA}/bounds/land.yaml
bounds -f {DATA}/bounds/land.yaml --trust survey
bounds -f {DATA}/incidents/registry.yaml --as-of 2024
bounds -f {DATA}/lags.yaml
bounds -f rare.yaml
bounds -f rare.yaml --trust survey
bounds -f data/sources.yaml --place Syria --actor "US-led coalition" --measure "civilians killed" \
--at-least 1000 --at-most 3000
explain airwars cjtf-oir -f data/coalition.yaml --as-of 2018
explain monitor ministry -f {DATA}/proved.yaml --by month
explain watch ministry -f rare.yaml
explain airwars cjtf-oir -f data/sources.yaml --align reported
explain army-2023-06 -f {DATA}/incidents/registry.yaml
explain june -f {DATA}/lags.yaml
explain counted -f rare.yaml
list -f data/coalition.yaml --as-of 2019
list -f {DATA}/batches.yaml
list -f {DATA}/ignored.yaml
list -f {DATA}/incidents/registry.yaml
list -f rare.yaml
show whole-months -f {DATA}/ignored.yaml
show m-106 -f {DATA}/incidents/registry.yaml
show r-1 -f rare.yaml
show r-2 -f rare.yaml
check {DATA}/ignored.yaml --today 2026-12-31
check {DATA}/problems/period-order.yaml
check {DATA}/problems/yaml.tab.yaml
rules
diff {DATA}/diff/before.yaml {DATA}/diff/after.yaml --exit-code
diff data/sources.yaml data/coalition.yaml --as-of 2017
diff {DATA}/problems/expectation.proved.yaml rare.yaml
"""
"""So that every key has a value, and every one that may be null is."""
CSV = {name: (rows, out) for name, rows, out in re.findall(r"^\| `(\w+)` \| `(\w+)\[\]` \| (.*) \|$", PAGE, re.M)}
"""Of each command with CSV, the list whose objects are the rows, and the keys without a column."""
PLAIN: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "whole number": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "true/false": lambda value: isinstance(value, bool),
}


class Key(NamedTuple):
    """What the page says of a key."""

    where: str
    """The section, and the path there."""
    kind: str
    """One of ``PLAIN``, ``object``, ``anything``, or ``#`` and the anchor of a section."""
    listed: bool
    null: bool
    optional: bool


Told = tuple[str, str]
"""A section, and what the paths of an object's keys begin with there."""


class Section(NamedTuple):
    """What stands under a heading."""

    keys: dict[str, Key]
    """By their paths."""
    within: list[tuple[str, str, bool]]
    """Where the keys of another section stand too: before which its paths go, its anchor, and whether not always."""


@cache
def sections() -> dict[str, Section]:
    """Return each section that has a table of keys, by its anchor."""
    found = {}
    for part in re.split(r"^##+ ", PAGE, flags=re.M)[1:]:
        anchor = re.sub(r"[^\w -]", "", part.partition("\n")[0].lower()).replace(" ", "-")
        section = Section({}, [])
        for table in re.findall(r"^\| key \| type \| meaning \|\n\|---.*\n((?:\|.*\n)+)", part, re.M):
            for line in table.splitlines():
                name, kind, _ = (cell.strip() for cell in line[1:-1].split("|"))
                if others := re.fullmatch(r"those of \[.+\]\(#(.+)\)(, or not there)?(?:, in `(.+)`)?", name):
                    section.within.append((f"{others[3]}." if others[3] else "", others[1], bool(others[2])))
                    continue
                path = name.strip("`")
                assert path not in section.keys, f"{anchor} tells {path} twice"
                section.keys[path] = key_of(f"{anchor} {path}", kind)
        if section.keys:
            found[anchor] = section
    return found


def key_of(where: str, kind: str) -> Key:
    kind, optional = re.subn(" or not there$", "", kind)
    kind, null = re.subn(" or null$", "", kind)
    kind, listed = re.subn("^list of ", "", kind)
    link = re.fullmatch(r"\[.+\]\(#(.+)\)", kind)
    kind = f"#{link[1]}" if link else re.sub("s$", "", kind) if listed else kind
    return Key(where, kind, bool(listed), bool(null), bool(optional))


@cache
def keys_of(section: str, before: str) -> dict[str, tuple[str, Key]]:
    """Return the keys of one object, by their names: those whose paths begin so and end behind that."""
    keys, within = sections()[section]
    found = {}
    for place, target, optional in within:
        if before.startswith(place):
            for name, (path, key) in keys_of(target, before.removeprefix(place)).items():
                found[name] = f"{place}{path}", key._replace(optional=key.optional or (optional and before == place))
    own = {path.removeprefix(before): (path, key) for path, key in keys.items() if path.startswith(before)}
    return found | {name: entry for name, entry in own.items() if re.fullmatch(r"\w+", name)}


def inside(section: str, path: str, key: Key) -> list[Told]:
    """Return where the keys of the objects that stand there are told."""
    other = [(key.kind.removeprefix("#"), "")] if key.kind.startswith("#") else []
    return [*other, (section, f"{path}[]." if key.listed else f"{path}.")]


class Seen:
    """What runs have shown of each key that the page tells, and what the page does not tell as it is."""

    def __init__(self) -> None:
        self.filled: set[str] = set()
        self.null: set[str] = set()
        self.missing: set[str] = set()
        self.wrong: list[str] = []

    def object(self, values: dict[str, Any], *told: Told) -> None:
        """Take an object whose keys sections tell, each with what the paths begin with there."""
        here = {name: (section, *entry) for section, before in told for name, entry in keys_of(section, before).items()}
        self.wrong += [f"{told} {name} is not on the page" for name in values if name not in here]
        for name, (section, path, key) in here.items():
            if name in values:
                self.value(values[name], section, path, key)
            elif key.optional:
                self.missing.add(key.where)
            else:
                self.wrong.append(f"{key.where} is not there")

    def value(self, value: Any, section: str, path: str, key: Key) -> None:
        if key.kind == "anything":
            self.filled.add(key.where)
        elif value is None:
            self.null.add(key.where)
            self.wrong += [] if key.null else [f"{key.where} is null"]
        elif isinstance(value, list) != key.listed:
            self.wrong.append(f"{key.where} is {value!r}")
        else:
            for item in value if key.listed else [value]:
                self.item(item, section, path, key)

    def item(self, item: Any, section: str, path: str, key: Key) -> None:
        self.filled.add(key.where)
        if key.kind in PLAIN:
            self.wrong += [] if PLAIN[key.kind](item) else [f"{key.where} is {item!r}"]
            return
        self.object(item, *inside(section, path, key))


class Printed(NamedTuple):
    """What a run prints."""

    command: str
    code: int
    json: dict[str, Any]
    csv: str | None


@cache
def printed() -> tuple[Printed, ...]:
    """Return what each run prints, as JSON and, where the command has it, as CSV."""
    done = []
    with TemporaryDirectory() as folder:
        rare = Path(folder) / "rare.yaml"
        rare.write_text(RARE, encoding="utf-8")
        rare.with_suffix(".csv").write_text(ROWS, encoding="utf-8")
        for line in RUNS.strip().splitlines():
            command, asked = line.split()[0], f"casualty {line.replace('rare.yaml', str(rare))} --format "
            code, out, _ = run(f"{asked}json")
            text = run(f"{asked}csv")[1] if command in CSV else None
            done.append(Printed(command, code, json.loads(out), text))
    return tuple(done)


@cache
def seen() -> Seen:
    found = Seen()
    for one in printed():
        found.object(one.json, (f"casualty-{one.command}", ""))
    return found


def test_every_key_is_on_the_page_with_what_stands_there() -> None:
    assert seen().wrong == []


def test_the_page_names_no_other_key() -> None:
    named = [key for section in sections().values() for key in section.keys.values()]
    assert [key.where for key in named if key.where not in seen().filled] == []
    assert [key.where for key in named if key.null and key.where not in seen().null] == []
    assert [key.where for key in named if key.optional and key.where not in seen().missing] == []


def columns_of(told: Iterable[Told], joined: str = "") -> Iterator[str]:
    """Yield what the values of an object would be called as columns: of a list, one."""
    for section, before in told:
        for name, (path, key) in keys_of(section, before).items():
            if key.listed or key.kind in PLAIN:
                yield f"{joined}{name}"
            else:
                yield from columns_of(inside(section, path, key), f"{joined}{name}_")


@pytest.mark.parametrize("command", CSV)
def test_every_column_is_a_key_of_the_page(command: str) -> None:
    """And the page says of which keys there is none."""
    rows, left_out = CSV[command]
    section = f"casualty-{command}"
    columns = list(columns_of(inside(section, *keys_of(section, "")[rows])))
    for key in re.findall(r"`([\w.]+)`", left_out):
        columns.remove(key.replace(".", "_"))
    headings = {tuple(next(csv.reader(io.StringIO(one.csv)))) for one in printed() if one.command == command}
    assert [sorted(heading) for heading in headings] == [sorted(columns)]


def test_csv_says_what_json_says() -> None:
    """Lists joined, null and what is of nothing empty, an apostrophe before what a spreadsheet would run."""
    texts = ""
    for one in printed():
        if one.csv is not None:
            rows, values = list(csv.DictReader(io.StringIO(one.csv))), one.json[CSV[one.command][0]]
            assert rows == [{column: cell_of(value, column) for column in rows[0]} for value in values]
            texts += one.csv
    assert ",'=SUM(A1)," in texts
    assert re.search(r",-\d+/\d+,", texts)


def cell_of(value: Any, column: str) -> str:
    """Return what a column has to say of an object."""
    while isinstance(value, dict):
        key = max((key for key in value if f"{column}_".startswith(f"{key}_")), key=len)
        value, column = value[key], column.removeprefix(key).removeprefix("_")
    if isinstance(value, list):
        value = "; ".join(value)
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    guarded = isinstance(value, str) and value[:1] in tuple("=+-@\t\r") and not re.fullmatch(r"-?\d+(/\d+)?", value)
    return f"'{value}" if guarded else str(value)


def writing(format_: str) -> set[str]:
    """Return the commands that write a format."""
    context = click.Context(main)
    options = {
        name: option
        for name in main.list_commands(context)
        for command in [main.get_command(context, name)]
        if command is not None
        for option in command.params
        if option.name == "format_"
    }
    return {name for name, option in options.items() if format_ in getattr(option.type, "choices", ())}


def test_every_document_has_its_schema() -> None:
    told = dict(re.findall(r"^## `casualty (\w+)`\n\n`schema` is `(\S+)`", PAGE, re.M))
    assert {one.command: one.json["schema"] for one in printed()} == told
    assert (set(told), set(CSV)) == (writing("json"), writing("csv"))


def test_what_differs_between_comparisons_is_listed() -> None:
    told = PAGE.partition("`comparisons[].changed` holds any of ")[2].partition(".\n")[0]
    assert re.findall(r"`(\w+)`", told) == list(ASPECTS)


def test_exit_codes() -> None:
    """Those that come with a result, and that without one nothing is printed."""
    told = {
        name: {0} if ends == "never" else {0, 1}
        for names, ends in re.findall(r"^\| (`.+`) \| (?:the result|no problem).* \| (.+) \|$", PAGE, re.M)
        for name in re.findall(r"`(\w+)`", names)
    }
    shown = {name: {one.code for one in printed() if one.command == name} for name in told}
    assert shown == told
    assert set(told) == writing("json")
    for command in ("compare -f", "list -f", "bounds -f", "diff data/sources.yaml"):
        assert run(f"casualty {command} {DATA}/problems/period-order.yaml --format json")[:2] == (2, "")
