/** Answers of the sandbox, in Routera's own shapes. */
import { type JsonValue, printJson } from "../json.ts";

/** JSON, with the digits of its numbers as they are kept. */
export function jsonAnswer(value: JsonValue, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(printJson(value), {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
  });
}

/** `{ "message": …, "error": true }` */
export function errorAnswer(status: number, message: string, headers: Record<string, string> = {}): Response {
  return jsonAnswer({ message, error: true }, status, headers);
}
