"""The rules: each fires where it should and nowhere else, and points at what is meant.

A comment with carets stands under each place at which a problem is expected, and names its rule.
"""

from inspect import cleandoc
from textwrap import indent

import pytest
from registries import reading_of
from test_read import marked, problems, read

from casualtycli.registry.checks import check
from casualtycli.registry.errors import with_errors

HEAD = """\
registry: 1
sources: {s: {name: The Source, short: S}}
measures:
  killed: {includes: [children]}
places:
  All: {parts: [North, South]}
  North: {includes: [Town]}
actors:
  US-led coalition: {}
defaults: {source: s, measure: killed, place: North, period: 2017-01-01, published: 2017-02-01, url: "https://s.org"}
figures:
"""


def told(text):
    return problems(check(read(text)))


def figures(rows):
    """Run a test with each paragraph as the figures of a registry."""
    return pytest.mark.parametrize("text", [HEAD + indent(row, "  ") for row in cleandoc(rows).split("\n\n")])


@figures(
    """
    - {id: a, count: 5}
    - {id: b, count: 6}
    #                ^ two-numbers

    - {id: a, count: 5, variant: high}
    - {id: b, count: at least 5, variant: high}
    #                ^^^^^^^^^^ two-numbers
    - {id: c, count: about 5, variant: high}
    #                ^^^^^^^ two-numbers

    # a month of publication counts at its last day
    - {id: a, count: 5, published: 2017-02}
    - {id: b, count: 6, published: 2017-02-28}
    #                ^ two-numbers

    # one of three is settled
    - {id: a, count: 5}
    - {id: b, count: 6, supersedes: a}
    - {id: c, count: 7}
    #                ^ two-numbers

    # the same days, written in two ways
    - {id: a, count: 5, period: 2017-01-01/..}
    - {id: b, count: 6, period: 2017-01-01/2017-02-01}
    #                ^ two-numbers

    # the same number, worded in two ways
    - {id: a, count: "4,734"}
    - {id: b, count: 4734}
    - {id: c, count: more than 5, variant: v}
    - {id: d, count: at least 5, variant: v}

    # days that may differ
    - {id: a, count: at least 5, period: 2016-12/2017-01}
    - {id: b, count: 6, period: 2016-12-01/2017-01-31}
    """
)
def test_two_numbers(text):
    assert told(text) == marked(text)


@pytest.mark.parametrize(
    "apart",
    [
        "published: 2017-02-02",
        "period: 2017-01-02",
        "place: South",
        "measure: injured",
        "variant: high",
        "supersedes: a",
        "disputed: {by: a, why: another year}",
    ],
)
def test_two_numbers_that_are_told_apart(apart):
    assert told(f"{HEAD}  - {{id: a, count: 5}}\n  - {{id: b, count: 6, {apart}}}\n") == []
    assert told(f"{HEAD}  - {{id: b, count: 6, {apart}}}\n  - {{id: a, count: 5}}\n") == []


def test_two_numbers_in_two_files():
    one = HEAD + "  - {id: a, count: 5}\n"
    two = HEAD.replace("sources: {s: {name: The Source, short: S}}", "sources: {t: {}}")
    assert [problem.rule for problem in check(read(one, two + "  - {id: b, source: t, count: 6}\n")).problems] == [
        "clash-between-sources"
    ]
    problem, *_ = check(read(one, two + "  - {id: b, count: 6}\n  - {id: c, source: t, count: 7}\n")).problems
    assert (problem.rule, str(problem.location)) == ("two-numbers", "b.yaml:12:20")
    assert problem.message.endswith(": 5, at a.yaml:12:5")


