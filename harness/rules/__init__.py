"""The catalogue's edge: YAML files in, a checked ``Ruleset`` or every fault at once out."""
