"""Decoders: bytes in, a frozen value or ``Malformed`` out. Standard library only, no I/O, nothing raised."""
