"""The catalogue that comes with the program, read once by each process of the tests."""

from functools import cache

from backend.catalogue import load, users_cache
from backend.guide.bundle import Bundle

__all__ = ["shipped"]


@cache
def shipped() -> Bundle:
    return load(caches=[users_cache()])
