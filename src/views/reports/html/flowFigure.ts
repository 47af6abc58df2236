/** What moves where: previous values on the left, new values on the right, ribbons as wide as their count. */
import { groupDigits } from "../decimalSum.ts";
import type { Flow } from "../model.ts";
import { escapeHtml } from "./escape.ts";

const WIDTH = 720;
const LEFT = 236;
const RIGHT = WIDTH - LEFT;
const BAR = 6;
const GAP = 10;
const LEAST = 20;
const ROOM = 190;
/** Few values make a small picture. */
const ROOM_PER_NODE = 52;
const MAX_NODES = 7;
const MAX_LABEL = 26;

type Node = { readonly label: string; count: number; y: number; height: number; used: number };

/** An SVG; its label says the largest flows in words. */
export function flowFigure(flows: readonly Flow[], fieldName: string): string {
  const shown = folded(flows);
  const total = shown.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(new Set(shown.map(({ from }) => from)).size, new Set(shown.map(({ to }) => to)).size);
  const scale = Math.min(ROOM, most * ROOM_PER_NODE) / total;
  const left = nodes(shown, ({ from }) => from, scale);
  const right = nodes(shown, ({ to }) => to, scale);
  const height = Math.max(bottom(left), bottom(right));
  centered(left, height);
  centered(right, height);
  const order = (side: ReadonlyMap<string, Node>, key: string): number => side.get(key)?.y ?? 0;
  const ribbons = [...shown]
    .sort((a, b) => order(left, a.from) - order(left, b.from) || order(right, a.to) - order(right, b.to))
    .map((flow) => ribbon(flow, left.get(flow.from) as Node, right.get(flow.to) as Node));
  const words = shown.slice(0, 12).map(({ from, to, count }) => `${from} to ${to}: ${groupDigits(count)}`);
  return [
    `<svg class=flow viewBox="0 0 ${WIDTH} ${Math.ceil(height) + 2}" role=img aria-label="${escapeHtml(`${cut(fieldName, 60)}: ${words.join("; ")}`)}">`,
    ...ribbons,
    ...[...left.values()].map((node) => drawn(node, LEFT, "end")),
    ...[...right.values()].map((node) => drawn(node, RIGHT, "start")),
    "</svg>",
  ].join("");
}

/** Values beyond the largest ones of a side become one. */
function folded(flows: readonly Flow[]): readonly Flow[] {
  const from = kept(flows, (flow) => flow.from);
  const to = kept(flows, (flow) => flow.to);
  const result = new Map<string, { from: string; to: string; count: number }>();
  for (const flow of flows) {
    const pair = { from: from.get(flow.from) ?? "", to: to.get(flow.to) ?? "" };
    const key = JSON.stringify(pair);
    const known = result.get(key);
    if (known) known.count += flow.count;
    else result.set(key, { ...pair, count: flow.count });
  }
  return [...result.values()].sort((a, b) => b.count - a.count);
}

function kept(flows: readonly Flow[], side: (flow: Flow) => string): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const flow of flows) counts.set(side(flow), (counts.get(side(flow)) ?? 0) + flow.count);
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([label]) => label);
  const most = sorted.length <= MAX_NODES ? sorted.length : MAX_NODES - 1;
  return new Map(
    sorted.map((label, at) => [label, at < most ? label : `${sorted.length - most} other values`] as const),
  );
}

function nodes(
  flows: readonly Flow[],
  side: (flow: Flow) => string,
  scale: number,
): ReadonlyMap<string, Node> {
  const result = new Map<string, Node>();
  for (const flow of flows) {
    const label = side(flow);
    const node = result.get(label) ?? { label, count: 0, y: 0, height: 0, used: 0 };
    node.count += flow.count;
    result.set(label, node);
  }
  let y = 1;
  for (const node of [...result.values()].sort((a, b) => b.count - a.count)) {
    node.y = y;
    node.height = Math.max(LEAST, node.count * scale);
    y += node.height + GAP;
  }
  return result;
}

function bottom(side: ReadonlyMap<string, Node>): number {
  return Math.max(...[...side.values()].map(({ y, height }) => y + height));
}

function centered(side: ReadonlyMap<string, Node>, height: number): void {
  const shift = (height - bottom(side)) / 2;
  for (const node of side.values()) node.y += shift;
}

function ribbon({ count }: Flow, from: Node, to: Node): string {
  const [a, b] = [taken(from, count), taken(to, count)];
  const [x1, x2, middle] = [LEFT + BAR, RIGHT - BAR, WIDTH / 2];
  const path = `M${x1} ${n(a.top)}C${middle} ${n(a.top)} ${middle} ${n(b.top)} ${x2} ${n(b.top)}V${n(b.end)}C${middle} ${n(b.end)} ${middle} ${n(a.end)} ${x1} ${n(a.end)}Z`;
  return `<path class=ribbon d="${path}"><title>${escapeHtml(`${cut(from.label, 60)} → ${cut(to.label, 60)}: ${groupDigits(count)}`)}</title></path>`;
}

function taken(node: Node, count: number): { readonly top: number; readonly end: number } {
  const top = node.y + node.used;
  node.used += (count / node.count) * node.height;
  return { top, end: node.y + node.used };
}

function drawn({ count, height, label, y }: Node, x: number, anchor: "start" | "end"): string {
  const bar = anchor === "end" ? x : x - BAR;
  const at = anchor === "end" ? x - 8 : x + 8;
  const name = `<tspan class=name>${escapeHtml(cut(label, MAX_LABEL))}</tspan>`;
  const amount = `<tspan class=n>${groupDigits(count)}</tspan>`;
  const text = anchor === "end" ? `${name} ${amount}` : `${amount} ${name}`;
  return `<rect class=${anchor === "end" ? "old" : "new"} x=${bar} y=${n(y)} width=${BAR} height=${n(height)} rx=2 /><text x=${at} y=${n(y + height / 2 + 5)} text-anchor=${anchor}>${text}</text>`;
}

function cut(text: string, most: number): string {
  const characters = [...text.slice(0, 4 * most)];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

function n(value: number): string {
  return String(Number(value.toFixed(1)));
}
