/** JUnit XML: one test case a row, with the elements that Jenkins' xunit schema allows. */
import { safeText } from "../../text/escape.ts";
import { needsAttention, type Report, type ReportRow, type RowState } from "./model.ts";
import { cutText, STATE_LABELS } from "./valueText.ts";

const MAX_TEXT = 2_000;

/** `failure`: the request or the data is wrong. `error`: the outcome may change by itself. */
const ELEMENTS: Readonly<Partial<Record<RowState, "failure" | "error" | "skipped">>> = {
  blocked: "failure",
  conflict: "failure",
  rejected: "failure",
  retryable: "error",
  unknown: "error",
  pending: "skipped",
};

/** The document in pieces. */
export async function* junitReport(report: Report): AsyncGenerator<string> {
  const { states, rows } = report.summary;
  const failures = states.blocked + states.conflict + states.rejected;
  const errors = states.retryable + states.unknown;
  const suite = report.kind === "plan" ? "routera plan" : `routera run ${report.run}`;
  const counts = `tests="${rows}" failures="${failures}" errors="${errors}"`;
  const time = report.kind === "plan" ? report.createdAt : report.startedAt;
  const file = report.inputFile === undefined ? "" : ` file="${attribute(report.inputFile)}"`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="routera" ${counts}>\n`;
  yield `<testsuite name="${attribute(suite)}" ${counts} skipped="${states.pending}" timestamp="${attribute(time)}"${file}>\n`;
  yield propertiesElement(report);
  for await (const row of report.rows()) yield testCase(row, report);
  yield "</testsuite>\n</testsuites>\n";
}

function propertiesElement({ digest, operation, profile, target, version }: Report): string {
  const facts = { operation, target, profile, digest, version };
  const lines = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<property name="${name}" value="${attribute(value ?? "")}"/>`);
  return `<properties>${lines.join("")}</properties>\n`;
}

function testCase(row: ReportRow, report: Report): string {
  const place = row.line === undefined ? "" : `line ${row.line}: `;
  const field = row.field === undefined ? "" : ` ${row.field}`;
  const name = `${place}${row.id}${row.name === undefined ? "" : ` ${row.name}`}${field}`;
  const head = `<testcase classname="${attribute(`routera.${report.kind}`)}" name="${attribute(name)}"`;
  const element = ELEMENTS[row.state];
  if (element === undefined) return `${head}/>\n`;
  const label = STATE_LABELS[row.state];
  if (!needsAttention(row.state)) return `${head}><${element} message="${attribute(label)}"/></testcase>\n`;
  const reason = [label, row.field, row.message].filter((part) => part !== undefined).join(": ");
  const source =
    report.inputFile === undefined || row.line === undefined ? "" : `${report.inputFile}:${row.line}\n`;
  const text = xmlText(`${source}${reason}`, true);
  const type = attribute(row.code ?? row.state);
  return `${head}><${element} type="${type}" message="${attribute(reason)}">${text}</${element}></testcase>\n`;
}

function attribute(text: string): string {
  return xmlText(text, false);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Characters that XML forbids become visible escapes, as do those that hide or reorder text. */
function xmlText(text: string, keepsLines: boolean): string {
  return safeText(cutText(text, MAX_TEXT), { newlines: keepsLines ? "keep" : "show" })
    .replace(/[\ufffe\uffff]/g, (found) => `\\u${found.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);
}
