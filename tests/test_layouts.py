"""Registries in every layout: what is added or renamed is all that changes, of the bytes and of what they say."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from transcripts import ROOT, run

from casualtycli.problems import BadRegistry
from casualtycli.registry.add import addition
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import Reading, read_registry
from casualtycli.registry.rename import KEYS, MENTIONS, check_renaming, names, renaming
from casualtycli.registry.splices import spliced

unhurried = settings(deadline=None, max_examples=120)
SOURCES = ["s", "t-1", "Ü.2"]
PLACES = ["Land", "East Bank", "Zone #1: a", "é'\"x", "場所", "yes", "-"]
MEASURES = ["killed", "hurt, all"]
ACTORS = ["Army", "Navy {b}"]
ENDS = ["\n", "\r\n", "\r"]
COMMENT = st.sampled_from(["", "", "# one", "# s: Land", "#", "# - id: gone"])


class Layout:
    """Writes a registry in a layout that is drawn piece by piece."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.end = draw(st.sampled_from(ENDS))
        self.dash = draw(st.integers(0, 4))
        self.wide = draw(st.integers(1, 3))
        self.gap = draw(st.integers(0, 2))

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def text(self, text: str, *, flow: bool = False) -> str:
        plain = re.fullmatch(r"\w(?:[\w .-]*\w)?", text)
        styles = ["'", '"'] + (["", ""] if plain else [])
        match self.pick(*styles):
            case "'":
                return "'" + text.replace("'", "''") + "'"
            case '"':
                return json.dumps(text, ensure_ascii=False)
        return text

    def value(self, key: str, text: str, *, flow: bool) -> str:
        written = self.text(text, flow=flow)
        if not flow and key == "note" and self.pick(True, False, False):
            return f"{self.pick('|', '|-', '|+', '>', '>-')}{self.end}{' ' * 12}{text.strip() or 'x'}"
        return written

    def comment(self, indent: int) -> list[str]:
        comment = self.draw(COMMENT)
        return [" " * indent + comment] if comment else []

    def mapping(self, name: str, entries: dict[str, str]) -> list[str]:
        return [f"{name}:", *(f"  {key}: {value}" for key, value in entries.items()), *self.comment(0)]

    def figure(self, figure: dict[str, str], *, flow: bool) -> list[str]:
        keys = self.draw(st.permutations(list(figure)))
        if flow:
            pad = self.pick("", " ")
            return [f"{{{pad}{', '.join(f'{key}: {self.value(key, figure[key], flow=True)}' for key in keys)}{pad}}}"]
        lines = [f"{key}: {self.value(key, figure[key], flow=False)}" for key in keys]
        return [line if "\n" in line or "\r" in line else line + self.pick("", "", " # x") for line in lines]

    def figures(self, figures: list[dict[str, str]]) -> list[str]:
        if not figures:
            return self.pick(["figures: []"], ["figures:"], ["figures: ~ # none"], ["figures: [ ]"], [])
        match self.pick("block", "block", "flow", "lines"):
            case "flow":
                return [f"figures: [ {', '.join(self.figure(figure, flow=True)[0] for figure in figures)} ] # all"]
            case "lines":
                items = [self.figure(figure, flow=True)[0] for figure in figures]
                return ["figures: [", *(f"    {item}, # y" for item in items[:-1]), f"    {items[-1]}", "  ]"]
        lines = ["figures:"]
        for at, figure in enumerate(figures):
            lines += [""] * (self.gap if at else 0) + self.comment(self.dash)
            first, *rest = self.figure(figure, flow=self.pick(True, False, False))
            lines.append(" " * self.dash + "-" + " " * self.wide + first)
            lines += [" " * (self.dash + 1 + self.wide) + line for line in rest]
            lines += self.comment(self.dash + 2)
        return lines


