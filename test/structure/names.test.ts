/** Names of files and of what they export. */
import { describe, expect, it } from "vitest";
import { codeOf, sources } from "./sources.ts";

/** Names that are exported twice and mean two things. This list may only shrink. */
const ALLOWED: readonly string[] = [
  "ApplyOptions: library/run.ts, runs/apply.ts",
  "Change: plans/plan.ts, runs/journal/replay.ts, sandbox/rules.ts",
  "Column: rows/csv/header.ts, terminal/table.ts",
  "Plan: library/plan.ts, plans/file/read.ts",
  "PlanOptions: library/plan.ts, plans/make.ts",
  "PlanSource: plans/file/read.ts, plans/make.ts",
  "PlanSummary: library/plan.ts, views/plan/summary.ts",
  "Progress: api/http/networkError.ts, terminal/progress.ts",
  "ResumeOptions: library/resume.ts, runs/resume.ts",
  "Row: rows/row.ts, terminal/table.ts",
  "RowState: runs/journal/replay.ts, views/reports/model.ts",
  "Run: hint.ts, runs/storage/runDirectory.ts",
  "RunOptions: library/run.ts, runs/execute.ts",
  "RunSummary: library/run.ts, views/run.ts",
  "SheetValue: rows/csv/records.ts, spreadsheet/cell.ts",
  "Shell: cli/completion/shells.ts, text/shellQuote.ts",
  "ShownRun: runs/show.ts, views/runDetails.ts",
  "StopSignal: host.ts, library/options.ts",
  "TokenSource: api/deals.ts, library/options.ts",
  "UndoOptions: library/undo.ts, runs/undo.ts",
  "Updated: api/deals.ts, library/client.ts",
  "VARIABLES: commands/topics/index.ts, config/variables.ts",
  "Words: cli/tree.ts, hint.ts",
  "columnOf: config/edit/yamlText.ts, rows/csv/header.ts",
  "executeRun: library/executeRun.ts, runs/execute.ts",
  "formatOf: cli/globals.ts, rows/read.ts, spreadsheet/container.ts",
  "nestsTooDeep: config/file/nesting.ts, rows/mapping/plainYaml.ts",
  "openAccount: account/open.ts, library/account.ts",
  "openPlan: library/plan.ts, plans/file/read.ts",
  "planSteps: plans/file/read.ts, views/planChanges.ts",
  "styleFor: plans/baseline/numberStyle.ts, terminal/style.ts",
];

describe("names of files", () => {
  it("shows what is in them: there is no drawer for everything", () => {
    const drawers = sources.filter((file) =>
      /(^|\/)(utils?|helpers?|lib|libs|types?|common|shared|misc|stuff|core|base|tools?)(\.ts|\/)/i.test(
        file,
      ),
    );
    expect(drawers).toEqual([]);
  });

  it("are nouns that are not cut short: an index is the tree of commands, a list of topics, or the entry of the library", () => {
    expect(sources.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([
      "commands/index.ts",
      "commands/topics/index.ts",
      "library/index.ts",
    ]);
  });

  it("are in lower camel case", () => {
    expect(
      sources.filter((file) => !/^([a-z][a-zA-Z0-9]*\/)*[a-z][a-zA-Z0-9]*(\.action)?\.ts$/.test(file)),
    ).toEqual([]);
  });
});

describe("names that are exported", () => {
  const files = new Map<string, Set<string>>();
  for (const file of sources) {
    const exported = codeOf(file).matchAll(
      /^export (?:async )?(?:abstract )?(?:function\*?|class|const|let|type|interface|enum) (\w+)/gm,
    );
    // A command is named after its word in each group; every action takes an `Input` to `execute` it.
    const [, command = "", action] = /^commands\/(?:.*\/)?(\w+)(\.action)?\.ts$/.exec(file) ?? [];
    const ofCommand = action === undefined ? [command] : ["Input", "execute"];
    for (const [, name = ""] of exported)
      if (!ofCommand.includes(name)) files.set(name, (files.get(name) ?? new Set()).add(file));
  }

  it("are found at all", () => {
    expect(files.size).toBeGreaterThan(700);
  });

  it("mean one thing, but for the list of those that are still allowed", () => {
    const twice = [...files].filter(([, users]) => users.size > 1);
    expect(twice.map(([name, users]) => `${name}: ${[...users].sort().join(", ")}`).sort()).toEqual(
      [...ALLOWED].sort(),
    );
  });
});
