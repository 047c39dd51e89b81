"""What all reports together prove, as people read it: clashes first, then ranges with their proofs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from casualtycli import wording
from casualtycli.answers import Verdict
from casualtycli.asked import Inquiry
from casualtycli.bounds import Clash
from casualtycli.certificates import Certificate
from casualtycli.claims import Claim
from casualtycli.heard import LeftOut, Silence, SilentList
from casualtycli.model import Figure, Registry
from casualtycli.proofs import clash_told, proofs_of, reasons
from casualtycli.proved import Findings, Proved
from casualtycli.report.figures import ANYBODY, figure_tables
from casualtycli.report.incidents import list_lines
from casualtycli.report.marks import Marks
from casualtycli.report.notes import named, reports
from casualtycli.sums import Summed
from casualtycli.table import Block, Column, Entry, Facts, Lines, Page, Table, Tone
from casualtycli.wording import Signs

OPEN = "open"
FEW = 8
"""Figures that are named before the rest are counted."""
SHARP = "no narrower range follows from these figures"


def bounds_page(registry: Registry, inquiry: Inquiry, found: Findings, signs: Signs) -> Page:
    """Return the clashes, the tables of ranges with their proofs, and the figures that prove them."""
    blocks: list[Block] = [clash_table(at, clash, signs) for at, clash in enumerate(found.clashes, 1)]
    groups: dict[tuple[str, str | None], list[Proved]] = {}
    for row in found.rows:
        groups.setdefault((row.scope.measure, row.scope.actor), []).append(row)
    blocks += [_bounds_table(measure, actor, rows, signs) for (measure, actor), rows in groups.items()]
    blocks += figure_tables(registry, proving_figures(registry, found.rows), signs)
    blocks += proving_lists(found.rows, signs)
    if idle := idle_figures(found):
        blocks.append(Lines("Heard, and needed for none of these", (_few([figure.id for figure in idle]),)))
    if not found.rows:
        blocks.append(Lines("", (nothing_told(inquiry),)))
    if lines := (*_left_out(found.left_out), *_silent_lists(found.silent_lists)):
        blocks.append(Lines("Left out", lines))
    return Page(title=registry.title, subtitle=_subtitle(registry, inquiry, found), blocks=tuple(blocks))


def nothing_told(inquiry: Inquiry) -> str:
    """Return that there is nothing to tell, and why."""
    as_of = inquiry.selection.as_of
    return f"no figure bears on what is asked{f', as known on {as_of}' if as_of else ''}"


def _subtitle(registry: Registry, inquiry: Inquiry, found: Findings) -> str:
    chosen = inquiry.trusted or inquiry.selection.sources
    who = " and ".join(registry.sources[id_].short for id_ in chosen)
    told = f"what the reports of {who} prove" if who else "what all reports together prove"
    if counted := reports(registry, heard_figures(registry, found)):
        told += f": {counted}"
    return f"{told}, as known on {inquiry.selection.as_of}" if inquiry.selection.as_of else told


def heard_figures(registry: Registry, found: Findings) -> tuple[Figure, ...]:
    """Return the figures that are heard, clash or are left out, in the registry's order."""
    told = {
        *(figure.id for figure in (*found.heard, *proving_figures(registry, found.rows))),
        *(figure.id for clash in found.clashes for figure in clash.figures),
        *(one.figure.id for one in found.left_out),
    }
    return tuple(figure for figure in registry.figures if figure.id in told)


def clash_table(number: int, clash: Clash, signs: Signs) -> Table:
    """Return the figures that cannot all be true, with the sums that miss each other, and where each is written."""
    scopes = [*(figure.scope for figure in clash.figures), *(said.scope for said in clash.certificate.sums)]
    kinds = [kind for kind in ("measure", "place", "actor") if len({getattr(scope, kind) for scope in scopes}) > 1]
    columns = ("Figure", "Source", "Reported", "Stated", *map(wording.capital, kinds), "Written at")
    rows = (
        *(_clashing_figure(figure, kinds, signs) for figure in clash.figures),
        *(_clashing_sum(said, kinds, signs) for said in clash.certificate.sums),
    )
    notes = (
        ("sum", clash_told(clash, signs)),
        *(("since", reason) for reason in reasons(clash.certificate)),
        ("so", "not all of them can be true, and nothing is proved by any of them below"),
    )
    return Table(
        title=f"Clash {number}: {wording.rounded(clash.size)} too many",
        columns=tuple(map(Column, columns)),
        rows=rows,
        notes=notes,
    )


