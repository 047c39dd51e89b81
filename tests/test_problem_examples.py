"""One small registry for each thing that can be wrong, and exactly what `casualty check` prints of it.

The examples are tests/data/problems/RULE.yaml, or RULE.WHAT.yaml where a rule has several; the .txt beside
each holds the text. After a message has changed, write them anew and read the difference:

    python tests/test_problem_examples.py --refresh
"""

import contextlib
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from casualtycli.cli import main
from casualtycli.registry import nodes
from casualtycli.registry.rules import LEVELS, RULES

PROBLEMS = Path(__file__).parent / "data" / "problems"
TODAY = "2026-11-23"
EXAMPLES = sorted(path.name.removesuffix(".yaml") for path in PROBLEMS.glob("*.yaml"))


def printed(name: str) -> tuple[int, str]:
    """Return the exit code and the output of `casualty check`."""
    with contextlib.chdir(PROBLEMS):
        done = CliRunner().invoke(
            main, ["check", name, "--format", "text", "--color", "never", "--today", TODAY], standalone_mode=False
        )
    assert done.exception is None, done.exception
    assert done.stderr == ""
    return int(done.return_value), done.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_check_prints_exactly_this(name):
    code, text = printed(f"{name}.yaml")
    assert text == (PROBLEMS / f"{name}.txt").read_text(encoding="utf-8")
    assert f"[{name.partition('.')[0]}]" in text
    assert code == (1 if ": error: " in text else 0)


def test_every_rule_has_an_example():
    assert {name.partition(".")[0] for name in EXAMPLES} | {"file-size"} == set(LEVELS)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_problem_has_the_level_of_its_rule_and_ends_in_what_to_write(name):
    told = re.split(r"^(?=\S)", (PROBLEMS / f"{name}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:-1]
    assert told
    for problem in told:
        head, *_, last = problem.splitlines()
        level, rule = re.fullmatch(r".+?:\d+:\d+: (\w+): .+  \[([\w-]+)\]", head).groups()
        assert level == LEVELS[rule]
        assert re.match(r" += \S", last)


def in_rows(text):
    return "\n".join(line.strip() for line in text.splitlines())


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.name not in ("encoding", "file-size")])
def test_the_example_of_a_rule_is_one_of_these_files(rule):
    files = PROBLEMS.glob(f"{rule.name}.*yaml")
    assert any(in_rows(rule.example) in in_rows(file.read_text(encoding="utf-8")) for file in files)


def test_no_text_is_left_over():
    assert sorted(path.name.removesuffix(".txt") for path in PROBLEMS.glob("*.txt")) == EXAMPLES


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(nodes, "MOST_BYTES", 100)
    assert printed("missing-url.yaml") == (
        1,
        """\
missing-url.yaml:1:1: error: the file has more than 100 bytes  [file-size]
  1 | registry: 1
    | ^
    = split it: several files make one registry
missing-url.yaml: 0 figures, 0 sources, 1 error
""",
    )


if __name__ == "__main__" and sys.argv[1:] == ["--refresh"]:
    for example in EXAMPLES:
        (PROBLEMS / f"{example}.txt").write_text(printed(f"{example}.yaml")[1], encoding="utf-8", newline="\n")
