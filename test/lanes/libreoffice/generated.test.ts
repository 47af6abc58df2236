/** The proof of the round trip with 300 generated deals: no change without an edit, and exactly the one edit that is made. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/host.ts";
import { type JsonObject, LosslessNumber } from "../../../src/json.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { memoryStore } from "../../../src/sandbox/store.ts";
import { anyToken } from "../../../src/sandbox/tokens.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { testDeals } from "./deals.ts";
import { IS_REQUIRED, LibreOffice, LOCALES, libreOfficeVersion, SKIP_REASON } from "./libreOffice.ts";

const version = libreOfficeVersion();
const COUNT = 300;
const PROPERTIES = "amount,next_step,phone,renewal";
const idOf = (at: number) => `550e8400-e29b-41d4-a716-${String(at).padStart(12, "0")}`;

const deals = testDeals(COUNT).map(
  ({ flag, numbers, texts }, at) =>
    ({
      id: idOf(at),
      external_id: null,
      created_at: "2026-05-01T10:00:00.000Z",
      updated_at: "2026-05-28T12:00:00.000Z",
      archived: false,
      archived_by: null,
      deal_name: `Deal ${at}`,
      pipeline: "default",
      deal_stage: "qualified",
      deal_owner: "jane@example.com",
      next_step: texts[0] ?? "",
      phone: texts[1] ?? "",
      amount: new LosslessNumber(numbers[0] ?? "0"),
      renewal: flag,
    }) as JsonObject,
);

/** A deal whose number is the same in every locale. */
const EDITED = deals.findIndex(({ amount }) => /^\d{1,3}$/.test((amount as LosslessNumber).value));
const CELL = `B${EDITED + 2}`;

let home: Home;
let server: Awaited<ReturnType<typeof startSandbox>>;
beforeAll(async () => {
  home = makeHome();
  server = await startSandbox({
    store: memoryStore(deals as never),
    clock: systemClock,
    tokens: anyToken,
    clients: [],
  });
});
afterAll(async () => {
  await server.close();
  home.remove();
});

const run = (...words: readonly string[]) =>
  home.run(["deals", ...words], { env: { ROUTERA_TOKEN: "any", ROUTERA_BASE_URL: server.url } });

type Step = { readonly type: string; readonly id: string; readonly set: JsonObject; readonly line: number };

/** Changes and refusals of the plan; undefined where lines were refused before it. */
async function planned(file: string, ...words: readonly string[]): Promise<readonly Step[] | undefined> {
  const call = await run("plan", file, "--format", "ndjson", ...words);
  if (call.exit === 2) {
    expect(call.stderr).toMatch(/line \d+, column/);
    return undefined;
  }
  expect([0, 3]).toContain(call.exit);
  const steps: Step[] = call.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const { line, type } of steps) if (type === "blocked") expect(line).toBeGreaterThan(1);
  return steps.filter(({ type }) => type !== "summary");
}

/** Removes the lines that are refused, as a user would who cannot repair them. */
async function removeRefused(file: string, words: readonly string[]): Promise<void> {
  for (let turn = 0; turn < COUNT / 10; turn++) {
    const call = await run("plan", file, "--format", "ndjson", ...words);
    if (call.exit !== 2) return;
    const refused = [...call.stderr.matchAll(/line (\d+), column/g)].map(([, line]) => Number(line));
    expect(refused.length).toBeGreaterThan(0);
    const text = readFileSync(join(home.path, file));
    const parsed = parse(text, { bom: true, relax_column_count: true, info: true }) as unknown as {
      readonly record: string[];
      readonly info: { readonly lines: number };
    }[];
    const kept = parsed.filter(({ info }, at) => {
      const first = at === 0 ? 1 : (parsed[at - 1]?.info.lines ?? 0) + 1;
      return !refused.some((line) => first <= line && line <= info.lines);
    });
    expect(kept.length).toBeGreaterThan(COUNT / 4);
    writeFileSync(join(home.path, file), stringify(kept.map(({ record }) => record)));
  }
}

const changesOf = (steps: readonly Step[] | undefined) => steps?.filter(({ type }) => type === "change");

describe.skipIf(version === undefined && !IS_REQUIRED)(
  `300 deals through LibreOffice (${version ?? SKIP_REASON})`,
  () => {
    describe.each(LOCALES)("%s", (locale) => {
      const office = new LibreOffice(locale);
      afterAll(() => office.close());
      const exported = async (name: string): Promise<Buffer> => {
        expect((await run("export", "--out", name, "--force", "--properties", PROPERTIES)).exit).toBe(0);
        return readFileSync(join(home.path, name));
      };
      const save = (name: string, content: Uint8Array) => writeFileSync(join(home.path, name), content);

      it("XLSX: no change, and one edit is that change alone", async () => {
        const file = await exported("deals.xlsx");
        save("saved.xlsx", await office.save(file, "xlsx", "xlsx"));
        expect(await planned("saved.xlsx")).toEqual([]);
        save("edited.xlsx", await office.edit(file, "xlsx", { cell: CELL, text: "Renamed" }));
        expect(await planned("edited.xlsx")).toMatchObject([
          { type: "change", id: idOf(EDITED), set: { deal_name: "Renamed" } },
        ]);
      });

      it.each([true, false])("CSV, special numbers %s: no change without an edit", async (detect) => {
        const csv = { detectSpecialNumbers: detect };
        save("saved.csv", await office.save(await exported("deals.csv"), "csv", "csv", csv));
        expect(changesOf(await planned("saved.csv")) ?? []).toEqual([]);
      });

      it("CSV: one edit is that change alone", async () => {
        const edited = await office.edit(await exported("deals.csv"), "csv", { cell: CELL, text: "Renamed" });
        save("edited.csv", edited);
        expect((parse(edited, { bom: true, relax_column_count: true }) as string[][])[EDITED + 1]?.[1]).toBe(
          "Renamed",
        );
        // Where the locale took points for grouping, lines are refused: without them, the edit alone is left.
        const words = locale === "en-US" ? [] : ["--decimal", "comma"];
        await removeRefused("edited.csv", words);
        const changes = changesOf(await planned("edited.csv", ...words));
        expect(changes).toMatchObject([{ id: idOf(EDITED), set: { deal_name: "Renamed" } }]);
      });
    });
  },
);
