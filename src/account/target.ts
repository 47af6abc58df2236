/** Targets as origins: the API that a plan is for, and the account that suggestions belong to. */

/** Stands for the server inside the process, whose port is another at each call. */
export const EMBEDDED_ORIGIN = "sandbox:embedded";

/** The `origin` of a plan made, or applied, with these settings. */
export function planOrigin(settings: {
  readonly embedded: boolean;
  readonly baseUrl: { readonly value: string };
}): string {
  return settings.embedded ? EMBEDDED_ORIGIN : new URL(settings.baseUrl.value).origin;
}

/** Scheme, host and port; for the embedded sandbox, whose port is another at each call, a word. */
export function originOf(settings: {
  readonly embedded: boolean;
  readonly baseUrl: { readonly value: string };
}): string {
  return settings.embedded ? "sandbox:embedded" : new URL(settings.baseUrl.value).origin;
}
