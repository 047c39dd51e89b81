"""A registry as it stands in a revision of git: ``git:REV[:PATH]``, read through the program git."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from casualtycli.problems import CommandError, Refused, quoted
from casualtycli.registry.find import File

PREFIX = "git:"
_REVISION = re.compile(r"(?P<revision>(?:@\{[^}]*\}|[^:])*)(?::(?P<path>.*))?", re.DOTALL)
"""A colon inside ``@{…}`` belongs to the revision."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision, and perhaps a path in it."""

    name: str
    """As git takes it; empty: what is staged."""
    path: str | None = None
    """From the top of the repository, or from the working folder where it begins with ``./`` or ``../``."""

    def __str__(self) -> str:
        return f"{PREFIX}{self.name}" + ("" if self.path is None else f":{self.path}")


def revision_in(text: str) -> Revision | None:
    """Return the revision that the text names, or None where it names a file.

    >>> revision_in("git:main:data/sources.yaml")
    Revision(name='main', path='data/sources.yaml')

    Raises:
        CommandError: no revision can be called so.
    """
    if not text.startswith(PREFIX):
        return None
    found = _REVISION.fullmatch(text.removeprefix(PREFIX))
    assert found is not None, "every text is a revision, with or without a path"
    name, path = found["revision"], found["path"]
    if name.startswith("-"):
        raise CommandError(f"no revision can be called {quoted(name)}", "write a commit, a branch or a tag: git:HEAD")
    if path == "":
        raise CommandError(f"{text} names no path", f"write {PREFIX}{name}, or a path behind the colon")
    if "\0" in text:
        raise CommandError(f"no revision can be called {quoted(name)}")
    return Revision(name, path)


def read_revision(revision: Revision, folder: Path) -> File:
    """Return the file at the revision's path, byte by byte as it was committed or staged.

    Raises:
        CommandError: it names no path, or there is no git, repository, revision or such file in it.
    """
    assert revision.path is not None, "a revision without a path names no file"
    _git(revision, folder, "rev-parse", "--git-dir", hint="name files, or go to a folder inside the repository")
    tree = f"{revision.name}^{{tree}}"
    found = _asked(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", tree) if revision.name else b""
    if found is None:
        hint = "write a commit, a branch or a tag; a shallow clone has only the newest commits: git fetch --unshallow"
        raise CommandError(f"no revision is called {quoted(revision.name)}", hint)
    place = f"{os.fsdecode(found.strip())}:{revision.path}"
    blob = _asked(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", place)
    if blob is None:
        where = f"revision {revision.name}" if revision.name else "what is staged"
        hint = "a path counts from the top of the repository, or from this folder if it begins with ./"
        raise CommandError(f"cannot read {revision}: there is no such file in {where}", hint)
    data = _asked(folder, "cat-file", "blob", os.fsdecode(blob.strip()))
    if data is None:
        raise CommandError(f"cannot read {revision}: it is no file", "name the file in it")
    return File(str(revision), data, beside=partial(_beside_it, revision, folder))


def _beside_it(revision: Revision, folder: Path, name: str) -> BinaryIO:
    """Return a file of the same revision by its path from the registry.

    Raises:
        Refused: there is no such file, or it is in no folder of the registry's.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise Refused(f"{quoted(name)} is not in the folder of the registry", "put it there, or in a folder below")
    registry = revision.path or ""
    other = Revision(revision.name, registry[: registry.rfind("/") + 1] + str(path))
    try:
        return BytesIO(read_revision(other, folder).data)
    except CommandError as error:
        raise Refused(error.message, error.hint or "write its path from the registry") from None


def beside(revision: Revision, file: str, folder: Path) -> File:
    """Return a working file as it stands in the revision, in its own repository; the folder is the working one.

    Raises:
        CommandError: the file is in no repository, or as for :func:`read_revision`.
    """
    working = Path(file).resolve()
    inside = _asked_in(working, folder.resolve())
    hint = f"write {revision}:PATH, or name a file that is in a repository"
    prefix = os.fsdecode(_git(revision, inside, "rev-parse", "--show-prefix", hint=hint)).rstrip("\n")
    path = working.relative_to(inside).as_posix()
    return read_revision(Revision(revision.name, f"{prefix}{path}"), inside)


def _asked_in(working: Path, folder: Path) -> Path:
    """Return the folder to ask git in: the working one, if the file is in it and in no repository of its own there.

    Where git runs a hook in a worktree, it takes the folder that it is asked in for the top of the repository.
    """
    between = [above for above in working.parents if above != folder and above.is_relative_to(folder)]
    own = any((above / ".git").exists() for above in between)
    return folder if working.is_relative_to(folder) and not own else working.parent


def _git(revision: Revision, folder: Path, *arguments: str, hint: str) -> bytes:
    """Return what git prints.

    Raises:
        CommandError: there is no git, or it fails; its own words are the reason.
    """
    done = _run(folder, *arguments)
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = lines[0].removeprefix("fatal: ") if lines else f"git ended with {done.returncode}"
        raise CommandError(f"cannot read {revision}: {reason}", hint)
    return done.stdout


def _asked(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints, or None where it says that there is no such thing."""
    done = _run(folder, *arguments)
    return None if done.returncode else done.stdout


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise CommandError("cannot run git: there is no such program", "install git, or name two files") from None
    except OSError as error:
        raise CommandError(f"cannot run git: {(error.strerror or str(error)).lower()}") from None
