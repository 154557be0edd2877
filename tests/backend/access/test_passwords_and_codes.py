"""What may be set as a password or PIN, and how it is checked."""

import asyncio
import time
from datetime import UTC, datetime

import pyotp
import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import VerifyMismatchError
from hypothesis import given
from hypothesis import strategies as st

from backend.access import Passwords, WeakPassword, check_new_password, check_new_pin
from backend.access.passwords import hash_of_nothing
from backend.access.second_factor import matching_counter

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(time_cost=1, memory_kib=8, parallelism=1)


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short one 1", "too_short"),
        ("aaaaaaaaaaaa", "too_uniform"),
        ("ababababababab", "too_uniform"),
        ("123456789012345", "a_sequence"),
        ("98765432109876", "a_sequence"),
        ("abcdefghijklmn", "a_sequence"),
        ("window1 is mine", "names_the_account"),
        ("P@ssw0rd2026!", "too_common"),
        ("Password123456", "too_common"),
        ("onewindow-2026", "too_common"),
        ("qwertyuiop1234", "too_common"),
    ],
)
def test_a_weak_password_is_refused_by_the_rule_it_breaks(password: str, rule: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        check_new_password(password, account="window1", name="张一窗")
    assert refused.value.params == {"rule": rule}
    assert password not in repr(refused.value)


@pytest.mark.parametrize("password", ["seven grey herons at noon", "七只灰鹭在正午的河边站着呢", "kX9#vLq2!mRtz"])
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    check_new_password(password, account="window1", name="张一窗")


@given(st.text(max_size=11))
def test_nothing_shorter_than_twelve_characters_is_taken(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_new_password(password, account="window1")


@pytest.mark.parametrize(
    "pin", ["123", "1111", "123456", "987654", "112211", "12ab34", "１２３４５６", "1234567890123"]
)
def test_a_simple_pin_is_refused(pin: str) -> None:
    with pytest.raises(WeakPassword):
        check_new_pin(pin)


def test_a_password_is_right_however_the_keyboard_composes_it(passwords: Passwords) -> None:
    assert passwords.is_right(passwords.hash("caf\u00e9 am grünen Tor"), "cafe\u0301 am grünen Tor")


def test_what_is_kept_of_a_password_is_argon2id_and_different_each_time(passwords: Passwords) -> None:
    kept = [passwords.hash("seven grey herons at noon") for _ in range(2)]
    assert [extract_parameters(one).type for one in kept] == [Type.ID, Type.ID]
    assert len(set(kept)) == 2


def test_without_an_account_the_answer_is_no(passwords: Passwords) -> None:
    assert not passwords.is_right(None, "anything")
    assert not passwords.is_right("not a hash", "anything")


def test_checking_for_nobody_costs_what_checking_for_somebody_costs() -> None:
    hasher = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    nobodys, somebodys = hash_of_nothing(hasher), hasher.hash("anything")
    assert extract_parameters(nobodys) == extract_parameters(somebodys)
    assert nobodys != hash_of_nothing(hasher)
    with pytest.raises(VerifyMismatchError):  # worked out to the end, not given up as unreadable
        hasher.verify(nobodys, "anything")


async def test_checking_does_not_hold_up_the_event_loop() -> None:
    slow = Passwords(time_cost=4, memory_kib=65_536, parallelism=1)
    kept = slow.hash("seven grey herons at noon")
    began, longest, last = time.perf_counter(), 0.0, time.perf_counter()
    checks = asyncio.gather(*(slow.verify(kept, "seven grey herons at noon") for _ in range(4)))
    while not checks.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    assert await checks == [True] * 4
    assert longest < (time.perf_counter() - began) / 2  # one check alone takes a quarter of it, on the loop all
    slow.close()


@given(st.integers(-3, 3), st.integers(0, 2**31))
def test_a_code_is_good_one_step_early_or_late(drift: int, seconds: int) -> None:
    seed = pyotp.random_base32()
    now = datetime.fromtimestamp(seconds + 120, UTC)
    code = pyotp.TOTP(seed).generate_otp((seconds + 120) // 30 + drift)
    found = matching_counter(seed, code, now)
    if abs(drift) <= 1:
        assert found is not None
    else:
        assert found is None or pyotp.TOTP(seed).generate_otp(found) == code  # one in a million by chance


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert matching_counter(pyotp.random_base32(), code, NOON) is None


def test_without_a_seed_no_code_is_good() -> None:
    assert matching_counter(None, "123456", NOON) is None
