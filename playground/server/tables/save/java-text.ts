/** Numbers and dates as the text a real server writes into files. */
import { DuckDBDecimalValue, type DuckDBValue } from '@duckdb/node-api';
import { printJavaDouble } from '../../readers/java-text.js';
import { daysOf, itemsOf, millisOf, shortestFloat, textOf } from '../values.js';

/** The number in a value of a real column; null for no value. */
export function realOf(value: DuckDBValue, type: string): number | null {
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (typeof value !== 'number') return typeof value === 'bigint' ? Number(value) : null;
  return type === 'float' ? shortestFloat(value) : value;
}

/** `2024-02-29 23:59:59`: dates have a time of day, and lose their milliseconds. */
function dateText(value: DuckDBValue): string {
  const days = daysOf(value);
  const millis = days === undefined ? millisOf(value) : days * 86_400_000;
  const date = new Date(millis ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return String(value);
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

/** Any value as text; undefined for no value. */
export function valueText(value: DuckDBValue, type: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && type === 'double') return printJavaDouble(value);
  const items = itemsOf(value);
  if (items !== undefined) return items.map((item) => valueText(item, type) ?? '').join(' ');
  if (type === 'double' || type === 'float') return printJavaDouble(realOf(value, type) ?? Number.NaN);
  if (type === 'date') return dateText(value);
  return textOf(value);
}
