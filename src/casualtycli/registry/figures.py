"""One entry of ``figures:`` after the other, to figures."""

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from datetime import date
from fractions import Fraction
from functools import partial
from typing import NamedTuple, TypedDict, cast

from casualtycli.activities import EVER, Activity, activity, effective
from casualtycli.counts import Count, read_count
from casualtycli.model import Batch, Clock, Disputed, Figure, Ignore, Source
from casualtycli.periods import Moment, Period, Span, read_moment, read_period, restarted
from casualtycli.problems import Location, Refused, quoted
from casualtycli.registry.fields import Fields, flag_of, read_id, read_url, text_of
from casualtycli.registry.nodes import NULLS, Document, Mapping, Node, Scalar, is_null, start_of, written
from casualtycli.registry.references import References
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
KNOWN_KEYS = dict.fromkeys(FIGURE_KEYS)
DISPUTED_KEYS = {"by": "write by: and the id of the figure that shows it", "why": "write why:, in a few words"}


class Grammar(NamedTuple):
    """What reads the text of a key, and the rule that a text breaks which it refuses."""

    read: Callable[[str], object]
    rule: str


GRAMMARS: Dictionary[str, Grammar] = {
    "id": Grammar(read_id, "bad-value"),
    **{key: Grammar(text_of(key), "bad-value") for key in ("source", "variant", "measure", "place", "actor")},
    **{key: Grammar(text_of(key), "bad-value") for key in ("supersedes", "relays", "via", "note")},
    **dict.fromkeys(("url", "archive"), Grammar(read_url, "bad-value")),
    **dict.fromkeys(("published", "accessed", "restart"), Grammar(read_moment, "bad-date")),
    "count": Grammar(read_count, "bad-count"),
    "period": Grammar(read_period, "bad-period"),
    "projection": Grammar(flag_of("projection"), "bad-value"),
    "adds": Grammar(flag_of("adds"), "bad-value"),
}
"""For each key that is one text."""
ADDRESSES = ("url", "archive")
OFTEN = frozenset({*REQUIRED, "actor", "published", "url"})
"""Keys beside which most figures have none."""


