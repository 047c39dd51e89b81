"""Pairs of voices over the windows that both cover: a comparison each, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from casualtycli.align import align
from casualtycli.aligned import STRICT, Aligned, Basis, NotAligned, as_printed
from casualtycli.claims import Window
from casualtycli.comparison import Align, Comparison, Comparisons, Measured, NotComparable, Pairs, Question, Side
from casualtycli.links import declared_parts
from casualtycli.model import Figure, Registry, Source
from casualtycli.periods import Span, join, overlaps
from casualtycli.problems import CommandError
from casualtycli.reasons import why_apart, why_no_days, why_not_both, why_not_summed, why_silent
from casualtycli.scopes import Scope
from casualtycli.select import Speaker, Voice, alone, speaker_named, voices, why_not_known
from casualtycli.series import Series
from casualtycli.tally import Kin, Kins, Tally


def compare(registry: Registry, question: Question, kins: Kins | None = None) -> Comparisons:
    """Return every comparison asked for, and every pair that cannot be compared, with the reason.

    Takes and adds to what was worked out for other questions to the same registry.

    Raises:
        CommandError: a name is not in the registry, or there is nothing that could be compared.
    """
    return Comparer(registry, question, kins).run()


def sorted_by(found: Comparisons, sort: str) -> Comparisons:
    """Return the comparisons in another order: by ``period``, or the largest ``ratio`` or ``gap`` first.

    By ``source`` is the order that they have. Rows without a number come last.
    """
    keys: dict[str, Callable[[Comparison], tuple[object, ...]]] = {
        "period": lambda row: (str(row.window),),
        "ratio": lambda row: _largest_first(row.ratio),
        "gap": lambda row: _largest_first(row.gap),
    }
    if sort not in keys:
        return found
    return found._replace(rows=tuple(sorted(found.rows, key=keys[sort])))


def _largest_first(measured: Measured | None) -> tuple[object, ...]:
    estimate = measured.estimate if measured else None
    return (True,) if estimate is None else (False, -estimate)


Outcome = Comparison | NotComparable


class Comparer:
    """Brings voices together as a question asks, and keeps what they say.

    Raises:
        CommandError: a name is not in the registry, or it has no sources.
    """

    def __init__(self, registry: Registry, question: Question, kins: Kins | None = None) -> None:
        question.selection.check(registry)
        if not registry.sources:
            raise CommandError("the registry has no sources", "write sources: and figures:")
        self.registry = registry
        self.question = question
        self.baseline = self.speaker(question.baseline or next(iter(registry.sources)))
        self.asked = self.speakers()
        self.by_source: dict[str, tuple[Voice, ...]] = {}
        for voice in voices(registry, question.selection):
            self.by_source[voice.source.id] = (*self.by_source.get(voice.source.id, ()), voice)
        self.by_figure: dict[str, Voice] = {}
        self.series: dict[tuple[Voice, Scope], Series] = {}
        self.tallies: dict[Voice, Tally] = {}
        self.kins = kins or Kins(registry.scopes, registry.activity)
        self.summed: dict[Voice, Mapping[Scope, tuple[Scope, ...]]] = {}

    def run(self) -> Comparisons:
        """Return every comparison, and every pair that cannot be compared."""
        outcomes = [outcome for pair in self.source_pairs() for outcome in self.of_sources(*pair)]
        rows = tuple(outcome for outcome in outcomes if isinstance(outcome, Comparison))
        return Comparisons(rows=rows, not_comparable=_gathered(outcomes))

    def speakers(self) -> tuple[Speaker, ...]:
        """Return the subjects: those asked for, or all sources."""
        asked = (*self.question.selection.sources, *self.question.alone) or tuple(self.registry.sources)
        return tuple(sorted(map(self.speaker, dict.fromkeys(asked)), key=lambda speaker: speaker.order))

    def speaker(self, id_: str) -> Speaker:
        """Return the source or figure of that id.

        Raises:
            CommandError: there is none, or it is a disputed figure, and those are left out.
        """
        speaker = Speaker.called(self.registry, speaker_named(self.registry, id_))
        if speaker.figure and speaker.figure.disputed and not self.question.selection.disputed:
            raise CommandError(f"{id_} is disputed, and those are to be left out", "do without --no-disputed")
        return speaker

    def source_pairs(self) -> Iterator[tuple[Speaker, Speaker]]:
        """Yield each subject with its baseline; a source meets itself where it has several voices, or other days."""
        if self.question.against and self.question.baseline is None:
            yield from ((speaker, speaker) for speaker in self.asked)
            return
        if self.question.pairs is Pairs.BASELINE:
            if self.asked == (self.baseline,) and len(self.of(self.baseline)) < 2 and not self.question.against:
                hint = "name another source, or another --baseline"
                id_ = self.baseline.figure.id if self.baseline.figure else self.baseline.source.id
                raise CommandError(f"{id_} is the baseline: there is nothing to compare it with", hint)
            yield from ((speaker, self.baseline) for speaker in self.asked)
            return
        for subject in self.asked:
            for baseline in self.asked:
                if baseline.order <= subject.order or self.question.pairs is Pairs.BOTH_WAYS:
                    yield subject, baseline

    def of(self, speaker: Speaker) -> tuple[Voice, ...]:
        """Return the voices of a source, or that of a figure alone; none of what is not known yet."""
        figure, as_of = speaker.figure, self.question.selection.as_of
        if figure is None:
            return self.by_source.get(speaker.source.id, ())
        if why_not_known(figure, as_of):
            return ()
        if figure.id not in self.by_figure:
            self.by_figure[figure.id] = alone(self.registry, figure, as_of)
        return (self.by_figure[figure.id],)

    def of_sources(self, subject: Speaker, baseline: Speaker) -> Iterator[Outcome]:
        """Yield what comes of two sources, measure by measure."""
        own = subject == baseline and not self.question.against
        if not own:
            silent = next((speaker for speaker in (subject, baseline) if not self.of(speaker)), None)
            if silent is not None:
                yield self.not_comparable(subject.source, baseline.source, None, self.why_silent(silent, None))
                return
        for measure in self.measures(subject):
            outcomes = list(self.of_measure(subject, baseline, measure))
            rows = [row for row in outcomes if isinstance(row, Comparison)]
            if own or (rows and subject == baseline):  # what a source says of other scopes elsewhere is no news
                yield from rows
            elif outcomes or not self.question.selection.measures:
                yield from outcomes
            else:
                selection = self.question.selection
                reason = f"neither counts {', '.join((*selection.places, *selection.actors))}"
                yield self.not_comparable(subject.source, baseline.source, measure, reason)

    def of_measure(self, subject: Speaker, baseline: Speaker, measure: str) -> Iterator[Outcome]:
        """Yield what comes of two sources in one measure."""
        ours, theirs = (self.speaking(speaker, measure) for speaker in (subject, baseline))
        if not ours or not theirs:
            reason, voice = self.why_silent(baseline if ours else subject, measure), ours[0] if ours else None
            yield self.not_comparable(subject.source, baseline.source, measure, reason, voice)
        for one, other in self.voice_pairs(ours, theirs, within=subject == baseline):
            yield from self.of_voices(one, other, measure)

    def measures(self, subject: Speaker) -> tuple[str, ...]:
        """Return the measures asked for; where none is, those that the subject has."""
        if self.question.selection.measures:
            return self.question.selection.measures
        spoken = {scope.measure for voice in self.of(subject) for scope in voice.figures}
        return tuple(measure for measure in self.registry.measures if measure in spoken)

    def speaking(self, speaker: Speaker, measure: str) -> tuple[Voice, ...]:
        """Return the voices that have figures of the measure."""
        return tuple(voice for voice in self.of(speaker) if self.scopes(voice, measure))

    def voice_pairs(
        self, ours: tuple[Voice, ...], theirs: tuple[Voice, ...], *, within: bool
    ) -> Iterator[tuple[Voice, Voice]]:
        """Yield the voices that meet; as a baseline a disputed one only where it has to."""
        if within and self.question.against:
            yield from ((voice, voice) for voice in ours)
            return
        if self.question.pairs is Pairs.BASELINE:
            theirs = tuple(voice for voice in theirs if not voice.disputed) or theirs
            if within:
                ours = tuple(voice for voice in ours if voice not in theirs)
        both_ways = self.question.pairs is not Pairs.ALL or not within
        for one in ours:
            others = (other for other in theirs if not _is_same(one, other))
            yield from ((one, other) for other in others if both_ways or one.order > other.order)

    def of_voices(self, one: Voice, other: Voice, measure: str) -> Iterator[Outcome]:
        """Yield what comes of two voices in one measure: each scope of the subject meets one of the baseline."""
        ours, theirs = (self.scopes(voice, measure) for voice in (one, other))
        wants = self.question.selection.wants
        every, wanted = dict.fromkeys(theirs), dict.fromkeys(their for their in theirs if wants(their))
        ours += tuple(scope for scope in self.sums(one, measure) if scope in theirs and scope not in ours)
        every |= dict.fromkeys(scope for scope in self.sums(other, measure) if scope in ours)
        wanted |= dict.fromkeys(scope for scope in every if wants(scope))
        for scope in sorted(ours, key=self.registry.scopes.widest_first):
            if one is other:
                yield from self.of_scope(one, scope, other, {scope: None}) if wants(scope) else ()
            elif wants(scope):
                yield from self.of_scope(one, scope, other, every)
            elif wanted:
                yield from self.of_scope(one, scope, other, wanted)
        if one.lists and one is not other:
            for whole in filter(wants, every):
                if reason := why_not_summed(self.registry.scopes, one, ours, whole):
                    yield self.not_comparable(one.source, other.source, measure, reason, one)

    def scopes(self, voice: Voice, measure: str) -> tuple[Scope, ...]:
        """Return the voice's scopes of a measure."""
        return tuple(scope for scope in voice.figures if scope.measure == measure)

    def of_scope(self, one: Voice, scope: Scope, other: Voice, theirs: dict[Scope, None]) -> Iterator[Outcome]:
        """Yield what comes of one scope of the subject: it meets the nearest scope with days in common."""
        reason = None
        for their in self.registry.scopes.nearest(scope, theirs):
            if self.question.align is Align.REPORTED:
                yield self.printed(one, scope, other, their)
                return
            ours, baseline = self.series_of(one, scope), self.series_of(other, their)
            windows = self.windows(ours, baseline)
            for window, against in windows:
                yield from self.on_days((one, scope), (other, their), window, against)
            if windows:
                return
            reason = reason or self.why_no_days(ours, baseline)
        reason = reason or why_apart(self.registry.scopes, scope, tuple(theirs), other.source)
        yield self.not_comparable(one.source, other.source, scope.measure, reason, one, scope)

    def series_of(self, voice: Voice, scope: Scope) -> Series:
        """Return what a voice has on a scope."""
        key = voice, scope
        if key not in self.series:
            figures = voice.figures.get(scope, ())
            parts = self.sums(voice, scope.measure).get(scope, ())
            self.series[key] = Series(
                figures,
                self.registry.activity(scope),
                scope,
                kin=None if voice.disputed else self.kin(voice, scope),
                parts=tuple(self.series_of(voice, part) for part in parts),
                incidents=voice.lists.get(scope),
            )
        return self.series[key]

    def kin(self, voice: Voice, scope: Scope) -> Kin:
        """Return what of a voice bears on a scope; the same figures are worked on once."""
        return self.tally_of(voice).kin(scope)

    def tally_of(self, voice: Voice) -> Tally:
        """Return all that a voice says of its own tally."""
        if voice not in self.tallies:
            self.tallies[voice] = Tally(
                voice.figures, self.registry.scopes, self.registry.activity, self.kins, voice.corrected
            )
        return self.tallies[voice]

    def sums(self, voice: Voice, measure: str) -> Mapping[Scope, tuple[Scope, ...]]:
        """Return the scopes of a measure of which a voice has figures of all declared parts."""
        if voice.disputed:
            return {}
        if voice not in self.summed:
            scopes = self.registry.scopes
            wholes = {whole for scope in voice.figures for whole in scopes.wholes(scope)}
            self.summed[voice] = {
                whole: parts
                for whole in sorted(wholes, key=lambda whole: whole.order)
                for parts in declared_parts(scopes, whole)
                if all(part in voice.figures for part in parts)
            }
        return {whole: parts for whole, parts in self.summed[voice].items() if whole.measure == measure}

    def windows(self, ours: Series, theirs: Series) -> tuple[tuple[Span, Span | None], ...]:
        """Return the windows that both cover, cut as asked, or else the days that each covers of its own period."""
        period, against = self.question.period, self.question.against
        if period is None or against is None:
            return tuple((window, None) for window in self.shared(ours, theirs))
        runs, others = overlaps(ours.coverage, (period,)), overlaps(theirs.coverage, (against,))
        return ((runs[0], others[0]),) if len(runs) == len(others) == 1 else ()

    def why_no_days(self, ours: Series, theirs: Series) -> str:
        """Return why two series have no window."""
        period, against = self.question.period, self.question.against
        if period is None or against is None:
            return why_no_days(ours, theirs, period)
        return why_not_both((ours, period), (theirs, against))

    def shared(self, ours: Series, theirs: Series) -> tuple[Span, ...]:
        """Return the windows that both cover, cut as asked."""
        shared = overlaps(ours.coverage, theirs.coverage)
        if self.question.period is not None:
            shared = overlaps(shared, (self.question.period,))
        unit = self.question.by
        if unit is None:
            return shared
        return tuple(cut for window in shared for piece in window.pieces(unit) if (cut := piece.meet(window)))

    def on_days(
        self, subject: tuple[Voice, Scope], baseline: tuple[Voice, Scope], window: Span, against: Span | None
    ) -> Iterator[Outcome]:
        """Yield what both sides say of a window; strictly, where that is nothing, of days in it that both report."""
        outcome = self.on_window(subject, baseline, window, against)
        reported: list[Span] = []
        if isinstance(outcome, NotComparable) and self.question.align is Align.STRICT and against is None:
            ours, theirs = (self.series_of(*side).by_days for side in (subject, baseline))
            both = [days for days in ours if days in theirs and window.contains(days)]
            reported = [days for days in both if not any(days != other and other.contains(days) for other in both)]
        found = [self.on_window(subject, baseline, days) for days in sorted(reported, key=lambda days: days.start)]
        yield from found or (outcome,)

    def on_window(
        self, subject: tuple[Voice, Scope], baseline: tuple[Voice, Scope], window: Span, against: Span | None = None
    ) -> Outcome:
        """Return what both sides say of a window, or each of its own, or why one of them says nothing."""
        bases = STRICT if self.question.align is Align.STRICT else frozenset(Basis)
        both = [self.series_of(*side) for side in (subject, baseline)]
        meant = None if against else _days_meant(both[0], both[1], window)
        found = []
        for series, days in zip(both, (window, against or window), strict=True):
            aligned = align(series, days, days=meant, bases=bases, without=self.question.without)
            if isinstance(aligned, NotAligned):
                (one, scope), other = subject, baseline[0].source
                return self.not_comparable(one.source, other, scope.measure, aligned.reason, one, scope, (days,))
            found.append(aligned)
        return Comparison(
            subject=self.side(*subject, found[0], window),
            baseline=self.side(*baseline, found[1], against or window),
            window=window,
            relation=self.registry.scopes.relation(subject[1], baseline[1]),
            baseline_window=against,
            meant=meant,
        )

    def printed(self, one: Voice, scope: Scope, other: Voice, their: Scope) -> Outcome:
        """Return the newest figure of each side as printed; a sum is printed nowhere."""
        for voice, where in ((one, scope), (other, their)):
            if not voice.figures.get(where):
                reason = f"{voice.source.short} prints no total there: what adds up has to be aligned"
                return self.not_comparable(one.source, other.source, scope.measure, reason, one, scope)
        ours, theirs = (max(voice.figures[where], key=_reach) for voice, where in ((one, scope), (other, their)))
        return Comparison(
            subject=self.side(one, scope, as_printed(ours), ours.outer),
            baseline=self.side(other, their, as_printed(theirs), theirs.outer),
            window=None,
            relation=self.registry.scopes.relation(scope, their),
        )

    def side(self, voice: Voice, scope: Scope, aligned: Aligned, days: Span) -> Side:
        """Return what a voice says of the days."""
        first = self.series_of(voice, scope).activity.first
        origins = {
            origin.id: origin
            for origin in (self.registry.origin(self.registry.by_id[one.id]) for one in aligned.figures)
        }
        return Side(
            voice=voice,
            scope=scope,
            aligned=aligned,
            from_the_start=days.first == first,
            origins=tuple(origins.values()),
        )

    def why_silent(self, speaker: Speaker, measure: str | None) -> str:
        """Return why a source or a figure has no voice, or none in a measure."""
        figure = speaker.figure
        if figure is None:
            return why_silent(self.registry, self.question.selection, speaker.source, measure)
        why = why_not_known(figure, self.question.selection.as_of) if measure is None else None
        return why or f"{figure.id} counts {figure.scope.measure}"

    def not_comparable(
        self,
        subject: Source,
        baseline: Source,
        measure: str | None,
        reason: str,
        voice: Voice | None = None,
        scope: Scope | None = None,
        periods: tuple[Span, ...] = (),
    ) -> NotComparable:
        """Return that two sources do not meet, and why."""
        places = {where.place for where in self.scopes(voice, measure)} if voice and measure else set()
        return NotComparable(
            subject=subject,
            baseline=baseline,
            disputed=voice.disputed if voice else None,
            measure=measure,
            places=(scope.place,) if scope and len(places) > 1 else (),
            periods=periods,
            reason=reason,
        )


