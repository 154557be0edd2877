"""What crosses the wire between screen and node, as typed models. Pure."""

from backend.contract.access import *  # noqa: F403
from backend.contract.case_numbers import *  # noqa: F403
from backend.contract.cases import *  # noqa: F403
from backend.contract.catalogue import *  # noqa: F403
from backend.contract.catalogue_parts import *  # noqa: F403
from backend.contract.deadlines import *  # noqa: F403
from backend.contract.events import *  # noqa: F403
from backend.contract.hall import *  # noqa: F403
from backend.contract.heads import *  # noqa: F403
from backend.contract.persons import *  # noqa: F403
from backend.contract.problem import *  # noqa: F403
from backend.contract.receipts import *  # noqa: F403
from backend.contract.staff import *  # noqa: F403
from backend.contract.visits import *  # noqa: F403
