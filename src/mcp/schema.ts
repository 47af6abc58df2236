/** Arguments and results of tools: one declaration gives the JSON Schema, the check and the type. */
import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { z } from "zod";
import { type Failure, usage } from "../failure.ts";
import { isLosslessNumber } from "../json.ts";
import { closestMatch } from "../text/closestMatch.ts";

export type InputSchema = z.ZodObject;
export type OutputSchema = z.ZodObject;

/** What is wrong with arguments is reported like any other error, so nothing is refused here. */
export function argumentsSchema(schema: InputSchema): StandardSchemaWithJSON {
  return untested(z.toJSONSchema(schema, { io: "input" }));
}

/** Numbers in results keep their digits, which no schema library knows: clients check the result as JSON. */
export function resultSchema(schema: OutputSchema): StandardSchemaWithJSON {
  return untested(z.toJSONSchema(schema, { io: "output" }));
}

function untested(json: Record<string, unknown>): StandardSchemaWithJSON {
  const validate = (value: unknown) => ({ value });
  return {
    "~standard": {
      version: 1,
      vendor: "routera",
      validate,
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}

/** @throws Failure `bad_argument`, `unknown_argument` of kind usage */
export function readArguments<Schema extends InputSchema>(
  tool: string,
  schema: Schema,
  given: unknown,
): ReturnType<Schema["parse"]> {
  const parsed = schema.safeParse(withNumbers(given ?? {}));
  if (parsed.success) return parsed.data as ReturnType<Schema["parse"]>;
  const [issue] = parsed.error.issues;
  throw failureOf(tool, Object.keys(schema.shape), issue as z.core.$ZodIssue);
}

/** `5.0` is a whole number as well. Numbers deeper inside are values of deals, and keep their digits. */
function withNumbers(given: unknown): unknown {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, isLosslessNumber(value) ? Number(value.value) : value]),
  );
}

function failureOf(tool: string, names: readonly string[], issue: z.core.$ZodIssue): Failure {
  if (issue.code === "unrecognized_keys" && issue.path.length === 0) {
    const [name = ""] = issue.keys;
    const near = closestMatch(name, names);
    return usage(
      "unknown_argument",
      `${tool} has no argument ${JSON.stringify(name)}`,
      near === undefined ? `available arguments: ${names.join(", ")}` : `did you mean ${near}?`,
    );
  }
  const path = issue.path.map(String).join(".");
  return usage("bad_argument", `${tool}: ${path === "" ? "" : `${path}: `}${lowerFirst(issue.message)}`);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
