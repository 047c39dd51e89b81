"""Figures that only repeat others: what they are compared as, what they say nothing of, and what they changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from registries import registry_of, row_of, rows_of

from casualtycli.claims import claims_to_what_happened
from casualtycli.compare import compare
from casualtycli.comparison import Align, Pairs, Question, Verdict, compared_figures
from casualtycli.model import Registry
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry
from casualtycli.report.documents import digest, reports_document
from casualtycli.report.notes import notes_of, reports
from casualtycli.select import Selection, voices
from casualtycli.vintages import in_force, repetitions, replacements

SHIPPED = Path(__file__).parents[1] / "data" / "sources.yaml"
THREE = """
    sources:
      a: {name: Alpha, short: A}
      b: {name: Beta, short: B}
      c: {name: Gamma, short: C}
"""
SAID = "id: said, source: b, count: at least 650, period: 2020, published: 2021-02-01"
REPEATED = "id: repeated, source: c, count: at least 650, period: 2020, published: 2021-02-02, relays: said"
AGAIN = "id: again, source: c, count: at least 650, period: 2020, published: 2021-02-03, relays: repeated"
ONCE_MORE = "id: once-more, source: b, count: at least 650, period: 2020, published: 2021-06-01, relays: repeated"
OTHER = "id: other, source: a, count: 400, period: 2020, published: 2021-01-15"


def registry(*lines: str) -> Registry:
    return registry_of("\n".join(lines), THREE)


def in_force_of(*lines: str, as_of: date | None = None) -> str:
    return " ".join(figure.id for figure in in_force(registry(*lines), as_of))


@pytest.mark.parametrize("lines", [(SAID, REPEATED, AGAIN, ONCE_MORE), (ONCE_MORE, AGAIN, REPEATED, SAID)])
def test_every_relay_goes_back_to_the_figure_that_repeats_none(lines: tuple[str, ...]) -> None:
    found = registry(OTHER, *lines)
    assert {figure.id: found.origin(figure).id for figure in found.figures} == {
        **dict.fromkeys(("said", "repeated", "again", "once-more"), "said"),
        "other": "other",
    }
    assert reports(found, found.figures) == "5 reports, 2 origins"
    assert reports_document(found, found.figures) == {"reports": 5, "origins": 2}


def test_nothing_is_said_where_every_report_is_an_origin() -> None:
    found = registry(OTHER, SAID)
    assert reports(found, found.figures) is None


def test_an_origin_counts_that_is_not_shown() -> None:
    found = registry(SAID, REPEATED, AGAIN)
    assert reports(found, [found.by_id["repeated"], found.by_id["again"]]) == "2 reports, 1 origin"
    assert reports(found, [found.by_id["repeated"]]) is None


def test_a_circle_of_relays_ends() -> None:
    text = (
        "registry: 1\nsources: {a: {}}\ndefaults: {source: a, measure: m, place: p, count: 1, period: 2020}\nfigures:"
    )
    lines = "\n  - {id: x, relays: y}\n  - {id: y, relays: z}\n  - {id: z, relays: y}\n"
    found = read_registry([File("test.yaml", f"{text}{lines}".encode())])
    assert [problem.rule for problem in found.errors] == ["circle"]
    assert {found.registry.origin(figure).id for figure in found.registry.figures} == {"y", "z"}


class TestOfAnotherSource:
    def test_it_is_compared_as_printed_and_proves_nothing(self) -> None:
        """The monitor's own number clashes with the ministry's; the newspaper only said it too."""
        rows = {row.subject.voice.source.id: row for row in rows_of(f"{OTHER}\n{SAID}\n{REPEATED}", THREE)}
        assert [rows[source].verdict for source in "bc"] == [Verdict.CLASH, Verdict.OPEN]
        assert rows["b"].ratio == rows["c"].ratio
        assert notes_of(rows["c"]) == ("C only relays said",)
        assert [figure.id for figure in rows["c"].subject.origins] == ["said"]

    def test_it_does_not_confirm_what_it_repeats(self) -> None:
        row = row_of(
            f"{SAID.replace('at least ', '')}\n{REPEATED.replace('at least ', '')}",
            THREE,
            baseline="b",
            selection=Selection(sources=("c",)),
        )
        assert row.verdict is Verdict.OPEN
        assert notes_of(row) == ("C and B go back to one origin, said: neither confirms the other",)

    def test_two_that_agree_without_it_are_equal(self) -> None:
        row = row_of(
            f"{SAID.replace('at least ', '')}\n{REPEATED.replace('at least ', '').replace(', relays: said', '')}",
            THREE,
            baseline="b",
            selection=Selection(sources=("c",)),
        )
        assert row.verdict is Verdict.EQUAL

    def test_two_that_repeat_a_third_have_one_origin(self) -> None:
        other = REPEATED.replace("repeated", "too").replace("source: c", "source: a")
        found = registry(SAID, REPEATED, other)
        question = Question(baseline="a", selection=Selection(sources=("c",)))
        (row,) = compare(found, question).rows
        assert notes_of(row) == ("C and A go back to one origin, said: neither confirms the other",)
        assert [figure.id for figure in compared_figures(found, [row])] == ["too", "said", "repeated"]

    def test_a_newer_one_replaces_an_older_one_of_its_source(self) -> None:
        assert in_force_of(SAID, REPEATED, AGAIN) == "said again"

    def test_it_claims_nothing_of_what_happened(self) -> None:
        found = registry(SAID, REPEATED)
        claims = {
            id_: [claim.count for claim in claims_to_what_happened(figure, from_the_start=True, trusted=True)]
            for id_, figure in found.by_id.items()
        }
        assert claims == {"said": [650], "repeated": []}


class TestOfItsOwnSource:
    def test_it_is_no_vintage(self) -> None:
        """A correction stays in force, though the old number is printed once more."""
        corrected = "id: corrected, source: b, count: at least 700, period: 2020, published: 2021-04-01"
        assert in_force_of(SAID, ONCE_MORE, REPEATED) == "said repeated"
        assert in_force_of(SAID, corrected, ONCE_MORE, REPEATED) == "corrected repeated"
        assert (
            in_force_of(SAID, corrected, ONCE_MORE.replace(", relays: repeated", ""), REPEATED) == "once-more repeated"
        )
        found = registry(SAID, corrected, ONCE_MORE, REPEATED)
        assert {old: new.id for old, new in replacements(found.figures).items()} == {"said": "corrected"}
        assert repetitions(found.figures) == {"once-more"}

    def test_disputed_it_is_a_voice_of_its_own(self) -> None:
        disputed = f"{ONCE_MORE}, disputed: {{by: said, why: misprinted}}"
        found = registry(SAID, disputed, REPEATED)
        assert [voice.disputed.id for voice in voices(found, Selection()) if voice.disputed] == ["once-more"]

    def test_with_another_number_of_one_day_it_is_one_warning(self) -> None:
        said, wrong = (line.replace("published: 2021-06-01", "published: 2021-02-01") for line in (SAID, ONCE_MORE))
        assert problems(said, wrong.replace("650", "560").replace("relays: repeated", "relays: said")) == [
            "relay-differs"
        ]

    def test_alone_it_leaves_its_source_silent(self) -> None:
        relay = "id: x, source: b, count: 10, measure: hurt, period: 2020, published: 2021-03, relays: said"
        asked = Question(selection=Selection(measures=("hurt",)))
        found = compare(registry(OTHER.replace("count: 400", "count: 400, measure: hurt"), SAID, relay), asked)
        assert "B has no figure of hurt that is not a relay of another one of its own" in {
            entry.reason for entry in found.not_comparable
        }


def problems(*lines: str) -> list[str]:
    body = "".join(f"  - {{{line}, url: 'https://example.org'}}\n" for line in lines)
    head = "registry: 1\nsources: {a: {}, b: {}, c: {}}\ndefaults: {measure: killed, place: Land}\nfigures:\n"
    reading = check(read_registry([File("test.yaml", f"{head}{body}".encode())]))
    return [problem.rule for problem in reading.problems if problem.rule != "unused-source"]


@pytest.mark.parametrize(
    ("said", "relay", "expected"),
    [
        ("count: 650, period: 2020", "count: 650, period: 2020", []),
        ("count: 650, period: 2020", "count: 650, period: 2020-01-01/2020-12-31", []),
        ("count: at least 650, period: 2020", "count: more than 650, period: 2020", []),
        ("count: 650, period: 2019-01-01/..", "count: 650, period: 2019-01-01/..", []),
        ("count: 650, period: 2020, variant: low", "count: 650, period: 2020", []),
        ("count: 650, period: 2020", "count: 605, period: 2020", ["relay-differs"]),
        ("count: 650, period: 2020", "count: at least 650, period: 2020", ["relay-differs"]),
        ("count: 500-700, period: 2020", "count: 500-800, period: 2020", ["relay-differs"]),
        ("count: 650, period: 2020", "count: 650, period: 2020, place: Town", ["relay-differs"]),
        ("count: 650, period: 2020", "count: 650, period: 2020, actor: X", ["relay-differs"]),
        ("count: 650, period: 2020", "count: 650, period: 2020, measure: hurt", ["relay-differs"]),
        ("count: 650, period: 2020", "count: 650, period: 2019-01-01/2020-12-31", ["relay-differs"]),
        ("count: 650, period: 2019-01-01/2021-01-01", "count: 650, period: 2019-01-01/..", ["relay-differs"]),
        ("count: 650, period: 2020", "count: 605, period: 2020, disputed: {by: said, why: a slip}", []),
    ],
)
def test_what_a_relay_changed(said: str, relay: str, expected: list[str]) -> None:
    lines = (
        f"id: said, source: b, {said}, published: 2021-02-01",
        f"id: relay, source: c, {relay}, published: 2021-02-03, relays: said",
    )
    assert problems(*lines) == problems(*lines[::-1]) == expected


@pytest.mark.parametrize(
    ("said", "relay", "expected"),
    [
        ("2021-02-03", "2021-02-03", []),
        ("2021-02-03", "2021-02-02", ["relay-before-origin"]),
        ("2021-02", "2021-02-02", []),
        ("2021-03", "2021-02-28", ["relay-before-origin"]),
        ("2021-03-01", "2021", []),
    ],
)
def test_a_relay_comes_after_what_it_relays(said: str, relay: str, expected: list[str]) -> None:
    lines = (SAID.replace("2021-02-01", said), REPEATED.replace("2021-02-02", relay))
    assert problems(*lines) == expected


@pytest.mark.parametrize("id_", ["sohr-2017-08-as-printed", "sohr-2017-08-as-printed-airstrikes"])
def test_the_printed_7000_is_caught_once(id_: str) -> None:
    """With the dispute it is declared; without, check tells what was changed on the way."""
    text = SHIPPED.read_text(encoding="utf-8")
    shipped = check(read_registry([File("test.yaml", text.encode())]))
    assert shipped.problems == ()
    start = text.index(f"id: {id_}\n")
    at = text.index("    disputed:", start)
    (finding,) = [
        problem
        for problem in check(read_registry([File("test.yaml", _without_dispute(text, at).encode())])).problems
        if problem.rule == "relay-differs" and problem.location.line < text[:at].count("\n") + 2
    ]
    assert "the actor from Syrian government to US-led coalition" in finding.message
    assert "the period from 2014-10-20/2015-11-20 to 2014/2017" in finding.message


def _without_dispute(text: str, at: int) -> str:
    """Return the registry with the dispute that begins there as a comment; one that others share by its anchor too."""
    lines = text[at:].split("\n\n", 1)
    kept = text[:at] + "\n".join(f"# {line}" for line in lines[0].split("\n")) + "\n\n" + lines[1]
    return kept.replace("    disputed: *misattributed\n", "") if "&misattributed" in lines[0] else kept


def test_the_shipped_registry_counts_its_origins() -> None:
    found = read_registry([File("test.yaml", SHIPPED.read_bytes())]).registry
    assert reports(found, found.figures) == "7 reports, 5 origins"
    rows = compare(found, Question(pairs=Pairs.ALL, align=Align.REPORTED)).rows
    assert any(row.subject.voice.disputed for row in rows)


def test_what_relays_what_is_part_of_what_the_registry_says() -> None:
    assert digest(registry(SAID, REPEATED)) != digest(registry(SAID, REPEATED.replace(", relays: said", "")))
