"""Facts and files in; what keys open, and what payloads hold, added: captures are read once more where that is asked for.

facts + keys -> opened sessions (harness.decrypting) -> content (harness.opened_content)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from harness.decrypting import decrypt
from harness.key_run import Keyed, OnBody
from harness.model.words import CaStore
from harness.opened_content import OpenedSearch, heard_by, search_content
from harness.payload_facts import PayloadFacts, PayloadFile, with_unread
from harness.refusals import state_ca_store
from harness.sources.stopping import Stop
from harness.tables.parts import FactParts


class ReadAgain(NamedTuple):
    """What a second reading gives."""

    facts: FactParts
    """With what keys opened, and what of the content was not read."""
    searched: PayloadFacts
    notes: tuple[str, ...]
    """What the reader must know, one sentence each."""


def read_again(
    facts: FactParts,
    groups: Iterable[Keyed],
    files: Iterable[tuple[PayloadFile, bool]],
    stores: Mapping[str, CaStore],
    search: OpenedSearch | None,
    on_body: OnBody | None,
    idle_timeout_s: int,
    stop: Stop,
) -> ReadAgain:
    """Open what the tester's keys open, and search what can be read.

    Args:
        facts: Of these captures.
        groups: Captures and keys; those without keys are passed over.
        files: Captures and record files, and whether each has packets.
        stores: Where devices held the CA of an intercepting proxy, by vantage point, as far as the tester says so.
        search: What is searched for; None: nothing.
        on_body: Called with every body that was decrypted.
        idle_timeout_s: Gap that ends a flow.
        stop: Ends reading early when asked to.

    Raises:
        CaptureError: A file is not there any more, or is another one than before.
    """
    opened = decrypt(facts, groups, stop, heard_by(search, on_body))
    searched = search_content(
        files, opened.facts, search, opened.unusable, idle_timeout_s=idle_timeout_s, stop=stop
    )
    told = state_ca_store(with_unread(opened.facts, searched), stores)
    return ReadAgain(told, searched, (*opened.notes, *searched.notes))
