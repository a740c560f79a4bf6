"""The signing key: from a PEM or from any secret text, never shown, its public half always written the same way."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contest.kernel.signing import KeyUnreadable, PublicKey, Signer, grouped


def installed(secret: str) -> Signer:
    signer = Signer()
    signer.install(secret)
    return signer


def pem_of(key: object) -> str:
    made: bytes = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())  # type: ignore[attr-defined]
    return made.decode()


def test_a_signature_holds_for_its_message_and_key_only() -> None:
    one, other = installed("one"), installed("other")
    signature = one.sign(b"message")
    assert one.public.accepts(b"message", signature)
    assert not one.public.accepts(b"messagf", signature)
    assert not other.public.accepts(b"message", signature)
    assert not one.public.accepts(b"message", b"")
    assert one.sign(b"message") == signature


def test_a_key_of_ones_own_is_taken_as_pem() -> None:
    key = Ed25519PrivateKey.generate()
    assert installed(pem_of(key)).public.raw == key.public_key().public_bytes_raw()


def test_the_public_pem_is_what_the_library_writes() -> None:
    key = Ed25519PrivateKey.generate().public_key()
    written = key.public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)
    ours = PublicKey(key.public_bytes_raw())
    assert ours.pem.encode() == written
    assert PublicKey.load(written) == ours


@pytest.mark.parametrize("secret", ["-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----", "curve"])
def test_another_kind_of_key_is_refused_without_repeating_it(secret: str) -> None:
    given = pem_of(generate_private_key(SECP256R1())) if secret == "curve" else secret
    with pytest.raises(KeyUnreadable) as refused:
        installed(given).sign(b"")
    assert given not in str(refused.value)
    with pytest.raises(KeyUnreadable):
        PublicKey.load(given.encode())


def test_the_secret_is_no_part_of_what_a_signer_shows() -> None:
    assert "very secret" not in repr(installed("very secret")) + str(vars(type(installed("x"))))


def test_a_fingerprint_reads_in_groups() -> None:
    assert grouped("0123456789ab") == "0123 4567 89ab"
