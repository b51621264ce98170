"""Capturing into files, run after run of dumpcap, and the journal of what happens meanwhile."""
