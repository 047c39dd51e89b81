"""Figures that cannot all be true: which rule tells them, at which level, with what sums, and which slip would do."""

from __future__ import annotations

import json
from datetime import date, timedelta
from inspect import cleandoc
from pathlib import Path
from random import Random
from textwrap import indent

import pytest
from registries import registry_of
from test_checks import told
from test_read import marked, read
from transcripts import run

from casualtycli.bounds import Clash
from casualtycli.clashes import between_sources, in_publications, in_sources
from casualtycli.problems import Problem
from casualtycli.proofs import clash_told
from casualtycli.registry.checks import check
from casualtycli.wording import UNICODE

ONE = "{s: {name: The Source, short: S, counts: documented}}"
STATED = "{s: {name: The Source, short: S}}"
TWO = "{s: {name: The Source, short: S}, t: {name: Other, short: T}}"


def registry(rows: str, sources: str = ONE) -> str:
    head = f"""\
registry: 1
sources: {sources}
measures: {{killed: {{parts: [men, women]}}, women: {{includes: [girls]}}}}
places: {{All: {{parts: [North, South]}}}}
defaults: {{source: s, measure: killed, place: North, period: 2017, published: 2018-02-01, url: "https://s.org"}}
figures:
"""
    return head + indent(cleandoc(rows), "  ") + "\n"


def cases(rows: str, sources: str = ONE) -> pytest.MarkDecorator:
    """Run a test with each paragraph as the figures of a registry."""
    return pytest.mark.parametrize("text", [registry(row, sources) for row in cleandoc(rows).split("\n\n")])


def problem(rows: str, sources: str = ONE) -> Problem:
    """Return the one problem that there is."""
    (found,) = check(read(registry(rows, sources))).problems
    return found


@cases(
    """
    # more than the whole, or fewer
    - {id: all, count: 100}
    - {id: men, count: 40, measure: men}
    - {id: women, count: 61, measure: women}
    #                    ^^ parts-sum

    - {id: all, count: 100}
    - {id: men, count: 40, measure: men}
    - {id: women, count: 59, measure: women}
    #                    ^^ parts-sum

    - {id: north, count: 40}
    - {id: south, count: 50, place: South}
    - {id: all, count: 80, place: All}
    #                  ^^ parts-sum

    # what their words leave open may be the rest
    - {id: all, count: 100}
    - {id: men, count: at least 40, measure: men}
    - {id: women, count: 59, measure: women}

    - {id: all, count: at least 100}
    - {id: men, count: 40, measure: men}
    - {id: women, count: 61, measure: women}

    # one of the parts alone, and a part of a part
    - {id: all, count: 100}
    - {id: women, count: 61, measure: women}
    - {id: girls, count: 60, measure: girls}

    # two figures of the same days have rules of their own
    - {id: all, count: 100}
    - {id: women, count: 101, measure: women}
    #                    ^^^ part-above-whole

    - {id: a, count: 100}
    - {id: b, count: 101}
    #                ^^^ two-numbers

    # parts of other days
    - {id: all, count: 100}
    - {id: men, count: 40, measure: men, period: 2017-01-01/2017-06-30}
    - {id: women, count: 61, measure: women, period: 2017-07-01/2017-12-31}
    #                    ^^ clash-in-publication

    # a running total that falls, as one publication cannot have it
    - {id: june, count: 60, period: 2017-01-01/2017-06-30}
    - {id: july, count: 59, period: 2017-01-01/2017-07-31}
    #                   ^^ clash-in-publication

    - {id: half, count: 60, period: 2017-01-01/2017-06-30}
    - {id: spring, count: 61, period: 2017-02-01/2017-05-31}
    #                     ^^ clash-in-publication
    """
)
def test_of_one_day_of_publication_it_is_an_error(text: str) -> None:
    assert told(text) == marked(text)


APART = ["supersedes: half", "variant: high", "disputed: {by: half, why: another year}", "relays: half", "adds: yes"]


