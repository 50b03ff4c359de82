/**
 * JSON as Firefly's server can bear it. The server parses and rewrites every action (protocol traps T8–T10);
 * what would arrive as something else, or do harm, is made safe here or refused before anything is sent.
 */
import { ArgumentError } from '../errors.js';

/** A value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** 2^63: from here on the server turns a whole action into null when the number is printed in plain digits. */
const FIRST_UNSAFE_INTEGER = 2 ** 63;

/** More levels than this are refused: a server was seen to bear 1,000, and to deliver nothing any more, to nobody, after 3,000. */
const DEEPEST = 500;

/**
 * Prints a value as JSON for the wire. `undefined` members are left out, `toJSON` is honoured. Integers of 2^63
 * and more are written in exponent form, which the server reads. Throws `ArgumentError`, naming the place, for
 * NaN, infinities, bigints, functions, symbols, lone surrogates, cycles and more than 500 levels.
 */
export function toWire(method: string, argument: string, value: unknown): string {
  return print(value, { method, path: argument, seen: new Set() }) ?? 'null';
}

interface Place {
  readonly method: string;
  readonly path: string;
  readonly seen: Set<object>;
}

function refuse(value: unknown, place: Place, expected: string): never {
  throw new ArgumentError(place.method, place.path, value, expected);
}

function print(value: unknown, place: Place): string | undefined {
  switch (typeof value) {
    case 'string':
      return printString(value, place);
    case 'number':
      return printNumber(value, place);
    case 'boolean':
      return String(value);
    case 'undefined':
      return undefined;
    case 'object':
      return value === null ? 'null' : printObject(value, place);
    case 'bigint':
      return refuse(value, place, 'a number (convert bigints with Number() or String())');
    default:
      return refuse(value, place, 'a value that JSON can carry');
  }
}

function printString(value: string, place: Place): string {
  if (!isWellFormed(value)) refuse(value, place, 'well-formed Unicode (it holds half of a surrogate pair)');
  return JSON.stringify(value);
}

function printNumber(value: number, place: Place): string {
  if (!Number.isFinite(value)) refuse(value, place, 'a finite number');
  return Math.abs(value) >= FIRST_UNSAFE_INTEGER ? value.toExponential() : String(value);
}

function printObject(value: object, place: Place): string | undefined {
  if (place.seen.has(value)) refuse(value, place, 'free of cycles');
  if (place.seen.size === DEEPEST) {
    const [argument = place.path] = place.path.split(/[.[]/);
    refuse('a value of more levels', { ...place, path: argument }, `nested at most ${DEEPEST} levels deep`);
  }
  place.seen.add(value);
  const text =
    hasToJson(value) && !isTypedArray(value)
      ? printReplacement(value.toJSON(), place)
      : printContent(value, place);
  place.seen.delete(value);
  return text;
}

/** What a `toJSON` gives; as in `JSON.stringify` it is not asked for its own. */
function printReplacement(value: unknown, place: Place): string | undefined {
  return typeof value === 'object' && value !== null ? printContent(value, place) : print(value, place);
}

function printContent(value: object, place: Place): string {
  if (isTypedArray(value)) return printArray(Array.from(value), place);
  return Array.isArray(value) ? printArray(value, place) : printMembers(value, place);
}

function printArray(items: readonly unknown[], place: Place): string {
  const parts: string[] = [];
  for (let i = 0; i < items.length; i++) {
    parts.push(print(items[i], { ...place, path: `${place.path}[${i}]` }) ?? 'null');
  }
  return `[${parts.join(',')}]`;
}

function printMembers(value: object, place: Place): string {
  const parts: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    const path = `${place.path}.${key}`;
    const text = print(member, { ...place, path });
    if (text !== undefined)
      parts.push(`${printString(key, { ...place, path: `${place.path} key` })}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

function isTypedArray(value: object): value is Iterable<unknown> {
  return ArrayBuffer.isView(value) && Symbol.iterator in value;
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** A plain object, as far as JSON is concerned. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads JSON; undefined when the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
