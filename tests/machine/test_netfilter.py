"""What the packet filter does, tried in a namespace."""

from __future__ import annotations

from harness.machine.namespaces import AS_ROOT, AS_USER
from harness.machine.netfilter import FEATURES, try_features
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture
from tests.support.in_lab import skip_unless


def test_each_feature_is_loaded_by_itself_and_inside(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.script("unshare", 'echo "$*" >> "$0.calls"; shift 2; exec "$@"\n')
    # Stands for a kernel without redirection.
    fake_programs.script(
        "nft", 'read -r rules; case $rules in *redirect*) echo "Could not process rule" >&2; exit 1;; esac\n'
    )
    found = try_features(AS_ROOT)
    assert [name for name, trial in found.items() if not trial.works] == ["redirect"]
    assert found["redirect"].why == "Could not process rule"
    calls = (fake_programs.folder / "unshare.calls").read_text().splitlines()
    nft = fake_programs.folder / "nft"
    assert calls == [f"--mount --net {nft} -f -"] * len(FEATURES)


def test_nft_takes_every_rule() -> None:
    skip_unless("nft")
    for way in (AS_USER, AS_ROOT):
        if skip_for(way):
            continue
        found = try_features(way)
        assert all(trial.works or "syntax error" not in trial.why for trial in found.values()), found
        assert found["masquerade"].works


def skip_for(way: tuple[str, ...]) -> bool:
    from harness.machine.namespaces import try_namespaces

    found = try_namespaces()
    trial = found.as_user if way == AS_USER else found.as_root
    return trial is None or not trial.works
