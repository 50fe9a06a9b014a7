import { join } from "node:path";
import { z } from "zod";
import { root } from "../../../scripts/lib/root.ts";
import { sign, verify } from "../../../example_workers/auth_worker/api.ts";
import { genrsa } from "../../../example_workers/openssl_worker/api.ts";
import { GraphBuilder } from "../src/index.ts";

export const exampleWorkers = join(root, "example_workers");

/** The graph of the tutorial, with a key of 2048 bit that is made in a moment. */
export function signingGraph(message = "dummymessage") {
  const g = new GraphBuilder({ outputs: { verified: z.boolean(), signature: z.string() } });
  const text = g.const(message);
  const passphrase = g.const(new TextEncoder().encode("dummypassphrase"));
  const keyPair = g.task(genrsa({ numbits: 2048, passphrase }));
  const { hex_signature } = g.task(sign({ private_key: keyPair.private_key, passphrase, message: text }));
  const verified = g.task(
    verify({ public_key: keyPair.public_key, signature: hex_signature, message: text }),
  );
  g.outputs({ verified, signature: hex_signature });
  return g;
}
