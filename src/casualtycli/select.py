"""Which figures are asked for: those known on a day, in force, as the voices that speak together."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from casualtycli.corrections import NOTHING, Correction, Corrections, corrections
from casualtycli.model import Figure, Registry, Source
from casualtycli.problems import CommandError, quoted
from casualtycli.scopes import Scope
from casualtycli.suggest import did_you_mean
from casualtycli.vintages import in_force, known, replacement
from casualtycli.wording import ANYBODY

if TYPE_CHECKING:
    from casualtycli.incidents import IncidentList


class Selection(NamedTuple):
    """What is asked for; whatever is left empty is not narrowed."""

    as_of: date | None = None
    """Only what was known on that day."""
    sources: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    disputed: bool = True

    def wants(self, scope: Scope) -> bool:
        """Tell whether the scope is one of those asked for."""
        return (
            (not self.measures or scope.measure in self.measures)
            and (not self.places or scope.place in self.places)
            and (not self.actors or (scope.actor or ANYBODY) in self.actors)
        )

    def check(self, *registries: Registry) -> None:
        """Check that every name asked for is in one of the registries.

        Raises:
            CommandError: one is not.
        """
        names = [_names(registry) for registry in registries]
        for kind, asked in self._asked():
            known = {name: None for named in names for name in named[kind]}
            for name in asked:
                check_name(kind, name, known)

    def within(self, registry: Registry) -> "Selection | None":
        """Return the selection without the names that the registry has not, or None where all of a kind are."""
        names = _names(registry)
        kept = {kind: tuple(name for name in asked if name in names[kind]) for kind, asked in self._asked()}
        if any(asked and not kept[kind] for kind, asked in self._asked()):
            return None
        return self._replace(
            sources=kept["source"], measures=kept["measure"], places=kept["place"], actors=kept["actor"]
        )

    def _asked(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("source", self.sources),
            ("measure", self.measures),
            ("place", self.places),
            ("actor", self.actors),
        )


def _names(registry: Registry) -> Mapping[str, Collection[str]]:
    """Return by kind the names that can be asked for."""
    scopes = registry.counted
    return {
        "source": registry.sources,
        "measure": {scope.measure for scope in scopes},
        "place": {scope.place for scope in scopes},
        "actor": {scope.actor or ANYBODY for scope in scopes},
    }


def check_name(kind: str, name: str, known: Collection[str]) -> None:
    """Check that the name is one of those known.

    Raises:
        CommandError: it is not.
    """
    if name not in known:
        names = ", ".join(sorted(known)) or "none"
        hint = file_hint(name) or did_you_mean(name, known, f"the registry has: {names}")
        raise CommandError(f"no {kind} is called {quoted(name)}", hint)


def file_hint(name: str) -> str | None:
    """Return what to write instead of a file where a name from the registry is wanted; None: it looks like none."""
    return f"name a registry with -f: -f {name}" if name.casefold().endswith((".yaml", ".yml")) else None


def why_not_known(figure: Figure, as_of: date | None) -> str | None:
    """Return why a figure was not known on a day, or None where it was."""
    if as_of is None or figure.since <= as_of:
        return None
    when = f"it was published on {figure.known}" if figure.published else f"it speaks of days up to {figure.since}"
    return f"{figure.id} was not known on {as_of}: {when}"


def check_known(figure: Figure, as_of: date | None) -> None:
    """Check that a figure was known on a day.

    Raises:
        CommandError: it was not.
    """
    if why := why_not_known(figure, as_of):
        raise CommandError(why, "take a later day, or leave --as-of out")


def source_named(registry: Registry, name: str) -> str:
    """Return the id of the source that is called so: by its id, or by the name that tables show, in any case.

    Raises:
        CommandError: none is, or several are.
    """
    if name in registry.sources:
        return name
    known = {source.id: (source.id, source.short, source.name) for source in registry.sources.values()}
    called = [id_ for id_, names in known.items() if name.casefold() in (each.casefold() for each in names)]
    if len(called) > 1:
        raise Ambiguous(f"several sources are called {quoted(name)}", f"write the id of one: {', '.join(called)}")
    if not called:
        check_name("source", name, registry.sources)
    return called[0]


class Ambiguous(CommandError):
    """A name that several sources have."""


def speaker_named(registry: Registry, name: str) -> str:
    """Return the id of the source that is called so, or else of the figure.

    Raises:
        CommandError: neither is.
    """
    try:
        return source_named(registry, name)
    except Ambiguous:
        raise
    except CommandError:
        if name in registry.by_id:
            return name
    otherwise = f"the registry has the sources {', '.join(sorted(registry.sources))}; casualty list names the figures"
    hint = file_hint(name) or did_you_mean(name, (*registry.sources, *registry.by_id), otherwise)
    raise CommandError(f"no source or figure is called {quoted(name)}", hint)


def sources_named(registry: Registry, names: str) -> tuple[str, ...]:
    """Return the ids of the sources that are called so, commas between their names.

    Raises:
        CommandError: one is not in the registry.
    """
    try:
        return (source_named(registry, names),)  # a name may have a comma in it
    except CommandError:
        return tuple(source_named(registry, name.strip()) for name in names.split(","))


class Voice:
    """One source's figures that speak together: one variant of them, or one that is disputed."""

    def __init__(
        self,
        source: Source,
        figures: Mapping[Scope, tuple[Figure, ...]],
        *,
        variant: str | None = None,
        disputed: Figure | None = None,
        alone: Figure | None = None,
        lists: "Mapping[Scope, IncidentList] | None" = None,
        corrected: Corrections = NOTHING,
        replaced_by: Figure | None = None,
    ) -> None:
        self.source = source
        self.figures = figures
        """The figures in force, newest first, by scope, a whole before its parts; none where only a list speaks."""
        self.variant = variant
        self.disputed = disputed
        """The disputed figure, which is a voice of its own."""
        self.alone = alone
        """The figure that was asked for by its id, and nothing else of its source."""
        self.lists = lists or {}
        """What adds up, by scope."""
        self.corrected = corrected
        """What its source has put right."""
        self.replaced_by = replaced_by
        """What stands in the stead of the figure that was asked for by its id."""

    @property
    def order(self) -> tuple[int, str, str]:
        """What voices are sorted by: as the sources are written, a source's plain figures first."""
        single = self.alone or self.disputed
        return self.source.rank, single.id if single else "", self.variant or ""


