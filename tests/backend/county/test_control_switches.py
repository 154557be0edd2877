"""Every fault a department can be told to have, and what it means for an application."""

import asyncio
import time
from typing import Any

import httpx
import pytest

PERSON = "999999198103071210"


async def test_a_department_that_is_down_takes_nothing(county: Any, application: Any) -> None:
    await county.control("RS-JM", down=True)
    assert (await county.post("RS-JM", application())).status_code == 503
    assert (await county.query("RS-JM", PERSON, "residents_pension")).status_code == 503
    assert (await county.query("RS-SK", PERSON, "social_card")).status_code == 200
    await county.control("RS-JM", down=False)
    assert await county.effects() == {}


async def test_the_next_requests_fail_as_often_as_told(county: Any, application: Any) -> None:
    await county.control("RS-JM", fail_next=2)
    body = application()
    assert [(await county.post("RS-JM", body)).status_code for _ in range(3)] == [503, 503, 202]
    assert list((await county.effects()).values()) == [1]


async def test_requests_fail_at_the_rate_told(county: Any) -> None:
    await county.control("RS-JM", fail_rate=1.0)
    assert (await county.query("RS-JM", PERSON, "residents_pension")).status_code == 503
    await county.control("RS-JM", fail_rate=0.0)
    assert (await county.query("RS-JM", PERSON, "residents_pension")).status_code == 200


async def test_a_lost_reply_leaves_an_effect(county: Any, application: Any) -> None:
    await county.control("RS-JM", lose_replies=1)
    body = application()
    assert (await county.post("RS-JM", body)).status_code == 500
    assert (await county.standing("RS-JM", body["dispatch_id"]))["state"] == "answered"
    assert (await county.post("RS-JM", body)).status_code == 202
    assert list((await county.effects()).values()) == [1]


async def test_nonsense_is_not_json(county: Any, application: Any) -> None:
    await county.control("RS-JM", nonsense=True)
    reply = await county.post("RS-JM", application())
    assert reply.status_code == 200
    with pytest.raises(ValueError):
        reply.json()


async def test_a_department_that_hangs_has_taken_it(county: Any, application: Any) -> None:
    await county.control("RS-JM", hang=True)
    body = application()
    posting = asyncio.create_task(county.post("RS-JM", body))
    for _ in range(3_000):
        if effects := await county.effects():
            break
        await asyncio.sleep(0.01)
    assert effects == {("RS-JM", body["dispatch_id"]): 1}
    assert not posting.done()
    await county.control("RS-JM", hang=False)
    assert (await posting).status_code == 202


async def test_a_delay_comes_before_the_reply(county: Any) -> None:
    await county.control("RS-JM", delay_ms=150)
    begun = time.monotonic()
    await county.query("RS-JM", PERSON, "residents_pension")
    assert time.monotonic() - begun >= 0.15


async def test_the_next_decision_is_as_told_and_only_the_next(county: Any, application: Any) -> None:
    await county.control("RS-JM", return_next={"words": "请补一份材料。"})
    await county.control("RS-JM", refuse_next={"words": "不符合条件。"})
    answers = []
    for _ in range(3):
        body = application()
        await county.post("RS-JM", body)
        answers.append((await county.standing("RS-JM", body["dispatch_id"]))["answer"])
    assert [(a["outcome"], a["words"]) for a in answers[:2]] == [
        ("returned", "请补一份材料。"),
        ("refused", "不符合条件。"),
    ]
    assert answers[2]["outcome"] == "approved"


async def test_call_backs_wait_while_a_department_is_down(county: Any, application: Any, until: Any) -> None:
    await county.control("RS-JM", answer_after_ms=50)
    await county.post("RS-JM", application())
    await county.control("RS-JM", down=True)
    await asyncio.sleep(0.2)
    assert county.node.calls == []
    await county.control("RS-JM", down=False)
    await until(lambda: county.node.calls)


async def test_call_backs_can_come_twice(county: Any, application: Any, until: Any) -> None:
    await county.control("RS-JM", deliver_twice=True)
    await county.post("RS-JM", application())
    await until(lambda: len(county.node.calls) == 2)
    assert county.node.calls[0] == county.node.calls[1]


async def test_nonsense_call_backs_are_followed_by_a_sound_one(county: Any, application: Any, until: Any) -> None:
    await county.control("RS-JM", nonsense=True)
    await county.post("RS-JM", application())
    await until(lambda: county.node.rubbish)
    await county.control("RS-JM", nonsense=False)
    await until(lambda: county.node.calls)


async def test_every_switch_of_every_system_can_be_reset(county: Any) -> None:
    await county.control("all", down=True, delay_ms=5)
    assert (await county.query("RS-SK", PERSON, "social_card")).status_code == 503
    await county.http.delete("/control/all")
    assert (await county.query("RS-SK", PERSON, "social_card")).status_code == 200
    switches = (await county.http.get("/control/RS-SK")).json()["RS-SK"]
    assert not any(switches.values())


async def test_unknown_switches_and_systems_are_refused(county: Any) -> None:
    assert (await county.http.post("/control/RS-JM", json={"sulk": True})).status_code == 422
    assert (await county.http.post("/control/RS-JM", json={"fail_rate": 2})).status_code == 422
    assert (await county.http.post("/control/XX-YY", json={})).status_code == 404


async def test_the_call_back_address_can_be_set(county: Any) -> None:
    reply = await county.http.post("/control/callback", json={"base": "http://127.0.0.1:8000"})
    assert reply.json() == {"base": "http://127.0.0.1:8000"}
    assert (await county.http.post("/control/callback", json={"base": "file:///"})).status_code == 422


async def test_the_people_of_the_demo_come_with_their_cards(county: Any) -> None:
    people = (await county.http.get("/control/people")).json()
    assert len(people) >= 25
    assert all(set(p) == {"key", "card", "label_zh", "label_en", "story_zh", "story_en"} for p in people)
    by_key = {person["key"]: person["card"] for person in people}
    assert by_key["xiang_guoqiang"]["name"] == "向国强"
    assert by_key["chen_zhihao"]["permit_number"] == "H00000000"


async def test_the_demo_shows_a_department_being_asked(serving: Any, tmp_path: Any) -> None:
    async with serving(tmp_path, speed=1.0) as county:
        begun = time.monotonic()
        await county.query("RS-SK", PERSON, "social_card")
        assert time.monotonic() - begun >= 0.3


async def test_the_county_says_it_is_up(county: Any) -> None:
    reply: httpx.Response = await county.http.get("/health")
    assert reply.json() == {"status": "up"}
