/** `routera help exit-codes`, from the table that the code uses. */
import { KINDS } from "../../failure.ts";

/** Every exit code with all that it can mean, in order. */
export function exitCodeTable(): readonly { readonly code: number; readonly means: string }[] {
  const codes = new Map<number, string[]>([[0, ["done, or nothing to do"]]]);
  for (const { exit, means } of Object.values(KINDS)) codes.set(exit, [...(codes.get(exit) ?? []), means]);
  return [...codes].sort(([a], [b]) => a - b).map(([code, means]) => ({ code, means: means.join(", or ") }));
}

export function exitCodes(): string {
  const lines = exitCodeTable().map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`);
  return [
    "Exit codes:",
    ...lines,
    "",
    "A bulk run that ends in several ways gives the first of: a signal or 141, 12, 9, 4, 8, 11, 3, 0.",
    "",
  ].join("\n");
}