def voices(registry: Registry, selection: Selection) -> tuple[Voice, ...]:
    """Return the voices of all sources, of the figures known and in force, in their order."""
    gathered: dict[tuple[str, str | None, str | None], dict[Scope, list[Figure]]] = {}
    published, current = known(registry.figures, selection.as_of), in_force(registry, selection.as_of)
    corrected = corrections(published) if len(current) < len(published) else ()
    lists: Mapping[tuple[str, str | None], Mapping[Scope, IncidentList]] = {}
    if registry.incident_files or any(figure.adds for figure in current):
        from casualtycli.lists import incident_lists  # most registries have totals alone

        lists = incident_lists(registry, current, selection.as_of)
    for (source, variant), by_scope in lists.items():
        gathered[source, variant, None] = {scope: [] for scope in by_scope}
    for figure in current:
        disputed = figure.id if figure.disputed else None
        if (disputed and not selection.disputed) or (figure.adds and not disputed):
            continue
        scopes = gathered.setdefault((figure.source.id, None if disputed else figure.variant, disputed), {})
        scopes.setdefault(figure.scope, []).append(figure)
    spoken = [
        Voice(
            source=registry.sources[source],
            variant=registry.by_id[disputed].variant if disputed else variant,
            disputed=registry.by_id[disputed] if disputed else None,
            figures={
                scope: tuple(reversed(scopes[scope])) for scope in sorted(scopes, key=registry.scopes.widest_first)
            },
            lists={} if disputed else lists.get((source, variant), {}),
            corrected=_corrected(registry, corrected, source, variant),
        )
        for (source, variant, disputed), scopes in gathered.items()
    ]
    return tuple(sorted(spoken, key=lambda voice: voice.order))


def _corrected(registry: Registry, found: Iterable[Correction], source: str, variant: str | None) -> Corrections:
    own = [one for one in found if (one.newer.source.id, one.newer.variant) == (source, variant)]
    return Corrections(own, registry.scopes) if own else NOTHING


class Speaker(NamedTuple):
    """Whom a comparison names: a source, or one of its figures alone."""

    source: Source
    figure: Figure | None = None

    @classmethod
    def called(cls, registry: Registry, id_: str) -> "Speaker":
        """Return the source of that id, or else the figure."""
        if id_ in registry.sources:
            return cls(registry.sources[id_])
        figure = registry.by_id[id_]
        return cls(figure.source, figure)

    @property
    def order(self) -> tuple[int, str]:
        """What speakers are sorted by: as the sources are written, a source before its figures."""
        return self.source.rank, self.figure.id if self.figure else ""


def alone(registry: Registry, figure: Figure, as_of: date | None = None) -> Voice:
    """Return a figure as a voice of its own, in force or not on a day."""
    return Voice(
        source=figure.source,
        variant=figure.variant,
        disputed=figure if figure.disputed else None,
        alone=figure,
        figures={figure.scope: (figure,)},
        replaced_by=replacement(registry, figure, as_of),
    )


def listed(registry: Registry, selection: Selection) -> tuple[Figure, ...]:
    """Return the figures asked for, in force or not, in the registry's order.

    Raises:
        CommandError: a name is not in the registry.
    """
    selection.check(registry)
    return tuple(
        figure
        for figure in known(registry.figures, selection.as_of)
        if selection.wants(figure.scope)
        and (not selection.sources or figure.source.id in selection.sources)
        and (selection.disputed or not figure.disputed)
    )
