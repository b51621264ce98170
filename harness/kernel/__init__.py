"""Compiled bulk decoding: bytes of captures to packet records, packet records to flows.

Nothing outside this package indexes raw capture bytes in bulk. Every function is also
plain Python: with ``NUMBA_DISABLE_JIT=1`` the same source runs uncompiled and gives the
same rows, which the tests hold it to.
"""
