"""The manual page says what the help says: `python tests/test_manual.py` writes it anew."""

from __future__ import annotations

import re
import shutil
import subprocess

import click
import pytest
from manual import ENVIRONMENT, EXIT_STATUS, FILES, PAGE, manual

from casualtycli.cli import COMMANDS, main
from casualtycli.problems import ExitCode
from casualtycli.registry.find import NAMES, VARIABLE


def test_the_page_is_built_from_the_help() -> None:
    assert PAGE.read_text(encoding="utf-8") == manual()


def test_every_command_with_every_option_and_an_example_is_in_it() -> None:
    page = manual().replace(r"\-", "-")
    for name in COMMANDS:
        section = page.split(f".SS casualty {name}\n")[1].partition("\n.S")[0]
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert "Example:\n" in section
        for option in command.params:
            assert not option.opts[0].startswith("-") or f".B {', '.join(option.opts)}" in section


def test_what_stands_in_no_help_is_what_holds() -> None:
    assert VARIABLE in ENVIRONMENT
    assert [int(code) for code in EXIT_STATUS] == list(ExitCode)
    assert set(re.split(", | or ", NAMES)) == set(next(iter(FILES)).split(", "))


@pytest.mark.parametrize(
    "command", [["groff", "-man", "-ww", "-Tascii", "-z"], ["mandoc", "-T", "lint", "-W", "error"]]
)
def test_it_renders_without_a_warning(command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"no {command[0]} here")
    done = subprocess.run([*command, str(PAGE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_shows_what_was_written() -> None:
    if not shutil.which("groff"):
        pytest.skip("no groff here")
    shown = subprocess.run(
        ["groff", "-man", "-Tascii", "-P-c", "-P-b", "-P-u", str(PAGE)], capture_output=True, text=True, check=True
    ).stdout
    for line in (
        "casualty compare --all-pairs --period 2016 --by quarter",
        "# yaml-language-server: $schema=",
        'eval "$(casualty completion bash)"',
    ):
        assert line in shown


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8", newline="\n")