def _clashing_figure(figure: Figure, kinds: Sequence[str], signs: Signs) -> tuple[Entry, ...]:
    return (
        Entry(figure.id, Tone.CLASH),
        Entry(figure.source.short),
        Entry(figure.count.words),
        Entry(wording.period(figure.period, signs)),
        *(Entry(getattr(figure.scope, kind) or ANYBODY) for kind in kinds),
        Entry(f"{figure.location.file}:{figure.location.line}", Tone.ASIDE),
    )


def _clashing_sum(said: Summed, kinds: Sequence[str], signs: Signs) -> tuple[Entry, ...]:
    source = said.by.whole.source
    return (
        Entry(wording.plural(said.entries, "incident"), Tone.CLASH),
        Entry(source.short),
        Entry(f"at {'most' if said.at_most else 'least'} {wording.rounded(said.count)}"),
        Entry(wording.span(said.window, signs)),
        *(Entry(getattr(said.scope, kind) or ANYBODY) for kind in kinds),
        Entry(f"{source.location.file}:{source.location.line}", Tone.ASIDE),
    )


def _bounds_table(measure: str, actor: str | None, rows: Sequence[Proved], signs: Signs) -> Table:
    marks = Marks(signs)
    sharp = any(row.bound.sharp for row in rows)
    columns = (
        Column("Place"),
        Column("On these days"),
        Column("Days", numeric=True, spare=1),
        Column("At least", numeric=True),
        Column("At most", numeric=True),
        *((Column("Sharp", spare=1),) if sharp else ()),
        Column("Proof"),
    )
    entries = tuple(_bounds_row(row, marks, sharp=sharp) for row in rows)
    title = f"{wording.capital(measure)}{signs.dot}{actor or ANYBODY}{signs.dot}what is proved"
    word = tuple(("at most", text) for text in whose_word(rows))
    notes = (*marks.notes(), *word, *((("sharp", SHARP),) if sharp else ()))
    return Table(title=title, columns=columns, rows=entries, notes=notes)


def _bounds_row(row: Proved, marks: Marks, *, sharp: bool) -> tuple[Entry, ...]:
    bound = row.bound
    told = [*proofs_of(bound, marks.signs), *stated_told(row)]
    return (
        Entry(row.scope.place),
        Entry(wording.span(row.days, marks.signs)),
        Entry(f"{row.days.days:,}"),
        Entry(wording.rounded(bound.low), Tone.STRONG if bound.low else Tone.ASIDE),
        Entry(OPEN, Tone.ASIDE) if bound.high is None else Entry(wording.rounded(bound.high), Tone.STRONG),
        *((Entry("yes" if bound.sharp else marks.signs.dash),) if sharp else ()),
        Entry(marks.footnotes(told) if told else marks.signs.dash),
    )


def whose_word(rows: Iterable[Proved]) -> tuple[str, ...]:
    """Return on whose word it rests that there were no more; nothing where no number is at most."""
    claims = (claim for proof in _proofs(rows) for _, claim in proof.claims if claim.at_most)
    said = {claim.figure.source if isinstance(claim, Claim) else claim.by.whole.source for claim in claims}
    *names, last = [source.short for source in sorted(said, key=lambda source: source.rank)] or [""]
    if not last:
        return ()
    who = f"{', '.join(names)} and {last}" if names else last
    return (f"on the word of {who} that there was nobody else; a source that cannot know has counts: documented",)


def stated_told(row: Proved) -> tuple[str, ...]:
    """Return what is to be said of days that figures state without being sure of them."""
    periods = stated_periods(row)
    return (f"on those of these days that {' and '.join(periods)} means, whichever they are",) if periods else ()


