"""Facts of a machine -> answers, their rows and the report of ``harness doctor``; each module but the last two is one family of answers."""
