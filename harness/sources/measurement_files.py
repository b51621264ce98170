"""Files of RIPE Atlas and Globalping that the user fetched -> what they measured; no network is used.

Each object tells by its members what it is, so results, probes and anchors may stand in any file: alone, in a list, one on a
line, or in ``results`` or ``objects`` of a page of the API. What is wrong in one object leaves it out and is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from harness.errors import HarnessError
from harness.model.measured import Measured, Probe, ProbeSample
from harness.model.sites import Landmark
from harness.sources import atlas_results as atlas
from harness.sources import globalping_results as globalping
from harness.sources.bounded_json import Node, read_json_or_lines

MOST_OCTETS: Final = 1 << 28
MOST_RECORDS: Final = 500_000
"""Of all files together."""
_PAGES: Final = ("results", "objects")


def read_measurements(paths: Sequence[str], most_octets: int = MOST_OCTETS) -> Measured:
    """Read files of results, probes and anchors, in any order.

    Raises:
        HarnessError: A file cannot be read, is too large or no JSON, or all together hold too much; says where.
    """
    found = _Found()
    for path in paths:
        for node in _objects(read_json_or_lines(path, most_octets)):
            found.take(node)
    return Measured(
        probes=tuple(found.probes[id_] for id_ in sorted(found.probes)),
        samples=tuple(found.samples),
        landmarks=tuple(found.landmarks),
        records=found.records,
        faults=tuple(found.faults),
    )


class _Found:
    """What was read so far."""

    def __init__(self) -> None:
        self.probes: dict[str, Probe] = {}
        self.samples: list[ProbeSample] = []
        self.landmarks: list[Landmark] = []
        self.faults: list[str] = []
        self.records = 0

    def take(self, node: Node) -> None:
        """Read one object, or what each probe of a measurement gave; a fault is kept, and what it is in left out."""
        if globalping.is_measurement(node) and isinstance(node.value["results"], list):
            for result in node.member("results").items():
                self._count(result)
                self._keep(partial(self._globalping, node, result))
        else:
            self._count(node)
            self._keep(partial(self._atlas, node))

    def _count(self, node: Node) -> None:
        self.records += 1
        if self.records > MOST_RECORDS:
            raise HarnessError(f"{node.where}: more than {MOST_RECORDS:,} objects; give fewer files at once")

    def _keep(self, read: Callable[[], None]) -> None:
        try:
            read()
        except HarnessError as fault:
            self.faults.append(str(fault))

    def _globalping(self, measurement: Node, result: Node) -> None:
        probe, sample = globalping.read_probe_result(measurement, result)
        self.probes[probe.id] = probe
        if sample is not None:
            self.samples.append(sample)

    def _atlas(self, node: Node) -> None:
        if atlas.is_result(node):
            if (sample := atlas.read_result(node)) is not None:
                self.samples.append(sample)
        elif atlas.is_anchor(node):
            self.landmarks.extend(atlas.read_landmarks(node))
        elif atlas.is_probe(node):
            probe = atlas.read_probe(node)
            self.probes[probe.id] = probe
        else:
            raise HarnessError(
                f"{node.where}: this is no result, probe or anchor of a service that is known here"
            )


def _objects(document: Node) -> Iterator[Node]:
    """The objects of a document, pages and lists opened."""
    nodes = document.items() if isinstance(document.value, list) else iter((document,))
    for node in nodes:
        page = None if atlas.is_result(node) or globalping.is_measurement(node) else _page(node)
        yield from (node,) if page is None else page.items()


def _page(node: Node) -> Node | None:
    """What a page of the API holds; None where it is none."""
    if not isinstance(node.value, dict):
        return None
    pages = (Node(node.value[name], f"{node.where}.{name}") for name in _PAGES if name in node.value)
    return next((page for page in pages if isinstance(page.value, list)), None)
