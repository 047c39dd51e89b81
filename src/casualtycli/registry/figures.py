"""One entry of ``figures:`` after the other, to figures."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple, TypedDict, cast

from casualtycli.counts import Count, read_count
from casualtycli.model import EVER, Activity, Clock, Disputed, Figure, Ignore, Source, activity, effective
from casualtycli.periods import Moment, Period, Span, read_moment, read_period, restarted
from casualtycli.problems import Location, Refused, quoted
from casualtycli.registry.batches import read_batches
from casualtycli.registry.fields import Fields, flag_of, read_id, read_url, text_of
from casualtycli.registry.ignores import read_ignores
from casualtycli.registry.nodes import Document, Mapping, Node, is_null
from casualtycli.registry.references import CIRCLES, References
from casualtycli.scopes import Scope, Scopes
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
    "adds",
    "supersedes",
    "relays",
    "restart",
    "batch",
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


class Grammar(NamedTuple):
    """What reads the text of a key, and the rule that a text breaks which it refuses."""

    read: Callable[[str], object]
    rule: str


GRAMMARS: Dictionary[str, Grammar] = {
    **{key: Grammar(text_of(key), "bad-value") for key in ("source", "variant", "measure", "place", "actor")},
    **{key: Grammar(text_of(key), "bad-value") for key in ("supersedes", "relays", "via", "note")},
    **dict.fromkeys(("url", "archive"), Grammar(read_url, "bad-value")),
    **dict.fromkeys(("published", "accessed", "restart"), Grammar(read_moment, "bad-date")),
    "count": Grammar(read_count, "bad-count"),
    "period": Grammar(read_period, "bad-period"),
    "projection": Grammar(flag_of("projection"), "bad-value"),
    "adds": Grammar(flag_of("adds"), "bad-value"),
}
"""For each key that is one text, the figure's own id aside."""
ADDRESSES = ("url", "archive")


class _Values(TypedDict, total=False):
    """What the keys of a figure state, under their own names."""

    source: str
    measure: str
    place: str
    actor: str
    count: Count
    period: Period
    published: Moment
    variant: str
    projection: bool
    adds: bool
    supersedes: str | None
    relays: str | None
    restart: Moment
    disputed: Disputed | None
    url: str
    via: str
    accessed: Moment
    archive: str
    note: str
    ignore: tuple[Ignore, ...]


