/** What is known of a table's columns, and how it is told to clients. */
import type { DuckDBType } from '@duckdb/node-api';
import type { ColumnInfo } from './types.js';
import { isList, typeName } from './values.js';

/** A column as it is sent; only what is known is there. */
export interface ColumnModel extends ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly xtype?: string;
  /** Where a column that was added comes from. */
  readonly DERIVED_FROM?: string;
}

/** Every result has them: the place of a row in the table, and in the result. */
export const ROW_COLUMNS: ReadonlySet<string> = new Set(['ROW_IDX', 'ROW_NUM']);

/** A column with the type its database gives it. */
interface KnownColumn {
  readonly model: ColumnModel;
  readonly databaseType: string;
}

/** The columns of a table, in their order. */
export class ColumnList {
  private readonly known = new Map<string, KnownColumn>();

  /** All columns but the hidden ones. */
  get visible(): readonly ColumnModel[] {
    return [...this.known.values()].map(({ model }) => model);
  }

  get names(): readonly string[] {
    return [...this.known.keys()];
  }

  has(name: string): boolean {
    return this.known.has(name);
  }

  set(model: ColumnModel, type: DuckDBType | undefined): void {
    this.known.set(model.name, { model, databaseType: String(type) });
  }

  delete(name: string): void {
    this.known.delete(name);
  }

  /** Puts another column into a column's place. */
  replace(name: string, model: ColumnModel, type: DuckDBType | undefined): void {
    const columns = [...this.known];
    this.known.clear();
    for (const [known, column] of columns) {
      if (known === name) this.set(model, type);
      else this.known.set(known, column);
    }
  }

  setEnumVals(lists: ReadonlyMap<string, string>): void {
    for (const [name, enumVals] of lists) {
      const column = this.known.get(name);
      if (column !== undefined) this.known.set(name, { ...column, model: { ...column.model, enumVals } });
    }
  }

  /** The columns of a result. One of the table keeps what is known of it, unless an expression took its name. */
  describe(names: readonly string[], types: readonly DuckDBType[]): ColumnModel[] {
    return names.map((name, i) => {
      if (ROW_COLUMNS.has(name)) return { ...modelOf(name, types[i], {}), visibility: 'hidden' };
      const known = this.known.get(name);
      return known?.databaseType === String(types[i]) ? known.model : modelOf(name, types[i], {});
    });
  }
}

/** A column by its type, and what its file says of it. */
export function modelOf(name: string, type: DuckDBType | undefined, info: ColumnInfo): ColumnModel {
  const model = { name, type: type === undefined ? 'char' : typeName(type), ...info };
  if (type === undefined || !isList(type)) return model;
  return { ...model, arraySize: info.arraySize ?? '*', sortable: false, filterable: false };
}
