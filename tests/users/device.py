"""A phone that makes and uses passkeys (WebAuthn level 2), without a browser."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, NEW_KEY = 1, 4, 64


@dataclass
class Device:
    """One device with one passkey. `asks` is whether it wants to see finger, face or PIN."""

    site: str = "testserver"
    asks: bool = True
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    owner: str = ""

    def _facts(self, more: bytes = b"", flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.asks else 0)
        place = hashlib.sha256(self.site.encode()).digest()
        return place + struct.pack(">BI", flags, 0) + more

    def _said(self, kind: str, challenge: str) -> bytes:
        words = {"type": kind, "challenge": challenge, "origin": f"https://{self.site}"}
        return json.dumps(words).encode()

    def _answer(self, **response: bytes | str) -> str:
        written = {k: v if isinstance(v, str) else websafe_encode(v) for k, v in response.items()}
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": written,
            }
        )

    def create(self, options: dict) -> str:
        """A new passkey for what the page asks."""
        public = options["publicKey"]
        self.owner = public["user"]["id"]
        key = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        facts = self._facts(bytes(16) + struct.pack(">H", len(self.id)) + self.id + key, NEW_KEY)
        sealed = cbor.encode({"fmt": "none", "attStmt": {}, "authData": facts})
        said = self._said("webauthn.create", public["challenge"])
        return self._answer(clientDataJSON=said, attestationObject=sealed)

    def use(self, options: dict, owner: str = "") -> str:
        """The signature that shows the device is here."""
        facts = self._facts()
        said = self._said("webauthn.get", options["publicKey"]["challenge"])
        signature = self.key.sign(facts + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=said,
            authenticatorData=facts,
            signature=signature,
            userHandle=owner or self.owner,
        )
