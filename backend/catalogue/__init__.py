"""The catalogue of items: files written by halls, checked and loaded into the bundle a node serves."""

from backend.catalogue.check import check
from backend.catalogue.faults import CatalogueError, Fault, FaultyCatalogue, UnknownVersion
from backend.catalogue.find import find
from backend.catalogue.load import DATA, load
from backend.catalogue.show import show
from backend.catalogue.versions import Versions

__all__ = [
    "DATA", "CatalogueError", "Fault", "FaultyCatalogue", "UnknownVersion", "Versions", "check", "find", "load", "show",
]  # fmt: skip
