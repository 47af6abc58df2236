/** Looking at profiles and changing them, with the built program. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { COMMENTED, FILE, profileCalls } from "./profileSetup.ts";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const text = () => home.files().find(({ path }) => path.endsWith(FILE))?.text;
const { json, codeOf } = profileCalls(() => home);

describe("profile use and remove", () => {
  it("writes the name, and says what overrides it", async () => {
    home.write(FILE, COMMENTED);
    expect(
      (await home.run(["profile", "use", "audit"], { env: { ROUTERA_PROFILE: "work" } })).stderr,
    ).toContain("ROUTERA_PROFILE=work overrides the default profile");
    expect(text()).toBe(COMMENTED.replace("profile: work", "profile: audit"));
    await json(["profile", "use", "sandbox"]);
    expect((await json(["auth", "status"])).accepted).toBe(true);
  });

  it("does not use everywhere what only a project has", async () => {
    home.write("project/.routerarc", "profiles: { stage: { retries: 1 } }");
    const cwd = join(home.path, "project");
    expect(await codeOf(["profile", "use", "stage"], { cwd })).toEqual([2, "project_profile"]);
    expect(text()).toBeUndefined();
    home.write(FILE, "profiles: { stage: {} }");
    await json(["profile", "use", "stage"], { cwd });
    expect(text()).toContain("profile: stage");
  });

  it("removes a profile with its credential", async () => {
    home.write(FILE, COMMENTED);
    expect(await json(["profile", "remove", "work", "--yes"])).toMatchObject({
      profile: "work",
      removed: true,
    });
    expect(text()).not.toContain(CANARY);
    expect(text()).not.toContain("profile: work");
    expect(text()).toContain("audit: { readonly: true }");
  });

  it.each([
    [["use", "nope"], "unknown_profile"],
    [["remove", "nope", "--yes"], "unknown_profile"],
    [["remove", "sandbox", "--yes"], "sandbox_profile"],
    [["remove", "work"], "cannot_ask"],
  ])("%j is refused", async (args, code) => {
    home.write(FILE, COMMENTED);
    expect(await codeOf(["profile", ...args])).toEqual([2, code]);
    expect(text()).toBe(COMMENTED);
  });

  it("help and the sandbox server work whatever the configuration says", async () => {
    home.write(FILE, "profiles: [");
    chmodSync(join(home.path, FILE), 0o600);
    expect((await home.run(["help", "configuration"])).exit).toBe(0);
    expect((await home.run(["profile", "show"])).exit).toBe(2);
  });
});
