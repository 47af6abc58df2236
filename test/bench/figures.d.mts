/** As bench.json has it, see BENCHMARKS.md. */
export type Bench = {
  readonly version: number;
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly quick: boolean;
  readonly missing: readonly string[];
  readonly measurements: readonly Measurement[];
};

export type Measurement = {
  readonly part: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: number;
  readonly to?: string;
  readonly rounds: number;
  readonly spread: number;
};

export const DOCUMENTS: readonly string[];
export function withFigures(document: string, text: string, bench: Bench): string;
