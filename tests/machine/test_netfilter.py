"""What the packet filter does, tried; and chains that drop, as nft lists them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine.namespaces import AS_ROOT, AS_USER
from harness.machine.netfilter import FEATURES, dropping_chains, of_chains, try_features
from tests.support.fake_programs import FakePrograms, fake_programs  # noqa: F401 - a fixture
from tests.support.in_lab import skip_unless

# nft 1.0.6 on a machine with Docker's rules.
CHAINS = """\
table ip filter {
\tchain INPUT {
\t\ttype filter hook input priority filter; policy drop;
\t}
\tchain FORWARD {
\t\ttype filter hook forward priority filter; policy drop;
\t}
\tchain DOCKER {
\t}
}
table inet firewalld {
\tchain filter_FORWARD {
\t\ttype filter hook forward priority filter + 10; policy accept;
\t}
}
"""


def test_chains_that_drop_what_is_forwarded() -> None:
    assert of_chains(CHAINS) == ("ip filter FORWARD",)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    of_chains(text)


def test_who_may_not_list_is_told(fake_programs: FakePrograms) -> None:  # noqa: F811
    fake_programs.make("nft", err="Operation not permitted (you must be root)\nnetlink: Error\n", code=1)
    with pytest.raises(MachineError, match=r"nft list chains: Operation not permitted \(you must be root\)$"):
        dropping_chains()


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
