"""Write the directories of the cases: README, situation, scenario and the captures that the forge makes of them.

    python -m tests.cases.verdicts.make_cases [--texts] [NAME...]

Without a name, all of them. What a case must come to (``expected/``) is not written here, but by the
test with HARNESS_UPDATE_EXPECTED=1, and read before it is committed.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from ruamel.yaml import YAML

from harness.cli.case_update import make_captures
from harness.rules.case_file import load_case
from tests.cases.verdicts import (  # noqa: F401 - they enter their cases
    app_cases,
    campaign_cases,
    capture_cases,
    content_cases,
    control_cases,
    hello_cases,
    link_cases,
    name_cases,
    name_claim_cases,
    place_cases,
    resolver_cases,
    ring_cases,
    run_cases,
    sender_cases,
    silence_cases,
    situation_cases,
    step_cases,
    told_cases,
)
from tests.cases.verdicts.base_documents import Document
from tests.cases.verdicts.builder import CASES, Case
from tests.cases.verdicts.running import FOLDER, TODAY
from tests.cases.verdicts.situations import SITUATIONS

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
    """Write a case's directory anew; expected rows are left as they are, and captures that no run of the forge repeats."""
    write_texts(case, folder)
    make_captures(load_case(folder))


def write_texts(case: Case, folder: Path) -> None:
    """What a person would have written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(readme(case), encoding="utf-8")
    (folder / "case.yaml").write_text(case_text(case), encoding="utf-8")
    documents = dict(case.rules)
    documents |= {} if case.origin else {"situation.yaml": case.situation}
    documents |= {} if case.asked else {"scenario.yaml": case.scenario}
    for name, document in documents.items():
        (folder / name).write_text(yaml_text(document), encoding="utf-8")
    for name, text in case.files.items():
        (folder / name).write_text(text, encoding="utf-8")


def readme(case: Case) -> str:
    """What is done and what it guards against, what must come of it, where it is from."""
    parts = [f"# {case.name}", case.guards]
    expected = [] if case.asked else [_expected(one) for one in case.scenario["expect"]]
    if expected:
        parts.append("\n".join(["What must come of it:", *expected]))
    parts.append((case.origin or ORIGIN).strip("\n"))
    if case.copies:
        listed = ", ".join(f"`{copy}` is `{of}`" for copy, of in case.copies.items())
        parts.append(f"Copies: {listed}, octet for octet.")
    return "\n\n".join(parts) + "\n"


def _expected(expected: Document) -> str:
    """One claim's verdicts and findings."""
    tested, asserted = expected["as_tested"], expected["as_asserted"]
    verdicts = (
        f"{tested} as tested and as asserted"
        if tested == asserted
        else f"{tested} as tested, {asserted} as asserted"
    )
    findings = "".join(f"; finding `{one}`" for one in expected.get("findings", ()))
    return f"- `{expected['claim']}`: {verdicts}{findings}."


def case_text(case: Case) -> str:
    """``case.yaml``, a line for each key."""
    shows = [word for word, (_, names) in SITUATIONS.items() if case.name in names]
    keys: Document = {"schema_version": 1, "judged_on": TODAY.isoformat()}
    if shows:
        keys["shows"] = shows
    if case.copies:
        keys["copies"] = [{"file": copy, "of": of} for copy, of in case.copies.items()]
    if case.asked:
        keys["analyze"] = case.asked
    # One key at a time: a mapping of plain values alone would become one line.
    return "".join(
        f"{key}: {value}\n" if isinstance(value, str | int) else yaml_text({key: value})
        for key, value in keys.items()
    )


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
    """Write the cases named, or all; only what a person would have written, with ``--texts``."""
    put = write_texts if "--texts" in names else write
    for name in [name for name in names if name != "--texts"] or CASES:
        put(built(name), FOLDER / name)


if __name__ == "__main__":
    main(sys.argv[1:])
