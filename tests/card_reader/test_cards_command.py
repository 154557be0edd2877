"""`onewindow cards`: what a clerk is told on the phone, and what a program gets."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from typer.testing import CliRunner

from card_reader import Fault
from card_reader.virtual import ReaderFault, VirtualSamReader
from tui.cli.card_advice import steps_for
from tui.cli.commands import app
from tui.locale import language, set_language

Run = Callable[..., Result]


@pytest.fixture
def run() -> Iterator[Run]:
    before = language()
    yield lambda *words: CliRunner().invoke(app, ["cards", *words])
    set_language(before)


@pytest.fixture
def sam() -> Iterator[VirtualSamReader]:
    with VirtualSamReader.open() as opened:
        yield opened


def found(result: Result) -> dict[str, str]:
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def test_one_card_is_one_json_object(run, sam, second_card):
    sam.insert(second_card)
    result = run("read", "--port", sam.url, "--json")
    read = found(result)
    assert result.exit_code == 0
    assert (read["reader"], read["doc_type"], read["source"]) == (sam.url, "resident", "sam")
    assert (read["number"], read["name"], read["birth_date"]) == ("99999919600229124X", "测试乙", "1960-02-29")
    assert (read["long_term"], read["valid_to"], read["warnings"]) == (True, None, [])
    assert "photo" not in read


def test_without_json_the_person_is_masked(run, sam, second_card):
    sam.insert(second_card)
    result = run("read", "--port", sam.url)
    assert result.stdout.strip() == f"{sam.url}: 已读取：居民身份证 测** 999*************4X"


def test_a_reader_that_is_not_there_is_an_error_with_its_code(run, tmp_path):
    result = run("read", "--port", str(tmp_path / "none"), "--json")
    assert (result.exit_code, found(result)["error"]) == (1, "port_missing")


def test_a_card_that_cannot_be_read_is_an_error_with_its_code(run, sam, second_card):
    sam.fault(ReaderFault.parse("status:40@read"))
    sam.insert(second_card)
    result = run("read", "--port", sam.url, "--json", "--language", "en")
    assert (result.exit_code, found(result)["error"]) == (1, "unsupported_card")
    assert "identity card" in found(result)["text"]


def test_no_card_in_time_is_an_error_too(run, sam):
    result = run("read", "--port", sam.url, "--json", "--timeout", "0.3")
    assert (result.exit_code, found(result)["error"]) == (1, "no_card")


def test_a_reader_in_order_needs_no_advice(run, sam):
    result = run("doctor", "--port", sam.url)
    assert result.exit_code == 0
    assert "05.01-20240102-0000000001-0000099999" in result.stdout
    assert "SAM_V" in result.stdout


def test_a_module_without_authorisation_is_for_the_supplier(run, sam):
    sam.fault(ReaderFault.parse("status:66@status"))
    result = run("doctor", "--port", sam.url, "--language", "en")
    assert result.exit_code == 1
    assert "supplier" in result.stdout
    assert found(run("doctor", "--port", sam.url, "--json"))["fault"] == "not_authorised"


def test_a_reader_at_another_speed_says_what_to_write_into_the_settings(run):
    with VirtualSamReader.open(speed=57600) as slow:
        result = run("doctor", "--port", slow.url)
        assert result.exit_code == 1
        assert f"{slow.url}@57600" in result.stdout
        assert run("doctor", "--port", f"{slow.url}@57600").exit_code == 0


HOLD = "import serial, sys; held = serial.Serial(sys.argv[1], exclusive=True); print(flush=True); sys.stdin.read()"


def test_a_port_another_program_has_names_the_program(run, sam):
    command = [sys.executable, "-c", HOLD, sam.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        holder.stdout.readline()
        result = run("doctor", "--port", sam.url, "--json")
        holder.communicate()
    assert (result.exit_code, found(result)["fault"]) == (1, "port_busy")
    assert str(holder.pid) in found(result)["program"]


def test_a_port_without_permission_names_the_line_for_the_technician(run, monkeypatch, tmp_path):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    port = tmp_path / "ttyUSB0"
    port.touch()
    monkeypatch.setattr("serial.serial_for_url", refuse)
    result = run("doctor", "--port", str(port))
    assert result.exit_code == 1
    assert "sudo usermod -aG " in result.stdout


@pytest.mark.real
def test_a_service_that_does_not_run_is_for_the_technician(run, pcscd):
    pcscd.kill()
    result = run("doctor", "--port", "pcsc:*")
    assert result.exit_code == 1
    assert "systemctl enable --now pcscd.socket" in result.stdout
    assert found(run("doctor", "--port", "pcsc:*", "--json"))["fault"] == "card_service_down"


@pytest.mark.real
def test_chip_card_readers_are_listed_and_a_claimed_one_is_told(run, pcscd, slot, card_of, first_insured):
    from smartcard import scard

    slot.insert(card_of(first_insured))
    assert run("read", "--port", f"pcsc:{pcscd.names[0]}", "--json").exit_code == 0
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    taken, handle, _ = scard.SCardConnect(
        context, pcscd.names[0], scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_ANY
    )
    assert taken == 0
    result = run("list", "--port", "pcsc:*", "--json")
    listed = {json.loads(line)["reader"]: json.loads(line)["fault"] for line in result.stdout.splitlines()}
    assert listed == {f"pcsc:{name}": "port_busy" if name == pcscd.names[0] else None for name in pcscd.names}
    scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)


@pytest.mark.real
def test_a_third_generation_card_gives_an_error_and_what_it_says_of_itself(run, pcscd, slot, card_of, first_insured):
    from dataclasses import replace

    slot.insert(card_of(replace(first_insured, version="3.00")))
    result = run("read", "--port", "pcsc:*", "--json")
    said = found(result)
    assert (result.exit_code, said["error"], said["card"]["version"]) == (1, "needs_authentication", "3.00")
    assert "999999199001011238" not in result.stdout


def test_a_machine_without_pyscard_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "smartcard", None)
    result = run("doctor", "--port", "pcsc:*")
    assert result.exit_code == 1
    assert "pyscard" in result.stdout


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_every_fault_has_steps_in_both_languages(run, fault, spoken):
    set_language(spoken)
    steps = steps_for(fault, {"speed": "9600", "group": "dialout", "user": "clerk"}, "/dev/ttyUSB0")
    assert len(steps) >= 2
    assert not [step for step in steps if "{" in step]
    if spoken == "zh_CN":
        assert all(any("\u4e00" <= letter <= "\u9fff" for letter in step) for step in steps)


def test_an_unknown_language_is_refused(run):
    assert run("list", "--language", "xx").exit_code == 2


def test_watching_tells_events_as_they_come_masked(sam, second_card):
    sam.insert(second_card)
    command = [sys.executable, "-m", "tui.cli", "cards", "watch", "--json", "--port", sam.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        seen = [json.loads(watching.stdout.readline()) for _ in range(3)]
        watching.send_signal(2)
        _, complaints = watching.communicate(timeout=10)
    assert [event["event"] for event in seen] == ["ReaderUp", "CardPresent", "ReadOk"]
    assert (seen[2]["name"], seen[2]["number"]) == ("测**", "999*************4X")
    assert (watching.returncode, complaints) == (0, "")