@st.composite
def registries(draw: st.DrawFn) -> bytes:
    layout = Layout(draw)
    place = st.sampled_from(PLACES)
    figures = [
        {
            "id": f"f{number}",
            "source": draw(st.sampled_from(SOURCES)),
            "count": draw(st.sampled_from(["40", "at least 1,953", "30-50"])),
            "period": "2020/2021",
            "place": draw(place),
            "variant": f"v{number}",
            **({"note": draw(st.sampled_from(["x", "a: b", " ", "it's"]))} if draw(st.booleans()) else {}),
            **({"actor": draw(st.sampled_from(ACTORS))} if draw(st.booleans()) else {}),
            **({"supersedes": "f0", "source": "s"} if number == 2 else {"source": "s"} if number == 0 else {}),
        }
        for number in range(draw(st.integers(0, 4)))
    ]
    figures = [{key: text for key, text in figure.items() if text.strip()} for figure in figures]
    whole, part = draw(st.permutations(PLACES))[:2]
    sections = [
        layout.mapping("sources", {layout.text(name): "{}" for name in SOURCES}),
        layout.mapping("places", {layout.text(whole): f"{{parts: [{layout.text(part, flow=True)}]}}"}),
        layout.mapping("actors", {layout.text("Army"): f"{{active in: {{{layout.text(whole, flow=True)}: 2019/..}}}}"}),
        layout.mapping("defaults", {"measure": layout.text(draw(st.sampled_from(MEASURES))), "published": "2022"}),
        layout.figures(figures),
    ]
    lines = ["registry: 1", *layout.comment(0)]
    for section in draw(st.permutations(sections)):
        lines += [*section, *([""] * draw(st.integers(0, 1)))]
    text = layout.end.join(lines) + draw(st.sampled_from(["", layout.end, f"{layout.end}...{layout.end}"]))
    text = re.sub(r"\r\n|\r|\n", lambda _: layout.end, text)
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


def said(reading: Reading) -> dict[str, Any]:
    """Return what a registry says, places in the file left aside."""

    def bare(value: Any) -> Any:
        if hasattr(value, "_asdict"):
            value = value._asdict()
        elif is_dataclass(value):
            value = asdict(value)
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key != "location"}
        if isinstance(value, tuple):
            return tuple(bare(inner) for inner in value)
        return value

    registry = reading.registry
    return {
        "sources": {name: bare(source) for name, source in registry.sources.items()},
        "figures": {name: bare(figure) for name, figure in registry.by_id.items()},
        "declared": registry.declared,
        "activities": {names: activity.spans for names, activity in registry.activities.items()},
    }


def changed(value: Any, old: str, new: str) -> Any:
    """Return what is said with one name for another; no name is anything else in these registries."""
    match value:
        case str():
            return new if value == old else value
        case dict():
            return {changed(key, old, new): changed(inner, old, new) for key, inner in value.items()}
        case list() | tuple() | frozenset():
            return getattr(value, "_make", type(value))(changed(inner, old, new) for inner in value)
    return value


SPACED = b"""\
registry: 1
sources: {s: {}}
defaults: {measure: killed, published: 2022}
figures:
- { id: f0, source: s, count: 40, period: 2020, variant: v, place: Land }
"""


@unhurried
@given(registries(), st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.sampled_from(PLACES))
@example(SPACED, "", "-")
def test_what_is_added_is_all_that_changes(data: bytes, note: str, place: str) -> None:
    file = File("x.yaml", data)
    before = read_registry([file])
    assert before.errors == ()
    answers = {"id": "new", "source": "s", "count": "4 (3-5)", "period": "2021-05", "place": place, "variant": "n"}
    if note.strip() and note.strip() != "null":
        answers["note"] = note.strip()
    added = addition((file,), answers)
    start, end, new = added.splice
    text = added.text
    assert data.endswith(text.encode())
    assert added.data == data[: len(data) - len(text.encode())] + (text[:start] + new + text[end:]).encode()
    assert text[start:end].strip(" []~") in new
    assert added.errors == ()
    after = said(read_registry([File("x.yaml", added.data)]))
    figure = after["figures"].pop("new")
    assert {key: answers.get(key) for key in ("id", "variant", "note")} == {
        key: figure[key] for key in ("id", "variant", "note")
    }
    assert (figure["source"]["id"], figure["count"]["words"], figure["scope"]["place"]) == ("s", "4 (3-5)", place)
    assert {**after, "declared": None} == {**said(before), "declared": None}
    ends = set(re.findall(r"\r\n|\r|\n", new))
    assert ends <= set(re.findall(r"\r\n|\r|\n", text)) or ends == {"\n"}


