/** What a call runs with: every value knows where it came from. */

/** Where a value came from. */
export type Source =
  | { readonly from: "flag"; readonly flag: string }
  | { readonly from: "environment"; readonly variable: string }
  | { readonly from: "project"; readonly file: string; readonly profile: string }
  | { readonly from: "user"; readonly file: string; readonly profile: string }
  | { readonly from: "sandbox" }
  | { readonly from: "default" };

export type Sourced<T> = { readonly value: T; readonly source: Source };

/** How a call proves who it is. Secrets never leave this value but for the Authorization header or the token request. */
export type Credential =
  | { readonly kind: "token"; readonly token: string; readonly source: Source }
  | {
      readonly kind: "client";
      readonly clientId: string;
      readonly clientSecret: string;
      /** Where id and secret go at the token endpoint: in the form body or as HTTP Basic. */
      readonly auth: "body" | "basic";
      readonly source: Source;
    }
  | { readonly kind: "command"; readonly command: readonly string[]; readonly source: Source };

export const FORMATS = ["table", "json", "ndjson", "csv"] as const;

export type Format = (typeof FORMATS)[number];

/** Settings of one call, all resolved. */
export type Settings = {
  /** Name of the profile in use. */
  readonly profile: Sourced<string>;
  /**
   * True for the built-in profile `sandbox`: the API is served inside this process. `credential` is then undefined, and
   * `baseUrl` is loopback without its port, which is known once the server listens.
   */
  readonly embedded: boolean;
  readonly baseUrl: Sourced<string>;
  /** Undefined when there is none; a command that needs one says so then. */
  readonly credential: Credential | undefined;
  readonly format: Sourced<Format>;
  /** Properties asked for with every deal. */
  readonly properties: Sourced<readonly string[]>;
  /** Per request, milliseconds. */
  readonly timeout: Sourced<number>;
  readonly retries: Sourced<number>;
  readonly concurrency: Sourced<number>;
  /** Requests per second; undefined for no limit. */
  readonly rate: Sourced<number | undefined>;
  readonly caFile: Sourced<string | undefined>;
  /** True: this profile only reads; every write is refused before any request. */
  readonly readonly: Sourced<boolean>;
  /** Facts to tell the user once, on stderr. */
  readonly warnings: readonly string[];
};

/** Values given by flags, as text or already parsed; undefined where not given. */
export type FlagSettings = {
  readonly profile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly config?: string | undefined;
  readonly format?: Format | undefined;
  readonly timeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly rate?: number | undefined;
};
