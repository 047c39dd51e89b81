"""Registries in revisions of git: a throw-away repository, and everything that git users mistype."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from transcripts import run

from casualtycli.problems import CommandError
from casualtycli.registry.revisions import Revision, revision_in

WITH_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
TEXT = """registry: 1
sources: {a: {name: Älpha}, b: {name: Beta}}
defaults: {measure: killed, place: Land, published: 2021}
figures:
  - {id: a, source: a, count: 100, period: 2020}
  - {id: b, source: b, count: 200, period: 2020}
"""
MORE = TEXT.replace("count: 200", "count: 300")
ISOLATED = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2021-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2021-01-01T00:00:00Z",
}
SET_BY_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path) -> Iterator[None]:
    """Keep git from reading the settings of whoever runs the tests, and from the hook that may run them."""
    environ = {name: value for name, value in os.environ.items() if name not in SET_BY_HOOKS}
    isolated = {**environ, **ISOLATED, "HOME": str(tmp_path), "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    with mock.patch.dict(os.environ, isolated, clear=True):
        yield


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository: a commit and a tag ``v1``, then a change that is only in the working file."""
    top = tmp_path / "top"
    (top / "data").mkdir(parents=True)
    git(top, "init", "--quiet", "--initial-branch=main")
    (top / "data" / "sources.yaml").write_bytes(TEXT.replace("\n", "\r\n").encode())
    git(top, "add", "data")
    git(top, "commit", "--quiet", "--message", "one")
    git(top, "tag", "v1")
    (top / "data" / "sources.yaml").write_text(MORE, encoding="utf-8")
    return top


def changed(command: str, folder: Path) -> list[tuple[str, str]]:
    """Return the key and the new value of each change that a command tells."""
    code, out, err = run(f"{command} --format json", folder)
    assert (code, err) == (0, "")
    fields = [field for figure in json.loads(out)["figures"] for field in figure["fields"]]
    return [(field["key"], field["new"]) for field in fields if field["key"] == "count"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("git:HEAD", Revision("HEAD")),
        ("git:main:data/sources.yaml", Revision("main", "data/sources.yaml")),
        ("git:HEAD~2:./a:b.yaml", Revision("HEAD~2", "./a:b.yaml")),
        ("git:HEAD@{2026-01-01 10:00}", Revision("HEAD@{2026-01-01 10:00}")),
        ("git:HEAD@{1 day ago 10:00}:x", Revision("HEAD@{1 day ago 10:00}", "x")),
        ("git:", Revision("")),
        ("git::x", Revision("", "x")),
        ("./git:HEAD", None),
        ("sources.yaml", None),
        ("-", None),
    ],
)
def test_what_names_a_revision(text: str, expected: Revision | None) -> None:
    assert revision_in(text) == expected
    assert expected is None or str(expected) == text


@pytest.mark.parametrize("text", ["git:-x", "git:--output=x", "git:HEAD:", "git:HE\0AD"])
def test_what_no_revision_can_be_called(text: str) -> None:
    with pytest.raises(CommandError):
        revision_in(text)


@WITH_GIT
@pytest.mark.parametrize(
    ("folder", "command"),
    [
        (".", "diff git:HEAD"),
        (".", "diff git:main"),
        (".", "diff git:v1"),
        (".", "diff git:@{0}"),
        (".", "diff git:HEAD^{tree}"),
        (".", "diff git:"),
        (".", "diff git:HEAD data/sources.yaml"),
        (".", "diff git:HEAD:data/sources.yaml"),
        (".", "diff git:HEAD -f data/sources.yaml"),
        (".", "diff git::data/sources.yaml ./data/sources.yaml"),
        ("data", "diff git:HEAD"),
        ("data", "diff git:HEAD:data/sources.yaml sources.yaml"),
        ("data", "diff git:HEAD:./sources.yaml"),
        ("data", "diff git:HEAD:../data/sources.yaml"),
        ("..", "diff git:HEAD top/data/sources.yaml"),
        ("..", "diff git:HEAD -f top/data/sources.yaml"),
    ],
)
def test_the_working_file_against_a_revision(repository: Path, folder: str, command: str) -> None:
    assert changed(f"casualty {command}", repository / folder) == [("count", "300")]


