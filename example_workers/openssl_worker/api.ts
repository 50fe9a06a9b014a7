// Generated from schema.tsp by @tierkreis/typespec-codegen. Do not edit: change the schema and run `tkr init stubs`.
// Content: 0bb9621fe2c9f338

import { bytes, defineTask } from "@tierkreis/builder";
import { z } from "zod";

export const genrsa = defineTask({
  worker: "openssl_worker",
  name: "genrsa",
  inputs: { numbits: z.int(), passphrase: bytes() },
  outputs: { private_key: bytes(), public_key: bytes() },
});
