/** Which layer may import which. A layer is a directory in src/, or a file directly in it. */
import { describe, expect, it } from "vitest";
import { type Import, inner, sources } from "./sources.ts";

/** Layers that every layer above them may import. */
const OPEN = ["text", "host", "hint", "failure", "json", "signals"];

/** Layers that a layer may import besides itself and the open ones. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  launch: ["load", "files"],
  load: ["files"],
  main: ["runCli", "commands", "cli", "views", "config"],
  runCli: ["mcp", "commands", "cli", "views", "config", "terminal", "stopSignals"],
  stopSignals: [],
  commands: [
    "runs",
    "cli",
    "plans",
    "account",
    "config",
    "concurrency",
    "views",
    "api",
    "sandbox",
    "rows",
    "spreadsheet",
    "terminal",
    "files",
    "deals",
  ],
  mcp: ["commands", "runs", "cli", "plans", "account", "views", "api", "terminal", "deals"],
  library: ["runs", "plans", "account", "api", "deals", "config"],
  runs: ["plans", "account", "api", "concurrency", "rows", "deals", "files"],
  cli: ["account", "config", "views", "terminal", "files", "deals"],
  plans: ["rows", "account", "api", "concurrency", "deals", "files"],
  account: ["config", "api", "sandbox", "files", "deals"],
  config: ["files", "deals"],
  concurrency: [],
  views: ["spreadsheet", "terminal", "deals"],
  api: ["files", "deals"],
  sandbox: ["files", "deals"],
  rows: ["spreadsheet", "files", "deals"],
  spreadsheet: ["files"],
  terminal: [],
  files: [],
  deals: [],
  signals: [],
  text: [],
  failure: [],
  json: [],
  host: [],
  hint: [],
};

/** Layers of which a layer may import types alone. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = { cli: ["api"], launch: ["main"] };

/** An open layer imports none above itself. */
const ORDER_OF_OPEN = ["host", "hint", "failure", "json", "text", "signals"];

/** Imports against the table that still exist. This list may only shrink. */
const ALLOWED: readonly string[] = [];

describe("imports between layers", () => {
  it("are found at all", () => {
    expect(inner.length).toBeGreaterThan(1_000);
    for (const kind of ["eager", "lazy", "type"]) {
      expect(inner.filter((one) => one.kind === kind).length, kind).toBeGreaterThan(50);
    }
  });

  it("are between sources that exist", () => {
    const others = inner.filter(({ to }) => !sources.includes(to) && !to.endsWith(".d.ts"));
    expect(others.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it("belong to layers of the table, which has no others", () => {
    expect([...new Set(sources.map(layerOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it("follow the table, but for the list of those that are still allowed", () => {
    const against = inner.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`);
    expect([...new Set(against)].sort()).toEqual([...ALLOWED].sort());
  });
});

function isAllowed({ from, kind, to }: Import): boolean {
  const layer = layerOf(from);
  const other = layerOf(to);
  if (layer === other) return true;
  if (MAY_IMPORT[layer]?.includes(other)) return true;
  if (kind === "type" && TYPES_ONLY[layer]?.includes(other)) return true;
  if (!OPEN.includes(other)) return false;
  return !OPEN.includes(layer) || ORDER_OF_OPEN.indexOf(other) < ORDER_OF_OPEN.indexOf(layer);
}

/** The directory directly in src/, or the name of a file there. */
function layerOf(file: string): string {
  return file.split("/")[0]?.replace(/\.ts$/, "") ?? "";
}