@WITH_GIT
def test_two_revisions_and_what_is_staged(repository: Path) -> None:
    git(repository, "add", "data")
    assert changed("casualty diff git:HEAD git:", repository) == [("count", "300")]
    assert changed("casualty diff git:", repository) == []
    git(repository, "commit", "--quiet", "--message", "two")
    assert changed("casualty diff git:v1 git:HEAD", repository) == [("count", "300")]
    assert changed("casualty diff git:HEAD git:v1", repository) == [("count", "200")]
    assert changed("casualty diff data/sources.yaml git:v1", repository) == [("count", "200")]


@WITH_GIT
def test_several_files_of_a_revision(repository: Path) -> None:
    other = "registry: 1\ndefaults: {measure: killed, place: Land}\nfigures:\n"
    figure = "  - {id: c, source: a, count: 5, period: 2019, published: 2021}\n"
    (repository / "more.yaml").write_text(f"{other}{figure}", encoding="utf-8")
    git(repository, "add", "more.yaml")
    git(repository, "commit", "--quiet", "--message", "more")
    (repository / "more.yaml").write_text(f"{other}{figure.replace('5', '6')}", encoding="utf-8")
    command = "casualty diff git:HEAD -f data/sources.yaml -f more.yaml"
    assert changed(command, repository) == [("count", "6"), ("count", "300")]


@WITH_GIT
def test_names_tell_the_side_and_the_line(repository: Path) -> None:
    (repository / "data" / "sources.yaml").write_text(f"# moved down\n{MORE}", encoding="utf-8")
    out = run("casualty diff git:HEAD", repository)[1]
    assert out.startswith("git:HEAD:data/sources.yaml → data/sources.yaml\n")
    assert "b       count  200 → 300     6 → 7\n" in out
    (repository / "data" / "sources.yaml").write_text(MORE.replace("300", "3.00"), encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "slip")
    code, out, err = run("casualty diff git:HEAD", repository)
    assert (code, out) == (2, "")
    assert err.count("[bad-count]") == 2
    assert err.startswith("git:HEAD:data/sources.yaml:6:31: error: ")
    assert "\ndata/sources.yaml:6:31: error: " in err


@WITH_GIT
def test_a_file_that_is_a_link_is_looked_for_where_it_leads(repository: Path) -> None:
    (repository / "link.yaml").symlink_to(Path("data") / "sources.yaml")
    assert changed("casualty diff git:HEAD -f link.yaml", repository) == [("count", "300")]


@WITH_GIT
def test_a_repository_inside_the_repository_is_asked_itself(repository: Path) -> None:
    inner = repository / "inner"
    inner.mkdir()
    git(inner, "init", "--quiet")
    (inner / "casualty.yaml").write_text(TEXT, encoding="utf-8")
    git(inner, "add", ".")
    git(inner, "commit", "--quiet", "--message", "inner")
    (inner / "casualty.yaml").write_text(MORE, encoding="utf-8")
    assert changed("casualty diff git:HEAD -f inner/casualty.yaml", repository) == [("count", "300")]


