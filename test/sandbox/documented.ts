/** Whether answers are as the OpenAPI document says. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { parse } from "yaml";

type Operation = { responses: Record<string, { content: Record<string, unknown> }> };

const document = parse(readFileSync(new URL("openapi.yaml", import.meta.url), "utf8")) as {
  paths: Record<string, Record<string, Operation>>;
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, "routera");

/** Every documented pair of operation and status, as `PATCH /deals/{dealId} 409`. */
export const documentedAnswers: readonly string[] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    ["get", "patch", "post"].flatMap((method) =>
      Object.keys(methods[method]?.responses ?? {}).map(
        (status) => `${method.toUpperCase()} ${path} ${status}`,
      ),
    ),
);

/** What is wrong with an answer, by the document; empty when nothing is. @param answer as in `documentedAnswers` */
export function deviations(answer: string, contentType: string | null, body: unknown): readonly string[] {
  if (!documentedAnswers.includes(answer)) return [`${answer} is not documented`];
  if (!/^application\/json\b/.test(contentType ?? "")) return [`the content type is ${contentType}`];
  const [method = "", path = "", status = ""] = answer.split(" ");
  const steps = [
    "paths",
    path,
    method.toLowerCase(),
    "responses",
    status,
    "content",
    "application/json",
    "schema",
  ];
  return check(steps, body);
}

/** What is wrong with an error body that no operation documents. */
export function errorDeviations(body: unknown): readonly string[] {
  return check(["components", "schemas", "Error"], body);
}

function check(steps: readonly string[], body: unknown): readonly string[] {
  const pointer = steps
    .map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate = ajv.compile({ $ref: `routera#/${pointer}` });
  return validate(body)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
