"""A new figure: what it is called, how the registry reads with it, and what would be wrong then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from casualtycli.model import Registry
from casualtycli.periods import read_moment, read_period
from casualtycli.problems import BadRegistry, CommandError, Level, Problem, Refused
from casualtycli.registry import nodes
from casualtycli.registry.checks import check
from casualtycli.registry.edit import Entry, plain, with_figure
from casualtycli.registry.fields import Fields
from casualtycli.registry.figures import REQUIRED, FigureReader
from casualtycli.registry.find import File
from casualtycli.registry.layout import scalar
from casualtycli.registry.near import near_misses
from casualtycli.registry.nodes import read_document
from casualtycli.registry.read import Reading, read_registry
from casualtycli.registry.splices import Splice, spliced

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NULL = "null"
"""What is written for "not stated", in a file and in an answer: it takes a default away."""
NESTED = ("batch-", "disputed-")
"""What answers begin with whose keys stand in a mapping of their own."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Addition:
    """A figure as it would be written into the last of the files of a registry."""

    id: str
    name: str
    """Of the file."""
    text: str
    """The file as it is."""
    splice: Splice
    data: bytes
    """The file as it would be."""
    line: int
    """Where the figure would begin."""
    problems: tuple[Problem, ...]
    """What would be wrong that is not wrong now; errors in any case."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which it must not be written."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)


def addition(files: tuple[File, ...], answers: Mapping[str, str]) -> Addition:
    """Return the figure with those answers, as it would be written into the last of the files.

    Raises:
        BadRegistry: the registry is so damaged that nothing can be added.
        CommandError: the figure cannot be added without changing something else.
    """
    before = check(read_registry(files))
    *others, file = files
    text = before.documents[-1].text
    if before.documents[-1].root is None:
        raise BadRegistry(before.errors)
    entry = _entry({"id": proposed_id(before, answers), **answers})
    try:
        splice = with_figure(text, entry)
    except CommandError:
        if before.errors:
            raise BadRegistry(before.errors) from None
        raise
    data = encoded(file, spliced(text, [splice]))
    after = check(read_registry([*others, file._replace(data=data)]))
    known = {(problem.rule, problem.message) for problem in before.problems}
    figure = after.registry.by_id.get(str(entry["id"]))
    return Addition(
        id=str(entry["id"]),
        name=file.name,
        text=text,
        splice=splice,
        data=data,
        line=figure.location.line if figure else 0,
        problems=tuple(
            problem
            for problem in after.problems
            if problem.level is Level.ERROR or (problem.rule, problem.message) not in known
        ),
    )


def encoded(file: File, text: str) -> bytes:
    """Return the text as the file has it: with a byte order mark if there is one."""
    mark = BYTE_ORDER_MARK if file.data.startswith(BYTE_ORDER_MARK) else b""
    return mark + text.encode()


def _entry(answers: Mapping[str, str]) -> Entry:
    entry: dict[str, str | Mapping[str, str] | None] = {
        key: None if text == NULL else text for key, text in answers.items() if not key.startswith(NESTED)
    }
    for outer, *inner in (("batch", "count", "for"), ("disputed", "by", "why")):
        if told := {key: answers[f"{outer}-{key}"] for key in inner if f"{outer}-{key}" in answers}:
            entry[outer] = told
    return entry


def proposed_id(reading: Reading, answers: Mapping[str, str]) -> str:
    """Return an id that is not taken: the source with the end of the period, as in ``monitor-2023-06``."""
    stated = {**defaults(reading), **answers}
    name = "-".join((stated.get("source") or "figure", *_end(stated)))
    taken = reading.registry.by_id
    return name if name not in taken else next(new for at in count(2) if (new := f"{name}-{at}") not in taken)


def _end(stated: Mapping[str, str]) -> Iterator[str]:
    try:
        period = read_period(stated.get("period", ""))
        end = read_moment(stated["published"]) if period.open and "published" in stated else period.end or period.start
    except Refused:
        return
    yield str(end).removesuffix("~")


def defaults(reading: Reading) -> dict[str, str]:
    """Return the texts that a figure of the last file has without saying so."""
    root = reading.documents[-1].root
    found = plain(root.entries.get("defaults")) if isinstance(root, nodes.Mapping) else None
    return {key: text for key, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}


def missing(reading: Reading, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys that the figure cannot do without, and neither the answers nor the defaults have."""
    stated = {**defaults(reading), **answers}
    return tuple(key for key in REQUIRED if key != "id" and stated.get(key, NULL) == NULL)


def problem_with(reading: Reading, answers: Mapping[str, str], key: str) -> Problem | None:
    """Return what the registry's own grammar has against the answer for a key, beside the others."""
    stated = {**defaults(reading), "id": "new", **answers}
    keys = [name for name, text in stated.items() if text != NULL and not name.startswith(NESTED)]
    document = read_document("".join(f"{name}: {scalar(stated[name])}\n" for name in keys), "answers")
    fields = Fields(document)
    registry = reading.registry
    figures = FigureReader(registry.sources, registry.scopes, registry.activities)
    figures.begin(fields, None, {})
    if document.root is not None:
        figures.read(document.root)
    found = (problem for problem in fields.problems if problem.rule != "missing-key")
    return next((problem for problem in found if keys[problem.location.line - 1] == key), None)


def near_name(registry: Registry, kind: str, name: str) -> str | None:
    """Return the name of a kind that this one is probably a slip of the pen for; None where there is none."""
    known = known_names(registry, kind)
    if kind not in registry.declared or name in known:
        return None
    uses = {**dict.fromkeys(known, 1), name: 0}
    return dict(near_misses(uses, registry.declared[kind])).get(name)


def known_names(registry: Registry, key: str) -> Collection[str]:
    """Return the names that the answer for a key may be, those declared first; none where any text may be."""
    match key:
        case "source":
            return tuple(registry.sources)
        case "measure" | "place" | "actor":
            used: Iterable[str | None] = (getattr(figure.scope, key) for figure in registry.figures)
            return tuple(dict.fromkeys([*sorted(registry.declared[key]), *(name for name in used if name)]))
        case "supersedes" | "relays" | "disputed-by":
            return tuple(registry.by_id)
    return ()
