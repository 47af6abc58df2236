/** `routera doctor`: what it does. */
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { asFailure } from "../../failure.ts";
import { jsonNumber } from "../../json.ts";
import type { Settings } from "../../profile/settings.ts";
import { safeText } from "../../terminal/safeText.ts";
import type { Style } from "../../terminal/style.ts";
import type { View } from "../../views/view.ts";
import { checkCall, checkCredential } from "./account.ts";
import type { DoctorRequest } from "./doctor.ts";
import { checkLeaks, checkNode, checkVariables } from "./environment.ts";
import { type Finding, skipped, trouble } from "./finding.ts";
import { checkFiles, checkNetworkFiles, checkState, skippedChecks } from "./machine.ts";

type Findings = readonly Finding[];

export const doctorAction: Action<DoctorRequest, Findings> = {
  withoutSettings: true,
  run: async (context, { offline }) => {
    const { env, nodeVersion } = context.host;
    const findings: Finding[] = [checkNode(nodeVersion), ...checkLeaks(env), ...checkVariables(env)];
    findings.push(...(await checkFiles(context)), await checkState(context.host));
    // A broken file is told once: the settings fail for the same reason.
    const settings = await settingsOf(context, findings);
    if (settings === undefined) {
      return [...findings, ...skippedChecks(["proxy", "certificates", "credential", "call", "clock"])];
    }
    const credential = checkCredential(context, settings);
    findings.push(...(await checkNetworkFiles(context.host, settings)), credential);
    if (offline) return [...findings, skipped("call", "not made: --offline")];
    if (credential.state === "trouble")
      return [...findings, skipped("call", "not made: there is no usable credential")];
    return [...findings, ...(await checkCall(context))];
  },
  view: () => doctorView,
  exitCode: (findings) => findings.find(({ state }) => state === "trouble")?.exitCode ?? 0,
};

async function settingsOf(context: Context, findings: Finding[]): Promise<Settings | undefined> {
  try {
    return await context.settings();
  } catch (error) {
    if (!findings.some(({ state }) => state === "trouble"))
      findings.push(trouble("settings", asFailure(error)));
    return undefined;
  }
}

const doctorView: View<Findings> = {
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
} as const satisfies Record<Finding["state"], readonly [string, keyof Style]>;

function lines({ check, state, fact, remedy }: Finding, style: Style): string {
  const [mark, colour] = MARKS[state];
  const head = `${style[colour](mark)} ${check}: ${safeText(fact)}\n`;
  return remedy === undefined
    ? head
    : `${head}${" ".repeat(9)}${style.cyan("remedy:")} ${safeText(remedy)}\n`;
}
