"""Changing files safely: one after the other, whole or not at all, whatever happens in between."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path
from unittest import mock

import pytest
from transcripts import run

from casualtycli.problems import CommandError
from casualtycli.registry import store
from casualtycli.registry.find import File
from casualtycli.registry.read import read_registry
from casualtycli.registry.store import held, write

OLD, NEW = b"registry: 1\n", b"registry: 1\nsources: {}\n" * 3
REGISTRY = """\
registry: 1
sources: {m: {name: Monitor}}
defaults: {measure: killed, place: Land, published: 2024, url: "https://example.org/"}
figures: [] # none yet
"""
CASUALTY = [sys.executable, "-m", "casualtycli"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "casualty.yaml"
    path.write_bytes(OLD)
    return path


def replace(path: Path, data: bytes = NEW) -> None:
    with held([str(path)]) as (file,):
        write([(file, data)])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_mode_owner_and_links_are_kept(file: Path) -> None:
    file.chmod(0o640)
    link = file.with_name("link.yaml")
    link.symlink_to(file.name)
    before = file.stat()
    replace(link)
    after = file.stat()
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert names(file.parent) == ["casualty.yaml", "link.yaml"]


def test_a_file_under_two_names_is_refused(file: Path) -> None:
    (link := file.with_name("link.yaml")).symlink_to(file)
    with pytest.raises(CommandError, match="not all different"), held([str(file), str(link)]):
        pass


def test_a_file_with_hard_links_is_left_alone(file: Path) -> None:
    file.with_name("other.yaml").hardlink_to(file)
    with pytest.raises(CommandError, match="2 hard links"):
        replace(file)
    assert file.read_bytes() == OLD


def test_a_read_only_file_is_left_alone(file: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(CommandError, match="it is read-only"):
        replace(file)
    assert file.read_bytes() == OLD


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, said in (("pipe", "it is no file"), ("", "it is no file"), ("missing", "no such file")):
        with pytest.raises(CommandError, match=said):
            replace(tmp_path / name)


@pytest.mark.parametrize("call", ["open", "write", "fsync", "chown", "utime"])
def test_what_the_system_refuses_is_one_line_and_changes_nothing(file: Path, call: str) -> None:
    real = getattr(os, call)

    def refuse(*arguments: object, **more: object) -> object:
        if call != "open" or str(arguments[0]).endswith(".new"):
            raise OSError(28, "No space left on device")
        return real(*arguments, **more)

    with mock.patch.object(store.os, call, refuse):
        if call == "chown":  # the owner is kept where that is possible
            replace(file)
            assert file.read_bytes() == NEW
            return
        with pytest.raises(CommandError) as caught:
            replace(file)
    assert caught.value.message == f"cannot write {file}: no space left on device"
    assert caught.value.hint == "nothing was written"
    assert file.read_bytes() == OLD
    assert names(file.parent) == ["casualty.yaml"]


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "casualty.yaml"
    file.write_text(REGISTRY + "# " + "x" * 200_000 + "\n", encoding="utf-8")
    before = file.read_bytes()
    command = [*CASUALTY, "add", "--source", "m", "--count", "4", "--period", "2023"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "CASUALTY_FILE": ""},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: cannot write casualty.yaml: file too large\n  = nothing was written\n" in done.stderr
    assert file.read_bytes() == before
    assert names(tmp_path) == ["casualty.yaml"]


def test_a_change_by_somebody_else_is_not_overwritten(file: Path) -> None:
    with held([str(file)]) as (holding,):
        file.write_bytes(b"another\n")
        with pytest.raises(CommandError, match="changed meanwhile"):
            write([(holding, NEW)])
    assert file.read_bytes() == b"another\n"


def test_of_several_files_none_is_changed_unless_all_can_be_written(file: Path) -> None:
    other = file.with_name("other.yaml")
    other.write_bytes(OLD)
    with held([str(file), str(other)]) as (first, second):
        (file.parent / ".other.yaml.new").mkdir()
        with pytest.raises(CommandError) as caught:
            write([(first, NEW), (second, NEW)])
    assert caught.value.hint == "nothing was written"
    assert (file.read_bytes(), other.read_bytes()) == (OLD, OLD)


def test_which_files_are_changed_is_said_when_the_last_step_fails(file: Path) -> None:
    other = file.with_name("other.yaml")
    other.write_bytes(OLD)
    real = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if target.name == "other.yaml":
            raise OSError(5, "Input/output error")
        return real(path, target)

    with (
        held([str(file), str(other)]) as (first, second),
        mock.patch.object(Path, "replace", refuse),
        pytest.raises(CommandError) as caught,
    ):
        write([(first, NEW), (second, NEW)])
    assert caught.value.message == f"cannot write {other}: input/output error"
    assert caught.value.hint == f"changed already: {file}"
    assert (file.read_bytes(), other.read_bytes()) == (NEW, OLD)
    assert names(file.parent) == ["casualty.yaml", "other.yaml"]


def test_a_file_that_is_held_for_too_long_is_refused(file: Path) -> None:
    with held([str(file)]), mock.patch.object(store, "TRIES", 3), pytest.raises(CommandError, match="another command"):
        replace(file)


def test_who_waits_for_a_file_gets_the_one_that_took_its_place(file: Path) -> None:
    seen: list[bytes] = []

    def wait() -> None:
        with held([str(file)]) as (later,):
            seen.append(later.data)

    with held([str(file)]) as (first,):
        waiting = threading.Thread(target=wait)
        waiting.start()
        write([(first, NEW)])
    waiting.join(60)
    assert seen == [NEW]


def test_without_locks_a_file_is_still_replaced_whole(file: Path) -> None:
    with mock.patch.object(store, "fcntl", None):
        replace(file)
    assert file.read_bytes() == NEW
    with mock.patch.object(store.fcntl, "flock", side_effect=OSError(95, "Operation not supported")):
        replace(file, OLD)
    assert file.read_bytes() == OLD


# --- killed at any step

KILLED = """
import os, signal, sys
from casualtycli.registry import store

