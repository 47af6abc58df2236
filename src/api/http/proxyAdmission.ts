/**
 * Whether a proxy lets us through. Until it has opened one tunnel only one request at a time asks it, and what it refuses is not
 * asked again in this process: many wrong passwords within a second lock an account.
 */
import type { NetworkError } from "./networkError.ts";

type Admission = {
  accepted: boolean;
  /** Set while someone asks. */
  asking: Promise<void> | undefined;
  /** A refused password is refused for every target. */
  refused: NetworkError | undefined;
  readonly refusedTargets: Map<string, NetworkError>;
};

const admissions = new Map<string, Admission>();

export type ProxyAdmission = {
  /**
   * Makes one request when its turn comes.
   * @param send calls `onTunnel` as soon as the proxy has opened a tunnel
   * @returns the reply; or what the proxy refused before, and then nothing was sent
   */
  pass<Sent extends { readonly reply: object }>(
    send: (onTunnel: () => void) => Promise<Sent>,
    signal: AbortSignal,
  ): Promise<Sent | { readonly reply: NetworkError; readonly reused: false }>;
};

/** @param proxy its address, with the user name and password @param origin the target */
export function proxyAdmission(proxy: string, origin: string): ProxyAdmission {
  const admission = admissions.get(proxy) ?? {
    accepted: false,
    asking: undefined,
    refused: undefined,
    refusedTargets: new Map<string, NetworkError>(),
  };
  admissions.set(proxy, admission);
  return {
    pass: async (send, signal) => {
      while (true) {
        const refusal = admission.refused ?? admission.refusedTargets.get(origin);
        if (refusal !== undefined) return { reply: refusal, reused: false };
        if (admission.accepted || admission.asking === undefined || signal.aborted) break;
        await ended(admission.asking, signal);
      }
      let answered = () => {};
      if (!admission.accepted) {
        admission.asking = new Promise((resolve) => {
          answered = () => {
            admission.asking = undefined;
            resolve();
          };
        });
      }
      try {
        const sent = await send(() => {
          admission.accepted = true;
          answered();
        });
        const reply = sent.reply as Partial<NetworkError>;
        if (reply.kind === "proxy_auth") admission.refused = reply as NetworkError;
        if (reply.kind === "proxy_policy") admission.refusedTargets.set(origin, reply as NetworkError);
        return sent;
      } finally {
        answered();
      }
    },
  };
}

/** Resolves when the promise does, or at the signal. */
async function ended(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
  });
  await Promise.race([waiting, stopped]);
  signal.removeEventListener("abort", stop);
}
