"""Figures as tables: those compared, those listed, and one with everything known of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from casualtycli import wording
from casualtycli.model import Figure, Ignore, Registry
from casualtycli.report.incidents import adding_lines, file_lines, one_of
from casualtycli.report.notes import dispute, named, relayed, reports
from casualtycli.select import Selection
from casualtycli.table import Block, Column, Entry, Facts, Lines, Page, Table, Tone
from casualtycli.vintages import in_force, known, repetitions, replacement
from casualtycli.wording import Signs

NOT_STATED = "not stated"
ANYBODY = wording.ANYBODY


def figure_tables(
    registry: Registry,
    figures: Iterable[Figure],
    signs: Signs,
    *,
    replaced: frozenset[str] = frozenset(),
    spare_ids: bool = False,
) -> tuple[Table, ...]:
    """Return a table for each measure, as the registry has them, and actor; spare ids may be left out for room."""
    groups: dict[tuple[str, str | None], list[Figure]] = {}
    for figure in sorted(figures, key=lambda figure: registry.measures.index(figure.scope.measure)):
        groups.setdefault((figure.scope.measure, figure.scope.actor), []).append(figure)
    return tuple(
        _figure_table(
            signs.dot.join([wording.capital(measure), actor or ANYBODY, *filter(None, [reports(registry, group)])]),
            group,
            signs,
            replaced,
            spare_ids,
            tuple((signs.relays, note) for note in relayed(registry, group)),
        )
        for (measure, actor), group in groups.items()
    )


def _figure_table(
    title: str,
    figures: Sequence[Figure],
    signs: Signs,
    replaced: frozenset[str],
    spare_ids: bool,
    notes: tuple[tuple[str, str], ...],
) -> Table:
    columns = (
        Column("Source"),
        Column("Reported"),
        Column("Stated"),
        Column("Days counted"),
        Column("Place"),
        Column("Published"),
        Column("Figure", spare=int(spare_ids)),
    )
    rows = tuple(
        (
            Entry(
                source_name(figure, signs, replaced=figure.id in replaced),
                Tone.DISPUTED if figure.disputed else Tone.PLAIN,
            ),
            Entry(figure.count.words, link=figure.url),
            Entry(wording.period(figure.period, signs)),
            Entry(wording.span(figure.outer, signs)),
            Entry(figure.scope.place),
            Entry(str(figure.published or NOT_STATED)),
            Entry(figure.id, Tone.ASIDE),
        )
        for figure in figures
    )
    return Table(title=title, columns=columns, rows=rows, notes=notes)


def source_name(figure: Figure, signs: Signs, *, replaced: bool = False) -> str:
    """Return what tables call the source of a figure."""
    name = named(figure.source.short, figure.variant, signs if figure.disputed else None)
    relays = [signs.relays] if figure.relays and not figure.disputed else []
    return " ".join([name, *relays, *([signs.replaced] if replaced else [])])


def figures_page(registry: Registry, figures: Sequence[Figure], selection: Selection, signs: Signs) -> Page:
    """Return the figures listed, with what their marks stand for."""
    current = {figure.id for figure in in_force(registry, selection.as_of)}
    repeated = repetitions(registry.figures)
    replaced = frozenset(figure.id for figure in figures if figure.id not in current | repeated)
    notes = [(signs.disputed, dispute(figure)) for figure in figures if figure.disputed]
    if replaced:
        notes.append((signs.replaced, "replaced by a newer figure"))
    sources = len({figure.source.id for figure in figures})
    total = f"{wording.plural(len(figures), 'figure')} of {wording.plural(sources, 'source')}"
    when = f", as known on {selection.as_of}" if selection.as_of else ""
    tables = figure_tables(registry, figures, signs, replaced=replaced)
    told = reports(registry, figures) if len(tables) > 1 else None  # of one table its title says it
    counted = f": {told}" if told else ""
    files = (*adding_lines(figures, signs), *file_lines(registry, selection, signs))
    blocks: tuple[Block, ...] = (*tables, *files, *((Lines("", (), tuple(notes)),) if notes else ()))
    return Page(title=registry.title, subtitle=total + counted + when, blocks=blocks)


def figure_page(registry: Registry, figure: Figure, signs: Signs, as_of: date | None = None) -> Page:
    """Return one figure with everything known of it, and of others about it, on a day."""
    source, count, others = figure.source, figure.count, known(registry.figures, as_of)
    facts = (
        ("source", f"{source.name} ({source.id})"),
        ("role", source.role),
        ("counts", source.counts),
        ("clock", f"{source.clock}, lag {source.lag}" if source.lag else source.clock),
        ("reported", count.words),
        ("says", says(figure, signs)),
        ("measure", figure.scope.measure),
        ("place", figure.scope.place),
        ("actor", figure.scope.actor or ANYBODY),
        ("variant", figure.variant),
        ("stated", wording.period(figure.period, signs)),
        ("days counted", f"{wording.span(figure.outer, signs)} ({wording.plural(figure.outer.days, 'day')})"),
        ("days certain", wording.span(figure.inner, signs) if figure.inner else "none"),
        ("published", figure.published or NOT_STATED),
        ("projection", "yes" if figure.projection else None),
        ("adds", one_of(registry, source, figure.variant, signs) if figure.adds else None),
        ("disputed", dispute(figure) if figure.disputed else None),
        ("disputes", ", ".join(other.id for other in others if disputes(figure, other))),
        ("supersedes", figure.supersedes),
        ("relays", _relays(registry, figure)),
        ("relayed by", ", ".join(other.id for other in others if other.relays == figure.id)),
        (
            "reports",
            reports(registry, [other for other in others if registry.origin(other) is registry.origin(figure)]),
        ),
        ("restart", figure.restart),
        ("batch", "; ".join(f"{wording.rounded(batch.count)} for {batch.period}" for batch in figure.batch)),
        ("in force", in_force_words(registry, figure, as_of)),
        ("url", figure.url),
        ("via", figure.via),
        ("accessed", figure.accessed),
        ("archive", figure.archive),
        ("note", figure.note),
        ("ignore", "; ".join(_ignored(ignore) for ignore in figure.ignore)),
        ("written at", figure.location),
    )
    told = tuple((name, str(value)) for name, value in facts if value)
    return Page(blocks=(Facts(figure.id, told),))


def _ignored(ignore: Ignore) -> str:
    until = f" until {ignore.until}" if ignore.until else ""
    return f"{ignore.rule}{until}: {ignore.reason}"


def _relays(registry: Registry, figure: Figure) -> str | None:
    """Return the figure that this one relays, and the one that it goes back to where that is another."""
    origin = registry.origin(figure).id
    return f"{figure.relays}, which goes back to {origin}" if figure.relays not in (None, origin) else figure.relays


def disputes(figure: Figure, other: Figure) -> bool:
    """Tell whether the figure shows that the other is not what it is printed as."""
    return other.disputed is not None and other.disputed.by == figure.id


def says(figure: Figure, signs: Signs) -> str:
    """Return the least and the most that the words of a figure allow."""
    count = figure.count
    high = "open" if count.high is None else wording.rounded(count.high)
    best = f", reported {wording.rounded(count.reported)}" if count.reported is not None else ""
    return f"low {wording.rounded(count.low)}, high {high}{best}"


def in_force_words(registry: Registry, figure: Figure, as_of: date | None = None) -> str:
    """Return whether the figure is in force on a day, or which one stands in its stead."""
    if figure.id in repetitions(registry.figures):
        return f"no: it only relays {registry.origin(figure).id}, of the same source"
    newer = replacement(registry, figure, as_of)
    return f"no: {newer.id} replaces it" if newer else "yes"
