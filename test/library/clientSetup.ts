/** Shared set-up of the tests client, options. */

export const bad = (message: string) => ({
  name: "RouteraFailure",
  kind: "usage",
  code: "bad_option",
  message,
});
