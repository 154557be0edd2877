from tests.backend.conftest import RunningNode


async def test_a_signed_in_operator_is_told_who_and_where_they_are(node: RunningNode) -> None:
    me = (await node.client.get("/me")).json()
    assert (me["account"], me["window"], me["roles"], me["state"]) == ("operator1", "01", ["operator"], "active")
