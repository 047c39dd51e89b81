"""``casualty init`` and ``casualty schema``: what one begins with."""

from __future__ import annotations

import click

from casualtycli.cli.names import file_name

MAIN = "casualty.yaml"


@click.command("init")
@click.argument("file", default=MAIN, metavar="[FILE]", shell_complete=file_name)
def init_(file: str) -> None:
    """Write a registry to begin with: two invented sources, and what each line is for.

    It is written to casualty.yaml in this folder, to FILE, or for - to standard output. A file that is
    there already is left as it is.

    \b
    Example:
      casualty init
      casualty init north.casualty.yaml
    """
    from casualtycli.cli.output import emit
    from casualtycli.registry.shipped import starter

    if file == "-":
        emit(starter())
        return
    _write_new(file, starter().encode())
    emit(_next_steps(file), utf8=False)


def _write_new(file: str, data: bytes) -> None:
    """Write a file that is not there yet; the check and the making are one step, so that nothing is ever lost."""
    from pathlib import Path

    from casualtycli.problems import CommandError

    try:
        with Path(file).open("xb") as stream:
            stream.write(data)
    except FileExistsError:
        raise CommandError(f"{file} is there already", "name another file: casualty init FILE") from None
    except FileNotFoundError:
        raise CommandError(f"cannot write {file}: there is no such folder", "make the folder first") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"cannot write {file}: {reason.lower()}") from None


def _next_steps(file: str) -> str:
    import os
    import shlex

    from casualtycli.registry.find import VARIABLE
    from casualtycli.wording import visible

    found = file == MAIN and not os.environ.get(VARIABLE)
    named = "" if found else f" -f {shlex.quote(file)}"
    steps = {
        f"casualty compare{named}": "how far apart the two invented sources are",
        f"casualty check{named}": "what is wrong, after each change of yours",
        "casualty schema --help": "completion and checks in an editor",
    }
    widest = max(map(len, steps))
    lines = [f"wrote {file}; next, edit it and try:", *(f"  {step:{widest}}  {tells}" for step, tells in steps.items())]
    return "".join(f"{visible(line)}\n" for line in lines)


@click.command("schema")
@click.option("-o", "--output", metavar="FILE", help="Write to this .json file.", shell_complete=file_name)
def schema_(output: str | None) -> None:
    """Write the JSON Schema (draft 2020-12) of registries, for completion and checks in an editor.

    Keep it beside the registry, and make this the first line of the registry:

    \b
      # yaml-language-server: $schema=casualty.schema.json

    An editor with the YAML language server then explains each key, completes keys and words, and marks
    what is out of place. casualty check knows more: the schema cannot tell whether a count can be read,
    or whether an id is there.

    \b
    Example:
      casualty schema -o casualty.schema.json
    """
    from casualtycli.cli.output import emit
    from casualtycli.problems import CommandError
    from casualtycli.registry.shipped import schema

    if output is not None and not output.endswith(".json"):
        raise CommandError(f"the schema is JSON, and {output} is not", "write -o casualty.schema.json")
    emit(schema(), to=output)
