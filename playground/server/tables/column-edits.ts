/** Adding, changing and deleting columns of a table that is there. */
import type { ColumnModel } from './columns.js';
import { quoteName } from './database.js';
import { listValues } from './enum-values.js';
import { statementText } from './failures.js';
import { viewOf } from './filters.js';
import { originalRows } from './pages.js';
import type { TableRequest } from './request.js';
import { NO_ROWS } from './selection.js';
import { DATA, type ResultSet, type Table } from './table.js';
import { QueryFailure, TableFailure } from './types.js';

/** A column as a client wants it. */
export interface WantedColumn {
  readonly name: string;
  readonly dtype: string;
  /** SQL, or the name of a rule: `filtered`, `selected`, `ROW_NUM`. */
  readonly expression: string | undefined;
  readonly preset: string | undefined;
  readonly units: string | undefined;
  readonly desc: string | undefined;
  readonly precision: string | undefined;
  readonly ucd: string | undefined;
}

const TYPES: readonly (readonly [string, string, readonly string[]])[] = [
  ['double', 'DOUBLE', ['double', 'doublecomplex', 'real']],
  ['float', 'FLOAT', ['float', 'floatcomplex']],
  ['long', 'BIGINT', ['long', 'bigint']],
  ['integer', 'INTEGER', ['int', 'integer']],
  ['short', 'SMALLINT', ['short', 'unsignedbyte', 'smallint']],
  ['byte', 'TINYINT', ['byte', 'tinyint']],
  ['boolean', 'BOOLEAN', ['boolean', 'bit']],
  ['date', 'TIMESTAMP', ['date', 'time']],
];

/** What a type is reported as, and what it is to the database. Every other word means text. */
function typeOf(dtype: string): readonly [string, string] {
  const [name, type] = TYPES.find(([, , words]) => words.includes(dtype.toLowerCase())) ?? [
    'char',
    'VARCHAR',
  ];
  return [name, type];
}

/** Adds a column behind the others. */
export async function addColumn(table: Table, request: TableRequest, column: WantedColumn): Promise<void> {
  const set = await table.resultSet(viewOf(request));
  await naming('Add column failed', async () => {
    await addTo(table, column.name, column);
    try {
      await fill(table, set, request, column.name, column);
    } catch (error) {
      await dropFrom(table, column.name);
      throw error;
    }
    const type = await databaseType(table, column.name);
    table.columns.set(modelOf(column), type);
  });
  await finish(table, column.name);
}

/** Puts a column into the place of another, or of itself. */
export async function updateColumn(
  table: Table,
  request: TableRequest,
  edited: string,
  column: WantedColumn,
): Promise<void> {
  const set = await table.resultSet(viewOf(request));
  await naming('Update column failed', async () => {
    if (!table.columns.has(edited)) throw unknownColumn(edited);
    if (column.name !== edited && table.columns.has(column.name)) {
      throw new QueryFailure(`Catalog:Column with name ${column.name} already exists!`);
    }
    const temporary = `${edited} (new)`;
    await addTo(table, temporary, column);
    try {
      await fill(table, set, request, temporary, column);
    } catch (error) {
      await dropFrom(table, temporary);
      throw error;
    }
    await dropFrom(table, edited);
    await table.database.run(
      `ALTER TABLE RAW RENAME COLUMN ${quoteName(temporary)} TO ${quoteName(column.name)}`,
    );
    table.columns.replace(edited, modelOf(column), await databaseType(table, column.name));
  });
  await finish(table, column.name);
}

/** Deletes any column, those of the file among them. */
export async function deleteColumn(table: Table, name: string): Promise<void> {
  if (!table.columns.has(name)) {
    const raw = JSON.stringify({ exception_type: 'Binder', exception_message: unknownText(name) });
    throw new TableFailure(
      raw,
      statementText(`ALTER TABLE ${DATA} DROP COLUMN ${quoteName(name)}`, raw, raw),
    );
  }
  await naming('Delete column failed', () => dropFrom(table, name));
  table.columns.delete(name);
  await table.columnsChanged();
}

/** Faults of the SQL are reported under a heading. */
async function naming(heading: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof QueryFailure ? new TableFailure(error.message, heading) : error;
  }
}

function unknownText(name: string): string {
  return `Table "${DATA}" does not have a column with name "${name}"`;
}

function unknownColumn(name: string): QueryFailure {
  return new QueryFailure(`Binder:${unknownText(name)}`);
}

async function addTo(table: Table, name: string, { dtype }: WantedColumn): Promise<void> {
  await table.database.run(`ALTER TABLE RAW ADD COLUMN ${quoteName(name)} ${typeOf(dtype)[1]}`);
}

async function dropFrom(table: Table, name: string): Promise<void> {
  await table.database.run(`ALTER TABLE RAW DROP COLUMN ${quoteName(name)}`);
}

async function databaseType(table: Table, name: string) {
  const head = await table.database.run(`SELECT ${quoteName(name)} FROM RAW LIMIT 0`);
  return head.columnType(0);
}

/** Gives the new column its values. */
async function fill(
  table: Table,
  set: ResultSet,
  request: TableRequest,
  name: string,
  { expression, preset }: WantedColumn,
): Promise<void> {
  const column = quoteName(name);
  const update = updateSql(table, set, request, column, expression, preset);
  if (update !== undefined) await table.database.run(update);
}

function updateSql(
  table: Table,
  set: ResultSet,
  request: TableRequest,
  column: string,
  expression: string | undefined,
  preset: string | undefined,
): string | undefined {
  const isWhole = set.name === table.whole.name;
  switch (preset) {
    case undefined:
      return `UPDATE RAW SET ${column} = ${rowsByNumber(expression ?? 'NULL')}`;
    case 'filtered':
      return `UPDATE RAW SET ${column} = TRUE WHERE rowid IN (SELECT "ROW_IDX" FROM ${set.relation})`;
    case 'selected':
      return `UPDATE RAW SET ${column} = (rowid IN (${originalRows(set, request.selectInfo ?? NO_ROWS)}))`;
    case 'ROW_NUM':
      return isWhole
        ? `UPDATE RAW SET ${column} = rowid + 1`
        : `UPDATE RAW SET ${column} = t.n FROM (SELECT "ROW_IDX" AS i, "ROW_NUM" + 1 AS n FROM ${set.relation}) AS t WHERE RAW.rowid = t.i`;
    default:
      return undefined;
  }
}

/** The hidden columns may stand in an expression too. */
function rowsByNumber(expression: string): string {
  return expression.replace(/'[^']*'|"ROW_(?:IDX|NUM)"|\bROW_(?:IDX|NUM)\b/gi, (found) =>
    found.startsWith("'") ? found : 'CAST(rowid AS INTEGER)',
  );
}

function modelOf({
  name,
  dtype,
  expression,
  preset,
  units,
  desc,
  precision,
  ucd,
}: WantedColumn): ColumnModel {
  const [type] = typeOf(dtype);
  const origin = preset === undefined ? (expression ?? 'null') : `preset:${preset}`;
  return {
    name,
    type,
    ...(units ? { units } : {}),
    desc: `(DERIVED_FROM=${origin}) ${desc ?? ''}`,
    DERIVED_FROM: origin,
    ...(precision && (type === 'double' || type === 'float') ? { precision } : {}),
    ...(ucd ? { UCD: ucd } : {}),
  };
}

async function finish(table: Table, name: string): Promise<void> {
  await table.columnsChanged();
  const added = table.columns.visible.filter((column) => column.name === name);
  table.columns.setEnumVals(await listValues(table.database, added, table.whole.totalRows));
}
