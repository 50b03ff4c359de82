/** Every method that acts on viewers refuses what is wrong, by name, and sends nothing; and changes nothing of what it is given. */
import { inspect } from 'node:util';
import { ArgumentError, FireflyClient } from 'firefly-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deepFreeze } from '../unit/sdk/helpers.js';
import { wrongCalls } from './arguments.js';
import { METHODS } from './methods.js';
import { closeAll, complaints, Stage } from './stage.js';

/** Methods of the classes that act on viewers. */
function actingMethods(): string[] {
  const names: string[] = [];
  let prototype: object = Object.getPrototypeOf(FireflyClient.prototype);
  for (; prototype.constructor.name !== 'Caller'; prototype = Object.getPrototypeOf(prototype)) {
    names.push(...Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor'));
  }
  return names;
}

it('is about every method', () => {
  expect(Object.keys(METHODS).sort()).toEqual(actingMethods().sort());
});

describe.each(Object.entries(METHODS).filter(([, args]) => args.length > 0))('%s', (method, args) => {
  let stage: Stage;
  let sent: number;
  beforeAll(async () => {
    stage = await Stage.open();
    sent = stage.pushed.length;
  });
  afterAll(closeAll);

  /** The error of a call, whether it is thrown or comes out of the promise. */
  async function refusal(given: readonly unknown[]): Promise<unknown> {
    try {
      await Reflect.apply(Reflect.get(stage.client, method), stage.client, given);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  const calls = wrongCalls(method, args);
  it(`refuses ${calls.length} wrong calls, and sends nothing`, async () => {
    for (const call of calls) {
      const error = await refusal(call.args);
      const what = `${method}(${call.args.map(show).join(', ')})`;
      expect(error, what).toBeInstanceOf(ArgumentError);
      if (!(error instanceof ArgumentError)) return;
      expect(error.method, what).toBe(method === 'showFits' ? 'showFitsImage' : method);
      expect(error.argument.startsWith(call.argument), `${what} names ${error.argument}`).toBe(true);
      expect(error.message, what).toMatch(/ must be .+, got /);
      expect(error.expected, what).not.toBe('valid');
    }
    await complaints();
    expect(stage.pushed).toHaveLength(sent);
    expect(stage.errors).toEqual([]);
  });
});

const show = (value: unknown): string => inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY });

it('never changes what it is given', async () => {
  const stage = await Stage.open({ client: { tracking: false } });
  for (const [method, args] of Object.entries(METHODS)) {
    const given = args.map(({ good }) => (good instanceof Uint8Array ? good : deepFreeze(good)));
    const result: unknown = await Promise.resolve(
      method === 'showMasks' || method === 'onClick'
        ? undefined
        : Reflect.apply(Reflect.get(stage.client, method), stage.client, given),
    ).catch((error: unknown) => error);
    expect(result, method).not.toBeInstanceOf(TypeError);
  }
  await closeAll();
});
