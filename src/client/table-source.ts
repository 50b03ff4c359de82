/** A table of the server and what is asked of it: for reading, showing, saving, charts. */
import * as z from 'zod/mini';
import { isFilter, type SqlFilter } from '../actions/filter.js';
import { ArgumentError } from '../errors.js';
import { check, nonEmpty } from '../schema/validate.js';
import { type Selected, type TableQuery, WHOLE } from '../server/table-query.js';
import type { DataInput, InputOptions } from './inputs.js';
import { isJob, type Job } from './job.js';

/** Told by this and not by the class, of which each entry of the package may have its own. */
const BRAND = Symbol.for('firefly-client.table-source');

/** Where a table comes from. */
export interface TableRoot {
  readonly input: DataInput | Job;
  readonly options: TableSourceOptions;
}

export interface TableSourceOptions extends InputOptions {
  /** HDU number of a FITS file, or index of a VOTable's table. @default the first table */
  readonly table?: number | undefined;
}

/** Columns by their names, or expressions under names: `{ color: sql`${col('j_m')} - ${col('k_m')}` }`. */
export type ColumnChoice = string | Readonly<Record<string, SqlFilter>>;

/** One column, or several. */
export type ColumnNames = string | readonly string[];

/**
 * A table on its way from a server, with a question or without one. It never changes: each method gives a new one. What it comes from
 * is uploaded when it is needed first, once for all that were made of it.
 */
export class TableSource {
  readonly [BRAND] = true;

  constructor(
    /** @internal */ readonly root: TableRoot,
    /** @internal */ readonly query: TableQuery,
  ) {}

  /** Rows for which a condition holds, made by `filter`; after `groupBy` it is about the groups. */
  filter(condition: SqlFilter): TableSource {
    checkCondition('filter', 'condition', condition);
    const { groupBy, where, having } = this.query;
    return this.#with(
      groupBy === undefined ? { where: [...where, condition] } : { having: [...having, condition] },
    );
  }

  /** Only these columns, in this order. */
  select(...columns: readonly ColumnChoice[]): TableSource {
    if (columns.length === 0) throw new ArgumentError('select', 'columns', columns, 'given');
    this.#refuseGroups('select');
    return this.#with({ columns: selectedColumns('select', 'columns', columns) });
  }

  /** A row for each combination of values of these columns, with aggregates (`agg.count()`, `agg.avg('mag')`, …) under their names. */
  groupBy(columns: ColumnNames, aggregates: Readonly<Record<string, SqlFilter>>): TableSource {
    this.#refuseGroups('groupBy');
    if (this.query.columns !== undefined || this.query.distinct)
      throw new ArgumentError(
        'groupBy',
        'the source',
        'one with its own columns',
        'without select and distinct',
      );
    const groupBy = names('groupBy', 'columns', columns, true);
    const summed = selectedColumns('groupBy', 'aggregates', [aggregates]);
    return this.#with({ groupBy, columns: [...groupBy.map((name) => ({ name })), ...summed] });
  }

  /** Every different row of the columns that were selected, once. */
  distinct(): TableSource {
    this.#refuseGroups('distinct');
    if (this.query.columns === undefined)
      throw new ArgumentError(
        'distinct',
        'the source',
        'one with all columns',
        'with columns: select(…) first',
      );
    return this.#with({ distinct: true });
  }

  /** In the order of columns: what has no value comes first, or last when descending. */
  sort(columns: ColumnNames, direction: 'ASC' | 'DESC' = 'ASC'): TableSource {
    check('sort', 'direction', z.enum(['ASC', 'DESC']), direction);
    return this.#with({ sort: { columns: names('sort', 'columns', columns), direction } });
  }

  #with(change: Partial<TableQuery>): TableSource {
    return new TableSource(this.root, { ...this.query, ...change });
  }

  #refuseGroups(method: string): void {
    if (this.query.groupBy !== undefined)
      throw new ArgumentError(
        method,
        'the source',
        'one with groups',
        'without groupBy, which chooses columns itself',
      );
  }
}

/**
 * A table by where it comes from: a path, a URL, a `${…}` server file, bytes, or a job. Nothing is sent for it before somebody reads,
 * shows or saves it.
 */
export function tableSource(input: DataInput | Job, options: TableSourceOptions = {}): TableSource {
  return sourceFrom('tableSource', input, options);
}

/** The same for a method that takes an input. */
export function sourceFrom(method: string, input: DataInput | Job, options: TableSourceOptions): TableSource {
  if (input === undefined || input === null)
    throw new ArgumentError(method, 'input', input, 'a path, a URL, a ${…} server file, bytes or a job');
  check(method, 'options.table', z.optional(z.int().check(z.minimum(0))), options.table);
  if (isJob(input) && options.table !== undefined)
    throw new ArgumentError(method, 'options.table', options.table, 'left out: a job has one table');
  return new TableSource({ input, options }, WHOLE);
}

export function isTableSource(value: unknown): value is TableSource {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** Refuses a condition in plain text: a server runs it as SQL. */
export function checkCondition(method: string, argument: string, condition: unknown): void {
  if (!isFilter(condition))
    throw new ArgumentError(
      method,
      argument,
      condition,
      'made by filter`…`, which quotes what is filled in (sql.raw(text) takes SQL as it is)',
    );
}

/** Names of columns, as a list. */
export function names(
  method: string,
  argument: string,
  given: ColumnNames,
  mayBeNone = false,
): readonly string[] {
  const list: readonly unknown[] =
    typeof given === 'string' ? [given] : Array.isArray(given) ? given : [undefined];
  if (list.length === 0 && !mayBeNone)
    throw new ArgumentError(method, argument, given, 'the names of columns');
  return list.map((name, index) =>
    check(method, `${argument}[${index}]`, nonEmpty('the name of a column'), name),
  );
}

/** What was chosen, column by column. */
export function selectedColumns(
  method: string,
  argument: string,
  choices: readonly ColumnChoice[],
): Selected[] {
  if (!Array.isArray(choices)) throw new ArgumentError(method, argument, choices, 'a list of columns');
  const selected = choices.flatMap((choice: unknown, index): Selected[] => {
    const at = `${argument}[${index}]`;
    if (typeof choice === 'string')
      return [{ name: check(method, at, nonEmpty('the name of a column'), choice) }];
    if (typeof choice !== 'object' || choice === null || isFilter(choice) || Array.isArray(choice))
      throw new ArgumentError(method, at, choice, 'the name of a column, or { name: sql`…` }');
    return Object.entries(choice).map(([name, expression]) => {
      checkCondition(method, `${at}.${name}`, expression);
      return { name, expression };
    });
  });
  const seen = new Set<string>();
  for (const { name } of selected) {
    // A database does not tell names apart by their case.
    if (seen.has(name.toLowerCase()))
      throw new ArgumentError(method, argument, name, 'free of names that come twice');
    seen.add(name.toLowerCase());
  }
  return selected;
}
