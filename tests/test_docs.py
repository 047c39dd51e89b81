"""The documents say what the program does: every table, key, rule, registry and worked number in them."""

import ast
import json
import re
from datetime import date
from fractions import Fraction
from math import prod
from pathlib import Path

import pytest
from click.testing import CliRunner

from casualtycli import counts
from casualtycli.cli import main
from casualtycli.counts import read_count, read_share
from casualtycli.expectations import check_expectations
from casualtycli.gates import NAMES, PROVED_NAMES, read_gate
from casualtycli.periods import read_period
from casualtycli.problems import Refused
from casualtycli.registry import batches, events, expectations, figures, ignores, read
from casualtycli.registry.checks import CHECKS, check
from casualtycli.registry.errors import with_errors
from casualtycli.registry.find import File
from casualtycli.registry.rules import LEVELS
from casualtycli.wording import ASCII, UNICODE, rounded

ROOT = Path(__file__).parents[1]
METHOD, REGISTRY, OUTPUT = (
    (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("method", "registry", "output")
)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SHIPPED = str(ROOT / "data" / "sources.yaml")
SOURCE = ROOT / "src" / "casualtycli"


def tables(text):
    """Yield each table: the cells of its heading, and those of its rows."""
    for lines in re.findall(r"(?:^\|.*\|\n)+", text, re.M):
        heading, _, *body = ([cell.strip() for cell in line[1:-1].split("|")] for line in lines.splitlines())
        yield heading, body


def written(text, column):
    """Yield the coded texts of tables of what is written, with the heading and the row of each."""
    for heading, body in tables(text):
        if heading[0].startswith(("written", "refused")) and column in heading:
            yield from ((coded, heading, row) for row in body for coded in re.findall("`([^`]+)`", row[0]))


def section(text, heading):
    """Return what stands under a heading, up to the next one."""
    return re.split(rf"^#+ {re.escape(heading)}\n", text, flags=re.M)[1].partition("\n#")[0]


def registries(text):
    return re.findall(r"^```yaml\n(registry: 1\n.*?)^```", text, re.M | re.S)


def compare(*arguments, text=None):
    """Return the comparisons of the registry that ships, or of the one in the text."""
    command = ["compare", "-f", SHIPPED if text is None else "-", "--format", "json", *arguments]
    done = CliRunner().invoke(main, command, text, standalone_mode=False)
    return json.loads(done.stdout)["comparisons"]


PERIODS = [
    (text, date.fromisoformat(until), *row[-2:])
    for page in (METHOD, REGISTRY)
    for until in re.findall(r"takes\s(\S{10}) as the day of publication", page)
    for text, _, row in written(page, "outer days")
]
COUNTS = [
    (text, *(re.findall(r"`about: (\S+)`", heading[0]) or [None]), *row[1:])
    for text, heading, row in written(METHOD + REGISTRY, "reported")
]


def test_every_table_is_found():
    assert len(PERIODS) == 19
    assert len(COUNTS) > 70


@pytest.mark.parametrize(("text", "until", "outer", "inner"), PERIODS)
def test_periods(text, until, outer, inner):
    period = read_period(text)
    both = (period.outer(until), period.inner(until))
    assert tuple(str(span) if span else "none" for span in both) == (outer, inner)


@pytest.mark.parametrize(("text", "about", "reported", "low", "high"), COUNTS)
def test_counts(text, about, reported, low, high):
    count = read_count(text, read_share(about) if about else None)
    assert reported == ("none" if count.reported is None else f"{count.reported:,}")
    assert (low, high) == (f"{count.low:,}", "open" if count.high is None else f"{count.high:,}")


def test_every_wording_of_a_count_is_shown():
    words = "|".join((counts._FLOOR, counts._CEILING, counts._ABOUT, *counts._DOZENS, *counts._SCALES)).split("|")
    shown = " ".join(text for text, *_ in written(REGISTRY, "reported"))
    assert [word for word in words if not re.search(rf"(?<!\w){word}", shown)] == []


@pytest.mark.parametrize(("text", "heading", "row"), list(written(REGISTRY, "write")))
def test_what_is_refused(text, heading, row):
    with pytest.raises(Refused) as refused:
        (read_count if heading[0] == "refused count" else read_period)(text)
    assert all(meant in refused.value.hint for meant in re.findall("`([^`]+)`", row[1]))


@pytest.mark.parametrize("text", registries(METHOD + REGISTRY))
def test_registries_have_no_problems(text):
    """But for a note that two of them clash, which is what registries are for."""
    told = check_expectations(check(read.read_registry([File("docs", text.encode())]))).problems
    assert {problem.rule for problem in told} <= {"clash-between-sources"}


SNIPPETS = re.findall(r"^```yaml\n(- id: .*?)^```", REGISTRY, re.M | re.S)
NORTH = """\
registry: 1
sources: {ministry: {}, monitor: {counts: documented, revises: no}, gazette: {}}
defaults: {measure: civilians killed, place: West Province, published: 2024, url: "https://example.org"}
figures:
- {id: monitor-2023-06, source: monitor, count: 335 (320-360), period: 2023-03-01/2023-06-30, published: 2023-07-02}
- {id: june, source: gazette, count: 100, period: 2023-06, place: North}
"""


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda text: text.splitlines()[0][6:])
def test_figures_shown_have_no_errors(snippet):
    reading = read.read_registry([File("docs", f"{NORTH}{snippet}".encode())])
    assert not with_errors(reading).errors