path, last = sys.argv[1], int(sys.argv[2])
steps = 0


def step(call, *arguments, **more):
    global steps
    for after in (False, True):
        steps += 1
        this = steps
        if after and call is write:
            arguments = arguments[0], bytes(arguments[1])[:7]  # a write may end early
        result = call(*arguments, **more) if after else None
        if this == last:
            os.kill(os.getpid(), signal.SIGKILL)
    return result


def watched(module, *names):
    for name in names:
        call = getattr(module, name)
        setattr(module, name, lambda *given, call=call, **more: step(call, *given, **more))


write = os.write
watched(store.os, "open", "chown", "utime", "fsync", "close")
store.os.write = lambda *given: step(write, *given)
watched(store.shutil, "copystat")
watched(store.Path, "replace", "unlink", "read_bytes")
with store.held([path]) as (file,):
    store.write([(file, sys.stdin.buffer.read())])
print(steps)
"""


def test_a_write_that_is_killed_at_any_step_leaves_the_old_file_or_the_new_one(file: Path) -> None:
    seen = set()
    for last in range(1, 1000):
        file.write_bytes(OLD)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(file), str(last)],
            input=NEW,
            capture_output=True,
            check=False,
        )
        left = file.read_bytes()
        assert left in (OLD, NEW)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        seen.add(left)
        assert run("casualty check -q -f casualty.yaml", file.parent)[0] in (0, 1)
        replace(file, OLD + b"# later\n")
        assert file.read_bytes() == OLD + b"# later\n"
        assert names(file.parent) == ["casualty.yaml"]
    assert seen == {OLD, NEW}
    assert int(done.stdout) == last - 1 > 30


def test_what_a_killed_write_leaves_behind_is_no_registry(tmp_path: Path) -> None:
    (tmp_path / "north.casualty.yaml").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / ".north.casualty.yaml.new").write_bytes(b"half of")
    assert "north.casualty.yaml: 0 figures" in run("casualty check", tmp_path)[1]
    assert run("casualty add --source m --count 4 --period 2023", tmp_path)[0] == 0
    assert names(tmp_path) == ["north.casualty.yaml"]


# --- many at a time


def test_twenty_adds_at_the_same_time_all_land_or_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "casualty.yaml"
    file.write_text(REGISTRY, encoding="utf-8")
    command = [*CASUALTY, "add", "-q", "--source", "m", "--period", "2023", "--count"]
    children = [
        subprocess.Popen(
            [*command, str(number), "--variant", f"v{number}", *(["--id", "same"] if number >= 18 else [])],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(20)
    ]
    looks = 0
    while any(child.poll() is None for child in children):
        reading = read_registry([File("casualty.yaml", file.read_bytes())])
        assert reading.errors == ()
        looks += 1
    told = [(child.returncode, *child.communicate()) for child in children]
    figures = read_registry([File("casualty.yaml", file.read_bytes())]).registry.by_id
    assert looks > 3
    landed = {figure.variant for figure in figures.values()}
    for number, (code, out, err) in enumerate(told):
        if number < 18:
            assert (code, err) == (0, "")
        assert (code == 0) == (f"v{number}" in landed) == out.startswith("added ")
        assert code == 0 or 'the id "same" is taken' in err
    assert sorted(code for code, *_ in told[18:]) == [0, 2]
    assert {"m-2023", "m-2023-2", "m-2023-18", "same"} <= figures.keys()
    assert names(tmp_path) == ["casualty.yaml"]