@figures(
    """
    - {id: whole, count: 5, place: All}
    - {id: part, count: 6}
    #                   ^ part-above-whole

    - {id: part, count: 6-8, place: Town}
    #                   ^^^ part-above-whole
    - {id: whole, count: up to 5, place: All}

    - {id: whole, count: 5}
    - {id: part, count: 6, measure: children}
    #                   ^ part-above-whole
    - {id: other, count: 7, actor: US-led coalition}
    #                    ^ part-above-whole

    # a month of publication counts at its last day
    - {id: whole, count: 5, place: All, published: 2017-02}
    - {id: part, count: 6, published: 2017-02-28}
    #                   ^ part-above-whole

    # not certainly above; crossed; apart
    - {id: whole, count: at least 5, place: All}
    - {id: part, count: 6}
    - {id: other, count: about 9, place: Town}

    - {id: whole, count: 5, place: All, actor: US-led coalition}
    - {id: part, count: 6}

    - {id: south, count: 5, place: South}
    - {id: north, count: 6}
    """
)
def test_part_above_whole(text):
    assert told(text) == marked(text)


@pytest.mark.parametrize(
    "apart", ["published: 2017-02-02", "period: 2017-01-02", "variant: v", "disputed: {by: w, why: another year}"]
)
@pytest.mark.parametrize("count", [5, 6])
def test_part_and_whole_of_two_publications(apart, count):
    rows = f"  - {{id: w, count: 5, place: All}}\n  - {{id: p, count: {count}, {apart}}}\n"
    clash = ["clash-in-source"] if count == 6 and "published" in apart else []
    assert [rule for *_, rule in told(HEAD + rows)] == clash


@figures(
    """
    - {id: whole, count: 5, place: All}
    - {id: part, count: 5, place: Town}
    #                   ^ total-equals-part

    - {id: whole, count: at least 5, place: All}
    - {id: part, count: about 5}
    #                   ^^^^^^^ total-equals-part

    # none, and no number at all, may well be equal
    - {id: whole, count: 0, place: All}
    - {id: part, count: 0}

    - {id: whole, count: 4-6, place: All}
    - {id: part, count: 4-6}
    """
)
def test_total_equals_part(text):
    assert told(text) == marked(text)


@figures(
    """
    - {id: b, count: at least 4, period: 2017-01-01/2017-02-28, published: 2017-03-01}
    #                ^^^^^^^^^^ falling-total
    - {id: a, count: at least 5, period: 2017-01-01/2017-01-31}

    # each against the highest before it
    - {id: a, count: 5}
    - {id: b, count: 3, period: 2017-01-01/2017-01-11, published: 2017-02-02}
    #                ^ falling-total
    - {id: c, count: 4, period: 2017-01-01/2017-01-21, published: 2017-02-03}
    #                ^ falling-total
    - {id: d, count: 5, period: 2017-01-01/2017-01-31, published: 2017-02-04}

    # of the same days the newer replaces the older
    - {id: a, count: 5}
    - {id: b, count: 4, published: 2017-02-02}
    - {id: c, count: 4, period: 2017-01-01/2017-01-31, published: 2017-02-02}

    # what supersedes the last of the totals revises those before it, and the next is held against it
    - {id: a, count: 5}
    - {id: b, count: 6, period: 2017-01-01/2017-01-31}
    - {id: c, count: 4, period: 2017-01-01/2017-02-28, published: 2017-03-01, supersedes: b}
    - {id: d, count: 3, period: 2017-01-01/2017-03-31, published: 2017-04-01}
    #                ^ falling-total

    # but not those behind it, nor totals of anything else
    - {id: a, count: 6, period: 2017-01-01/2017-01-31}
    - {id: b, count: 5}
    - {id: c, count: 4, period: 2017-01-01/2017-02-28, published: 2017-03-01, supersedes: b}
    #                ^ falling-total

    - {id: a, count: 6}
    - {id: b, count: 5, period: 2017-01-01/2017-01-31, place: South}
    - {id: c, count: 4, period: 2017-01-01/2017-02-28, published: 2017-03-01, supersedes: b}
    #                ^ falling-total

    - {id: a, count: about 5}
    - {id: b, count: 4, period: 2017-01-01/2017-01-31}

    # no later total is lower than the one that was published after it, but the two clash
    - {id: a, count: 5, published: 2017-03-01}
    #                ^ clash-in-source
    - {id: b, count: 4, period: 2017-01-01/2017-01-31}
    """
)
def test_falling_total(text):
    assert told(text) == marked(text)


