const cures: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full: free some space",
  EDQUOT: "The disk quota is used up: free some space",
  EIO: "The disk reports an error: look at the system's log and check the disk",
  EROFS: "The file system is read-only: remount it",
  EACCES: "Give this user the right to it",
  EPERM: "Give this user the right to it",
  EMFILE: "This process has too many files open: raise the limit (ulimit -n), or run fewer tasks at a time",
  ENFILE: "The system has too many files open: raise its limit, or run fewer programs at a time",
};

/** What to do about an error of the system, as a sentence to follow the one that names it. */
export function cureFor(errno: string | undefined): string {
  return `${cures[errno ?? ""] ?? "Look at the disk"}, then run again.`;
}
