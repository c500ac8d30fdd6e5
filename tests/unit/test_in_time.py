"""An alarm lets what the bus took in before it be read first, but not for ever."""

import pytest

from shared.bus import in_time
from shared.bus.in_time import PATIENCE, StillUnread, all_read


class Letters:
    """So many are unread; one is read between two looks."""

    def __init__(self, count):
        self.count = count
        self.looks = 0

    async def unread(self):
        self.looks += 1
        self.count -= 1
        return self.count + 1


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(in_time, "PAUSE", 0)


async def test_an_alarm_waits_until_every_letter_is_read():
    letters = Letters(3)

    await all_read(letters.unread, 1)

    assert letters.looks == 4


async def test_an_alarm_is_given_back_while_letters_are_unread_and_is_not_parked_for_it():
    with pytest.raises(StillUnread):
        await all_read(Letters(1000).unread, PATIENCE - 1)


async def test_an_alarm_that_has_waited_long_enough_has_its_effect():
    letters = Letters(1000)

    await all_read(letters.unread, PATIENCE)

    assert letters.looks == 0
