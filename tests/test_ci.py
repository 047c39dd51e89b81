"""What stands ready for CI, run: the action, the pre-commit hook, the problem matcher, and docs/ci.md.

Nothing here installs anything: steps that do (`pip install`, the first one of the action) are left out, and
the `casualty` of this environment runs in their place.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PROBLEMS = ROOT / "tests" / "data" / "problems"
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
YAML = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
SCHEMAS = {
    ".github/workflows/registry.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
}
SOUND = (ROOT / "data" / "sources.yaml").read_text(encoding="utf-8")
BAD = (PROBLEMS / "bad-count.negative.yaml").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="bash is not installed")


def environment(folder, **more):
    """Return the environment of a job in the folder, with nothing of the user's git or CI."""
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return kept | {
        "PATH": os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"])),
        "HOME": str(folder.parent),
        "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"),
        **{f"GIT_{who}_{what}": "a@b.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        **more,
    }


def run(folder, *command, **more):
    return subprocess.run(
        command, cwd=folder, env=environment(folder, **more), capture_output=True, text=True, check=False, timeout=120
    )


def bash(folder, script, **more):
    """Run a step as a runner of GitHub does."""
    return run(folder, BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", script, **more)


@pytest.fixture
def repository(tmp_path):
    """Make a repository with a sound registry, committed, and origin/main at that commit."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "casualty.yaml").write_text(SOUND, encoding="utf-8")
    (folder / ".github").mkdir()
    shutil.copy(ROOT / ".github" / "casualty-matcher.json", folder / ".github")
    done = bash(
        folder, "git init -q && git add . && git commit -qm start && git update-ref refs/remotes/origin/main HEAD"
    )
    assert done.returncode == 0, done.stderr
    return folder


def steps_of_action(folder, **given):
    """Run the steps of the action after the first, which installs, with these inputs, until one fails."""
    inputs = {name: each["default"] for name, each in ACTION["inputs"].items()} | given
    done = []
    for step in ACTION["runs"]["steps"][1:]:
        env = {
            key: re.sub(r"\$\{\{ inputs\.(\S+) \}\}", lambda m: inputs[m[1]], text) for key, text in step["env"].items()
        }
        done.append(bash(folder, step["run"], GITHUB_ACTIONS="true", **env))
        if done[-1].returncode:
            break
    return done


def summary(folder):
    path = folder.parent / "summary.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.mark.parametrize("file", ["", "casualty.yaml"])
def test_the_action_writes_the_comparison_into_the_summary(repository, file):
    done = steps_of_action(repository, file=file)
    assert [each.returncode for each in done] == [0, 0], done
    assert "| ---" in summary(repository) or "|---" in summary(repository) or "|:--" in summary(repository)


def test_the_action_annotates_a_bad_registry_and_fails(repository):
    (repository / "casualty.yaml").write_text(BAD, encoding="utf-8")
    (done,) = steps_of_action(repository)
    assert done.returncode == 1
    assert "::error file=casualty.yaml,line=8," in done.stdout
    assert summary(repository) == ""


def test_the_action_fails_if_a_row_is_so_and_still_writes_the_summary(repository):
    checked, compared = steps_of_action(repository, **{"fail-if": "ratio > 0"})
    assert (checked.returncode, compared.returncode) == (0, 1), compared.stderr
    assert summary(repository)


@pytest.mark.parametrize("name", ["file", "fail-on", "fail-if"])
def test_an_input_of_the_action_is_never_run(repository, name):
    done = steps_of_action(repository, **{name: '"; touch run; $(touch run) `touch run` #'})
    assert done[-1].returncode == 2, done
    assert not (repository / "run").exists()


def test_no_step_of_the_action_has_an_input_in_its_script():
    steps = ACTION["runs"]["steps"]
    assert all("${{" not in step["run"] and step["run"].startswith("set -euo pipefail\n") for step in steps)
    assert {step["shell"] for step in steps} == {"bash"}


@pytest.mark.parametrize("path", sorted(PROBLEMS.glob("*.txt")), ids=lambda path: path.stem)
def test_the_problem_matcher_finds_each_error_and_warning(path):
    (matcher,) = json.loads((ROOT / ".github" / "casualty-matcher.json").read_text(encoding="utf-8"))["problemMatcher"]
    (pattern,) = matcher["pattern"]
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = [line for line in lines if re.match(r"\S+:\d+:\d+: (error|warning): ", line)]
    found = [(line, match) for line in lines if (match := re.search(pattern["regexp"], line))]
    assert [line for line, _ in found] == heads
    for line, match in found:
        part = {name: match[group] for name, group in pattern.items() if name != "regexp"}
        assert line == "{file}:{line}:{column}: {severity}: {message}  [{code}]".format(**part)
        assert part["file"].endswith((".yaml", ".csv"))


def schema_holds(schema, path):
    command = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path))
    done = run(path.parent, *command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_is_one(tmp_path):
    schema_holds("vendor.github-actions", ROOT / "action.yml")


@pytest.mark.parametrize(("name", "text"), [each for each in YAML if each[0] in SCHEMAS])
def test_the_files_of_the_page_are_what_they_say(tmp_path, name, text):
    path = tmp_path / Path(name).name
    path.write_text(text, encoding="utf-8")
    schema_holds(SCHEMAS[name], path)


def test_the_inputs_on_the_page_are_those_of_the_action():
    used = [
        step
        for _, text in YAML
        for step in scripts_and_uses(text)
        if str(step.get("uses", "")).startswith("OWNER/casualty")
    ]
    assert [set(step["with"]) for step in used] == [set(ACTION["inputs"])]


def scripts_and_uses(text):
    """Return the steps of a workflow, of a list of steps, or of a job of GitLab."""
    read = yaml.safe_load(text)
    if isinstance(read, list):
        return read
    jobs = read.get("jobs", read).values()
    return [step for job in jobs if isinstance(job, dict) for step in steps_of(job)]


def steps_of(job):
    return job.get("steps", []) + [{"run": line} for line in job.get("script", [])]


SCRIPTS = [line for block in SHELL for line in block.splitlines()] + [
    step["run"] for _, text in YAML for step in scripts_and_uses(text) if "run" in step
]


@pytest.mark.parametrize("script", [script for script in SCRIPTS if not script.startswith("pip install ")])
def test_each_command_of_the_page_runs(repository, script):
    done = bash(repository, script)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_has_all_that_it_promises():
    assert [name for name, _ in YAML] == [
        *[".github/workflows/registry.yml"] * 2,
        "steps",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
    ]
    assert {script.split()[1] for script in SCRIPTS if script.startswith("casualty ")} == {"check", "compare", "diff"}


def with_hook(folder, args=()):
    """Set up pre-commit in the repository with the hook as it is published, but for its language.

    `language: system` runs the `casualty` of this environment. What this leaves out is what pre-commit does for
    `language: python`: an environment made with pip from the repository of the hook, which needs the network.
    """
    hook = HOOK | {"language": "system", "args": list(args)}
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    done = run(folder, sys.executable, "-m", "pre_commit", "install")
    assert done.returncode == 0, done.stdout + done.stderr


def commit(folder, name, text):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return bash(folder, f"git add . && git commit -m change -- && git show --stat HEAD -- {name}")


def test_the_hook_lets_a_sound_registry_be_committed(repository):
    with_hook(repository)
    done = commit(repository, "casualty.yaml", SOUND + "# end\n")
    assert done.returncode == 0, done.stderr
    assert re.search(r"casualty check\.+Passed", done.stdout + done.stderr)


def test_the_hook_keeps_a_bad_registry_out(repository):
    with_hook(repository)
    done = commit(repository, "casualty.yaml", BAD)
    assert done.returncode == 1
    assert "casualty.yaml:8:12: error: the count -5 is negative  [bad-count]" in done.stdout + done.stderr


def test_the_hook_reads_what_its_args_name(repository):
    (config,) = [yaml.safe_load(text) for name, text in YAML if name == ".pre-commit-config.yaml"]
    (hook,) = config["repos"][0]["hooks"]
    assert hook["id"] == HOOK["id"]
    with_hook(repository, hook["args"])
    assert commit(repository, "casualty.yaml", BAD).returncode == 1


def test_the_hook_rests_when_no_registry_changed(repository):
    with_hook(repository)
    done = commit(repository, "notes.md", "nothing\n")
    assert done.returncode == 0, done.stderr
    assert re.search(r"casualty check\.+\(no files to check\)Skipped", done.stdout + done.stderr)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("casualty.yaml", True),
        ("in/casualty.yaml", True),
        ("syria.casualty.yaml", True),
        ("data/sources.yaml", True),
        ("a/data/sources.yaml", True),
        ("sources.yaml", False),
        ("mydata/sources.yaml", False),
        ("notcasualty.yaml", False),
        ("casualty.yaml.txt", False),
    ],
)
def test_the_hook_runs_for_the_names_that_casualty_finds(path, meant):
    assert bool(re.search(HOOK["files"], path)) is meant
