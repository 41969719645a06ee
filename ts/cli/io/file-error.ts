/**
 * Errors about files, with the path and a reason in words.
 */

export class FileError extends Error {
  override name = "FileError";
}

const reasons: Record<string, string> = {
  ENOENT: "no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "part of its path is not a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "its disk is read-only",
  ENOSPC: "no space left on the disk",
  EMFILE: "too many files are open",
};

/** @param doing what failed, such as "cannot read" */
export function fileError(doing: string, path: string, cause: unknown): FileError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  return new FileError(`${doing} ${path}: ${reasons[code] ?? message}`, { cause });
}

/** The name of a path in messages. */
export const nameOf = (path: string): string => (path === "-" ? "stdin" : path);
