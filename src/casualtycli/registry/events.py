"""``events`` of a source: which file holds its incidents, and which column says what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from casualtycli.activities import Activity, activity
from casualtycli.model import IncidentFile, Source
from casualtycli.periods import Moment, read_moment
from casualtycli.problems import Problem, Refused, quoted
from casualtycli.registry import nodes
from casualtycli.registry.fields import Fields
from casualtycli.registry.find import File
from casualtycli.registry.rows import Columns, RowReader, Wanted
from casualtycli.scopes import Scope, Scopes
from casualtycli.suggest import did_you_mean

COLUMN_KEYS = ("id", "date", "until", "count", "low", "high")
SCOPE_KEYS = ("measure", "place", "actor")
EVENTS_KEYS = ("file", *COLUMN_KEYS, "where", *SCOPE_KEYS, "published", "variant")
REQUIRED = ("file", "date", "measure", "place")
FEW = 8
"""Columns that are named where none is known."""


@dataclass(frozen=True, eq=False)
class EventsReader:
    """Reads the files of incidents that one registry file names."""

    fields: Fields
    file: File
    defaults: Mapping[str, nodes.Node]
    scopes: Scopes
    activities: Mapping[tuple[str, str], Activity]

    def read(self, source: Source, node: nodes.Node) -> Iterator[tuple[IncidentFile, tuple[Problem, ...]]]:
        """Yield the incidents of each file, with what is wrong in it; what is wrong here the fields keep."""
        for entry in node.items if isinstance(node, nodes.Sequence) else [node]:
            mapping = self.fields.mapping(entry, "events", EVENTS_KEYS, "write {file: incidents.csv, date: COLUMN, …}")
            wanted = None if mapping is None else self._wanted(mapping)
            if mapping is not None and wanted is not None and (found := self._read(source, mapping, wanted)):
                yield found

    def _wanted(self, mapping: nodes.Mapping) -> Wanted | None:
        """Return what each row is asked for, or None where something is missing or wrong."""
        before = len(tuple(self.fields.problems))
        common = {key: self.defaults[key] for key in (*SCOPE_KEYS, "published", "variant") if key in self.defaults}
        entries = {**common, **mapping.entries}
        for key in REQUIRED:
            if nodes.is_null(entries.get(key)):
                self.fields.required(mapping, key, "events", f"write {key}: in events")
        if all(nodes.is_null(entries.get(key)) for key in ("count", "low", "high")):
            self.fields.required(mapping, "count", "events", "write count: COLUMN, or low: and high:")
        columns = {key: name for key in COLUMN_KEYS if (name := self.fields.text(entries.get(key), key))}
        named, constant = self._either(entries)
        wanted = Wanted(
            columns={**columns, **named},
            constant=constant,
            published=self._published(entries),
            where=self._where(entries.get("where")),
        )
        return wanted if len(tuple(self.fields.problems)) == before else None

    def _either(self, entries: Mapping[str, nodes.Node]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the columns of names, ``{column: NAME}``, and the names that all rows share."""
        columns: dict[str, str] = {}
        constant: dict[str, str] = {}
        for key in (*SCOPE_KEYS, "published", "variant"):
            node = entries.get(key)
            if isinstance(node, nodes.Mapping) and key != "variant":
                inner = self.fields.mapping(node, key, ("column",))
                assert inner is not None
                if name := self.fields.text(inner.entries.get("column"), "column"):
                    columns[key] = name
                else:
                    self.fields.required(node, "column", key, "write {column: NAME}")
            elif key != "published" and (text := self.fields.text(node, key)):
                constant[key] = text
        return columns, constant

    def _published(self, entries: Mapping[str, nodes.Node]) -> Moment | None:
        node = entries.get("published")
        if isinstance(node, nodes.Mapping):
            return None
        return self.fields.parsed(node, "published", "bad-date", read_moment)

    def _where(self, node: nodes.Node | None) -> dict[str, frozenset[str]]:
        """Return for each column the texts that a row has to have there."""
        mapping = self.fields.mapping(node, "where", hint="write {COLUMN: VALUE}")
        return {
            column: frozenset(self._texts(value, column))
            for column, value in (mapping.entries.items() if mapping else ())
        }

    def _texts(self, node: nodes.Node, column: str) -> Iterator[str]:
        for item in node.items if isinstance(node, nodes.Sequence) else [node]:
            if isinstance(item, nodes.Scalar):  # null and nothing are what an empty cell is
                yield "" if item.is_null else item.text.strip()
            else:
                self.fields.scalar(item, column)

    def _read(
        self, source: Source, mapping: nodes.Mapping, wanted: Wanted
    ) -> tuple[IncidentFile, tuple[Problem, ...]] | None:
        fields, place = self.fields, self.fields.document.place
        name = fields.text(mapping.entries["file"], "file")
        assert name is not None, "it is required"
        try:
            shown = self.file.name[: max(self.file.name.rfind("/"), self.file.name.rfind("\\")) + 1] + name
            with self._opened(name) as stream, TextIOWrapper(stream, "utf-8-sig", newline="") as text:
                reader = RowReader(shown, wanted, self._activity())
                columns = reader.begin(text)
                if self._knows(mapping, wanted, columns):
                    reader.read()
        except Refused as refused:
            fields.report(place(mapping.entries["file"]), "events-file", refused.message, refused.hint)
            return None
        except OSError as error:  # in the middle of the file
            message = f"cannot read {quoted(name)}: {(error.strerror or str(error)).lower()}"
            fields.report(place(mapping.entries["file"]), "events-file", message, "run it again")
            return None
        found = IncidentFile(
            source=source,
            variant=wanted.constant.get("variant"),
            file=shown,
            incidents=tuple(reader.incidents),
            left_out=reader.left_out,
            location=place(mapping.entries["file"]),
            passed_over=reader.passed_over,
            unmet=reader.unmet,
        )
        return found, tuple(reader.problems)

    def _opened(self, name: str) -> BinaryIO:
        if self.file.beside is None:
            raise Refused(
                f"{self.file.name} is in no folder where {quoted(name)} could be",
                "put the registry into a file, and name it with -f",
            )
        return self.file.beside(name)

    def _knows(self, mapping: nodes.Mapping, wanted: Wanted, columns: Columns) -> bool:
        """Tell whether the file has every column that is named."""
        if not any(name in columns for name in (*wanted.columns.values(), *wanted.where)):
            shown = ", ".join([*list(columns)[:FEW], *(["…"] if len(columns) > FEW else [])])
            message = "the file has none of the columns that events names"
            hint = f"its first line has {shown}; between its columns have to be commas, semicolons or tabs"
            self.fields.report(self.fields.document.place(mapping.entries["file"]), "events-file", message, hint)
            return False
        known = True
        for key, name in (*wanted.columns.items(), *(("where", column) for column in wanted.where)):
            if name in columns:
                continue
            node = mapping.entries.get(key) or self.defaults.get(key)
            inner = node.entries.get("column", node) if isinstance(node, nodes.Mapping) else node
            if key == "where" and isinstance(node, nodes.Mapping):
                place = self.fields.document.place_of_key(node, name)
            else:
                place = self.fields.document.place(inner or mapping)
            hint = did_you_mean(name, columns, f"it has the columns {', '.join(columns)}")
            message = f"the file has no column {quoted(name)}"
            self.fields.report(place, "events-file", message, hint)
            known = False
        return known

    def _activity(self) -> Callable[[Scope], Activity]:
        return lambda scope: activity(self.activities, self.scopes, scope)
