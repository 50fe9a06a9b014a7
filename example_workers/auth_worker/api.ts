// Generated from schema.tsp by @tierkreis/typespec-codegen. Do not edit: change the schema and run `tkr init stubs`.
// Content: 26b2e751df75ef0b

import { bytes, defineTask } from "@tierkreis/builder";
import { z } from "zod";

/** Signs a message by RSA-PSS with SHA-256. The key is PEM, encrypted by the passphrase. */
export const sign = defineTask({
  worker: "auth_worker",
  name: "sign",
  inputs: { private_key: bytes(), passphrase: bytes(), message: z.string() },
  outputs: { hex_signature: z.string() },
});

/** Whether the signature is that of the message by the key, given as PEM. */
export const verify = defineTask({
  worker: "auth_worker",
  name: "verify",
  inputs: { public_key: bytes(), signature: z.string(), message: z.string() },
  outputs: { value: z.boolean() },
});

/** Hashes a text by scrypt: slow on purpose, and no way back. The work factor is a power of two. */
export const encrypt = defineTask({
  worker: "auth_worker",
  name: "encrypt",
  inputs: { plaintext: z.string(), work_factor: z.int32() },
  outputs: {
    /** Salt and key of scrypt, in hexadecimal digits. */
    ciphertext: z.string(),
    /** Seconds of computing. */
    time_taken: z.number(),
  },
});
