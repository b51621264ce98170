"""Telling somebody when a claim is refuted: commands and webhooks."""
