/** Paths as a user types them. */
import { isAbsolute, resolve, sep } from "node:path";
import { usage } from "../failure.ts";
import type { Host } from "../host.ts";

/**
 * The file that a typed path names: a relative path starts in the host's working directory. Nothing is normalized where the
 * system itself reads `..` behind links.
 * @throws Failure `no_current_folder`
 */
export function typedPath(host: Pick<Host, "cwd">, path: string): string {
  if (isAbsolute(path) || path === "") return path;
  const directory = currentDirectory(host);
  return sep === "\\" ? resolve(directory, path) : `${directory}${directory.endsWith(sep) ? "" : sep}${path}`;
}

/** The host's working directory. @throws Failure `no_current_folder` */
export function currentDirectory(host: Pick<Host, "cwd">): string {
  try {
    return host.cwd();
  } catch {
    throw usage("no_current_folder", "the current directory no longer exists", "change to another directory");
  }
}