@pytest.mark.parametrize("apart", [*APART, "published: 2018-02-02", "count: at least 59", "place: South"])
def test_what_is_told_apart_does_not_clash(apart: str) -> None:
    rows = f"""
    - {{id: half, count: 60, period: 2017-01-01/2017-06-30}}
    - {{id: spring, count: 61, period: 2017-02-01/2017-05-31, {apart}}}
    """.replace("count: 61, ", "" if "count" in apart else "count: 61, ")
    rules = {one.rule for one in check(read(registry(rows))).problems}
    assert rules <= {"relay-differs", "list-open", "list-clash"}


def test_what_has_been_put_right_is_no_error_any_more() -> None:
    rows = """
    - {id: half, count: 60, period: 2017-01-01/2017-06-30}
    - {id: spring, count: 61, period: 2017-02-01/2017-05-31}
    """
    assert problem(rows).rule == "clash-in-publication"
    right = "- {id: right, count: 51, period: 2017-02-01/2017-05-31, published: 2018-02-02%s}"
    for more in ("", ", supersedes: spring"):
        assert check(read(registry(f"{cleandoc(rows)}\n{right % more}"))).problems == ()


@cases(
    """
    # the tally had more before
    - {id: half, count: 60, period: 2017-01-01/2017-06-30, published: 2018-02-03}
    #                   ^^ clash-in-source
    - {id: spring, count: 61, period: 2017-02-01/2017-05-31}

    # it has more since
    - {id: half, count: 60, period: 2017-01-01/2017-06-30}
    - {id: spring, count: 61, period: 2017-02-01/2017-05-31, published: 2018-02-02}

    - {id: all, count: 100, published: 2018-02-02}
    #                  ^^^ clash-in-source
    - {id: women, count: 101, measure: women}

    # running totals, and what is left of them, have rules of their own
    - {id: june, count: 60, period: 2017-01-01/2017-06-30}
    - {id: july, count: 59, period: 2017-01-01/2017-07-31, published: 2018-02-02}
    #                   ^^ falling-total

    - {id: june, count: 60, period: 2017-01-01/2017-06-30}
    - {id: july, count: at most 59, period: 2017-01-01/2017-07-31, published: 2018-02-02}
    #                   ^^^^^^^^^^ clash-in-source

    - {id: june, count: 60, period: 2017-01-01/2017-06-30}
    - {id: july, count: 65, period: 2017-01-01/2017-07-31, published: 2018-02-02}
    #                   ^^ falling-remainder
    - {id: women-june, count: 20, measure: women, period: 2017-01-01/2017-06-30}
    - {id: women-july, count: 26, measure: women, period: 2017-01-01/2017-07-31, published: 2018-02-02}

    # nobody less, or not for certain; a part published on its own
    - {id: june, count: 60, period: 2017-01-01/2017-06-30}
    - {id: july, count: 65, period: 2017-01-01/2017-07-31, published: 2018-02-02}
    - {id: women-june, count: 20, measure: women, period: 2017-01-01/2017-06-30}
    - {id: women-july, count: 25, measure: women, period: 2017-01-01/2017-07-31, published: 2018-02-02}

    - {id: june, count: 60, period: 2017-01-01/2017-06-30}
    - {id: july, count: at least 65, period: 2017-01-01/2017-07-31, published: 2018-02-02}
    - {id: women-june, count: 20, measure: women, period: 2017-01-01/2017-06-30}
    - {id: women-july, count: 26, measure: women, period: 2017-01-01/2017-07-31, published: 2018-02-02}

    - {id: june, count: 60, period: 2017-01-01/2017-06-30}
    - {id: july, count: 65, period: 2017-01-01/2017-07-31, published: 2018-02-02}
    - {id: women-june, count: 20, measure: women, period: 2017-01-01/2017-06-30}
    - {id: women-july, count: 26, measure: women, period: 2017-01-01/2017-07-31, published: 2018-02-03}
    """
)
def test_across_the_publications_of_a_source_it_is_a_warning(text: str) -> None:
    assert told(text) == marked(text)


