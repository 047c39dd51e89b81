"""Changing files safely: one writer at a time, the old file or the new one, never a mixture.

A file is locked while it is read, changed and replaced, so that two commands at the same time change it one
after the other. The new text goes into a temporary file beside it, which then takes its place in one step. Where
the system knows no such lock (Windows, some network drives) a change by somebody else is seen only as long as it
is made before that step.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from casualtycli.problems import CommandError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

TRIES, PAUSE = 1200, 0.05
"""How often a lock is tried, and the seconds between: a minute in all."""

CHANGED_MEANWHILE = "the file changed meanwhile: nothing was written"


@dataclass(frozen=True, slots=True)
class Held:
    """A file that nobody else changes with casualty while it is held."""

    name: str
    """What messages call it."""
    path: Path
    """The file itself, where the name is a link."""
    data: bytes


@contextmanager
def held(names: Iterable[str]) -> Iterator[tuple[Held, ...]]:
    """Hold files, read, until the block ends.

    Raises:
        CommandError: one cannot be read or may not be written, or somebody else holds it for too long.
    """
    with ExitStack() as stack:
        found = {name: Path(os.path.realpath(name)) for name in names}
        if len(set(found.values())) < len(found):
            raise CommandError(f"{' and '.join(found)} are not all different files", "name each file once")
        # Always in one order, so that two commands never wait for each other.
        data = {name: stack.enter_context(_locked(name, found[name])) for name in sorted(found, key=found.__getitem__)}
        yield tuple(Held(name, path, data[name]) for name, path in found.items())


@contextmanager
def _locked(name: str, path: Path) -> Iterator[bytes]:
    with _telling(name, "read"):
        _check_writable(name, path)
        descriptor = _lock(name, path)
    try:
        with _telling(name, "read"):
            data = path.read_bytes()
        yield data
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _lock(name: str, path: Path) -> int | None:
    """Return the open file with the lock on it; whoever held it may have put another file in its place meanwhile."""
    if fcntl is None:  # nor could an open file be replaced there
        return None
    for _ in range(TRIES):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            if _takes_lock(descriptor) and os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        time.sleep(PAUSE)
    raise CommandError(f"another command has been changing {name} for a minute", "run it again when that has ended")


def _takes_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a drive that knows no locks
    return True


def _check_writable(name: str, path: Path) -> None:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise CommandError(f"cannot write {name}: it is no file", "name a file with -f")
    if not found.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise CommandError(f"cannot write {name}: it is read-only", "make it writable, or name another file with -f")
    if found.st_nlink > 1:
        raise CommandError(
            f"cannot write {name}: it has {found.st_nlink} hard links, which would be parted",
            "copy it to a file of its own, or write it by hand",
        )


def write(changes: Sequence[tuple[Held, bytes]]) -> None:
    """Put new bytes in place of those of each file; mode, owner and links are kept.

    Every new file is written whole before the first one takes the place of an old one.

    Raises:
        CommandError: one cannot be written, or has changed since it was read. Which ones are changed is said.
    """
    done: list[str] = []
    with ExitStack() as stack:
        written = [(file, stack.enter_context(_temporary(file, data))) for file, data in changes]
        for file, _ in written:
            _check_unchanged(file)
        for file, temporary in written:
            with _telling(file.name, "write", done):
                temporary.replace(file.path)
            done.append(file.name)
    for file, _ in changes:
        _sync_folder(file.path.parent)


@contextmanager
def _temporary(file: Held, data: bytes) -> Iterator[Path]:
    """Write the bytes beside the file; what is left of the temporary file at the end is deleted.

    Its name never changes, so that what a killed command left behind is overwritten by the next, and it does
    not end as registries do.
    """
    temporary = file.path.with_name(f".{file.path.name}.new")
    try:
        with _telling(file.name, "write"):
            temporary.unlink(missing_ok=True)
            _write_new(temporary, data, like=file.path)
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _write_new(path: Path, data: bytes, *, like: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        owner = like.stat()
        for user, group in ((-1, owner.st_gid), (owner.st_uid, -1)):
            with suppress(AttributeError, OSError):  # not on Windows, and not for everybody
                os.chown(path, user, group)
        shutil.copystat(like, path)
        os.utime(path)  # changed now, unlike its mode
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_unchanged(file: Held) -> None:
    with _telling(file.name, "read"):
        now = file.path.read_bytes()
    if now != file.data:
        raise CommandError(f"{file.name}: {CHANGED_MEANWHILE}", "run it again")


def _sync_folder(folder: Path) -> None:
    """Make sure that the new name outlives a power cut, where the system can promise that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _telling(name: str, what: str, done: Sequence[str] = ()) -> Iterator[None]:
    """Say in one line what the system refused."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = f"changed already: {', '.join(done)}" if done else "nothing was written"
        raise CommandError(f"cannot {what} {name}: {reason}", hint) from None
