"""What can wait lets people at the windows go first, and never waits for ever."""

import asyncio

import pytest

from backend.api.counter_first import CounterFirst

LONG = 60.0


async def under_way(counter: CounterFirst) -> asyncio.Task[None]:
    turn = asyncio.create_task(counter.turn())
    for _ in range(5):
        await asyncio.sleep(0)
    return turn


async def test_nothing_waits_at_an_empty_counter() -> None:
    assert (await under_way(CounterFirst(pause=LONG, longest=LONG))).done()


async def test_it_waits_while_somebody_is_served_and_goes_on_after() -> None:
    counter = CounterFirst(pause=0.01, longest=LONG)
    with counter.serving():
        turn = await under_way(counter)
        assert not turn.done()
    await turn


async def test_it_waits_for_the_last_of_several() -> None:
    counter = CounterFirst(pause=0.01, longest=LONG)
    with counter.serving():
        with counter.serving():
            turn = await under_way(counter)
        await asyncio.sleep(0.03)
        assert not turn.done()
    await turn


async def test_the_reply_has_a_moment_to_get_out() -> None:
    counter = CounterFirst(pause=LONG, longest=LONG)
    with counter.serving():
        pass
    turn = await under_way(counter)
    assert not turn.done()
    turn.cancel()


async def test_a_counter_that_is_never_empty_holds_nothing_up_for_ever() -> None:
    counter = CounterFirst(pause=0.01, longest=0.05)
    with counter.serving():
        await counter.turn()


async def test_once_held_up_long_enough_everything_goes_on_for_as_long_and_then_waits_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    counter = CounterFirst(pause=LONG, longest=10.0)
    went_on = []
    with counter.serving(), monkeypatch.context() as clock:
        for seconds in (0, 9, 10, 19, 21):
            clock.setattr(loop, "time", lambda seconds=seconds: begun + seconds)
            turn = await under_way(counter)
            went_on.append(turn.done())
            turn.cancel()
    assert went_on == [False, False, True, True, False]


async def test_somebody_whose_request_failed_is_no_longer_served() -> None:
    counter = CounterFirst(pause=0.01, longest=LONG)
    try:
        with counter.serving():
            raise RuntimeError
    except RuntimeError:
        pass
    await counter.turn()
