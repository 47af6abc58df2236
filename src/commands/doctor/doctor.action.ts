/** `routera doctor`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { describeHints } from "../../hint.ts";
import { jsonNumber } from "../../json.ts";
import { GAP } from "../../terminal/columnWidths.ts";
import type { Style } from "../../terminal/style.ts";
import { rulerFor, wrap } from "../../text/displayWidth.ts";
import { safeText } from "../../text/escape.ts";
import type { Page, View } from "../../views/view.ts";
import {
  checkCredential,
  checkFiles,
  checkNetwork,
  checkRequest,
  checkSettings,
  measureClock,
} from "./account.ts";
import { type CheckResult, skipped } from "./checkResult.ts";
import { checkEnvironment, checkNode, checkState, checkTokenDirectory, checkVariables } from "./machine.ts";

export type Input = { readonly offline: boolean };

type CheckResults = readonly CheckResult[];

/** A result in words of this call. */
type CheckText = Omit<CheckResult, "info" | "hint"> & {
  readonly info: string;
  readonly hint: string | undefined;
};

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const wording = await context.wording();
  const worded = (await results(context, input)).map(({ info, hint = [], ...result }) => ({
    ...result,
    info: wording.words(info),
    hint: describeHints(hint, wording).hint,
  }));
  return result(doctorView, worded, {
    exitCode: () => worded.find(({ state }) => state === "error")?.exitCode ?? 0,
  });
}

async function results(context: Context, { offline }: Input): Promise<CheckResults> {
  const { host } = context;
  const files = await checkFiles(context);
  const { result, settings } = await checkSettings(context, files);
  const machine = [
    checkNode(host.nodeVersion),
    ...checkEnvironment(host.env),
    ...checkVariables(host.env),
    ...files,
    await checkState(host),
    await checkTokenDirectory(host),
    result,
  ];
  if (settings === undefined) {
    return [...machine, ...skippedChecks([...NETWORK, "credential", ...CALL], "fix the configuration first")];
  }
  const found = [...machine, ...(await checkNetwork(host, settings))];
  const credential = checkCredential(context, settings, offline);
  const why = reasonForNoCall([...found, credential], offline);
  if (why === undefined) return [...found, credential, ...(await checkRequest(context))];
  if (why !== NO_CREDENTIAL) return [...found, credential, ...skippedChecks(CALL, why)];
  return [...found, credential, ...skippedChecks(["connection"], why), await measureClock(context, settings)];
}

const NO_CREDENTIAL = "no valid credential";
const NETWORK = ["proxy", "certificates", "extra CA certificates"];
const CALL = ["connection", "clock"];

/** Every check is reported, also one that was not made: a script may look for it. */
function skippedChecks(names: readonly string[], why: string): CheckResults {
  return names.map((name) => skipped(name, `skipped (${why})`));
}

/** Why no one is called; undefined where someone is. */
function reasonForNoCall(results: CheckResults, offline: boolean): string | undefined {
  if (offline) return "--offline";
  const isError = (name: string) => results.some(({ check, state }) => check === name && state === "error");
  if (isError("environment")) return "a request could print the token";
  return isError("credential") ? NO_CREDENTIAL : undefined;
}

const doctorView: View<readonly CheckText[]> = {
  table: drawChecks,
  value: (results) => ({
    one: {
      ok: !results.some(({ state }) => state === "error"),
      checks: results.map(({ check, state, info, hint, exitCode }) => ({
        check,
        state,
        info,
        hint: hint ?? null,
        exit_code: exitCode === undefined ? null : jsonNumber(exitCode),
      })),
    },
  }),
};

const COLORS = {
  ok: "green",
  warning: "yellow",
  error: "red",
  skipped: "dim",
} as const satisfies Record<CheckResult["state"], keyof Style>;

/** Columns of the state, the check and what was found; hints below what they are about, and the number of problems last. */
async function drawChecks(results: readonly CheckText[], { style, width }: Page): Promise<string> {
  const states = Math.max(...Object.keys(COLORS).map((state) => state.length)) + GAP;
  const indent = states + Math.max(...results.map(({ check }) => check.length)) + GAP;
  const texts = results
    .flatMap(({ info, hint = "" }) => [info, ...hint.split("\n")])
    .map((text) => safeText(text));
  const ruler = await rulerFor(texts);
  // A hint ends in a command, which is copied: no line break of ours is in it.
  const linesOf = (info: string) =>
    width && width > indent + LEAST_INFO ? wrap(info, width - indent, ruler) : [info];
  const rows = results.map(({ check, state, info, hint }) => {
    const [first = "", ...rest] = linesOf(safeText(info));
    const head = `${style[COLORS[state]](state.padEnd(states))}${check.padEnd(indent - states)}${first}`;
    const hints = (hint?.split("\n") ?? []).map((one) => `${style.cyan("hint:")} ${safeText(one)}`);
    const below = (column: number) => (line: string) => `${" ".repeat(column)}${line}`;
    return [head, ...rest.map(below(indent)), ...hints.map(below(states))].join("\n");
  });
  return `${rows.join("\n")}\n\n${totalText(results, style)}\n`;
}

const LEAST_INFO = 20;

/** `1 problem found, 2 warnings` */
function totalText(results: readonly CheckText[], style: Style): string {
  const count = (state: CheckResult["state"]) => results.filter((one) => one.state === state).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const more = warnings === 0 ? "" : `, ${warnings} warning${warnings === 1 ? "" : "s"}`;
  if (errors === 0) return style[warnings === 0 ? "green" : "yellow"](`No problems found${more}`);
  return style.red(`${errors} problem${errors === 1 ? "" : "s"} found${more}`);
}