class _Days(NamedTuple):
    stated: tuple[Span | None, Span | None]
    outer: Span
    inner: Span | None


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
        self._references = References()
        self._scopes_read: dict[tuple[str, str, str | None], Scope] = {}
        self._active: dict[Scope, Activity] = {}
        self._fields: Fields
        self._grammars: Dictionary[str, Grammar] = GRAMMARS
        self._defaults: Dictionary[str, Node] = {}

    def begin(self, fields: Fields, about: Fraction | None, defaults: Dictionary[str, Node]) -> None:
        """Go on to another file, with its own defaults."""
        self._fields, self._defaults = fields, {}
        self._grammars = (
            {**GRAMMARS, "count": Grammar(partial(read_count, about=about), "bad-count")} if about else GRAMMARS
        )
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
            if self._can_have_died(mapping, figure):
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
        values = self._values(entries, name)
        source, scope = self._source(entries, values.get("source")), self._scope(values)
        count, period, published = values.get("count"), values.get("period"), values.get("published")
        if name is None or source is None or count is None or period is None or scope is None:
            return None
        if published is None and not is_null(entries.get("published")):
            return None
        projection = values.get("projection", False)
        restart = values.get("restart")
        days = self._days(mapping, period, published, scope, restart, projection=projection, clock=source.clock)
        if days is None:
            return None
        adds = values.get("adds", False)
        return Figure(
            id=name,
            source=source,
            scope=scope,
            count=count,
            period=period,
            stated=days.stated,
            known=published.span.last if published else date.min,
            outer=days.outer,
            inner=days.inner,
            location=Location(self._fields.document.file, mapping.line, mapping.column),
            published=published,
            variant=values.get("variant"),
            projection=projection,
            supersedes=values.get("supersedes"),
            relays=values.get("relays"),
            restart=restart,
            batch=read_batches(self._fields, entries.get("batch"), count, days.outer, self._activity(scope), adds=adds),
            disputed=values.get("disputed"),
            url=values.get("url"),
            via=values.get("via"),
            accessed=values.get("accessed"),
            archive=values.get("archive"),
            note=values.get("note"),
            ignore=values.get("ignore", ()),
            adds=adds,
        )

    def _values(self, entries: Entries, name: str | None) -> _Values:
        """Return what the keys of a figure state; what is wrong with one is told, and left out."""
        fields, grammars = self._fields, self._grammars
        values: dict[str, object] = {}
        for key, node in entries.items():
            if key not in grammars or (scalar := fields.scalar(node, key)) is None:
                continue
            read, rule = grammars[key]
            try:
                values[key] = read(scalar.text)
            except Refused as refused:
                fields.refuse(scalar, refused, rule)
                if key in ADDRESSES:  # kept, so that one problem is not told as two
                    values[key] = scalar.text
        for key in CIRCLES:
            if key in values:
                values[key] = self._references.mention(fields, entries[key], key, name)
        if "disputed" in entries:
            values["disputed"] = self._disputed(entries["disputed"], name)
        if "ignore" in entries:
            values["ignore"] = read_ignores(fields, entries["ignore"])
        return cast(_Values, values)

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

    def _source(self, entries: Entries, name: str | None) -> Source | None:
        source = self._sources.get(name or "")
        if name is not None and source is None:
            place = self._fields.document.place(entries["source"])
            hint = did_you_mean(name, self._sources, f"declare it under sources: {name}: {{name: …}}")
            self._fields.report(place, "unknown-source", f"no source is called {quoted(name)}", hint)
        return source

    def _scope(self, values: _Values) -> Scope | None:
        measure, place = values.get("measure"), values.get("place")
        if measure is None or place is None:
            return None
        names = measure, place, values.get("actor")
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
        by = self._references.mention(fields, mapping.entries.get("by"), "disputed", name)
        why = fields.text(mapping.entries.get("why"), "why")
        return Disputed(by, why) if by and why else None

    def _days(
        self,
        mapping: Mapping,
        period: Period,
        published: Moment | None,
        scope: Scope,
        restart: Moment | None,
        *,
        projection: bool,
        clock: Clock,
    ) -> _Days | None:
        """Return the days that are stated and those that count, or None where no day is left."""
        if period.open and published is None:
            message = f"{period} runs to the day of publication, which is not stated"
            hint = "write published:, or the end of the period"
            self._refuse(mapping, "period", "missing-key", message, hint)
            return None
        known = published.span.last if published else date.max
        cut = None if projection else known
        stated, certain = period.limits(known)
        if stated is None or (cut and cut < stated.first):
            message = f"it was published on {published}, before its period {period} begins"
            hint = "mend one of the two" + ("" if projection else ", or write projection: yes")
            self._refuse(mapping, "published", "published-before-period", message, hint)
            return None
        if restart is not None:
            since = restarted((stated, certain), restart)
            if since is None or (cut and cut < since[0].first):
                late = f"after {published}, when it was published" if since else f"outside of the period {period}"
                message = f"the count restarts on {restart}, {late}"
                self._refuse(mapping, "restart", "restart-outside", message, "mend one of the two")
                return None
            stated, certain = since
        active = self._activity(scope)
        outer = effective(stated, cut, active)
        if outer is None and clock is Clock.REPORT and active.first and stated.first > active.first:
            active = EVER  # the dead of active days are counted afterwards, too
            outer = effective(stated, cut, active)
        if outer is None:
            message = f"nothing is left of {period}: {scope.actor} was not active in {scope.place} then"
            hint = "mend the period, or the days in actors: active"
            self._refuse(mapping, "period", "period-empty", message, hint)
            return None
        return _Days((stated, certain), outer, outer if certain is stated else effective(certain, cut, active))

    def _can_have_died(self, mapping: Mapping, figure: Figure) -> bool:
        """Tell whether those can have died who were counted so many days later; keep the problem where nobody can."""
        scope, died = figure.scope, figure.died[0]
        if figure.source.lag and figure.count.low and effective(died, None, self._activity(scope)) is None:
            message = f"nobody whom it counts can have died: {scope.actor} was not active in {scope.place} in {died}"
            hint = "mend the period, the lag of its source, or the days in actors: active"
            self._refuse(mapping, "period", "period-empty", message, hint)
            return False
        return True

    def _refuse(self, mapping: Mapping, key: str, rule: str, message: str, hint: str) -> None:
        self._fields.report(self._place_of(mapping, key), rule, message, hint)

    def _place_of(self, mapping: Mapping, key: str) -> Location:
        node = mapping.entries.get(key) or self._defaults.get(key)
        return self._fields.document.place(node if node is not None else mapping)

    def check_references(self) -> None:
        """Keep the mentions of figures that are not there, and figures that replace or repeat in a circle."""
        self._references.check(self._seen, self.figures)


Entries = Dictionary[str, Node]
