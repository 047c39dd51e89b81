"""Who may know whom: what no layer list can say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "casualtycli"
FILES = sorted(SOURCE.rglob("*.py"))


def imported(file: Path, *, at_the_top: bool = False) -> set[str]:
    """Return the packages that a file imports anywhere, or only when it is imported itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = tree.body if at_the_top else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize(
    ("package", "home"),
    [
        ("click", "cli/"),
        ("rich", "write/terminal.py"),
        ("yaml", "registry/nodes.py"),
        ("dateutil.parser", "suggest.py"),
        ("dateutil.relativedelta", "periods.py"),
    ],
)
def test_a_library_is_known_in_one_place_only(package: str, home: str) -> None:
    users = {
        str(file.relative_to(SOURCE))
        for file in FILES
        if any(f"{name}.".startswith(f"{package}.") for name in imported(file))
        or (package == "dateutil.parser" and "from dateutil import parser" in file.read_text(encoding="utf-8"))
    }
    assert users
    assert all(user.startswith(home) for user in users)


@pytest.mark.parametrize("file", sorted((SOURCE / "cli").glob("*.py")), ids=lambda file: file.name)
def test_the_command_line_imports_nothing_heavy_before_a_command_runs(file: Path) -> None:
    heavy = {"casualtycli." + path.stem for path in SOURCE.glob("*.py") if path.stem not in ("__init__", "__main__")}
    names = imported(file, at_the_top=True)
    assert not names & (heavy | {"yaml", "rich", "json", "traceback"})
    assert all(name.startswith("casualtycli.cli") or name == "casualtycli" for name in names if "casualtycli" in name)


def test_only_the_command_line_prints_and_reads_the_environment() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        if not str(file.relative_to(SOURCE)).startswith("cli/"):
            assert " print(" not in text, file
            assert "os.environ" not in text, file
            assert "sys.exit" not in text, file
            assert ".today()" not in text, file
            assert ".now()" not in text, file


def test_named_tuples_are_made_of_types_not_of_their_names() -> None:
    """Each annotation that is text is compiled when its module is imported, a tenth of the start of a run in all."""
    for file in FILES:
        if "NamedTuple" in (text := file.read_text(encoding="utf-8")):
            assert "from __future__ import annotations" not in text, file
