"""Asking for a figure on a terminal: each answer checked as it is given, known names completed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from casualtycli.cli.output import say

if TYPE_CHECKING:
    from casualtycli.registry.find import File
    from casualtycli.registry.read import Reading

QUESTIONS = {
    "source": "who says so",
    "measure": "what is counted",
    "place": "where",
    "actor": "whom the source holds responsible",
    "count": "the number, with the words of the source",
    "period": "the days that the source states",
    "published": "the day, month or year of publication",
    "url": "where the number can be read",
    "via": "where you read it, if not there",
    "supersedes": "the id of a figure that this one replaces",
    "note": "anything else, for readers",
    "id": "a name for the figure",
}
"""What is asked, in this order: an answer is checked against those before it. The rest is for options."""


def ask(reading: Reading, name: str, given: dict[str, str]) -> dict[str, str]:
    """Return the answers given with those to what they leave open."""
    say(f"a new figure for {name}: Tab completes names, Enter takes what stands in [ ], Ctrl-C ends it")
    answers = dict(given)
    for key in QUESTIONS:
        if key in answers and (told := _objection(reading, answers, key, answers[key])) is None:
            continue
        if key in answers:
            say(told or "")
            del answers[key]
        if answer := _answer(reading, answers, key):
            answers[key] = answer
    return answers


def _answer(reading: Reading, answers: dict[str, str], key: str) -> str:
    """Return an answer that the registry takes; "" where the key is left out."""
    from casualtycli.registry.add import defaults, known_names, near_name, proposed_id

    proposed = proposed_id(reading, answers) if key == "id" else ""
    shown = proposed or defaults(reading).get(key, "")
    doubted = ""
    while True:
        answer = _read(f"{key}, {QUESTIONS[key]}{f' [{shown}]' if shown else ''}: ", known_names(reading.registry, key))
        answer = answer or proposed
        told = _objection(reading, answers, key, answer)
        near = near_name(reading.registry, key, answer) if answer and told is None else None
        if told is None and (near is None or answer == doubted):
            return answer
        say(told or f'  "{answer}" is new here, and much like "{near}"\n  = give it once more if it is meant')
        doubted = answer


def _objection(reading: Reading, answers: dict[str, str], key: str, answer: str) -> str | None:
    """Return what is wrong with an answer and what to write instead; None where nothing is."""
    from casualtycli.registry.add import problem_with
    from casualtycli.suggest import did_you_mean
    from casualtycli.wording import visible

    stated = {**answers, key: answer} if answer else {name: text for name, text in answers.items() if name != key}
    ids = reading.registry.by_id
    if not answer or answer == "null":
        return _needed(reading, stated, key)
    if key == "id" and answer in ids:
        return f"  the id is taken, at {visible(str(ids[answer].location))}\n  = write another one"
    if key == "supersedes" and answer not in ids:
        return f"  no figure has this id\n  = {visible(did_you_mean(answer, ids, 'Enter leaves it out'))}"
    problem = problem_with(reading, stated, key)
    return f"  {visible(problem.message)}\n  = {visible(problem.hint or '')}" if problem else None


def _needed(reading: Reading, stated: dict[str, str], key: str) -> str | None:
    from casualtycli.registry.add import missing

    if key in missing(reading, stated):
        return "  a figure cannot do without it"
    if key == "published" and "published" not in stated and stated.get("period", "").endswith("/.."):
        return "  the period runs to the day of publication\n  = write that day"
    return None


def _read(prompt: str, names: Collection[str]) -> str:
    _complete(names)
    encoding = sys.stdout.encoding or "utf-8"
    try:
        return input(prompt.encode(encoding, "backslashreplace").decode(encoding)).strip()
    except EOFError:
        say("")
        raise click.Abort from None


def _complete(names: Collection[str]) -> None:
    """Let Tab complete the names, whole, where the system can."""
    try:
        import readline
    except ImportError:
        return

    def completion(text: str, at: int) -> str | None:
        fitting = [name for name in names if name.casefold().startswith(text.casefold())]
        return fitting[at] if at < len(fitting) else None

    readline.set_completer_delims("")
    readline.set_completer(completion)
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")


def confirm(found: tuple[File, ...], answers: dict[str, str]) -> bool:
    """Show the figure as it will stand, with what is wrong, and return whether it is to be written.

    Raises:
        CommandError: it has errors; the hint has the command that gives the same answers.
    """
    from casualtycli.cli.problems import problem_text, summary
    from casualtycli.problems import CommandError
    from casualtycli.registry.add import addition
    from casualtycli.wording import visible

    new = addition(found, answers)
    for problem in new.problems:
        say(problem_text(problem))
    if new.errors:
        hint = f"to mend it, run {as_command(new.name, answers)}"
        raise CommandError(f"{new.id} is not added: {summary(new.errors)}", hint)
    say("\n".join(visible(line) for line in new.splice.new.strip("\r\n").splitlines()))
    answer = _read(f"write this to {new.name}? [Y/n] ", ("yes", "no")).casefold()
    if "yes".startswith(answer):
        return True
    say("nothing was written")
    return False


FLAGS = ("projection", "adds")
"""Options that have no value."""


def as_command(name: str, answers: dict[str, str]) -> str:
    """Return the command that gives the answers as options."""
    options = [f"--{key}" if key in FLAGS else f"--{key}={text}" for key, text in answers.items()]
    return shlex.join(["casualty", "add", "-f", name, *options])
