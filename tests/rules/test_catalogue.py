"""The catalogue that comes with the program, and folders that are none."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import harness
from harness.errors import RuleError
from harness.model.rules import Category, Confidence, Kind, Rule
from harness.model.ruleset import RuleIndex, Ruleset
from harness.rules import catalogue
from harness.rules.catalogue import catalogue_digest, catalogue_folder, load_catalogue
from harness.rules.examples import parse_example
from tests.support.rule_files import GOOD, SECOND


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def shipped() -> Ruleset:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "read_cache", lambda path: None)
        return load_catalogue()


def folder_of(path: Path, **files: str) -> Path:
    for stem, text in files.items():
        (path / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return path


def fault_of(folder: Path) -> str:
    with pytest.raises(RuleError) as caught:
        load_catalogue(folder)
    return str(caught.value)


def test_the_shipped_catalogue_holds_and_is_of_the_size_told(shipped: Ruleset) -> None:
    """Counts stand in endpoints/README.md as well; change both."""
    kinds = Counter(rule.kind for rule in shipped.rules)
    told = (Path(catalogue_folder()) / "README.md").read_text(encoding="utf-8")
    assert f"{len(shipped.rules)} rules" in told
    assert f"{kinds[Kind.SERVICE]} service and {kinds[Kind.HOSTING]} hosting rules" in told
    for confidence, count in Counter(rule.confidence for rule in shipped.rules).items():
        assert f"{confidence.value} {count}" in told


def won_by(index: RuleIndex, rule: Rule, text: str) -> list[str]:
    hits = parse_example(text).hits(index)
    return [hit.rule.id for hit in hits if hit.rule.kind is rule.kind]


def test_every_rule_is_chosen_for_its_first_positive_example(shipped: Ruleset) -> None:
    """A rule that a more specific one always beats would be dead."""
    lost = {
        rule.id: won_by(shipped.index, rule, rule.positive[0])
        for rule in shipped.rules
        if won_by(shipped.index, rule, rule.positive[0])[:1] != [rule.id]
    }
    assert lost == {}


def test_no_negative_example_is_matched_in_the_whole_catalogue_either(shipped: Ruleset) -> None:
    wrong = [
        (rule.id, text)
        for rule in shipped.rules
        for text in rule.negative
        if rule.id in won_by(shipped.index, rule, text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "rule", "category"),
    [
        ("mydjiflight.dji.com", "dji.mydjiflight-dji-com", Category.FLIGHT_RECORD_SYNC),
        ("anything.dji.com", "dji.dji-com", Category.VENDOR_FIRST_PARTY),
        ("captive.apple.com", "apple.connectivity-check", Category.CONNECTIVITY_CHECK),
        ("alogs.umeng.com", "umeng.alog-umeng-com", Category.ANALYTICS),
        ("1.courier.push.apple.com", "apple.push", Category.PUSH),
    ],
)
def test_well_known_names(shipped: Ruleset, name: str, rule: str, category: Category) -> None:
    best = shipped.index.hits([name], None, None)[0].rule
    assert (best.id, best.category) == (rule, category)


def test_a_name_that_only_ends_alike_is_another(shipped: Ruleset) -> None:
    assert shipped.index.hits(["notdji.com"], None, None) == []
    assert shipped.index.hits(["dji.com.example"], None, None) == []


def test_clouds_say_who_hosts_and_never_who_runs(shipped: Ruleset) -> None:
    hits = shipped.index.hits(["bucket.oss-cn-shenzhen.aliyuncs.com"], None, 37963)
    assert {hit.rule.kind for hit in hits} == {Kind.HOSTING}
    assert [hit.rule.id for hit in hits] == [
        "alibaba.oss-mainland",
        "alibaba.aliyuncs-com",
        "alibaba.networks",
    ]


def test_confidence_documented_needs_more_than_a_nameless_corpus(shipped: Ruleset) -> None:
    nameless = "public code or host-name corpus whose origin is not named"
    wrong = [
        rule.id
        for rule in shipped.rules
        if rule.confidence is Confidence.DOCUMENTED and rule.sources == (nameless,)
    ]
    assert wrong == []


def test_the_second_load_comes_from_the_cache_and_is_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_catalogue()
    monkeypatch.setattr(catalogue, "check_rules", None)
    assert load_catalogue() == first


def test_a_warm_load_imports_neither_pydantic_nor_yaml() -> None:
    load_catalogue()
    program = (
        "import sys; from harness.rules.catalogue import load_catalogue; load_catalogue();"
        "print([m for m in ('pydantic', 'ruamel.yaml', 'polars') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_changed_file_is_checked_anew(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, acme=GOOD)
    before = load_catalogue(folder)
    folder_of(tmp_path, acme=GOOD + SECOND)
    after = load_catalogue(folder)
    assert (len(before.rules), len(after.rules)) == (1, 2)
    assert before.sha256 != after.sha256


def test_the_digest_takes_in_names_and_content_but_no_folder() -> None:
    assert catalogue_digest([("a/x.yaml", b"1")]) == catalogue_digest([("b/x.yaml", b"1")])
    assert catalogue_digest([("x.yaml", b"1")]) != catalogue_digest([("y.yaml", b"1")])
    assert catalogue_digest([("x", b"1"), ("y", b"")]) != catalogue_digest([("x", b""), ("y", b"1")])


def test_faults_name_files_as_the_user_did(tmp_path: Path) -> None:
    folder_of(tmp_path, acme=GOOD.replace("kind: service", "kind: both"))
    assert fault_of(tmp_path).startswith(f"{tmp_path}/acme.yaml:5:9: kind: 'both' is not known")


def test_a_folder_without_rules_or_none_at_all(tmp_path: Path) -> None:
    assert "holds no *.yaml file: name a folder of rule files" in fault_of(tmp_path)
    assert "cannot be read" in fault_of(tmp_path / "none")


def test_an_ending_that_would_be_passed_over_is_a_fault(tmp_path: Path) -> None:
    folder_of(tmp_path, acme=GOOD)
    (tmp_path / "other.yml").write_text(GOOD)
    assert "rename it to .yaml" in fault_of(tmp_path)


def test_the_packaged_catalogue_is_looked_for_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "harness" / "_catalogue").mkdir(parents=True)
    monkeypatch.setattr(harness, "__file__", str(tmp_path / "harness" / "__init__.py"))
    assert catalogue_folder() == tmp_path / "harness" / "_catalogue"
    (tmp_path / "harness" / "_catalogue").rmdir()
    assert catalogue_folder() == tmp_path / "endpoints"
