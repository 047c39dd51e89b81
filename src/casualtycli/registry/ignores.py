"""``ignore`` of a figure: a rule that does not hold for it, why, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from casualtycli.model import Figure, Ignore, Source
from casualtycli.periods import read_moment
from casualtycli.problems import Level, Location, Problem, Refused, quoted
from casualtycli.registry import nodes
from casualtycli.registry.fields import Fields
from casualtycli.registry.rules import IGNORABLE, LEVELS
from casualtycli.suggest import did_you_mean

IGNORE_KEYS = ("rule", "reason", "until")
REQUIRED = {"rule": "write rule: and the name of the rule", "reason": "write reason:, in a few words"}


def read_ignores(fields: Fields, node: nodes.Node | None) -> tuple[Ignore, ...]:
    """Return what a figure ignores: one mapping, or a list of them."""
    if node is None:
        return ()
    entries = node.items if isinstance(node, nodes.Sequence) else [node]
    return tuple(ignore for entry in entries if (ignore := _ignore(fields, entry)) is not None)


def _ignore(fields: Fields, node: nodes.Node) -> Ignore | None:
    mapping = fields.mapping(node, "ignore", IGNORE_KEYS, "write {rule: RULE, reason: TEXT}")
    if mapping is None:
        return None
    for key, hint in REQUIRED.items():
        if nodes.is_null(mapping.entries.get(key)):
            fields.required(mapping, key, "ignore", hint)
    get = mapping.entries.get
    rule = fields.parsed(get("rule"), "rule", "bad-value", _rule)
    reason = fields.text(get("reason"), "reason")
    until = fields.parsed(get("until"), "until", "bad-date", read_moment)
    if rule is None or reason is None or (until is None and not nodes.is_null(get("until"))):
        return None
    return Ignore(rule=rule, reason=reason, until=until, location=fields.document.place(mapping.entries["rule"]))


def _rule(text: str) -> str:
    if text in IGNORABLE:
        return text
    choice = f"write one of {', '.join(IGNORABLE)}"
    if text not in LEVELS:
        raise Refused(f"no rule is called {quoted(text)}", did_you_mean(text, IGNORABLE, choice))
    if LEVELS[text] is Level.ERROR:
        raise Refused(f"{text} is an error, which no figure can ignore", "mend what it tells of, and take this out")
    raise Refused(f"{text} is not about figures, so none can ignore it", f"casualty check --ignore {text} hides it")


def apply_ignores(
    found: Iterable[tuple[Figure | Source, Problem]], today: date | None
) -> tuple[list[Problem], list[Problem], set[Location]]:
    """Return the problems that count, those that their figures ignore, and where each ``ignore`` met stands.

    Without a day no ``ignore`` has run out.
    """
    counting: list[Problem] = []
    ignored: list[Problem] = []
    met: set[Location] = set()
    for about, problem in found:
        ignores = about.ignore if isinstance(about, Figure) else ()
        fitting = [ignore for ignore in ignores if ignore.rule == problem.rule]
        holding = [ignore for ignore in fitting if not _expired(ignore, today)]
        met.update(ignore.location for ignore in (holding or fitting)[:1])
        if holding:
            ignored.append(problem._replace(reason=holding[0].reason))
        else:
            counting.append(problem)
    return counting, ignored, met


def stale_ignores(
    figures: Sequence[Figure], met: set[Location], today: date | None, line: Callable[[Location], str]
) -> Iterable[Problem]:
    """Yield a problem for each ``ignore`` that quiets nothing, or has run out.

    One that stands in the defaults is needed where any figure needs it: it is known by its place.
    """
    ignores = {ignore.location: ignore for figure in figures for ignore in figure.ignore}
    for place, ignore in ignores.items():
        if place not in met:
            message = f"this ignore of {ignore.rule} quiets nothing"
            yield _problem(place, line, rule="ignore-needless", message=message, hint="take this ignore out")
        elif _expired(ignore, today):
            message = f"this ignore of {ignore.rule} held until {ignore.until}, and has run out"
            hint = "mend the figure and take this ignore out, or write a later until: if its reason still holds"
            yield _problem(place, line, rule="ignore-expired", message=message, hint=hint)


def _problem(place: Location, line: Callable[[Location], str], *, rule: str, message: str, hint: str) -> Problem:
    return Problem(location=place, rule=rule, message=message, hint=hint, level=LEVELS[rule], excerpt=line(place))


def _expired(ignore: Ignore, today: date | None) -> bool:
    return ignore.until is not None and today is not None and ignore.until.span.last < today
