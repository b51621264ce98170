"""Make a capture for the bench: SYNTHETIC, the same bytes for the same recipe.

``python -m tests.bench.make_capture --workload bulk-video --packets 2000000`` writes below build/bench/ and
prints the path. A side-car JSON records the recipe, the digest of the maker's sources and of the capture; a file
that still agrees is used again. With ``--stdout`` the capture goes to standard output and is kept nowhere.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.bench import bulk_video, flow_heavy, frames, headers, messages, plan, small_packets, steady
from tests.bench.plan import Size
from tests.bench.recipes import BULK_VIDEO, SMALL_PACKETS, WORKLOADS, Recipe

CACHE = Path(__file__).parents[2] / "build/bench"
PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
"""Little-endian, microseconds, Ethernet."""
STEADY = {BULK_VIDEO: bulk_video.pieces, SMALL_PACKETS: small_packets.pieces}
MODULES = (bulk_video, flow_heavy, frames, headers, messages, plan, small_packets, steady)


def chunks(recipe: Recipe) -> Iterator[bytes]:
    """The whole file in order, in pieces."""
    yield PCAP_HEADER
    if recipe.workload in STEADY:
        yield from STEADY[recipe.workload](recipe.packets)
        return
    size = Size(
        packets=recipe.packets, connections=recipe.connections, octets=recipe.octets, seed=recipe.seed
    )
    yield from flow_heavy.pieces(size, recipe.repeats)


def _maker_digest() -> str:
    digest = hashlib.sha256()
    for path in (__file__, *(module.__file__ for module in MODULES)):
        digest.update(Path(str(path)).read_bytes())
    return digest.hexdigest()


def _is_current(path: Path, side_car: Path, wanted: dict[str, object]) -> bool:
    if not (path.is_file() and side_car.is_file()):
        return False
    recorded = json.loads(side_car.read_text(encoding="utf-8"))
    if {key: recorded.get(key) for key in wanted} != wanted:
        return False
    with path.open("rb") as capture:
        return bool(hashlib.file_digest(capture, "sha256").hexdigest() == recorded.get("sha256"))


def ensure_capture(recipe: Recipe, folder: Path = CACHE) -> Path:
    """Path of the capture of this recipe, made now unless a current one is there."""
    path = folder / f"{recipe.name}.pcap"
    side_car = path.with_suffix(".json")
    wanted: dict[str, object] = {
        "synthetic": True,
        "recipe": asdict(recipe),
        "maker_sha256": _maker_digest(),
    }
    if _is_current(path, side_car, wanted):
        return path
    folder.mkdir(parents=True, exist_ok=True)
    digest, unfinished = hashlib.sha256(), path.with_suffix(".part")
    with unfinished.open("wb") as out:
        for piece in chunks(recipe):
            digest.update(piece)
            out.write(piece)
    unfinished.replace(path)
    side_car.write_text(json.dumps(wanted | {"sha256": digest.hexdigest()}, indent=1), encoding="utf-8")
    return path


def main(arguments: list[str] | None = None) -> int:
    """Make a capture and print its path, or write it to standard output."""
    parser = argparse.ArgumentParser(description="Make a SYNTHETIC capture.")
    default = Recipe()
    parser.add_argument("--workload", choices=WORKLOADS, default=default.workload)
    for name in ("packets", "connections", "octets", "seed", "repeats"):
        parser.add_argument(f"--{name}", type=int, default=getattr(default, name))
    parser.add_argument("--folder", type=Path, default=CACHE)
    parser.add_argument("--stdout", action="store_true", help="write the capture to standard output")
    options = vars(parser.parse_args(arguments))
    folder, to_stdout = options.pop("folder"), options.pop("stdout")
    recipe = Recipe(**options)
    if not to_stdout:
        print(ensure_capture(recipe, folder))
        return 0
    for piece in chunks(recipe):
        sys.stdout.buffer.write(piece)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
