"""Settings of chip card readers. Times in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PcscOptions:
    """`hang` is how long one exchange with a card may take before the operator is asked to take it out.

    `claimed` is how long to wait for a reader another program has to itself before saying so, and then the pause
    between further attempts. `bounce` are the pauses before another attempt with a card that was lost in the middle:
    the service looks for cards every 0.4 s and refuses all work until it has looked. `settle` is how long a service may run without readers before that is called a fault.
    """

    wait: float = 0.5
    wait_while_reading: float = 0.1
    hang: float = 5.0
    power_up: float = 2.0
    claimed: float = 2.0
    bounce: tuple[float, ...] = (0.05, 0.5)
    settle: float = 1.0
    service_retry: tuple[float, ...] = (0.3, 1.0, 2.0, 5.0)
