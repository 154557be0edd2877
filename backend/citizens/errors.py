"""What can go wrong with citizens' data, as one tree. Messages hold codes and ids, never personal data.

CitizenError
├── UnknownVisit        no such visit, or not of this hall: the same answer for both
├── VisitTaken          this visit id belongs to another card
├── UnknownDraft
├── UnknownPerson       nobody a search by this name and year shows
├── NotLookedFor        a name or year nobody can have
├── NotLookedUp         the look-up names a system none of its items asks
├── NotTakenInHere      an item a hall of this level may not take in
├── NothingToReveal     a fact asked for is not known here
└── SystemUnavailable   a department system gave no answer in time
"""


class CitizenError(Exception):
    """Base of everything this room raises on purpose."""


class UnknownVisit(CitizenError):
    pass


class VisitTaken(CitizenError):
    pass


class UnknownDraft(CitizenError):
    pass


class UnknownPerson(CitizenError):
    pass


class NotLookedFor(CitizenError):
    def __init__(self, part: str, problem: str) -> None:
        super().__init__(f"{part}: {problem}")
        self.part = part
        self.problem = problem


class NotLookedUp(CitizenError):
    pass


class NotTakenInHere(CitizenError):
    def __init__(self, items: tuple[str, ...], level: str) -> None:
        super().__init__(f"{' '.join(items)} at the level {level}")
        self.items = items
        self.level = level


class NothingToReveal(CitizenError):
    pass


class SystemUnavailable(CitizenError):
    pass
