import pytest

from backend.guide.bundle import Bundle
from tests.backend.conftest import empty_bundle


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """Nothing here depends on what a service asks."""
    return empty_bundle()