def _days_meant(ours: Series, theirs: Series, window: Span) -> Window:
    """Return the days that both sides state alike, not sure which, if the window is the most that these can be."""
    alike = set(ours.stated(window)).intersection(theirs.stated(window))
    return min(alike, key=str) if alike else window


def _is_same(one: Voice, other: Voice) -> bool:
    """Tell whether two voices are one, or the same figure alone and as a disputed one."""
    single = one.alone or one.disputed
    return one is other or (single is not None and single is (other.alone or other.disputed))


def _reach(figure: Figure) -> tuple[object, ...]:
    """Return what the newest figure has most of; of those of one day, the one that reaches furthest."""
    return figure.known, figure.outer.last, figure.outer.days, figure.id


def _gathered(outcomes: Iterable[Outcome]) -> tuple[NotComparable, ...]:
    """Return each reason once for two sources and a measure, with all the places and days it was given for."""
    alike: dict[object, list[NotComparable]] = {}
    for outcome in outcomes:
        if isinstance(outcome, NotComparable):
            key = outcome.subject.id, outcome.baseline.id, outcome.measure, outcome.reason
            alike.setdefault(key, []).append(outcome)
    return tuple(
        entries[0]._replace(
            places=tuple(dict.fromkeys(place for entry in entries for place in entry.places)),
            periods=join(span for entry in entries for span in entry.periods),
        )
        for entries in alike.values()
    )
