"""Facts as the catalogue declares them: what can be known, in which words, and from where."""

from enum import StrEnum

from pydantic import Field as Setting

from backend.guide.condition import Condition
from backend.guide.facts import Value
from backend.guide.model import Model
from backend.guide.text import Text

__all__ = ["Choice", "Column", "Computed", "DataClass", "DerivedCase", "Fact", "FactKind", "SharedDatum"]


class DataClass(StrEnum):
    """How carefully a value is kept: D0 open, D1 internal, D2 personal, D3 sensitive."""

    D0 = "D0"
    D1 = "D1"
    D2 = "D2"
    D3 = "D3"


class FactKind(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    INTEGER = "integer"
    MONEY = "money"  # yuan, two decimals, as text
    TEXT = "text"
    DATE = "date"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    TABLE = "table"


class Computed(StrEnum):
    """Facts the guide works out itself.

    ``registered_here``: yes when the household registration lies in the hall's own division.
    ``registered_in``: the narrowest of ``hall``, ``county``, ``elsewhere`` in which it lies.
    ``this_month``: the month of the visit, ``YYYY-MM``.
    """

    AGE = "age"
    REGISTERED_HERE = "registered_here"
    REGISTERED_IN = "registered_in"
    THIS_MONTH = "this_month"

    @property
    def evidence(self) -> tuple[str, ...]:
        """The facts it is worked out from, best first."""
        return _EVIDENCE[self]


_EVIDENCE = {
    Computed.AGE: ("birth", "id_number"),
    Computed.REGISTERED_HERE: ("registered_division",),
    Computed.REGISTERED_IN: ("registered_division",),
    Computed.THIS_MONTH: (),
}


class Choice(Model):
    value: str
    label: Text


class Column(Model):
    code: str
    label: Text
    width: int = 10


class SharedDatum(Model):
    """A datum of a department system that answers a fact. ``values`` maps the system's words to ours."""

    system: str
    datum: str
    values: dict[str, Value] = {}


class DerivedCase(Model):
    """One case of a derived fact: its value when the condition holds (always, when there is none)."""

    value: Value
    when: Condition | None = None


class Fact(Model):
    """One thing that can be known: its kind, its words, and where it may be known from without asking.

    ``card`` names a field of the card; ``earlier`` says that the value last used may be offered, to be confirmed.
    ``derived`` works the value out from other facts: the first case that holds. ``default`` serves when no system
    that could have answered has anything to say.
    """

    code: str
    label: Text
    kind: FactKind
    data_class: DataClass = DataClass.D2
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    card: str | None = None
    computed: Computed | None = None
    derived: tuple[DerivedCase, ...] = ()
    shared: tuple[SharedDatum, ...] = ()
    earlier: bool = False
    default: Value | None = None
    same_as: str | None = None  # offered from another fact, e.g. present address from registered address
    unit: Text | None = None
    longest: int = Setting(default=60, gt=0)
    pattern: str | None = None  # a full-match regular expression for text
    least: int | None = None
    most: int | None = None
    example: Text | None = None
