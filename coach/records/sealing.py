"""Files that only the holder of a key can read, or change unseen: chunks of AES-256-GCM, each file with its own key.

A sealed file is `MAGIC`, 16 random bytes, and chunks: length (4 bytes, big-endian), ciphertext, 16 bytes of tag. The
file's key is HKDF-SHA256 (RFC 5869) of the data key with the random bytes as salt. A chunk's nonce is its number and
whether it is the last one (the STREAM construction, Hoang et al., CRYPTO 2015), so that chunks can be neither swapped
nor left out unseen, and a file that was cut is known by its missing end. What came before a cut can still be read.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: First bytes of a sealed file.
MAGIC = b"\x89COACH\r\n"
KEY_BYTES = 32
#: Bytes of a chunk at most: what must be read before its tag is known to be right.
CHUNK_BYTES = 64 * 1024
_SALT_BYTES, _TAG_BYTES, _LENGTH_BYTES, _NONCE_BYTES = 16, 16, 4, 12


class UnsealError(ValueError):
    """Sealed with another key, changed, or cut off."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and unseals with one data key of 32 bytes."""

    key: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> Vault:
        """With a new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def writer(self, file: IO[bytes]) -> SealedWriter:
        """To write a sealed file into `file`, which stays open."""
        return SealedWriter(file, self.key)

    def reader(self, file: IO[bytes], *, cut_off: bool = False) -> SealedReader:
        """To read a sealed file from its beginning; where it may be `cut_off`, it ends with its last whole chunk."""
        return SealedReader(file, self.key, cut_off=cut_off)

    def seal_word(self, word: str) -> str:
        """A short text, sealed; as text."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(_derived(self.key, b"", b"word")).encrypt(nonce, word.encode(), None)
        return base64.b64encode(nonce + sealed).decode()

    def unseal_word(self, sealed: str) -> str:
        """What `seal_word` sealed; raises UnsealError."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            opener = AESGCM(_derived(self.key, b"", b"word"))
            return opener.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise UnsealError("The word is not sealed with this key.") from error


class SealedWriter:
    """The writing end of a sealed file; after a failed write every further one fails, so that no chunk is torn twice.

    `flush` makes a chunk of what waits; only `finish` makes the end by which a whole file is known. Nothing is written
    before the first chunk: a stream in which nothing was yet is empty, sealed or not.
    """

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        self._file, self._cipher = file, AESGCM(_derived(key, salt, b"file"))
        self._head = MAGIC + salt
        self._waiting, self._number = bytearray(), 0
        self._failure: OSError | None = None
        self.closed = False

    def write(self, data: bytes) -> int:
        """Take `data`; raises OSError where it cannot be written."""
        view = memoryview(data).cast("B")
        self._waiting += view
        while len(self._waiting) > CHUNK_BYTES:
            self._emit(last=False)
        return len(view)

    def flush(self) -> None:
        """Hand all that waits to the system."""
        if self._waiting:
            self._emit(last=False)
        self._file.flush()

    def finish(self) -> None:
        """Write what waits and the end."""
        self._emit(last=True)
        self.closed = True

    def _emit(self, *, last: bool) -> None:
        if self._failure is not None:
            raise self._failure
        piece = bytes(self._waiting[:CHUNK_BYTES])
        del self._waiting[:CHUNK_BYTES]
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), piece, None)
        try:
            self._file.write(self._head + len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
        except OSError as error:
            self._failure = error
            raise
        self._head, self._number = b"", self._number + 1


class SealedReader:
    """The reading end of a sealed file, from beginning to end, a chunk in memory at a time.

    Raises
    ------
    UnsealError: the key is another one, or the file was changed, or cut off where that is not expected.
    """

    def __init__(self, file: IO[bytes], key: bytes, *, cut_off: bool) -> None:
        head = file.read(len(MAGIC) + _SALT_BYTES)
        if len(head) < len(MAGIC) + _SALT_BYTES or not head.startswith(MAGIC):
            raise UnsealError("It has no whole beginning of a sealed file.")
        self._file, self._cipher = file, AESGCM(_derived(key, head[len(MAGIC) :], b"file"))
        self._cut_off, self._number, self._plain, self._ended = cut_off, 0, bytearray(), False
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, fewer at the end only; all of them by default."""
        while not self._ended and (size < 0 or len(self._plain) < size):
            self._next_chunk()
        wanted = len(self._plain) if size < 0 else size
        piece = bytes(self._plain[:wanted])
        del self._plain[:wanted]
        return piece

    def close(self) -> None:
        """No more is read; the file stays open."""
        self.closed = True

    def _next_chunk(self) -> None:
        length = int.from_bytes(head := self._file.read(_LENGTH_BYTES), "big")
        whole = len(head) == _LENGTH_BYTES and _TAG_BYTES <= length <= CHUNK_BYTES + _TAG_BYTES
        sealed = self._file.read(length) if whole else b""
        if not whole or len(sealed) < length:
            self._torn(whole_length=len(head) == _LENGTH_BYTES and not whole)
            return
        for last in (False, True):
            try:
                self._plain += self._cipher.decrypt(_nonce(self._number, last=last), sealed, None)
            except InvalidTag:
                continue
            self._number, self._ended = self._number + 1, last
            return
        self._torn(whole_length=True)

    def _torn(self, *, whole_length: bool) -> None:
        # Of a stream that may be cut, a first chunk that is there and does not open was sealed with another key.
        if not self._cut_off or (whole_length and self._number == 0):
            raise UnsealError("It is sealed with another key, changed or cut off.")
        self._ended = True


def is_sealed(path: Path) -> bool:
    """Whether the file begins as sealed ones do; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _derived(key: bytes, salt: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, b"coach " + use).derive(key)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE_BYTES - 1, "big") + bytes([last])
