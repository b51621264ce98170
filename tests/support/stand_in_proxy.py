"""Run as a program in place of mitmdump: listens, and writes what the add-on would, without mitmproxy.

What it does besides is told by the file ``behaviour`` in its HOME: ``crash``, ``deaf`` (never listens) or ``quit`` (ends when running).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from itertools import pairwise
from pathlib import Path


def main(arguments: list[str]) -> None:
    settings = json.loads(Path(os.environ["HARNESS_INTERCEPTION"]).read_text())
    behaviour = Path(os.environ["HOME"]) / "behaviour"
    how = behaviour.read_text() if behaviour.exists() else ""
    options = dict(pairwise(arguments))
    confdir = Path(next(word for word in arguments if word.startswith("confdir=")).partition("=")[2])
    (confdir / "mitmproxy-ca-cert.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    if how == "crash":
        print("no such \x1b[31moption", file=sys.stderr)
        raise SystemExit(3)
    with Path(settings["events"]).open("a") as events:
        events.write('{"ev": "began", "t": 1}\n')
    if how == "deaf":
        time.sleep(600)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    listening = socket.create_server(("127.0.0.1", int(options["--listen-port"])))
    with Path(settings["events"]).open("a") as events:
        events.write('{"ev": "running", "t": 2}\n')
    print("ready", file=sys.stderr, flush=True)
    time.sleep(0.2 if how == "quit" else 600)
    listening.close()
    raise SystemExit(7)


if __name__ == "__main__":
    main(sys.argv[1:])
