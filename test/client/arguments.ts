/** What is wrong for every argument of every method that acts on viewers: a table, and the calls made of it. */

/** What an argument has to be. */
export type Kind =
  | { readonly is: 'id' | 'ids' | 'text' | 'object' | 'flag' | 'function' | 'input' | 'color' | 'regions' }
  | { readonly is: 'number' | 'integer'; readonly least?: number; readonly most?: number }
  | { readonly is: 'oneOf'; readonly but: readonly unknown[] };

export const id = { is: 'id' } as const;
export const ids = { is: 'ids' } as const;
export const text = { is: 'text' } as const;
export const object = { is: 'object' } as const;
export const flag = { is: 'flag' } as const;
export const fn = { is: 'function' } as const;
export const input = { is: 'input' } as const;
export const color = { is: 'color' } as const;
export const regions = { is: 'regions' } as const;
export const number = (least?: number, most?: number): Kind => ({ is: 'number', ...limits(least, most) });
export const integer = (least?: number, most?: number): Kind => ({ is: 'integer', ...limits(least, most) });
export const oneOf = (...but: readonly unknown[]): Kind => ({ is: 'oneOf', but });

const limits = (least?: number, most?: number) => ({
  ...(least === undefined ? {} : { least }),
  ...(most === undefined ? {} : { most }),
});

export interface Argument {
  readonly name: string;
  readonly kind: Kind;
  /** A value that is right. */
  readonly good?: unknown;
  readonly optional?: boolean;
  /** Names of the options that it may have. */
  readonly options?: Readonly<Record<string, Kind>>;
  /** Whether options that are not known are passed on to the viewer. */
  readonly open?: boolean;
  /** Name in the error, where that is another. */
  readonly told?: string;
}

/** Values that are none of a kind. */
function wrongFor(kind: Kind): readonly unknown[] {
  switch (kind.is) {
    case 'id':
      return ['', 5, null, true, {}, ['a'], 1n];
    case 'ids':
      return ['', [], [''], ['a', 5], 5, null, {}];
    case 'text':
      return [5, null, true, {}, ['a']];
    case 'color':
      return ['', 5, null, {}];
    case 'object':
      return ['text', 5, null, true, [1]];
    case 'flag':
      return ['yes', 0, null, {}];
    case 'function':
      return [undefined, null, 'text', {}];
    case 'input':
      return ['', 5, true, 1n, Symbol('x'), 'ftp://host/x'];
    case 'regions':
      return [5, {}, 'garbage', ['circle 1 2 3', 'circle 1 2'], ['circle 1 2 3', 5]];
    case 'oneOf':
      return kind.but;
    default:
      return wrongNumbers(kind);
  }
}

function wrongNumbers(kind: { readonly is: string; readonly least?: number; readonly most?: number }) {
  const { least, most } = kind;
  return [
    ...['5', null, {}, Number.NaN, Number.POSITIVE_INFINITY],
    ...(kind.is === 'integer' ? [1.5] : []),
    ...(least === undefined ? [] : [least - 1]),
    ...(most === undefined ? [] : [most + 1]),
  ];
}

/** A call that has to be refused, and what the error has to name. */
export interface WrongCall {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly argument: string;
  /** The value, where it is not inside of another. */
  readonly value?: unknown;
}

/** All wrong calls of a method: each argument missing, of a wrong type, out of range; options that are not known. */
export function wrongCalls(method: string, table: readonly Argument[]): WrongCall[] {
  const good = table.map((argument) => argument.good);
  const withOne = (index: number, value: unknown) => good.map((one, at) => (at === index ? value : one));
  return table.flatMap((argument, index) => {
    const told = argument.told ?? argument.name;
    const missing = argument.optional ? [] : [undefined];
    const values = [...missing, ...wrongFor(argument.kind)];
    const whole = values.map((value) => ({ method, args: withOne(index, value), argument: told, value }));
    const inside = Object.entries(argument.options ?? {}).flatMap(([name, kind]) =>
      wrongFor(kind).map((value) => ({
        method,
        args: withOne(index, { ...Object(argument.good), [name]: value }),
        argument: `${told}.${name}`,
      })),
    );
    const unknown =
      argument.options === undefined || argument.open
        ? []
        : [
            {
              method,
              args: withOne(index, { ...Object(argument.good), nonsense: 1 }),
              argument: told,
            },
          ];
    return [...whole, ...inside, ...unknown];
  });
}
