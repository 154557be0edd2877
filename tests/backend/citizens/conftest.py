"""The same counter as for cases: visits are opened there."""

from tests.backend.cases.conftest import bundle, desk

__all__ = ["bundle", "desk"]
