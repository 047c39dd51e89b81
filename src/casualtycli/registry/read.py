"""Nodes to a registry: everything that is sound, and every problem of every file in one run."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.activities import Activity
from casualtycli.counts import read_share
from casualtycli.model import Clock, Counts, Expectation, Figure, IncidentFile, ProofExpectation, Registry, Role, Source
from casualtycli.periods import Period, Span, join, read_period
from casualtycli.problems import Level, Problem, Refused, quoted
from casualtycli.registry.fields import Fields, read_days, read_id, read_url
from casualtycli.registry.figures import FIGURE_KEYS, FigureReader
from casualtycli.registry.find import File
from casualtycli.registry.nodes import Document, Mapping, Node, Scalar, decode, is_null, read_document
from casualtycli.registry.syntax import Broken
from casualtycli.scopes import Contents, Scopes, find_circles

if TYPE_CHECKING:
    from casualtycli.lags import Lag

VERSION = "1"
TOP_KEYS = ("registry", "title", "about", "defaults", "sources", "measures", "places", "actors", "figures", "expect")
SOURCE_KEYS = ("name", "short", "role", "counts", "clock", "lag", "revises", "lists", "events", "url")
NAME_KEYS = ("parts", "includes")
ACTOR_KEYS = (*NAME_KEYS, "active", "active in")
KINDS = ("measures", "places", "actors")


class Reading(NamedTuple):
    """What came of reading files: the registry of all that is sound, and the problems."""

    registry: Registry
    problems: tuple[Problem, ...]
    """In the order of the files, and of the lines in each."""
    documents: tuple[Document, ...]
    ignored: tuple[Problem, ...] = ()
    """Those that figures ignore, in the same order."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems for which the registry cannot be read as meant."""
        return tuple(problem for problem in self.problems if problem.level is Level.ERROR)


