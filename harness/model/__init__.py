"""The nouns: frozen values and enums of the standard library only, no I/O."""
