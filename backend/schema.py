"""Every table of the program: importing this module makes the metadata complete."""

from sqlalchemy import MetaData

import backend.access.tables
import backend.api.tables
import backend.cases.tables
import backend.citizens.tables
import backend.dispatch.tables
import backend.storage
import backend.supervision.tables  # noqa: F401

__all__ = ["metadata"]

metadata: MetaData = backend.storage.Table.metadata
