"""The simulated county: 24 department systems and the people they know, reachable over the wire only.

The one place where anything is simulated. Nothing of it is imported by the product; nothing of the product by it.
"""

from backend.county.app import create_county, run
from backend.county.settings import CountySettings

__all__ = ["CountySettings", "create_county", "run"]
