"""`casualty add` in a script: what it writes, what it refuses, and that it says so in one line."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from transcripts import run

from casualtycli.cli.ask import as_command, ask
from casualtycli.registry.add import near_name, proposed_id
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry

REGISTRY = """\
registry: 1
sources: {m: {name: Monitor}}
defaults: {measure: killed, place: Land, published: 2024, url: "https://example.org/"}
figures:
- {id: m-2023, source: m, count: 40, period: 2023-01-01/2023-12-31}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "casualty.yaml").write_text(REGISTRY, encoding="utf-8")
    return tmp_path


def text(folder: Path) -> str:
    return (folder / "casualty.yaml").read_bytes().decode()


def test_a_figure_is_added_and_told_with_its_place(folder: Path) -> None:
    done = run("casualty add --source m --count 'at least 50' --period 2023-01-01/2024~ --note ''", folder)
    assert done == (0, "added m-2024 at casualty.yaml:6\n", "")
    assert text(folder) == REGISTRY + "- {id: m-2024, source: m, count: at least 50, period: 2023-01-01/2024~}\n"


@pytest.mark.parametrize(
    ("answers", "proposed"),
    [
        ({"source": "m", "period": "2014-08/2017-06"}, "m-2017-06"),
        ({"source": "m", "period": "2017-06~"}, "m-2017-06"),
        ({"source": "m", "period": "2023"}, "m-2023-2"),
        ({"source": "m", "period": "2014/.."}, "m-2024"),
        ({"source": "m", "period": "2014/..", "published": "2017-09-01"}, "m-2017-09-01"),
        ({"source": "m", "period": "nonsense"}, "m"),
        ({"source": "m"}, "m"),
        ({}, "figure"),
    ],
)
def test_an_id_is_proposed(answers: dict[str, str], proposed: str) -> None:
    assert proposed_id(read_registry([File("x", REGISTRY.encode())]), answers) == proposed


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            "--source m --count 50",
            "error: the figure needs --period\n  = write them, or run casualty add on a terminal",
        ),
        ("--source m --count 50 --period 2023 --place null", "error: the figure needs --place\n"),
        ("--source x --count 50 --period 2023", 'error: no source is called "x"  [unknown-source]'),
        ("--source m --count 50 --period 2023 --id m-2023", 'error: the id "m-2023" is taken, at casualty.yaml:5:8'),
        ("--source m --count 41 --period 2023-01-01/2023-12-31", "has another number for the same days"),
        ("--source m --count 50 --period 2025", "it was published on 2024, before its period 2025 begins"),
        ("--source m --count 50 --period 2023 --disputed-by m-2023", "disputed has no why"),
        ("--source m --count 50 --period 2023 --supersedes q", 'no figure is called "q" (supersedes)'),
        ("--source m --count 50 --period 2023 --note \udcff", "error: --note is not UTF-8"),
        ("--source m --count 50 --period 2023 -f -", "error: standard input cannot be changed"),
        ("--source m --count 50 --period 2023 -f x.yaml", "error: cannot read x.yaml: there is no such file"),
    ],
)
@pytest.mark.parametrize("dry", ["", " --dry-run"])
def test_what_is_refused_writes_nothing(folder: Path, options: str, said: str, dry: str) -> None:
    code, out, err = run(f"casualty add {options}{dry}", folder)
    assert (code, out) == (2, "")
    assert said in err
    assert text(folder) == REGISTRY


def test_warnings_are_shown_and_do_not_stop(folder: Path) -> None:
    command = "casualty add --source m --count 50 --period 2023-01/2023-06 --published 2024-02 --url null"
    code, out, err = run(command, folder)
    assert (code, out) == (0, "added m-2023-06 at casualty.yaml:6\n")
    assert [line.rpartition("[")[2] for line in err.splitlines() if "casualty.yaml:" in line] == [
        "falling-total]",
        "missing-url]",
        "month-ends]",
    ]
    assert "url: null" in text(folder)
    assert run(f"{command} -q --id another --variant b", folder)[2] == ""


def test_the_registry_that_ships_is_not_written(tmp_path: Path) -> None:
    command = "casualty add --source airwars --count 50 --period 2016 --place Syria"
    with mock.patch("casualtycli.registry.find._registry_in", return_value=None):
        code, _, err = run(command, tmp_path)
    assert code == 2
    assert "data/sources.yaml here or above\n  = casualty init writes one" in err


def test_the_last_of_several_files_gets_the_figure(folder: Path) -> None:
    (folder / "more.yaml").write_bytes(b"\xef\xbb\xbfregistry: 1\r\n\r\ntitle: More\r\n")
    options = "--source m --count 50 --period 2022 --measure killed --place Land --published 2024 --url https://a.b/"
    assert run(f"casualty add {options} -f casualty.yaml -f more.yaml", folder)[0] == 0
    assert text(folder) == REGISTRY
    assert (folder / "more.yaml").read_bytes() == (
        b"\xef\xbb\xbfregistry: 1\r\n\r\ntitle: More\r\n\r\nfigures:\r\n  - id: m-2022\r\n    source: m\r\n"
        b"    count: 50\r\n    period: 2022\r\n    measure: killed\r\n    place: Land\r\n    published: 2024\r\n"
        b"    url: https://a.b/\r\n"
    )


def test_a_registry_whose_error_the_figure_mends_can_be_added_to(folder: Path) -> None:
    broken = REGISTRY.replace("id: m-2023,", "id: m-2023, supersedes: m-2022,")
    (folder / "casualty.yaml").write_text(broken, encoding="utf-8")
    assert run("casualty check", folder)[0] == 1
    assert run("casualty add --id m-2022 --source m --count 30 --period 2022", folder)[0] == 0
    assert run("casualty check", folder)[0] == 0


def test_a_name_that_is_known_is_near_to_none() -> None:
    registry = read_registry([File("x", REGISTRY.encode())]).registry
    assert near_name(registry, "place", "Land") is None
    assert near_name(registry, "place", "land") == "Land"
    assert near_name(registry, "count", "land") is None


def test_what_is_asked_becomes_answers_and_a_command() -> None:
    reading = read_registry([File("casualty.yaml", REGISTRY.encode())])
    typed = [
        "x",
        "m",
        "",
        "land",
        "Land",
        "",
        "4.7",
        "40",
        "2025/..",
        "",
        "2025-03",
        "nowhere",
        "",
        "",
        "q",
        "",
        "",
        "",
    ]
    prompts: list[str] = []

    def answer(prompt: str) -> str:
        prompts.append(prompt.partition(",")[0])
        return typed[len(prompts) - 1]

    with mock.patch("builtins.input", answer):
        answers = ask(reading, "casualty.yaml", {"id": "m-2023", "note": "it's"})
    expected = {"source": "m", "place": "Land", "count": "40", "period": "2025/..", "published": "2025-03"}
    assert answers == {"note": "it's", **expected, "id": "m-2025-03"}
    assert prompts.count("source") == prompts.count("place") == prompts.count("count") == 2
    assert as_command("casualty.yaml", {"projection": "yes", "note": "it's"}) == (
        "casualty add -f casualty.yaml --projection '--note=it'\"'\"'s'"
    )


def test_the_command_that_repeats_the_answers_gives_no_value_to_what_has_none() -> None:
    told = as_command("casualty.yaml", {"id": "a", "adds": "yes", "projection": "yes", "count": "4"})
    assert told == "casualty add -f casualty.yaml --id=a --adds --projection --count=4"
