import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecord, parseJson, toWire } from '../../../src/schema/json.js';
import { argumentErrorOf, deepFreeze } from './helpers.js';

const wire = (value: unknown): string => toWire('dispatch', 'payload', value);
const errorOf = (value: unknown) => argumentErrorOf(() => wire(value));

describe('JSON for the wire', () => {
  it('reads back as what JSON.stringify prints, for every plain value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), (value) => {
        expect(JSON.parse(wire(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes nothing of what it prints', () => {
    const value = deepFreeze({ a: [1, { b: new Float64Array(0) }], when: new Date(0) });
    expect(wire(value)).toBe('{"a":[1,{"b":[]}],"when":"1970-01-01T00:00:00.000Z"}');
  });

  it.each([
    ['nothing at all', undefined, 'null'],
    ['null', null, 'null'],
    ['text', 'é☃𝒜 "\\\n', '"é☃𝒜 \\"\\\\\\n"'],
    ['an empty object', {}, '{}'],
    ['undefined members', { a: undefined, b: 1 }, '{"b":1}'],
    ['undefined items', [undefined, 1], '[null,1]'],
    ['gaps', Object.assign([], { 1: 'x' }), '[null,"x"]'],
    ['a date', { at: new Date(Date.UTC(2024, 1, 29)) }, '{"at":"2024-02-29T00:00:00.000Z"}'],
    ['a date that is none', { at: new Date(Number.NaN) }, '{"at":null}'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['a key like a prototype', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    ['typed arrays', { x: Float32Array.of(0.5, 2), y: Uint8Array.of(1) }, '{"x":[0.5,2],"y":[1]}'],
  ])('prints %s', (_what, value, text) => {
    expect(wire(value)).toBe(text);
  });

  it('leaves a member out whose toJSON gives nothing, as JSON.stringify does', () => {
    const gone = { toJSON: () => undefined };
    expect(wire({ gone, kept: 1 })).toBe('{"kept":1}');
    expect(wire([gone])).toBe('[null]');
  });

  it('takes what a toJSON gives as it is', () => {
    class Angle {
      constructor(readonly degrees: number) {}
      toJSON(): unknown {
        return this;
      }
    }
    expect(wire([new Angle(12)])).toBe('[{"degrees":12}]');
  });
});

describe('numbers', () => {
  it.each([
    [1e20, '1e+20'],
    [-1e20, '-1e+20'],
    [1.2345e19, '1.2345e+19'],
    [2 ** 63, '9.223372036854776e+18'],
    [-(2 ** 63), '-9.223372036854776e+18'],
    [Number.MAX_VALUE, '1.7976931348623157e+308'],
  ])('of 2^63 and more are written with an exponent: %d', (number, text) => {
    expect(wire(number)).toBe(text);
    expect(JSON.parse(text)).toBe(number);
  });

  it.each([0, -0, 0.1, -1.5, 1e-7, 5e-324, 2 ** 53, 2 ** 63 - 1024])(
    'below that are written as always: %d',
    (number) => {
      expect(wire(number)).toBe(JSON.stringify(number));
    },
  );

  it('never appear as plain digits that a 64-bit integer cannot hold, and read back equal', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = wire(number);
        expect(JSON.parse(text)).toBe(number === 0 ? 0 : number);
        if (/^-?\d+$/.test(text)) expect(BigInt.asIntN(64, BigInt(text))).toBe(BigInt(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['NaN', Number.NaN, 'NaN'],
    ['Infinity', Number.POSITIVE_INFINITY, 'Infinity'],
    ['-Infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%s is refused, with its place', (_name, value, printed) => {
    const error = errorOf({ layout: { range: [0, value] } });
    expect(error).toMatchObject({ method: 'dispatch', argument: 'payload.layout.range[1]', value });
    expect(error.message).toBe(`dispatch: payload.layout.range[1] must be a finite number, got ${printed}`);
  });

  it('in typed arrays are checked too', () => {
    expect(errorOf({ x: Float64Array.of(1, Number.NaN) }).argument).toBe('payload.x[1]');
    expect(wire(Float64Array.of(1e20))).toBe('[1e+20]');
  });
});

describe('what cannot be sent', () => {
  it.each([
    ['a bigint', 12n, 'a number (convert bigints with Number() or String())', '12n'],
    ['a function', () => 1, 'a value that JSON can carry', 'a function'],
    ['a symbol', Symbol('s'), 'a value that JSON can carry', 'Symbol(s)'],
  ])('%s is refused, with its place', (_what, value, expected, printed) => {
    const error = errorOf({ a: [{ b: value }] });
    expect(error).toMatchObject({ argument: 'payload.a[0].b', value, expected });
    expect(error.message).toBe(`dispatch: payload.a[0].b must be ${expected}, got ${printed}`);
  });

  it('64-bit integers in a typed array are refused like other bigints', () => {
    expect(errorOf(BigInt64Array.of(1n)).argument).toBe('payload[0]');
  });

  const lone = ['\ud83d', '\ude00', 'a\ud83d', '\ud83dz', '\ude00\ud83d', '\ud83d\ud83d\ude00'];

  it.each(lone)('half a surrogate pair in a text is refused: %j', (text) => {
    const error = errorOf({ title: text });
    expect(error).toMatchObject({ argument: 'payload.title', value: text });
    expect(error.message).toContain('surrogate');
  });

  it.each(lone)('half a surrogate pair in a key is refused: %j', (key) => {
    expect(errorOf({ meta: { [key]: 1 } })).toMatchObject({ argument: 'payload.meta key', value: key });
  });

  it('half a surrogate pair is found wherever it is; whole ones pass', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
        const whole = `${before}😀${after}`;
        expect(JSON.parse(wire([whole]))).toEqual([whole]);
        expect(errorOf([`${before}\ud83d${after}`]).argument).toBe('payload[0]');
        expect(errorOf([`${before}\ude00${after}`]).argument).toBe('payload[0]');
      }),
    );
  });

  it('an error message holds no half pair itself', () => {
    expect(errorOf({ title: '\ud83d' }).message).toContain('"\\ud83d"');
  });
});

describe('references', () => {
  it('to the same thing twice are printed twice', () => {
    const shared = { a: 1 };
    expect(wire({ x: shared, y: [shared, shared] })).toBe('{"x":{"a":1},"y":[{"a":1},{"a":1}]}');
  });

  it('that form a cycle are refused where the cycle closes', () => {
    const node: Record<string, unknown> = { name: 'a' };
    node['next'] = { back: [node] };
    expect(errorOf(node)).toMatchObject({
      argument: 'payload.next.back[0]',
      expected: 'free of cycles',
    });
  });

  it('that form a cycle of arrays, or through toJSON, are refused', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(errorOf(list).argument).toBe('payload[0]');
    const tricky = { toJSON: () => ({ inner: tricky }) };
    expect(errorOf(tricky)).toMatchObject({ argument: 'payload.inner', expected: 'free of cycles' });
  });
});

describe('levels', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 0 : [nested(levels - 1)]);

  it('up to 500 are printed', () => {
    expect(wire(nested(500))).toBe(`${'['.repeat(500)}0${']'.repeat(500)}`);
  });

  it('more are refused: they would end the deliveries of a server', () => {
    expect(errorOf(nested(501))).toMatchObject({
      argument: 'payload',
      expected: 'nested at most 500 levels deep',
    });
    expect(errorOf({ a: nested(3000) }).message.length).toBeLessThan(300);
  });
});

describe('reading', () => {
  it('gives undefined for what is no JSON', () => {
    expect(['', 'x', '{', '{"a":1', 'undefined'].map(parseJson)).toEqual(Array(5).fill(undefined));
    expect(parseJson('null')).toBeNull();
    expect(parseJson(' {"a":[1]} ')).toEqual({ a: [1] });
  });

  it('knows an object from what only looks like one', () => {
    expect([{}, Object.create(null)].map(isRecord)).toEqual([true, true]);
    expect([null, [], 'a', 1, undefined].map(isRecord)).toEqual(Array(5).fill(false));
  });
});
