/** The columns of the contract, and the table that is printed at its end. */
import { noBrowser } from '../support/browser.js';
import { memoryBackend, playgroundBackend, realBackend } from './backends.js';
import type { Backend } from './stage.js';

export interface Column {
  readonly name: string;
  /** Why it cannot run; undefined when it can. */
  readonly missing: string | undefined;
  open(): Promise<Backend>;
}

const url = process.env['FIREFLY_URL'];
const unset = url === undefined ? 'FIREFLY_URL is not set' : undefined;

/** Where the cases that need a viewer run. */
export const VIEWER_COLUMNS: readonly Column[] = [
  { name: 'memory', missing: undefined, open: memoryBackend },
  { name: 'playground', missing: noBrowser(), open: playgroundBackend },
  { name: 'FIREFLY_URL', missing: unset ?? noBrowser(), open: () => realBackend(url ?? '') },
];

/** Where the cases run that need a server alone. */
export const SERVER_COLUMNS: readonly Column[] = VIEWER_COLUMNS.map((column) => ({
  ...column,
  missing: column.name === 'FIREFLY_URL' ? unset : undefined,
}));

/** A real viewer's page hangs now and then where pictures are drawn without a graphics card; a new page gets one more try. */
export const retries = (column: string): number => (column === 'FIREFLY_URL' ? 1 : 0);

/** What became of every case, as a table with a line for each case and a column for each backend. */
export class Results {
  readonly #cells = new Map<string, string>();

  constructor(
    private readonly title: string,
    private readonly columns: readonly Column[],
  ) {}

  set(column: string, name: string, text: string): void {
    this.#cells.set(`${column}\n${name}`, text);
  }

  print(names: readonly string[]): string {
    const line = (cells: readonly string[], name: string) =>
      `${cells.map((text) => text.padEnd(12)).join('')}${name}`;
    const rows = names.map((name) => {
      const cells = this.columns.map((column) => this.#cells.get(`${column.name}\n${name}`) ?? 'not run');
      return line(cells, name);
    });
    const reasons = this.columns.flatMap(({ name, missing }) =>
      missing === undefined ? [] : [`${name} was not run: ${missing}`],
    );
    const header = line(
      this.columns.map(({ name }) => name),
      '',
    );
    return [
      '',
      `${this.title}: ${names.length} cases × ${this.columns.length} backends`,
      header,
      ...rows,
      ...reasons,
      '',
    ].join('\n');
  }
}
