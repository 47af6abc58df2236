/** Whose names these are. */

/** Scheme, host and port; for the embedded sandbox, whose port is another at each call, a word. */
export function originOf(settings: {
  readonly embedded: boolean;
  readonly baseUrl: { readonly value: string };
}): string {
  return settings.embedded ? "sandbox:embedded" : new URL(settings.baseUrl.value).origin;
}
