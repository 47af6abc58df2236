/** cmd, npm's shim, and PowerShell: what arrives of the words that a user types or pastes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe } from "node:test";
import { check, checkOutsideWine } from "./support/lane.mjs";
import { DEAL, parsed, SANDBOX, SHIM, useHome } from "./support/program.mjs";

// Bundled from quoting.ts by `.ci/windows.sh`.
const { shellWord } = await import(new URL("support/quoting.mjs", import.meta.url));

const HARD_WORDS = [
  "plain",
  "two words",
  "a  b",
  "a&b",
  "&&",
  "a|b",
  "a<b",
  "a>c",
  "(x)",
  ")",
  "^",
  "a^b",
  "^&^",
  "a;b",
  "a,b",
  "a=b",
  "=x",
  "~",
  "*",
  "?",
  "[1]",
  "{a}",
  "it's",
  "'a b'",
  "back\\",
  "back \\",
  "a\\\\",
  "a\\ b",
  "\\\\srv\\share dir\\",
  "c:\\x y\\z.csv",
  "größe",
  "東京",
  "🙂",
  "$(x)",
  "`x`",
  "#",
  "@x",
  "-x",
  "--",
  "",
  " ",
  "/c",
  "x&calc",
  "$env:PATH",
];
/** No text at cmd's prompt means these: the hint names a file instead. */
const NO_WORDS_OF_CMD = ["%PATH%", "100%", "a!b", 'say "x"', "tab\tx", "line\nend", "nul\0x"];

