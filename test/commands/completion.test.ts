/** The scripts, and the program's answers to them. TAB in real shells: test/shells. */
import { spawnSync } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { completionScript } from "../../src/cli/completion/scripts.ts";
import { SHELLS } from "../../src/cli/completion/shells.ts";
import { CANARY, makeHome } from "../harness/program.ts";

const home = makeHome();
afterAll(() => home.remove());

const packed = (...words: readonly string[]) => Buffer.from(words.join("\0")).toString("base64");

describe.each(SHELLS)("%s", (shell) => {
  it("gets its script whatever the configuration and the environment say", async () => {
    home.write("project/.routerarc", "{");
    home.write(".config/routera/config.yaml", ": broken");
    const { exit, stdout, stderr } = await home.run(["completion", shell], {
      cwd: `${home.path}/project`,
      env: { ROUTERA_FORMAT: "json", ROUTERA_PROFILE: "none", ROUTERA_TOKEN: CANARY },
    });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    expect(stdout).toBe(completionScript(shell));
  });

  it.skipIf(spawnSync("sh", ["-c", `command -v ${shell}`]).status !== 0)("can read it", () => {
    const script = home.write(`script.${shell}`, completionScript(shell));
    const { status, stderr } = spawnSync(shell, ["-n", script], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("evaluates nothing and asks for nothing but this program", () => {
    const script = completionScript(shell).replaceAll(/^\s*#.*$/gm, "");
    expect(script).not.toMatch(/\beval\b|Invoke-Expression|\biex\b|compgen -W|\bsource\b/);
    expect(script).toMatch(/routera/);
  });
});

describe("answers", () => {
  it.each([
    ["bash", ["routera deals ge", "ge"], "words\nget\n"],
    ["bash", ["routera deals $(touch pwned) ge", "ge"], "words\n"],
    ["zsh", ["deals", "ge"], "words\nget:Show one or more deals\n"],
    ["fish", ["deals", "ge"], "words\nget\tShow one or more deals\n"],
    ["powershell", [packed("deals", "ge")], "words\nget\tget\tShow one or more deals\n"],
    ["powershell", [packed("")], expect.stringContaining("deals\tdeals\tDeals\n")],
    ["zsh", ["deals", "update", "x", "--field-file", "a=b"], "files 2\n"],
  ])("%s %j", async (shell, words, stdout) => {
    expect(await home.run(["__complete", shell, ...words])).toMatchObject({ exit: 0, stdout, stderr: "" });
  });

  it.each([[[]], [["tcsh", "deals"]], [["bash"]], [["zsh"]], [["powershell", "%%%"]]])(
    "never speaks: %j",
    async (words) => {
      const { exit, stderr } = await home.run(["__complete", ...words]);
      expect(stderr).toBe("");
      expect([0, 1]).toContain(exit);
    },
  );

  it("names no profiles of a file that cannot be read, and says nothing about it", async () => {
    home.write(".config/routera/config.yaml", "profiles: [");
    expect(await home.run(["__complete", "zsh", "--profile", ""])).toMatchObject({
      exit: 0,
      stdout: "words\n",
      stderr: "",
    });
    home.write(".config/routera/config.yaml", `profiles:\n  work:\n    token: ${CANARY}\n`);
    const { stdout } = await home.run(["__complete", "zsh", "--profile", ""]);
    expect(stdout).toBe("words\ndefault\nsandbox\nwork\n");
  });

  it("is no command of its own", async () => {
    for (const words of [["--help"], ["commands"], ["manual"]]) {
      expect((await home.run(words)).stdout).not.toContain("__complete");
    }
  });
});
