/** A row of the fault table, and what several of its groups are made of. */
import { gzipSync } from "node:zlib";
import { answer, type Responder, reset } from "../../api/scriptedServer.ts";
import { applied, unapplied } from "../../harness/dealServer.ts";
import { SECRET_CANARY } from "../../harness/program.ts";
import type { Faults } from "../hostileServer.ts";

export type Case = {
  readonly what: string;
  readonly faults: Faults;
  readonly everywhere?: boolean;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly deals?: number;
  readonly one: string;
  readonly many: string;
  /** What `runs resume` came to in a world that is well again; default: all was done, and nothing had to be said. */
  readonly resumed?: string;
};

export const errorMessage = (status: number, message: string): Responder =>
  answer(status, { message, error: true });
export const down = (status: number): Responder => errorMessage(status, "Try later");
export const busy = (after?: string): Responder =>
  answer(
    429,
    { message: "Too many requests", error: true },
    after === undefined ? {} : { "retry-after": after },
  );
export const otherDeal: Responder = answer(200, {
  id: "another",
  updated_at: "2026-05-28T12:00:00.000Z",
  archived: false,
});
export const archivedDeal: Responder = answer(200, { id: "d1", archived: "2026-06-01T10:00:00.000Z" });
export const errorBody: Responder = answer(200, { message: "Something went wrong", error: true });
/** A server whose clock is off by so many milliseconds asks for a second, in its own time. */
export const busyUntil =
  (off: number): Responder =>
  (response, request) => {
    const now = Date.now() + off;
    const headers = {
      date: new Date(now).toUTCString(),
      "retry-after": new Date(now + 1_000).toUTCString(),
    };
    answer(429, { message: "Too many requests", error: true }, headers)(response, request);
  };
export const HOUR = 3_600_000;
/** Some KiB that unpack to 64 MiB. */
export const bomb: Responder = answer(200, gzipSync(Buffer.alloc(64 * 1024 * 1024, " "), { level: 1 }), {
  "content-encoding": "gzip",
});
export const badText: Responder = answer(200, Buffer.from('{"id":"d1","deal_name":"\xff\xfe"}', "latin1"));
export const CHANGED_ELSEWHERE = { deal_name: "Somebody else's" };
/** The connection is closed in good order, as one that has idled too long. */
export const hangUp: Responder = (response) => response.socket?.end();

export const ONCE = ["--retries", "1"];
export const NEVER = ["--retries", "0"];
export const IMPATIENT = ["--timeout", "400ms"];
export const CLIENT = {
  ROUTERA_TOKEN: undefined,
  ROUTERA_CLIENT_ID: "client",
  ROUTERA_CLIENT_SECRET: SECRET_CANARY,
};

export const lost = (act: Responder, words: readonly string[] = []) => ({
  done: { faults: { PATCH: [applied(act)] }, words },
  undone: { faults: { PATCH: [unapplied(act)] }, words },
  unreadable: { faults: { PATCH: [applied(act)], GET: reset }, words: [...words, ...NEVER] },
});
