"""Signs, verifies and hashes. A Tierkreis worker that needs no Tierkreis: it is given the path of a file that says what
to do, reads its inputs from files and writes its outputs to files."""

import json
import os
import sys
import time
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.MAX_LENGTH)


def sign(private_key: bytes, passphrase: bytes, message: bytes) -> dict[str, object]:
    key = load_pem_private_key(private_key, password=passphrase)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("The private key is not an RSA key.")
    text: str = json.loads(message)
    return {"hex_signature": key.sign(text.encode(), PSS, hashes.SHA256()).hex()}


def verify(public_key: bytes, signature: bytes, message: bytes) -> dict[str, object]:
    key = load_pem_public_key(public_key)
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("The public key is not an RSA key.")
    text: str = json.loads(message)
    try:
        key.verify(bytes.fromhex(json.loads(signature)), text.encode(), PSS, hashes.SHA256())
    except InvalidSignature:
        return {"value": False}
    return {"value": True}


def encrypt(plaintext: bytes, work_factor: bytes) -> dict[str, object]:
    start = time.perf_counter()
    salt = os.urandom(16)
    text: str = json.loads(plaintext)
    key = Scrypt(salt=salt, length=32, n=json.loads(work_factor), r=8, p=1).derive(text.encode())
    return {"ciphertext": (salt + key).hex(), "time_taken": time.perf_counter() - start}


TASKS = {"sign": sign, "verify": verify, "encrypt": encrypt}


def main(call_args_path: str) -> None:
    call = json.loads(Path(call_args_path).read_bytes())
    task = TASKS.get(call["function_name"])
    if task is None:
        sys.exit(f"auth_worker has no task {call['function_name']!r}, only {', '.join(TASKS)}.")
    # A bytes port's file holds the bytes themselves, any other port's JSON.
    values = task(**{port: Path(file).read_bytes() for port, file in call["inputs"].items()})
    for port, file in call["outputs"].items():
        Path(file).write_text(json.dumps(values[port]))
    Path(call["done_path"]).touch()


if __name__ == "__main__":
    main(sys.argv[1])
