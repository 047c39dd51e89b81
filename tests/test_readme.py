"""The README shows what the program prints: `python tests/test_readme.py` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from transcripts import ROOT, commands, refreshed, run, written

README = ROOT / "README.md"
CONSOLE = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.splitlines()[0])
def test_the_readme_shows_what_a_command_prints(block: str) -> None:
    ((command, shown),) = commands(block)
    assert shown == written(command)


def test_the_main_output_stands_right_after_the_two_commands() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.count("```sh\n") == 2
    assert text.rindex("```sh\n") < text.index("```console\n$ casualty compare")


@pytest.mark.parametrize(
    "command", [line.split("`")[1] for line in README.read_text().splitlines() if "| `cas" in line]
)
def test_every_command_of_the_table_runs(command: str, tmp_path: Path) -> None:
    for file in ("data/sources.yaml", "data/coalition.yaml", "tests/data/diff/before.yaml"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    shown = command.replace("ID", "sohr-2017-06-23").replace("OLD", "tests/data/diff/before.yaml")
    code, out, err = run(shown, tmp_path)
    assert (code, err) == (0, "")
    assert out or " -o " in command


def test_the_registry_of_the_readme_is_sound_and_compares(tmp_path: Path) -> None:
    (registry,) = blocks("yaml")
    (tmp_path / "casualty.yaml").write_text(registry, encoding="utf-8")
    assert run("casualty check", tmp_path)[1].endswith("no problems\n")
    code, out, _ = run("casualty compare", tmp_path)
    assert code == 0
    assert "Not comparable" not in out


if __name__ == "__main__":
    README.write_text(
        CONSOLE.sub(lambda found: refreshed(found[0]), README.read_text(encoding="utf-8")), encoding="utf-8"
    )
