/** Start-up: one command from start to exit, as ratios to `node -e 0`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isInstalled } from "../support/processes.mjs";

/** Built by `npm run executables`; it has a Node.js of its own. */
const EXECUTABLE = resolve(import.meta.dirname, "../../../executables/routera-linux-x64");
const ID = "550e8400-e29b-41d4-a716-446655440000";
const FIELDS = { deal_name: "Enterprise plan" };
const BASE = "node -e 0";

const BARE = `
const request = require("node:http").request(process.env.ROUTERA_BASE_URL + "/deals/${ID}", { method: "PATCH",
  headers: { "content-type": "application/json", authorization: "Bearer " + process.env.ROUTERA_TOKEN } }, (response) => {
  response.setEncoding("utf8"); let text = ""; response.on("data", (part) => { text += part; });
  response.on("end", () => { if (JSON.parse(text).id !== "${ID}") process.exit(1); process.stdout.write(text); }); });
request.end(JSON.stringify({ fields: ${JSON.stringify(FIELDS)} }));
`;

export async function startup(bench) {
  const { close, url } = await bench.processes.serve();
  const token = { ROUTERA_TOKEN: "bench-token", ROUTERA_BASE_URL: url };
  const yaml = await profileIn(
    bench.home,
    "yaml",
    `profiles:\n  bench:\n    baseUrl: ${url}\n    token: bench-token\n`,
  );
  const config = { profiles: { bench: { baseUrl: url, token: "bench-token" } } };
  const json = await profileIn(bench.home, "json", JSON.stringify(config));
  const update = ["deals", "update", ID, "--field", `deal_name=${FIELDS.deal_name}`, "--json"];
  const own = (name, words, env) => ({ name, words: [bench.program, ...words], env });
  const executable = (name, words, env) => ({ name: `executable: ${name}`, program: EXECUTABLE, words, env });
  const patch = `${url}/deals/${ID}`;
  const contestants = [
    { name: BASE, words: ["-e", "0"] },
    own("routera --version", ["--version"]),
    own("routera --help", ["--help"]),
    own("one update, token from the environment", update, token),
    own("one update, token from a YAML profile", update, yaml),
    own("one update, token from a JSON profile", update, json),
    own("one update in the embedded sandbox", ["--profile", "sandbox", ...update]),
    { name: "the same PATCH, bare node:http", words: ["-e", BARE], env: token },
    {
      name: "the same PATCH, curl",
      program: "curl",
      words: ["-sf", "-X", "PATCH", "-d", JSON.stringify({ fields: FIELDS }), patch],
    },
    {
      name: "the same PATCH, httpie",
      program: "http",
      words: ["--ignore-stdin", "PATCH", patch, `fields:=${JSON.stringify(FIELDS)}`],
    },
    { name: "gh --version", program: "gh", words: ["--version"] },
    executable("--version", ["--version"]),
    executable("--help", ["--help"]),
    executable("one update, token from the environment", update, token),
    executable("one update, token from a YAML profile", update, yaml),
  ];
  const installed = contestants.filter(({ program = process.execPath }) => isInstalled(program));
  bench.missing.push(...contestants.filter((one) => !installed.includes(one)).map(({ name }) => name));
  const taken = await bench.sideBySide(installed, { rounds: bench.isQuick ? 7 : 25, warmUp: 2 });
  close();
  const to = { name: BASE, values: taken.get(BASE) };
  for (const [name, values] of taken) bench.add("startup", name, { values, unit: "ms", to });
}

/** @returns variables that select the only profile of a user config of its own */
async function profileIn(home, ending, text) {
  const directory = join(home, `${ending}-config`);
  mkdirSync(join(directory, "routera"), { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, "routera", `config.${ending}`), text, { mode: 0o600 });
  return { XDG_CONFIG_HOME: directory, ROUTERA_PROFILE: "bench" };
}
