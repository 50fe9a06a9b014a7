/** Bytes that quoting, encoding or a terminal could change. */
export const hostileBytes = Buffer.concat([
  Buffer.from(`é "q" 'p' $(x) \`y\` \\ %s -rf\n\r\n\n`),
  Buffer.from([0, 255, 254, 10, 10]),
]);

/** Bytes of which no two parts are the same. */
export function manyBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE((at * 2654435761) >>> 0, at);
  return bytes;
}
