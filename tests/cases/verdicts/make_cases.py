"""Write the directories of the cases: README, situation, scenario and the captures that the forge makes of them.

    python -m tests.cases.verdicts.make_cases [NAME...]

Without a name, all of them. What a case must come to (``expected/``) is not written here, but by the
test with HARNESS_UPDATE_EXPECTED=1, and read before it is committed.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from ruamel.yaml import YAML

from tests.cases.verdicts import (  # noqa: F401 - they enter their cases
    app_cases,
    campaign_cases,
    capture_cases,
    content_cases,
    control_cases,
    name_cases,
    name_claim_cases,
    place_cases,
    resolver_cases,
    run_cases,
    sender_cases,
    silence_cases,
    step_cases,
)
from tests.cases.verdicts.base_documents import Document
from tests.cases.verdicts.builder import CASES, Case
from tests.cases.verdicts.running import FOLDER, forge_into

ORIGIN = """\
Origin: forged by `harness forge` from `situation.yaml`; SYNTHETIC, and marked so inside each capture. Vendor, product
and `.example` names are invented. Addresses of real allocations stand where the place is the point; nothing was
ever sent to them. Licence: Apache-2.0, as the project.
"""


def built(name: str) -> Case:
    """A case as its function makes it."""
    guards, change = CASES[name]
    case = Case(name, guards)
    case.situation["id"] = case.scenario["id"] = name
    case.scenario["title"] = guards.partition(". ")[0] + "."
    change(case)
    return case


def write(case: Case, folder: Path) -> None:
    """Write a case's directory anew; expected rows are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.pcapng"):
        old.unlink()
    text = f"# {case.name}\n\n{case.guards}\n\n{ORIGIN}"
    if case.copies:
        listed = ", ".join(f"`{copy}` is `{of}`" for copy, of in case.copies.items())
        text += f"\nCopies: {listed}, octet for octet.\n"
    (folder / "README.md").write_text(text, encoding="utf-8")
    (folder / "situation.yaml").write_text(yaml_text(case.situation), encoding="utf-8")
    (folder / "scenario.yaml").write_text(yaml_text(case.scenario), encoding="utf-8")
    for name, rules in case.rules.items():
        (folder / name).write_text(yaml_text(rules), encoding="utf-8")
    forge_into(folder / "situation.yaml", folder)
    (folder / "truth.json").unlink()
    for copy, of in case.copies.items():
        shutil.copyfile(folder / of, folder / copy)


def yaml_text(document: Document) -> str:
    """YAML for people: innermost values in one line, keys in the order given."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # declared as None there
    yaml.representer.ignore_aliases = lambda _: True
    yaml.width = 110
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def main(names: list[str]) -> None:
    """Write the cases named, or all."""
    for name in names or CASES:
        write(built(name), FOLDER / name)


if __name__ == "__main__":
    main(sys.argv[1:])
