/** SKILL.md is made from the tree of commands, and every command that it shows can be read. */
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { catalogue } from "../src/cli/catalogue.ts";
import { parse } from "../src/cli/parse.ts";
import { tree } from "../src/commands/index.ts";
import { exitCodeTable } from "../src/commands/topics/index.ts";
import { skillText } from "../src/commands/topics/skill.ts";
import { extractCommands } from "./commands/extractCommands.ts";

const text = skillText({ commands: catalogue(tree), exitCodes: exitCodeTable() });

it("is the one in SKILL.md", async () => {
  await expect(text, "the commands have changed; update SKILL.md with `npm run surface`").toMatchFileSnapshot(
    resolve(import.meta.dirname, "../SKILL.md"),
  );
});

it("shows commands that can be read", () => {
  const [shown = ""] = text.split("## Commands");
  const lines = [...shown.matchAll(/^ *(routera .+)$|`(routera [^`]+)`/gm)].map(([, line, quoted]) =>
    (line ?? quoted ?? "").replace("sha256:DIGEST", `sha256:${"0".repeat(64)}`),
  );
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    for (const argv of extractCommands(line)) {
      expect(parse(tree, argv, "0.0.0"), argv.join(" ")).not.toMatchObject({ kind: "refused" });
    }
  }
});

it("is short enough to be read as a whole", () => {
  expect(text.split("\n").length).toBeLessThan(180);
});
