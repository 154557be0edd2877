"""Somebody without a card, found by name and year of birth; from then on as if the number had been typed."""

from backend.contract import FoundPerson, PersonChoice, PersonSearch, PersonsFound
from backend.guide.steps import Step
from tui.client import ClientError, NotFound, Unreachable, new_operation, told
from tui.counter.arrivals.asked_names import asked_name
from tui.counter.arrivals.reception import Reception
from tui.counter.dialogs.found_persons import FoundPersons
from tui.counter.walk import Walk
from tui.locale import N_, Words, _


class Finding:
    def __init__(self, walk: Walk, reception: Reception) -> None:
        self.walk = walk
        self.reception = reception

    def sought(self, text: str) -> bool:
        """Whether this is a name and no number; then who has it is looked for, or what is wrong with it is said."""
        asked = asked_name(text, self.walk.station.today)
        if asked is None:
            return False
        if asked.problem:
            self.walk.tell(asked.problem, "problem")
        else:
            search = PersonSearch(name=asked.name, birth_year=asked.year)
            self.walk.screen.run_worker(self._search(search), exclusive=True, group="person")
        return True

    async def _search(self, search: PersonSearch) -> None:
        looking = _("Being looked for among those served at this hall …")
        self.walk.tell(looking, "info")
        try:
            found = await self.walk.station.node.find_persons(search, new_operation())
        except ClientError as error:
            self.walk.tell(_failure(error), "problem")
            return
        self.walk.screen.withdraw(looking)
        if not self._is_awaited():
            return
        if found.persons:
            self._ask_who(search, found.persons)
        else:
            self.walk.tell(_nobody(found, search.birth_year), "caution")

    def _is_awaited(self) -> bool:
        """Not when the screen was locked meanwhile, or somebody's card was laid."""
        screen = self.walk.screen
        return screen.app.screen is screen and self.walk.step is Step.IDENTIFY

    def _ask_who(self, search: PersonSearch, persons: list[FoundPerson]) -> None:
        def answered(person: str | None) -> None:
            if person is not None:
                choice = PersonChoice(name=search.name, birth_year=search.birth_year, person=person)
                self.walk.screen.run_worker(self._choose(choice), exclusive=True, group="person")

        self.walk.screen.app.push_screen(FoundPersons(persons), answered)

    async def _choose(self, choice: PersonChoice) -> None:
        try:
            card = await self.walk.station.node.choose_person(choice, new_operation())
        except ClientError as error:
            self.walk.tell(_failure(error), "problem")
            return
        self.reception.arrived(
            card, _("Found by name: nothing was read from a card. Have another document shown that says who it is.")
        )


def _failure(error: ClientError) -> str:
    if isinstance(error, Unreachable):
        return _("The node does not answer: nobody is found by name now. Type the ID number, the visit begins with it.")
    if isinstance(error, NotFound):
        return _("This person is no longer found by that name and year. Look once more, or type the ID number.")
    return told(error)


def _nobody(found: PersonsFound, year: int) -> Words:
    words = (
        N_("More than 20 people of this name and year were served here. Type the ID number.")
        if found.too_many
        else N_(
            "Nobody of this name, born {year}, was served at this hall. Departments are asked by number only: ask for "
            "the ID number; it stands in the household booklet and on the social security card too."
        )
    )
    return lambda: _(words).format(year=year)
