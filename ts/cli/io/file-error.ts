/**
 * Failures to read or write, in words and with the path; never a code alone.
 */

export class FileError extends Error {
  override name = "FileError";
}

const reasons: Record<string, string> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "part of its path is no folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "its disk is read-only",
  ENOSPC: "no space left",
  EMFILE: "too many files are open",
};

/** @param doing what failed, as in "cannot read" */
export function fileError(doing: string, path: string, cause: unknown): FileError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  return new FileError(`${doing} ${path}: ${reasons[code] ?? message}`, { cause });
}

/** How messages call a path. */
export const nameOf = (path: string): string => (path === "-" ? "stdin" : path);
