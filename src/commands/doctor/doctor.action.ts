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

type Findings = readonly CheckResult[];

/** A finding in words of this call. */
type FailureText = Omit<CheckResult, "fact" | "remedy"> & {
  readonly fact: string;
  readonly remedy: string | undefined;
};

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const wording = await context.wording();
  const told = (await findings(context, input)).map(({ fact, remedy = [], ...finding }) => ({
    ...finding,
    fact: wording.words(fact),
    remedy: describeHints(remedy, wording).hint,
  }));
  return result(doctorView, told, {
    exitCode: () => told.find(({ state }) => state === "trouble")?.exitCode ?? 0,
  });
}

async function findings(context: Context, { offline }: Input): Promise<Findings> {
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
    return [
      ...machine,
      ...skippedChecks([...NETWORK, "credential", ...CALL], "the configuration comes first"),
    ];
  }
  const found = [...machine, ...(await checkNetwork(host, settings))];
  const credential = checkCredential(context, settings, offline);
  const why = reasonForNoCall([...found, credential], offline);
  if (why === undefined) return [...found, credential, ...(await checkRequest(context))];
  if (why !== NO_CREDENTIAL) return [...found, credential, ...skippedChecks(CALL, why)];
  return [...found, credential, ...skippedChecks(["call"], why), await measureClock(context, settings)];
}

const NO_CREDENTIAL = "there is no usable credential";
const NETWORK = ["proxy", "certificates", "further certificates"];
const CALL = ["call", "clock"];

/** Every check is told, also one that was not made: a script may look for it. */
function skippedChecks(names: readonly string[], why: string): Findings {
  return names.map((name) => skipped(name, `not looked at: ${why}`));
}

/** Why nobody is called; undefined where somebody is. */
function reasonForNoCall(findings: Findings, offline: boolean): string | undefined {
  if (offline) return "--offline";
  const isTrouble = (name: string) =>
    findings.some(({ check, state }) => check === name && state === "trouble");
  if (isTrouble("leaks")) return "it would print the token";
  return isTrouble("credential") ? NO_CREDENTIAL : undefined;
}

const doctorView: View<readonly FailureText[]> = {
  table: (findings, { style }) => findings.map((finding) => lines(finding, style)).join(""),
  value: (findings) => ({
    one: {
      ok: !findings.some(({ state }) => state === "trouble"),
      checks: findings.map(({ check, state, fact, remedy, exitCode }) => ({
        check,
        state,
        fact,
        remedy: remedy ?? null,
        exit_code: exitCode === undefined ? null : jsonNumber(exitCode),
      })),
    },
  }),
};

const MARKS = {
  fine: ["ok      ", "green"],
  warning: ["warning ", "yellow"],
  trouble: ["trouble ", "red"],
  skipped: ["skipped ", "dim"],
} as const satisfies Record<CheckResult["state"], readonly [string, keyof Style]>;

function lines({ check, state, fact, remedy }: FailureText, style: Style): string {
  const [mark, color] = MARKS[state];
  const head = `${style[color](mark)} ${check}: ${safeText(fact)}\n`;
  const remedies = remedy?.split("\n") ?? [];
  return remedies.reduce(
    (text, one) => `${text}${" ".repeat(9)}${style.cyan("remedy:")} ${safeText(one)}\n`,
    head,
  );
}
