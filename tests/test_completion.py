"""What shells complete: the answers to each, bash and fish for real, and that nothing ever comes in between."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from test_cli import loaded
from transcripts import ROOT, run

from casualtycli.cli import COMMANDS
from casualtycli.cli.completion import SCRIPTS, SHELL, WORD

REGISTRY = r"""registry: 1
sources: {airwars: {name: Airwars}, sohr: {short: SOHR, name: Observatory}}
defaults: {actor: US-led coalition}
places: {Nowhere: {}}
figures:
  - {id: sohr-1, source: sohr, measure: civilians killed, place: Iraq and Syria, count: "1,953", period: 2015}
  - {id: sohr-2, source: sohr, measure: "it's 100% $HOME \"quoted\" `x` \\ *", place: Syria, actor: null}
  - {id: air-1, measure: "two\nlines", place: "Region: North=1"}
  - {id: "red\e[31m", note: [wrong, in, form], actor: [no, name]}
  - a text
"""
CODED = """it's 100% $HOME "quoted" `x` \\ *"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASUALTY_FILE", "")
    (tmp_path / "casualty.yaml").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / "other file.yaml").write_text("registry: 1\nsources: {other: {}}\n", encoding="utf-8")
    return tmp_path


def asked(shell: str, line: str, word: str, folder: Path) -> tuple[int, list[str], str]:
    with mock.patch.dict(os.environ, {SHELL: shell, WORD: word}):
        code, out, err = run(f"casualty {line}", folder)
    return code, out.splitlines(), err


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        ("compare", "", ["airwars", "sohr"]),
        ("compare", "so", ["sohr"]),
        ("compare airwars", "", ["sohr"]),
        ("compare --baseline", "", ["airwars", "sohr"]),
        ("compare --baseline airwars --baseline", "air", ["airwars"]),
        ("compare --place", "", ["Iraq and Syria", "Syria", "Region: North=1"]),
        ("compare --place Syria --place", "", ["Iraq and Syria", "Region: North=1"]),
        ("compare --place", "syria", []),
        ("compare --measure", "", ["civilians killed", CODED]),
        ("list --actor", "", ["US-led coalition"]),
        ("add --source", "so", ["sohr"]),
        ("add --supersedes", "", ["sohr-1", "sohr-2", "air-1"]),
        ("rename", "pl", ["place"]),
        ("rename place", "Sy", ["Syria"]),
        ("rename figure", "air", ["air-1"]),
        ("rules", "near", ["near-name"]),
        ("check --ignore", "month", ["month-ends"]),
        ("list --source", "a", ["airwars"]),
        ("show", "", ["sohr-1", "sohr-2", "air-1"]),
        ("show sohr-1", "", []),
        ("compare -f 'other file.yaml'", "", ["other"]),
        ("compare -f casualty.yaml -f 'other file.yaml'", "", ["airwars", "sohr", "other"]),
        ("compare --by", "", ["year", "quarter", "month", "week"]),
        ("compare --period", "", []),
        ("compare", "--all", ["--all-pairs"]),
        ("completion", "", ["bash", "zsh", "fish", "powershell"]),
        ("", "co", ["compare", "completion"]),
    ],
)
def test_what_is_completed(folder: Path, line: str, word: str, expected: list[str]) -> None:
    code, lines, err = asked("fish", line, word, folder)
    assert (code, [line.split("\t")[0] for line in lines], err) == (0, expected, "")


def test_commands_are_told_as_in_the_help(folder: Path) -> None:
    assert asked("fish", "", "sho", folder)[1] == [f"show\t{COMMANDS['show'][2]}"]
    assert [line.split("\t")[0] for line in asked("fish", "", "--", folder)[1]] == ["--version", "--debug", "--help"]


@pytest.mark.parametrize("line", ["compare -f", "check", "init", "list -o", "schema -o", "diff", "diff a", "rename -f"])
def test_files_are_left_to_the_shell(folder: Path, line: str) -> None:
    for shell in SCRIPTS:
        assert asked(shell, line, "ca", folder) == (1, [], "")


def test_names_are_told_with_what_they_are(folder: Path) -> None:
    assert asked("zsh", "compare", "", folder)[1] == ["airwars\tAirwars", "sohr\tSOHR"]
    assert asked("fish", "show", "", folder)[1] == ["sohr-1\t1,953, 2015", "sohr-2", "air-1"]
    assert asked("bash", "show", "", folder)[1] == ["sohr-1", "sohr-2", "air-1"]


@pytest.mark.parametrize(
    ("shell", "word", "expected"),
    [
        ("bash", "it", r"it\'s\ 100%\ \$HOME\ \"quoted\"\ \`x\`\ \\\ \*"),
        ("bash", '"it', r"""it's 100% \$HOME \"quoted\" \`x\` \\ *"""),
        ("bash", "'it", r"""it'\''s 100% $HOME "quoted" `x` \ *"""),
        ("zsh", '"it', CODED),
        ("fish", "it", CODED),
        ("powershell", "it", "'" + CODED.replace("'", "''") + "'"),
    ],
)
def test_each_shell_gets_quotation_marks_of_its_own(folder: Path, shell: str, word: str, expected: str) -> None:
    assert asked(shell, "compare --measure", word, folder)[1] == [expected]


@pytest.mark.parametrize(
    ("shell", "line", "word", "expected"),
    [
        ("bash", "compare --place =", "Ir", r"Iraq\ and\ Syria"),
        ("bash", "compare --place", "=", r"Iraq\ and\ Syria"),
        ("bash", r"compare --measure civilians\\ killed --place", r"Iraq\ a", r"Iraq\ and\ Syria"),
        ("zsh", "compare", "--place=Ir", "--place=Iraq and Syria"),
        ("fish", "compare", "--place=Ir", "--place=Iraq and Syria"),
        ("powershell", "compare", "--place=Ir", "--place='Iraq and Syria'"),
        ("powershell", "compare --place", "'Iraq and", "'Iraq and Syria'"),
    ],
)
def test_options_joined_to_their_value(folder: Path, shell: str, line: str, word: str, expected: str) -> None:
    assert asked(shell, line, word, folder)[1][0] == expected


