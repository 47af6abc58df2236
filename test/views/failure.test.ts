import { describe, expect, it } from "vitest";
import { asFailure, Failure, usage } from "../../src/failure.ts";
import { plainStyle, styleFor } from "../../src/terminal/style.ts";
import { failureJson, failureText } from "../../src/views/failure.ts";
import { cliText } from "../harness/text/cliText.ts";

function faces(failure: Failure, verbose = false): string {
  return `${failureText(failure, cliText(failure), plainStyle, { verbose })}--- json\n${failureJson(failure, cliText(failure))}`;
}

describe("a failure", () => {
  it("of Routera's, word for word", () => {
    const failure = new Failure("conflict", "Cannot update an archived object", {
      code: "deal_archived",
      status: 409,
      verbatim: true,
      hint: [
        "restore the deal in Routera first",
        { say: "or leave it", run: { command: "deals get", operands: ["d-1"] } },
      ],
    });
    expect(faces(failure)).toMatchInlineSnapshot(`
      "error: Routera returned 409: Cannot update an archived object
      hint: restore the deal in Routera first
      hint: or leave it: routera deals get d-1
      --- json
      {"error":{"code":"deal_archived","message":"Cannot update an archived object","status":409,"retryable":false,"outcome":"not_applied","hint":"restore the deal in Routera first\\nor leave it: routera deals get d-1","command":["routera","deals","get","d-1"],"exit_code":6}}
      "
    `);
  });

  it("of ours, without a hint", () => {
    expect(
      faces(new Failure("try_later", "the network is down", { code: "network" })),
    ).toMatchInlineSnapshot(`
      "error: the network is down
      --- json
      {"error":{"code":"network","message":"the network is down","status":null,"retryable":true,"outcome":"not_applied","hint":null,"command":null,"exit_code":8}}
      "
    `);
  });

  it("with an unknown outcome", () => {
    const failure = new Failure("outcome_unknown", "the answer was lost", {
      code: "lost",
      outcome: "unknown",
    });
    expect(JSON.parse(failureJson(failure, cliText(failure)))).toEqual({
      error: {
        code: "lost",
        message: "the answer was lost",
        status: null,
        retryable: false,
        outcome: "unknown",
        hint: null,
        command: null,
        exit_code: 11,
      },
    });
  });

  it("shows its detail only with --verbose, every line behind words of ours", () => {
    const failure = usage("x", "bad input", "write it better").with({ detail: "first\n::error::second\r" });
    expect(failureText(failure, cliText(failure), plainStyle)).toBe(
      "error: bad input\nhint: write it better\n",
    );
    expect(failureText(failure, cliText(failure), plainStyle, { verbose: true })).toBe(
      "error: bad input\nhint: write it better\n  | first\n  | ::error::second\\r\n",
    );
  });

  it("cannot steer a terminal or a build log", () => {
    const message = "\u001b]0;x\u0007a\r\nb\u202e ##[group]";
    const failure = new Failure("rejected", message, {
      code: "x",
      status: 400,
      verbatim: true,
      hint: "\u001b[1A",
    });
    expect(failureText(failure, cliText(failure), plainStyle)).toBe(
      "error: Routera returned 400: \\x1b]0;x\\x07a\\r\\nb\\u202e \\x23#[group]\nhint: \\x1b[1A\n",
    );
    const json = failureJson(failure, cliText(failure));
    expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|##\[/u);
    expect(JSON.parse(json).error.message).toBe(message);
    expect(json.indexOf("\n")).toBe(json.length - 1);
  });

  it("that no one planned is labelled as ours", () => {
    const failure = asFailure(new TypeError("x is not a function"));
    expect(failureText(failure, cliText(failure), plainStyle)).toBe(
      "error: unexpected error: x is not a function\nhint: run the command again with --verbose, and report the output\n",
    );
  });

  it("has a red start", async () => {
    const failure = usage("x", "bad");
    expect(failureText(failure, cliText(failure), await styleFor(1))).toBe(
      "\u001b[31merror:\u001b[39m bad\n",
    );
  });
});
