"""Problems as SARIF 2.1.0, which code scanning and editors read.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 2020.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import quote

from casualtycli import __version__
from casualtycli.problems import Location, Problem
from casualtycli.registry.checked import Checked
from casualtycli.registry.rules import RULES, Rule
from casualtycli.wording import visible
from casualtycli.write.json_ import to_json

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
Object = dict[str, object]

_BRACKET = re.compile(r"[\\\[\]]")


def to_sarif(checked: Checked) -> str:
    """Return every problem, those ignored as suppressed ones, and the rules that they break."""
    results = (*checked.problems, *checked.ignored)
    broken = {problem.rule for problem in results}
    rules = [rule for rule in RULES if rule.name in broken]
    at = {rule.name: number for number, rule in enumerate(rules)}
    driver = {"name": "casualty", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, at[problem.rule]) for problem in results],
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> Object:
    text = f"{rule.why}\n\n{rule.mend}\n\nAn example that breaks it:\n\n{rule.example}"
    markdown = f"{rule.why}\n\n{rule.mend}\n\nAn example that breaks it:\n\n```yaml\n{rule.example}\n```"
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": rule.why},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": str(rule.level)},
    }


def _result(problem: Problem, rule_index: int) -> Object:
    suppressions = [] if problem.reason is None else [{"kind": "inSource", "justification": visible(problem.reason)}]
    return {
        "ruleId": problem.rule,
        "ruleIndex": rule_index,
        "level": str(problem.level),
        "message": {"text": _plain(f"{visible(problem.message)}\n{visible(problem.hint)}")},
        "locations": [{"physicalLocation": _place(problem.location)}],
        "suppressions": suppressions,
    }


def _place(place: Location) -> Object:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.end_column or place.column,
    }
    return {"artifactLocation": {"uri": uri(place.file)}, "region": region}


def uri(file: str) -> str:
    """Return the address of a file: relative where its name is, each sign that a URI does not take encoded.

    >>> uri("data/größer 1.yaml")
    'data/gr%C3%B6%C3%9Fer%201.yaml'
    """
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")


def _plain(text: str) -> str:
    """Return the text so that nothing in it is taken for a link."""
    return _BRACKET.sub(r"\\\g<0>", text) if "](" in text else text
