"""How personal text is shortened wherever a person must recognise it but nobody may copy it."""

HEAD = 3
TAIL = 2


def mask(text: str) -> str:
    """First three and last two characters; a text too short to keep a secret between them is hidden whole."""
    hidden = len(text) - HEAD - TAIL
    if hidden <= 0:
        return "*" * len(text)
    return text[:HEAD] + "*" * hidden + text[-TAIL:]


def mask_name(name: str) -> str:
    """First character only."""
    return name[:1] + "*" * (len(name) - 1)
