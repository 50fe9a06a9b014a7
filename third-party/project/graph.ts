import { GraphBuilder } from "@tierkreis/builder";
import { z } from "zod";
import { genrsa, sign, verify } from "./tasks.ts";

/** Signs the message, and verifies the signature of `claim` against it. */
export const signing = new GraphBuilder({
  inputs: { message: z.string(), claim: z.string() },
  outputs: { verified: z.boolean(), signature: z.string() },
});
const { message, claim } = signing.inputs;
const passphrase = signing.const(new TextEncoder().encode("dummypassphrase"));
const pair = signing.task(genrsa({ numbits: 2048, passphrase }));
const { hex_signature } = signing.task(sign({ private_key: pair.private_key, passphrase, message }));
const verified = signing.task(
  verify({ public_key: pair.public_key, signature: hex_signature, message: claim }),
);
signing.outputs({ verified, signature: hex_signature });