def stated_periods(row: Proved) -> tuple[str, ...]:
    """Return how figures state the unknown days that are meant; nothing where all days are."""
    if row.stated is None:
        return ()
    proofs = [proof for proof in (row.bound.low_proof, row.bound.high_proof) if proof is not None]
    claims = [claim for proof in proofs for _, claim in proof.claims if isinstance(claim, Claim)]
    return tuple(sorted({str(claim.figure.period) for claim in claims if claim.window == row.window}))


def _proofs(rows: Iterable[Proved]) -> Iterator[Certificate]:
    """Yield what forces either end of each range."""
    for row in rows:
        yield row.bound.low_proof
        if row.bound.high_proof is not None:
            yield row.bound.high_proof


def proving_figures(registry: Registry, rows: Iterable[Proved]) -> tuple[Figure, ...]:
    """Return the figures that any of the proofs rests on, in the registry's order."""
    used = {figure.id for proof in _proofs(rows) for figure in proof.figures}
    return tuple(figure for figure in registry.figures if figure.id in used)


def proving_lists(rows: Iterable[Proved], signs: Signs) -> tuple[Lines, ...]:
    """Return a line for each list that any of the proofs rests on, and each place in which it was summed."""
    lists = {(said.by.key, said.scope): said.by.whole for proof in _proofs(rows) for said in proof.sums}
    return list_lines(
        (
            (named(whole.source.short, whole.variant, None), scope, listed)
            for (_, scope), whole in lists.items()
            if (listed := whole.within(scope))
        ),
        signs,
    )


def idle_figures(found: Findings) -> tuple[Figure, ...]:
    """Return the figures that are heard and on which no range rests."""
    used = {figure.id for proof in _proofs(found.rows) for figure in proof.figures}
    return tuple(figure for figure in found.heard if figure.id not in used)


def _few(ids: Sequence[str]) -> str:
    more = [f"{len(ids) - FEW:,} more"] if len(ids) > FEW else []
    return ", ".join([*ids[:FEW], *more])


def _left_out(left_out: Iterable[LeftOut]) -> Iterator[str]:
    """Yield each reason with the figures that it keeps out, but for clashes, which are told above."""
    by_reason: dict[Silence, list[str]] = {}
    for one in left_out:
        by_reason.setdefault(one.why, []).append(one.figure.id)
    for why in Silence:
        if why is not Silence.CLASHES and (ids := by_reason.get(why)):
            yield f"{_few(ids)}: {why}"


def _silent_lists(silent: Iterable[SilentList]) -> Iterator[str]:
    """Yield each list that proves nothing, with the reason."""
    for whole, why in silent:
        number = wording.plural(sum(map(len, whole.by_scope.values())), "incident")
        yield f"{number} of {named(whole.source.short, whole.variant, None)}: {why}"


def answer_page(verdicts: Sequence[Verdict], signs: Signs) -> Page:
    """Return what becomes of each statement, and why."""
    return Page(blocks=tuple(_answer(verdict, signs) for verdict in verdicts))


def _answer(verdict: Verdict, signs: Signs) -> Facts:
    row = verdict.rows[0]
    about = (row.scope.measure, row.scope.place, row.scope.actor or ANYBODY, wording.span(row.days, signs))
    facts = [
        *(("proved", _range_told(row)) for row in verdict.rows),
        *(("proof", text) for row in verdict.rows for text in (*proofs_of(row.bound, signs), *stated_told(row))),
        *(("at most", text) for text in whose_word(verdict.rows)),
        *(("clash", f"{clash_told(clash, signs)}; left out") for clash in row.clashes),
    ]
    return Facts(f"{verdict.answer}: {verdict.statement} {', '.join(about)}", tuple(dict.fromkeys(facts)))


def _range_told(row: Proved) -> str:
    low, high = row.bound.low, row.bound.high
    at_most = "no ceiling" if high is None else f"at most {wording.rounded(high)}"
    return f"at least {wording.rounded(low)}, {at_most}"