@WITH_GIT
def test_as_a_hook_runs_it_in_a_worktree(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    (tmp_path / "linked" / "data" / "sources.yaml").write_text(MORE, encoding="utf-8")
    with mock.patch.dict(os.environ, {"GIT_DIR": str(repository / ".git" / "worktrees" / "linked")}):
        assert changed("casualty diff git:HEAD", tmp_path / "linked") == [("count", "300")]


@WITH_GIT
def test_bytes_are_those_that_were_committed(repository: Path) -> None:
    """Git turns none of them into text, and its settings cannot make it run a program on them."""
    (repository / ".gitattributes").write_text("*.yaml diff=x filter=x\n", encoding="utf-8")
    for setting in ("diff.x.textconv", "filter.x.smudge", "diff.external"):
        git(repository, "config", setting, "touch ran")
    assert changed("casualty diff git:HEAD", repository) == [("count", "300")]
    assert "Älpha" in run("casualty diff git:HEAD", repository)[1]
    assert not (repository / "ran").exists()


@WITH_GIT
@pytest.mark.parametrize(
    ("command", "said", "hint"),
    [
        ("diff git:nope", 'no revision is called "nope"', "a shallow clone has only the newest commits"),
        ("diff 'git:a b'", 'no revision is called "a b"', "write a commit"),
        ("diff git:main..v1", 'no revision is called "main..v1"', "write a commit"),
        ("diff git:-p", 'no revision can be called "-p"', "git:HEAD"),
        ("diff git:HEAD:", "git:HEAD: names no path", "write git:HEAD"),
        ("diff git:HEAD:sources.yaml", "there is no such file in revision HEAD", "if it begins with ./"),
        ("diff git::sources.yaml", "there is no such file in what is staged", "if it begins with ./"),
        ("diff git:HEAD:data", "cannot read git:HEAD:data: it is no file", "name the file in it"),
        ("diff git:HEAD:../other.yaml", "there is no such file", "from the top"),
        ("diff HEAD", "cannot read HEAD: there is no such file", "write git:HEAD if a revision of git is meant"),
        ("diff git:HEAD main", "cannot read main: there is no such file", "write git:main if"),
        ("diff git:HEAD -f -", "no file tells which path of git:HEAD is meant", "write git:HEAD:PATH"),
        ("diff - -", "standard input is named twice", "write - once"),
        ("diff git:HEAD - -f -", "standard input is named twice", "write - once"),
    ],
)
def test_what_git_users_mistype(repository: Path, command: str, said: str, hint: str) -> None:
    with mock.patch("sys.stdin", mock.Mock(buffer=mock.Mock(read=lambda _most: TEXT.encode()))):
        code, out, err = run(f"casualty {command}", repository)
    assert (code, out) == (2, "")
    message, advice = err.splitlines()
    assert said in message
    assert hint in advice


@WITH_GIT
def test_outside_of_any_repository(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text(TEXT, encoding="utf-8")
    for command in ("casualty diff git:HEAD", "casualty diff git:HEAD:casualty.yaml"):
        code, out, err = run(command, tmp_path)
        assert (code, out) == (2, "")
        assert err.startswith("error: cannot read git:HEAD")
        assert len(err.splitlines()) == 2
    (tmp_path / "casualty.yaml").unlink()
    code, _, err = run("casualty diff git:HEAD -q", tmp_path)
    assert (code, err.splitlines()[0]) == (2, "error: no file tells which path of git:HEAD is meant")


def test_without_git(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text(TEXT, encoding="utf-8")
    with mock.patch.dict(os.environ, {"PATH": str(tmp_path)}):
        code, out, err = run("casualty diff git:HEAD", tmp_path)
    assert (code, out) == (2, "")
    assert err == "error: cannot run git: there is no such program\n  = install git, or name two files\n"


def test_a_git_that_cannot_be_run(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text(TEXT, encoding="utf-8")
    with mock.patch("subprocess.run", side_effect=PermissionError(13, "Permission denied")):
        assert run("casualty diff git:HEAD", tmp_path) == (2, "", "error: cannot run git: permission denied\n")


def test_a_git_that_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text(TEXT, encoding="utf-8")
    with mock.patch("subprocess.run", return_value=mock.Mock(returncode=7, stdout=b"", stderr=b"")):
        assert run("casualty diff git:HEAD", tmp_path)[2].startswith("error: cannot read git:HEAD: git ended with 7")
