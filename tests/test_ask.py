"""What `casualty add` asks on a terminal: a pseudo-terminal that a person could sit at."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pytest

pty = pytest.importorskip("pty", reason="no pseudo-terminals here")

REGISTRY = """\
registry: 1
sources:
  monitor: {name: Monitor}
defaults: {measure: killed, actor: Army}
places: {Northland: {parts: [East Bank]}}
figures:
  - id: monitor-2023
    source: monitor
    count: 40
    place: Northland
    period: 2023-01-01/2023-12-31
    published: 2024-01-10
    url: https://example.org/a
"""
LONGEST = 60
"""Seconds."""


class Terminal:
    """A command at a terminal: what it prints, and what is typed."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        environment = {**os.environ, "TERM": "dumb", "NO_COLOR": "1", "CASUALTY_FILE": "", "COLUMNS": "200"}
        command = [sys.executable, "-m", "casualtycli", "add", *arguments]
        self.child = subprocess.Popen(
            command, cwd=folder, env=environment, close_fds=False, preexec_fn=lambda: os.login_tty(slave)
        )
        os.close(slave)
        self.shown = ""

    def _read(self, seconds: int = LONGEST) -> bool:
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 4096)
        except OSError:  # the other side is closed
            return False
        self.shown += re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", data.decode())
        return bool(data)

    def answer(self, question: str, text: str) -> str:
        """Wait for the question, type the answer, and return what was shown before it."""
        while question not in self.shown:
            if not self._read():
                self._fail(question)
        before, _, self.shown = self.shown.partition(question)
        os.write(self.master, text.encode())
        return before

    def _fail(self, question: str) -> NoReturn:
        pytest.fail(f"{question!r} was never asked: {self.shown}")

    def end(self, again: str = "") -> tuple[int, str]:
        """Wait for the end; a key that came just before the command waited for one is typed again."""
        for _ in range(LONGEST):
            while self._read(1 if again else LONGEST):
                pass
            if not again or self.child.poll() is not None:
                break
            with suppress(OSError):  # the other side is closed
                os.write(self.master, again.encode())
        return self.child.wait(LONGEST), self.shown.replace("\r\n", "\n")

    def close(self) -> None:
        self.child.kill()
        self.child.wait()
        os.close(self.master)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "casualty.yaml").write_text(REGISTRY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


def opened(terminals: list[Terminal], folder: Path, *arguments: str) -> Terminal:
    terminals.append(Terminal(folder, *arguments))
    return terminals[-1]


def until_url(terminal: Terminal) -> None:
    terminal.answer("source, who says so: ", "monitor\n")
    terminal.answer("measure, what is counted [killed]: ", "\n")
    terminal.answer("place, where: ", "Northland\n")
    terminal.answer("responsible [Army]: ", "\n")
    terminal.answer("count, the number, with the words of the source: ", "at least 50\n")
    terminal.answer("period, the days that the source states: ", "2024-01/..\n")


def test_every_question_is_asked_and_the_figure_is_written(folder: Path, terminals: list[Terminal]) -> None:
    terminal = opened(terminals, folder)
    until_url(terminal)
    terminal.answer("published, the day, month or year of publication: ", "\n")
    assert "the period runs to the day of publication" in terminal.answer("publication: ", "2024-07-01\n")
    terminal.answer("url, where the number can be read: ", "https://example.org/b\n")
    terminal.answer("via, where you read it, if not there: ", "\n")
    terminal.answer("supersedes, ", "\n")
    terminal.answer("note, ", "so: it was\n")
    terminal.answer("id, a name for the figure [monitor-2024-07-01]: ", "\n")
    shown = terminal.answer("write this to casualty.yaml? [Y/n] ", "\n").replace("\r\n", "\n")
    figure = """\
  - id: monitor-2024-07-01
    source: monitor
    count: at least 50
    place: Northland
    period: 2024-01/..
    published: 2024-07-01
    url: https://example.org/b
    note: "so: it was"
"""
    assert figure in shown
    assert terminal.end() == (0, "\nadded monitor-2024-07-01 at casualty.yaml:14\n")
    assert (folder / "casualty.yaml").read_text(encoding="utf-8") == REGISTRY + figure


def test_an_answer_is_checked_as_it_is_given(folder: Path, terminals: list[Terminal]) -> None:
    terminal = opened(
        terminals, folder, "--measure", "killed", "--actor", "null", "--count", "4.734", "--id", "monitor-2023"
    )
    terminal.answer("source, who says so: ", "monitr\n")
    assert 'did you mean "monitor"?' in terminal.answer("so: ", "\n")
    assert "cannot do without it" in terminal.answer("so: ", "monitor\n")
    terminal.answer("place, where: ", "Northlan\n")
    assert '"Northlan" is new here, and much like "Northland"' in terminal.answer("where: ", "Northlan\n")
    assert "write 4,734" in terminal.answer("count, the number, with the words of the source: ", "4,734\n")
    terminal.answer("period, the days that the source states: ", "Aug 2014 to June 2017\n")
    assert "write 2014-08/2017-06" in terminal.answer("states: ", "2014-08/2017-06\n")
    terminal.answer("publication: ", "2013\n")
    assert "before its period" in terminal.answer("publication: ", "2018\n")
    terminal.answer("read: ", "example.org\n")
    assert "write all of it" in terminal.answer("read: ", "https://example.org\n")
    terminal.answer("not there: ", "\n")
    terminal.answer("replaces: ", "monitor-2022\n")
    assert 'did you mean "monitor-2023"?' in terminal.answer("replaces: ", "\n")
    terminal.answer("note, ", "\n")
    assert "the id is taken, at casualty.yaml:7:5" in terminal.answer("[monitor-2017-06]: ", "m\n")
    assert "actor: null" in terminal.answer("[Y/n] ", "no\n")
    assert terminal.end() == (0, "no\nnothing was written\n")
    assert (folder / "casualty.yaml").read_text(encoding="utf-8") == REGISTRY


def test_tab_completes_names(folder: Path, terminals: list[Terminal]) -> None:
    pytest.importorskip("readline")
    terminal = opened(terminals, folder)
    terminal.answer("source, who says so: ", "mon\t\n")
    terminal.answer("[killed]: ", "\n")
    terminal.answer("place, where: ", "east\t\n")
    assert "East Bank" in terminal.answer("[Army]: ", "\n")


def test_what_changed_meanwhile_is_not_overwritten_and_no_answer_is_lost(
    folder: Path, terminals: list[Terminal]
) -> None:
    terminal = opened(terminals, folder, "--url", "https://example.org/b", "--note", "it's")
    until_url(terminal)
    terminal.answer("publication: ", "2024-07-01\n")
    terminal.answer("not there: ", "\n")
    terminal.answer("replaces: ", "\n")
    terminal.answer("[monitor-2024-07-01]: ", "\n")
    terminal.answer("[Y/n] ", "")
    (folder / "casualty.yaml").write_text(REGISTRY + "# more\n", encoding="utf-8")
    os.write(terminal.master, b"y\n")
    code, shown = terminal.end()
    assert code == 2
    assert "error: casualty.yaml: the file changed meanwhile: nothing was written" in shown
    assert (
        "= run casualty add -f casualty.yaml --url=https://example.org/b '--note=it'\"'\"'s' --source=monitor" in shown
    )
    assert (folder / "casualty.yaml").read_text(encoding="utf-8") == REGISTRY + "# more\n"


def test_errors_of_the_whole_are_told_before_writing(folder: Path, terminals: list[Terminal]) -> None:
    terminal = opened(
        terminals, folder, "--url", "https://example.org/b", "--note", "x", "--via", "y", "--supersedes", ""
    )
    terminal.answer("source, who says so: ", "monitor\n")
    terminal.answer("[killed]: ", "\n")
    terminal.answer("where: ", "Northland\n")
    terminal.answer("[Army]: ", "\n")
    terminal.answer("source: ", "41\n")
    terminal.answer("states: ", "2023-01-01/2023-12-31\n")
    terminal.answer("publication: ", "2024-01-10\n")
    terminal.answer("replaces: ", "\n")
    terminal.answer("[monitor-2023-12-31]: ", "\n")
    code, shown = terminal.end()
    assert code == 2
    assert "has another number for the same days" in shown
    assert "error: monitor-2023-12-31 is not added: 1 error\n  = to mend it, run casualty add -f casualty.yaml" in shown
    assert (folder / "casualty.yaml").read_text(encoding="utf-8") == REGISTRY


@pytest.mark.parametrize("typed", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_an_interrupt_writes_nothing(folder: Path, terminals: list[Terminal], typed: str) -> None:
    terminal = opened(terminals, folder)
    terminal.answer("source, who says so: ", "monitor\n")
    terminal.answer("[killed]: ", typed)
    code, shown = terminal.end(again=typed)
    assert code == 130
    assert "Traceback" not in shown
    assert (folder / "casualty.yaml").read_text(encoding="utf-8") == REGISTRY
