"""The schema for editors and the reader say the same of structure; what only the reader can know stands here."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from casualtycli.model import Clock, Counts, Role
from casualtycli.periods import DATES, PERIODS
from casualtycli.registry import batches, events, expectations, figures, ignores, read
from casualtycli.registry.find import File
from casualtycli.registry.nodes import Mapping, Node, Scalar, decode, read_document
from casualtycli.registry.rules import IGNORABLE
from casualtycli.registry.shipped import schema, starter
from casualtycli.registry.syntax import Broken

ROOT = Path(__file__).parents[1]
PROBLEMS = sorted((ROOT / "tests" / "data" / "problems").glob("*.yaml"))
SCHEMA = json.loads(schema())
VALIDATOR = Draft202012Validator(SCHEMA)

STRUCTURE = {"structure", "unknown-key", "missing-key", "bad-value", "bad-date", "bad-period"}
"""The rules whose examples the schema refuses too. Of those of all others it sees no fault."""
READER_ALONE = {
    "missing-key.open-period",  # that an open end wants a day of publication
    "bad-period.no-such-day",  # how many days a month has
    "bad-value.lag-clock",  # what another key says
    "bad-value.lag-order",
    "bad-period.lists",  # whether the ends are certain
    "bad-period.lists-open",
    "bad-date.row",  # what stands in another file
    "structure.row",
    "bad-period.batch",  # that the days of a batch have an end
}
"""Examples of those rules that take more than a schema."""
NUMBERS = {"bad-count.negative", "bad-count.point"}
"""Examples of other rules that an editor refuses, since it sees a number that no count can be."""
NO_YAML = {"yaml", "encoding"}
"""The rules of files that hold no values at all."""


def as_text(node: Node | None) -> Any:
    """Return what the reader sees: every value a text, or null."""
    return _values(node, lambda text: text)


def as_typed(node: Node | None) -> Any:
    """Return what an editor sees: values without quotation marks typed by the core schema of YAML 1.2."""
    return _values(node, _typed)


def _values(node: Node | None, read_plain: Any) -> Any:
    if node is None:
        return None
    if isinstance(node, Scalar):
        return None if node.is_null else read_plain(node.text) if node.plain else node.text
    if isinstance(node, Mapping):
        return {key: _values(value, read_plain) for key, value in node.entries.items()}
    return [_values(item, read_plain) for item in node.items]


def _typed(text: str) -> Any:
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.casefold() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"0x[0-9a-fA-F]+|0o[0-7]+", text):
        return int(text, 0)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def accepted(text: str) -> bool:
    """Tell whether the schema takes a registry, as an editor sees it and as the reader does."""
    root = read_document(text, "test.yaml").root
    return VALIDATOR.is_valid(as_typed(root)) and VALIDATOR.is_valid(as_text(root))


def reading(text: str) -> read.Reading:
    return read.read_registry([File("test.yaml", text.encode())])


def in_fences(page: str) -> list[str]:
    return re.findall(r"^```yaml\n(registry: 1\n.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)


GOOD = [
    starter(),
    *(
        (ROOT / page).read_text(encoding="utf-8")
        for page in ("data/sources.yaml", "data/coalition.yaml", "tests/data/words.yaml")
    ),
    *(text for page in ("README.md", "docs/registry.md", "docs/method.md") for text in in_fences(page)),
]


def test_the_schema_is_one() -> None:
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", GOOD, ids=lambda text: text.splitlines()[0])
def test_what_is_sound_is_accepted(text: str) -> None:
    assert accepted(text)


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_every_example_of_a_problem_is_refused_or_left_to_the_reader(path: Path) -> None:
    rule = path.stem.partition(".")[0]
    try:
        text = decode(path.read_bytes(), path.name)
        verdict = accepted(text)
    except Broken:
        assert rule in NO_YAML
        return
    refused = (rule in STRUCTURE and path.stem not in READER_ALONE) or path.stem in NUMBERS
    assert verdict is not refused


def test_no_classification_is_left_over() -> None:
    assert {path.stem for path in PROBLEMS} >= READER_ALONE | NUMBERS
    assert {path.stem.partition(".")[0] for path in PROBLEMS} >= STRUCTURE | NO_YAML


KEYS = [
    (SCHEMA, read.TOP_KEYS),
    (SCHEMA["$defs"]["source"], read.SOURCE_KEYS),
    (SCHEMA["$defs"]["events"], events.EVENTS_KEYS),
    (SCHEMA["$defs"]["contents"], read.NAME_KEYS),
    (SCHEMA["$defs"]["actor"], read.ACTOR_KEYS),
    (SCHEMA["$defs"]["figure"], figures.FIGURE_KEYS),
    (SCHEMA["$defs"]["batch"], tuple(batches.BATCH_KEYS)),
    (SCHEMA["$defs"]["disputed"], tuple(figures.DISPUTED_KEYS)),
    (SCHEMA["$defs"]["ignore"], ignores.IGNORE_KEYS),
    (SCHEMA["$defs"]["expectation"], expectations.EXPECTATION_KEYS),
    (SCHEMA["$defs"]["proof"], expectations.PROOF_KEYS),
]


@pytest.mark.parametrize(("part", "keys"), KEYS)
def test_the_schema_has_the_keys_of_the_reader_in_its_order(part: dict[str, Any], keys: tuple[str, ...]) -> None:
    assert tuple(part["properties"]) == keys
    assert part["additionalProperties"] is False


def test_what_is_required_is_what_the_reader_requires() -> None:
    figure = SCHEMA["properties"]["figures"]["items"]["allOf"][1]
    by_default = [rule["else"]["properties"]["figures"]["items"]["required"] for rule in SCHEMA["allOf"]]
    assert tuple(figure["properties"]) == figures.REQUIRED
    assert (*figure["required"], *(key for keys in by_default for key in keys)) == figures.REQUIRED
    assert [rule["if"]["properties"]["defaults"]["required"] for rule in SCHEMA["allOf"]] == by_default
    assert tuple(SCHEMA["$defs"]["disputed"]["required"]) == tuple(figures.DISPUTED_KEYS)


@pytest.mark.parametrize(("key", "choices"), [("role", Role), ("counts", Counts), ("clock", Clock)])
def test_the_choices_are_those_of_the_reader(key: str, choices: Any) -> None:
    assert SCHEMA["$defs"]["source"]["properties"][key]["enum"] == [*choices, None]


def test_the_rules_to_ignore_are_those_of_check() -> None:
    assert tuple(SCHEMA["$defs"]["ignore"]["properties"]["rule"]["enum"]) == tuple(IGNORABLE)


@pytest.mark.parametrize(("part", "keys"), KEYS)
def test_every_key_is_described_and_shown(part: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        told = part["properties"][key]
        if part is SCHEMA["$defs"]["actor"] and key in read.NAME_KEYS:
            continue  # those of every name
        assert told["description"].endswith(".")
        shown = "examples" in told or "enum" in told or told.get("$ref") == "#/$defs/flag"
        assert shown or key in ("registry", "figures")


def test_every_example_of_the_schema_holds() -> None:
    for part, keys in KEYS:
        for key in keys:
            told = {**part["properties"][key], "$defs": SCHEMA["$defs"]}
            for example in told.get("examples", ()):
                assert Draft202012Validator(told).is_valid(example), (key, example)


PARTS = {
    "source": {},
    "measure": {},
    "actor": {},
    "defaults": {"measure": "killed"},
    "figure": {"id": "one", "source": "a", "count": "5", "period": "2016", "place": "Land"},
}


def hint(rule: str, example: str) -> str | None:
    """Return what the reader says to write, of the example of a problem."""
    text = next(path for path in PROBLEMS if path.stem == example).read_text(encoding="utf-8")
    return next(problem.hint for problem in reading(text).problems if problem.rule == rule)


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (SCHEMA["properties"]["about"], hint("bad-value", "bad-value.about")),
        (SCHEMA["$defs"]["id"], hint("bad-value", "bad-value.id")),
        (SCHEMA["$defs"]["url"], hint("bad-value", "bad-value.url")),
        (SCHEMA["$defs"]["text"], hint("bad-value", "bad-value.blank")),
        (SCHEMA["$defs"]["moment"], DATES),
        (SCHEMA["$defs"]["period"], PERIODS),
    ],
)
def test_an_editor_says_what_to_write_as_check_does(part: dict[str, Any], told: str) -> None:
    assert part["patternErrorMessage"] == told


ONE = """\
registry: 1
sources: {{a: {{{source}}}}}
measures: {{killed: {{{measure}}}}}
actors: {{X: {{{actor}}}}}
defaults: {{{defaults}}}
figures:
  - {{{figure}}}
