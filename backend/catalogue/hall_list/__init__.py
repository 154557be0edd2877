"""A hall's own list of items as an office program writes it: read, checked row by row, taken in whole, and written."""

from backend.catalogue.hall_list.exporting import list_csv
from backend.catalogue.hall_list.importing import AlreadyThere, Imported, ListRefused, import_folder, import_list
from backend.catalogue.hall_list.problems import CellProblem, told

__all__ = [
    "AlreadyThere", "CellProblem", "Imported", "ListRefused", "import_folder", "import_list", "list_csv", "told",
]  # fmt: skip
