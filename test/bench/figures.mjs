/** The figures of bench.json in the documents that show them. Pure. */

/** By path in the repository. */
export const DOCUMENTS = ["README.md", ".github/BENCHMARKS.md"];

/** The document with the figures of these measurements. */
export function withFigures(document, text, bench) {
  if (document === "README.md")
    return replaced(text, /^- \*\*Fast\*\*: .*\n(?: {2}.*\n)*/m, readmeFigures(bench));
  return replaced(text, /(?<=^<!-- figures -->\n)[\s\S]*(?=^<!-- \/figures -->$)/m, tables(bench));
}

function replaced(text, pattern, figures) {
  if (!pattern.test(text)) throw new Error(`no place for figures: ${pattern}`);
  return text.replace(pattern, () => figures);
}

const UPDATE = "one update, token from the environment";

function readmeFigures(bench) {
  const ratioOf = (part, name, to) =>
    figure(find(bench, part, (one) => one.name === name && (!to || one.to === to))?.ratio);
  const others = ["curl", "httpie"]
    .map((name) => [name, ratioOf("startup", `the same PATCH, ${name}`)])
    .filter(([, ratio]) => ratio !== undefined)
    .map(([name, ratio]) => `${name}: ${ratio}`);
  const rows = ratioOf("rows", "deals apply --no-read, responses after 20 ms", "a bare loop of node:http");
  const memory = bench.measurements.findLast(
    (one) => one.part === "memory" && one.name.startsWith("deals plan "),
  );
  const count = Number(/(\d+) rows$/.exec(memory.name)[1]).toLocaleString("en-US");
  return [
    `- **Fast**: one update takes ${ratioOf("startup", UPDATE)} times as long as \`node -e 0\`${others.length > 0 ? ` (${others.join(", ")})` : ""}. With responses after 20 ms, bulk`,
    `  runs have ${rows} of the speed of a bare loop of requests; a plan of ${count} rows takes ${Math.round(memory.value)} MiB ([benchmarks](.github/BENCHMARKS.md)).`,
    "",
  ].join("\n");
}

function find({ measurements }, part, matches) {
  return measurements.find((one) => one.part === part && matches(one));
}

function figure(ratio) {
  return ratio?.toFixed(ratio < 1 ? 2 : 1);
}

const HEADINGS = {
  startup: "Start-up time of one command",
  rows: "Bulk writes: 32 requests in parallel, journal on disk",
  parse: "Reading and checking rows, CPU time",
  memory: "Peak memory",
  sheets: "Spreadsheets of 12 columns",
  report: "HTML report of a plan",
};

function tables(bench) {
  const { cores, node, platform, quick } = bench;
  const machine = `Measured with Node.js ${node} on ${platform} with ${cores} cores${quick ? ", in a quick run" : ""}.\n`;
  const parts = Object.entries(HEADINGS).map(([part, heading]) => {
    const rows = bench.measurements.filter((one) => one.part === part).map(tableRow);
    return [
      `## ${heading}\n`,
      "| measurement | ratio | relative to | value |",
      "|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  });
  return ["", machine, ...parts, ""].join("\n");
}

function tableRow({ name, ratio, to, unit, value }) {
  return `| ${name} | ${ratio === undefined ? "" : ratio.toFixed(2)} | ${to ?? ""} | ${value.toLocaleString("en-US")} ${unit} |`;
}
