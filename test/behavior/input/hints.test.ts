/** What an error suggests to type next: a command that exists, for what was meant. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Home, makeHome } from "../../harness/program.ts";

const DEAL = "550e8400-e29b-41d4-a716-446655440000";
let home: Home;
beforeAll(() => {
  home = makeHome();
  home.write(".config/routera/config.yaml", "profiles: { staging: {} }");
  home.write("empty.yaml", "{}\n");
  home.write("stages.csv", `id,deal_stage\n${DEAL},lost\n`);
  home.write("rows.csv", `id,deal_stge\n${DEAL},lost\n`);
});
afterAll(() => home.remove());

const refused = async (args: readonly string[]) => {
  const { exit, stdout, stderr } = await home.run(args);
  expect([exit, stdout]).toEqual([2, ""]);
  const [error = "", hint = ""] = stderr.trimEnd().split("\n");
  return { error: error.replace(/^error: /, ""), hint: hint.replace(/^hint: /, "") };
};

describe.concurrent("a flag's value is no command", () => {
  it.each([
    ["--profile sandbox deals update ID --filed a=b", "routera deals update --help"],
    ["--profile sandbox deals get", "routera deals get --help"],
    ["--profile=sandbox deals get", "routera deals get --help"],
    ["--profil sandbox deals list", "routera deals list --help"],
    ["-v --format csv runs --nope", "routera runs --help"],
    ["--profile sandbox", "routera --help"],
    ["--config deals runs nope", "routera runs --help"],
  ])("%s", async (line, hint) => {
    expect((await refused(line.split(" "))).hint).toBe(hint);
  });

  it("nor does it mean one that is missing", async () => {
    const { error } = await refused(["--profile", "sandbox"]);
    expect(error).toBe(
      "routera requires a command: deals, plans, runs, auth, profile, sandbox, mcp, doctor, completion, commands, manual, help",
    );
  });
});

describe.concurrent("a command that is elsewhere in the tree", () => {
  it.each([
    ["update", "routera deals update"],
    ["updat", "routera deals update"],
    ["get", "routera deals get"],
    ["login", "routera auth login"],
    ["list", "routera deals list, routera runs list or routera profile list"],
    ["runs update", "routera deals update"],
    ["--profile sandbox update", "routera --profile sandbox deals update"],
    ["help update", "routera help deals update"],
    ["help list", "routera help deals list, routera help runs list or routera help profile list"],
    ["zzzzzz", "routera --help"],
  ])("%s", async (line, hint) => {
    expect((await refused(line.split(" "))).hint).toBe(hint);
  });
});

describe.concurrent("did you mean", () => {
  it.each([
    ["help deals updat", /"deals updat" not found \(did you mean update\?\)/, "routera help deals update"],
    ["help exit-code", /\(did you mean exit-codes\?\)/, "routera help exit-codes"],
    ["help dels", /\(did you mean deals\?\)/, "routera help deals"],
    [
      "--profile stagin deals list",
      /"stagin" not found \(from --profile\)/,
      "did you mean --profile staging?",
    ],
    [
      "profile show sandbx",
      /^profile "sandbx" not found; available profiles: /,
      "did you mean: routera profile show sandbox",
    ],
    [
      "profile use stagin",
      /"stagin" not found; available profiles: /,
      "did you mean: routera profile use staging",
    ],
    [
      "profile remove stagin --yes",
      /"stagin" not found in the user config/,
      "did you mean: routera profile remove staging",
    ],
  ])("%s", async (line, error, hint) => {
    const told = await refused(line.split(" "));
    expect(told.error).toMatch(error);
    expect(told.hint).toBe(hint);
  });
});

describe.concurrent("a hint's command leads to where this call went", () => {
  const hintsOf = async (line: string, env = {}) =>
    (await home.run(line.split(" "), { env })).stderr.match(/(?<=hint: ).+$/gm);

  it.each([
    [
      `deals get ${DEAL} --profile staging`,
      "set ROUTERA_TOKEN, use the sandbox with --profile sandbox, or log in: routera auth login --profile staging",
    ],
    [
      "deals get 550e8400-0000-4000-8000-000000000000 --profile sandbox",
      "list the deal IDs of this account: routera deals list --all --archived --profile sandbox",
      "show the account: routera auth status --profile sandbox",
    ],
    [
      "deals update 550e8400-e29b-41d4-a716-446655440001 --field deal_stage=won --profile sandbox",
      "archived deals cannot be changed: restore the deal in Routera first",
      "show when it was archived: routera deals get 550e8400-e29b-41d4-a716-446655440001 --profile sandbox",
    ],
    ["runs resume --profile sandbox", "start a run: routera deals apply plan.jsonl --profile sandbox"],
    ["deals get --profile sandbox", "routera deals get --help"],
  ])("%s", async (line, ...hints) => {
    expect(await hintsOf(line)).toEqual(hints);
  });

  it("what was read where, too", async () => {
    await sandbox("deals plan stages.csv --out kept.jsonl");
    expect(await hintsOf("deals plan kept.jsonl --profile sandbox --base-url http://127.0.0.1:9")).toEqual([
      "routera deals apply kept.jsonl --profile sandbox --base-url http://127.0.0.1:9",
    ]);
    const { stdout } = await sandbox("deals export --out sheet.csv");
    expect(stdout).toContain("routera deals plan sheet.csv --profile sandbox");
    const status = await home.run(["auth", "status", "--profile", "staging"]);
    expect(status.stdout + status.stderr).toMatch(/or log in: routera auth login --profile staging$/m);
    const doctor = await home.run(["doctor", "--offline", "--profile", "staging"]);
    expect(doctor.stdout).toMatch(/or log in: routera auth login --profile staging$/m);
  });
});

describe.concurrent("what is not there is said before anyone is asked", () => {
  it.each([
    ["deals apply missing.csv", /^cannot read missing.csv: file not found/, /current directory/],
    [
      "runs show --plan missing.jsonl",
      /^cannot read the plan missing.jsonl: file not found/,
      /current directory/,
    ],
    [
      "runs show --plan rows.csv",
      /^rows.csv is not a plan$/,
      /routera deals plan rows.csv --out plan.jsonl$/,
    ],
    ["deals apply", /^no plan, no input file and no --where given$/, /^add a plan or input file/],
    [
      "profile remove nosuch --yes --config empty.yaml",
      /in the user config; no profiles exist$/,
      /routera profile list/,
    ],
    [
      "deals plan stages.csv --lint --json-column amount",
      /column "amount" not found/,
      /^remove this --json-column, or use one of these columns$/,
    ],
  ])("%s", async (line, error, hint) => {
    const told = await refused(line.split(" "));
    expect(told.error).toMatch(error);
    expect(told.hint).toMatch(hint);
  });

  it("a run", async () => {
    const { exit, stderr } = await home.run(["runs", "undo", "--profile", "sandbox"], {
      env: { XDG_STATE_HOME: `${home.path}/none` },
    });
    expect([exit, stderr.split("\n")[0]]).toEqual([5, "error: no runs found"]);
  });
});

it.concurrent.each(["deals get", "runs list", "profile list", "profile remove", "help"])(
  "the help of %s begins as a sentence",
  async (line) => {
    expect((await home.run([...line.split(" "), "--help"])).stdout).toMatch(/^[A-Z]/);
  },
);

it.concurrent.each(["list", "use sandbox", "set staging timeout=10s", "remove staging --yes"])(
  "profile %s refuses a format that there is not",
  async (line) => {
    const { exit, stderr } = await home.run(["profile", ...line.split(" ")], {
      env: { ROUTERA_FORMAT: "xml" },
    });
    expect([exit, stderr]).toEqual([2, expect.stringContaining("ROUTERA_FORMAT must be one of")]);
  },
);

const sandbox = (line: string) => home.run(["--profile", "sandbox", ...line.split(" ")]);

describe.concurrent("a field that Routera does not know", () => {
  it.each([
    `deals get ${DEAL} --properties deal_stge`,
    "deals list --properties deal_stge",
    "deals export --properties deal_stge",
    "deals plan --where deal_stge=won --field deal_stage=lost",
    "deals plan --where deal_stage=won --field deal_stge=lost",
    `deals update ${DEAL} --field deal_stge=lost`,
    `deals update ${DEAL} --field deal_stage=lost --properties deal_stge`,
  ])("%s", async (line) => {
    const { exit, stderr } = await sandbox(line);
    expect([exit, stderr.split("\n")[1]]).toEqual([7, "hint: deal_stge: did you mean deal_stage?"]);
  });

  it.each(["plan rows.csv", "apply rows.csv --yes"])("in a file of rows: %s", async (words) => {
    const done = await sandbox(`deals ${words}`);
    expect([done.exit, done.stderr]).toEqual([
      7,
      expect.stringContaining("did you mean deal_stage? Add --map deal_stge=deal_stage\n"),
    ]);
  });
});

describe.concurrent("a key of --select that no deal has", () => {
  const WARNING = "--select deal_nam: no deal has this key; did you mean deal_name?";
  it.each([
    [`deals get ${DEAL} --select deal_nam`, ""],
    [
      "deals list --limit 3 --select id,deal_nam --format csv",
      expect.stringMatching(/^id,deal_nam(\r?\n[\w-]+,){3}\r?\n$/),
    ],
  ])("%s is refused", async (line, stdout) => {
    const done = await sandbox(line);
    expect([done.exit, done.stdout]).toEqual([2, stdout]);
    expect(done.stderr).toContain(
      "error: --select deal_nam: no deal has this key\nhint: did you mean deal_name?\n",
    );
  });

  it.each([
    `deals update ${DEAL} --field deal_stage=lost --select deal_nam`,
    "deals export --select deal_nam --format csv",
  ])("%s", async (line) => {
    const { exit, stderr } = await sandbox(line);
    expect([exit, stderr.split("\n").filter((one) => one.startsWith("warning:"))]).toEqual([
      0,
      [`warning: ${WARNING}`],
    ]);
  });

  it("for programs, too; and nothing is said of one that some deals have", async () => {
    const missing = await sandbox(`deals get ${DEAL} --select zzz --json`);
    const { code, hint } = JSON.parse(missing.stderr).error;
    expect([missing.exit, missing.stdout, code]).toEqual([2, "", "unknown_key"]);
    expect(hint).toMatch(/^keys: id, .*deal_name/);
    const there = await sandbox("deals list --limit 20 --select id,deal_name --json");
    expect(there.stderr).toBe("");
  });
});

describe.concurrent("an example fits its flag", () => {
  it.each([
    ["sandbox serve --port x", "use --port 8787"],
    ["sandbox serve --port 70000", "use --port 8787, or --port 0 for any free port"],
    ["sandbox serve --seed x", "use --seed 7"],
    ["deals list --limit x", "use --limit 10"],
    ["deals list --retries x", "use --retries 3"],
    ["deals list --retries 99", "use --retries 3"],
    ["deals list --timeout 9h", "use --timeout 30s"],
    ["deals apply plan.jsonl --max-changes x", "use --max-changes 100"],
    ["deals apply plan.jsonl --max-errors x", "use --max-errors 10"],
    ["runs prune --older-than x", "use --older-than 30"],
    ["runs prune --keep x", "use --keep 10"],
  ])("%s", async (line, hint) => {
    expect((await refused(line.split(" "))).hint).toBe(hint);
  });
});

describe.concurrent("no error without a hint", () => {
  it.each([
    ["deals list --properties a\tb"],
    ["deals update x --field __proto__=1"],
    ["deals update x --field id=1"],
    ["deals update x --field a\tb=1"],
    ["deals update x --field-file a=nowhere"],
    ["deals update x --field-file a=."],
    ["deals plan rows.csv --map a=b --map a=c"],
    ["deals plan rows.csv --map a=b --map c=b"],
    ["deals plan rows.csv --map a=b --ignore-column a"],
    ["deals plan nowhere.csv"],
    ["deals plan ."],
    ["deals apply nowhere.jsonl --yes"],
    ["--config= deals list"],
    ["--config config.toml profile set default retries=1"],
  ])("%j", async (line) => {
    expect((await refused(line.split(" "))).hint).not.toBe("");
  });

  it("a variable", async () => {
    const { exit, stderr } = await home.run(["deals", "list"], { env: { ROUTERA_FORMAT: "xml" } });
    expect([exit, stderr.split("\n")[1]]).toEqual([2, "hint: unset ROUTERA_FORMAT, or set it to json"]);
  });
});
