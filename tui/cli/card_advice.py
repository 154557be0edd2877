"""What to do about a card reader in trouble: steps a clerk can follow while somebody reads them out on the phone."""

from collections.abc import Mapping
from typing import Final

from card_reader import Fault
from tui.locale import N_, _

_REPLUG: Final = N_("Unplug the reader's USB cable, count to ten, plug it in again and wait until its lamp is on.")
_ANOTHER_SOCKET: Final = N_("Try another USB socket of the computer itself, not one of a hub or a screen.")
_AGAIN: Final = N_("Then type this command once more: onewindow cards doctor")
_BY_HAND: Final = N_("Until it works, type the number on the card: nobody has to wait.")
_SUPPLIER: Final = N_("Write down the number on the reader's label and call its supplier: only they can repair this.")
_TECHNICIAN: Final = N_("Call the technician and read this line out: {command}")

_STEPS: Final[Mapping[Fault, tuple[str, ...]]] = {
    Fault.PORT_MISSING: (
        N_("Look whether the reader's cable sits firmly at both ends and its lamp is on."),
        _ANOTHER_SOCKET,
        N_("Type: onewindow cards list. If a reader appears under another name, put that name into the settings."),
        _BY_HAND,
    ),
    Fault.PORT_LOST: (_REPLUG, _ANOTHER_SOCKET, _AGAIN),
    Fault.PORT_ADDRESS: (
        N_(
            "The name of the reader in the settings is misspelt. Right are: /dev/ttyUSB0, socket://address:port, pcsc:*"
        ),
        _AGAIN,
    ),
    Fault.PORT_DENIED: (_TECHNICIAN, N_("Then sign out of the computer and in again."), _AGAIN, _BY_HAND),
    Fault.PORT_BUSY: (
        N_("Close every other window or program that reads cards, also the reader's own test program."),
        N_("If none is open, restart the computer: a program may have been left behind."),
        _AGAIN,
        _BY_HAND,
    ),
    Fault.READER_SILENT: (
        N_("Look whether the reader's lamp is on."),
        _REPLUG,
        N_("Look whether something else hangs on this port: a printer, a scanner. Then the reader is on another one."),
        _AGAIN,
        _BY_HAND,
    ),
    Fault.WRONG_SPEED: (
        N_("In the settings, write the reader as {reader}@{speed}"),
        N_("Or have the technician set the reader itself back to 115200."),
        _AGAIN,
    ),
    Fault.SELF_TEST_FAILED: (_REPLUG, N_("If it says the same again, its security module is broken."), _SUPPLIER),
    Fault.NOT_AUTHORISED: (
        N_("The reader works, but its security module was never released for use, or no longer is."),
        _SUPPLIER,
        _BY_HAND,
    ),
    Fault.UNKNOWN_STATUS: (_REPLUG, _AGAIN, _SUPPLIER),
    Fault.CARD_SUPPORT_MISSING: (
        N_("ID cards are read all the same; only social security cards need this."),
        _TECHNICIAN,
    ),
    Fault.CARD_SERVICE_DOWN: (
        N_("Wait half a minute: the service starts by itself when a reader is plugged in."),
        _REPLUG,
        _TECHNICIAN,
        _BY_HAND,
    ),
    Fault.CARD_SERVICE_DENIED: (_TECHNICIAN, _BY_HAND),
    Fault.NO_CARD_READER: (
        N_("Look whether the social security card reader's cable sits firmly and its lamp is on."),
        _REPLUG,
        _ANOTHER_SOCKET,
        _AGAIN,
    ),
    Fault.CARD_UNRESPONSIVE: (
        N_("Take the card out, look which side the chip is on, wipe it and put it in again."),
        _AGAIN,
    ),
}
_OTHERWISE: Final = (_REPLUG, _AGAIN, _BY_HAND)

_FACTS: Final[Mapping[str, str]] = {
    "speed": N_("speed {value}"),
    "sam_number": N_("module {value}"),
    "program": N_("held by {value}"),
}


def steps_for(fault: Fault, facts: Mapping[str, str], reader: str = "") -> list[str]:
    """What to do, in order. Commands for the technician name what was found."""
    filled = {"command": _command(fault, facts), "speed": facts.get("speed", ""), "reader": reader.partition("@")[0]}
    return [_(step).format_map(filled) for step in _STEPS.get(fault, _OTHERWISE)]


def facts_of(facts: Mapping[str, str]) -> list[str]:
    """What else was found out, in words."""
    return [_(_FACTS[name]).format(value=value) for name, value in facts.items() if name in _FACTS]


def _command(fault: Fault, facts: Mapping[str, str]) -> str:
    """Shell lines are the same in every language."""
    match fault:
        case Fault.PORT_DENIED:
            return f"sudo usermod -aG {facts.get('group', 'dialout')} {facts.get('user', '$USER')}"
        case Fault.CARD_SERVICE_DOWN if facts.get("installed") == "no":
            return "sudo apt-get install pcscd"
        case Fault.CARD_SERVICE_DOWN:
            return "sudo systemctl enable --now pcscd.socket"
        case Fault.CARD_SERVICE_DENIED:
            return f"allow org.debian.pcsc-lite.access_pcsc for {facts.get('user', '$USER')} in polkit"
        case Fault.CARD_SUPPORT_MISSING:
            return "sudo apt-get install pcscd libpcsclite-dev gcc python3-dev && .venv/bin/pip install 'pyscard>=2.3'"
    return ""
