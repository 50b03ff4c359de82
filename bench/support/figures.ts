/** Figures of a benchmark: medians, ratios, and a table of them. */

export interface Figure {
  readonly what: string;
  /** Milliseconds of several runs. */
  readonly ours: readonly number[];
  /** Of what it is compared with. */
  readonly theirs?: readonly number[];
  /** In words, e.g. `≤ 2×`. */
  readonly target: string;
  readonly met: boolean | undefined;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[sorted.length % 2 ? middle : middle - 1],
    sorted[middle],
  ];
  return (low + high) / 2;
}

/** A figure that is to be at most so many times that of the other. */
export function within(
  what: string,
  ours: readonly number[],
  theirs: readonly number[],
  most: number,
): Figure {
  return {
    what,
    ours,
    theirs,
    target: `≤ ${Number(most.toFixed(2))}×`,
    met: median(ours) <= most * median(theirs),
  };
}

/** A figure that no run of is to be above a limit. */
export function below(what: string, ours: readonly number[], limit: number): Figure {
  return { what, ours, target: `≤ ${limit} ms`, met: Math.max(...ours, 0) <= limit };
}

/** A figure beside another, without a limit. */
export function beside(what: string, ours: readonly number[], theirs: readonly number[]): Figure {
  return { what, ours, theirs, target: 'none', met: undefined };
}

const shown = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** `heads` name the columns of ours and theirs. */
export function printFigures(
  title: string,
  heads: readonly [string, string],
  figures: readonly Figure[],
): void {
  console.log(`\n${title}`);
  const lines = figures.map(({ what, ours, theirs, target, met }) => {
    const ratio = theirs ? `${(median(ours) / median(theirs)).toFixed(2)}×` : '';
    const verdict = met === undefined ? '' : met ? 'met' : 'MISSED';
    return [
      what,
      shown(theirs ? median(ours) : Math.max(...ours, 0)),
      theirs ? shown(median(theirs)) : '',
      ratio,
      target,
      verdict,
    ];
  });
  const table = [['', ...heads, 'ratio', 'target', ''], ...lines];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  for (const line of table)
    console.log(`  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
