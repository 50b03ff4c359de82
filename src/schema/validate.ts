/**
 * Input schemas and their errors. `zod/mini` carries no texts, so the one formatter here makes them out of what
 * an issue says: the path, the value, and what would be right.
 */
import * as z from 'zod/mini';
import { ArgumentError, describe } from '../errors.js';

/** Checks `value` against `schema`; throws `ArgumentError` naming method, argument, value and what is allowed. */
export function check<S extends z.ZodMiniType>(
  method: string,
  argument: string,
  schema: S,
  value: unknown,
): z.output<S> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  throw toArgumentError(method, argument, value, result.error.issues);
}

function toArgumentError(
  method: string,
  argument: string,
  root: unknown,
  issues: readonly z.core.$ZodIssue[],
): ArgumentError {
  const issue = deepest(issues);
  if (issue === undefined) return new ArgumentError(method, argument, root, 'valid');
  const value = valueAt(root, issue.path);
  return new ArgumentError(method, argument + printPath(issue.path), value, expectation(issue, value));
}

/** Of several faults the first is told; of a union the branch that came furthest. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const first = issues[0];
  if (first?.code !== 'invalid_union') return first;
  const inner = first.errors
    .map((branch) => deepest(branch))
    .filter((issue): issue is z.core.$ZodIssue => issue !== undefined && issue.path.length > 0)
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner === undefined ? first : { ...inner, path: [...first.path, ...inner.path] };
}

function printPath(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a finite number',
  int: 'an integer',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  function: 'a function',
};

const noun = (expected: string): string => NOUNS[expected] ?? expected;

function expectation(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.message !== '' && issue.message !== 'Invalid input') return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined ? `given (${noun(issue.expected)})` : noun(issue.expected);
    case 'invalid_value':
      return oneOf(issue.values.map((allowed) => describe(allowed)));
    case 'too_small':
      return `${limitOf(issue.origin)}${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${issue.origin === 'string' ? ' characters long' : ''}`;
    case 'too_big':
      return `${limitOf(issue.origin)}${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`;
    case 'unrecognized_keys':
      return `without ${issue.keys.map((key) => `'${key}'`).join(', ')}, which is not known here`;
    case 'invalid_union':
      return oneOf([...new Set(issue.errors.flat().map((inner) => expectation(inner, value)))]);
    case 'invalid_format':
      return `of the form ${issue.format}`;
    default:
      return 'valid';
  }
}

const limitOf = (origin: string): string => (origin === 'array' ? 'of length ' : '');

const oneOf = (choices: readonly string[]): string =>
  choices.length === 1 ? (choices[0] ?? '') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;

/** Making a schema costs more than a check. */
const texts = new Map<string, z.ZodMiniString<string>>();

/** A schema for strings that must not be empty: ids, paths, names. */
export function nonEmpty(what: string): z.ZodMiniString<string> {
  const known = texts.get(what);
  if (known !== undefined) return known;
  const made = z
    .string()
    .check(z.refine((text) => text.length > 0, { error: `${what} (not an empty string)` }));
  texts.set(what, made);
  return made;
}

/** A number that is neither NaN nor infinite. */
export const finite = z.number();

/** One id or several. */
export const ids = (what: string) => z.union([nonEmpty(what), z.array(nonEmpty(what)).check(z.minLength(1))]);
