import { bytes, defineTask } from "@tierkreis/builder";
import { z } from "zod";

/** Makes a key pair. */
export const genrsa = defineTask({
  worker: "openssl_worker",
  name: "genrsa",
  inputs: { numbits: z.int(), passphrase: bytes() },
  outputs: { private_key: bytes(), public_key: bytes() },
});

/** Signs a message. */
export const sign = defineTask({
  worker: "auth_worker",
  name: "sign",
  inputs: { private_key: bytes(), passphrase: bytes(), message: z.string() },
  outputs: { hex_signature: z.string() },
});

/** Whether the signature is that of the message by the key. */
export const verify = defineTask({
  worker: "auth_worker",
  name: "verify",
  inputs: { public_key: bytes(), signature: z.string(), message: z.string() },
  outputs: { value: z.boolean() },
});
