"""What can go wrong with the supervision chain.

SupervisionError
├── HashUnusable      a hash algorithm is unknown, or gives wrong answers on this machine
├── NotCanonical      a value has no canonical form, or bytes are not in it
├── HeadUnreadable    a text is not a head
├── EntryMissing      no such log or entry
├── ProofUnreadable   a text is not a proof
└── CannotTell        files do not say enough to be judged by; its text is a sentence for people
"""


class SupervisionError(Exception):
    """Base of everything this room raises on purpose."""


class HashUnusable(SupervisionError):
    pass


class NotCanonical(SupervisionError, ValueError):
    pass


class HeadUnreadable(SupervisionError, ValueError):
    pass


class EntryMissing(SupervisionError, LookupError):
    pass


class ProofUnreadable(SupervisionError, ValueError):
    pass


class CannotTell(SupervisionError):
    pass