class _Values(TypedDict, total=False):
    """What the keys of a figure state, under their own names; None where that is nothing, or wrong."""

    id: str | None
    source: str | None
    measure: str | None
    place: str | None
    actor: str | None
    count: Count | None
    period: Period | None
    published: Moment | None
    variant: str | None
    projection: bool | None
    adds: bool | None
    supersedes: str | None
    relays: str | None
    restart: Moment | None
    batch: object
    """Read once its figure is."""
    disputed: Disputed | None
    url: str | None
    via: str | None
    accessed: Moment | None
    archive: str | None
    note: str | None
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
        self._seen: dict[str, tuple[Document, int]] = {}
        """Where the id of each figure stands."""
        self._references = References()
        self._scopes_read: dict[tuple[str, str, str | None], Scope] = {}
        self._active: dict[Scope, Activity] = {}
        self._fields: Fields
        self._grammars: Dictionary[str, Grammar] = GRAMMARS
        self._defaults: Dictionary[str, Node] = {}
        self._shared: _Values = {}
        """What the defaults state."""

    def begin(self, fields: Fields, about: Fraction | None, defaults: Dictionary[str, Node]) -> None:
        """Go on to another file, with its own defaults."""
        self._fields, self._defaults = fields, {}
        self._grammars = (
            {**GRAMMARS, "count": Grammar(partial(read_count, about=about), "bad-count")} if about else GRAMMARS
        )
        self._defaults = {key: node for key, node in defaults.items() if key != "id"}
        self._shared = self._stated(self._defaults)
        self._figure(Mapping({}, 0, 1, 1))  # so that what is wrong with the defaults is told, used or not

    def read(self, node: Node) -> None:
        """Add the figure in the node, if it is sound; keep what is wrong with it."""
        fields = self._fields
        mapping = fields.mapping(node, "a figure")
        if mapping is None:
            if is_null(node):
                fields.report(fields.document.place(node), "structure", "this figure is empty", "write key: value")
            return
        figure = self._figure(mapping)
        if figure is not None:
            if self._can_have_died(mapping, figure):
                self.figures.append(figure)
        else:
            self._check_required(mapping)

    def _check_required(self, mapping: Mapping) -> None:
        for key in REQUIRED:
            if is_null(self._node(mapping, key)):
                elsewhere = "" if key in ("id", "count") else ", or put it into defaults"
                self._fields.required(mapping, key, "the figure", f"write {key}: in the figure{elsewhere}")

    def _node(self, mapping: Mapping, key: str) -> Node | None:
        """Return what stands under a key of a figure, or else of the defaults."""
        return mapping.entries.get(key) or self._defaults.get(key)

    def _figure(self, mapping: Mapping) -> Figure | None:
        """Return the figure, or None where anything it cannot do without is missing or wrong."""
        values = self._values(mapping)
        name, source, scope = values.get("id"), self._source(mapping, values.get("source")), self._scope(values)
        count, period, published = values.get("count"), values.get("period"), values.get("published")
        if name is None or source is None or count is None or period is None or scope is None:
            return None
        if published is None and "published" in values and not is_null(self._node(mapping, "published")):
            return None
        days = self._days(mapping, period, published, scope, source.clock, values)
        if days is None:
            return None
        figure = Figure(  # in the order of its fields, which takes half the time
            name,
            source,
            scope,
            count,
            period,
            days.stated,
            published.span.last if published else date.min,
            days.outer,
            days.inner,
            Location(self._fields.document.file, mapping.line, mapping.column),
            published,
            values.get("url"),
        )
        return figure if OFTEN.issuperset(values) else self._with_more(figure, mapping, values)

    def _with_more(self, figure: Figure, mapping: Mapping, values: _Values) -> Figure:
        """Return the figure with what few figures state."""
        return figure._replace(
            variant=values.get("variant"),
            projection=values.get("projection") or False,
            adds=values.get("adds") or False,
            supersedes=values.get("supersedes"),
            relays=values.get("relays"),
            restart=values.get("restart"),
            batch=self._batches(mapping, figure, adds=bool(values.get("adds"))) if "batch" in values else (),
            disputed=values.get("disputed"),
            via=values.get("via"),
            accessed=values.get("accessed"),
            archive=values.get("archive"),
            note=values.get("note"),
            ignore=values.get("ignore", ()),
        )

    def _values(self, mapping: Mapping) -> _Values:
        """Return what a figure states, its own keys before the defaults; what is wrong with one is told."""
        values: _Values = {**self._shared, **self._stated(mapping.entries)}
        name = values["id"] = self._free(mapping, values.get("id"))
        if not OFTEN.issuperset(values):
            self._fields.check_keys(mapping, "a figure", KNOWN_KEYS)
            values["supersedes"] = self._mention(mapping, "supersedes", name)
            values["relays"] = self._mention(mapping, "relays", name)
            values["disputed"] = self._disputed(self._node(mapping, "disputed"), name)
            values["ignore"] = self._ignores(mapping)
        return values

    def _stated(self, entries: Dictionary[str, Node]) -> _Values:
        """Return what is made of each text; None where nothing is stated, or what is wrong, which is told."""
        fields, grammars = self._fields, self._grammars
        stated: dict[str, object] = {}
        for key, value in written(entries):
            grammar = grammars.get(key)
            if grammar is None:
                stated[key] = value  # read by what it is
                continue
            if isinstance(value, str):
                text = None if value in NULLS else value
            else:
                scalar = fields.scalar(value, key)
                text = scalar.text if scalar else None
            try:
                stated[key] = None if text is None else grammar.read(text)
            except Refused as refused:
                fields.refuse(entries[key], refused, grammar.rule)
                stated[key] = text if key in ADDRESSES else None  # kept, so that one problem is not told as two
        return cast(_Values, stated)

    def _free(self, mapping: Mapping, name: str | None) -> str | None:
        """Return the id of a figure, if no other has it."""
        if name is None:
            return None
        document = self._fields.document
        if name in self._seen:
            first, start = self._seen[name]
            message = f"the id {quoted(name)} is taken, at {first.place(Scalar(name, True, start))}"
            place = document.place(mapping.entries["id"])
            self._fields.report(place, "duplicate-id", message, "give each figure an id of its own")
            return None
        self._seen[name] = document, start_of(mapping.entries, "id")
        return name

    def _source(self, mapping: Mapping, name: str | None) -> Source | None:
        source = self._sources.get(name or "")
        node = self._node(mapping, "source") if source is None else None
        if name is not None and node is not None:
            hint = did_you_mean(name, self._sources, f"declare it under sources: {name}: {{name: …}}")
            place = self._fields.document.place(node)
            self._fields.report(place, "unknown-source", f"no source is called {quoted(name)}", hint)
        return source

    def _scope(self, values: _Values) -> Scope | None:
        measure, place = values.get("measure"), values.get("place")
        if measure is None or place is None:
            return None
        names = measure, place, values.get("actor")
        found = self._scopes_read.get(names)
        if found is None:
            found = self._scopes_read[names] = Scope(*names)
        return found

    def _activity(self, scope: Scope) -> Activity:
        found = self._active.get(scope)
        if found is None:
            found = self._active[scope] = activity(self._activities, self._scopes, scope)
        return found

    def _mention(self, mapping: Mapping, key: str, name: str | None) -> str | None:
        return self._references.mention(self._fields, self._node(mapping, key), key, name)

    def _ignores(self, mapping: Mapping) -> tuple[Ignore, ...]:
        if "ignore" not in mapping.entries and "ignore" not in self._defaults:
            return ()
        from casualtycli.registry.ignores import read_ignores  # which knows all the rules

        return read_ignores(self._fields, self._node(mapping, "ignore"))

    def _batches(self, mapping: Mapping, figure: Figure, *, adds: bool) -> tuple[Batch, ...]:
        from casualtycli.registry.batches import read_batches  # few registries have any

        active = self._activity(figure.scope)
        node = self._node(mapping, "batch")
        return read_batches(self._fields, node, figure.count, figure.outer, active, adds=adds)

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
        clock: Clock,
        values: _Values,
    ) -> _Days | None:
        """Return the days that are stated and those that count, or None where no day is left."""
        if period.open and published is None:
            message = f"{period} runs to the day of publication, which is not stated"
            hint = "write published:, or the end of the period"
            self._refuse(mapping, "period", "missing-key", message, hint)
            return None
        known = published.span.last if published else date.max
        projection, restart = values.get("projection"), values.get("restart")
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
        active = self._active_days(scope, stated, cut, clock)
        outer = effective(stated, cut, active)
        if outer is None:
            message = f"nothing is left of {period}: {scope.actor} was not active in {scope.place} then"
            hint = "mend the period, or the days in actors: active"
            self._refuse(mapping, "period", "period-empty", message, hint)
            return None
        return _Days((stated, certain), outer, outer if certain is stated else effective(certain, cut, active))

    def _active_days(self, scope: Scope, stated: Span, cut: date | None, clock: Clock) -> Activity:
        """Return the days that a period is cut to: all, where the dead of active days are counted behind the last."""
        if not self._activities:
            return EVER
        active = self._activity(scope)
        behind = active.first is not None and stated.first > active.first
        late = clock is Clock.REPORT and behind and effective(stated, cut, active) is None
        return EVER if late else active

    def _can_have_died(self, mapping: Mapping, figure: Figure) -> bool:
        """Tell whether those can have died who were counted so many days later; keep the problem where nobody can."""
        if not (figure.source.lag and figure.count.low):
            return True
        scope, died = figure.scope, figure.died[0]
        if effective(died, None, self._activity(scope)) is None:
            message = f"nobody whom it counts can have died: {scope.actor} was not active in {scope.place} in {died}"
            hint = "mend the period, the lag of its source, or the days in actors: active"
            self._refuse(mapping, "period", "period-empty", message, hint)
            return False
        return True

    def _refuse(self, mapping: Mapping, key: str, rule: str, message: str, hint: str) -> None:
        self._fields.report(self._place_of(mapping, key), rule, message, hint)

    def _place_of(self, mapping: Mapping, key: str) -> Location:
        return self._fields.document.place(self._node(mapping, key) or mapping)

    def check_references(self) -> None:
        """Keep the mentions of figures that are not there, and figures that replace or repeat in a circle."""
        self._references.check(self._seen, self.figures)
