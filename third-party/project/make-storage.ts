import { createHash } from "node:crypto";
import type { MakeStorage } from "@tierkreis/core/conformance";
import { httpStorage } from "./http-storage.ts";

/** A bucket for each place. */
export const makeStorage: MakeStorage = (place) =>
  httpStorage({
    url: process.env["OBJECT_STORE"] ?? "",
    bucket: createHash("sha256").update(place).digest("hex").slice(0, 20),
  });
