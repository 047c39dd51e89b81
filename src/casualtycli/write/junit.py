"""Problems as JUnit XML, which GitLab, Jenkins and most others show as tests: each rule is one.

A rule keeps its name from run to run, so that a pipeline can tell what has begun to fail; lines and numbers do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from casualtycli.problems import Problem
from casualtycli.registry.checked import Checked
from casualtycli.registry.rules import RULES, Rule
from casualtycli.wording import plural, visible

_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def to_junit(checked: Checked) -> str:
    """Return a suite with a test for each rule: failed, passed, or skipped where it was not asked for.

    Problems that do not fail the check, and those ignored, stand in the output of the test.
    """
    root = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(root, "testsuite", name="casualty check")
    for rule in RULES:
        _case(suite, rule, checked)
    counts = {
        "tests": len(suite),
        "failures": len(suite.findall("testcase/failure")),
        "errors": 0,
        "skipped": len(suite.findall("testcase/skipped")),
    }
    suite.attrib.update({name: str(number) for name, number in counts.items()})
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _case(suite: ElementTree.Element, rule: Rule, checked: Checked) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname="casualty.check", name=rule.name)
    told = [problem for problem in checked.problems if problem.rule == rule.name]
    ignored = [problem for problem in checked.ignored if problem.rule == rule.name]
    if rule.name not in checked.rules:
        ElementTree.SubElement(case, "skipped", message="not asked for")
    if told and rule.level in checked.failing:
        case.set("file", _visible(told[0].location.file))
        summary = _visible(told[0].message) if len(told) == 1 else f"{plural(len(told), 'problem')}: {rule.what}"
        failure = ElementTree.SubElement(case, "failure", type=rule.level, message=summary)
        failure.text = _listed(told)
        told = []
    if aside := [*told, *ignored]:
        ElementTree.SubElement(case, "system-out").text = _listed(aside)


def _listed(problems: Sequence[Problem]) -> str:
    return "".join(
        f"\n{_visible(str(problem.location))}: {'ignored' if problem.reason else problem.level}: "
        f"{_visible(problem.message)}\n  = {_visible(problem.reason or problem.hint)}"
        for problem in problems
    )


def _visible(text: str) -> str:
    return _NOT_IN_XML.sub(lambda found: found[0].encode("unicode_escape").decode(), visible(text))
