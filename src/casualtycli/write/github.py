"""Problems as workflow commands of GitHub, which shows them beside the lines of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import PurePath

from casualtycli.problems import Level, Problem
from casualtycli.registry.checked import Checked
from casualtycli.wording import plural, visible

COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
MOST = {Level.ERROR: 10, Level.WARNING: 10, Level.NOTE: 9}
"""GitHub shows ten of each in a step; one notice is kept for the line that counts the rest."""

_LIKE_A_COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)


def to_github(checked: Checked, log: str) -> str:
    """Return the text for the log, then a command for each problem that GitHub shows, then how many more there are."""
    shown: list[str] = []
    seen: Counter[Level] = Counter()
    for problem in checked.problems:
        seen[problem.level] += 1
        if seen[problem.level] <= MOST[problem.level]:
            shown.append(_annotation(problem))
    left = {level: number - MOST[level] for level, number in seen.items() if number > MOST[level]}
    return "\n".join([*_guarded(log), *shown, *_rest(left)]) + "\n"


def _annotation(problem: Problem) -> str:
    place = problem.location
    properties = {
        "file": visible(PurePath(place.file).as_posix()),
        "line": place.line,
        "col": place.column,
        "endColumn": max(place.column, (place.end_column or 0) - 1),  # the last one meant
        "title": f"casualty: {problem.rule}",
    }
    return _command(COMMANDS[problem.level], properties, f"{visible(problem.message)}\n{visible(problem.hint)}")


def _rest(left: Mapping[Level, int]) -> Iterator[str]:
    if left:
        told = ", ".join(plural(left[level], level) for level in Level if level in left)
        yield _command("notice", {"title": "casualty"}, f"and {told} more: the log of this step shows all of them")


def _command(name: str, properties: Mapping[str, object], message: str) -> str:
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _guarded(log: str) -> Iterator[str]:
    """Yield the text; where a line of it could be taken for a command, between marks that keep GitHub from that.

    The mark is the sum of the text, which no text can hold of itself.
    """
    if not _LIKE_A_COMMAND.search(log):
        yield log.rstrip("\n")
        return
    mark = f"casualty-{sha256(log.encode('utf-8', 'replace')).hexdigest()}"
    yield from (f"::stop-commands::{mark}", log.rstrip("\n"), f"::{mark}::")
