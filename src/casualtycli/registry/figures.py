"""One entry of ``figures:`` after the other, to figures."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from casualtycli.counts import Count, read_count
from casualtycli.model import Activity, Disputed, Figure, Ignore, Source, activity, effective
from casualtycli.periods import Moment, Period, Span, read_moment, read_period
from casualtycli.problems import Location, quoted
from casualtycli.registry.fields import Fields, read_id, read_url
from casualtycli.registry.ignores import read_ignores
from casualtycli.registry.nodes import Document, Mapping, Node, Scalar, is_null
from casualtycli.scopes import Scope, Scopes, find_circles
from casualtycli.suggest import did_you_mean

FIGURE_KEYS = (
    "id",
    "source",
    "variant",
    "count",
    "period",
    "measure",
    "place",
    "actor",
    "published",
    "projection",
    "supersedes",
    "disputed",
    "url",
    "via",
    "accessed",
    "archive",
    "note",
    "ignore",
)
REQUIRED = ("id", "source", "count", "period", "measure", "place")
DISPUTED_KEYS = {"by": "write by: and the id of the figure that shows it", "why": "write why:, in a few words"}


class _More(NamedTuple):
    """What a figure may do without, under its own names."""

    variant: str | None
    projection: bool
    supersedes: str | None
    disputed: Disputed | None
    url: str | None
    via: str | None
    accessed: Moment | None
    archive: str | None
    note: str | None
    ignore: tuple[Ignore, ...]


class FigureReader:
    """Reads figures of one file after the other; ids and references hold across all of them."""

    def __init__(
        self,
        sources: Dictionary[str, Source],
        scopes: Scopes,
        activities: Dictionary[tuple[str, str], Activity],
    ) -> None:
        self.figures: list[Figure] = []
        self._sources = sources
        self._scopes = scopes
        self._activities = activities
        self._seen: dict[str, tuple[Document, Node]] = {}
        self._references: list[tuple[Fields, Scalar, str, str]] = []
        """Each mention of a figure: where, the id of the figure that makes it, and the key."""
        self._scopes_read: dict[tuple[str, str, str | None], Scope] = {}
        self._active: dict[Scope, Activity] = {}
        self._fields: Fields
        self._about: Fraction | None = None
        self._defaults: Dictionary[str, Node] = {}

    def begin(self, fields: Fields, about: Fraction | None, defaults: Dictionary[str, Node]) -> None:
        """Go on to another file, with its own defaults."""
        self._fields, self._about, self._defaults = fields, about, {}
        if defaults:
            nowhere = Mapping(dict(defaults), 0, 1, 1)
            self._figure(nowhere, defaults, None)  # so that what is wrong with them is told, used or not
        self._defaults = defaults

    def read(self, node: Node) -> None:
        """Add the figure in the node, if it is sound; keep what is wrong with it."""
        fields = self._fields
        mapping = fields.mapping(node, "a figure", FIGURE_KEYS)
        if mapping is None:
            if is_null(node):
                fields.report(fields.document.place(node), "structure", "this figure is empty", "write key: value")
            return
        entries = {**self._defaults, **mapping.entries} if self._defaults else mapping.entries
        figure = self._figure(mapping, entries, self._id(mapping))
        if figure is not None:
            self.figures.append(figure)
        else:
            self._check_required(mapping, entries)

    def _check_required(self, mapping: Mapping, entries: Entries) -> None:
        for key in REQUIRED:
            if is_null(entries.get(key)):
                elsewhere = "" if key in ("id", "count") else ", or put it into defaults"
                self._fields.required(mapping, key, "the figure", f"write {key}: in the figure{elsewhere}")

    def _figure(self, mapping: Mapping, entries: Entries, name: str | None) -> Figure | None:
        """Return the figure, or None where anything it cannot do without is missing or wrong."""
        fields, get = self._fields, entries.get
        source = self._source(get("source"))
        count = fields.parsed(get("count"), "count", "bad-count", self._count)
        period = fields.parsed(get("period"), "period", "bad-period", read_period)
        published = fields.parsed(get("published"), "published", "bad-date", read_moment)
        scope = self._scope(entries)
        more = self._more(entries, name)
        if name is None or source is None or count is None or period is None or scope is None:
            return None
        if published is None and not is_null(get("published")):
            return None
        known = published.span.last if published else date.min
        spans = self._spans(mapping, period, published, scope, projection=more.projection)
        if spans is None:
            return None
        return Figure(
            id=name,
            source=source,
            scope=scope,
            variant=more.variant,
            count=count,
            period=period,
            published=published,
            stated=(period.outer(known), period.inner(known)),
            known=known,
            outer=spans[0],
            inner=spans[1],
            projection=more.projection,
            supersedes=more.supersedes,
            disputed=more.disputed,
            url=more.url,
            via=more.via,
            accessed=more.accessed,
            archive=more.archive,
            note=more.note,
            ignore=more.ignore,
            location=Location(fields.document.file, mapping.line, mapping.column),
        )

    def _more(self, entries: Entries, name: str | None) -> _More:
        """Return what a figure may do without."""
        fields, get = self._fields, entries.get
        return _More(
            variant=fields.text(get("variant"), "variant"),
            projection=bool(fields.flag(get("projection"), "projection")),
            supersedes=self._reference(get("supersedes"), "supersedes", name),
            disputed=self._disputed(get("disputed"), name),
            url=self._url(get("url"), "url"),
            via=fields.text(get("via"), "via"),
            accessed=fields.parsed(get("accessed"), "accessed", "bad-date", read_moment),
            archive=self._url(get("archive"), "archive"),
            note=fields.text(get("note"), "note"),
            ignore=read_ignores(fields, get("ignore")),
        )

    def _url(self, node: Node | None, key: str) -> str | None:
        """Return an address, be it as it is written, so that one problem is not told as two."""
        return self._fields.parsed(node, key, "bad-value", read_url) or self._fields.text(node, key)

    def _id(self, mapping: Mapping) -> str | None:
        node = mapping.entries.get("id")
        name = self._fields.parsed(node, "id", "bad-value", read_id)
        if name is None or node is None:
            return None
        document = self._fields.document
        if name in self._seen:
            first, taken = self._seen[name]
            message = f"the id {quoted(name)} is taken, at {first.place(taken)}"
            self._fields.report(document.place(node), "duplicate-id", message, "give each figure an id of its own")
            return None
        self._seen[name] = document, node
        return name

    def _count(self, text: str) -> Count:
        return read_count(text, self._about)

    def _source(self, node: Node | None) -> Source | None:
        name = self._fields.text(node, "source")
        if name is None or node is None:
            return None
        if name not in self._sources:
            place = self._fields.document.place(node)
            hint = did_you_mean(name, self._sources, f"declare it under sources: {name}: {{name: …}}")
            self._fields.report(place, "unknown-source", f"no source is called {quoted(name)}", hint)
        return self._sources.get(name)

    def _scope(self, entries: Entries) -> Scope | None:
        measure, place, actor = (self._fields.text(entries.get(key), key) for key in ("measure", "place", "actor"))
        if measure is None or place is None:
            return None
        names = measure, place, actor
        if names not in self._scopes_read:
            self._scopes_read[names] = Scope(*names)
        return self._scopes_read[names]

    def _activity(self, scope: Scope) -> Activity:
        if scope not in self._active:
            self._active[scope] = activity(self._activities, self._scopes, scope)
        return self._active[scope]

    def _disputed(self, node: Node | None, name: str | None) -> Disputed | None:
        fields = self._fields
        mapping = fields.mapping(node, "disputed", DISPUTED_KEYS)
        if mapping is None:
            return None
        for key, hint in DISPUTED_KEYS.items():
            if is_null(mapping.entries.get(key)):
                fields.required(mapping, key, "disputed", hint)
        by = self._reference(mapping.entries.get("by"), "disputed", name)
        why = fields.text(mapping.entries.get("why"), "why")
        return Disputed(by, why) if by and why else None

    def _reference(self, node: Node | None, key: str, name: str | None) -> str | None:
        other = self._fields.text(node, key)
        if other is None or not isinstance(node, Scalar):
            return None
        if other == name:
            place = self._fields.document.place(node)
            self._fields.report(place, "circle", f"{key} names the figure itself", "name another figure")
            return None
        self._references.append((self._fields, node, other, key))
        return other

    def _spans(
        self, mapping: Mapping, period: Period, published: Moment | None, scope: Scope, *, projection: bool
    ) -> tuple[Span, Span | None] | None:
        """Return the outer and the inner days that count, or None where no day is left."""
        if period.open and published is None:
            message = f"{period} runs to the day of publication, which is not stated"
            hint = "write published:, or the end of the period"
            self._refuse(mapping, "period", "missing-key", message, hint)
            return None
        known = published.span.last if published else date.max
        cut = None if projection else known
        stated = period.outer(known)
        if stated is None or (cut and cut < stated.first):
            message = f"it was published on {published}, before its period {period} begins"
            hint = "mend one of the two" + ("" if projection else ", or write projection: yes")
            self._refuse(mapping, "published", "published-before-period", message, hint)
            return None
        active = self._activity(scope)
        outer = effective(stated, cut, active)
        if outer is None:
            message = f"nothing is left of {period}: {scope.actor} was not active in {scope.place} then"
            hint = "mend the period, or the days in actors: active"
            self._refuse(mapping, "period", "period-empty", message, hint)
            return None
        return outer, effective(period.inner(known), cut, active)

    def _refuse(self, mapping: Mapping, key: str, rule: str, message: str, hint: str) -> None:
        self._fields.report(self._place_of(mapping, key), rule, message, hint)

    def _place_of(self, mapping: Mapping, key: str) -> Location:
        node = mapping.entries.get(key) or self._defaults.get(key)
        return self._fields.document.place(node if node is not None else mapping)

    def check_references(self) -> None:
        """Keep the mentions of figures that are not there, and figures that supersede in a circle."""
        for fields, node, name, key in self._references:
            if name not in self._seen:
                hint = did_you_mean(name, self._seen, "write the id of a figure")
                fields.report(
                    fields.document.place(node), "unknown-figure", f"no figure is called {quoted(name)} ({key})", hint
                )
        following = {figure.id: (figure.supersedes,) for figure in self.figures if figure.supersedes}
        for circle in find_circles(following):
            fields, node = next(
                (fields, node)
                for fields, node, name, key in self._references
                if key == "supersedes" and name == circle[0]
            )
            message = f"figures supersede each other in a circle: {' > '.join(circle)}"
            fields.report(fields.document.place(node), "circle", message, "take one supersedes: out")


Entries = Dictionary[str, Node]
