"""The add-on of mitmproxy: hooks in, lines of JSON out. It runs in mitmproxy's own Python, by a copy of this folder.

Nothing but the standard library and this folder is imported, by relative imports, so that the copy needs no more than itself;
mitmproxy's objects are read, whatever version they are of, and told no more than what to leave alone and what to stream. Values come from the wire: no value, and no object without a field that is
looked for, can break a line or take one away. What lines say: ``harness.wire.proxy_events``.
"""
