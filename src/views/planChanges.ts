/** The steps of a plan for people. */
import { isLosslessNumber, type JsonObject } from "../json.ts";
import type { Style } from "../terminal/style.ts";
import { clip, rulerFor, wrap } from "../text/displayWidth.ts";
import { safeText } from "../text/escape.ts";
import { propertyCell } from "./deal.ts";
import type { Page } from "./view.ts";

/** A step as a plan holds it: one deal that changes, or one deal or field that can't. */
export type ShownStep =
  | {
      readonly type: "change";
      readonly row: number;
      readonly line?: number;
      readonly id: string;
      readonly name?: string;
      readonly before?: JsonObject;
      readonly updated_at?: string;
      readonly set: JsonObject;
      readonly previous_unknown?: readonly string[];
    }
  | {
      readonly type: "blocked";
      readonly line?: number;
      readonly id: string;
      readonly name?: string;
      readonly field?: string;
      readonly code: string;
      readonly message: string;
      readonly set?: JsonObject;
    };

/** All deals of a plan are shown up to the first number; of longer plans as many as the second one says. */
const SHOWN_WHOLE = 20;
const SHOWN_FIRST = 10;

/** The steps of the deals that are shown, once all were read. `hidden`: how many deals are not. */
export function firstChanges(
  steps: AsyncIterable<ShownStep>,
  limit?: number,
): {
  readonly steps: AsyncIterable<ShownStep>;
  readonly hidden: () => number;
} {
  const [whole, most] = limit === undefined ? [SHOWN_WHOLE, SHOWN_FIRST] : [limit, limit];
  let deals = 0;
  return { steps: shown(), hidden: () => (deals > whole ? deals - most : 0) };

  async function* shown(): AsyncGenerator<ShownStep> {
    let others: ShownStep[] = [];
    let last: string | undefined;
    for await (const step of steps) {
      if (step.id !== last) deals++;
      last = step.id;
      if (deals <= most) yield step;
      else if (deals <= whole) others.push(step);
      else others = [];
    }
    yield* others;
  }
}

/** A heading for each deal and a line for each field, `before → after`, cut to the width of a terminal; streamed. */
export async function* planSteps(steps: AsyncIterable<ShownStep>, page: Page): AsyncGenerator<string> {
  for await (const step of steps) yield await stepText(step, page);
}

/** One step: whole lines. Values are cut to the width, reasons are wrapped. */
async function stepText(step: ShownStep, page: Page): Promise<string> {
  if (step.type === "change") return linesText(changeLines(step), page);
  return (await linesText([heading(step)], page)) + (await reasonText(step, page));
}

async function linesText(lines: readonly (readonly Part[])[], page: Page): Promise<string> {
  const texts = lines.map((line) => line.map(({ text }) => cut(safeText(text), page)));
  const ruler = await rulerFor(texts.flat());
  return lines
    .map((line, at) => {
      let room = page.width || Number.POSITIVE_INFINITY;
      let drawn = "";
      for (const [part, { share, paint }] of line.entries()) {
        const text = texts[at]?.[part] ?? "";
        // What is behind keeps its part of the room: a long value does not hide the new one.
        const limit = share ? Math.max(Math.floor((room - ARROW.length) / 2), 1) : room;
        const shown = Number.isFinite(limit) ? clip(text, limit, ruler) : text;
        room -= ruler.width(shown);
        drawn += paint ? paint(shown, page.style) : shown;
      }
      return `${drawn.trimEnd()}\n`;
    })
    .join("");
}

type Part = {
  readonly text: string;
  readonly paint?: (text: string, style: Style) => string;
  /** True: takes at most half of the room that is left. */
  readonly share?: boolean;
};

const ARROW = " → ";

function heading({ id, name, line }: ShownStep): readonly Part[] {
  const bold = (text: string, style: Style) => style.bold(text);
  const dim = (text: string, style: Style) => style.dim(text);
  const place = line === undefined ? [] : [{ text: `  line ${line}`, paint: dim }];
  // The id is first: it is there to be copied, whatever has to be cut.
  if (name === undefined) return [{ text: id, paint: bold }, ...place];
  return [
    { text: id, paint: dim },
    { text: "  " },
    { text: name, paint: bold, share: line !== undefined },
    ...place,
  ];
}

function changeLines(step: Extract<ShownStep, { type: "change" }>): readonly (readonly Part[])[] {
  const names = Object.keys(step.set);
  const width = Math.min(Math.max(...names.map((name) => name.length)), 24);
  return [
    heading(step),
    ...names.map((name) => [
      { text: `  ${name.padEnd(width)}  ` },
      { ...before(step, name), share: true },
      { text: ARROW, paint: (text: string, style: Style) => style.dim(text) },
      { ...newPart(step, name), paint: (text: string, style: Style) => style.green(text) },
    ]),
  ];
}

function before(step: Extract<ShownStep, { type: "change" }>, name: string): Part {
  if (step.before !== undefined && Object.hasOwn(step.before, name)) {
    return { ...valuePart(name, step.before), paint: (text, style) => style.red(text) };
  }
  return { text: "(not read)", paint: (text, style) => style.yellow(text) };
}

/** A text in the place of a number, true or false is quoted: `12 → "13"` is another change than `12 → 13`. */
function newPart(step: Extract<ShownStep, { type: "change" }>, name: string): Part {
  const now = step.before && Object.hasOwn(step.before, name) ? step.before[name] : undefined;
  const next = step.set[name];
  const typeChanged = typeof next === "string" && (typeof now === "boolean" || isLosslessNumber(now));
  return typeChanged ? { text: JSON.stringify(next) } : valuePart(name, step.set);
}

function valuePart(name: string, fields: JsonObject): Part {
  if (fields[name] === null) return { text: "(none)" };
  const cell = propertyCell(name, fields[name], PLAIN);
  return { text: typeof cell === "string" ? cell : cell.text };
}

async function reasonText(step: Extract<ShownStep, { type: "blocked" }>, page: Page): Promise<string> {
  const field = step.field === undefined ? "" : `${step.field}: `;
  const reason = safeText(`blocked: ${field}${step.message} (${step.code})`);
  const lines = page.width ? wrap(reason, page.width - 2, await rulerFor([reason])) : [reason];
  return lines.map((line) => `  ${page.style.yellow(line)}\n`).join("");
}

/** Measuring megabytes to learn that they are too wide would take seconds. */
function cut(text: string, { width }: Page): string {
  return width && text.length > width * 16 ? `${text.slice(0, width * 16).toWellFormed()}…` : text;
}

const same = (text: string): string => text;
const PLAIN: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