@cases(
    """
    # at its word, the one or the other is wrong
    - {id: half, count: 60, period: 2017-01-01/2017-06-30}
    - {id: spring, count: 61, period: 2017-02-01/2017-05-31, published: 2018-02-02}
    #                     ^^ clash-in-source

    # and the remainder is told once
    - {id: june, count: 60, period: 2017-01-01/2017-06-30}
    - {id: july, count: 65, period: 2017-01-01/2017-07-31, published: 2018-02-02}
    #                   ^^ falling-remainder
    - {id: women-june, count: 20, measure: women, period: 2017-01-01/2017-06-30}
    - {id: women-july, count: 26, measure: women, period: 2017-01-01/2017-07-31, published: 2018-02-02}
    """,
    STATED,
)
def test_a_source_that_states_is_taken_at_its_word(text: str) -> None:
    assert told(text) == marked(text)


@cases(
    """
    - {id: all, count: 100 (90-110)}
    - {id: men, count: 40 (30-50), measure: men}
    - {id: women, count: 75 (70-80), measure: women}

    - {id: all, count: 100 (90-110)}
    - {id: men, count: 40 (30-50), measure: men}
    - {id: women, count: 85 (81-95), measure: women}
    #                    ^^^^^^^^^^ clash-in-source
    """,
    "{s: {name: Survey, short: S, counts: estimated}}",
)
def test_the_parts_of_an_estimate_need_not_add_up(text: str) -> None:
    assert told(text) == marked(text)


@cases(
    """
    - {id: a, count: at most 100}
    - {id: b, count: 101, source: t}
    #                ^^^ clash-between-sources

    - {id: a, count: at most 100}
    - {id: b, count: 60, source: t, measure: men}
    - {id: c, count: 50, source: t, measure: women, published: 2018-02-02}
    #                ^^ clash-between-sources

    - {id: a, count: about 100}
    - {id: b, count: 101, source: t}
    """,
    TWO,
)
def test_between_sources_it_is_a_note(text: str) -> None:
    assert told(text) == marked(text)


@pytest.mark.parametrize("how", ["documented", "assessed", "estimated"])
def test_what_could_be_established_is_a_floor_and_an_estimate_proves_nothing(how: str) -> None:
    rows = "- {id: a, count: 100}\n- {id: b, count: 101, source: t}"
    assert check(read(registry(rows, TWO.replace("short: S", f"short: S, counts: {how}")))).problems == ()


def test_levels_sums_and_lines() -> None:
    rows = """
    - {id: all, count: at most 150}
    - {id: men, count: 100, measure: men}
    - {id: women, count: 60, measure: women}
    """
    error = problem(rows)
    assert (error.level, error.message) == (
        "error",
        "the parts do not add up to the whole: at least 160 = 100 + 60 (men at a.yaml:8 and women at a.yaml:9), "
        "at most 150 (all at a.yaml:7): 10 too many; men and women are parts of killed that share nobody",
    )
    rows = "- {id: a, count: 1500}\n- {id: b, count: 1501, source: t}"
    note = problem(rows, TWO)
    assert (note.level, note.message) == (
        "note",
        "S and T cannot both be right: at least 1,501 (b at a.yaml:8), at most 1,500 (a at a.yaml:7): 1 too many",
    )


TOTALS = """
- {{id: may, count: "1,481", period: 2017-01-01/2017-05-31}}
- {{id: month, count: {month}, period: 2017-06-01/2017-06-30}}
- {{id: june, count: "{june}", period: 2017-01-01/2017-06-30}}
"""


@pytest.mark.parametrize(
    ("month", "june", "slips"),
    [
        (472, "1,593", ['"1,953" for "1,593" in june (two digits changed places)']),
        (472, "193", ['"1,953" for "193" in june (a digit is missing)']),
        (47, "1,953", ['"472" for "47" in month (a digit is missing)']),
        (742, "1,953", ['"472" for "742" in month (two digits changed places)']),
        (473, "1,999", []),
    ],
)
def test_the_slip_that_would_mend_it(month: int, june: str, slips: list[str]) -> None:
    hint = problem(TOTALS.format(month=month, june=june)).hint
    assert hint.startswith("mend one of the figures, or what is declared of the parts")
    assert all(slip in hint for slip in slips)
    assert ("digit" in hint) is bool(slips)


