/**
 * Asks the user of the client before anything is written. Clients of both kinds of the protocol are asked: those that take a
 * question while a call is open, and those that make the call again with the answer.
 */
import { randomUUID } from "node:crypto";
import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { asFailure, Failure } from "../failure.ts";
import { option, say } from "../hint.ts";
import type { Timers } from "../host.ts";

/** An answer that comes later than this is none. */
export const ANSWER_TIMEOUT_MS = 10 * 60_000;

/** Questions that wait for an answer; the oldest is dropped when there are more. */
const MAX_QUESTIONS = 100;

const KEY = "confirm";

const SCHEMA = {
  type: "object" as const,
  properties: { confirm: { type: "boolean" as const, title: "Apply these changes", default: false } },
  required: ["confirm"],
};

/** Ends the call with a question; the client makes the same call again with the answer. */
export class QuestionForClient {
  readonly result: InputRequiredResult;

  constructor(message: string, state: string) {
    this.result = inputRequired({
      inputRequests: { [KEY]: inputRequired.elicit({ message, requestedSchema: SCHEMA }) },
      requestState: state,
    });
  }
}

/** Who made a call. `isModern`: the client makes a call again to answer a question. */
export type AgentClient = {
  readonly server: McpServer;
  readonly isModern: boolean;
  readonly context: ServerContext;
};

/** `about` distinguishes questions: what is confirmed is what was asked. */
export type ApplyQuestion = { readonly message: string; readonly about: string };

type Answer = { readonly action: string; readonly content?: Readonly<Record<string, unknown>> | undefined };

export class Confirmations {
  readonly #timers: Timers & { elapsed(): number };
  readonly #questions = new Map<string, { readonly about: string; readonly until: number }>();

  constructor(timers: Timers & { elapsed(): number }) {
    this.#timers = timers;
  }

  /** @throws Failure `not_confirmed`; QuestionForClient; the reason of the signal */
  async confirm(client: AgentClient, question: ApplyQuestion, signal: AbortSignal): Promise<void> {
    const { context, isModern } = client;
    const answer = isModern ? this.#answerOf(context, question) : await this.#ask(context, question, signal);
    if (answer.action === "accept" && answer.content?.[KEY] === true) return;
    if (answer.action === "accept") throw notConfirmed("the user did not confirm the changes");
    throw notConfirmed(answer.action === "decline" ? "the user declined" : "the user canceled the prompt");
  }

  async #ask({ mcpReq }: ServerContext, { message }: ApplyQuestion, signal: AbortSignal): Promise<Answer> {
    const late = new AbortController();
    const stopWaiting = this.#timers.after(ANSWER_TIMEOUT_MS, () => late.abort());
    try {
      return await mcpReq.send(
        { method: "elicitation/create", params: { message, requestedSchema: SCHEMA } },
        { signal: AbortSignal.any([late.signal, signal]), timeout: 2 * ANSWER_TIMEOUT_MS },
      );
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (late.signal.aborted) throw tooLate();
      throw notConfirmed(`the client did not ask its user: ${asFailure(error).message}`);
    } finally {
      stopWaiting();
    }
  }

  /** What comes from the client counts only for a question that this process has asked, once. */
  #answerOf({ mcpReq }: ServerContext, { about, message }: ApplyQuestion): Answer {
    const state = mcpReq.requestState<string>();
    if (state === undefined) throw new QuestionForClient(message, this.#remember(about));
    const asked = this.#questions.get(state);
    this.#questions.delete(state);
    if (asked === undefined || asked.about !== about)
      throw notConfirmed("the response is for another question");
    if (this.#timers.elapsed() > asked.until) throw tooLate();
    const answer = inputResponse(mcpReq.inputResponses, KEY);
    if (answer.kind !== "elicit") throw notConfirmed("the client sent no response of its user");
    return answer;
  }

  #remember(about: string): string {
    const state = randomUUID();
    for (const oldest of this.#questions.keys()) {
      if (this.#questions.size < MAX_QUESTIONS) break;
      this.#questions.delete(oldest);
    }
    this.#questions.set(state, { about, until: this.#timers.elapsed() + ANSWER_TIMEOUT_MS });
    return state;
  }
}

/** True for a client that can show its user a form. */
export function canAsk({ context: { mcpReq }, isModern, server }: AgentClient): boolean {
  const envelope = mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  const declared = isModern
    ? (envelope?.[CLIENT_CAPABILITIES_META_KEY] as { readonly elicitation?: object } | undefined)
    : server.server.getClientCapabilities();
  const elicitation = declared?.elicitation;
  if (elicitation === undefined) return false;
  return "form" in elicitation || Object.keys(elicitation).length === 0;
}

/** @throws Failure where no one can be asked, and no one said that this is meant */
export function checkClientCanAsk(client: AgentClient, yes: boolean): void {
  if (yes || canAsk(client)) return;
  throw notConfirmed("this client cannot ask its user (it does not support elicitation)", [
    say`ask the person who started the server to use a client that can, or to add ${option("yes")} to its command`,
  ]);
}

function tooLate(): Failure {
  return notConfirmed(`the user did not answer within ${ANSWER_TIMEOUT_MS / 60_000} minutes`);
}

function notConfirmed(reason: string, hint?: readonly ReturnType<typeof say>[]): Failure {
  return new Failure("guard", `not confirmed: ${reason}; nothing was changed`, {
    code: "not_confirmed",
    hint: hint ?? "do not call the tool again unless the user asks for it",
  });
}
