"""The command line as a shell sees it: exit codes, streams, what is loaded, and nothing that ends in a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

import click
import pytest
from transcripts import ROOT, run

from casualtycli.cli import COMMANDS

CASUALTY = [sys.executable, "-m", "casualtycli"]
SOURCES = ROOT / "data" / "sources.yaml"
DIFF = "diff tests/data/diff/before.yaml tests/data/diff/after.yaml"


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a command loads, in a process of its own."""
    code = (
        "import sys; sys.argv = ['casualty', *sys.argv[1:]]\n"
        "from casualtycli.cli import execute\n"
        "execute(sys.argv[1:])\n"
        "print('\\n' + '\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [["--version"], ["--help"], ["compare", "--help"], ["check", "--help"], ["init", "--help"], ["diff", "--help"]],
)
def test_help_and_version_load_nothing_but_click(arguments: list[str]) -> None:
    modules = loaded(*arguments)
    assert not modules & {"yaml", "rich", "dateutil", "casualtycli.model", "casualtycli.periods", "casualtycli.table"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "--format", "json"],
        ["compare", "--format", "csv"],
        ["check"],
        ["bounds", "--format", "json"],
        ["diff", "data/sources.yaml", "--format", "json"],
    ],
)
def test_what_machines_read_is_written_without_rich(arguments: list[str]) -> None:
    modules = loaded(*arguments)
    assert {"yaml", "dateutil"} <= modules
    assert not modules & {"rich", "dateutil.parser"}


PLAIN = """registry: 1
sources: {a: {name: A}, b: {name: B}}
defaults: {measure: killed, place: Land}
figures:
  - {id: one, source: a, count: "at least 1,200", period: 2016-01-01/2016-12-31, published: 2017-02-01}
  - {id: two, source: b, count: 700, period: 2016-03-01/2016-12-31, published: 2017-03-01}
"""
SELDOM = """  - id: old
    source: b
    variant: least
    count: 500
    period: 2016-01/2016-11
    published: 2017-01
    batch: {count: 100, for: 2016-02}
    ignore: {rule: missing-url, reason: none}
  - {id: row, source: a, variant: list, count: 3, period: 2016-05-05, published: 2017, adds: yes}
expect: [{subject: a, baseline: b, variant: null, gap: 5}]
"""
ON_DEMAND = {
    "dateutil.relativedelta",
    "casualtycli.incidents",
    "casualtycli.numbers",
    "casualtycli.registry.batches",
    "casualtycli.registry.expectations",
    "casualtycli.registry.ignores",
    "casualtycli.registry.rules",
}
"""Modules that a registry loads by what stands in it."""


def test_a_registry_of_totals_loads_what_it_needs_and_no_more(tmp_path: Path) -> None:
    plain, seldom = tmp_path / "plain.yaml", tmp_path / "seldom.yaml"
    plain.write_text(PLAIN, encoding="utf-8")
    seldom.write_text(PLAIN + SELDOM, encoding="utf-8")
    modules = loaded("compare", "--format", "json", "-f", str(plain))
    for_others = {"bounds", "proof", "system", "certificates", "table", "registry.checks", "registry.checked"}
    assert not modules & (ON_DEMAND | {f"casualtycli.{name}" for name in for_others})
    assert {"casualtycli.tally", "casualtycli.registry.errors"} < modules
    assert loaded("compare", "--format", "json", "-f", str(seldom)) >= ON_DEMAND


def test_dateutils_parser_is_loaded_only_to_word_a_suggestion() -> None:
    assert "dateutil.parser" not in loaded("compare", "--period", "2016")
    assert "dateutil.parser" in loaded("compare", "--period", "June 2016")