def test_a_wrong_month_is_told_with_the_nearest_that_would_do() -> None:
    rows = """
    - {id: winter, count: 300, period: 2017-01-01/2017-03-31}
    - {id: lost, count: 444, period: 2017-03}
    """
    assert '"2017-04" for "2017-03" in lost (another month)' in problem(rows).hint
    kept = cleandoc(rows) + "\n" + "- {id: april, count: 9, period: 2017-04-01/2017-06-30}\n"
    assert '"2017-07" for "2017-03" in lost (another month)' in problem(kept).hint


def test_what_another_figure_of_the_source_refutes_is_no_slip() -> None:
    rows = """
    - {id: half, count: 199, period: 2017-01-01/2017-06-30}
    - {id: year, count: 194}
    """
    assert '"914" for "194" in year (two digits changed places)' in problem(rows).hint
    refuting = "- {id: more, count: at most 900, period: 2017-01-01/2018-01-31}"
    assert '"914"' not in problem(f"{cleandoc(rows)}\n{refuting}").hint


def test_other_commands_refuse_an_error_and_go_on_over_a_warning(tmp_path: Path) -> None:
    rows = "- {id: half, count: 60, period: 2017-01-01/2017-06-30}\n- {id: spring, count: 61, period: 2017-02%s}"
    file = tmp_path / "casualty.yaml"
    for more, codes in (("", (2, 1)), (", published: 2018-01-15", (0, 0))):
        file.write_text(registry(rows % more), encoding="utf-8")
        found = [run(f"casualty {command} -f {file}") for command in ("bounds", "check")]
        assert tuple(code for code, *_ in found) == codes
        assert any(rule in found[1][1] for rule in ("[clash-in-publication]", "[clash-in-source]"))


@pytest.mark.parametrize("rule", ["clash-in-source", "falling-remainder", "clash-between-sources"])
def test_a_figure_may_say_why_it_does_not_hold(rule: str) -> None:
    quiet = f"ignore: {{rule: {rule}, reason: looked up}}"
    rows = {
        "clash-in-source": f"""
        - {{id: half, count: 60, period: 2017-01-01/2017-06-30, published: 2018-02-03, {quiet}}}
        - {{id: spring, count: 61, period: 2017-02-01/2017-05-31}}
        """,
        "falling-remainder": f"""
        - {{id: june, count: 60, period: 2017-01-01/2017-06-30}}
        - {{id: july, count: 65, period: 2017-01-01/2017-07-31, published: 2018-02-02, {quiet}}}
        - {{id: women-june, count: 20, measure: women, period: 2017-01-01/2017-06-30}}
        - {{id: women-july, count: 26, measure: women, period: 2017-01-01/2017-07-31, published: 2018-02-02}}
        """,
        "clash-between-sources": f"""
        - {{id: a, count: 1500}}
        - {{id: b, count: 1501, source: t, {quiet}}}
        """,
    }
    found = check(read(registry(rows[rule], TWO if rule == "clash-between-sources" else ONE)))
    assert (found.problems, [one.rule for one in found.ignored]) == ((), [rule])


def test_newer_figures_of_a_source_that_states_hold_and_the_oldest_proves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "casualty.yaml"
    rows = """
    - {id: old, count: 100, period: 2017-01-01/2017-06-30}
    - {id: spring, count: 61, period: 2017-01-01/2017-03-31, published: 2018-02-02}
    - {id: summer, count: 49, period: 2017-04-01/2017-06-30, published: 2018-02-02}
    """
    file.write_text(registry(rows, STATED), encoding="utf-8")
    found = json.loads(run(f"casualty bounds -f {file} --format json")[1])
    (row,) = found["bounds"]
    assert (row["low"], row["high"], found["clashes"]) == (110, 110, [])
    assert found["left_out"] == [{"figure": "old", "reason": "newer figures of its source contradict it"}]


