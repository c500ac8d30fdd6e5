import asyncio

from shared.bus.turns import Turns


async def test_messages_of_one_case_take_turns_in_the_order_they_came():
    turns, order = Turns(), []

    async def handle(case, number):
        async with turns.of(case):
            order.append((case, number, "in"))
            await asyncio.sleep(0)
            order.append((case, number, "out"))

    await asyncio.gather(*(handle(case, number) for number in range(3) for case in ("准格尔旗一号", "达拉特旗二号")))

    for case in ("准格尔旗一号", "达拉特旗二号"):
        assert [step[1:] for step in order if step[0] == case] == [(n, what) for n in range(3) for what in ("in", "out")]
    assert turns._locks == {}


async def test_what_belongs_to_no_case_waits_for_nobody():
    turns = Turns()

    async with turns.of(""), turns.of(""):
        entered = True

    assert entered
