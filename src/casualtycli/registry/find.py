"""Which files are the registry: those named, the one of the environment, the nearest, or our own."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from casualtycli.problems import CommandError, Refused, quoted

if TYPE_CHECKING:
    from pathlib import Path  # takes a while to load, which a file that is named need not wait for

VARIABLE = "CASUALTY_FILE"
STANDARD_INPUT = "-"
NAMES = "casualty.yaml, *.casualty.yaml or data/sources.yaml"
MOST_BYTES = 64 * 1024 * 1024
"""Of a file; a larger one is refused, and not read to its end."""
BUNDLED = "casualtycli/data/sources.yaml"


class File(NamedTuple):
    """A file of the registry: what messages call it, and its bytes."""

    name: str
    data: bytes
    bundled: bool = False
    """Whether it is the one that ships with the program."""
    beside: Callable[[str], BinaryIO] | None = None
    """Opens another file by its path from this one, or says why not (:class:`Refused`); ``None``: there is none."""


def find_files(
    named: tuple[str, ...], environ: Mapping[str, str], working_folder: "Callable[[], Path]"
) -> tuple[File, ...]:
    """Return the files of the registry, read.

    Those named come first, then the one in CASUALTY_FILE, then the nearest one in the folder or above
    it, then the one that ships with the program.

    Raises:
        CommandError: a file cannot be read, or a folder has several that could be meant.
    """
    if not named and (from_environment := environ.get(VARIABLE)):
        return (read_file(from_environment, f"{VARIABLE} names it: mend it or unset it"),)
    if named:
        return tuple(read_file(name) for name in (named if len(named) == 1 else _once(named)))
    folder = working_folder()
    nearest = next((path for above in (folder, *folder.parents) if (path := _registry_in(above))), None)
    return (_bundled(),) if nearest is None else (read_file(_relative(nearest, folder)),)


def _once(named: tuple[str, ...]) -> Iterator[str]:
    """Yield each file by the first of its names."""
    from pathlib import Path

    if named.count(STANDARD_INPUT) > 1:
        raise CommandError("standard input is named twice", "write -f - once")
    once = {name if name == STANDARD_INPUT else Path(name).absolute(): name for name in reversed(named)}
    yield from (name for name in dict.fromkeys(named) if name in once.values())


def _registry_in(folder: "Path") -> "Path | None":
    if _is_file(main := folder / "casualty.yaml"):
        return main
    try:
        own = [path for path in sorted(folder.glob("*.casualty.yaml")) if _is_file(path)]
    except OSError:
        own = []
    if len(own) > 1:
        names = ", ".join(path.name for path in own)
        raise CommandError(f"several registries are in {folder}: {names}", "name those to read with -f")
    return next((path for path in (*own, folder / "data" / "sources.yaml") if _is_file(path)), None)


def _is_file(path: "Path") -> bool:
    """Tell whether there is such a file; in a folder that may not be searched there is none for us."""
    try:
        return path.is_file()
    except OSError:
        return False


def _relative(path: "Path", folder: "Path") -> str:
    from pathlib import Path

    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return str(path)


def read_file(name: str, hint: str = f"without -f, {NAMES} is looked for") -> File:
    """Return the file of that name, read; the hint is what to do if there is none.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        if name == STANDARD_INPUT:
            if sys.stdin is None:
                raise CommandError("cannot read standard input: it is closed")
            return File("<stdin>", sys.stdin.buffer.read(MOST_BYTES + 1))
        return File(name, _read(name), beside=partial(_open_beside_file, name))
    except FileNotFoundError:
        raise CommandError(f"cannot read {name}: there is no such file", hint) from None
    except IsADirectoryError:
        raise CommandError(f"cannot read {name}: it is a folder", "name the file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"cannot read {name}: {reason.lower()}") from None


def _read(name: str) -> bytes:
    """Return what stands in a file, of one that is too large no more than shows that it is."""
    with open(name, "rb") as stream:  # noqa: PTH123  # pathlib takes longer to import than the file to read
        return stream.read(MOST_BYTES + 1)


def _bundled() -> File:
    from pathlib import Path

    package = Path(__file__).parents[1]
    # A wheel has it inside the package; a checkout, at its top level.
    inside, checkout = package / "data" / "sources.yaml", package.parents[1] / "data" / "sources.yaml"
    path = inside if inside.is_file() else checkout
    return File(BUNDLED, path.read_bytes(), bundled=True, beside=partial(open_beside, path.parent))


def _open_beside_file(file: str, name: str) -> BinaryIO:
    from pathlib import Path

    return open_beside(Path(file).parent, name)


def open_beside(folder: "Path", name: str) -> BinaryIO:
    """Return a file in the folder of a registry, or below it, opened.

    Raises:
        Refused: it is elsewhere, or cannot be read.
    """
    try:
        path, top = (folder / name).resolve(), folder.resolve()
        is_file, is_there = path.is_file(), path.exists()
        if path.is_relative_to(top) and (is_file or not is_there):
            return path.open("rb")
    except FileNotFoundError:
        raise Refused(f"there is no file {quoted(name)}", "write its path from the registry") from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(f"cannot read {quoted(name)}: {reason.lower()}", "write its path from the registry") from None
    if path.is_relative_to(top):
        raise Refused(f"{quoted(name)} is no file", "name a file")
    raise Refused(f"{quoted(name)} is not in the folder of the registry", "put it there, or in a folder below")