"""


@pytest.mark.parametrize(
    ("where", "written", "sound"),
    [
        ("figure", "count: 1953", True),
        ("figure", 'count: "1,953"', True),
        ("figure", "count: 1_953", True),
        ("figure", "count: -5", False),
        ("figure", "count: 5.4", False),
        ("figure", "count: true", False),
        ("figure", "count: null", False),
        ("figure", "id: 2017", True),
        ("figure", "id: 1.5", True),
        ("figure", "id: Deir-ez-Zor_2.é", True),
        ("figure", "id: two words", False),
        ("figure", "id: -a", False),
        ("figure", "period: 2017", True),
        ("figure", "period: 2017-06-23", True),
        ("figure", "period: 2017-06/2018~", True),
        ("figure", "period: 217", False),
        ("figure", "published: 2017", True),
        ("figure", "published: 2017/..", False),
        ("figure", "projection: yes", True),
        ("figure", "projection: TRUE", True),
        ("figure", "projection: YeS", True),
        ("figure", "projection: null", True),
        ("figure", "projection: 1", False),
        ("figure", "variant: 7", True),
        ("figure", "variant: no", True),
        ("figure", "variant: ' '", False),
        ("figure", "actor: ~", True),
        ("figure", "place: ~", False),
        ("figure", "measure: null", False),
        ("figure", "disputed: null", True),
        ("figure", "disputed: {by: two, why: null}", False),
        ("figure", "url: ftp://example.org", False),
        ("figure", "url: https://example.org", True),
        ("figure", "note: [a, b]", False),
        ("defaults", "source: null", True),
        ("defaults", "id: five", False),
        ("source", "role: monitor", True),
        ("source", "role: Monitor", False),
        ("source", "revises: no", True),
        ("source", "revises: never", False),
        ("source", "name: 2017", True),
        ("source", "lists: 2017", True),
        ("source", "lists: [2017-06, 2018]", True),
        ("source", "lists: June", False),
        ("source", "events: null", True),
        ("source", "events: {date: day}", False),
        ("source", "events: {file: x.csv, date: day}", False),
        ("source", "events: {file: x.csv, date: day, count: null}", False),
        ("source", "events: x.csv", False),
        ("source", "events: [{file: x.csv, date: day, count: n, place: {row: x}}]", False),
        ("source", "events: [{file: x.csv, date: day, count: n, where: {grade: {a: 1}}}]", False),
        ("figure", "adds: yes", True),
        ("figure", "adds: 1", False),
        ("source", "url: 5", False),
        ("measure", "parts: [men, 18]", True),
        ("measure", "parts: null", True),
        ("measure", "parts: men", False),
        ("measure", "active: 2015", False),
        ("actor", "active: 2015", True),
        ("actor", "active: [2015, 2016/.., null]", True),
        ("actor", "active: {Land: 2015}", False),
        ("actor", "active in: {Land: [2015, 2017]}", True),
        ("actor", "active in: {Land: null}", True),
        ("actor", "active in: [2015]", False),
    ],
)
def test_one_value(where: str, written: str, sound: bool) -> None:
    key, _, value = written.partition(": ")
    parts = {**PARTS, where: {**PARTS[where], key: value}}
    text = ONE.format(**{name: ", ".join(map(": ".join, part.items())) for name, part in parts.items()})
    assert (accepted(text), not reading(text).errors) == (sound, sound), text


def test_what_defaults_state_need_not_be_repeated() -> None:
    head = "registry: 1\nsources: {a: {}}\n"
    everything = {"source": "a", "count": "5", "period": "2016", "measure": "killed", "place": "Land"}
    for moved in everything:
        for value, sound in ((everything[moved], True), ("null", False)):
            rest = ", ".join(f"{key}: {word}" for key, word in everything.items() if key != moved)
            text = f"{head}defaults: {{{moved}: {value}}}\nfigures:\n  - {{id: one, {rest}}}\n"
            assert (accepted(text), not reading(text).errors) == (sound, sound), text


SOUND: dict[str, Any] = {
    "registry": 1,
    "title": "Killed",
    "about": "10%",
    "defaults": {"measure": "killed", "actor": "X"},
    "sources": {
        "a": {"name": "A", "role": "monitor", "counts": "documented", "clock": "report", "revises": "no"},
        "b": {},
    },
    "measures": {"killed": {"includes": ["men"]}},
    "places": {"Land": {"parts": ["East", "West"]}},
    "actors": {"X": {"active": ["2014", "2015-02/.."], "active in": {"East": "2014"}}},
    "figures": [
        {"id": "one", "source": "a", "count": 5, "period": 2015, "place": "Land", "published": "2016-01"},
        {"id": "two", "source": "b", "count": "6", "period": "2015", "place": "East", "actor": None, "published": 2017},
        {
            "id": "3",
            "source": "a",
            "count": "7",
            "period": "2015",
            "place": "West",
            "disputed": {"by": "one", "why": "no"},
        },
    ],
}
ALL_KEYS = sorted({key for _, keys in KEYS for key in keys} | {"typo", "a", "one"})
SCALARS = [
    None,
    5,
    2015,
    1.5,
    True,
    "",
    "x",
    "two",
    "yes",
    "2015",
    "2015-06-31",
    "2016/2015",
    "5%",
    "monitor",
    "https://example.org",
]
OTHERS = st.one_of(st.sampled_from(SCALARS), st.sampled_from([[], {}, ["a"], {"by": "one"}, {"measure": None}, [None]]))


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path to every value inside."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inside for place in places_in(item, (*path, key)))]


@st.composite
def registries(draw: st.DrawFn) -> dict[str, Any]:
    """Return a sound registry with a few values taken out, put in or changed anywhere."""
    changed = deepcopy(SOUND)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from([place for place in places_in(changed) if place]))
        inside = changed
        for key in path:
            inside = inside[key]
        match draw(st.sampled_from(["out", "in", "other"])):
            case "out":
                del inside[last]
            case "in" if isinstance(inside, dict):
                inside[draw(st.sampled_from(ALL_KEYS))] = deepcopy(draw(OTHERS))
            case _:
                inside[last] = deepcopy(draw(OTHERS))
    return changed


BY_STRUCTURE = {"structure", "unknown-key"}


@settings(deadline=None, max_examples=200)
@given(registries())
def test_what_the_reader_takes_the_schema_takes_and_both_know_structure(registry: dict[str, Any]) -> None:
    text = json.dumps(registry)
    errors = reading(text).errors
    if not errors:
        assert accepted(text)
    if any(problem.rule in BY_STRUCTURE for problem in errors):
        assert not accepted(text)
    if any(problem.rule == "missing-key" and "runs to the day" not in problem.message for problem in errors):
        assert not accepted(text)


@settings(deadline=None)
@given(st.sampled_from(["period", "published", "id", "url", "count", "variant"]), st.text(max_size=12))
def test_no_text_that_the_reader_takes_is_refused(key: str, text: str) -> None:
    figure = {**SOUND["figures"][0], "source": "b", key: text}
    written = json.dumps({**SOUND, "actors": {}, "figures": [figure]})
    try:
        sound = not reading(written).errors
    except Broken:
        return
    assert not sound or accepted(written)
