/** The proof of the round trip with the program itself: export, save in LibreOffice, plan. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Home, makeHome } from "../../harness/program.ts";
import { IS_REQUIRED, LibreOffice, LOCALES, libreOfficeVersion, SKIP_REASON } from "./libreOffice.ts";

const version = libreOfficeVersion();
const FIRST = "550e8400-e29b-41d4-a716-446655440000";
const PROPERTIES = ["--properties", "amount,next_step,tags,renewal,phone,close_date,priority", "--archived"];

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const sandbox = (...words: readonly string[]) => home.run(["--profile", "sandbox", "deals", ...words]);

/** No change, or a refusal that names lines. */
async function expectNoChange(file: string): Promise<void> {
  const call = await sandbox("plan", file, "--format", "ndjson");
  if (call.exit === 2) {
    expect(call.stderr).toMatch(/line \d+, column/);
    return;
  }
  expect([0, 3]).toContain(call.exit);
  const steps = call.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const step of steps) if (step.type === "blocked") expect(step.line).toBeGreaterThan(1);
  expect(steps.filter(({ type }) => type === "change")).toEqual([]);
}

describe.skipIf(version === undefined && !IS_REQUIRED)(
  `an export through LibreOffice (${version ?? SKIP_REASON})`,
  () => {
    for (const locale of LOCALES) {
      describe(locale, () => {
        const office = new LibreOffice(locale);
        afterAll(() => office.close());
        const exported = async (name: string): Promise<Buffer> => {
          expect((await sandbox("export", "--out", name, "--force", ...PROPERTIES)).exit).toBe(0);
          return readFileSync(join(home.path, name));
        };
        const save = (name: string, content: Uint8Array) => writeFileSync(join(home.path, name), content);

        it.each(["xlsx", "ods"] as const)("xlsx saved as %s: no change", async (to) => {
          save(`saved.${to}`, await office.save(await exported("deals.xlsx"), "xlsx", to));
          const call = await sandbox("plan", `saved.${to}`, "--format", "ndjson");
          expect(call.exit).toBe(0);
          expect(JSON.parse(call.stdout)).toMatchObject({ type: "summary", changes: 0, blocked: 0 });
        });

        it.each([true, false])(
          "csv saved as csv, special numbers %s: no change, or the line is refused",
          async (detect) => {
            const csv = { detectSpecialNumbers: detect };
            save("saved.csv", await office.save(await exported("deals.csv"), "csv", "csv", csv));
            await expectNoChange("saved.csv");
          },
        );

        it("csv saved as xlsx: no change, or the line is refused", async () => {
          const csv = { detectSpecialNumbers: true };
          save("opened.xlsx", await office.save(await exported("deals.csv"), "csv", "xlsx", csv));
          await expectNoChange("opened.xlsx");
        });

        it("one real edit in csv is that change alone", async () => {
          const text = (
            await office.save(await exported("deals.csv"), "csv", "csv", { detectSpecialNumbers: false })
          ).toString();
          expect(text).toContain("Starter plan");
          save("edited.csv", Buffer.from(text.replace("Starter plan", "Starter plan 2")));
          const call = await sandbox("plan", "edited.csv", "--format", "ndjson");
          const changes = call.stdout
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line))
            .filter(({ type }) => type === "change");
          expect(changes).toMatchObject([{ id: FIRST, set: { deal_name: "Starter plan 2" } }]);
        });
      });
    }
  },
);
