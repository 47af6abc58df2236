/**
 * A thread with a bounded heap that parses and writes spreadsheets: a hostile file exhausts that heap and not this process,
 * and one that never ends is stopped.
 */
import type { Worker } from "node:worker_threads";
import type { SpreadsheetLimits } from "./limits.ts";
import type { Request, Response } from "./protocol.ts";
import { errorOf, SpreadsheetError } from "./spreadsheetError.ts";

type ResponseTo<Type extends Response["type"]> = Extract<Response, { readonly type: Type }>;

export type SheetWorker = {
  /** @throws SpreadsheetError; the signal's reason when it is aborted */
  ask<Type extends Response["type"]>(
    request: Request,
    type: Type | readonly Type[],
    transfer?: readonly ArrayBuffer[],
  ): Promise<ResponseTo<Type>>;
  close(): Promise<void>;
};

export async function startSheetWorker(
  limits: Pick<SpreadsheetLimits, "heapMiB" | "stepMs">,
  signal?: AbortSignal,
): Promise<SheetWorker> {
  signal?.throwIfAborted();
  const [{ Worker }, { default: source }] = await Promise.all([
    import("node:worker_threads"),
    import("./worker/worker.ts?worker-source"),
  ]);
  const worker = new Worker(source, {
    eval: true,
    // Nothing of the environment or of the arguments is needed there.
    env: {},
    argv: [],
    execArgv: [],
    // Node.js ends a worker that reaches its limit within the next 16 MiB. One scavenge may move the whole young generation,
    // and if that is larger, V8 ends the process (seen with Node.js 22 and 64 MiB).
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMiB, maxYoungGenerationSizeMb: 16 },
  });
  const failure = failureOf(worker, limits);
  return {
    ask: async (request, type, transfer = []) => {
      signal?.throwIfAborted();
      const response = await answer(worker, request, transfer, failure, limits, signal);
      if (response.type === "problem") throw errorOf(response.problem);
      if (response.type === "bug") throw bug(response);
      const types = Array.isArray(type) ? type : [type];
      if (!types.includes(response.type)) throw new Error(`unexpected response ${response.type}`);
      return response as never;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

function answer(
  worker: Worker,
  request: Request,
  transfer: readonly ArrayBuffer[],
  failure: Promise<never>,
  { stepMs }: Pick<SpreadsheetLimits, "stepMs">,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const ended = new AbortController();
  const response = new Promise<Response>((resolve, reject) => {
    worker.once("message", resolve);
    const tooSlow = () =>
      reject(new SpreadsheetError("spreadsheet_too_large", { what: "time", limit: stepMs }));
    const timeout = AbortSignal.timeout(stepMs);
    timeout.addEventListener("abort", tooSlow, { once: true, signal: ended.signal });
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true, signal: ended.signal });
    worker.postMessage(request, [...transfer]);
  });
  return Promise.race([response, failure]).finally(() => ended.abort());
}

/** Rejects when the worker dies. */
function failureOf(worker: Worker, { heapMiB }: Pick<SpreadsheetLimits, "heapMiB">): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    worker.once("error", (error: NodeJS.ErrnoException) => {
      const full = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      reject(
        full ? new SpreadsheetError("spreadsheet_too_large", { what: "memory", limit: heapMiB }) : error,
      );
    });
    worker.once("exit", (code) => reject(new Error(`the spreadsheet worker ended with ${code}`)));
  });
  // It also ends when no one waits for it.
  failure.catch(() => {});
  return failure;
}

function bug({ message, stack }: ResponseTo<"bug">): Error {
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
