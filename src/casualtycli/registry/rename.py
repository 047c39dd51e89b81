"""Another name for a source, a measure, a place, an actor or a figure: every mention, each where it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from casualtycli.problems import CommandError, Refused, quoted
from casualtycli.registry import nodes
from casualtycli.registry.edit import Plain, plain
from casualtycli.registry.fields import read_id
from casualtycli.registry.layout import Listed, Mapped, Text, Written, behind_alias, layout, replaced
from casualtycli.registry.nodes import Document, read_document
from casualtycli.registry.splices import Splice, spliced
from casualtycli.registry.syntax import Broken
from casualtycli.suggest import did_you_mean
from casualtycli.wording import with_article

MOST_NAMED = 10
"""Names that a hint lists."""

EACH = "*"
"""Each key of a mapping, or each entry of a list."""
ENTRY = "-"
"""Each entry of a list, and no key of a mapping."""
KEYS = "keys"
"""At the end of a path: the keys themselves."""

_CONTENTS = ((EACH, "parts", EACH), (EACH, "includes", EACH))

MENTIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "source": (
        ("sources", KEYS),
        ("defaults", "source"),
        ("figures", EACH, "source"),
        ("expect", EACH, "subject"),
        ("expect", EACH, "baseline"),
    ),
    "measure": (
        ("measures", KEYS),
        *(("measures", *path) for path in _CONTENTS),
        ("sources", EACH, "events", "measure"),
        ("sources", EACH, "events", ENTRY, "measure"),
        ("defaults", "measure"),
        ("figures", EACH, "measure"),
        ("expect", EACH, "measure"),
    ),
    "place": (
        ("places", KEYS),
        *(("places", *path) for path in _CONTENTS),
        ("actors", EACH, "active in", KEYS),
        ("sources", EACH, "events", "place"),
        ("sources", EACH, "events", ENTRY, "place"),
        ("defaults", "place"),
        ("figures", EACH, "place"),
        ("expect", EACH, "place"),
    ),
    "actor": (
        ("actors", KEYS),
        *(("actors", *path) for path in _CONTENTS),
        ("sources", EACH, "events", "actor"),
        ("sources", EACH, "events", ENTRY, "actor"),
        ("defaults", "actor"),
        ("figures", EACH, "actor"),
        ("expect", EACH, "actor"),
    ),
    "figure": (
        ("figures", EACH, "id"),
        ("defaults", "supersedes"),
        ("figures", EACH, "supersedes"),
        ("defaults", "relays"),
        ("figures", EACH, "relays"),
        ("defaults", "disputed", "by"),
        ("figures", EACH, "disputed", "by"),
    ),
}
"""Where each kind of name is mentioned. A key that mentions names is a line here, and is renamed."""


def names(documents: Iterable[Document], kind: str) -> tuple[str, ...]:
    """Return each name of a kind that the files mention, once."""
    return tuple({_name(text): None for document in documents for text in _mentions(document, kind)})


def check_renaming(documents: Iterable[Document], kind: str, old: str, new: str) -> None:
    """Check that there is such a name, and that it may become the other one.

    Raises:
        CommandError: it is not mentioned, or the new one is taken or cannot be a name.
    """
    known = names(documents, kind)
    if old not in known:
        hint = did_you_mean(old, known, f"{kind}s are called {', '.join(sorted(known)[:MOST_NAMED])}")
        raise CommandError(f"no {kind} is called {quoted(old)}", hint if known else f"the registry names no {kind}")
    if new in known:
        same = "the two names are the same" if new == old else f"{with_article(kind)} is called {quoted(new)} already"
        raise CommandError(same, "write a name that is not taken: two would become one")
    try:
        new.encode()
    except UnicodeEncodeError:
        raise CommandError("the name is not UTF-8", "write it in the encoding of the terminal") from None
    if kind in ("source", "figure"):
        try:
            read_id(new)
        except Refused as refused:
            raise CommandError(refused.message, refused.hint) from None
    if not new.strip() or new != new.strip():
        raise CommandError(f"{quoted(new)} is no name", "write one that neither begins nor ends with a space")


class Renamed(NamedTuple):
    """What is to be changed in one file."""

    mentions: int
    """How often the name is written there."""
    splices: tuple[Splice, ...]


def renaming(document: Document, kind: str, old: str, new: str) -> Renamed:
    """Return the changes that give a name of that kind another one; none where the file does not mention it.

    Raises:
        CommandError: an alias makes the name stand for something else as well, or reading the result
            would not give what was there with just the other name.
    """
    found = [text for text in _mentions(document, kind) if _name(text) == old]
    _refuse_shared(document, kind, found)
    written = {text.start: text for text in found}.values()
    splices = tuple(_splice(document.text, text, new) for text in written)
    if not _renames_just(document, splices, kind, old, new):
        message = f"{quoted(old)} cannot be renamed in {document.file} without changing something else"
        raise CommandError(message, "rename it by hand")
    return Renamed(len(splices), splices)


def _mentions(document: Document, kind: str) -> Iterator[Text]:
    """Yield every mention of a name of that kind; one and the same text again for each alias of it."""
    root = layout(document.text)
    return (text for path in MENTIONS[kind] for text in _at(root, path) if text.key or not _is_null(text))


def _name(text: Text) -> str:
    return text.text if text.key else text.text.strip()


def _is_null(text: Text) -> bool:
    return nodes.Scalar(text.text, not text.style, text.start).is_null


def _splice(whole: str, text: Text, new: str) -> Splice:
    end = len(whole[: text.end].rstrip()) if text.style in ("|", ">") else text.end
    return Splice(text.start, end, replaced(whole, text, new))


def _refuse_shared(document: Document, kind: str, found: list[Text]) -> None:
    """Refuse a text that an alias puts to another use too."""
    if not any(text.anchor for text in found) and "*" not in document.text:
        return
    meant = Counter(text.start for text in found)
    every = Counter(text.start for text in _every(layout(document.text)) if text.start in meant)
    for text in found:
        if every[text.start] > meant[text.start]:
            where = f"{quoted(_name(text))} at {document.at(text.start)}"
            message = f"{where} stands for more than {with_article(kind)}, by an alias"
            raise CommandError(message, "write out what is meant in place of the alias")


def _renames_just(document: Document, splices: Iterable[Splice], kind: str, old: str, new: str) -> bool:
    """Tell whether reading the changed text gives what was there with just the other name."""
    try:
        after = read_document(spliced(document.text, splices), document.file).root
    except Broken:
        return False
    before = plain(read_document(document.text, document.file).root)
    return plain(after) == _renamed(before, MENTIONS[kind], old, new)


def _renamed(value: Plain, paths: tuple[tuple[str, ...], ...], old: str, new: str) -> Plain:
    match value:
        case str():
            return new if () in paths and value.strip() == old else value
        case list():
            inner = _behind(paths, EACH, ENTRY)
            return [_renamed(item, inner, old, new) for item in value]
        case dict():
            return {
                (new if (KEYS,) in paths and key == old else key): _renamed(item, _behind(paths, EACH, key), old, new)
                for key, item in value.items()
            }
    return value


def _behind(paths: tuple[tuple[str, ...], ...], *steps: str) -> tuple[tuple[str, ...], ...]:
    return tuple(path[1:] for path in paths if path and path[0] in steps)


def _at(written: Written | None, path: tuple[str, ...]) -> Iterator[Text]:
    """Yield the texts at a path."""
    here = behind_alias(written)
    if not path:
        if isinstance(here, Text):
            yield here
        return
    step, rest = path[0], path[1:]
    match here:
        case Mapped() if step == KEYS:
            yield from (key for key, _ in here.pairs)
        case Mapped() if step == EACH:
            for _, value in here.pairs:
                yield from _at(value, rest)
        case Mapped():
            yield from _at(here.get(step), rest)
        case Listed() if step in (EACH, ENTRY):
            for item in here.items:
                yield from _at(item, rest)


def _every(written: Written | None) -> Iterator[Text]:
    """Yield each value that is a text, as often as it is mentioned."""
    match behind_alias(written):
        case Text() as text:
            yield text
        case Mapped(pairs=pairs):
            for key, value in pairs:
                yield key
                yield from _every(value)
        case Listed(items=items):
            for item in items:
                yield from _every(item)
