"""The catalogue that comes with the program, built once by each process of the tests."""

from functools import cache

from backend.catalogue import load
from backend.guide.bundle import Bundle

__all__ = ["shipped"]


@cache
def shipped() -> Bundle:
    return load()
