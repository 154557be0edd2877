"""The screen is killed at any moment: what was typed is where it was, and what was handed over is handed over."""

from pathlib import Path
from typing import Any

from backend.guide.steps import Step


async def to_phone(counter: Any, card: Any) -> None:
    await counter.begin(card)
    await counter.go(Step.FILL, "phone")


async def test_half_a_number_typed_is_in_its_field_after_the_crash(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await to_phone(counter, card)
        await counter.type("1380000")
        await counter.until(lambda: counter.walk.sitting.where.typing != {})
        counter.place.station.drafts.close()
        saved = counter.walk.visit.id
        counter.walk.sitting = None  # what a kill leaves: nobody says good-bye
    async with open_counter() as counter:
        assert "李*" in counter.text()
        await counter.press("enter")
        assert counter.walk.visit.id == saved
        assert counter.walk.step is Step.FILL
        assert counter.walk.pages.entry.field.value == "1380000"
        assert [item.code for item in counter.walk.visit.items] == ["RS-001"]


async def test_the_cursor_stands_at_the_paper_it_stood_at_before_the_crash(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await to_phone(counter, card)
        await counter.press("f3", "down")
        at = counter.walk.pages.papers.at
        assert at != counter.walk.pages.papers.keys()[0]
        await counter.until(lambda: counter.walk.sitting.where.at == at)
        counter.place.station.drafts.close()
        counter.walk.sitting = None  # what a kill leaves: nobody says good-bye
    async with open_counter() as counter:
        await counter.press("enter")
        assert (counter.walk.step, counter.walk.pages.papers.at) == (Step.PAPERS, at)


async def test_a_visit_taken_up_before_the_node_answers_stands_in_its_own_hall(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await to_phone(counter, card)
        hall = counter.walk.visit.place.division_code
        decisions = counter.walk.visit.decisions()
    node.down = True
    async with open_counter() as counter:
        await counter.press("enter")
        await counter.until(lambda: counter.walk.visit is not None)
        assert counter.walk.visit.place.division_code == hall
        assert counter.walk.visit.decisions() == decisions


async def test_a_draft_written_without_its_hall_learns_it_when_the_node_answers(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await to_phone(counter, card)
        decisions = counter.walk.visit.decisions()
    node.down = True
    async with open_counter() as counter:
        for draft in counter.place.kept.drafts.values():
            draft.body["division"] = ""
        await counter.press("enter")
        node.down = False
        await counter.until(lambda: counter.place.station.hall is not None)
        await counter.settle()
        assert counter.walk.visit.place.division_code == counter.place.station.hall.hall
        assert counter.walk.visit.decisions() == decisions


async def test_laying_the_card_again_offers_the_draft(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await to_phone(counter, card)
        await counter.type("13800001111")
        await counter.press("enter")
    async with open_counter() as counter:
        await counter.lay(card)
        assert "was begun at" in counter.text()
        await counter.press("enter")
        assert counter.walk.visit.book.value("phone") == "13800001111"


async def test_a_draft_the_disk_has_damaged_is_said_once_with_what_to_do(
    open_counter: Any, node: Any, card: Any, station_folder: Path
) -> None:
    async with open_counter() as counter:
        await to_phone(counter, card)
        await counter.until(lambda: bool(node.drafts))
    [draft] = (station_folder / "drafts").glob("*.draft")
    draft.write_bytes(b"rubbish" * 40)
    async with open_counter(language="zh_CN") as counter:
        await counter.until(lambda: "1 件已损坏" in counter.said)
        assert counter.screen.notice.level == "problem"
        assert "另一个窗口" in counter.text() or "李*" in counter.text(), "the node's copy can be gone on with"
    async with open_counter() as counter:
        assert "Damaged" not in counter.said


async def test_what_was_handed_over_before_the_crash_is_sent_again_under_the_same_id(
    open_counter: Any, node: Any, card: Any
) -> None:
    async with open_counter() as counter:
        await to_phone(counter, card)
        await counter.answer_all()
        node.lose_replies = 99
        await counter.press("f12")
        operation = counter.walk.visit.operation
        assert counter.walk.visit.in_flight
    node.lose_replies = 0
    async with open_counter() as counter:
        await counter.until(lambda: "handed over now" in counter.said)
        assert list(node.effects) == [operation]
        await counter.press("enter")
        assert counter.walk.step is Step.HAND_OVER
        assert "999999 102000" in counter.text()


async def test_a_draft_of_another_window_can_be_taken_over(
    open_counter: Any, node: Any, card: Any, tmp_path: Any
) -> None:
    async with open_counter(data_dir=tmp_path / "one") as counter:
        await to_phone(counter, card)
        await counter.type("13800001111")
        await counter.press("enter")
        await counter.until(lambda: any("book" in draft.body for draft in node.drafts.values()))
        await counter.until(lambda: "13800001111" in str(next(iter(node.drafts.values())).body))
    async with open_counter(data_dir=tmp_path / "two") as counter:
        await counter.until(lambda: "another window" in counter.text())
        await counter.press("enter")
        await counter.settle()
        assert counter.walk.visit.book.value("phone") == "13800001111"


async def test_a_draft_handed_over_and_not_answered_is_never_forgotten(open_counter: Any, node: Any, card: Any) -> None:
    node.lose_replies = 99
    async with open_counter() as counter:
        await counter.to_review(card)
        await counter.press("f12")
        assert counter.walk.visit.in_flight
    async with open_counter() as counter:
        await counter.press("down", "delete")
        assert "it is kept until it is" in counter.said
        assert len(counter.place.kept.drafts) == 1


async def test_a_draft_is_forgotten_only_when_asked_twice(open_counter: Any, card: Any) -> None:
    async with open_counter() as counter:
        await to_phone(counter, card)
    async with open_counter() as counter:
        await counter.press("down", "delete")
        assert "Forget this draft?" in counter.text()
        await counter.press("enter")
        assert counter.place.kept.drafts
        await counter.press("f12")
        assert not counter.place.kept.drafts
        assert "李*" not in counter.text()


async def test_a_full_disk_is_said_and_the_work_goes_on(open_counter: Any, card: Any, monkeypatch: Any) -> None:
    import errno

    from tui.client import drafts

    def full(path: Any, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    async with open_counter() as counter:
        monkeypatch.setattr(drafts, "replace_file", full)
        await counter.lay(card)
        await counter.until(lambda: "disk is full" in counter.said)
        await counter.press("enter")
        assert counter.walk.step is not Step.CHOOSE
        monkeypatch.undo()
        await counter.press("f5", "escape")
        counter.walk.keep()
        await counter.until(lambda: "written to the disk again" in counter.said)
        assert "drafts not saved" not in counter.text()


async def test_a_full_disk_stays_on_the_screen_until_drafts_are_written_again(
    open_counter: Any, card: Any, monkeypatch: Any
) -> None:
    import errno

    from tui.client import drafts

    def full(path: Any, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    async with open_counter(size=(80, 24)) as counter:
        monkeypatch.setattr(drafts, "replace_file", full)
        await counter.lay(card)
        await counter.until(lambda: "disk is full" in counter.said)
        await counter.press("enter")
        assert "drafts not saved" in counter.text()
        monkeypatch.undo()
        counter.place._try_again()
        await counter.until(lambda: "drafts not saved" not in counter.text())
