"""What one begins with: a registry that teaches the format, and is never written over another."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest
from transcripts import run

from casualtycli.registry.shipped import starter


def test_the_starter_is_short_plain_and_sound(tmp_path: Path) -> None:
    assert run("casualty init", tmp_path)[0] == 0
    assert (tmp_path / "casualty.yaml").read_bytes() == starter().encode("ascii")
    assert len(starter().splitlines()) < 40
    assert max(map(len, starter().splitlines())) <= 100
    assert run("casualty check", tmp_path) == (0, "casualty.yaml: 2 figures, 2 sources, no problems\n", "")
    code, out, err = run("casualty compare", tmp_path)
    assert (code, err) == (0, "")
    assert "Ratio" in out
    assert "Not comparable" not in out


def test_it_ends_with_what_to_do_next(tmp_path: Path) -> None:
    assert run("casualty init", tmp_path)[1] == (
        "wrote casualty.yaml; next, edit it and try:\n"
        "  casualty compare        how far apart the two invented sources are\n"
        "  casualty check          what is wrong, after each change of yours\n"
        "  casualty schema --help  completion and checks in an editor\n"
    )


@pytest.mark.parametrize(("file", "environ"), [("my north.yaml", ""), ("casualty.yaml", "other.yaml")])
def test_what_would_not_be_found_is_named(tmp_path: Path, file: str, environ: str) -> None:
    with mock.patch.dict("transcripts.PLAIN", {"CASUALTY_FILE": environ}):
        out = run(f"casualty init '{file}'", tmp_path)[1]
        steps = [line.strip().split("  ")[0] for line in out.splitlines()[1:3]]
        for step in steps:
            assert run(step, tmp_path)[0] == 0


def test_a_dash_is_standard_output(tmp_path: Path) -> None:
    assert run("casualty init -", tmp_path) == (0, starter(), "")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "casualty.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.yaml").symlink_to("gone.yaml")
    for file in ("casualty.yaml", "folder", "link.yaml"):
        code, out, err = run(f"casualty init {file}", tmp_path)
        assert (code, out) == (2, "")
        assert err == f"error: {file} is there already\n  = name another file: casualty init FILE\n"
    assert (tmp_path / "casualty.yaml").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "gone.yaml").exists()


def test_no_folder_is_made(tmp_path: Path) -> None:
    code, out, err = run("casualty init north/casualty.yaml", tmp_path)
    assert (code, out) == (2, "")
    assert err == "error: cannot write north/casualty.yaml: there is no such folder\n  = make the folder first\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", ["casualty.yaml/more", "zero\0.yaml"])
def test_what_cannot_be_written_is_told(tmp_path: Path, file: str) -> None:
    (tmp_path / "casualty.yaml").touch()
    code, out, err = run(f"casualty init '{file}'", tmp_path)
    assert (code, out) == (2, "")
    assert err.startswith("error: cannot write ")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    assert run("casualty init", tmp_path)[2] == "error: cannot write casualty.yaml: permission denied\n"


def test_the_schema_goes_to_a_json_file_and_to_no_registry(tmp_path: Path) -> None:
    assert run("casualty schema -o casualty.schema.json", tmp_path) == (0, "", "")
    assert (tmp_path / "casualty.schema.json").read_text(encoding="utf-8") == run("casualty schema")[1]
    (tmp_path / "casualty.yaml").write_text("mine", encoding="utf-8")
    assert run("casualty schema -o casualty.yaml", tmp_path)[0] == 2
    assert (tmp_path / "casualty.yaml").read_text(encoding="utf-8") == "mine"
