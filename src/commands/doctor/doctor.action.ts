/** `routera doctor`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { describeHints } from "../../hint.ts";
import { jsonNumber } from "../../json.ts";
import type { Style } from "../../terminal/style.ts";
import { safeText } from "../../text/escape.ts";
import type { View } from "../../views/view.ts";
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
  table: (results, { style }) => results.map((result) => lines(result, style)).join(""),
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

const MARKS = {
  ok: ["ok      ", "green"],
  warning: ["warning ", "yellow"],
  error: ["error   ", "red"],
  skipped: ["skipped ", "dim"],
} as const satisfies Record<CheckResult["state"], readonly [string, keyof Style]>;

function lines({ check, state, info, hint }: CheckText, style: Style): string {
  const [mark, color] = MARKS[state];
  const head = `${style[color](mark)} ${check}: ${safeText(info)}\n`;
  const hints = hint?.split("\n") ?? [];
  return hints.reduce(
    (text, one) => `${text}${" ".repeat(9)}${style.cyan("hint:")} ${safeText(one)}\n`,
    head,
  );
}
