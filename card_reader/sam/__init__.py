"""Resident cards through a serial reader's security module (GA 467 frames, GA/T 490 text).

Pure: `frames`, `payload`, `layouts`, `text_block`, `status`, `machine`. The other modules touch a line.
"""

from card_reader.sam.options import SamOptions, Timing
from card_reader.sam.port import SamPort
from card_reader.sam.probe import Probe, probe

__all__ = ["Probe", "SamOptions", "SamPort", "Timing", "probe"]
