/** The cells of VOTables: from the text of TABLEDATA. */
import type { Cell } from '../tables/types.js';
import { TableFailure } from '../tables/types.js';
import type { Field } from './votable-head.js';

/** Makes the reader of a column's cells. What is no value of the column's type is null. */
export function textParser(field: Field): (text: string) => Cell {
  const { datatype, column, arraysize } = field;
  if (datatype.endsWith('complex') && arraysize === '') return refuseComplex(datatype);
  if (column.kind === 'char') return column.list ? stringsParser(arraysize) : textOf(datatype, arraysize);
  if (!column.list) return scalarParser(field);
  const scalar = datatype === 'bit' ? bitOf : scalarParser(field);
  const split = datatype === 'bit' ? splitBits : splitWords;
  return (text) => (text.trim() === '' ? null : split(text).map(scalar));
}

/** A single complex number makes a real server drop the whole table. */
export function refuseComplex(datatype: string): (text: string) => Cell {
  return (text) => {
    if (text.trim() === '') return null;
    throw new TableFailure(`Unexpected value: [${datatype.startsWith('f') ? 'F' : 'D'}@1b2c3d`);
  };
}

function splitWords(text: string): string[] {
  return text.trim().split(/\s+/);
}

function splitBits(text: string): string[] {
  return [...text.replace(/\s+/g, '')];
}

/** Blanks around a text do not count; a column of single characters keeps the first. */
function textOf(datatype: string, arraysize: string): (text: string) => Cell {
  const single = arraysize === '' && (datatype === 'char' || datatype === 'unicodechar');
  return (text) => {
    if (text === '') return null;
    return (single ? ([...text][0] ?? '') : text).trim();
  };
}

/** An array of strings of a fixed length each: `3x*`. */
function stringsParser(arraysize: string): (text: string) => Cell {
  const length = Math.max(1, Number.parseInt(arraysize, 10) || 1);
  return (text) => (text === '' ? null : cutStrings(text, length));
}

export function cutStrings(text: string, length: number): string[] {
  const strings: string[] = [];
  for (let at = 0; at < text.length; at += length) strings.push(text.slice(at, at + length).trimEnd());
  return strings;
}

function scalarParser(field: Field): (text: string) => Cell {
  const { datatype, blank } = field;
  switch (datatype) {
    case 'boolean':
      return booleanOf;
    case 'bit':
      return bitOf;
    case 'float':
    case 'double':
    case 'floatcomplex':
    case 'doublecomplex':
      return realOf;
    default: {
      const nothing = blank === undefined ? undefined : wholeOf(blank);
      return (text) => {
        const value = wholeOf(text);
        if (value === undefined || value === nothing || !fits(value, datatype)) return null;
        return datatype === 'long' ? value : Number(value);
      };
    }
  }
}

function booleanOf(text: string): Cell {
  const word = text.trim().toLowerCase();
  if (word === 't' || word === 'true' || word === '1') return true;
  return word === 'f' || word === 'false' || word === '0' ? false : null;
}

function bitOf(text: string): Cell {
  const digit = text.trim();
  return digit === '1' ? true : digit === '0' ? false : null;
}

function realOf(text: string): Cell {
  const word = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(word)) return Number(word);
  const infinite = /^([+-]?)inf(inity)?$/i.exec(word);
  return infinite === null ? null : Number(`${infinite[1]}Infinity`);
}

/** Decimal, or hexadecimal with `0x`. */
function wholeOf(text: string): bigint | undefined {
  const word = text.trim();
  if (/^[+-]?\d{1,40}$/.test(word)) return BigInt(word.replace('+', ''));
  return /^0x[\da-f]{1,32}$/i.test(word) ? BigInt(word) : undefined;
}

const BITS: Readonly<Record<string, number>> = { unsignedbyte: 16, short: 16, int: 32, long: 64 };

function fits(value: bigint, datatype: string): boolean {
  return BigInt.asIntN(BITS[datatype] ?? 64, value) === value;
}
