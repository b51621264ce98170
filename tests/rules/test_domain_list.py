"""Lists in the form of v2fly/domain-list-community: every entry is taken, or told with its line and why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import RuleError
from harness.rules.domain_list import read_domain_list

LIST = b"""\
# head
include:acme-ads
acme.example
domain:CDN.acme.example @cn # comment @not
full:api.acme.example @ads @!cn
keyword:acme
regexp:^x[0-9]+\\.example$
regex:x

full:api.acme.example @cn
tld
other:x.example
b\xc3\xbccher.example &list
"""


def test_what_is_taken() -> None:
    found = read_domain_list(LIST, "list")
    assert [(one.name, one.exact, one.marks) for one in found.names] == [
        ("acme.example", False, ()),
        ("cdn.acme.example", False, ("cn",)),
        ("api.acme.example", True, ("!cn", "ads", "cn")),
        ("xn--bcher-kva.example", False, ()),
    ]
    assert found.repeated == 1


def test_what_is_not_is_told_with_its_line() -> None:
    left = read_domain_list(LIST, "list").left
    assert [(one.where, one.text.partition(":")[0]) for one in left] == [
        ("line 2", "include"),
        ("line 6", "keyword"),
        ("line 7", "regexp"),
        ("line 8", "regex"),
        ("line 11", "tld"),
        ("line 12", "other"),
        ("line 13", "b\u00fccher.example &list"),
    ]
    assert all(one.why for one in left)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a.example\nb\xff", "list:2:2: octet 0xff is not UTF-8"),
        (b"\xef\xbb\xbfa\xff", "list:1:2: octet 0xff is not UTF-8"),
        (b"a.example\n\0", "list:2:1: octet 0x00: this is no list"),
        (b"a" * ((1 << 22) + 1), "list:1:1: larger than 4,194,304 octets"),
    ],
)
def test_what_is_no_list_is_told_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_domain_list(data, "list")
    assert said in str(caught.value)


def test_lines_end_in_any_way() -> None:
    assert [one.name for one in read_domain_list(b"\xef\xbb\xbfa.example\r\nb.example\r\n", "f").names] == [
        "a.example",
        "b.example",
    ]


@given(
    st.lists(
        st.sampled_from(
            ["a.example", "full:a.example", "keyword:a", "b.example @x", "x y", "# c", "", "include:z"]
        ),
        max_size=20,
    )
)
def test_every_entry_is_counted_somewhere(lines: list[str]) -> None:
    found = read_domain_list("\n".join(lines).encode(), "f")
    taken = sum(line.split("@")[0].strip() in ("a.example", "full:a.example", "b.example") for line in lines)
    assert len(found.names) + found.repeated == taken
    # `x y` is one label, and a word that is no mark.
    assert len(found.left) == sum(
        line.startswith(("keyword", "include")) for line in lines
    ) + 2 * lines.count("x y")
