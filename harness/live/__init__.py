"""Capturing while it happens: dumpcap's files followed as they grow, shown, and sealed as evidence."""
