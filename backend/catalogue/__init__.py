"""The catalogue of items: files written by halls, checked and loaded into the bundle a node serves."""

from backend.catalogue.faults import CatalogueError, Fault, FaultyCatalogue, UnknownVersion
from backend.catalogue.load import DATA, load

__all__ = ["DATA", "CatalogueError", "Fault", "FaultyCatalogue", "UnknownVersion", "load"]
