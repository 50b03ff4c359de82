/** What a soak tells at its end. */
import type { Totals } from './ledger.js';
import { noTotals } from './ledger.js';
import type { RoundResult } from './round.js';

export class Figures {
  readonly totals: Totals = noTotals();
  readonly faults = new Map<string, number>();
  readonly ways = { framed: 0, piped: 0, posted: 0 };
  readonly reconnects: number[] = [];
  /** Each with the seed that brings it about again. */
  readonly violations: string[] = [];
  rounds = 0;

  get faultCount(): number {
    return [...this.faults.values()].reduce((sum, times) => sum + times, 0);
  }

  add(seed: number, round: RoundResult): void {
    this.rounds++;
    for (const name of Object.keys(this.totals) as (keyof Totals)[]) this.totals[name] += round.totals[name];
    for (const [name, times] of round.faults) this.faults.set(name, (this.faults.get(name) ?? 0) + times);
    for (const way of ['framed', 'piped', 'posted'] as const) this.ways[way] += round.ways[way];
    this.reconnects.push(...round.reconnects);
    this.violations.push(...round.violations.map((text) => `seed ${seed}: ${text}`));
  }

  print(): void {
    const { totals, ways } = this;
    const names = [...this.faults].sort(([, a], [, b]) => b - a).map(([name, times]) => `${name} ${times}`);
    console.log(`faults      ${this.faultCount} in ${this.rounds} rounds: ${names.join(', ')}`);
    console.log(
      `actions     ${totals.sent} sent, ${totals.delivered} delivered, ${totals.refused} refused, ${totals.unknown} unknown; ` +
        `run again ${totals.repeated} that may, ${totals.duplicated} that may not`,
    );
    console.log(`ways        ${ways.framed} frames, ${ways.piped} pipelined, ${ways.posted} posted`);
    console.log(`events      ${totals.events}`);
    console.log(
      `reconnects  ${this.reconnects.length}, median ${ms(quantile(this.reconnects, 0.5))}, p95 ${ms(quantile(this.reconnects, 0.95))}`,
    );
    for (const text of this.violations.slice(0, 20)) console.log(`VIOLATED    ${text}`);
    if (this.violations.length > 20) console.log(`… and ${this.violations.length - 20} more`);
  }
}

const ms = (value: number): string => (Number.isNaN(value) ? 'none' : `${Math.round(value)} ms`);

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
