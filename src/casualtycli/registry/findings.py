"""What rules have to say of a registry that could be read, and where it stands."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from casualtycli.model import Figure, Registry, Source
from casualtycli.problems import Level, Location, Problem
from casualtycli.registry.nodes import Document, Sequence, read_document
from casualtycli.registry.nodes import Mapping as Nodes


class Finding(NamedTuple):
    """What a rule has to say of a figure or a source."""

    about: Figure | Source
    message: str
    hint: str
    key: str | None = None
    """The key of the figure that is meant; ``None``: all of it."""
    place: Location | None = None
    """Where it is, if in no file of the registry itself."""


class Check(NamedTuple):
    """A rule, and what finds where it is broken."""

    rule: str
    find: Callable[[Registry], Iterable[Finding]]
    wants_all: bool = False
    """Whether it says anything only where every figure could be read."""


class Places:
    """Where the keys of figures stand. Nodes are not kept, so a file with findings is read once more."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.file: document for document in documents}
        self._figures: dict[str, Mapping[tuple[int, int], Nodes]] = {}

    def problem(self, rule: str, level: Level, finding: Finding) -> Problem:
        """Return the problem that a rule found, with its place."""
        document = self._documents[finding.about.location.file]
        place = finding.place or finding.about.location
        if isinstance(finding.about, Figure):
            place = self._of(document, finding.about.location, finding.key or "id")
        return Problem(
            location=place,
            rule=rule,
            level=level,
            message=finding.message,
            hint=finding.hint,
            excerpt="" if finding.place else self.line(place),
        )

    def line(self, place: Location) -> str:
        """Return the line of the place, as written."""
        return self._documents[place.file].line(place.line)

    def _of(self, document: Document, figure: Location, key: str) -> Location:
        """Return the place of the value that a figure has under a key, be it its own or a default."""
        if document.file not in self._figures:
            self._figures[document.file] = _figure_nodes(read_document(document.text, document.file))
        return document.place(self._figures[document.file][figure.line, figure.column].entries[key])


def _figure_nodes(document: Document) -> Mapping[tuple[int, int], Nodes]:
    """Return the entries of each figure with the defaults, by line and column."""
    assert isinstance(document.root, Nodes)
    figures, defaults = (document.root.entries.get(key) for key in ("figures", "defaults"))
    assert isinstance(figures, Sequence)
    common = defaults.entries if isinstance(defaults, Nodes) else {}
    return {
        (node.line, node.column): node._replace(entries={**common, **node.entries})
        for node in figures.items
        if isinstance(node, Nodes)
    }
