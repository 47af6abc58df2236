/** Which API a plan is for. */

/** Stands for the server inside the process, whose port is another at each call. */
export const EMBEDDED_ORIGIN = "sandbox:embedded";

/** The `origin` of a plan made, or applied, with these settings. */
export function planOrigin(settings: {
  readonly embedded: boolean;
  readonly baseUrl: { readonly value: string };
}): string {
  return settings.embedded ? EMBEDDED_ORIGIN : new URL(settings.baseUrl.value).origin;
}
