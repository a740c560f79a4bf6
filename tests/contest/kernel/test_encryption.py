"""Numbers that are not readable in the database."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.encryption import Keyring, Undecipherable


def ring(*secrets: str) -> Keyring:
    made = Keyring()
    made.install(secrets)
    return made


@given(st.text(max_size=60))
def test_what_is_encrypted_comes_back_and_is_not_to_be_seen(text: str) -> None:
    keys = ring("one secret")
    token = keys.encrypt(text)
    assert keys.decrypt(token) == text
    assert len(text) < 4 or text not in token
    assert keys.encrypt(text) != token


def test_a_new_key_reads_what_the_old_one_wrote_and_finds_it_again() -> None:
    old, new = ring("old"), ring("new", "old")
    assert new.decrypt(old.encrypt("13900001111")) == "13900001111"
    assert new.index("phone", "13900001111") == old.index("phone", "13900001111")
    with pytest.raises(Undecipherable):
        old.decrypt(new.encrypt("13900001111"))


def test_an_index_tells_purposes_and_installations_apart() -> None:
    keys = ring("a")
    assert len({keys.index("phone", "1"), keys.index("bank", "1"), ring("b").index("phone", "1")}) == 3


def test_a_changed_value_is_refused() -> None:
    keys = ring("a")
    # Every bit of the ciphertext and its signature counts; the letters of base64 also carry bits that do not.
    sealed = bytearray(base64.urlsafe_b64decode(keys.encrypt("6222 0000 0000 0000")))
    for place in (9, len(sealed) // 2, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Undecipherable):
            keys.decrypt(base64.urlsafe_b64encode(changed).decode())