@pytest.mark.parametrize(
    ("count", "more"),
    [
        ("5", ""),
        ("4", ", supersedes: a"),
        ("4", ", period: 2017-01-02/2017-01-31"),
        ("4", ", variant: low"),
        ("4", ", place: South"),
        ("4", ", disputed: {by: a, why: another year}"),
    ],
)
def test_a_total_that_does_not_fall(count, more):
    period = "" if "period" in more else ", period: 2017-01-01/2017-01-31"
    assert told(f"{HEAD}  - {{id: a, count: 5}}\n  - {{id: b, count: {count}{more}{period}}}\n") == []


@figures(
    """
    - {id: a, count: 5, url: null}
    #      ^ missing-url

    - {id: "a", "count": 5, published: ~}
    #      ^^^ missing-published

    # one that is there, but wrong, is not missing
    - {id: a, count: 5, url: s.org}
    #                        ^^^^^ bad-value

    - {id: a, count: 5, published: someday}
    #                              ^^^^^^^ bad-date
    - {id: b, count: 5}

    - {id: a, count: 5, published: 2017, url: http://s.org}
    """
)
def test_missing(text):
    assert told(text) == marked(text)


@figures(
    """
    - {id: a, count: 5, actor: US led coalition}
    #                          ^^^^^^^^^^^^^^^^ near-name

    - {id: a, count: 5, actor: us-led  Coalition}
    #                          ^^^^^^^^^^^^^^^^^ near-name

    - {id: a, count: 5, place: Nroth}
    #                          ^^^^^ near-name
    - {id: b, count: 5, place: Northe}
    #                          ^^^^^^ near-name
    - {id: c, count: 5, place: Nörth}
    #                          ^^^^^ near-name
    - {id: d, count: 5, measure: kiled}
    #                            ^^^^^ near-name

    # among names that are not declared, the one that is used less
    - {id: a, count: 5, place: Aleppo}
    - {id: b, count: 5, period: 2017-01-02, place: Alepo}
    #                                              ^^^^^ near-name
    - {id: c, count: 5, period: 2017-01-03, place: Aleppo}
    - {id: d, count: 5, period: 2017-01-04, place: Alepo}
    - {id: e, count: 5, period: 2017-01-05, place: Aleppo}

    # not near
    - {id: a, count: 5, place: East Ghouta}
    - {id: b, count: 5, place: West Ghouta}
    - {id: c, count: 5, place: Iraq}
    - {id: d, count: 5, place: Iran}
    - {id: e, count: 5, place: Camp 1}
    - {id: f, count: 5, place: Camp 12}
    - {id: g, count: 5, place: Niger}
    - {id: h, count: 5, place: Nigeria}
    - {id: i, count: 5, actor: North}
    - {id: j, count: 5, actor: Nroht}

    # declared, each of them
    - {id: a, count: 5, place: South}
    - {id: b, count: 5, place: Town}
    """
)
def test_near_names(text):
    assert told(text) == marked(text)


@figures(
    """
    - {id: a, count: 5, period: 2016-08/2017-01}
    #                           ^^^^^^^^^^^^^^^ month-ends
    - {id: b, count: 5, period: 2015/2016}
    #                           ^^^^^^^^^ month-ends

    - {id: a, count: at least 5, period: 2016-08/2017-01}
    - {id: b, count: about 5 ± 1, period: 2016-07/2017-01}
    - {id: c, count: 5, period: 2016-08-01/2017-01-31, place: South}
    - {id: d, count: 5, period: 2016-08}
    - {id: e, count: 5, period: 2016-06/..}
    - {id: f, count: 5, period: 2016-05~/2017-01}
    - {id: g, count: 5, period: 2016-04/2017-01, disputed: {by: b, why: another year}}
    """
)
def test_month_ends(text):
    assert told(text) == marked(text)


