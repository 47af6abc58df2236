/** Flags as data: each one says how it is typed, what it means, and what its text becomes. */

/** One flag. The phantom `T` is what the input is made of. */
export type Flag<T> = {
  /** Name of the value in usage lines (`key=value`, `n`); undefined for a switch. */
  readonly value: string | undefined;
  readonly short: string | undefined;
  readonly summary: string;
  readonly repeat: boolean;
  /** The only values allowed, where there are such. */
  readonly choices: readonly string[] | undefined;
  /** True: `--no-NAME` exists too and yields false. */
  readonly negatable: boolean;
  /** What TAB may offer for the value. */
  readonly offers: Offer | undefined;
  /** Typed texts → the value; `undefined` where it was not typed. @throws Failure of kind usage */
  readonly read: (typed: Typed, name: string) => T;
};

/** What was typed for one flag: nothing, a switch, or texts in order. */
export type Typed = undefined | boolean | readonly string[];

/**
 * Kinds of values that completion knows from local files. `field`: names of fields to set or ask for; `assignment`: such a
 * name with a value; `key`: any key of a deal; `topic`: what `help` explains; `setting`: a key of a profile.
 */
export type Offer = "file" | "field" | "assignment" | "key" | "profile" | "run" | "topic" | "setting";

export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** What an input is made of: the values of the flags by their camelCase names. */
export type ValuesOf<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer T> ? T : never;
};

type Extras = {
  readonly short?: string;
  readonly offers?: Offer;
};

/** A switch: true when typed. */
export function toggle(summary: string, extras: Extras = {}): Flag<boolean> {
  return { ...base(summary, extras), value: undefined, read: (typed) => typed === true };
}

/** A switch with a `--no-` twin: undefined when neither was typed. */
export function onOff(summary: string): Flag<boolean | undefined> {
  return {
    ...base(summary, {}),
    value: undefined,
    negatable: true,
    read: (typed) => (typeof typed === "boolean" ? typed : undefined),
  };
}

/** One text; typing it twice is a usage error. */
export function text(value: string, summary: string, extras: Extras = {}): Flag<string | undefined> {
  return { ...base(summary, extras), value, read: (typed) => last(typed) };
}

/** One text turned into something else. */
export function parsed<T>(
  value: string,
  summary: string,
  parse: (text: string, flag: string) => T,
  extras: Extras = {},
): Flag<T | undefined> {
  return {
    ...base(summary, extras),
    value,
    read: (typed, name) => {
      const one = last(typed);
      return one === undefined ? undefined : parse(one, `--${name}`);
    },
  };
}

/** One of a few words. */
export function choice<const C extends string>(
  choices: readonly C[],
  value: string,
  summary: string,
  extras: Extras = {},
): Flag<C | undefined> {
  return { ...base(summary, extras), value, choices, read: (typed) => last(typed) as C | undefined };
}

/** Any number of texts, in the order in which they were typed. */
export function list(value: string, summary: string, extras: Extras = {}): Flag<readonly string[]> {
  return {
    ...base(summary, extras),
    value,
    repeat: true,
    read: (typed) => (Array.isArray(typed) ? typed : []),
  };
}

/** `dryRun` → `dry-run` */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function base(summary: string, extras: Extras): Omit<Flag<never>, "value" | "read"> {
  return {
    summary,
    short: extras.short,
    offers: extras.offers,
    repeat: false,
    negatable: false,
    choices: undefined,
  };
}

function last(typed: Typed): string | undefined {
  return Array.isArray(typed) ? typed.at(-1) : undefined;
}
