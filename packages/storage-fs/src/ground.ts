import type { KnownFolders } from "./known-folders.ts";
import type { Listings } from "./listings.ts";
import type { Spares } from "./spares.ts";
import type { TempArea } from "./temp-area.ts";
import type { Unsynced } from "./unsynced.ts";

/** What the operations of one `FileStorage` share. */
export interface Ground {
  readonly root: string;
  readonly folders: KnownFolders;
  readonly temp: TempArea;
  readonly listings: Listings;
  readonly spares: Spares;
  /** Absent when `sync` is not asked to reach the disk. */
  readonly unsynced: Unsynced | undefined;
}
