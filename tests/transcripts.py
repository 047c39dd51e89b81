"""Transcripts: commands and what they print, as a person would see it in a shell."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from casualtycli.cli import execute

ROOT = Path(__file__).parents[1]
PLAIN = {"COLUMNS": "", "CASUALTY_FILE": "", "NO_COLOR": "1", "FORCE_COLOR": "", "TERM": "xterm", "GITHUB_ACTIONS": ""}


def run(command: str, folder: Path = ROOT, encoding: str = "utf-8") -> tuple[int, str, str]:
    """Run a command in this process; return its exit code, standard output and standard error."""
    program, *arguments = shlex.split(command)
    assert program == "casualty"
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="") for _ in range(2))
    before = Path.cwd()
    os.chdir(folder)
    try:
        with redirect_stdout(out), redirect_stderr(err), mock.patch.dict(os.environ, PLAIN):
            code = execute(arguments)
    finally:
        os.chdir(before)
    streams = []
    for stream in (out, err):
        stream.flush()
        streams.append(stream.buffer.getvalue().decode(encoding))
    return code, *streams


def written(command: str, folder: Path = ROOT) -> str:
    """Return a command with what it prints; standard error behind ``! ``, an exit code that is not 0 at the end."""
    code, out, err = run(command, folder)
    said = "".join(f"! {line}\n" for line in err.splitlines())
    return f"$ {command}\n{said}{out}" + (f"(exit {code})\n" if code else "")


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a transcript with all that stands there for it."""
    for block in re.split(r"^(?=\$ casualty)", text, flags=re.MULTILINE):
        if block.startswith("$ "):
            yield block.splitlines()[0].removeprefix("$ "), block.rstrip("\n") + "\n"


def refreshed(text: str) -> str:
    """Return a transcript with what its commands print now, a blank line between."""
    return "\n".join(written(command).rstrip("\n") + "\n" for command, _ in commands(text))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        file.write_text(refreshed(file.read_text(encoding="utf-8")), encoding="utf-8")
