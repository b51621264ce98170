# SPDX-License-Identifier: GPL-2.0-only
#
# Imports the forge, and with it scapy, which is GPL-2.0-only; runs as a process of its own and is imported by nothing (decision 0070).
"""The forge without its start: one process imports it, and a fork of it makes each situation.

A fork has memory, standard streams and status of its own, as a process of ``python -m harness.forge`` has; it only need not
import scapy, which takes three quarters of the time that a small situation does. The process has one thread (neither numpy nor
Polars is in it), so forks are sound. Requests come as lines of JSON on standard input, answers go as lines to standard output:

    {"arguments": [...], "stdin": FILE, "stdout": FILE, "stderr": FILE}  ->  status
"""

from __future__ import annotations

import json
import os
import sys
import traceback

from harness.forge import __main__ as forge

_STREAMS = ("stdin", "stdout", "stderr")


def serve() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _leave(request)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _leave(request: dict[str, str]) -> None:
    """Do what the module does when it is run, and end as an interpreter does."""
    status = 1
    try:
        for number, name in enumerate(_STREAMS):
            os.dup2(os.open(request[name], os.O_RDWR), number)
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - that of the server may hold the next request
        status = forge.main(list(request["arguments"]))
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - the child never goes on as the server
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
