"""How many rows a JSON document holds: ``python -m tests.bench.document_counts DOCUMENT`` prints them as JSON.

A process of its own, because a large document makes the process that reads it large, and the sizes
of other programs are measured from the one that starts them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(path: str) -> None:
    """Read and print."""
    tables = json.loads(Path(path).read_text(encoding="utf-8"))
    packets = sum(capture["packets"] for capture in tables["captures"])
    print(json.dumps({"packets": packets, **{n: len(tables[n]) for n in ("flows", "names", "endpoints")}}))


if __name__ == "__main__":
    main(sys.argv[1])
