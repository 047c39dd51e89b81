"""Time `casualty compare` side by side with what it is measured against, and print ratios.

    python benchmarks/compare.py [RUNS]

`check` is measured on the same registry, and under the name "problems" on one in which no figure has a url, so that
it has as many problems as figures; the last ratio is to `compare` with a table. "list" is a file of as many
incidents in CSV: checked, compared month by month, and added up by `bounds`.

Every command is run in turn, RUNS times (5); what is printed is the median of the ratios to the command named in
the heading, round by round, so that a machine that is slow for a while does not count. Memory is the peak of the
process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from generate import incidents, journal, listing, registry

SIZES = (1_000, 10_000, 100_000)
LOAD = "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8'), yaml.CSafeLoader)"


def measure(command: list[str]) -> tuple[float, int]:
    """Run a command; return its seconds and the KiB of its peak memory."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {child.returncode}")
    return time.perf_counter() - begin, usage.ru_maxrss


def write(file: Path, lines: Iterable[str]) -> None:
    """Write line by line: the memory of this process would count as that of its children."""
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in lines)


def commands(folder: Path) -> dict[str, list[str]]:
    """Return the commands to run, by name."""
    python, casualty = sys.executable, [sys.executable, "-m", "casualtycli"]
    found = {
        "import click": [python, "-c", "import click"],
        "--version": [*casualty, "--version"],
        "--help": [*casualty, "--help"],
    }
    for size in SIZES:
        file = folder / f"{size}.yaml"
        write(file, registry(size))
        found[f"json {size:,}"] = [*casualty, "compare", "-f", str(file), "--format", "json"]
        found[f"table {size:,}"] = [*casualty, "compare", "-f", str(file)]
        found[f"check {size:,}"] = [*casualty, "check", str(file)]
        unlinked = folder / f"{size}-unlinked.yaml"
        write(unlinked, (line.partition("\n    url:")[0] for line in registry(size)))
        found[f"problems {size:,}"] = [*casualty, "check", str(unlinked)]
        found[f"yaml.load {size:,}"] = [python, "-c", LOAD, str(file)]
        if hledger := shutil.which("hledger"):
            entries = folder / f"{size}.journal"
            write(entries, journal(size))
            found[f"hledger {size:,}"] = [hledger, "-f", str(entries), "balance", "--monthly"]
    write(folder / "incidents.csv", incidents(SIZES[-1]))
    write(folder / "listing.yaml", listing("incidents.csv"))
    found[f"list check {SIZES[-1]:,}"] = [*casualty, "check", str(folder / "listing.yaml")]
    monthly = ["--by", "month", "--format", "json"]
    proved = ["bounds", "-f", str(folder / "listing.yaml"), "--source", "list"]
    found[f"list bounds {SIZES[-1]:,}"] = [*casualty, *proved, *monthly]
    found[f"list month {SIZES[-1]:,}"] = [*casualty, "compare", "-f", str(folder / "listing.yaml"), *monthly]
    return found


def main(runs: int) -> None:
    """Print a line a command: its ratio to each reference, and its memory."""
    with tempfile.TemporaryDirectory() as folder:
        todo = commands(Path(folder))
        seconds: dict[str, list[float]] = {name: [] for name in todo}
        memory = dict.fromkeys(todo, 0)
        for _ in range(runs):
            for name, command in todo.items():
                took, peak = measure(command)
                seconds[name].append(took)
                memory[name] = max(memory[name], peak)
    references = f"{'÷ click':>9}{'÷ yaml.load':>12}{'÷ hledger':>11}{'÷ compare':>11}"
    print(f"{'':18}{'seconds':>9}{references}{'MiB':>7}{'bytes a figure':>16}")
    for name in todo:
        size = name.rpartition(" ")[2]
        ratios = [f"{ratio(seconds, name, other):{width}}" for other, width in references_of(size)]
        a_figure = (memory[name] - memory["--version"]) * 1024 // int(size.replace(",", "")) if "," in size else 0
        print(
            f"{name:18}{median(seconds[name]):9.3f}{''.join(ratios)}{memory[name] // 1024:7}"
            f"{f'{a_figure:,}' if a_figure else '':>16}"
        )


def references_of(size: str) -> list[tuple[str, str]]:
    """Return what a command of that size is compared with, each with the width of its column."""
    return [("import click", ">9"), (f"yaml.load {size}", ">12"), (f"hledger {size}", ">11"), (f"table {size}", ">11")]


def ratio(seconds: dict[str, list[float]], name: str, other: str) -> str:
    """Return the median of the ratios of two commands, round by round."""
    if other not in seconds:
        return ""
    return f"{median(one / two for one, two in zip(seconds[name], seconds[other], strict=True)):.2f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
