"""The screen gets the whole catalogue once, then asks whether it changed; and what hall it stands in."""

import gzip
from datetime import UTC, datetime

from backend.api.catalogue_shelf import CatalogueShelf
from backend.contract import HallState, Health, Role
from backend.guide.bundle import Bundle, Department
from backend.guide.text import Text
from tests.backend.conftest import HALL, OTHER_HALL, RunningNode, empty_bundle


def bundle_of(version: str) -> Bundle:
    word = Text(zh="公安", en="Police")
    police = Department(code="GA", name=word, category=word, counterpart=word)
    return empty_bundle().model_copy(update={"version": version, "departments": {"GA": police}})


async def test_the_catalogue_comes_whole_with_its_version_as_etag(node: RunningNode) -> None:
    plain = await node.client.get("/catalogue", headers={"Accept-Encoding": "identity"})
    bundle = Bundle.model_validate_json(plain.content)
    assert bundle == node.node.catalogue.bundle
    assert plain.headers["ETag"] == f'"{bundle.version}"'
    assert plain.headers["Cache-Control"] == "private, no-cache"


async def test_it_is_sent_compressed_to_who_takes_that(node: RunningNode) -> None:
    async with node.client.stream("GET", "/catalogue", headers={"Accept-Encoding": "gzip"}) as reply:
        raw = b"".join([chunk async for chunk in reply.aiter_raw()])
    assert reply.headers["Content-Encoding"] == "gzip"
    assert Bundle.model_validate_json(gzip.decompress(raw)) == node.node.catalogue.bundle


async def test_it_is_not_sent_again_to_who_has_it(node: RunningNode) -> None:
    etag = (await node.client.get("/catalogue")).headers["ETag"]
    for named in (etag, f"W/{etag}", f'"other", {etag}'):
        reply = await node.client.get("/catalogue", headers={"If-None-Match": named})
        assert (reply.status_code, reply.content, reply.headers["ETag"]) == (304, b"", etag)
    assert (await node.client.get("/catalogue", headers={"If-None-Match": '"other"'})).status_code == 200


async def test_a_catalogue_once_served_is_found_by_its_version_after_it_was_replaced(node: RunningNode) -> None:
    store, now = node.node.store, datetime(2026, 11, 24, tzinfo=UTC)
    old, new = (CatalogueShelf(store, HALL.code[:6], bundle_of(version)) for version in ("old", "new"))
    assert store.run_now(lambda session: old.keep(session, now))
    assert not store.run_now(lambda session: old.keep(session, now))
    assert new.find_version("old") == old.bundle
    assert new.find_version("new") is new.bundle
    assert new.find_version("never") is None
    assert new.versions == ["0" * 32, "old"]


async def test_the_hall_is_the_one_signed_in_to(node: RunningNode) -> None:
    state = HallState.model_validate((await node.client.get("/hall")).json())
    assert (state.hall, state.name, state.now) == (HALL.code, HALL.name, node.clock.now)
    assert state.calendar_known_until >= 2026
    neighbour = await node.sign_in(node.person("operator2", Role.OPERATOR, hall=OTHER_HALL))
    assert (await neighbour.get("/hall")).json()["name"] == OTHER_HALL.name


async def test_anybody_may_ask_whether_the_node_is_well(node: RunningNode) -> None:
    async with node.anonymous() as client:
        assert Health.model_validate((await client.get("/health")).json()).status == "ok"
