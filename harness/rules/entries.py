"""Items of an authored file: where each stands, and its form where it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from harness.errors import Fault
from harness.rules.faults import locate, tell
from harness.rules.yamltree import Node

F = TypeVar("F", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list, or the whole file, as read, whether or not it holds."""

    path: str
    node: Node

    def place(self, *steps: str | int) -> tuple[int, int]:
        """Line and column of a value below the item; of the deepest that is there."""
        return locate(self.node, steps)[1]

    def fault(self, message: str, *steps: str | int) -> Fault:
        """A fault at such a place."""
        line, column = self.place(*steps)
        return Fault(path=self.path, line=line, column=column, message=message)

    def where(self, *steps: str | int) -> str:
        """Such a place in words, for the message of another fault."""
        return f"in {self.path} line {self.place(*steps)[0]}"


def items_of(node: Node, key: str) -> list[Node]:
    """The items of a list below a mapping's key; none where there is no such list."""
    found = node.value.get(key) if isinstance(node.value, dict) else None
    return found.value if found is not None and isinstance(found.value, list) else []


def text_of(node: Node, key: str) -> str | None:
    """The text below a mapping's key; None where there is none."""
    found = node.value.get(key) if isinstance(node.value, dict) else None
    return found.value if found is not None and isinstance(found.value, str) else None


def validated(form: type[F], node: Node, path: str) -> tuple[F | None, list[Fault]]:
    """A node as its form, or None and every fault."""
    try:
        return form.model_validate(node.plain()), []
    except ValidationError as error:
        return None, [tell(one, form, node, path) for one in error.errors()]
