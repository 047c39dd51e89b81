"""``casualty completion``, and the answers to the shells that it teaches to complete.

A shell calls ``casualty`` with the words before the one being typed as arguments, that one in
``_CASUALTY_WORD``, and its own name in ``_CASUALTY_COMPLETE``. The answer is one candidate a line, in
zsh and fish with a tab and what it is; exit code 1 means that the name of a file is wanted.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHELL = "_CASUALTY_COMPLETE"
WORD = "_CASUALTY_WORD"
FINE, FILE_WANTED = 0, 1
SCRIPTS = {"bash": "casualty.bash", "zsh": "casualty.zsh", "fish": "casualty.fish", "powershell": "casualty.ps1"}


@click.command("completion")
@click.argument("shell", type=click.Choice(tuple(SCRIPTS)))
def completion_(shell: str) -> None:
    """Write the script that teaches a shell to complete commands, options and the names of the registry.

    Names come from the registry that -f names on the line, or that the command would find. Put the line of
    your shell into ~/.bashrc, ~/.zshrc (below compinit), ~/.config/fish/config.fish or $PROFILE:

    \b
    Example:
      eval "$(casualty completion bash)"
      eval "$(casualty completion zsh)"
      casualty completion fish | source
      casualty completion powershell | Out-String | Invoke-Expression
    """
    from pathlib import Path

    from casualtycli.cli.output import emit

    emit((Path(__file__).parent / "shells" / SCRIPTS[shell]).read_text(encoding="utf-8"))


def asked_by_a_shell() -> bool:
    """Tell whether it is a shell that asks for completions, not a person for a command."""
    return os.environ.get(SHELL) in SCRIPTS


def answer(main: click.Command, arguments: list[str]) -> int:
    """Write the candidates for the word being typed, and return the exit code; whatever fails is silent."""
    from casualtycli.cli.output import emit

    try:
        shell, word = os.environ[SHELL], os.environ.get(WORD, "")
        items, prefix = _candidates(main, shell, arguments, word)
        if any(item.type == "file" for item in items):
            return FILE_WANTED
        emit("".join(f"{_line(item, shell, word, prefix)}\n" for item in items))
    except (Exception, KeyboardInterrupt):  # a person is typing: nothing may come in between
        return FINE
    return FINE


def _candidates(
    main: click.Command, shell: str, arguments: list[str], word: str
) -> tuple[list[CompletionItem[str]], str]:
    """Return what can be completed, and the ``--option=`` that stands before it in the same word."""
    from click.shell_completion import ShellComplete

    read = _unquoted if shell in ("bash", "zsh") else str
    before = [read(argument) for argument in arguments if argument != "="]  # bash makes three words of --place=Syria
    typed = "" if word == "=" else _unquoted(word)
    option, equals, value = typed.partition("=")
    prefix = option + equals if equals and option.startswith("--") else ""
    if prefix:
        before, typed = [*before, option], value
    return ShellComplete(main, {}, "casualty", SHELL).get_completions(before, typed), prefix


def _unquoted(word: str) -> str:
    """Return what the shell will make of a word, even of one whose quotation mark is not closed yet."""
    from click.shell_completion import split_arg_string

    return "".join(split_arg_string(word))


def _line(item: CompletionItem[str], shell: str, word: str, prefix: str) -> str:
    value = prefix + QUOTED[shell](item.value, word[len(prefix) :][:1])
    told = " ".join((item.help or "").split())
    return f"{value}\t{told}" if told.isprintable() and told and shell in ("zsh", "fish") else value


def _for_bash(value: str, opening: str) -> str:
    """Return the value as bash would have it typed; behind an opening quotation mark, what goes inside."""
    if opening == '"':
        return re.sub(r'(["$`\\])', r"\\\1", value)
    if opening == "'":
        return value.replace("'", r"'\''")
    return re.sub(r"([^\w@%+./,-])", r"\\\1", value)


def _for_powershell(value: str, _opening: str) -> str:
    return value if re.fullmatch(r"[\w./-]+", value) else "'" + value.replace("'", "''") + "'"


def _as_it_is(value: str, _opening: str) -> str:
    return value


QUOTED: dict[str, Callable[[str, str], str]] = {
    "bash": _for_bash,
    "zsh": _as_it_is,
    "fish": _as_it_is,
    "powershell": _for_powershell,
}
"""How a candidate is written: zsh and fish put quotation marks round it themselves."""
