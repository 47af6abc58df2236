/** The sources as the structure tests see them: files, their texts without comments, and what they import. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** Files below a directory of the repository, by their path in it, with `/`. */
export function filesBelow(directory: string, isWanted: (file: string) => boolean): readonly string[] {
  return readdirSync(join(ROOT, directory), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter(isWanted)
    .sort();
}

/** Sources by their path in src/. */
export const sources = filesBelow("src", (file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** The text of a source without its comments. */
export function codeOf(source: string): string {
  const text = textOf(`src/${source}`);
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
}

/** `eager`: loaded with the file. `lazy`: by a call of `import()`. `type`: only the compiler reads it. */
export type Import = {
  readonly from: string;
  readonly to: string;
  readonly kind: "eager" | "lazy" | "type";
};

const IMPORT =
  /(?:\b(import|export)\s+(type\s)?[^;"']*?from\s+|(\btypeof\s+)?\b(import)\s*\(\s*|\bimport\s+)["']([^"']+)["']/g;

/** All imports, as they are written. */
const written: readonly Import[] = sources.flatMap((from) =>
  [...codeOf(from).matchAll(IMPORT)].map(([, , type, typeOf, call, to = ""]) => ({
    from,
    to,
    kind: (type ?? typeOf) ? "type" : call ? "lazy" : "eager",
  })),
);

/** Imports of other sources, `to` by its path in src/. */
export const inner: readonly Import[] = written
  .filter(({ to }) => to.startsWith(".") && !to.endsWith("/package.json"))
  .map(({ from, kind, to }) => ({
    from,
    to: relative(join(ROOT, "src"), resolve(ROOT, "src", dirname(from), to))
      .replace(/\?.*/, "")
      .replaceAll("\\", "/"),
    kind,
  }));

/** Imports of packages and of Node's own modules. */
export const outer: readonly Import[] = written.filter(({ to }) => !to.startsWith("."));