@pytest.mark.parametrize("text", ["sources: [", "a\0b", "[]", "", "sources: 5\nfigures: {a: 1}\ndefaults: [x]\n"])
def test_a_broken_registry_completes_nothing_and_says_nothing(folder: Path, text: str) -> None:
    (folder / "casualty.yaml").write_text(text, encoding="utf-8")
    for line in ("compare", "compare --place", "show"):
        assert asked("bash", line, "", folder) == (0, [], "")


@pytest.mark.parametrize(
    "line", ["compare -f nothing.yaml", "compare -f .", "compare -f -", "compare --by nothing", "no-such-command x"]
)
def test_a_line_that_means_nothing_is_no_failure(folder: Path, line: str) -> None:
    code, _, err = asked("bash", line, "", folder)
    assert (code, err) == (0, "")


def test_the_environment_and_the_home_folder_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("REGISTRIES", str(folder))
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    for written in ("'~/other file.yaml'", "'$REGISTRIES/other file.yaml'"):
        assert asked("fish", f"compare -f {written}", "", elsewhere)[1] == ["other"]
    assert asked("fish", "compare", "ai", elsewhere)[1] == ["airwars\tAirwars"]
    with mock.patch.dict("transcripts.PLAIN", {"CASUALTY_FILE": "../other file.yaml"}):
        assert asked("fish", "compare", "", elsewhere)[1] == ["other"]
    with mock.patch.dict("transcripts.PLAIN", {"CASUALTY_FILE": "-"}):
        assert asked("fish", "compare", "", elsewhere)[1] == []


def test_little_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHELL, "bash")
    modules = loaded("compare")
    assert {"sohr", "casualtycli.registry.names"} <= modules
    heavy = ("rich", "dateutil", "json", "casualtycli.model", "casualtycli.periods", "casualtycli.registry.read")
    assert not {module for module in modules if module.startswith(heavy)}


def test_every_shell_has_a_script_that_asks_for_it() -> None:
    for shell in SCRIPTS:
        code, script, err = run(f"casualty completion {shell}")
        assert (code, err) == (0, "")
        assert f"{SHELL}={shell} " in script.replace(f"$env:{SHELL} = '{shell}'", f"{SHELL}={shell} ")
        assert WORD in script
        assert "casualty" in script


@pytest.fixture
def on_the_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the program on the path under its own name, and return the folder of the registry."""
    program = folder / "bin" / "casualty"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m casualtycli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return folder


def shell(name: str, code: str, folder: Path) -> str:
    if not shutil.which(name):
        pytest.skip(f"no {name} here")
    quiet = {"bash": ["--norc", "--noprofile"], "fish": ["--no-config"], "zsh": ["-f"]}[name]
    done = subprocess.run(
        [name, *quiet, "-c", code], capture_output=True, text=True, check=False, cwd=folder, timeout=60
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["compare", "so"], ["sohr"]),
        (["compare", "--place", "Ir"], [r"Iraq\ and\ Syria"]),
        (["compare", "--place", "=", "Ir"], [r"Iraq\ and\ Syria"]),
        (["compare", "--measure", '"civ'], ["civilians killed"]),
        (["compare", "-f", "other\\ file.yaml", ""], ["other"]),
        (["compare", "--measure", "it"], [r"it\'s\ 100%\ \$HOME\ \"quoted\"\ \`x\`\ \\\ \*"]),
        (["compare", "-f", "oth"], []),
        (["show", "x"], []),
    ],
)
def test_bash(on_the_path: Path, words: list[str], expected: list[str]) -> None:
    code = """
        eval "$(casualty completion bash)"
        compopt() { :; } # it wants a person at the keyboard
        COMP_WORDS=(casualty "$@") COMP_CWORD=$#
        _casualty casualty
        [ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
    """
    given = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
    assert shell("bash", f"set -- {given}\n{code}", on_the_path).splitlines() == expected


def test_bash_calls_it_for_the_command(on_the_path: Path) -> None:
    out = shell("bash", 'eval "$(casualty completion bash)"; complete -p casualty', on_the_path)
    assert out.endswith("-F _casualty casualty\n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("casualty compare so", ["sohr\tSOHR"]),
        ("casualty compare --place Ir", ["Iraq and Syria"]),
        ("casualty compare --place=Ir", ["--place=Iraq and Syria"]),
        ("casualty compare -f oth", ["other file.yaml"]),
        ("casualty compare -f other\\ file.yaml ", ["other"]),
        ("casualty compare -f nothing.yaml ", []),
    ],
)
def test_fish(on_the_path: Path, line: str, expected: list[str]) -> None:
    given = line.replace("\\", "\\\\").replace("'", "\\'")
    out = shell("fish", f"casualty completion fish | source; complete -C '{given}'", on_the_path)
    assert [answer.replace("\\ ", " ") for answer in out.splitlines()] == expected


def test_zsh_can_read_its_script(on_the_path: Path) -> None:
    code = 'autoload -U compinit; compinit -D -u; eval "$(casualty completion zsh)"; print ${_comps[casualty]}'
    assert shell("zsh", code, on_the_path) == "_casualty\n"


def test_the_scripts_are_part_of_the_package() -> None:
    folder = ROOT / "src" / "casualtycli" / "cli" / "shells"
    assert sorted(path.name for path in folder.iterdir()) == sorted(SCRIPTS.values())
