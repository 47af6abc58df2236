/** Numbers before and after, and how far each deal moves. */
import { groupDigits } from "../decimalSum.ts";
import type { FieldSummary } from "../model.ts";
import { counted } from "../valueText.ts";
import { escapeHtml } from "./escape.ts";

const WIDTH = 720;
const HEIGHT = 110;
const BASE = 84;

type Numbers = Extract<FieldSummary, { shape: "numbers" }>;

export function numberFigure(field: Numbers): string {
  const sign = field.difference.startsWith("-") ? "" : "+";
  const tone = field.difference.startsWith("-") ? "down" : "up";
  const moves = [
    field.raised > 0 ? `${groupDigits(field.raised)} up` : "",
    field.lowered > 0 ? `${groupDigits(field.lowered)} down` : "",
  ].filter((text) => text !== "");
  const sums = [
    ["Sum before", field.before, ""],
    ["Sum after", field.after, ""],
    ["Difference", `${sign}${field.difference}`.replace("-", "−"), ` class=${tone}`],
  ].map(([label, value, mark]) => `<div><dt>${label}<dd${mark}>${value}</div>`);
  return `<dl class=sums>${sums.join("")}<div><dt>Deals<dd>${moves.join(", ") || "0"}</div></dl>${histogram(field)}`;
}

/** Bars of how many deals change by how much; downward to the left of zero. */
function histogram({ bins, name, lowered, raised }: Numbers): string {
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return "";
  const most = Math.max(...bins.map(({ count }) => count));
  const [low, high] = [Math.min(0, first.from), Math.max(0, last.to)];
  const x = (value: number): number => ((value - low) / (high - low)) * (WIDTH - 40) + 20;
  const bars = bins
    .filter(({ count }) => count > 0)
    .map(({ from, to, count }) => {
      const height = Math.max(2, (count / most) * (BASE - 18));
      const title = `${short(from)} to ${short(to)}: ${counted(count, "deal")}`;
      return `<rect class=${to <= 0 ? "down" : "up"} x=${n(x(from) + 1)} y=${n(BASE - height)} width=${n(Math.max(2, x(to) - x(from) - 2))} height=${n(height)} rx=1.5><title>${title}</title></rect>`;
    });
  const label = `Differences of ${name.slice(0, 60)}: ${counted(raised, "deal")} up, ${counted(lowered, "deal")} down, from ${short(first.from)} to ${short(last.to)}`;
  return [
    `<svg class=histogram viewBox="0 0 ${WIDTH} ${HEIGHT}" role=img aria-label="${escapeHtml(label.toWellFormed())}">`,
    `<line class=axis x1=20 x2=${WIDTH - 20} y1=${BASE} y2=${BASE} />`,
    ...bars,
    `<line class=zero x1=${n(x(0))} x2=${n(x(0))} y1=8 y2=${BASE + 5} />`,
    ...ticks(low, high).map(
      (value) =>
        `<text x=${n(x(value))} y=${BASE + 22} text-anchor=middle>${value === 0 ? "0" : short(value)}</text>`,
    ),
    "</svg>",
  ].join("");
}

/** Zero, and each end where its label does not touch that of zero. */
function ticks(low: number, high: number): readonly number[] {
  const room = (high - low) * 0.08;
  return [...(low < -room ? [low] : []), 0, ...(high > room ? [high] : [])];
}

/** `−12.5k`: at most three digits, for axes. */
function short(value: number): string {
  const sign = value < 0 ? "−" : value > 0 ? "+" : "";
  const size = Math.abs(value);
  const units = [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  const unit = units.find(([least]) => size >= least);
  const scaled = unit === undefined ? size : size / unit[0];
  const digits = scaled >= 1e6 ? scaled.toExponential(1) : String(Number(scaled.toPrecision(3)));
  return `${sign}${digits}${unit?.[1] ?? ""}`;
}

function n(value: number): string {
  return String(Number(value.toFixed(1)));
}
