"""Resident cards through a serial reader's security module (GA 467 frames, GA/T 490 text).

Pure: `frames`, `payload`, `layouts`, `text_block`, `status`, `machine`. `port` alone touches the line.
"""

from card_reader.sam.options import SamOptions, Timing
from card_reader.sam.port import SamPort

__all__ = ["SamOptions", "SamPort", "Timing"]
