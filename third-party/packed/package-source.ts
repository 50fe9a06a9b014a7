/** A package as a registry hands it out. */
export interface PackageSource {
  readonly name: string;
  readonly version: string;
  /** Its package.json, as packed. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Its tarball. */
  readonly tarball: () => Promise<Uint8Array>;
}