def test_names_as_long_as_a_book_are_no_near_names():
    rows = "".join(f"  - {{id: {name}, count: 5, place: {'word ' * 20_000}{name}}}\n" for name in "ab")
    assert told(HEAD + rows) == []


@pytest.mark.parametrize("declared", ["t: {name: s}", "t:", "'t': {}", "t: *s"])
def test_unused_sources(declared):
    text = HEAD.replace("sources: {s: {", "sources:\n   s: &s {").replace("short: S}}", f"short: S}}\n   {declared}")
    column = 4 + declared.startswith("'")
    assert told(text + "  - {id: a, count: 5}\n") == [("a.yaml", 4, column, column + 1, "unused-source")]


def test_a_source_is_used_by_a_figure_that_cannot_be_read():
    text = HEAD + "  - {id: a, count: 5x}\n  #                ^^ bad-count\n"
    assert told(text) == marked(text)


# --- places


@figures(
    """
    # not in a comment, a note, another figure
    - id: a # count: 1 is gone
      count: 5
    - id: b # count: 2 is gone
      note: "the count: 3 is gone, too"
      count: 6 # count: 4
      #      ^ two-numbers

    - {id: a, count: 5}
    - {note: "count: 7, they said", id: b, count: "6"}
    #                                             ^^^ two-numbers

    # behind an anchor, at an alias
    - {id: a, count: &n 5}
    - {id: b, count: *n}
    - {id: c, count: &m 6}
    #                   ^ two-numbers

    # a name with a comma, a bracket, a hash
    - {id: a, count: 5, place: "Town, North"}
    - {id: b, count: 5, period: 2017-01-02, place: "Town, North"}
    - {id: c, count: 5, place: "Town, Nort"}
    #                          ^^^^^^^^^^^^ near-name

    - {id: a, count: 5, place: 'Town {N} # 1'}
    - {id: b, count: 5, period: 2017-01-02, place: 'Town {N} # 1'}
    - {id: c, count: 5, place: 'Towm {N} # 1'}
    #                          ^^^^^^^^^^^^^^ near-name

    - id: a
      count: 5
      place: Town, North
    - id: b
      count: 5
      period: 2017-01-02
      place: Town, North
    - id: c
      count: 5
      place: Town, Nort
      #      ^^^^^^^^^^ near-name

    # on another line, with spaces and quotation marks
    - {id: a, count: 5}
    - {
      'count'   :   6 ,
      #             ^ two-numbers
      "id": b }

    - {id: a, count: 5}
    - id: b
      count:
          6
      #   ^ two-numbers
    """
)
def test_the_place_of_what_is_meant(text):
    assert told(text) == marked(text)


def test_what_stands_in_the_defaults_is_pointed_at_there():
    text = HEAD.replace("measure: killed,", "measure: kiled,") + "  - {id: a, count: 5}\n"
    text = text.replace("figures:", "#                              ^^^^^ near-name\nfigures:")
    assert told(text) == marked(text)


def test_errors_alone():
    reading = read(HEAD + "  - {id: a, count: 5, url: null}\n  - {id: b, count: 6}\n")
    assert [problem.rule for problem in check(reading).problems] == ["missing-url", "two-numbers"]
    assert [problem.rule for problem in with_errors(reading).problems] == ["two-numbers"]


def test_a_projection_may_be_published_before_its_month_is_over() -> None:
    figure = "id: a1, source: a, count: 5, period: 2020-03, published: 2020-03-10"
    said = [problem.rule for problem in check(reading_of(figure)).problems]
    assert "published-inside" in said
    ahead = [problem.rule for problem in check(reading_of(f"{figure}, projection: yes")).problems]
    assert "published-inside" not in ahead