class _Declared:
    """What the files declare, gathered from one after the other."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.contents: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
            kind: {key: {} for key in NAME_KEYS} for kind in KINDS
        }
        """By kind, by ``parts`` or ``includes``, by name."""
        self.names: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
        self.activities: dict[tuple[str, str], Activity] = {}

    def all_names(self, kind: str) -> frozenset[str]:
        """Return the names of a kind that are declared, or named in a declaration."""
        inside = {name for contents in self.contents[kind].values() for names in contents.values() for name in names}
        active_in = {place for _, place in self.activities if place} if kind == "places" else set()
        return frozenset({*self.names[kind], *inside, *active_in})


def read_registry(files: Iterable[File], *, pure: bool = False) -> Reading:
    """Return the registry in the files, with every problem that reading them shows.

    ``pure`` keeps to the parser that is written in Python, with the same result.
    """
    documents: list[Document] = []
    readers: list[_FileReader] = []
    broken: list[Problem] = []
    for file in files:
        try:
            document = read_document(decode(file.data, file.name), file.name, pure=pure)
            readers.append(_FileReader(document, file))
        except Broken as stopped:
            document = Document(file.name, file.data.decode("utf-8-sig", "replace"), None)
            broken.append(_broken_problem(stopped, document))
        documents.append(document)
    declared = _Declared()
    for reader in readers:
        reader.declarations(declared)
    scopes = _scopes(declared, readers)
    figures = FigureReader(declared.sources, scopes, declared.activities)
    incidents = [found for reader in readers for found in reader.incidents(scopes, declared)]
    for reader in readers:
        reader.figures(figures)
    figures.check_references()
    names = tuple(document.file for document in documents)
    registry = _registry(readers, declared, scopes, figures.figures, tuple(rows for rows, _ in incidents), names)
    in_rows = (problem for _, found in incidents for problem in found)
    problems = [*broken, *(problem for reader in readers for problem in reader.fields.problems), *in_rows]
    return Reading(registry=registry, problems=in_order(problems, documents), documents=tuple(documents))


def in_order(problems: Iterable[Problem], documents: Iterable[Document]) -> tuple[Problem, ...]:
    """Return the problems in the order of the files, and of the lines in each."""
    rank = {document.file: at for at, document in enumerate(documents)}
    return tuple(sorted(problems, key=lambda problem: _order(problem, rank)))


def _order(problem: Problem, rank: dict[str, int]) -> tuple[int, str, int, int, str, str]:
    place = problem.location
    # The files of incidents that the registry names come behind its own.
    return rank.get(place.file, len(rank)), place.file, place.line, place.column, problem.rule, problem.message


def _broken_problem(stopped: Broken, document: Document) -> Problem:
    refused, place = stopped.refused, stopped.location
    return Problem(
        location=place,
        rule=refused.rule or "yaml",
        message=refused.message,
        hint=refused.hint,
        excerpt=document.line(place.line),
    )


def _registry(
    readers: "list[_FileReader]",
    declared: _Declared,
    scopes: Scopes,
    figures: Iterable[Figure],
    incidents: tuple[IncidentFile, ...],
    files: tuple[str, ...],
) -> Registry:
    ordered = tuple(sorted(figures, key=lambda figure: (figure.source.rank, figure.known, figure.id)))
    used = {figure.scope.measure for figure in ordered}
    used |= {incident.scope.measure for file in incidents for incident in file.incidents}
    known = [name for name in declared.names["measures"] if name in used]
    return Registry(
        title=next((reader.title for reader in readers if reader.title), None),
        files=files,
        sources=declared.sources,
        figures=ordered,
        scopes=scopes,
        measures=(*known, *sorted(used - set(known))),
        declared={kind.removesuffix("s"): declared.all_names(kind) for kind in KINDS},
        activities=declared.activities,
        expectations=tuple(found for reader in readers for found in reader.expectations(declared.sources)),
        incident_files=tuple(sorted(incidents, key=lambda file: file.source.rank)),
    )


class _FileReader:
    """Reads one file, section by section."""

    def __init__(self, document: Document, file: File) -> None:
        self.document = document
        self.file = file
        self.events: list[tuple[Source, Node]] = []
        self.fields = Fields(document)
        self.title: str | None = None
        self.about: Fraction | None = None
        self.top: dict[str, Node] = {}
        for key, start, first, second in document.repeated:
            line = document.at(document.key_start(key, first, start)).line
            message = f"the key {quoted(key)} stands twice; its first is on line {line}"
            self.fields.report(document.at(second, len(key)), "duplicate-key", message, "keep one of the two")
        self._read_top()

    def _read_top(self) -> None:
        document, fields = self.document, self.fields
        if is_null(document.root):
            hint = "write registry: 1, sources: and figures:"
            fields.report(document.at(0), "structure", "the registry is empty", hint)
            return
        hint = "begin with registry: 1, and put a list of figures under figures:"
        top = fields.mapping(document.root, "the file", TOP_KEYS, hint)
        if top is None:
            return
        self.top = dict(top.entries)
        version = fields.text(top.entries.get("registry"), "registry")
        if version is None:
            fields.required(
                top, "registry", "the file", f"write registry: {VERSION} at the top: the version of the format"
            )
        elif version != VERSION:
            place = document.place(top.entries["registry"])
            fields.report(place, "bad-value", f"registry cannot be {quoted(version)}", f"write registry: {VERSION}")
        self.title = fields.text(top.entries.get("title"), "title")
        self.about = fields.parsed(top.entries.get("about"), "about", "bad-value", read_share)

    def declarations(self, declared: _Declared) -> None:
        """Add the sources, measures, places and actors of this file."""
        for name, node in self._section("sources"):
            if (source := self._source(name, node, len(declared.sources))) is None:
                continue
            if name in declared.sources:
                hint = "declare a source once, in one of the files"
                message = f"the source {quoted(name)} is declared already, at {declared.sources[name].location}"
                self.fields.report(source.location, "duplicate-id", message, hint)
                continue
            declared.sources[name] = source
            events = node.entries.get("events") if isinstance(node, Mapping) else None
            if events is not None and not is_null(events):
                self.events.append((source, events))
        for kind in KINDS:
            for name, node in self._section(kind):
                self._contents(kind, name, node, declared)

    def incidents(self, scopes: Scopes, declared: _Declared) -> Iterator[tuple[IncidentFile, tuple[Problem, ...]]]:
        """Yield the files of incidents that this file names, read, with what is wrong in them."""
        if self.events:
            from casualtycli.registry.events import EventsReader  # the module csv is for files of incidents alone

            defaults = self.fields.mapping(self.top.get("defaults"), "defaults", FIGURE_KEYS[1:])
            shared = defaults.entries if defaults else {}
            reader = EventsReader(self.fields, self.file, shared, scopes, declared.activities)
            for source, node in self.events:
                yield from reader.read(source, node)

    def figures(self, reader: FigureReader) -> None:
        """Add the figures of this file."""
        defaults = self.fields.mapping(self.top.get("defaults"), "defaults", FIGURE_KEYS[1:])
        # Taken out of the document, so that each figure's nodes are let go once it is read.
        nodes = self.fields.sequence(self.top.pop("figures", None), "figures")
        reader.begin(self.fields, self.about, defaults.entries if defaults else {})
        nodes.reverse()
        while nodes:  # from the end, so that what is read is let go
            reader.read(nodes.pop())

    def expectations(self, sources: dict[str, Source]) -> Iterator[Expectation | ProofExpectation]:
        """Yield the expectations of this file; the sources are those of all files."""
        if "expect" in self.top:
            from casualtycli.registry.expectations import read_expectations  # few registries have any

            yield from read_expectations(self.fields, self.top["expect"], sources)

    def _section(self, key: str) -> Iterable[tuple[str, Node]]:
        section = self.fields.mapping(
            self.top.get(key), key, hint=f"write under {key}: a name with what is known of it"
        )
        return section.entries.items() if section else ()

    def _source(self, name: str, node: Node, rank: int) -> Source | None:
        fields, section = self.fields, self.top["sources"]
        assert isinstance(section, Mapping)
        place = self.document.place_of_key(section, name)
        try:
            read_id(name)
        except Refused as refused:
            fields.report(place, "bad-value", refused.message, refused.hint)
        entry = fields.mapping(node, f"the source {name}", SOURCE_KEYS, f"write {name}: {{name: …}}")
        entries = entry.entries if entry else {}
        revises = fields.flag(entries.get("revises"), "revises")
        full = fields.text(entries.get("name"), "name") or name
        clock = fields.choice(entries.get("clock"), "clock", Clock) or Clock.OCCURRENCE
        return Source(
            id=name,
            name=full,
            short=fields.text(entries.get("short"), "short") or full,
            role=fields.choice(entries.get("role"), "role", Role),
            counts=fields.choice(entries.get("counts"), "counts", Counts) or Counts.STATED,
            clock=clock,
            lag=self._lag(entries.get("lag"), clock),
            revises=revises is not False,
            url=fields.parsed(entries.get("url"), "url", "bad-value", read_url),
            rank=rank,
            lists=self._lists(entries.get("lists")),
            location=place,
        )

    def _lag(self, node: Node | None, clock: Clock) -> "Lag | None":
        """Return how long after a death it is counted; only what is counted by report has a lag."""
        if is_null(node):
            return None
        from casualtycli.lags import read_lag  # few sources say so

        lag = self.fields.parsed(node, "lag", "bad-value", read_lag)
        if lag is not None and node is not None and clock is Clock.OCCURRENCE:
            message = f"a lag of {lag}, and deaths are filed under the day on which they happened"
            hint = "write clock: report beside it, or take the lag out"
            self.fields.report(self.document.place(node), "bad-value", message, hint)
        return lag if clock is Clock.REPORT else None

    def _lists(self, node: Node | None) -> tuple[Span, ...]:
        """Return the days of one period, or of a list of them."""
        if is_null(node):
            return ()
        nodes = [node] if isinstance(node, Scalar) else self.fields.sequence(node, "lists")
        spans = [self.fields.parsed(item, "lists", "bad-period", read_days) for item in nodes]
        return join(span for span in spans if span is not None)

    def _contents(self, kind: str, name: str, node: Node, declared: _Declared) -> None:
        keys = ACTOR_KEYS if kind == "actors" else NAME_KEYS
        entry = self.fields.mapping(node, name, keys)
        declared.names[kind].setdefault(name)
        if entry is None:
            return
        for key in NAME_KEYS:
            names = self.fields.names(entry.entries.get(key), key)
            if names and declared.contents[kind][key].setdefault(name, names) != names:
                self._report_other(entry, key, name)
        if "active" in entry.entries:
            self._activity(entry, "active", (name, ""), declared)
        places = self.fields.mapping(entry.entries.get("active in"), "active in", hint="write {place: period}")
        for place in places.entries if places else ():
            assert places is not None
            self._activity(places, place, (name, place), declared)

    def _activity(self, mapping: Mapping, key: str, of: tuple[str, str], declared: _Declared) -> None:
        """Add the days of one period, or of a list of them; where none is stated, the actor's other lines hold."""
        node = mapping.entries[key]
        nodes = [node] if isinstance(node, Scalar) else self.fields.sequence(node, key)
        periods = [self.fields.parsed(item, "active", "bad-period", read_period) for item in nodes]
        spans = join(_all_days(period) for period in periods if period is not None)
        if spans and declared.activities.setdefault(of, Activity(spans)).spans != spans:
            self._report_other(mapping, key, of[0])

    def _report_other(self, mapping: Mapping, key: str, name: str) -> None:
        message = f"{key} of {name} is declared otherwise in another file"
        self.fields.report(self.document.place_of_key(mapping, key), "duplicate-id", message, "declare it once")


def _all_days(period: Period) -> Span:
    span = period.outer(date.max)
    assert span is not None, "no period begins on the last of all days"
    return span


def _scopes(declared: _Declared, readers: list[_FileReader]) -> Scopes:
    """Return what contains what; a kind that runs in a circle is reported, and then declares nothing."""
    contents: dict[str, Contents] = {}
    for kind in KINDS:
        parts, includes = declared.contents[kind]["parts"], declared.contents[kind]["includes"]
        together = {name: (*parts.get(name, ()), *includes.get(name, ())) for name in (*parts, *includes)}
        circles = find_circles(together)
        for circle in circles:
            _report_circle(kind, circle, readers)
        contents[kind] = Contents() if circles else Contents(parts, includes)
    return Scopes(measures=contents["measures"], places=contents["places"], actors=contents["actors"])


def _report_circle(kind: str, circle: tuple[str, ...], readers: list[_FileReader]) -> None:
    for reader in readers:
        section = reader.top.get(kind)
        if isinstance(section, Mapping) and circle[0] in section.entries:
            place = reader.document.place_of_key(section, circle[0])
            message = f"{kind} contain each other in a circle: {' > '.join(circle)}"
            reader.fields.report(place, "circle", message, "take one of them out of parts or includes")
            return
