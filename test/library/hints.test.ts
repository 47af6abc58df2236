/** Data in words of options and functions. */
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/failure.ts";
import { type HintKinds, option, placeholder, variable, words } from "../../src/hint.ts";
import { libraryWording, toFailure, toLibraryWording } from "../../src/library/hints.ts";
import { RouteraFailure } from "../../src/library/routeraFailure.ts";

describe("a hint of each kind", () => {
  const HINTS: { readonly [Kind in keyof HintKinds]: readonly [HintKinds[Kind], string | undefined][] } = {
    run: [
      [{ run: { command: "deals get", operands: ["it's"] }, say: "look" }, 'look: client.get("it\'s")'],
      [{ run: { command: "deals get", operands: [placeholder("ID")] } }, "client.get(id)"],
      [
        { run: { command: "runs resume", operands: ["r1"], options: { retry: "failed" } } },
        'resume({ client, run: "r1", retry: "failed" })',
      ],
      [{ run: { command: "doctor" } }, undefined],
      [{ run: { command: "profile show" }, say: "show where it is set" }, "show where it is set"],
    ],
    shell: [[{ shell: ["chmod", "600", "a b"], say: "close it" }, "close it: chmod 600 'a b'"]],
    help: [[{ help: ["help", "configuration"] }, undefined]],
    logIn: [
      [{ logIn: "missing" }, "pass token, clientId and clientSecret, or tokens"],
      [{ logIn: "client" }, "check clientId and clientSecret"],
    ],
    again: [
      [{ again: {} }, "try again"],
      [{ again: { more: "timeout" } }, "try again, with a longer timeout if the network is slow"],
      [{ again: { more: "retries" } }, "try again later, or with more retries: retries: 6"],
    ],
    checkAddress: [[{ checkAddress: "network" }, "check the network and baseUrl"]],
    nameCaFile: [
      [{ nameCaFile: true }, "if your network has its own CA, pass caFile or ca, or set NODE_EXTRA_CA_CERTS"],
    ],
    reportBug: [[{ reportBug: true }, "report the error with its stack"]],
    say: [
      [{ say: words`add ${option("ignoreColumn", "a b")}` }, 'add ignoreColumns: "a b"'],
      [
        { say: words`${option("read", false)}, ${variable("token")}, ${option("where")}` },
        "read: false, token, where",
      ],
    ],
  };

  it.each(
    Object.entries(HINTS).flatMap(([kind, pairs]) =>
      pairs.map(([hint, text]) => [kind, hint, text] as const),
    ),
  )("%s %j", (_kind, hint, text) => {
    expect(libraryWording.hint(hint)).toEqual({ hint: text, command: undefined });
  });
});

it("a failure is reported once, and read back as what it was", () => {
  const failure = new Failure("guard", words`more than ${option("maxErrors")}`, {
    code: "too_many_errors",
    hint: [{ again: {} }, { run: { command: "doctor" } }, "wait"],
    cause: "x",
  });
  const told = toLibraryWording(failure);
  expect(told).toBeInstanceOf(RouteraFailure);
  expect({ ...told, message: told.message, cause: told.cause }).toMatchObject({
    kind: "guard",
    code: "too_many_errors",
    message: "more than maxErrors",
    hint: "try again\nwait",
    cause: "x",
  });
  expect(told.stack?.split("\n")[0]).toBe("RouteraFailure: more than maxErrors");
  expect(told.stack).toContain("hints.test.ts");
  expect(toLibraryWording(told)).toBe(told);
  expect(toFailure(told)).toMatchObject({ kind: "guard", code: "too_many_errors", hint: "try again\nwait" });
});
