"""Social security cards through the machine's card service (PC/SC).

Pure: `apdu`, `files`, `status`, `reading`, `decoding`. `service` alone touches pyscard; `worker` reads the cards of
one reader, `readers` supervises them all.
"""

from card_reader.entries import EVERY_READER
from card_reader.pcsc.options import PcscOptions
from card_reader.pcsc.readers import PcscReaders, is_entry

__all__ = ["EVERY_READER", "PcscOptions", "PcscReaders", "is_entry"]
