"""One pure function per report format: an Analysis in, text or JSON out; no I/O."""