@unhurried
@given(registries(), st.data())
def test_what_is_renamed_is_all_that_changes(data: bytes, draw: st.DataObject) -> None:
    (document,) = read_registry([File("x.yaml", data)]).documents
    before = said(read_registry([File("x.yaml", data)]))
    kind, old = draw.draw(
        st.sampled_from(
            [("source", "s"), ("source", "Ü.2"), ("figure", "f0"), ("actor", "Army"), ("measure", "killed")]
        )
        | st.sampled_from(PLACES).map(lambda name: ("place", name))
    )
    new = draw.draw(
        st.sampled_from(["renamed", "Re-named.2"] if kind in ("source", "figure") else ["New", "N: 'ew", "~"])
    )
    assume(old in names([document], kind))
    check_renaming([document], kind, old, new)
    splices = renaming(document, kind, old, new).splices
    text = spliced(document.text, splices)
    mark = data[: len(data) - len(document.text.encode())]
    after = read_registry([File("x.yaml", mark + text.encode())])
    assert after.errors == ()
    assert said(after) == changed(before, old, new)
    for start, end, _ in splices:  # what is replaced is a name and its quotation marks, nothing around them
        assert document.text[start:end] in (
            old,
            json.dumps(old, ensure_ascii=False),
            "'" + old.replace("'", "''") + "'",
        )
    if new.isalnum():
        back = renaming(read_registry([File("x.yaml", text.encode())]).documents[0], kind, new, old).splices
        assert len(back) == len(splices)


def test_every_key_that_mentions_a_name_is_known() -> None:
    assert set(MENTIONS) == {"source", "measure", "place", "actor", "figure"}
    assert all(KEYS not in path[:-1] for paths in MENTIONS.values() for path in paths)


# --- damaged files


@unhurried
@given(st.data())
def test_a_damaged_file_is_refused_or_changed_as_asked_and_never_a_defect(
    tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject
) -> None:
    data = draw.draw(registries() | st.just((ROOT / "data" / "sources.yaml").read_bytes()))
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(data)))
        cut = draw.draw(st.integers(0, 5))
        data = (
            data[:at]
            + draw.draw(st.sampled_from([b"", b"'", b"[", b"- ", b"&a ", b"*a", b"\xff", b": ", b"\n", b"|"]))
            + data[at + cut :]
        )
    folder: Path = tmp_path_factory.mktemp("damaged")
    file = folder / "casualty.yaml"
    for command in (
        "casualty add --source s --count 4 --period 2020 --place Land --measure killed",
        "casualty rename source s other",
        "casualty rename place Syria Land2",
    ):
        file.write_bytes(data)
        code, _, err = run(command, folder)
        assert code in (0, 2), err
        assert (file.read_bytes() == data) == (code == 2)
        if code == 0:
            assert check(read_registry([File("x", file.read_bytes())])).errors == ()


@pytest.mark.parametrize(
    "text", ["", "# nothing", "- a", "figures: {}", "registry: 1\nfigures: &a [*a]", "\xff", "a: !b c", "figures: x"]
)
def test_what_is_no_registry_is_refused(text: str) -> None:
    with pytest.raises(BadRegistry):
        addition((File("x.yaml", text.encode("latin-1")),), {"source": "s"})
