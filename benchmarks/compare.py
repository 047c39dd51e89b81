"""Time `casualty compare` side by side with what it is measured against, and print ratios.

    python benchmarks/compare.py [RUNS]

`check` is measured on the same registry, and under the name "problems" on one in which no figure has a url, so that
it has as many problems as figures; the last ratio is to `compare` with a table. "list" is a file of as many
incidents in CSV: checked, compared month by month, and added up by `bounds`.

Every command is run in turn, RUNS times (5), after once that does not count; what is printed is the median of the
ratios to the command named in the heading, round by round, so that a machine that is slow for a while does not count.
Everything is run compiled, as pip installs it. Memory is the peak of the process; growth is the power of the size by
which what comes on top of `--version` grows from the size before. The last lines set what was found against the goals.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from math import log
from pathlib import Path
from statistics import median

from generate import incidents, journal, listing, registry

SIZES = (1_000, 10_000, 100_000)
COLUMNS = (
    ("÷ click", 9, "import click"),
    ("÷ yaml.load", 12, "yaml.load {}"),
    ("÷ hledger", 11, "hledger {}"),
    ("÷ compare", 11, "table {}"),
)
"""Of ratios: the heading, how wide, and the command that the others of its size are divided by."""
GOALS = (
    ("--version", "import click", 1.1),
    ("--help", "import click", 1.15),
    ("json 1,000", "import click", 2.5),
    ("json 10,000", "yaml.load 10,000", 0.5),
    ("json 10,000", "hledger 10,000", 1.0),
)
"""The most that a command may take of another."""
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
MOST_BYTES, MOST_GROWTH = 2048, 1.1
LOAD = "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8'), yaml.CSafeLoader)"


def measure(command: list[str]) -> tuple[float, int]:
    """Run a command; return its seconds and the KiB of its peak memory."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=COMPILED)
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


class Found:
    """The seconds of every run, and the most memory, by command."""

    def __init__(self, todo: Mapping[str, list[str]], runs: int) -> None:
        self.seconds: dict[str, list[float]] = {name: [] for name in todo}
        self.memory = dict.fromkeys(todo, 0)
        for command in todo.values():
            measure(command)  # so that all is compiled, and the files are at hand
        for _ in range(runs):
            for name, command in todo.items():
                took, peak = measure(command)
                self.seconds[name].append(took)
                self.memory[name] = max(self.memory[name], peak)

    def ratio(self, name: str, other: str) -> float | None:
        """Return the median of the ratios of two commands, round by round."""
        if other not in self.seconds:
            return None
        return median(one / two for one, two in zip(self.seconds[name], self.seconds[other], strict=True))

    def bytes_a_figure(self, name: str) -> int | None:
        """Return the memory that comes on top of the program's, a figure."""
        size = size_of(name)
        return (self.memory[name] - self.memory["--version"]) * 1024 // size if size else None

    def growth(self, name: str) -> float | None:
        """Return the power of the size by which the time grew that comes on top of the program's."""
        size = size_of(name)
        smaller = f"{name.rpartition(' ')[0]} {size // 10:,}"
        if not size or smaller not in self.seconds:
            return None
        more, less = (median(self.seconds[one]) - median(self.seconds["--version"]) for one in (name, smaller))
        return log(more / less) / log(10) if less > 0 else None


def size_of(name: str) -> int:
    """Return how many figures a command has, by its name; 0 for one without any."""
    number = name.rpartition(" ")[2].replace(",", "")
    return int(number) if number.isdecimal() else 0


def main(runs: int) -> None:
    """Print a line a command: its ratio to each reference, its memory and its growth; then a line a goal."""
    with tempfile.TemporaryDirectory() as folder:
        found = Found(commands(Path(folder)), runs)
    headings = "".join(f"{heading:>{width}}" for heading, width, _ in COLUMNS)
    print(f"{'':18}{'seconds':>9}{headings}{'MiB':>7}{'bytes a figure':>16}{'growth':>8}")
    for name, seconds in found.seconds.items():
        size = f"{size_of(name):,}"
        ratios = "".join(f"{shown(found.ratio(name, other.format(size))):>{width}}" for _, width, other in COLUMNS)
        bytes_, growth = found.bytes_a_figure(name), shown(found.growth(name))
        memory = f"{found.memory[name] // 1024:7}{f'{bytes_:,}' if bytes_ else '':>16}"
        print(f"{name:18}{median(seconds):9.3f}{ratios}{memory}{growth:>8}")
    for line in goals(found):
        print(line)


def goals(found: Found) -> Iterable[str]:
    """Yield a line a goal: whether it holds."""
    largest = f"json {SIZES[-1]:,}"
    every = [(f"{name} ÷ {other}", found.ratio(name, other), most) for name, other, most in GOALS]
    every.append((f"bytes a figure, {largest}", found.bytes_a_figure(largest), MOST_BYTES))
    every += [(f"growth to json {size:,}", found.growth(f"json {size:,}"), MOST_GROWTH) for size in SIZES[1:]]
    for what, is_, most in every:
        if is_ is not None:
            yield f"{'holds' if is_ <= most else 'FAILS':6} {what}: {shown(is_)}, goal {shown(most)}"


def shown(number: float | None) -> str:
    """Return a number with two places, or one without any as it is; nothing for None."""
    return "" if number is None else f"{number:,}" if isinstance(number, int) else f"{number:.2f}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
