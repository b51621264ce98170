"""The Action, the hooks and the examples for CI: valid by the official schemas, and safe whatever a workflow says."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from harness.cli.parser import chosen
from tests.support.repository import ROOT

HOSTILE = '$(touch pwned)\n`touch pwned`\n; touch pwned #\n"; touch pwned; "\n--json=pwned\n-h\n  \n a b \n*.yaml\n${IFS}&touch${IFS}pwned'
RECORDER = """#!/bin/sh
printf '%s\\0' "$@" >>"$RECORD"
exit "${FAKE_STATUS:-0}"
"""


def yaml(path: str) -> Any:
    return YAML(typ="safe").load((ROOT / path).read_text())


ACTION = yaml("action.yml")
STEPS = ACTION["runs"]["steps"]


def check(schema: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    """The schemas come with check-jsonschema, from SchemaStore and GitLab; nothing is fetched."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, paths)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("schema", "path", "key"),
    [
        ("vendor.github-actions", "action.yml", "runs:"),
        ("vendor.github-workflows", "docs/examples/github-workflow.yml", "runs-on:"),
        ("vendor.gitlab-ci", "docs/examples/gitlab-ci.yml", "script:"),
    ],
)
def test_valid_by_the_official_schema_which_knows_wrong_from_right(
    tmp_path: Path, schema: str, path: str, key: str
) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text((ROOT / path).read_text().replace(f" {key}", " wrong:").replace(f"\n{key}", "\nwrong:"))
    assert check(schema, ROOT / path).returncode == 0
    assert check(schema, wrong).returncode == 1


def test_every_input_and_output_says_what_it_is_and_inputs_are_used() -> None:
    assert all(one["description"].strip() for part in ("inputs", "outputs") for one in ACTION[part].values())
    used = set(re.findall(r"\$\{\{ inputs\.([a-z-]+) \}\}", (ROOT / "action.yml").read_text()))
    assert used == set(ACTION["inputs"])
    page = (ROOT / "docs/ci.md").read_text()
    assert [name for part in ("inputs", "outputs") for name in ACTION[part] if f"`{name}`" not in page] == []


def test_no_text_of_a_workflow_is_put_into_a_script_and_no_foreign_action_is_used() -> None:
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []
    uses = [step["uses"] for step in STEPS if "uses" in step]
    assert [re.sub(r"[0-9a-f]{40}$", "SHA", name) for name in uses] == ["actions/setup-python@SHA"]


