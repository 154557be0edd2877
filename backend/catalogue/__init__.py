"""The catalogue of items: files written by halls, checked and loaded into the bundle a node serves."""

from backend.catalogue.check import check
from backend.catalogue.faults import CatalogueError, Fault, FaultyCatalogue
from backend.catalogue.find import find
from backend.catalogue.load import DATA, load
from backend.catalogue.show import show

__all__ = [
    "DATA", "CatalogueError", "Fault", "FaultyCatalogue", "check", "find", "load", "show",
]  # fmt: skip
