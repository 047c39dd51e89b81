"""Files to a registry: every key, defaults, several files, every problem in one run, and nothing that escapes."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualtycli.cli.problems import problem_text
from casualtycli.counts import read_count
from casualtycli.model import Clock, Counts, Disputed, Role
from casualtycli.periods import read_moment
from casualtycli.problems import Location
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry
from casualtycli.scopes import Relation, Scope

SHIPPED = (Path(__file__).parents[1] / "data" / "sources.yaml").read_text(encoding="utf-8")
unhurried = settings(deadline=None)


def read(*texts):
    """Return what reading the texts as a.yaml, b.yaml … shows."""
    return read_registry([File(f"{name}.yaml", text.encode()) for name, text in zip("abcd", texts, strict=False)])


def marked(text, file="a.yaml"):
    """Return the problems that comments with carets announce for the line above: file, line, columns, rule."""
    expected, above = [], 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip().startswith("#"):
            above = number
        elif mark := re.search(r"(\^+) ([a-z-]+)$", line):
            expected.append((file, above, mark.start(1) + 1, mark.end(1) + 1, mark[2]))
    return sorted(expected)


def problems(reading):
    return [
        (place.file, place.line, place.column, place.end_column or place.column + 1, problem.rule)
        for problem in reading.problems
        for place in [problem.location]
    ]


def sound(*texts):
    reading = read(*texts)
    assert problems(reading) == []
    return reading.registry


# --- every key

FULL = """\
registry: 1
title: Deaths
about: 10%
defaults: {measure: killed, actor: Army, via: a newspaper}
sources:
  un:
    name: United Nations
    short: UN
    role: official
    counts: estimated
    clock: report
    revises: no
    url: https://un.org
  ngo: {name: Friends}
  blog:
measures: {killed: {includes: [children]}, wounded: {}}
places: {All: {parts: [North, South]}, North: {includes: [City]}}
actors:
  Army: {active: [2015, 2016-03-01/2016-12-31], active in: {South: 2015-06/..}, parts: [Police]}
figures:
  - id: last
    source: ngo
    count: 5
    period: 2016-01-01
    place: North
    actor: null
    via: ~
  - id: full
    source: un
    variant: high
    count: about 1,000
    period: 2015-08/2016~
    measure: children
    place: South
    actor: Police
    published: 2016-12
    projection: yes
    supersedes: first
    disputed: {by: last, why: it is}
    url: http://un.org/a?b#c
    via: a friend
    accessed: 2017
    archive: https://archive.org/x
    note: |
      a word
  - {id: first, source: ngo, count: "at least 3", period: 2015-07/.., place: City, published: 2015-07-31}