class Runner:
    """Runs steps as GitHub does: their text by bash -e -o pipefail, with their variables."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.bin = folder, folder / "bin"
        self.bin.mkdir()
        for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "RECORD"):
            (folder / name).touch()
            monkeypatch.setenv(name, str(folder / name))
        monkeypatch.setenv("RUNNER_TEMP", str(folder))
        monkeypatch.setenv("GITHUB_ACTION_PATH", str(ROOT))
        monkeypatch.setenv("PATH", f"{self.bin}:{os.environ['PATH']}")

    def program(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        known = {
            key.replace("-", "_"): str(one.get("default", "")) for key, one in ACTION["inputs"].items()
        } | inputs
        (step,) = [step for step in STEPS if step.get("name") == name]
        assert step["shell"] == "bash"
        said = {
            variable: re.sub(
                r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda of: known[of[1].replace("-", "_")], text
            )
            for variable, text in step.get("env", {}).items()
        }
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        return subprocess.run(
            command, cwd=self.folder, env=os.environ | said, capture_output=True, text=True, check=False
        )

    def recorded(self) -> list[str]:
        return (self.folder / "RECORD").read_text().split("\0")[:-1]

    def told(self) -> str:
        return (self.folder / "GITHUB_OUTPUT").read_text()


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    made = Runner(tmp_path, monkeypatch)
    made.program("harness", RECORDER)
    return made


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def test_what_is_to_be_judged_is_arguments_and_nothing_else(runner: Runner) -> None:
    done = runner.run("Judge scenarios", scenarios=HOSTILE, reports="a b/$(touch pwned)")
    assert done.returncode == 0, done.stderr
    folder = "a b/$(touch pwned)"
    reports = {"html": "report.html", "junit": "junit.xml", "sarif": "results.sarif"}
    options = [word for name, file in reports.items() for word in (f"--{name}", f"{folder}/{file}")] + [
        "--github"
    ]
    assert runner.recorded() == ["verify", *options, "--", *lines(HOSTILE)]
    assert not list(runner.folder.rglob("pwned"))
    assert runner.told() == "status=0\n"


def test_what_is_to_be_linted_is_arguments_and_nothing_else(runner: Runner) -> None:
    assert runner.run("Lint endpoint rules", rules=HOSTILE, strict="true").returncode == 0
    assert runner.run("Lint endpoint rules", rules="endpoints").returncode == 0
    first = ["endpoints", "lint", "--strict", "--", *lines(HOSTILE)]
    assert runner.recorded() == [*first, "endpoints", "lint", "--", "endpoints"]
    assert not list(runner.folder.rglob("pwned"))


@pytest.mark.parametrize(
    ("step", "inputs"),
    [
        ("Judge scenarios", {"scenarios": " \n\n"}),
        ("Judge scenarios", {"reports": "x\nstatus=0"}),
        ("Judge scenarios", {"reports": "-x"}),
        ("Judge scenarios", {"reports": ""}),
        ("Lint endpoint rules", {"rules": "a", "strict": "$(true)"}),
        ("Lint endpoint rules", {"rules": " "}),
    ],
)
def test_wrong_inputs_are_told_and_nothing_runs(runner: Runner, step: str, inputs: dict[str, str]) -> None:
    done = runner.run(step, **inputs)
    assert done.returncode == 2
    assert done.stderr.startswith("harness action: the input '")
    assert (runner.recorded(), runner.told()) == ([], "")


@pytest.mark.parametrize("status", ["0", "1", "2", "3", "4"])
def test_the_step_leaves_as_verify_does_and_says_which_reports_there_are(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setenv("FAKE_STATUS", status)
    if status != "2":
        (runner.folder / "harness-reports").mkdir()
        for name in ("junit.xml", "results.sarif", "report.html"):
            (runner.folder / "harness-reports" / name).touch()
    assert runner.run("Judge scenarios").returncode == int(status)
    reports = "junit=harness-reports/junit.xml\nsarif=harness-reports/results.sarif\nhtml=harness-reports/report.html\n"
    assert runner.told() == f"status={status}\n" + (reports if status != "2" else "")


def test_it_is_installed_apart_from_the_workflows_packages_by_pins(runner: Runner) -> None:
    runner.program(
        "python",
        f'#!/bin/sh\nmkdir -p "$3/bin" && cp {runner.bin}/harness "$3/bin/python" && cp {runner.bin}/harness "$3/bin/harness"\n',
    )
    for _ in range(2):
        done = runner.run("Install harness")
        assert done.returncode == 0, done.stderr
    recorded = runner.recorded()
    assert recorded[:3] == ["-m", "pip", "install"]
    assert recorded[len(recorded) // 2 - 1] == str(ROOT)
    assert str(ROOT / "constraints.txt") in recorded
    (path, _) = (runner.folder / "GITHUB_PATH").read_text().splitlines()
    assert [file.name for file in Path(path).iterdir()] == ["harness"]


def test_the_true_command_lints_and_judges(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    runner.program("harness", f'#!/bin/sh\nexec {sys.executable} -m harness "$@"\n')
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(runner.folder / "summary.md"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (runner.folder / "scenarios").symlink_to(ROOT / "scenarios")
    (runner.folder / "rules").mkdir()
    (runner.folder / "rules/wrong.yaml").write_text("schema_version: 1\nrulez: []\n")
    lint = runner.run("Lint endpoint rules", rules="rules")
    assert lint.returncode == 2
    assert "rules/wrong.yaml:2:1: " in lint.stdout + lint.stderr
    done = runner.run("Judge scenarios")
    assert done.returncode == 0, done.stderr
    assert "FAIL as tested" in done.stdout
    made = {"junit": "junit.xml", "sarif": "results.sarif", "html": "report.html"}
    assert runner.told() == "status=0\n" + "".join(
        f"{name}=harness-reports/{file}\n" for name, file in made.items()
    )
    assert all((runner.folder / "harness-reports" / file).stat().st_size for file in made.values())
    assert "no-data-to-cn" in (runner.folder / "summary.md").read_text()


HOOKS = yaml(".pre-commit-hooks.yaml")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_is_of_pre_commits_form_and_its_command_is_understood(hook: dict[str, Any]) -> None:
    """Keys by pre-commit's own reference, "Creating new hooks"."""
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert set(hook) <= {
        "id",
        "name",
        "description",
        "entry",
        "language",
        "args",
        "files",
        "pass_filenames",
        "stages",
    }
    assert hook["language"] == "python"
    assert set(hook.get("stages", ())) <= {"pre-commit", "pre-push", "manual"}
    program, *words = hook["entry"].split()
    assert program == "harness"
    command, arguments = chosen([*words, *hook["args"]])
    assert f"paths={tuple(hook['args'])!r}" in repr(command.request(arguments))
    assert re.search(hook["files"], f"{hook['args'][0]}/x/scenario.yaml")
    assert not re.search(hook["files"], "README.md")


def test_the_example_of_pre_commit_names_hooks_that_there_are() -> None:
    (repository,) = yaml("docs/examples/pre-commit-config.yaml")["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in HOOKS}


def test_the_example_of_github_says_inputs_that_there_are() -> None:
    steps = yaml("docs/examples/github-workflow.yml")["jobs"]["verify"]["steps"]
    (ours,) = [step for step in steps if step.get("id") == "harness"]
    assert set(ours["with"]) <= set(ACTION["inputs"])
    assert set(re.findall(r"steps\.harness\.outputs\.([a-z]+)", str(steps))) <= set(ACTION["outputs"])