def test_the_module_runs_as_the_command_does() -> None:
    done = subprocess.run([*CASUALTY, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == run("casualty --version")[1]


def test_help_is_plain_ascii_so_that_any_terminal_can_show_it() -> None:
    for name in ("", *COMMANDS):
        assert run(f"casualty {name} --help")[1].isascii()


def test_every_help_has_an_example() -> None:
    for name in COMMANDS:
        example = run(f"casualty {name} --help")[1].partition("Example:\n")[2].partition("\n\n")[0]
        assert f"casualty {name}" in example


def test_the_main_job_stands_first() -> None:
    commands = run("casualty --help")[1].split("Options:\n")[1].split("\n\n")[1:]
    assert commands[0].startswith("Compare figures:\n  compare ")
    assert [line.split()[0] for group in commands for line in group.splitlines()[1:]] == list(COMMANDS)


def test_groups_are_whole() -> None:
    uses = [use for use, _, _ in COMMANDS.values()]
    assert uses == sorted(uses, key=uses.index)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("casualty compair", "No such command"),
        ("casualty compare --colour", "No such option"),
        ("casualty compare --width 30", "--width"),
        ("casualty compare --period 'Aug 2014 to June 2017'", "write 2014-08/2017-06"),
        ("casualty compare --as-of yesterday", "write a day (2017-06-23), a month (2017-06) or a year (2017)"),
        ("casualty compare --as-of 2014/2017", "write a day"),
        ("casualty compare --align reported --by year", "as printed"),
        ("casualty compare --matrix --baseline airwars", "each with each"),
        ("casualty show", "Missing argument"),
        ("casualty diff", "Missing argument"),
        (f"casualty {DIFF} --align reported --by year", "as printed"),
    ],
)
def test_wrong_usage_is_told_on_standard_error(command: str, said: str) -> None:
    code, out, err = run(command)
    assert (code, out) == (2, "")
    assert said in err


def test_a_defect_is_one_line_and_how_to_report_it() -> None:
    with mock.patch("casualtycli.registry.read.read_registry", side_effect=RuntimeError("boom")):
        code, out, err = run("casualty compare")
        assert (code, out) == (3, "")
        assert err.splitlines()[0] == "error: this is a defect of casualty: RuntimeError: boom"
        assert "Traceback" not in err
        assert "Traceback" in run("casualty --debug compare")[2]


def test_an_interrupt_ends_with_130() -> None:
    with mock.patch("casualtycli.registry.read.read_registry", side_effect=KeyboardInterrupt):
        assert run("casualty compare")[0] == 130
    with mock.patch("casualtycli.registry.read.read_registry", side_effect=click.Abort):
        assert run("casualty compare")[0] == 130


