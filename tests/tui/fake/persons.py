"""The fake node: people looked for by name and year of birth, among `served`."""

import httpx

from backend.contract import CardRead, FoundPerson, PersonChoice, PersonSearch, PersonsFound
from backend.guide.masking import mask_address, mask_id_number, mask_name
from backend.guide.person_names import normalised_name
from tests.tui.fake.state import FakeState

MOST = 20


class FakePersons(FakeState):
    async def _find_persons(self, request: httpx.Request) -> httpx.Response:
        if self.slow_search is not None:
            await self.slow_search.wait()
        found = self._of(PersonSearch.model_validate_json(request.content))
        if len(found) > MOST:
            return self.model(PersonsFound(persons=[], too_many=True))
        return self.model(PersonsFound(persons=[_masked(card) for card in found]))

    def _choose_person(self, request: httpx.Request) -> httpx.Response:
        choice = PersonChoice.model_validate_json(request.content)
        chosen = next((card for card in self._of(choice) if card.id_number == choice.person), None)
        if chosen is None:
            return self.problem("not_found", 404)
        told = chosen.model_dump(include={"document_kind", "id_number", "name", "sex", "birth", "read_at"})
        return self.model(CardRead(source="manual", **told))

    def _of(self, asked: PersonSearch) -> list[CardRead]:
        name = normalised_name(asked.name)
        return [
            card
            for card in self.served
            if card.birth is not None
            and (normalised_name(card.name or ""), card.birth.year) == (name, asked.birth_year)
        ]


def _masked(card: CardRead) -> FoundPerson:
    return FoundPerson(
        person=card.id_number,
        name=mask_name(card.name or ""),
        number=mask_id_number(card.id_number),
        birth_year=int(card.id_number[6:10]),
        address=mask_address(card.address or ""),
    )
