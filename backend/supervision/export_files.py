"""The names of the files of an export and of a proof; known to who writes them and who checks them."""

from typing import Final

ORIGIN: Final = "origin"
"""One line: which log, which hash."""
ENTRIES: Final = "entries.jsonl"
"""One leaf a line, exactly the bytes that were hashed."""
HASHES: Final = "hashes"
"""The leaf hash of each line, hex: lets a verifier name the first bad entry."""
HEAD: Final = "head"
"""Size and root, as a checkpoint."""
PROOF: Final = "proof.json"
"""The entries of one case, each with its path to a head: all there is in the folder of a proof."""
