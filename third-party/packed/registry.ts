import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { PackageSource } from "./package-source.ts";

/** Older than any age that an installer may want a version to have. */
const PUBLISHED = "2020-01-01T00:00:00.000Z";

/** A registry of these packages and no others, on this machine: what is installed from it needs no network. */
export async function startRegistry(
  sources: readonly PackageSource[],
): Promise<{ readonly url: string; readonly close: () => void }> {
  const byName = Map.groupBy(sources, ({ name }) => name);
  const tarballs = new Map<PackageSource, Promise<Uint8Array>>();
  const tarball = (source: PackageSource): Promise<Uint8Array> => {
    const made = tarballs.get(source) ?? source.tarball();
    tarballs.set(source, made);
    return made;
  };

  const server = createServer((request, response) => {
    answer(decodeURIComponent(request.url ?? ""), response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });

  async function answer(path: string, response: ServerResponse): Promise<void> {
    const [, name = "", version] = /^\/((?:@[^/]+\/)?[^/]+)(?:\/-\/(.+)\.tgz)?$/.exec(path) ?? [];
    const versions = byName.get(name);
    if (versions === undefined) return void response.writeHead(404).end();
    if (version === undefined) return void response.end(JSON.stringify(await document(name, versions)));
    const source = versions.find((one) => one.version === version);
    if (source === undefined) return void response.writeHead(404).end();
    response.end(await tarball(source));
  }

  /** What a registry says of a package. */
  async function document(name: string, versions: readonly PackageSource[]): Promise<object> {
    const entries = versions.map(async (source) => {
      const integrity = `sha512-${createHash("sha512")
        .update(await tarball(source))
        .digest("base64")}`;
      const dist = { tarball: `${url}${name}/-/${source.version}.tgz`, integrity };
      return [source.version, { ...source.manifest, dist }] as const;
    });
    return {
      name,
      "dist-tags": { latest: versions.at(-1)?.version },
      versions: Object.fromEntries(await Promise.all(entries)),
      time: Object.fromEntries(versions.map(({ version }) => [version, PUBLISHED])),
    };
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  return {
    url,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
