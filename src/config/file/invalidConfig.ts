/** The failure for a configuration that is not what it should be. */
import { type Failure, usage } from "../../failure.ts";

/** A place in a text, counted from 1. */
export type Position = { readonly line: number; readonly col: number };

/** @param reason what is wrong; must not quote values, they may be secrets */
export function invalidConfig(shown: string, reason: string, at?: Position): Failure {
  const place = at ? `, line ${at.line}, column ${at.col}` : "";
  return usage(
    "config_broken",
    `configuration file ${shown}${place}: ${reason}`,
    `fix ${shown}; it is not used until it is valid`,
  );
}
