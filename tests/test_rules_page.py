"""docs/rules.md is the rule table with the examples of tests/data/problems: after a change, write it anew.

python tests/test_rules_page.py --refresh
"""

import re
import sys
from pathlib import Path

from test_problem_examples import PROBLEMS

from casualtycli.cli.check import FORMATS
from casualtycli.registry.rules import IGNORABLE, RULES, Rule

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
HEAD = f"""\
# What `casualty check` looks for

Every rule, with what it tells of and how to mend it. `casualty rules` prints this list, `casualty rules RULE` one of
them. This page is written by `python tests/test_rules_page.py --refresh`: each message in it is what the program
prints.

- An **error** means that the registry cannot be read as meant, or that an `ignore` in it is out of date. Errors are
  always told, and the exit code is 1.
- A **warning** is most likely a slip; a **note** is worth a look. The exit code stays 0, unless `--fail-on warning`
  makes a warning an error's equal. `--fail-on never` keeps it at 0 whatever there is.
- `--select RULE` tells of these rules only, and of errors; `--ignore RULE` leaves rules out. Both take several with
  commas between, and the names `warning` and `note` for all of a level. The last line says how many were hidden.
- One figure may say why a rule does not hold for it: see [`ignore`](registry.md#ignore). That is possible for
  {", ".join(f"`{name}`" for name in IGNORABLE[:-1])} and `{IGNORABLE[-1]}`.

| `--format` | what it is for |
|---|---|
| `text` | people: each problem with its line, a mark under the place, and what to write |
| `json` | scripts: every problem, those ignored with their reason, and how many there are of each level |
| `github` | a workflow of GitHub, where it is chosen by itself: the text for the log, then annotations |
| `sarif` | code scanning and editors: SARIF 2.1.0, those ignored as suppressed |
| `junit` | GitLab, Jenkins and others: each rule is a test, which fails at problems that fail the check |

`-o FILE` writes to a file, and says on standard error in one line what came of it. The ending of the file names the
format: `.txt`, `.json`, `.sarif` or `.xml`.
"""


def page() -> str:
    rows = "".join(f"| [`{rule.name}`](#{rule.name}) | {rule.level} | {rule.what} |\n" for rule in RULES)
    return "\n".join(
        [HEAD, f"| rule | level | what is wrong |\n|---|---|---|\n{rows}", *(section(rule) for rule in RULES)]
    )


def section(rule: Rule) -> str:
    first, *others = [f"{rule.name}.yaml", *sorted(path.name for path in PROBLEMS.glob(f"{rule.name}.*.yaml"))]
    parts = [f"## {rule.name}", f"{rule.level.capitalize()}: {rule.what}.", f"{rule.why} {rule.mend}"]
    parts += [example(PROBLEMS / first)] if (PROBLEMS / first).exists() else [f"```yaml\n{rule.example}\n```"]
    parts += [more(PROBLEMS / name) for name in others]
    return "\n\n".join(parts) + "\n"


def example(file: Path) -> str:
    """Return a registry, where it is text at all, and what is printed of it."""
    registry, printed = (path.read_bytes().decode(errors="replace") for path in (file, file.with_suffix(".txt")))
    shown = all(line.isprintable() for line in registry.splitlines())
    readable = f"```yaml\n{registry.rstrip()}\n```\n\n" if shown and "\ufffd" not in registry else ""
    return f"{readable}```text\n{printed.rstrip()}\n```"


def more(file: Path) -> str:
    (told, *_) = re.findall(r": (?:error|warning|note): (.+)  \[", file.with_suffix(".txt").read_text(encoding="utf-8"))
    summary = told.replace("&", "&amp;").replace("<", "&lt;")
    return f"<details><summary>{summary}</summary>\n\n{example(file)}\n\n</details>"


def test_the_page_shows_every_rule_as_it_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_text_stands_on_the_page_as_it_is_printed() -> None:
    shown = page()
    for path in PROBLEMS.glob("*.txt"):
        assert f"```text\n{path.read_text(encoding='utf-8').rstrip()}\n```" in shown


def test_every_format_is_named() -> None:
    assert re.findall(r"^\| `(\w+)` \|", HEAD, re.MULTILINE) == list(FORMATS)


if __name__ == "__main__" and sys.argv[1:] == ["--refresh"]:
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
