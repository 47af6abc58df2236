/** Checks of the credential, and of Routera's answer to it. */

import { checkToken } from "../../api/token.ts";
import type { Context } from "../../context.ts";
import { asFailure, Failure } from "../../failure.ts";
import { describeCredential } from "../../profile/describeCredential.ts";
import type { Settings } from "../../profile/settings.ts";
import { type Finding, fine, skipped, trouble, warning } from "./finding.ts";

/** How far this machine's clock may be off before somebody should know, in milliseconds. */
const SKEW = 30_000;

/**
 * What can be told of the credential without sending it.
 * @param offline true: no call will tell whether a token can be had
 */
export function checkCredential({ host }: Context, settings: Settings, offline: boolean): Finding {
  const { credential, embedded } = settings;
  try {
    if (credential?.kind === "token") checkToken(credential.token, host.clock.now());
    if (credential === undefined && !embedded) {
      throw new Failure(
        "credentials",
        `there is no token for the profile ${JSON.stringify(settings.profile.value)}`,
        {
          code: "token_missing",
          hint: "set ROUTERA_TOKEN, or type `routera auth login`",
        },
      );
    }
    const described = describeCredential(settings);
    return offline && (credential?.kind === "command" || credential?.kind === "client")
      ? skipped("credential", `not tried: --offline; a token would be ${described}`)
      : fine("credential", described);
  } catch (error) {
    return trouble("credential", asFailure(error));
  }
}

/** One harmless call: is the address right, the credential accepted, the clock true? */
export async function checkCall(context: Context): Promise<readonly Finding[]> {
  let skew: number | undefined;
  context.onWire((event) => {
    if (event.type === "answer" && event.serverDate !== undefined) {
      skew = context.host.clock.now() - event.serverDate;
    }
  });
  const progress = await context.progress("asking Routera");
  const call = await (async () => {
    try {
      await (await context.deals()).page({ limit: 10, offset: 0 });
      return fine("call", "Routera answered and accepts the credential");
    } catch (error) {
      return trouble("call", asFailure(error));
    } finally {
      progress.done();
    }
  })();
  return [call, checkClock(skew)];
}

/** @param skew this machine's clock less the server's, in milliseconds */
export function checkClock(skew: number | undefined): Finding {
  if (skew === undefined) return skipped("clock", "not looked at: no answer told the time");
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) <= SKEW) return fine("clock", `agrees with Routera's to ${Math.max(1, seconds)} s`);
  return warning(
    "clock",
    `this machine's clock is ${seconds} s ${skew > 0 ? "ahead of" : "behind"} Routera's`,
    "set the clock; tokens may seem expired, or not yet good",
  );
}
