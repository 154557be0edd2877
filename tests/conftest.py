"""What all tests of one process share: how its garbage is collected."""

import gc

import pytest


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the tests were made of stays to the end: modules, whole catalogues. Every round would look it through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)
