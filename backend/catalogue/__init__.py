"""The catalogue of items: files written by halls, loaded into the bundle a node serves.

What writers of items use stands beside this face, so that a node starts without it: `check`, `show`, `public_guide`.
"""

from backend.catalogue.compiled import users_cache
from backend.catalogue.faults import CatalogueError, Fault, FaultyCatalogue
from backend.catalogue.find import find
from backend.catalogue.load import DATA, load

__all__ = ["DATA", "CatalogueError", "Fault", "FaultyCatalogue", "find", "load", "users_cache"]
