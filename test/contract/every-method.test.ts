/** No method that acts on viewers is left out of the contract. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FireflyClient } from 'firefly-client';
import { expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The methods of the classes between the client and the one that only calls. */
function actingMethods(): string[] {
  const names: string[] = [];
  let prototype: object = Object.getPrototypeOf(FireflyClient.prototype);
  for (; prototype.constructor.name !== 'Caller'; prototype = Object.getPrototypeOf(prototype)) {
    names.push(...Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor'));
  }
  return names;
}

it('is in a case, whatever it is', () => {
  const files = readdirSync(here).filter((name) => name.endsWith('cases.ts'));
  const cases = files.map((name) => readFileSync(`${here}${name}`, 'utf8')).join('\n');
  expect(actingMethods().length).toBeGreaterThan(40);
  expect(actingMethods().filter((name) => !cases.includes(`firefly.${name}(`))).toEqual([]);
});
