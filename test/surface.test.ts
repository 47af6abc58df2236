/** What can be typed does not change by accident: scripts rely on it. */
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { surface } from "../src/cli/catalogue.ts";
import { tree } from "../src/commands/index.ts";

it("every command, argument and flag is the one in surface.txt", async () => {
  await expect(
    surface(tree),
    "the command line has changed; if that is meant, say so with `npm run surface`, commit test/surface.txt and note it in CHANGELOG.md",
  ).toMatchFileSnapshot(resolve(import.meta.dirname, "surface.txt"));
});