"""


def test_every_key_of_a_source():
    un, ngo, blog = sound(FULL).sources.values()
    assert (un.id, un.name, un.short, un.rank, un.url) == ("un", "United Nations", "UN", 0, "https://un.org")
    assert (un.role, un.counts, un.clock, un.revises) == (Role.OFFICIAL, Counts.ESTIMATED, Clock.REPORT, False)
    assert (ngo.name, ngo.short, ngo.rank, ngo.url) == ("Friends", "Friends", 1, None)
    assert (ngo.role, ngo.counts, ngo.clock, ngo.revises) == (None, Counts.STATED, Clock.OCCURRENCE, True)
    assert (blog.name, blog.short) == ("blog", "blog")
    assert un.location == Location("a.yaml", 6, 3, 5)


def test_every_key_of_a_figure():
    full = sound(FULL).by_id["full"]
    assert (full.source.id, full.variant, full.scope) == ("un", "high", Scope("children", "South", "Police"))
    assert full.count == read_count("about 1,000", Fraction(1, 10))
    assert (full.count.low, full.count.high) == (900, 1100)
    assert str(full.period) == "2015-08/2016~"
    assert (full.published, full.known) == (read_moment("2016-12"), date(2016, 12, 31))
    assert (full.projection, full.supersedes, full.disputed) == (True, "first", Disputed("last", "it is"))
    assert (full.url, full.archive) == ("http://un.org/a?b#c", "https://archive.org/x")
    assert (full.via, full.accessed, full.note) == ("a friend", read_moment("2017"), "a word")
    assert full.location == Location("a.yaml", 28, 5)


def test_defaults_hold_unless_a_figure_says_otherwise():
    figures = sound(FULL).by_id
    assert (figures["first"].scope, figures["first"].via) == (Scope("killed", "City", "Army"), "a newspaper")
    assert (figures["last"].scope, figures["last"].via) == (Scope("killed", "North", None), None)


def test_what_a_figure_need_not_say():
    last = sound(FULL).by_id["last"]
    stated = (last.variant, last.published, last.url, last.accessed, last.archive, last.note, last.supersedes)
    assert stated == (None,) * 7
    assert (last.disputed, last.projection, last.known) == (None, False, date.min)


def test_the_rest_of_a_registry():
    registry = sound(FULL)
    assert (registry.title, registry.files, registry.measures) == ("Deaths", ("a.yaml",), ("killed", "children"))
    assert registry.declared == {
        "measure": {"killed", "children", "wounded"},
        "place": {"All", "North", "South", "City"},
        "actor": {"Army", "Police"},
    }
    whole, part = Scope("killed", "All", "Army"), Scope("children", "City", "Police")
    assert registry.scopes.relation(part, whole) is Relation.PART
    assert registry.scopes.places.parts == {"All": ("North", "South")}
    spans = {key: [str(span) for span in found.spans] for key, found in registry.activities.items()}
    assert spans == {
        ("Army", ""): ["2015-01-01/2015-12-31", "2016-03-01/2016-12-31"],
        ("Army", "South"): [f"2015-06-01/{date.max}"],
    }


def test_figures_stand_by_source_and_age_wherever_they_are_written():
    head, _, figures = FULL.partition("figures:\n")
    entries = re.split(r"(?m)^(?=  - )", figures)[1:]
    ids = [figure.id for figure in sound(FULL).figures]
    assert ids == ["full", "last", "first"]
    for order in ([2, 1, 0], [1, 0, 2], [0, 2, 1]):
        text = f"{head}figures:\n" + "".join(entries[at] for at in order)
        assert [figure.id for figure in sound(text).figures] == ids


def test_anchors_are_shared_between_figures():
    figures = sound("""\
registry: 1
sources: {s: {}}
figures:
  - id: a
    source: s
    count: &n 5
    period: &p 2016
    measure: killed
    place: X
    disputed: &d {by: &b b, why: wrong}
    url: &u https://s.org
  - {id: *b, source: s, count: *n, period: *p, measure: killed, place: X, disputed: {by: a, why: so}, url: *u}
  - {id: c, source: s, count: *n, period: *p, measure: killed, place: X, disputed: *d, url: *u}
""").by_id
    why = [figures[name].disputed and figures[name].disputed.why for name in "abc"]
    assert why == ["wrong", "so", "wrong"]
    shared = {(figure.count.words, str(figure.period), figure.url) for figure in figures.values()}
    assert shared == {("5", "2016", "https://s.org")}


# --- several files


def test_several_files_are_one_registry():
    one = """\
registry: 1
title: one
about: 50%
defaults: {measure: killed, place: X}
sources: {s: {}}
places: {X: {parts: [Y]}}
figures: [{id: a, source: t, count: about 10, period: 2016, disputed: {by: b, why: so}}]
"""
    two = """\
