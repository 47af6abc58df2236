// Paths of the repository, and of modules.
import { fileURLToPath } from "node:url";

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** @returns the path of a module with slashes on every system */
export const posixPath = (id) => id.replaceAll("\\", "/");
