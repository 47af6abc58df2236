/** The common path: one deal, many deals, profiles, log in, doctor, library. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { check } from "./support/lane.mjs";
import { DEAL, PACKAGE, parsed, renaming, SANDBOX, useHome } from "./support/program.mjs";

describe("everyday use", () => {
  const home = useHome();

  check("version, help and list", () => {
    assert.match(home.good(["--version"]), /^\d+\.\d+\.\d+\n$/);
    assert.match(home.good(["--help"]), /Usage:/);
    assert.equal(parsed(home.good([...SANDBOX, "deals", "list", "--limit", "2", "--json"])).length, 2);
  });

  check("update changes a deal, and get shows it", () => {
    const name = "Größe 東京 🙂";
    const update = [...SANDBOX, "deals", "update", DEAL, "--field", `deal_name=${name}`, "--json"];
    assert.equal(parsed(home.good(update)).deal_name, name);
    assert.equal(parsed(home.good([...SANDBOX, "deals", "get", DEAL, "--json"])).deal_name, name);
  });

  check("files are kept below APPDATA and LOCALAPPDATA", () => {
    home.good(["profile", "set", "work", "timeout=10s"]);
    assert.ok(existsSync(home.config));
    assert.ok(existsSync(home.in("Local", "routera")));
    assert.deepEqual(readdirSync(home.path).sort(), ["Local", "Roaming", "Temp"]);
  });

  check("help configuration prints the directories of this machine", () => {
    const help = home.good(["help", "configuration"]);
    assert.ok(help.includes(home.config), "the user config of this machine is not named");
    assert.ok(!help.includes("~/.config"), "a directory of Linux is named");
  });

  check("profile set, use, show and remove", () => {
    home.good(["profile", "set", "staging", "timeout=10s"]);
    home.good(["profile", "use", "staging"]);
    assert.match(home.good(["profile", "show"]), /timeout +10s/);
    home.good(["profile", "remove", "staging", "--yes"]);
    assert.doesNotMatch(home.good(["profile", "list"]), /staging/);
    rmSync(home.config);
  });

  check("profile set keeps CRLF, comments and the byte order mark of the user config", () => {
    home.write(
      "Roaming/routera/config.yaml",
      "\ufeff# mine\r\nprofiles:\r\n  work:\r\n    timeout: 10s # ten\r\n",
    );
    home.good(["profile", "set", "work", "timeout=11s"]);
    assert.match(readFileSync(home.config, "utf8"), /^\ufeff# mine\r\n[\s\S]*timeout: 11s # ten\r\n$/);
    rmSync(home.config);
  });

  check("plan, apply, resume and undo: CRLF, spaces, backslashes", () => {
    home.write("crlf rows.csv", renaming([DEAL]));
    home.good([...SANDBOX, "deals", "plan", ".\\crlf rows.csv", "--out", home.in("plan file.jsonl")]);
    const applied = parsed(home.good([...SANDBOX, "deals", "apply", "plan file.jsonl", "--yes", "--json"]));
    assert.equal(applied.applied, 1);
    const [run] = parsed(home.good(["runs", "list", "--json"]));
    assert.deepEqual([run.run, run.rows, run.counts.applied], [applied.run, 1, 1]);
    home.good([...SANDBOX, "runs", "resume", "last"]);
    assert.equal(parsed(home.good([...SANDBOX, "runs", "undo", "last", "--yes", "--json"])).applied, 1);
    home.good(["runs", "prune", "--keep", "0", "--yes"]);
    assert.deepEqual(parsed(home.good(["runs", "list", "--json"])), []);
  });

  check("forward slashes and drive letters in any case name the same file", () => {
    const path = home.write("rows/slashes.csv", renaming([DEAL], "Slash"));
    const spellings = ["rows/slashes.csv", path.replaceAll("\\", "/"), path[0].toLowerCase() + path.slice(1)];
    for (const spelling of spellings) {
      home.good([...SANDBOX, "deals", "plan", spelling, "--out", "slashes.jsonl", "--force"]);
    }
  });

  check("a token on stdin may end in CRLF", async () => {
    const server = await home.serve();
    home.good(["profile", "set", "local", `baseUrl=${server.url}`]);
    home.good(["--profile", "local", "auth", "login", "--token-stdin"], { input: "demo\r\n" });
    assert.match(home.good(["--profile", "local", "auth", "status"]), /Accepted: +yes/);
    home.good(["--profile", "local", "auth", "logout"]);
    await server.stop();
  });

  check("doctor finds no problem", () => {
    home.good([...SANDBOX, "doctor"]);
  });

  check("the script and the answers of PowerShell completion", () => {
    assert.match(home.good(["completion", "powershell"]), /Register-ArgumentCompleter/);
    const words = Buffer.from("deals\0upd").toString("base64");
    assert.match(home.good(["__complete", "powershell", words]), /update/);
  });

  check("the library loads as a module and with require", () => {
    const script = home.write(
      "library.cjs",
      `const { RouteraClient } = require(${JSON.stringify(PACKAGE)});
       import(require("node:url").pathToFileURL(${JSON.stringify(join(PACKAGE, "dist/library/library.mjs"))}))
         .then((library) => console.log(typeof RouteraClient, typeof library.RouteraClient));`,
    );
    const done = spawnSync(process.execPath, [script], { encoding: "utf8", env: home.environment() });
    assert.equal(done.stdout, "function function\n", done.stderr);
  });
});
