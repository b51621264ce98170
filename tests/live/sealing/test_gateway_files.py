"""What a gateway kept goes into the evidence, once."""

from __future__ import annotations

from pathlib import Path

from harness.live.sealing.gateway_files import KEY_LOG, keep_gateway_files
from harness.model.gateway_state import OwnTraffic
from tests.support.gateway_states import gateway_state


def test_files_that_are_there_are_copied_once_and_others_told(tmp_path: Path) -> None:
    keys, flows = tmp_path / "keys", tmp_path / "flows"
    keys.write_text("# keys\n")
    flows.write_text("{}\n")
    state = gateway_state(
        key_log=str(keys), own=OwnTraffic(addresses=(), uids=(), flows=str(flows)),
        leases=None, proxy_log=str(tmp_path / "none"), ca_certificate=None,
    )  # fmt: skip
    folder = tmp_path / "out"
    folder.mkdir()
    assert keep_gateway_files(folder, state) == (
        f"{tmp_path}/none: cannot be copied into the evidence: No such file or directory",
    )
    keys.write_text("others")
    keep_gateway_files(folder, state)
    kept = {path.name: path.read_text() for path in (folder / "gateway").iterdir() if path.stat().st_size}
    assert kept == {KEY_LOG: "# keys\n", "flows.txt": "{}\n"}