def test_the_batch_shown_leaves_what_is_said():
    (snippet,) = (text for text in SNIPPETS if "batch:" in text)
    north = NORTH.replace(", place: North}", "}")
    (row,) = compare("--baseline", "gazette", "--period", "2023-06", "monitor", text=f"{north}{snippet}")
    assert row["subject"]["estimate"] == 200
    assert "June 2023 has 1,500 − 300 − 1,000 = 200" in REGISTRY


def test_null_takes_a_default_away():
    registry = read.read_registry([File("docs", registries(REGISTRY)[1].encode())]).registry
    assert registry.by_id["monitor-all-actors"].scope.actor is None


def test_every_expression_of_a_gate_is_one():
    text = section(METHOD, "Gates")
    assert [read_gate(coded) for coded in re.findall(r"`--fail-if '(.+?)'`", text)]
    (body,) = (body for heading, body in tables(text) if heading[0] == "condition")
    names = [name for row in body for name in re.findall(r"`([\w.]+)`", row[0])]
    assert sorted(names) == sorted((*NAMES, "clash"))


def test_every_number_of_a_range_that_a_gate_may_name():
    (body,) = (body for heading, body in tables(METHOD) if heading[0] == "of a range")
    names = [name for row in body for name in re.findall(r"`(\w+)`", row[0])]
    assert names == [*PROVED_NAMES, "clash"]


def proved(text, *options):
    """Return what the registry in the text, or the one that ships, proves."""
    command = ["bounds", "-f", SHIPPED if text is None else "-", "--format", "json", *options]
    return json.loads(CliRunner().invoke(main, command, text, standalone_mode=False).stdout)


def test_the_public_case_of_a_proof():
    (text,) = (text for text in registries(METHOD) if "women killed" in text)
    (row,) = proved(text, "--measure", "women killed")["bounds"]
    assert (row["low"], row["high"], row["high_proof"]) == (4959, 15117, ["all", "identified", "women"])
    low, high = f"{row['low']:,}", row["high_sum"].partition(" = ")[0]
    assert f"At least the {low}" in METHOD
    assert f"+ {low} = {high}" in METHOD


def days_of_death():
    (body,) = (body for heading, body in tables(METHOD) if heading[0] == "days of death")
    return body


@pytest.mark.parametrize(("days", "low", "high", "because"), days_of_death())
def test_what_counts_with_a_lag_prove(days, low, high, because):
    (text,) = (text for text in registries(METHOD) if "lag:" in text)
    (row,) = proved(text, "--period", days)["bounds"]
    assert (row["low"], row["high"], row["sharp"]) == (int(low), int(high), True)


def test_what_the_article_proves():
    found = {row["place"]: row for row in proved(None, "--actor", "US-led coalition")["bounds"]}
    (both, syria) = (found[place] for place in ("Iraq and Syria", "Syria"))
    assert both["high"] is syria["high"] is None
    assert f"at least {both['low']:,} civilians killed in Iraq and\nSyria" in METHOD
    assert f"at least {syria['low']:,} in Syria" in METHOD


def test_first_registry():
    (row,) = compare(text=registries(REGISTRY)[0])
    ratio, gap = (rounded(Fraction(row[key]["exact"]), places) for key, places in (("ratio", 2), ("gap", 0)))
    assert f"{ratio} times the ministry's\nnumber, a gap of +{gap}." in REGISTRY
    assert row["verdict"] == "clash"


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("The top of the file", read.TOP_KEYS),
        ("`sources`", read.SOURCE_KEYS),
        ("`measures`, `places` and `actors`", read.ACTOR_KEYS),
        ("`figures`", figures.FIGURE_KEYS),
        ("`events`", events.EVENTS_KEYS),
        ("`disputed`", figures.DISPUTED_KEYS),
        ("`batch`", batches.BATCH_KEYS),
        ("`ignore`", ignores.IGNORE_KEYS),
        ("`expect`", expectations.EXPECTATION_KEYS),
        ("What is proved", expectations.PROOF_KEYS),
    ],
)
def test_keys(heading, keys):
    heads = re.findall(r"^- ((?:`[^`]+`(?:, | and )?)+)(?::| declare)", section(REGISTRY, heading), re.M)
    assert sorted(key for head in heads for key in re.findall("`([^`]+)`", head)) == sorted(keys)
    assert set(read.NAME_KEYS) < set(read.ACTOR_KEYS)


