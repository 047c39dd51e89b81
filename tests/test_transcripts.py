"""What commands print: `python tests/test_transcripts.py` writes every transcript anew."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from transcripts import ROOT, commands, refreshed, written

from casualtycli.cli import COMMANDS, main

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize(
    ("command", "expected"),
    [pytest.param(*pair, id=pair[0]) for file in FILES for pair in commands(file.read_text(encoding="utf-8"))],
)
def test_a_command_prints_what_its_transcript_shows(command: str, expected: str) -> None:
    assert written(command) == expected


def test_every_command_and_every_option_has_a_transcript() -> None:
    shown = [command.split() for file in FILES for command, _ in commands(file.read_text(encoding="utf-8"))]
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        used = {word for words in shown if name in words for word in words}
        assert used, f"casualty {name} has no transcript"
        for option in command.params:
            if option.opts[0].startswith("-"):
                assert used.intersection(option.opts), f"casualty {name} {option.opts[-1]} has no transcript"


def test_the_registry_of_the_transcripts_is_the_one_that_ships() -> None:
    assert (ROOT / "data" / "sources.yaml").is_file()


if __name__ == "__main__":
    for file in FILES:
        file.write_text(refreshed(file.read_text(encoding="utf-8")), encoding="utf-8")
