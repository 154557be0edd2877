"""Papers are settled with a digit; the review shows all of it masked, with the decision and its reasons."""

from typing import Any

import pytest

SIZES = [(120, 36), (80, 24)]


@pytest.mark.parametrize("size", SIZES)
async def test_papers_say_why_and_are_settled_with_a_digit(
    open_counter: Any, card: Any, node: Any, size: tuple[int, int]
) -> None:
    node.silent = {"GA-RK"}
    async with open_counter(size) as counter:
        await counter.begin(card)
        await counter.press("f3")
        assert "Enrolment form" in counter.text()
        assert "to be signed" in counter.text()
        assert "does not answer now" in " ".join(counter.page.split())
        await counter.press("1")
        assert counter.walk.visit.paper("RS-001:form").signed
        await counter.press("f3", "1")
        assert not counter.walk.visit.paper("RS-001:form").signed


@pytest.mark.parametrize("size", SIZES)
async def test_the_review_shows_everything_masked_and_reveals_for_a_while_on_a_key(
    open_counter: Any, card: Any, node: Any, size: tuple[int, int]
) -> None:
    async with open_counter(size) as counter:
        await counter.begin(card)
        await counter.press("f9")
        page = counter.page
        assert "Residents pension system" in " ".join(page.split())
        for secret in ("李某某", "999999199001011238", "13800005518", "2组8号"):
            assert secret not in page + counter.text()
        await counter.press("ctrl+r")
        await counter.until(lambda: "full bank_account" in counter.page)
        assert ("POST", f"visits/{counter.walk.visit.id}/reveal") in node.asked
        await counter.press("ctrl+r")
        assert "full bank_account" not in counter.page


async def test_who_receives_assistance_decides_but_is_masked_until_a_key_shows_it(
    open_counter: Any, card: Any, node: Any
) -> None:
    node.shared["MZ-SJ"]["assistance_group"] = "dibao"
    async with open_counter() as counter:
        await counter.begin(card)
        assert counter.walk.visit.book.value("assistance_group") == "dibao"
        known = {line.situation.fact: line.known for _, line in counter.walk.visit.questions()}
        assert known["hardship_group"].value == "dibao"
        await counter.press("f9")
        assert "Dibao recipient" not in counter.page
        assert "Male" in counter.page
        await counter.press("ctrl+r")
        assert "Dibao recipient" in counter.page


async def test_declining_says_why_and_what_is_possible_instead(open_counter: Any, card: Any, node: Any) -> None:
    node.shared["RS-JM"]["residents_pension"] = "enrolled_here"
    async with open_counter() as counter:
        await counter.begin(card)
        await counter.press("f9")
        page = counter.page
        assert "Decline" in page
        assert "Enrolled already" in page
        assert "possible instead" in page
        await counter.hand_over()
        assert node.submissions[0].items[0].decision == "decline"
