"""Which files are the registry."""

import io
import os
from pathlib import Path

import pytest

from casualtycli.problems import CommandError
from casualtycli.registry.find import BUNDLED, find_files

ROOT = Path(__file__).parents[1]


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Return what makes files that hold their own names, and goes into a folder beside them."""

    def make(files, folder="."):
        for name in files:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(tmp_path / folder)

    return make


def found(*named, **environ):
    return [(file.name, file.data.decode()) for file in find_files(named, environ, Path.cwd)]


def refused(*named, **environ):
    with pytest.raises(CommandError) as error:
        find_files(named, environ, Path.cwd)
    return error.value.message, error.value.hint


def read_from(text, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


ALL = ("f.yaml", "g.yaml", "env.yaml", "casualty.yaml", "own.casualty.yaml", "data/sources.yaml")


@pytest.mark.parametrize(
    ("files", "named", "environ", "expected"),
    [
        (ALL, ["f.yaml"], {"CASUALTY_FILE": "env.yaml"}, ["f.yaml"]),
        (ALL, ["g.yaml", "f.yaml", "g.yaml"], {}, ["g.yaml", "f.yaml"]),
        (ALL, [], {"CASUALTY_FILE": "env.yaml"}, ["env.yaml"]),
        (ALL, [], {"CASUALTY_FILE": ""}, ["casualty.yaml"]),
        (ALL, [], {}, ["casualty.yaml"]),
        (ALL[4:], [], {}, ["own.casualty.yaml"]),
        (ALL[5:], [], {}, ["data/sources.yaml"]),
        (["a.casualty.yaml", "b.casualty.yaml", "casualty.yaml"], [], {}, ["casualty.yaml"]),
        (["casualty.yml", "sources.yaml", "mycasualty.yaml", "data/sources.yaml"], [], {}, ["data/sources.yaml"]),
        (["casualty.yaml/inside", "own.casualty.yaml"], [], {}, ["own.casualty.yaml"]),
        (["a.casualty.yaml/inside", "own.casualty.yaml"], [], {}, ["own.casualty.yaml"]),
        (["data/sources.yaml/inside", "a.casualty.yaml"], [], {}, ["a.casualty.yaml"]),
    ],
)
def test_the_order(tree, files, named, environ, expected):
    tree(files)
    assert found(*named, **environ) == [(name, name) for name in expected]


@pytest.mark.parametrize(
    ("files", "folder", "expected", "holds"),
    [
        (["casualty.yaml"], "a/b", "../../casualty.yaml", "casualty.yaml"),
        (["casualty.yaml", "a/data/sources.yaml"], "a/b", "../data/sources.yaml", "a/data/sources.yaml"),
        (["casualty.yaml", "a/b/x.casualty.yaml"], "a/b", "x.casualty.yaml", "a/b/x.casualty.yaml"),
        (["data/sources.yaml"], "data", "sources.yaml", "data/sources.yaml"),
        (["x.casualty.yaml", "a/b/c/casualty.yaml"], "a/b", "../../x.casualty.yaml", "x.casualty.yaml"),
    ],
)
def test_the_nearest_folder_upward(tree, files, folder, expected, holds):
    tree(files, folder)
    assert found() == [(expected, holds)]


def test_what_is_named_is_read_from_where_one_stands(tree):
    tree(["f.yaml", "a/f.yaml"], "a")
    assert found("f.yaml", "../f.yaml") == [("f.yaml", "a/f.yaml"), ("../f.yaml", "f.yaml")]
    assert found(CASUALTY_FILE="../f.yaml") == [("../f.yaml", "f.yaml")]


def test_else_the_one_that_ships(tree):
    tree(["unrelated.yaml"])
    [file] = find_files((), {}, Path.cwd)
    assert (file.name, file.bundled) == (BUNDLED, True)
    assert file.data == (ROOT / "data" / "sources.yaml").read_bytes()


def test_only_the_one_that_ships_is_called_so(tree):
    tree(["data/sources.yaml"])
    assert [file.bundled for file in find_files((), {}, Path.cwd)] == [False]


@pytest.mark.parametrize(
    ("named", "environ", "message", "hint"),
    [
        (["nope.yaml"], {}, "cannot read nope.yaml: there is no such file", "without -f, casualty.yaml, "),
        (["f.yaml", "nope/f.yaml"], {}, "cannot read nope/f.yaml: there is no such file", "without -f, "),
        (["data"], {}, "cannot read data: it is a folder", "name the file in it"),
        (["f.yaml\0"], {}, "cannot read f.yaml\0: embedded null byte", ""),
        (["f.yaml/g.yaml"], {}, "cannot read f.yaml/g.yaml: not a directory", ""),
        ([], {"CASUALTY_FILE": "nope.yaml"}, "cannot read nope.yaml: there is no such file", ""),
        (["-", "f.yaml", "-"], {}, "standard input is named twice", "write -f - once"),
    ],
)
def test_what_cannot_be_read(tree, named, environ, message, hint):
    tree(["f.yaml", "data/sources.yaml"])
    told, how = refused(*named, **environ)
    assert told.startswith(message)
    assert (how or "").startswith(hint)


def test_a_missing_file_of_the_environment_names_the_variable(tree):
    tree([])
    message, hint = refused(CASUALTY_FILE="nope.yaml")
    assert "CASUALTY_FILE" in f"{message} {hint}"
    assert "-f" not in (hint or "").split()


def test_several_of_ones_own_are_never_chosen_from(tree, tmp_path):
    tree(["b.casualty.yaml", "a.casualty.yaml", "data/sources.yaml"], "below")
    assert refused() == (
        f"several registries are in {tmp_path}: a.casualty.yaml, b.casualty.yaml",
        "name those to read with -f",
    )
    assert found("../b.casualty.yaml") == [("../b.casualty.yaml", "b.casualty.yaml")]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tree, tmp_path):
    tree(["f.yaml", "data/sources.yaml"])
    (tmp_path / "f.yaml").chmod(0)
    assert refused("f.yaml") == ("cannot read f.yaml: permission denied", None)


def test_a_folder_that_may_not_be_searched_is_passed_by(tree, monkeypatch):
    tree(["casualty.yaml"], "below")
    real = os.stat

    def stat(path, *args, **kwargs):
        if Path(path).parent.name in ("below", "data"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "stat", stat)
    assert found() == [("../casualty.yaml", "casualty.yaml")]


def test_standard_input(tree, monkeypatch):
    tree(["f.yaml"])
    read_from("régistre", monkeypatch)
    assert found("f.yaml", "-") == [("f.yaml", "f.yaml"), ("<stdin>", "régistre")]
    read_from("again", monkeypatch)
    assert found(CASUALTY_FILE="-") == [("<stdin>", "again")]