def rules_in_source():
    """Return every rule that the code names: at its place among the arguments of a call, or as ``rule=``."""
    places = {"report": 1, "parsed": 2, "_refuse": 2, "Refused": 2, "Grammar": 1}
    found = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", None))
            arguments = [word.value for word in call.keywords if word.arg == "rule"]
            if name in places:
                arguments += call.args[places[name] : places[name] + 1]
            nodes = (node for argument in arguments for node in ast.walk(argument))
            found |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return found


def test_rules():
    assert rules_in_source() == set(LEVELS)
    looked_for = {check.rule for check in CHECKS} | {"future-date"}  # which only a day given looks for
    assert {LEVELS[rule] for rule in rules_in_source() - looked_for} == {"error"}


def worked(row):
    """Return a comparison as the table of the worked example has it."""
    short = {"cjtf-oir": "CJTF-OIR", "airwars": "Airwars", "sohr": "SOHR"}
    sides, days = (row["subject"], row["baseline"]), row["period"] or dict.fromkeys(("first", "last", "days"), "–")
    exact = [Fraction(found["exact"]) for found in (*sides, row["ratio"], row["gap"])]
    return [
        *(short[side["source"]] + " †" * side["disputed"] for side in sides),
        *(f"{days[key]:,}" if key == "days" and row["period"] else days[key] for key in ("first", "last", "days")),
        *(rounded(number, 0 if number.denominator == 1 else 2) for number in exact),
    ]


def test_worked_example():
    met = {row["subject"]["source"] + row["baseline"]["source"] for row in compare("--all-pairs")}
    assert met == {"airwarscjtf-oir", "sohrcjtf-oir", "sohrairwars", "sohrsohr"}
    found = compare("--all-pairs")
    found += compare("sohr", "--align", "reported", "--no-disputed")
    (body,) = (body for heading, body in tables(METHOD) if heading[0] == "subject")
    assert body == [worked(row) for row in found]


def test_example_of_a_curve():
    (text,) = (text for text in registries(METHOD) if "ministry-june" in text)
    (row,) = compare(text=text)
    numbers = (rounded(Fraction(row[key]["exact"]), 2) for key in ("subject", "ratio"))
    assert [f"= {number}" in METHOD for number in numbers] == [True, True]
    assert row["subject"]["assumptions"] == ["even", "unrevised"]


NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
SUMS = re.findall(rf"({NUMBER}(?:\s[×÷+−]\s{NUMBER})+)\s=\s({NUMBER})", METHOD)


@pytest.mark.parametrize(("sum_", "result"), SUMS)
def test_sums_by_hand(sum_, result):
    first, *rest = re.findall(rf"([×÷+−]?)\s?({NUMBER})", sum_)
    numbers = [(sign, Fraction(number.replace(",", ""))) for sign, number in rest]
    value = Fraction(first[1].replace(",", ""))
    value += sum({"+": 1, "−": -1}.get(sign, 0) * number for sign, number in numbers)
    value *= prod({"×": number, "÷": 1 / number}.get(sign, 1) for sign, number in numbers)
    assert rounded(value, len(result.partition(".")[2])) == result


def test_marks():
    (body,) = (body for heading, body in tables(METHOD) if heading == ["mark", "ascii", "meaning"])
    names = ("worked_out", "at_least", "at_most", "about", "times", "disputed", "replaced", "relays")
    marks = [[getattr(signs, name).strip() for signs in (UNICODE, ASCII)] for name in names]
    assert [row[:2] for row in body] == [*marks, [UNICODE.footnotes(1), ASCII.footnotes(1)]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links(page):
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_links_to_headings():
    for page, target in (("registry.md", REGISTRY), ("method.md", METHOD), ("output.md", OUTPUT)):
        heads = re.findall(r"^#+ (.*)", target, re.M)
        names = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
        own = re.findall(r"\]\(#([^)]+)\)", target)
        assert names.issuperset([*own, *re.findall(rf"\]\({page}#([^)]+)\)", METHOD + REGISTRY + OUTPUT)])
