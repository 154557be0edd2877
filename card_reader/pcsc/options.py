"""Settings of chip card readers. Times in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PcscOptions:
    """How long to wait for what.

    `hang`: one exchange with a card, before the operator is asked to take it out. `claimed`: a reader another program
    has to itself, before that is told, and then between further attempts. `bounce`: before another attempt with a card
    that was lost in the middle, because the service looks for cards every 0.4 s and refuses all work until it has
    looked. `settle`: a service without readers, before that is called a fault.
    """

    wait: float = 0.5
    wait_while_reading: float = 0.1
    hang: float = 5.0
    power_up: float = 2.0
    claimed: float = 2.0
    bounce: tuple[float, ...] = (0.05, 0.5)
    settle: float = 1.0
    service_retry: tuple[float, ...] = (0.3, 1.0, 2.0, 5.0)
