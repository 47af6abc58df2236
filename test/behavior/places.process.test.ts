/** Homes and current directories as services, containers and `sudo` leave them. What another user sees needs root. */
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEAL, type DealServer, dealServer } from "../harness/dealServer.ts";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";
import { CANARY, type Home, makeHome } from "../harness/program.ts";

/** A copy of the program that another user can read, wherever this clone is. */
let program: string;
beforeAll(() => {
  program = mkdtempSync(join(tmpdir(), "routera-program-"));
  chmodSync(program, 0o755);
  for (const name of ["bin", "dist", "package.json"]) {
    cpSync(join(import.meta.dirname, "../..", name), join(program, name), { recursive: true });
  }
});
afterAll(() => rmSync(program, { recursive: true, force: true }));

let home: Home;
let server: DealServer;
beforeEach(async () => {
  home = makeHome();
  server = await dealServer();
});
afterEach(async () => {
  home.remove();
  await server.close();
});

const at = (name: string) => join(home.path, name);
const OTHER = 12_345;
/** As a user without an account, and so without a home. */
const asOther = (script: string, env: Readonly<Record<string, string | undefined>> = {}) => {
  for (const name of ["", "tmp"]) chmodSync(at(name), 0o777);
  const me = `setpriv --reuid=${OTHER} --regid=${OTHER} --clear-groups`;
  return home.shell(`run() { ${me} '${process.execPath}' "$EXE" "$@"; }\n${script}`, {
    env: { ...server.env, EXE: join(program, "bin/routera.js"), ...env },
  });
};

describe.skipIf(process.getuid?.() !== 0)("another user (needs root)", () => {
  it.each([
    ["deals plan rows.csv"],
    ["deals plan --lint rows.csv"],
    ["deals plan rows.csv --out plan.jsonl"],
    ["deals apply --dry-run rows.csv"],
    ["deals plan - < rows.csv"],
    [`deals get ${DEAL}`],
  ])("needs no home for: %s", async (command) => {
    home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`, 0o644);
    const done = await asOther(`run ${command}`, { HOME: undefined });
    expect([done.exit, done.stderr]).toEqual([0, ""]);
    // What was kept of stdin is gone.
    expect(readdirSync(at("tmp"))).toEqual([]);
  });

  it("needs one for a run, and says what to set", async () => {
    home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`, 0o644);
    const done = await asOther("run deals apply rows.csv --yes --json", { HOME: undefined });
    const { error } = JSON.parse(done.stderr);
    expect([done.exit, error.code]).toEqual([2, "no_home"]);
    expect(error.hint).toContain("XDG_STATE_HOME");
    expect(server.seen.filter(({ method }) => method === "PATCH")).toEqual([]);
  });

  it("continues without a configuration behind a home of another user's, and says so", async () => {
    mkdirSync(at("root"), { mode: 0o700 });
    const done = await asOther(`run deals get ${DEAL} --json`, { ...profileEnvironment(at("root")) });
    expect([done.exit, JSON.parse(done.stdout).id]).toEqual([0, DEAL]);
    expect(JSON.parse(done.stderr).warning.message).toContain("continuing without it");
  });

  it("continues in a closed current directory", async () => {
    mkdirSync(at("closed/x"), { recursive: true });
    chmodSync(at("closed"), 0o700);
    const done = await asOther(`cd closed/x; run deals get ${DEAL} --json`, { HOME: undefined });
    expect(done.exit).toBe(0);
    expect(JSON.parse(done.stderr).warning.message).toContain("no permission for the directory");
  });

  it("whose own directory is closed is asked to open it", async () => {
    mkdirSync(at("mine/.config"), { recursive: true });
    for (const name of ["mine", "mine/.config"]) chownSync(at(name), OTHER, OTHER);
    chmodSync(at("mine/.config"), 0);
    const done = await asOther(`run deals get ${DEAL} --json`, { ...profileEnvironment(at("mine")) });
    const { error } = JSON.parse(done.stderr);
    expect([done.exit, error.code]).toEqual([2, "config_folder_closed"]);
    expect(error.hint).toContain("HOME");
  });

  it("cannot keep a run in a directory of another user's: the hint names the variable", async () => {
    home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`, 0o644);
    mkdirSync(at("theirs"), { mode: 0o755 });
    const done = await asOther("run deals apply rows.csv --yes --json", { XDG_STATE_HOME: at("theirs") });
    expect(done.exit).toBe(12);
    expect(JSON.parse(done.stderr).error.hint).toContain("XDG_STATE_HOME");
  });

  it.each([
    [0, OTHER, 0o640, 0],
    [0, OTHER, 0o440, 0],
    [OTHER, OTHER, 0o600, 0],
    [0, 0, 0o444, 2],
    [0, OTHER, 0o444, 2],
    [0, OTHER, 0o660, 2],
    [OTHER, OTHER, 0o640, 2],
    [1_234, OTHER, 0o440, 2],
  ])("a secret of %i:%i with mode %o: exit %i", async (uid, gid, mode, exit) => {
    // As a volume of Kubernetes: a link to a link of the data.
    mkdirSync(at("secret/..2026"), { recursive: true, mode: 0o755 });
    symlinkSync("..2026", at("secret/..data"));
    symlinkSync("..data/config.yaml", at("secret/config.yaml"));
    const file = "secret/..2026/config.yaml";
    home.write(file, `profiles: { default: { token: ${CANARY}, baseUrl: "${server.url}" } }`);
    chmodSync(at("secret"), 0o755);
    chmodSync(at(file), mode);
    chownSync(at(file), uid, gid);
    const done = await asOther(`run deals get ${DEAL} --json`, {
      HOME: undefined,
      ROUTERA_TOKEN: undefined,
      ROUTERA_BASE_URL: undefined,
      ROUTERA_CONFIG: at("secret/config.yaml"),
    });
    expect([done.exit, done.stderr.includes(CANARY)]).toEqual([exit, false]);
    if (exit !== 0 && uid !== OTHER) expect(done.stderr).not.toContain("chmod");
  });
});

describe.skipIf(process.platform === "win32")("a working directory that was removed", () => {
  const inRemoved = (command: string) =>
    home.shell(`mkdir gone; cd gone; rmdir ../gone; ${command}`, { env: server.env });

  it("is not needed by a command that keeps nothing and names no relative path", async () => {
    const { exit, stdout, stderr } = await inRemoved(`routera deals get ${DEAL} --json`);
    expect([exit, JSON.parse(stdout).id]).toEqual([0, DEAL]);
    expect(JSON.parse(stderr).warning.message).toContain("continuing without a project config");
  });

  it("is needed by a relative path", async () => {
    const { exit, stderr } = await inRemoved(`routera deals get ${DEAL} --json --config mine.yaml`);
    expect([exit, JSON.parse(stderr).error.code]).toEqual([2, "no_current_folder"]);
  });
});
