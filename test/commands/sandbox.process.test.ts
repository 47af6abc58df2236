/** `routera sandbox serve` as a user starts it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Home, makeHome, waitForExit } from "../harness/program.ts";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

/** Serves until its address is printed. @returns the deals of the first page and what it said on stderr */
async function served(...words: readonly string[]) {
  const child = home.start(["sandbox", "serve", "--port", "0", "--json", ...words]);
  const ended = waitForExit(child);
  const { url } = await new Promise<{ url: string }>((tell) => {
    let text = "";
    child.stdout?.on("data", (piece) => {
      text += piece;
      if (text.trimEnd().endsWith("}")) tell(JSON.parse(text));
    });
  });
  const answer = await fetch(`${url}/deals?limit=100`, { headers: { authorization: "Bearer any" } });
  const { data } = (await answer.json()) as { data: readonly unknown[] };
  child.kill("SIGTERM");
  const { exit, stderr } = await ended;
  expect(exit).toBe(143);
  return { deals: JSON.stringify(data), said: stderr };
}

it("makes the deals of a seed, keeps them in a file, and says when a seed comes too late", async () => {
  const first = await served("--data", "deals.ndjson", "--seed", "7");
  expect(first.said).not.toContain("seed");
  const again = await served("--data", "deals.ndjson", "--seed", "99");
  expect(again.deals).toBe(first.deals);
  expect(again.said).toContain("deals.ndjson already contains deals; --seed only applies to faults");
  expect((await served("--data", "deals.ndjson")).said).not.toContain("--seed");
  const other = await served("--data", "others.ndjson", "--seed", "99");
  expect(other.deals).not.toBe(first.deals);
});

it("leaves a file that is something else's as it is", async () => {
  const path = home.write("notes.txt", "mine\n");
  const { exit, stderr } = await home.run(["sandbox", "serve", "--port", "0", "--data", path]);
  expect(exit).toBe(12);
  expect(stderr).toContain("notes.txt is not a sandbox data file and is not overwritten");
  expect(home.files().find((file) => file.path === path)?.text).toBe("mine\n");
});
