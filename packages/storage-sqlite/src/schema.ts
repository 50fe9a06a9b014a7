/** "TKRS": tells our files from other SQLite databases. */
export const APPLICATION_ID = 0x544b5253;

/** Of the tables below. A file of another version is refused. */
export const SCHEMA_VERSION = 1;

/**
 * A key names a content, and several keys may name one: that is what links are. Text compares as its UTF-8 bytes, which is
 * the order of keys.
 */
export const SCHEMA = `
  CREATE TABLE entries (key TEXT PRIMARY KEY, content INTEGER NOT NULL) WITHOUT ROWID;
  -- A small value is in the row; of a large one, its file in the folder of blobs. The value is last: reading what is before it
  -- does not read it.
  CREATE TABLE contents (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, file TEXT, value BLOB);
  CREATE UNIQUE INDEX contents_file ON contents (file) WHERE file IS NOT NULL;
  -- The number of keys of a content that has more than one. Not a column of contents: to change it would write the value anew.
  CREATE TABLE shared (content INTEGER PRIMARY KEY, keys INTEGER NOT NULL);
  -- Contents that deleted keys named, once for each: they are let go of later, a few at a time.
  CREATE TABLE garbage (id INTEGER PRIMARY KEY, content INTEGER NOT NULL);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;
