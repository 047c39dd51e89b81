"""One small registry for each thing that can be wrong, and exactly what `casualty check` prints of it.

The examples are tests/data/problems/RULE.yaml, or RULE.WHAT.yaml where a rule has several; the .txt beside
each holds the text. After a message has changed, write them anew and read the difference:

    python tests/test_problem_examples.py --refresh
"""

import ast
import contextlib
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from casualtycli import registry
from casualtycli.cli import main
from casualtycli.registry import nodes

PROBLEMS = Path(__file__).parent / "data" / "problems"
EXAMPLES = sorted(path.name.removesuffix(".yaml") for path in PROBLEMS.glob("*.yaml"))
RULE_AT = {"report": 1, "refuse": 2, "_refuse": 2, "parsed": 2, "Refused": 2}
"""The functions that are given the name of a rule, and where among the arguments it stands."""


def printed(name: str) -> tuple[int, str]:
    """Return the exit code and the output of `casualty check`."""
    with contextlib.chdir(PROBLEMS):
        done = CliRunner().invoke(main, ["check", name, "--color", "never"], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.stderr == ""
    return int(done.return_value), done.stdout


def rules_in_the_sources() -> set[str]:
    folder = Path(registry.__file__).parent
    calls = [
        node
        for path in (
            *folder.glob("*.py"),
            *(folder.parent / f"{name}.py" for name in ("periods", "counts", "expectations")),
        )
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    named = [(getattr(call.func, "attr", None) or getattr(call.func, "id", None), call) for call in calls]
    given = [call.args[at] for name, call in named if (at := RULE_AT.get(name)) and len(call.args) > at]
    given += [
        keyword.value
        for name, call in named
        if name in ("Check", "Problem")
        for keyword in call.keywords
        if keyword.arg == "rule"
    ]
    return {node.value for node in given if isinstance(node, ast.Constant) and " " not in str(node.value)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_check_prints_exactly_this(name):
    code, text = printed(f"{name}.yaml")
    assert text == (PROBLEMS / f"{name}.txt").read_text(encoding="utf-8")
    assert f"[{name.partition('.')[0]}]" in text
    assert code == (1 if ": error: " in text else 0)


def test_every_rule_has_an_example():
    assert {name.partition(".")[0] for name in EXAMPLES} | {"file-size"} == rules_in_the_sources()


def test_no_text_is_left_over():
    assert sorted(path.name.removesuffix(".txt") for path in PROBLEMS.glob("*.txt")) == EXAMPLES


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(nodes, "MOST_BYTES", 100)
    assert printed("missing-url.yaml") == (
        1,
        f"""\
missing-url.yaml:1:1: error: the file has {(PROBLEMS / "missing-url.yaml").stat().st_size} bytes  [file-size]
  1 | registry: 1
    | ^
    = split it: a file may have 100
missing-url.yaml: 0 figures, 0 sources, 1 error
""",
    )


if __name__ == "__main__" and sys.argv[1:] == ["--refresh"]:
    for example in EXAMPLES:
        (PROBLEMS / f"{example}.txt").write_text(printed(f"{example}.yaml")[1], encoding="utf-8", newline="\n")
