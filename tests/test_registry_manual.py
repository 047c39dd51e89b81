"""docs/registry.md is the manual of the format: each key of the schema has an example there, and each example holds."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from test_schema import SCHEMA, accepted

from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.nodes import Mapping as Nodes
from casualtycli.registry.nodes import Sequence, read_document
from casualtycli.registry.read import read_registry

PAGE = (Path(__file__).parents[1] / "docs" / "registry.md").read_text(encoding="utf-8")
INCIDENTS = b"""ref,first_day,last_day,best,killed_min,killed_max,province,country
m-1,2023-06-17,2023-06-18,4,3,5,West Province,Northland
"""
NORTHLAND = """
registry: 1
sources:
  army: {name: Army, clock: report}
  monitor: {name: Monitor}
places:
  Northland: {parts: [East Province, West Province]}
figures:
- {id: monitor-2023-05, source: monitor, count: 5, measure: civilians killed, place: Northland, period: 2023-05}
- {id: monitor-2023-06, source: monitor, count: 9, measure: civilians killed, place: Northland, period: 2023-06}
- {id: monitor-all-actors, source: monitor, count: 7, measure: civilians killed, place: East Province, period: 2022}
"""
DEFAULTS = "defaults: {measure: civilians killed, place: Northland}\n"
FIGURE = (
    *("id: one", "source: monitor", "count: 400", "measure: civilians killed", "place: Northland"),
    *("period: 2022/2023", "published: 2024-01"),
)


def at_the_top(example: str) -> str:
    key = example.partition(":")[0]
    parts = re.split(r"^(?=\w)", NORTHLAND, flags=re.M)
    return "".join(part for part in parts if not part.startswith(f"{key}:")) + f"{example}\n"


def of_source(example: str) -> str:
    lines = ["clock: report", example] if example.startswith("lag:") else [example]
    return NORTHLAND.replace("{name: Monitor}", "".join(f"\n    {line}" for line in lines)) + DEFAULTS


def of_name(example: str) -> str:
    if example.startswith("active"):
        return f"{NORTHLAND}actors:\n  Northern Army:\n    {example}\n"
    return NORTHLAND.replace("places:\n", f"places:\n  South:\n    {example}\n")


def of_figure(example: str) -> str:
    lines = {line.partition(":")[0]: line for line in (*FIGURE, example)}
    return f"{NORTHLAND}- " + "\n  ".join(lines.values()) + "\n"


def of_events(example: str) -> str:
    events = {"file": "file: incidents.csv", "date": "date: first_day", "low": "low: killed_min"}
    events[example.partition(":")[0]] = example
    lines = "\n      ".join(events.values())
    return NORTHLAND.replace("{name: Monitor}", f"\n    events:\n      {lines}") + DEFAULTS


def within(key: str, *beside: str) -> Callable[[str], str]:
    """Return what puts an example into a mapping of a figure, beside keys that this cannot do without."""

    def build(example: str) -> str:
        entries = {line.partition(":")[0]: line for line in (*beside, example)}
        return of_figure(f"{key}:\n    " + "\n    ".join(entries.values()))

    return build


def of_expectation(*beside: str) -> Callable[[str], str]:
    def build(example: str) -> str:
        entries = {line.partition(":")[0]: line for line in (*beside, example)}
        return f"{NORTHLAND}expect:\n- " + "\n  ".join(entries.values()) + "\n"

    return build


class Section(NamedTuple):
    """A heading of the manual, the part of the schema that it is about, and where an example of it belongs."""

    schema: Mapping[str, object]
    build: Callable[[str], str]


DEFS = SCHEMA["$defs"]
SECTIONS = {
    "The top of the file": Section(SCHEMA, at_the_top),
    "`sources`": Section(DEFS["source"], of_source),
    "`measures`, `places` and `actors`": Section(DEFS["actor"], of_name),
    "`figures`": Section(DEFS["figure"], of_figure),
    "`events`": Section(DEFS["events"], of_events),
    "`batch`": Section(DEFS["batch"], within("batch", "count: 9", "for: 2022")),
    "`disputed`": Section(DEFS["disputed"], within("disputed", "by: monitor-2023-05", "why: it is another")),
    "`ignore`": Section(DEFS["ignore"], within("ignore", "rule: missing-url", "reason: a leak")),
    "`expect`": Section(DEFS["expectation"], of_expectation("subject: monitor", "baseline: army", "ratio: 2")),
    "What is proved": Section(DEFS["proof"], of_expectation("at least: 5")),
}


def bullets(heading: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield of each entry under a heading the keys that it is about, and its examples."""
    text = re.split(rf"^#+ {re.escape(heading)}\n", PAGE, flags=re.M)[1].partition("\n#")[0]
    for entry in re.findall(r"^- (.*(?:\n  .*)*)", text, re.M):
        head = re.match(r"(?:`[^`]+`(?:, | and )?)+(?=:| declare)", entry)
        if head:
            told = re.search(r"Examples?:\s+((?:`[^`]+`(?:,\s+|\s+and\s+)?)+)", entry)
            yield re.findall("`([^`]+)`", head[0]), re.findall("`([^`]+)`", told[1]) if told else []


EXAMPLES = [
    pytest.param(section, example, id=f"{heading}: {example}")
    for heading, section in SECTIONS.items()
    for _, examples in bullets(heading)
    for example in examples
]


@pytest.mark.parametrize("heading", SECTIONS)
def test_each_key_of_the_schema_has_an_example_of_its_own(heading: str) -> None:
    shown = [example.partition(":")[0] for _, examples in bullets(heading) for example in examples]
    assert sorted(shown) == sorted(SECTIONS[heading].schema["properties"])  # type: ignore[call-overload]


@pytest.mark.parametrize("heading", SECTIONS)
def test_an_example_stands_with_its_key(heading: str) -> None:
    for keys, examples in bullets(heading):
        assert [example.partition(":")[0] for example in examples] == keys


def test_every_part_of_the_schema_with_keys_is_a_section_of_the_manual() -> None:
    parts = [SCHEMA, *(part for part in DEFS.values() if part.get("additionalProperties") is False)]
    told = [section.schema for section in SECTIONS.values()]
    assert [part for part in parts if part not in told and part is not DEFS["contents"]] == []


@pytest.mark.parametrize(("section", "example"), EXAMPLES)
def test_each_example_holds(section: Section, example: str) -> None:
    text = section.build(example)
    file = File("casualty.yaml", text.encode(), beside=lambda path: io.BytesIO(INCIDENTS))
    found = check(read_registry([file]), errors_only=True)
    assert [(problem.rule, problem.message) for problem in found.errors] == []
    assert accepted(text)
    document = read_document(text, "casualty.yaml")
    assert example.partition(":")[0] in set(keys_of(document.root))


def keys_of(node: object) -> Iterator[str]:
    if isinstance(node, Nodes):
        for key, value in node.entries.items():
            yield key
            yield from keys_of(value)
    if isinstance(node, Sequence):
        for item in node.items:
            yield from keys_of(item)
