"""``casualty rules``: what ``casualty check`` looks for."""

from __future__ import annotations

from typing import Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import rule_name


@click.command("rules")
@click.argument("name", metavar="[RULE]", required=False, shell_complete=rule_name)
@options.format_option(*options.FORMATS)
@options.OUTPUT
@options.LOOK
def rules_(name: str | None, output: str | None, **asked: Any) -> None:
    """Show what check looks for: every rule, or one with why it matters and how to mend it.

    \b
    Example:
      casualty rules
      casualty rules near-name
    """
    from casualtycli.cli.result import Look, Result, write
    from casualtycli.registry.rules import RULES, rule_named
    from casualtycli.report.rules import COLUMNS, rule_page, rule_records, rules_document, rules_page

    look = Look.taken_from(asked, output)
    rules = RULES if name is None else (rule_named(name),)
    result = Result(
        page=lambda _: rules_page() if name is None else rule_page(rules[0]),
        document=lambda: rules_document(rules),
        records=lambda: (COLUMNS, rule_records(rules)),
    )
    write(result, look)