def random_rows(rng: Random) -> str:
    """Return figures of two sources and three measures that may or may not agree."""
    rows = []
    for number in range(rng.randrange(3, 9)):
        first, days = rng.randrange(1, 20), rng.randrange(0, 9)
        count = f"{rng.choice(('', 'at least ', 'at most '))}{rng.randrange(30)}"
        rows.append(
            f"- {{id: f{number}, source: {rng.choice('st')}, count: {count}, measure: "
            f"{rng.choice(('killed', 'men', 'women'))}, period: 2017-01-{first:02}/2017-01-{first + days:02}, "
            f"published: 2018-02-0{rng.randrange(1, 4)}}}"
        )
    return "\n".join(rows)


def clashes(text: str) -> list[list[Clash]]:
    found = read(text).registry
    return [list(kind(found)) for kind in (in_publications, in_sources, between_sources)]


@pytest.mark.parametrize("seed", range(150))
def test_every_clash_is_of_its_kind_and_minimal_and_their_order_changes_nothing(seed: int) -> None:
    rows = random_rows(Random(seed))
    text = registry(rows, TWO)
    publication, source, several = clashes(text)
    for clash in publication:
        assert len({(figure.source.id, figure.known) for figure in clash.figures}) == 1
    for clash in source:
        assert len({figure.source.id for figure in clash.figures}) == 1 < len({one.known for one in clash.figures})
    for clash in several:
        assert len({figure.source.id for figure in clash.figures}) > 1
    for kind, found in zip((in_publications, in_sources, between_sources), (publication, source, several), strict=True):
        for clash in found:
            ids = [figure.id for figure in clash.figures]
            own = [row for row in rows.splitlines() if any(f"id: {id_}," in row for id_ in ids)]
            assert len(own) == len(ids)
            for left_out in range(len(own)):
                rest = own[:left_out] + own[left_out + 1 :]
                assert not any(clashes(registry("\n".join(rest), TWO))), kind
    mixed = rows.splitlines()
    Random(seed).shuffle(mixed)
    again = clashes(registry("\n".join(mixed), TWO))
    assert [[clash.size for clash in kind] for kind in again] == [
        [clash.size for clash in kind] for kind in (publication, source, several)
    ]


def test_a_clash_of_very_many_figures_is_found_and_told_in_few_words() -> None:
    """A hundred and fifty days with one killed each, and a total of 200: no slip is looked for in so many figures."""
    first = date(2020, 1, 1)
    figures = [
        f"id: d{n}, source: a, count: 1, period: {first + timedelta(n)}, published: 2021-01-01" for n in range(150)
    ]
    total = f"id: z, source: b, count: 200, period: {first}/{first + timedelta(149)}, published: 2021-01-01"
    found = list(between_sources(registry_of("\n".join((*figures, total)))))
    assert [(clash.size, len(clash.figures)) for clash in found] == [(50, 151)]
    words = clash_told(found[0], UNICODE)
    assert words.startswith(
        "at least 200 (z), at most 150, the sum of 150 numbers (d0, d1, d10, d100, d101, d102, d103, "
    )
    assert words.endswith(" and 142 more): 50 too many")


def test_a_list_and_a_total_that_cannot_both_be_right() -> None:
    figures = """
        id: total, source: a, count: 400, period: 2020
        id: i1, source: b, count: 10, period: 2020-01-12, actor: Army, adds: yes
        id: i2, source: b, count: 15, period: 2020-02-12, adds: yes
    """
    declared = "sources: {a: {name: Alpha}, b: {name: Beta, lists: 2020}}\n"
    (clash,) = between_sources(registry_of(figures, declared))
    assert clash_told(clash, UNICODE) == (
        "at least 400 (total), at most 25 (2 incidents of Beta on 2020-01-01 → 2020-12-31): 375 too many"
    )
    assert list(between_sources(registry_of(figures, declared.replace("lists: 2020", "counts: documented")))) == []
    assert list(between_sources(registry_of(figures.replace("400", "25"), declared))) == []
