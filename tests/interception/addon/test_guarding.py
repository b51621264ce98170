"""A fault of a hook is an event, and never mitmproxy's."""

from __future__ import annotations

from typing import Any

from harness.interception.addon.guarding import guarded


class Hooked:
    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    def tell(self, ev: str, **fields: Any) -> None:
        self.told.append((ev, fields))

    @guarded
    def works(self, flow: object) -> None:
        self.tell("worked", flow=flow)

    @guarded
    def fails(self, flow: object) -> None:
        raise ValueError("x" * 999)


def test_what_fails_is_told_and_goes_no_further() -> None:
    one = Hooked()
    one.fails("f")
    one.works("f")
    assert one.told[1] == ("worked", {"flow": "f"})
    ((ev, fields), _) = one.told
    assert (ev, fields["hook"], len(fields["err"])) == ("addon_error", "fails", 300)
    assert fields["err"].startswith("ValueError: xxx")