describe("shells", () => {
  const home = useHome();
  const printArgs = () => {
    const script = home.write("print args.cjs", "console.log(JSON.stringify(process.argv.slice(2)));");
    return [process.execPath, script];
  };
  const readBy = (shell, quoted) => {
    const line = [...printArgs().map((word) => shellWord(word, shell)), ...quoted].join(" ");
    if (shell === "cmd") return home.cmd(line);
    const done = spawnSync("powershell.exe", ["-NoProfile", "-Command", `& ${line}`], {
      cwd: home.path,
      encoding: "utf8",
      env: home.environment(),
      windowsVerbatimArguments: false,
    });
    return { exit: done.status, stdout: done.stdout, stderr: done.stderr };
  };

  check("cmd reads quoted words as exactly those words", () => {
    const words = [...HARD_WORDS, ...randomWords(200, 20261129)];
    const texts = words
      .map((word) => [word, shellWord(word, "cmd")])
      .filter(([, text]) => text !== undefined);
    assert.ok(texts.length > 150, "hardly any word has a text");
    for (const word of HARD_WORDS) assert.notEqual(shellWord(word, "cmd"), undefined, word);
    for (let from = 0; from < texts.length; from += 80) {
      const some = texts.slice(from, from + 80);
      const done = readBy(
        "cmd",
        some.map(([, text]) => text),
      );
      assert.equal(done.exit, 0, done.stderr);
      assert.deepEqual(
        parsed(done.stdout),
        some.map(([word]) => word),
      );
    }
  });

  check("words that cmd cannot be given have no text", () => {
    for (const word of NO_WORDS_OF_CMD) assert.equal(shellWord(word, "cmd"), undefined, word);
  });

  checkOutsideWine("PowerShell reads quoted words as exactly those words", "PowerShell", () => {
    const words = [...HARD_WORDS, ...randomWords(200, 20261130)];
    const texts = words
      .map((word) => [word, shellWord(word, "powershell")])
      .filter(([, text]) => text !== undefined);
    assert.ok(texts.length > 150, "hardly any word has a text");
    for (let from = 0; from < texts.length; from += 80) {
      const some = texts.slice(from, from + 80);
      const done = readBy(
        "powershell",
        some.map(([, text]) => text),
      );
      assert.deepEqual(
        parsed(done.stdout),
        some.map(([word]) => word),
        done.stderr,
      );
    }
  });

  const routera = (line) => home.cmd(`"${SHIM}" ${SANDBOX.join(" ")} ${line}`);
  const updated = (flags) => {
    const done = routera(`deals update ${DEAL} --json ${flags}`);
    assert.equal(done.exit, 0, done.stderr);
    return parsed(done.stdout);
  };

  check("npm's shim for cmd starts the program and passes its exit code", () => {
    assert.match(routera("--version").stdout, /^\d+\.\d+\.\d+\r?\n$/);
    assert.equal(routera("deals get nobody").exit, 5);
    assert.equal(routera("deals get").exit, 2);
  });

  check("JSON values arrive through cmd with backslashes before the quotes", () => {
    const deal = updated(
      String.raw`--field-json amount=5000 --field-json "next_step=\"Call back\"" --field-json "deal_owner=null"`,
    );
    assert.deepEqual([deal.amount, deal.next_step, deal.deal_owner], [5000, "Call back", null]);
  });

  check("a list arrives through cmd, with quotes and without", () => {
    for (const list of ["amount,next_step", '"amount,next_step"']) {
      const { stdout } = routera(`deals get ${DEAL} --properties ${list} --json`);
      assert.equal(parsed(stdout).amount, 5000);
    }
  });

  check("a file of fields arrives through cmd, also on stdin", () => {
    home.write("fields.json", '{"amount":6000}');
    assert.equal(updated("--fields-json fields.json").amount, 6000);
    home.write("fields.json", '{"amount":7000}');
    assert.equal(updated("--fields-json - < fields.json").amount, 7000);
  });

  check("a JSON value whose quotes a shell took away leads to --fields-json", () => {
    // PowerShell 5.1 hands over {"a":1} as {a:1}.
    const done = home.run([...SANDBOX, "deals", "update", DEAL, "--field-json", "next_step={a:1}"]);
    assert.equal(done.exit, 2);
    assert.match(done.stderr, /--fields-json [A-Za-z]/);
    assert.doesNotMatch(done.stderr, /next_step="text"|VALUE/);
  });

  check("a list with a space is refused with the reason", () => {
    // PowerShell hands over a,b as "a b" where it takes it for an array.
    const done = home.run([...SANDBOX, "deals", "get", DEAL, "--properties", "amount next_step"]);
    assert.equal(done.exit, 2, done.stderr);
    assert.match(done.stderr, /PowerShell/);
    assert.match(done.stderr, /--properties ["']amount,next_step["']/);
  });

  check("hints are quoted for cmd, and run there as they are printed", () => {
    home.write("two words.csv", `id,deal_name\r\n${DEAL},Pasted\r\n`);
    const env = { PROMPT: "$P$G", PATH: `${SHIM.replace(/\\[^\\]+$/, "")};${home.environment().PATH}` };
    const planned = home.run(
      [...SANDBOX, "deals", "plan", "two words.csv", "--out", "my plan.jsonl", "--json"],
      { env },
    );
    assert.equal(planned.exit, 0, planned.stderr);
    const { next } = parsed(planned.stdout).at(-1);
    const done = home.cmd(`${next} --yes --json`, { env });
    assert.equal(done.exit, 0, `${next}: ${done.stderr}`);
    assert.equal(parsed(done.stdout).applied, 1);
  });

  check("help windows explains the shells", () => {
    const text = home.good(["help", "windows"]);
    for (const word of [
      /cmd/,
      /PowerShell 5\.1/,
      /7\.3/,
      /routera\.cmd/,
      /--fields-json/,
      /execution policy/i,
    ]) {
      assert.match(text, word);
    }
  });
});

/** Words of characters that mean something to a shell; the same ones for the same seed. */
function randomWords(count, seed) {
  const alphabet = [..."ab \\\\^&|<>()=,;'~*?[]{}$`#@-/:.+_ü東🙂"];
  let state = seed;
  const next = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + next(8) }, () => alphabet[next(alphabet.length)]).join(""),
  );
}
