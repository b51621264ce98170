# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""``python -m harness.forge -o DIR``: a checked situation as JSON on standard input; files in DIR out.

Started by ``harness forge``, which reads and checks the YAML. ``python -m harness.forge sniff`` captures instead. Leaves with 0, or with 4 and one
line on standard error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.forge.capture import Capture, Maker, capture, tail_of_copies
from harness.forge.output import KEYS, TRUTH, OutputError, check_target, truth_text, write
from harness.forge.play import play
from harness.forge.prepare import keys_of, prepared
from harness.forge.truth import copied_truth, network_truth

FAILED = 4
SNIFF = "sniff"
"""Instead of making captures, take one: ``harness.forge.sniff``."""
IP_AT = {"ethernet": 14, "vlan": 18, "raw": 0}
SCHEMA_VERSION = 1


def main(arguments: list[str] | None = None) -> int:
    """Read, make, write."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == [SNIFF]:
        from harness.forge.sniff import main as sniff  # noqa: PLC0415 - another task of this process

        return sniff(arguments[1:])
    parser = argparse.ArgumentParser(prog="python -m harness.forge", description="Make SYNTHETIC captures.")
    parser.add_argument("-o", "--output", required=True, type=Path, help="folder")
    parser.add_argument("--version", required=True, help="version that the files state")
    options = parser.parse_args(arguments)
    situation = json.load(sys.stdin)
    maker = Maker(version=options.version, seed=situation["seed"], **situation["source"])
    try:
        forge(situation, options.output, maker)
    except OutputError as error:
        sys.stderr.write(f"harness: error: {error}\n")
    except OSError as error:
        sys.stderr.write(f"harness: error: {error.filename or options.output}: {error.strerror}\n")
    else:
        return 0
    return FAILED


def forge(situation: dict[str, Any], folder: Path, maker: Maker) -> None:
    """Make every file of a situation.

    Raises:
        OutputError: A file is in the way.
        OSError: A file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    values = situation.get("values", [])
    networks = [prepared(network, values, maker.seed) for network in situation["networks"]]
    key_logs = [_key_log_file(network) for network in networks]
    for name in (*(network["file"] for network in networks), *filter(None, key_logs), TRUTH):
        check_target(folder / name)
    truths = []
    for network, key_log in zip(networks, key_logs, strict=True):
        inside = keys_of(network) if network.get("key_log") in ("block", "both") else ""
        made = capture(network, play(network, maker.seed, situation["detour"]), maker, inside)
        digest = _write(folder / network["file"], network, made, situation["replicate"], maker.seed)
        truths.append({**_truth(network, made, situation["replicate"], values), **digest})
        packets = truths[-1]["packets_captured"]
        sys.stdout.write(f"wrote {folder / network['file']}: {packets} packets, SYNTHETIC\n")
        if key_log:
            truths[-1]["key_log"] = _write_key_log(folder / key_log, keys_of(network), maker)
    write(folder / TRUTH, [truth_text(_document(situation, networks, truths, maker))])
    sys.stdout.write(f"wrote {folder / TRUTH}\n")


def _document(
    situation: dict[str, Any], networks: list[dict[str, Any]], truths: list[dict[str, Any]], maker: Maker
) -> dict[str, Any]:
    """The whole truth; what only some situations have stands only in theirs."""
    sealed = any(spoken["session"] for network in networks for spoken in network["conversations"])
    return {
        "synthetic": maker.comment,
        "schema_version": SCHEMA_VERSION,
        "id": situation["id"],
        "replicate": situation["replicate"],
        **({"repeatable": False} if sealed else {}),
        **({"values": situation["values"]} if situation.get("values") else {}),
        "networks": truths,
    }


def _key_log_file(network: dict[str, Any]) -> str | None:
    """Name of the key log beside the capture; None where there is to be none."""
    wanted = network.get("key_log") in ("file", "both") and keys_of(network)
    return str(Path(network["file"]).with_suffix(KEYS)) if wanted else None


def _write_key_log(path: Path, keys: str, maker: Maker) -> dict[str, str]:
    """Write it, with its origin in a comment; its name and digest."""
    octets = f"# {maker.application}. {maker.comment}\n{keys}".encode()
    write(path, [octets])
    sys.stdout.write(f"wrote {path}: key log, SYNTHETIC\n")
    return {"file": path.name, "sha256": hashlib.sha256(octets).hexdigest()}


def _truth(
    network: dict[str, Any], made: Capture, replicate: dict[str, Any] | None, values: list[dict[str, Any]]
) -> dict[str, Any]:
    truth = network_truth(network, made, values)
    if replicate is None or not made.kept:
        return truth
    from harness.forge.replicate import begins_ns  # noqa: PLC0415 - see _pieces

    last = int(begins_ns(replicate["copies"], replicate["spread_s"])[-1])
    return copied_truth(truth, replicate["copies"], last)


def _write(
    path: Path, network: dict[str, Any], made: Capture, replicate: dict[str, Any] | None, seed: int
) -> dict[str, Any]:
    """Write one capture; its digest and size."""
    digest, octets = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal octets
        for piece in _pieces(network, made, replicate, seed):
            digest.update(piece)
            octets += len(piece)
            yield piece

    write(path, counted())
    return {"sha256": digest.hexdigest(), "octets": octets}


def _pieces(
    network: dict[str, Any], made: Capture, replicate: dict[str, Any] | None, seed: int
) -> Iterator[bytes]:
    if replicate is None or not made.kept:
        yield made.octets
        return
    # NumPy is not needed for small files.
    from harness.forge.replicate import copies, template_of  # noqa: PLC0415

    shift_ns = -network["clock_offset_ms"] * 1_000_000
    template = template_of(made.kept, made.records, IP_AT[network["link"]], shift_ns)
    yield made.head
    yield from copies(template, replicate["copies"], replicate["spread_s"], seed)
    yield tail_of_copies(made, replicate["copies"], replicate["spread_s"])


if __name__ == "__main__":
    sys.exit(main())
