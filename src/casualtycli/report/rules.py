"""The rules of `casualty check`, as tables and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from casualtycli.registry.rules import RULES, Rule
from casualtycli.table import Column, Entry, Facts, Page, Table, Tone, Verbatim

COLUMNS = ("rule", "level", "what", "why", "mend", "example", "ignorable")


def rules_page() -> Page:
    """Return every rule in a line."""
    rows = tuple((Entry(rule.name, Tone.STRONG), Entry(rule.level), Entry(rule.what)) for rule in RULES)
    columns = (Column("Rule"), Column("Level"), Column("What is wrong"))
    notes = (("", "casualty rules RULE shows why it matters, an example, and how to mend it"),)
    return Page(blocks=(Table(title="", columns=columns, rows=rows, notes=notes),))


def rule_page(rule: Rule) -> Page:
    """Return one rule with everything known of it."""
    facts = (
        ("level", rule.level),
        ("what is wrong", rule.what),
        ("why it matters", rule.why),
        ("how to mend it", rule.mend),
        ("on one figure", _how_to_ignore(rule)),
    )
    example = Verbatim("An example that breaks it", tuple(rule.example.split("\n")))
    return Page(blocks=(Facts(rule.name, facts), example))


def _how_to_ignore(rule: Rule) -> str:
    return f"ignore: {{rule: {rule.name}, reason: TEXT}}" if rule.ignorable else "cannot be ignored"


def rules_document(rules: Iterable[Rule]) -> dict[str, object]:
    """Return rules with everything known of them."""
    return {
        "schema": "casualty.rules/1",
        "rules": [dict(zip(COLUMNS, record, strict=True)) for record in rule_records(rules)],
    }


def rule_records(rules: Iterable[Rule]) -> Iterator[Sequence[object]]:
    """Yield the values of each rule, under its columns."""
    for rule in rules:
        yield rule.name, str(rule.level), rule.what, rule.why, rule.mend, rule.example, rule.ignorable
