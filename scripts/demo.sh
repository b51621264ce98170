#!/bin/sh
# Analyze one capture of the network lab, offline, and say what was written.
set -eu
cd "$(dirname "$0")/.."
bin=${VENV:-.venv}/bin
capture=captures/lab/plain/gw-lan.pcapng
json=out/demo.json
mkdir -p out

echo "The capture is SYNTHETIC: a made-up drone in a network lab, see captures/README.md."
echo "+ harness analyze $capture --country CN --json $json"
status=0
"$bin/harness" analyze "$capture" --country CN --json "$json" || status=$?

case $status in
1) echo "analyze left with 1: CN is witnessed. That is the right answer for this made-up drone." ;;
*) echo "analyze left with $status, not 1: CN should have been witnessed." >&2; exit 1 ;;
esac
[ -s "$json" ] || { echo "$json was not written." >&2; exit 1; }
echo "Wrote $json: everything found, as one JSON document (docs/json.md)."
