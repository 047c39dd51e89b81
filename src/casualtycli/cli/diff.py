"""``casualty diff``: what changed between two registries, and which numbers because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casualtycli.cli import options
from casualtycli.cli.names import file_name

if TYPE_CHECKING:
    from casualtycli.cli.result import Result
    from casualtycli.comparison import Comparisons, Question
    from casualtycli.differences.registries import Differences
    from casualtycli.model import Registry
    from casualtycli.registry.find import File


@click.command("diff")
@click.argument("old", metavar="OLD", shell_complete=file_name)
@click.argument("new", metavar="[NEW]", required=False, shell_complete=file_name)
@options.BASELINE
@options.ALL_PAIRS
@options.PERIOD
@options.BY
@options.ALIGNED
@options.SELECTION
@click.option("--exit-code", is_flag=True, help="End with 1 if anything differs, else with 0.")
@options.FILE
@options.format_option("table", "json", "markdown")
@options.OUTPUT
@options.LOOK
@options.QUIET
def diff_(
    old: str, new: str | None, files: tuple[str, ...], output: str | None, quiet: bool, exit_code: bool, **asked: Any
) -> int:
    """Show what changed from OLD to NEW: figures and names, and which ratios, gaps and verdicts because of it.

    Each is a file, - for standard input, or git:REV for the registry as it stands in a revision of git:
    a commit, a branch or a tag, and git: alone for what is staged. git:REV:PATH reads another file; PATH
    counts from the top of the repository, or from this folder if it begins with ./. Without NEW it is the
    registry that the other commands read. The options that narrow choose ratios and gaps, not figures.

    \b
    Example:
      casualty diff git:HEAD
      casualty diff git:main --format markdown
      casualty diff old.yaml new.yaml --all-pairs --exit-code
    """
    from casualtycli.cli.result import Look, write
    from casualtycli.problems import ExitCode

    look = Look.taken_from(asked, output)
    options.refuse_cutting(asked["align"], asked["period"], asked["by"])
    sides = _files(old, new, files, quiet=quiet)
    for side in sides:
        options.refuse_overwriting(output, (file.name for file in side))
    registries = _registries(*sides)
    for registry in registries:
        options.refuse_overwriting(output, (file.file for file in registry.incident_files))
    question = _question(*registries, **asked)
    found = _differences(*registries, question, asked["baseline"])
    write(_result(*registries, question, found), look)
    return ExitCode.FOUND if found and exit_code else ExitCode.FINE


def _files(
    old: str, new: str | None, files: tuple[str, ...], *, quiet: bool
) -> tuple[tuple[File, ...], tuple[File, ...]]:
    """Return the files of both sides; a revision without a path has that of the other side, or of the working file."""
    from casualtycli.problems import CommandError
    from casualtycli.registry.find import STANDARD_INPUT
    from casualtycli.registry.revisions import revision_in

    if [old, new, *files].count(STANDARD_INPUT) > 1:
        raise CommandError("standard input is named twice", "write - once")
    pathless = {name for name in (old, new) if name and (found := revision_in(name)) and found.path is None}
    if files and new is not None and new not in pathless:
        raise click.UsageError("NEW and -f both name the newer registry.")
    if new is None:
        newer = options.find(files, quiet=quiet)
        return _side(old, newer), newer
    named = next((name for name in (new, old) if revision_in(name) is None and name != STANDARD_INPUT), None)
    working: tuple[File, ...] = ()
    if pathless:
        working = _side(named, ()) if named and not files else options.find(files, quiet=quiet)
    return _side(old, working), _side(new, working)


def _side(name: str, working: tuple[File, ...]) -> tuple[File, ...]:
    """Return the files that OLD or NEW names: one, or the working files in a revision."""
    from casualtycli.problems import CommandError
    from casualtycli.registry.find import read_file
    from casualtycli.registry.revisions import PREFIX, beside, read_revision, revision_in

    revision = revision_in(name)
    if revision is None:
        return (read_file(name, f"write {PREFIX}{name} if a revision of git is meant"),)
    if revision.path is not None:
        return (read_revision(revision, options.folder()),)
    for file in working:
        if file.bundled or file.name == "<stdin>":
            raise CommandError(f"no file tells which path of {revision} is meant", f"write {revision}:PATH")
    return tuple(beside(revision, file.name, options.folder()) for file in working)


def _registries(old: tuple[File, ...], new: tuple[File, ...]) -> tuple[Registry, Registry]:
    """Return both registries.

    Raises:
        BadRegistry: one of them has errors; those of both are told.
    """
    from casualtycli.problems import BadRegistry
    from casualtycli.registry.errors import with_errors
    from casualtycli.registry.read import read_registry

    readings = [with_errors(read_registry(files)) for files in (old, new)]
    if errors := tuple(problem for reading in readings for problem in reading.errors):
        raise BadRegistry(errors)
    return readings[0].registry, readings[1].registry


def _question(old: Registry, new: Registry, **asked: Any) -> Question:
    """Return what is asked of both sides, but for the baseline, which may have another id in each.

    Raises:
        CommandError: a name is in neither registry.
    """
    from casualtycli.comparison import Align, Pairs, Question
    from casualtycli.select import Selection

    selection = Selection(
        as_of=asked["as_of"],
        measures=asked["measures"],
        places=asked["places"],
        actors=asked["actors"],
        disputed=not asked["no_disputed"],
    )
    selection.check(old, new)
    return Question(
        selection=selection,
        pairs=Pairs.ALL if asked["all_pairs"] else Pairs.BASELINE,
        period=asked["period"],
        by=asked["by"],
        align=Align(asked["align"]),
    )


def _differences(old: Registry, new: Registry, question: Question, baseline: str | None) -> Differences:
    """Return in what the registries differ, and what is compared in them.

    Raises:
        CommandError: neither has the source that is to be the baseline.
    """
    from casualtycli.differences.registries import differences
    from casualtycli.expectations import outcomes

    ids = _baselines(old, new, baseline)
    before, after = (
        _compared(registry, question, id_, named=baseline is not None)
        for registry, id_ in zip((old, new), ids, strict=True)
    )
    return differences(old, new, before, after, (outcomes(old), outcomes(new)))


def _baselines(old: Registry, new: Registry, name: str | None) -> tuple[str | None, str | None]:
    """Return the id of the baseline on each side, None where it is not named or not there."""
    from casualtycli.problems import CommandError
    from casualtycli.select import source_named

    if name is None:
        return None, None
    found: list[str | None] = []
    for registry in (old, new):
        try:
            found.append(source_named(registry, name))
        except CommandError:
            found.append(None)
    return found[0], found[1] if any(found) else source_named(new, name)


def _compared(registry: Registry, question: Question, baseline: str | None, *, named: bool) -> Comparisons:
    """Return what is compared on one side: nothing, where it has not the names asked for or too few sources."""
    from casualtycli.compare import compare
    from casualtycli.comparison import Comparisons
    from casualtycli.problems import CommandError

    nothing = Comparisons(rows=(), not_comparable=())
    selection = question.selection.within(registry)
    if selection is None or (named and baseline is None):
        return nothing
    try:
        return compare(registry, question._replace(selection=selection, baseline=baseline))
    except CommandError:  # a registry with one source is compared with nothing, and may still have changed
        return nothing


def _result(old: Registry, new: Registry, question: Question, found: Differences) -> Result:
    from casualtycli.cli.result import Result

    def page(signs: Any) -> Any:
        from casualtycli.report.differences import differences_page

        return differences_page(old, new, question, found, signs)

    def document() -> dict[str, object]:
        from casualtycli.report.difference_document import differences_document

        return differences_document(old, new, question, found)

    return Result(page=page, document=document)
