/** Doctor checks of the environment variables and directories of this machine. */
import { join } from "node:path";
import { engines } from "../../../package.json" with { type: "json" };
import { prepareTokenDirectory } from "../../account/tokenCache.ts";
import { refuseDebug } from "../../api/http/nodeDebug.ts";
import { asFailure, Failure, hintsOf } from "../../failure.ts";
import { createTemporary } from "../../files/atomicWrite.ts";
import { cacheDirectory } from "../../files/directories.ts";
import { stat } from "../../files/operations.ts";
import { outsideWarning } from "../../files/permissions.ts";
import { privateStateDirectory } from "../../files/privateFile.ts";
import { lookAtHint, systemReason } from "../../files/systemError.ts";
import { words } from "../../hint.ts";
import type { Host } from "../../host.ts";
import { type CheckResult, failed, ok, warning } from "./checkResult.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** @param running the version of Node, such as `20.19.0` */
export function checkNode(running: string): CheckResult {
  const [major = 0, minor = 0] = engines.node.replace(/^\D+/, "").split(".").map(Number);
  const [runsMajor = 0, runsMinor = 0] = running.split(".").map(Number);
  const enough = runsMajor > major || (runsMajor === major && runsMinor >= minor);
  return enough
    ? ok("node", `Node ${running}`)
    : failed(
        "node",
        new Failure("bug", `Node ${running} is older than ${major}.${minor}`, {
          code: "old_node",
          hint: `install Node ${major}.${minor} or newer`,
        }),
      );
}

/** Variables that make Node print, keep or give away what goes over the wire. */
export function checkEnvironment(env: Env): readonly CheckResult[] {
  const options = env.NODE_OPTIONS ?? "";
  const found = [
    checkDebugVariables(env),
    env.NODE_TLS_REJECT_UNAUTHORIZED === "0" &&
      warning(
        "environment",
        "NODE_TLS_REJECT_UNAUTHORIZED=0 is set, but routera always checks certificates",
        "unset NODE_TLS_REJECT_UNAUTHORIZED, and add your own CA with caFile",
      ),
    /--(inspect|require|import|loader|tls-keylog|experimental-loader)|(^|\s)-r\b/.test(options) &&
      warning(
        "environment",
        "NODE_OPTIONS loads code into routera or opens its inspector",
        "unset NODE_OPTIONS",
      ),
    env.SSLKEYLOGFILE &&
      warning(
        "environment",
        "SSLKEYLOGFILE is set: some programs write TLS keys to it",
        "unset SSLKEYLOGFILE",
      ),
  ].filter((result) => typeof result === "object");
  return found.length > 0 ? found : [ok("environment", "no unsafe variables")];
}

/** With it no call is made at all. */
function checkDebugVariables(env: Env): CheckResult | undefined {
  try {
    refuseDebug(env);
    return undefined;
  } catch (error) {
    return failed("environment", asFailure(error));
  }
}

/** A variable that is set but empty counts as unset, which may surprise. */
export function checkVariables(env: Env): readonly CheckResult[] {
  const empty = Object.keys(env).filter((name) => /^ROUTERA_/.test(name) && env[name] === "");
  if (empty.length === 0) return [ok("variables", "no empty ROUTERA_ variables")];
  return empty.map((name) =>
    warning("variables", `${name} is empty and treated as unset`, `set ${name} to a value, or unset it`),
  );
}

/** The state directory takes the runs' journals: it must be there, or be possible to make, and be writable for this user alone. */
export async function checkState(host: Host): Promise<CheckResult> {
  try {
    const directory = await privateStateDirectory(host);
    await tryToWrite(directory);
    const readable = outsideWarning(directory, host);
    return readable === undefined
      ? ok("state directory", directory)
      : warning("state directory", readable, "set XDG_STATE_HOME to a directory below your user profile");
  } catch (error) {
    return failed("state directory", asFailure(error));
  }
}

async function tryToWrite(directory: string): Promise<void> {
  try {
    const trial = await createTemporary(join(directory, "doctor"));
    await trial.discard();
  } catch (error) {
    throw new Failure(
      "local_io",
      `cannot write to the state directory ${directory}: ${systemReason(error)}`,
      {
        code: "state_unwritable",
        hint: lookAtHint(
          "set XDG_STATE_HOME to another directory, or make this one writable for you only",
          directory,
          "-ld",
        ),
      },
    );
  }
}

/** Where no token can be kept, each call with client credentials asks for one of its own: slower, but it works. */
export async function checkTokenDirectory(host: Host): Promise<CheckResult> {
  try {
    const directory = join(cacheDirectory(host), "tokens");
    if (!(await isThere(join(directory, "..")))) return ok("token directory", "not created yet");
    return ok("token directory", await prepareTokenDirectory(host));
  } catch (error) {
    const failure = asFailure(error);
    const info = words`tokens are not cached: ${failure.words}`;
    const [first = "set XDG_CACHE_HOME to a directory that you own", ...more] = hintsOf(failure);
    return warning("token directory", info, first, ...more);
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