registry: 1
title: two
defaults: {measure: wounded}
sources: {t: {}}
places: {X: {includes: [Z]}}
figures: [{id: b, source: s, count: about 10, period: 2016, place: Z}]
"""
    registry = sound(one, two)
    assert (registry.title, registry.files, list(registry.sources)) == ("one", ("a.yaml", "b.yaml"), ["s", "t"])
    a, b = registry.by_id["a"], registry.by_id["b"]
    assert (a.scope, b.scope) == (Scope("killed", "X"), Scope("wounded", "Z"))
    assert (a.count.low, b.count.low) == (5, 0)
    assert registry.scopes.places.within("X") == ("Y", "Z")
    assert [figure.location.file for figure in registry.figures] == ["b.yaml", "a.yaml"]


BAD = """\
registry: 2
#         ^ bad-value
about: much
#      ^^^^ bad-value
defaults: {id: x, url: nowhere}
#          ^^ unknown-key
#                      ^^^^^^^ bad-value
sources:
  s: {role: judge, counts: 5, clock: noon, revises: perhaps, url: ftp://x, names: x, name: "  "}
  #         ^^^^^ bad-value
  #                        ^ bad-value
  #                                  ^^^^ bad-value
  #                                                 ^^^^^^^ bad-value
  #                                                               ^^^^^^^ bad-value
  #                                                                        ^^^^^ unknown-key
  #                                                                                        ^^^^ bad-value
places: [X]
#       ^ structure
actors:
  A: {active: tomorrow, active in: {X: [2014, 2015-02-29]}, part: [B]}
  #           ^^^^^^^^ bad-period
  #                                           ^^^^^^^^^^ bad-period
  #                                                         ^^^^ unknown-key
figures:
  - {id: a, source: u, count: 1.5, period: 2016/2015, measure: m, place: [X], published: 5/2016, accessed: x}
  #                 ^ unknown-source
  #                           ^^^ bad-count
  #                                        ^^^^^^^^^ period-order
  #                                                                      ^ structure
  #                                                                                      ^^^^^^ bad-date
  #                                                                                                        ^ bad-date
  - {id: a, source: s, count: 1, period: 2016/.., place: X, supersedes: zz, disputed: {by: a, whi: y}}
  # ^ missing-key
  #      ^ duplicate-id
  #                                                                     ^^ unknown-figure
  #                                                                                   ^ missing-key
  #                                                                                           ^^^ unknown-key
  - {id: "", source: " ", count: null, period: , measure: x, place: y, archive: here, projection: si}
  #      ^^ bad-value
  #                  ^^^ bad-value
  #                       ^^^^^ missing-key
  #                                    ^^^^^^ missing-key
  #                                                                             ^^^^ bad-value
  #                                                                                               ^^ bad-value
"""


def test_every_problem_of_every_file_in_one_run_in_order():
    broken = "registry: 1\nfigures: [a\n"
    late = """\
titel: x
sources: {t u: {}}
figures:
  - {id: b, id: c}
"""
    found = problems(read(BAD, broken, late))
    assert [problem for problem in found if problem[0] == "a.yaml"] == marked(BAD)
    assert [(file, line, column, rule) for file, line, column, _, rule in found if file != "a.yaml"] == [
        ("b.yaml", 2, 10, "yaml"),
        ("c.yaml", 1, 1, "missing-key"),
        ("c.yaml", 1, 1, "unknown-key"),
        ("c.yaml", 2, 11, "bad-value"),
        *[("c.yaml", 4, 5, "missing-key")] * 5,
        ("c.yaml", 4, 13, "duplicate-key"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # a figure is disputed, or it is wrong to say so: never silently in force
        """\
  - {id: a, count: 1, disputed: {by: , why: so}}
  #                              ^^ missing-key
  - {id: b, count: 1, period: 2015, disputed: {by: a, why: null}}
  #                                                   ^^^ missing-key
  - {id: c, count: 1, period: 2014, disputed: null}
""",
        # the circle is where a figure supersedes, not where one is disputed
        """\
  - {id: a, count: 1, supersedes: b}
  - {id: b, count: 1, supersedes: a, period: 2015}
  #                               ^ circle
  - {id: c, count: 1, period: 2014, disputed: {by: a, why: so}}
""",
        """\
  - {id: c, count: 1, period: 2014, disputed: {by: a, why: so}}
  - {id: a, count: 1, supersedes: b}
  - {id: b, count: 1, supersedes: a, period: 2015}
  #                               ^ circle
""",
        # each circle
        """\
  - {id: a, count: 1, supersedes: b}
  - {id: b, count: 1, supersedes: a, period: 2015}
  #                               ^ circle
  - {id: c, count: 1, supersedes: d, period: 2014}
  - {id: d, count: 1, supersedes: c, period: 2013}
  #                               ^ circle
""",
        # what is wrong in an anchored value is told once, where it stands
        """\
  - {id: a, count: &n 1.5}
  #                   ^^^ bad-count
  - {id: b, count: *n}
  - {id: c, count: *n, ulrs: *n}
  #                    ^^^^ unknown-key
""",
        # none of these says nothing
        """\
  - a
  # ^ structure
  - [a]
  # ^ structure
  - {id: b, count: {}}
  #                ^ structure
  - {id: c, count: [1]}
  #                ^ structure
  - {id: d, count: 1, note: {a: b}}
  #                         ^ structure
""",
        "  -\n#  ^ structure\n",
        # a key that stands twice, more than once
        """\
  - {id: a, count: 1, id: b, count: 2, count: 3}
  #                   ^^ duplicate-key
  #                          ^^^^^ duplicate-key
  #                                    ^^^^^ duplicate-key
""",
    ],
)
def test_what_is_wrong_with_figures(text):
    head = "registry: 1\nsources: {s: {}}\ndefaults: {source: s, period: 2016, measure: killed, place: X}\nfigures:\n"
    assert problems(read(head + text)) == marked(head + text)


@pytest.mark.parametrize(
    ("kind", "contents", "circle"),
    [
        ("measures", "{A: {parts: [A]}}", "A > A"),
        ("places", "{A: {parts: [B]}, B: {includes: [C]}, C: {parts: [A]}}", "A > B > C > A"),
        ("actors", "{A: {includes: [B, C]}, B: {includes: [A]}}", "A > B > A"),
    ],
)
def test_circles_of_names(kind, contents, circle):
    reading = read(f"registry: 1\n{kind}: {contents}\n")
    assert [problem.message for problem in reading.problems] == [f"{kind} contain each other in a circle: {circle}"]
    assert problems(reading) == [("a.yaml", 2, len(kind) + 4, len(kind) + 5, "circle")]


def test_both_lines_of_a_key_that_stands_twice():
    text = "registry: 1\nsources:\n  s: &it {}\n  # between\n  t: *it\n  t: {}\n"
    [problem] = read(text).problems
    assert problem.message == 'the key "t" stands twice; its first is on line 5'
    assert (problem.location.line, problem.location.column) == (6, 3)


def test_a_source_is_declared_once():
    reading = read("registry: 1\nsources: {s: {name: One}}\n", "registry: 1\nsources:\n  s: {name: Two}\n")
    assert [problem.message for problem in reading.problems] == ['the source "s" is declared already, at a.yaml:2:11']
    assert problems(reading) == [("b.yaml", 3, 3, 4, "duplicate-id")]
    assert reading.registry.sources["s"].name == "One"


def test_defaults_are_read_even_where_no_figure_needs_them():
    text = "registry: 1\ndefaults: {period: 2016-13, url: here}\n#                  ^^^^^^^ bad-period\n"
    text += "#                                ^^^^ bad-value\n"
    assert problems(read(text)) == marked(text)


def test_what_is_sound_is_read_although_the_rest_is_not():
    registry = read("registry: 1\nsources: {s: {}}\ntitel: x\nfigures:\n  - {id: a}\n" + GOOD).registry
    assert [figure.id for figure in registry.figures] == ["good"]


GOOD = "  - {id: good, source: s, count: 1, period: 2016, measure: killed, place: X}\n"


# --- effective periods

ACTIVE = """\
registry: 1
sources: {s: {}}
places:
  Levant: {includes: [Iraq, Syria]}
  Syria: {includes: [North]}
  North: {parts: [Raqqa]}
actors:
  A:
    active: 2014-08-08/2018-12-31
    active in:
      Syria: [2014-09-23/2015-01-31, 2015-06-01/2016-12-31]
      Raqqa: 2016
figures:
  - {id: a, %s}
defaults: {source: s, count: 1, measure: killed, place: Syria, actor: A}
"""


DAYS = """
period: 2014/2017, place: Iraq         | 2014-01-01/2017-12-31 | 2014-08-08/2017-12-31 | 2014-12-31/2017-01-01
period: 2014/2017, place: Levant       | 2014-01-01/2017-12-31 | 2014-08-08/2017-12-31 | 2014-12-31/2017-01-01
period: 2014/2017, place: Syria        | 2014-01-01/2017-12-31 | 2014-09-23/2016-12-31 | 2014-12-31/2016-12-31
period: 2014/2017, place: North        | 2014-01-01/2017-12-31 | 2014-09-23/2016-12-31 | 2014-12-31/2016-12-31
period: 2014/2017, place: Raqqa        | 2014-01-01/2017-12-31 | 2016-01-01/2016-12-31 | 2016-01-01/2016-12-31
period: 2014/2017, actor: null         | 2014-01-01/2017-12-31 | 2014-01-01/2017-12-31 | 2014-12-31/2017-01-01
period: 2014/2017, actor: B            | 2014-01-01/2017-12-31 | 2014-01-01/2017-12-31 | 2014-12-31/2017-01-01
# cut at the last day that its publication can mean
period: 2014/2017, published: 2017-08  | 2014-01-01/2017-12-31 | 2014-09-23/2016-12-31 | 2014-12-31/2016-12-31
period: 2014/2017, published: 2016-05  | 2014-01-01/2017-12-31 | 2014-09-23/2016-05-31 | 2014-12-31/2016-05-31
period: 2014/2017, published: 2014-10  | 2014-01-01/2017-12-31 | 2014-09-23/2014-10-31 | None
period: 2016/.., published: 2016-07-05 | 2016-01-01/2016-07-05 | 2016-01-01/2016-07-05 | 2016-07-05/2016-07-05
period: 2014/.., published: 2016       | 2014-01-01/2016-12-31 | 2014-09-23/2016-12-31 | 2014-12-31/2016-12-31
# a projection reaches past its publication, never past its actor
period: 2016/2020, published: 2016-08  | 2016-01-01/2020-12-31 | 2016-01-01/2016-08-31 | None
period: 2016/2020, published: 2016-08, place: Iraq, projection: yes | 2016-01-01/2020-12-31 | 2016-01-01/2018-12-31 \
| 2016-12-31/2018-12-31
period: 2018, published: 2017, place: Iraq, projection: yes | 2018-01-01/2018-12-31 | 2018-01-01/2018-12-31 \
| 2018-01-01/2018-12-31
# several spans: from the first active day to the last
period: 2015-02-10/2015-12-31          | 2015-02-10/2015-12-31 | 2015-06-01/2015-12-31 | 2015-06-01/2015-12-31
period: 2014-12-01/2015-03-31          | 2014-12-01/2015-03-31 | 2014-12-01/2015-01-31 | 2014-12-01/2015-01-31
period: 2015                           | 2015-01-01/2015-12-31 | 2015-01-01/2015-12-31 | 2015-01-01/2015-12-31
period: 2015-01/2015-06                | 2015-01-01/2015-06-30 | 2015-01-01/2015-06-30 | 2015-01-31/2015-06-01
period: 2015-02/2015-06                | 2015-02-01/2015-06-30 | 2015-06-01/2015-06-30 | 2015-06-01/2015-06-01
# ends that are not known to the day
period: 2016-05/2016-05                | 2016-05-01/2016-05-31 | 2016-05-01/2016-05-31 | None
period: 2014-09~/2016-06, place: Iraq  | 2014-08-01/2016-06-30 | 2014-08-08/2016-06-30 | 2014-10-31/2016-06-01
"""


@pytest.mark.parametrize("row", [row for row in DAYS.strip().splitlines() if not row.startswith("#")])
def test_the_days_that_count(row):
    figure, *expected = (cell.strip() for cell in row.split("|"))
    [read_] = sound(ACTIVE % figure).figures
    spans = (read_.stated[0], read_.outer, read_.inner)
    assert [str(span and f"{span.first}/{span.last}") for span in spans] == expected


@pytest.mark.parametrize(
    ("figure", "at", "message"),
    [
        ("period: 2013", "2013", "nothing is left of 2013: A was not active in Syria then"),
        ("period: 2015-03, place: North", "2015-03", "nothing is left of 2015-03: A was not active in North then"),
        ("period: 2014, published: 2014-09-22", "2014", "nothing is left of 2014: A was not active in Syria then"),
        ("period: 2017, projection: yes", "2017", "nothing is left of 2017: A was not active in Syria then"),
        ("period: 2016, published: 2015", "2015", "it was published on 2015, before its period 2016 begins"),
        ("period: 2016/.., published: 2015", "2015", "it was published on 2015, before its period 2016/.. begins"),
        ("period: 2016/..", "2016/..", "2016/.. runs to the day of publication, which is not stated"),
    ],
)
def test_a_period_of_which_nothing_is_left(figure, at, message):
    reading = read(ACTIVE % figure)
    [problem] = reading.problems
    assert problem.message == message
    assert problem.excerpt[problem.location.column - 1 : (problem.location.end_column or 0) - 1] == at
    assert reading.registry.figures == ()


# --- nothing escapes

PIECES = (
    st.text(max_size=3)
    | st.sampled_from(
        ["- ", ": ", "&a ", "*a", "!t ", "\r\n", "---\n", "null", "/..", "9" * 13, "2999-12-31", "1000-01-01~/.."]
    )
    | st.sampled_from("{}[]|>#0-~\"'\t\0\ufeff\u2028")
)
changes = st.lists(
    st.tuples(
        st.sampled_from(["delete", "insert", "replace", "delete line", "repeat line", "replace line", "swap lines"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
        PIECES,
    ),
    min_size=1,
    max_size=8,
)


def changed(text, steps):
    for what, one, other, piece in steps:
        lines = text.splitlines(keepends=True) or [""]
        at, line, second = one % (len(text) + 1), one % len(lines), other % len(lines)
        match what:
            case "delete":
                text = text[:at] + text[at + other % 20 :]
            case "insert":
                text = text[:at] + piece + text[at:]
            case "replace":
                text = text[:at] + piece + text[at + len(piece) :]
            case "delete line":
                text = "".join(lines[:line] + lines[line + 1 :])
            case "repeat line":
                text = "".join([*lines[:second], lines[line], *lines[second:]])
            case "replace line":
                text = "".join([*lines[:line], piece + "\n", *lines[line + 1 :]])
            case "swap lines":
                lines[line], lines[second] = lines[second], lines[line]
                text = "".join(lines)
    return text


def assert_told(reading):
    """Every problem can be shown, and stands in its file, in order."""
    assert all(problem.message and problem.hint and problem_text(problem) for problem in reading.problems)
    texts = {document.file: document for document in reading.documents}
    for problem in reading.problems:
        place = problem.location
        assert problem.excerpt == texts[place.file].line(place.line)
        assert 1 <= place.column <= len(problem.excerpt) + 1
    order = [(place.file, place.line, place.column) for place in (problem.location for problem in reading.problems)]
    assert order == sorted(order)


@given(changes)
@settings(unhurried, max_examples=300)
def test_whatever_is_written_is_read_or_told(steps):
    assert_told(check(read(changed(SHIPPED, steps))))


@given(changes, changes)
@settings(unhurried, max_examples=50)
def test_whatever_is_written_in_two_files_is_read_or_told(one, other):
    assert_told(check(read(changed(SHIPPED, one), changed(SHIPPED, other))))


@given(st.binary(max_size=3), st.integers(0, len(SHIPPED.encode())), st.booleans())
@settings(unhurried, max_examples=100)
def test_whatever_the_bytes_are_they_are_read_or_told(piece, at, marked_first):
    data = SHIPPED.encode()
    data = b"\xef\xbb\xbf" * marked_first + data[:at] + piece + data[at:]
    assert_told(check(read_registry([File("a.yaml", data)])))


@given(changes)
@settings(unhurried, max_examples=50)
def test_the_other_parser_lets_nothing_escape_either(steps):
    file = File("a.yaml", changed(SHIPPED, steps).encode())
    assert_told(check(read_registry([file], pure=True)))
