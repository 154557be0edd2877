"""What all tests of one process share: how its garbage is collected, and that no example of hypothesis is timed."""

import gc

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of what is tested.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the tests were made of stays to the end: modules, whole catalogues. Every round would look it through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)
