/** NODE_DEBUG: Node itself may print what goes over the wire. */
import { usage } from "../../failure.ts";

/** Parts of Node that print neither requests nor the environment. A newer Node may have others: what is not known is refused. */
const HARMLESS: ReadonlySet<string> = new Set([
  "module",
  "esm",
  "timer",
  "source_map",
  "repl",
  "test_runner",
]);

type Env = Readonly<Record<string, string | undefined>>;

/** True where Node may print requests, or the environment of a tokenCommand. It compares names without regard to case. */
export function printsSecrets({ NODE_DEBUG }: Env): boolean {
  return (NODE_DEBUG ?? "").split(",").some((name) => name !== "" && !HARMLESS.has(name.toLowerCase()));
}

/**
 * Node reads the variable before any code of ours runs and cannot be changed later: all that is left is to send nothing.
 * @throws Failure `debug_prints_requests`
 */
export function refuseDebug(env: Env): void {
  if (!printsSecrets(env)) return;
  throw usage(
    "debug_prints_requests",
    `NODE_DEBUG=${env.NODE_DEBUG} may make Node print requests or secrets on stderr; nothing was sent`,
    "unset NODE_DEBUG",
  );
}
