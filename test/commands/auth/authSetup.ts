/** Shared set-up of the tests login, status, logout. */
import { join } from "node:path";
import type { Home } from "../../harness/program.ts";

export const configOf = (one: Home) => join(one.path, ".config/routera/config.yaml");
export const textOf = (one: Home) => one.files().find(({ path }) => path === configOf(one))?.text;
