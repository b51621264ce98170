"""What costs more and more is read less and less often."""

from __future__ import annotations

from harness.live.paced import SHARE, Paced


class Clock:
    def __init__(self) -> None:
        self.now_s, self.reads = 100.0, 0

    def read(self, takes_s: float) -> int:
        self.now_s += takes_s
        self.reads += 1
        return self.reads


def test_what_takes_no_time_is_read_each_time() -> None:
    clock = Clock()
    paced = Paced(lambda: clock.read(0.0), lambda: clock.now_s)
    assert [paced.now() for _ in range(3)] == [1, 2, 3]


def test_at_most_a_tenth_of_the_time_goes_into_reading() -> None:
    clock = Clock()
    paced = Paced(lambda: clock.read(0.5), lambda: clock.now_s)
    began = clock.now_s
    while clock.now_s < began + 1_000:
        paced.now()
        clock.now_s += 1.0
    assert 0.5 * clock.reads <= SHARE * (clock.now_s - began) + 0.5
    assert clock.reads > 150
