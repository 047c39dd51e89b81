"""Changes of a text, and the same as a diff that git and patch take."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualtycli.registry.splices import Splice, spliced, unified

LINES = "".join(f"{number}\n" for number in range(1, 31))


def at(line: str, new: str) -> Splice:
    start = LINES.index(f"\n{line}\n") + 1
    return Splice(start, start + len(line), new)


@pytest.mark.parametrize(
    ("splices", "expected"),
    [
        ([at("10", "x")], "@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+x\n 11\n 12\n 13\n"),
        (
            [at("10", "x\ny"), at("16", "z")],
            "@@ -7,13 +7,14 @@\n 7\n 8\n 9\n-10\n+x\n+y\n 11\n 12\n 13\n 14\n 15\n-16\n+z\n 17\n 18\n 19\n",
        ),
        (
            [at("10", "x\ny"), at("20", "z")],
            "@@ -7,7 +7,8 @@\n 7\n 8\n 9\n-10\n+x\n+y\n 11\n 12\n 13\n"
            "@@ -17,7 +18,7 @@\n 17\n 18\n 19\n-20\n+z\n 21\n 22\n 23\n",
        ),
        ([Splice(0, 0, "0\n")], "@@ -1,3 +1,4 @@\n+0\n 1\n 2\n 3\n"),
        (
            [Splice(len(LINES), len(LINES), "31")],
            "@@ -28,3 +28,4 @@\n 28\n 29\n 30\n+31\n\\ No newline at end of file\n",
        ),
    ],
)
def test_a_diff_looks_like_that_of_git(splices: list[Splice], expected: str) -> None:
    assert unified("x", LINES, splices) == f"--- a/x\n+++ b/x\n{expected}"


def test_a_file_without_a_last_newline() -> None:
    assert unified("x", "a", [Splice(1, 1, "\nb")]) == (
        "--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n"
    )


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, list[Splice]]:
    text = draw(st.text(st.sampled_from("ab\n\r\u2028"), min_size=1, max_size=80))
    ends = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return text, [Splice(start, end, draw(st.text(st.sampled_from("xy\n"), max_size=5))) for start, end in pairs]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")
@settings(deadline=None, max_examples=60)
@given(changes())
def test_git_applies_the_diff(tmp_path_factory: pytest.TempPathFactory, change: tuple[str, list[Splice]]) -> None:
    text, splices = change
    after = spliced(text, splices)
    if after in (text, ""):
        return
    folder: Path = tmp_path_factory.mktemp("git")
    (folder / "x").write_bytes(text.encode())
    done = subprocess.run(
        ["git", "apply", "--unsafe-paths", "--whitespace=nowarn", "-"],
        input=unified("x", text, splices).encode(),
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert (folder / "x").read_bytes() == after.encode()
