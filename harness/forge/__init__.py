# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""The forge: a checked description of a made-up situation in; captures of it, and what a reader must find, out.

Imports nothing of the Apache-2.0 rest, and the rest never imports it.
"""
