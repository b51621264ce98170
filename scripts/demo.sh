#!/bin/sh
# Judge one made-up campaign, offline: what a US-only test would have said, then all four regions; say what was written.
set -eu
cd "$(dirname "$0")/.."
bin=${VENV:-.venv}/bin
scenario=scenarios/four-regions
json=out/demo.json
html=out/demo.html
mkdir -p out

echo "SYNTHETIC: a made-up drone app, captured in four regions by the project's forge; see $scenario/README.md."
echo
echo "1. The test as it is commonly published: captured in the United States only."
echo "+ harness verify $scenario --only egress.region=US"
"$bin/harness" verify "$scenario" --only egress.region=US > out/us-only.txt
sed -n '/^no-data-to-cn:/,/^$/p' out/us-only.txt

echo "2. The same app, from all four regions."
echo "+ harness verify $scenario --json $json --html $html"
status=0
"$bin/harness" verify "$scenario" --json "$json" --html "$html" || status=$?

case $status in
0) echo "verify left with 0: it shows a FAIL, and that is what this scenario is known to come to ('expect')." ;;
*) echo "verify left with $status, not 0: this scenario should have come out as it expects." >&2; exit 1 ;;
esac
[ -s "$json" ] && [ -s "$html" ] || { echo "$json and $html were not both written." >&2; exit 1; }
echo "Wrote $json: every table and verdict, as one JSON document (docs/json.md)."
echo "Wrote $html: the report to read, to mail and to print; open it in a browser."
echo "Wrote out/us-only.txt: the whole report of the test from the United States."
echo "Your own capture: $bin/harness analyze FILE --country CN. Your own campaign: docs/tutorial.md."
