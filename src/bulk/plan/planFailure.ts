/** A plan file that can't be trusted: which line, and why. All of them are bad input, found before any request. */
import { type Failure, usage } from "../../failure.ts";
import { shellWord } from "../../profile/shellWord.ts";
import { PLAN_VERSION } from "./step.ts";

const AGAIN = "make the plan again: routera deals plan … --out plan.jsonl";

/** Something in the file is not what this program wrote. */
export function planDamaged(name: string, line: number, reason: string): Failure {
  return usage("plan_damaged", `the plan ${name} is damaged at line ${line}: ${reason}`, AGAIN);
}

/** The file ends before its last line. */
export function planCut(name: string, line: number): Failure {
  return usage(
    "plan_cut",
    `the plan ${name} was cut off: it ends at line ${line} without its last line`,
    AGAIN,
  );
}

/** The file has another format. */
export function planVersion(name: string, version: string): Failure {
  return usage(
    "plan_version",
    `the plan ${name} (line 1) is written in version ${version.slice(0, 20)}, this program knows version ${PLAN_VERSION}`,
    "use the version of routera that made the plan, or make it again",
  );
}

/** The file is not what it was when it was checked. */
export function planChanged(name: string): Failure {
  return usage("plan_changed", `the plan ${name} was changed while it was read`, "run the command again");
}

/** The file can't be read at all. @param reason a code of the system, or words */
export function planUnreadable(name: string, reason: string): Failure {
  const hint = reason === "ENOENT" ? "check the name and the current folder: ls" : AGAIN;
  return usage("plan_unreadable", `cannot read the plan ${name}: ${REASONS[reason] ?? reason}`, hint);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
};

/** The file holds something else. */
export function notAPlan(name: string): Failure {
  return usage(
    "not_a_plan",
    `${name} is not a plan`,
    `where it holds rows, make a plan of them: routera deals plan ${shellWord(name)} --out plan.jsonl`,
  );
}