def test_an_interrupted_process_leaves_no_traceback(tmp_path: Path) -> None:
    pipe = tmp_path / "never-written.yaml"
    os.mkfifo(pipe)
    child = subprocess.Popen([*CASUALTY, "check", str(pipe)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    writer = os.open(pipe, os.O_WRONLY)  # returns once the child reads
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    os.close(writer)
    assert (child.returncode, out, err.strip()) == (130, "", "")


@pytest.mark.parametrize("command", ["compare --format csv", "compare", "check", "list", DIFF])
def test_a_closed_pipe_ends_quietly(command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*CASUALTY, *command.split()], stdout=writer, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8", "cp437"])
@pytest.mark.parametrize("command", ["compare", "list", "check", "show sohr-2017-06-23", "compare airwras", DIFF])
def test_every_terminal_can_show_every_table(encoding: str, command: str) -> None:
    code, out, err = run(f"casualty {command}", encoding=encoding)
    assert code in (0, 2)
    assert out or err
    if encoding == "ascii" and command == "compare":
        assert "est. 593" in out


def test_ascii_is_ascii_to_the_last_letter() -> None:
    for command in (
        "casualty compare --ascii",
        "casualty compare --ascii --format markdown",
        "casualty list --ascii",
        f"casualty {DIFF} --ascii",
    ):
        assert run(command)[1].isascii()


def test_machine_formats_are_utf8_whatever_the_terminal() -> None:
    done = subprocess.run(
        [*CASUALTY, "list", "--format", "markdown"],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert "→" in done.stdout.decode("utf-8")


def test_output_goes_to_a_file_in_the_format_of_its_ending(tmp_path: Path) -> None:
    for ending, begins in (("json", "{"), ("csv", "measure,"), ("md", "# "), ("txt", "Civilians")):
        file = tmp_path / f"result.{ending}"
        assert run(f"casualty compare -o {file}") == (0, "", "")
        assert file.read_text(encoding="utf-8").startswith(begins)
    assert run(f"casualty compare --format json -o {tmp_path / 'result.dat'}")[0] == 0


@pytest.mark.parametrize("name", ["missing/result.csv", "."])
def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    code, out, err = run(f"casualty compare --format csv -o {tmp_path / name}")
    assert (code, out) == (2, "")
    assert err.startswith("error: cannot write")


def test_the_registry_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_bytes(SOURCES.read_bytes())
    for command in ("casualty compare -o casualty.yaml --format csv", "casualty list -o ./casualty.yaml --format json"):
        assert run(command, tmp_path)[0] == 2
    assert (tmp_path / "casualty.yaml").read_bytes() == SOURCES.read_bytes()


def test_colour_only_where_it_is_wanted() -> None:
    plain = run("casualty compare")[1]
    assert "\x1b[" not in plain
    colored = run("casualty compare --color always")[1]
    assert "\x1b[" in colored
    assert click.unstyle(colored).split() == plain.split()
    with mock.patch.dict("transcripts.PLAIN", {"NO_COLOR": "", "FORCE_COLOR": "1"}):
        assert "\x1b[" in run("casualty compare")[1]
        assert "\x1b[" not in run("casualty compare --color never")[1]
        assert "\x1b[" not in run("casualty compare --format json")[1]


def test_columns_sets_the_width() -> None:
    with mock.patch.dict("transcripts.PLAIN", {"COLUMNS": "80"}):
        assert run("casualty compare")[1] == run("casualty compare --width 80")[1]


def test_standard_input_is_a_registry() -> None:
    done = subprocess.run(
        [*CASUALTY, "compare", "-f", "-", "--format", "json"],
        input=SOURCES.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["registry"]["files"] == ["<stdin>"]


def test_the_bundled_registry_is_read_where_there_is_none_and_said_so(tmp_path: Path) -> None:
    code, out, err = run("casualty compare", tmp_path)
    assert (code, len(err.splitlines())) == (0, 1)
    assert out == run("casualty compare")[1]
    assert run("casualty compare -q", tmp_path)[2] == ""


@pytest.mark.parametrize("command", ["check -q", "compare --fail-if clash", "bounds --fail-if clash"])
def test_what_decides_over_a_job_never_passes_for_want_of_a_registry(command: str, tmp_path: Path) -> None:
    code, out, err = run(f"casualty {command}", tmp_path)
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "error: no casualty.yaml, *.casualty.yaml or data/sources.yaml here or above"


def test_errors_of_the_registry_stop_every_command_but_check(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text(SOURCES.read_text().replace("2014/2017", "2017/2014"), encoding="utf-8")
    for command in ("compare", "list", "show sohr-2017-06-23"):
        code, out, err = run(f"casualty {command}", tmp_path)
        assert (code, out) == (2, "")
        assert err.count("period-order") == 2
    code, out, err = run("casualty check", tmp_path)
    assert (code, err) == (1, "")
    assert out.count("period-order") == 2


NASTY = "Agency [red]\\e[31m \\u202Ereversed\\u200f\\nnext =1+1|`"


def test_names_are_shown_harmlessly_and_exactly(tmp_path: Path) -> None:
    text = f"""registry: 1
title: "{NASTY}"
sources: {{a: {{name: "{NASTY}"}}, b: {{name: "=cmd()", short: "@b"}}}}
defaults: {{measure: "{NASTY}", place: "{NASTY}", published: 2020, url: "https://example.org/"}}
figures:
  - {{id: one, source: a, count: 5, period: 2019, note: "{NASTY}"}}
  - {{id: two, source: b, count: 6, period: 2019}}
"""
    (tmp_path / "casualty.yaml").write_text(text, encoding="utf-8")
    for command in ("compare", "compare --width 40", "list", "show one", "check", "compare --format markdown"):
        out = run(f"casualty {command}", tmp_path)[1]
        assert not set(out) & set("\x1b\u202e\u200f")
    assert r"Agency [red]\x1b[31m \u202ereversed\u200f\nnext =1+1|`" in run("casualty list", tmp_path)[1]
    document = json.loads(run("casualty list --format json", tmp_path)[1])
    assert document["figures"][0]["place"] == "Agency [red]\x1b[31m \u202ereversed\u200f\nnext =1+1|`"
    (row,) = run("casualty compare --format csv", tmp_path)[1].split("\n", 1)[1:]
    assert not row.startswith(("=", "@"))


@pytest.mark.parametrize(
    "command",
    ["compare", "compare --format json", "check", "list", "--help", "--version", "list --help", "completion bash"],
)
def test_a_disk_that_is_full_is_told(command: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*CASUALTY, *command.split()], stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr.decode() == "error: cannot write standard output: no space left on device\n"


@pytest.mark.parametrize("command", ["compare >&-", "check >&-", "list -f - <&-"])
def test_a_closed_stream_is_told(command: str) -> None:
    shell = f"{sys.executable} -m casualtycli {command}"
    done = subprocess.run(["/bin/sh", "-c", shell], stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "it is closed" in done.stderr


def test_a_file_named_twice_is_read_once() -> None:
    assert (
        run("casualty check data/sources.yaml ./data/sources.yaml")[:2] == run("casualty check data/sources.yaml")[:2]
    )


def test_what_was_replaced_later_was_in_force_before(tmp_path: Path) -> None:
    figures = "".join(
        f"  - {{id: a{year}, source: a, count: {year}, period: 2015, published: {year}}}\n" for year in (2016, 2018)
    )
    head = "registry: 1\nsources: {a: {name: A}}\ndefaults: {measure: killed, place: Land}\nfigures:\n"
    (tmp_path / "casualty.yaml").write_text(head + figures, encoding="utf-8")
    for as_of, replaced in (("2017", None), ("2018", "a2018")):
        document = json.loads(run(f"casualty list --format json --as-of {as_of}", tmp_path)[1])
        assert document["figures"][0]["replaced_by"] == replaced


def test_what_two_files_declare_otherwise_is_told(tmp_path: Path) -> None:
    for name, first in (("one", "2014-08-08"), ("two", "2014-09-23")):
        text = f"registry: 1\nplaces: {{Land: {{parts: [{name}]}}}}\nactors: {{X: {{active: {first}/..}}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    code, out, _ = run("casualty check one.yaml two.yaml", tmp_path)
    assert code == 1
    assert out.count("is declared otherwise in another file") == 2


def test_a_matrix_says_that_it_shows_the_longest_of_several_windows(tmp_path: Path) -> None:
    figures = "".join(
        f"  - {{id: {source}{year}, source: {source}, count: {year}, period: {year}, published: 2020}}\n"
        for source in "ab"
        for year in (2015, 2017)
    )
    head = "registry: 1\nsources: {a: {name: A}, b: {name: B}}\ndefaults: {measure: killed, place: Land}\nfigures:\n"
    (tmp_path / "casualty.yaml").write_text(head + figures, encoding="utf-8")
    assert "the longest of 2 runs of days" in run("casualty compare --matrix", tmp_path)[1]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file here")
@pytest.mark.parametrize("command", ["casualty check /dev/zero", "casualty check - < /dev/zero"])
def test_a_file_without_an_end_is_refused_like_one_that_is_too_large(command: str) -> None:
    shell = command.replace("casualty", f"{sys.executable} -m casualtycli")
    done = subprocess.run(shell, shell=True, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert ":1:1: error: the file has more than 67,108,864 bytes  [file-size]" in done.stdout
