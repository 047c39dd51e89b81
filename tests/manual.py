"""The manual page, built from the help of the commands; what they have in common stands here."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from casualtycli.cli import COMMANDS, main

PAGE = Path(__file__).parents[1] / "docs" / "casualty.1"

ENVIRONMENT = {
    "CASUALTY_FILE": "The registry to read where no -f names one.",
    "NO_COLOR, FORCE_COLOR": "No colour; colour even where there is no terminal. The first decides if both are set.",
    "COLUMNS": "How wide tables may be, where --width does not say.",
    "TERM": "dumb: no colour.",
}
FILES = {
    "casualty.yaml, *.casualty.yaml, data/sources.yaml": "The registry: the first of these that this folder has, or "
    "the nearest folder above that has any.",
}
EXIT_STATUS = {
    "0": "Fine.",
    "1": "Something was found: casualty check found errors, a row meets --fail-if, what casualty bounds is asked "
    "is not proved, or registries differ under --exit-code.",
    "2": "Wrong usage, or a registry that cannot be read.",
    "3": "A defect of the program.",
    "130": "Interrupted.",
}

SIGNS = {"\\": r"\(rs", "-": r"\-", "'": r"\(aq", "`": r"\(ga", '"': r"\(dq", "^": r"\(ha", "~": r"\(ti"}
"""What man(7) would take for something else, as it has to be written to come out as it is."""


def manual() -> str:
    """Return the page in the language of man(7), the same for the same commands on every day."""
    context = click.Context(main, info_name="casualty", **main.context_settings)
    lead, *rest = _paragraphs(main)
    lines = [
        '.TH CASUALTY 1 "" "casualty" "User Commands"',
        *(".SH NAME", rf"casualty \- {_escaped(lead[0].lower() + lead[1:].removesuffix('.'))}"),
        *(".SH SYNOPSIS", ".B casualty", _escaped(" ".join(main.collect_usage_pieces(context)))),
        *(".SH DESCRIPTION", *_text([lead, *rest]), *_options(main, context)),
        *(".SH COMMANDS", *_commands(context)),
        *(".SH ENVIRONMENT", *_listed(ENVIRONMENT)),
        *(".SH FILES", *_listed(FILES)),
        *(".SH EXIT STATUS", *_listed(EXIT_STATUS)),
        *(
            ".SH SEE ALSO",
            "docs/registry.md on the file, docs/method.md on the numbers, in the sources of the program.",
        ),
    ]
    return "\n".join(lines) + "\n"


def _commands(context: click.Context) -> Iterator[str]:
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        usage = _escaped(" ".join(command.collect_usage_pieces(inner)))
        yield from (f".SS casualty {_escaped(name)}", f".B casualty {_escaped(name)}", usage)
        yield from _text(_paragraphs(command), begun=True)
        yield from _options(command, inner)


def _paragraphs(command: click.Command) -> list[str]:
    """Return the paragraphs of a help text; one that is to stay as written begins with a backspace."""
    return re.split(r"\n\s*\n", cleandoc(command.help or ""))


def _text(paragraphs: list[str], *, begun: bool = False) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if paragraph.startswith("\b"):
            yield from (".PP", ".nf", *map(_escaped, paragraph.splitlines()[1:]), ".fi")
            continue
        if begun or number:
            yield ".PP"
        yield from _filled(paragraph)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    options = [option for option in command.get_params(context) if isinstance(option, click.Option)]
    return _listed(dict(filter(None, (option.get_help_record(context) for option in options))))


def _listed(entries: dict[str, str]) -> Iterator[str]:
    for term, told in entries.items():
        yield from (".TP", f".B {_escaped(term)}", *_filled(told))


def _filled(text: str) -> Iterator[str]:
    return map(_escaped, textwrap.wrap(text, 76, break_long_words=False, break_on_hyphens=False))


def _escaped(text: str) -> str:
    r"""Return the text as man(7) has it: hyphens that can be copied, backslashes, no line taken for a request.

    >>> print(_escaped(".it's --as-of \\x"))
    \&.it\(aqs \-\-as\-of \(rsx
    """
    plain = re.sub(r"""[-\\'`"^~]""", lambda found: SIGNS[found[0]], text)
    return rf"\&{plain}" if plain.startswith(".") else plain
