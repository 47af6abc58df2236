/** NODE_DEBUG: Node itself may print what goes over the wire. */
import { usage } from "../../failure.ts";

/** Parts of Node that a request passes through; with some of these names its headers end on stderr. */
const PARTS = ["http", "https", "http2", "net", "tls", "stream", "undici", "fetch"];

type Env = Readonly<Record<string, string | undefined>>;

/** True where Node prints requests. It compares names without regard to case, and `*` stands for any letters. */
export function printsRequests({ NODE_DEBUG }: Env): boolean {
  return (NODE_DEBUG ?? "").split(",").some((name) => {
    const escaped = name.replace(/[|\\{}()[\]^$+?.]/g, "\\$&").replaceAll("*", ".*");
    return PARTS.some((part) => new RegExp(`^${escaped}$`, "i").test(part));
  });
}

/**
 * Node reads the variable before any code of ours runs and cannot be told otherwise later: all that is left is to send nothing.
 * @throws Failure `debug_prints_requests`
 */
export function refuseDebug(env: Env): void {
  if (!printsRequests(env)) return;
  throw usage(
    "debug_prints_requests",
    `NODE_DEBUG=${env.NODE_DEBUG} makes Node print requests with their token on stderr; nothing was sent`,
    "unset NODE_DEBUG",
  );
}
