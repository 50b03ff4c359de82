/** Where there is no page: nothing happens at import, and what needs a page says so. */
import { EmbedError } from 'firefly-client';
import { defineFireflyViewer, loadFirefly, mountViewer, openViewer } from 'firefly-client/embed';
import { expect, it } from 'vitest';

it.each([
  ['mountViewer', () => mountViewer({} as Element)],
  ['openViewer', () => openViewer()],
  ['loadFirefly', () => loadFirefly('http://host/firefly')],
])('%s says that it needs a page', async (name, call) => {
  const error = await call().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EmbedError);
  expect(String(error)).toMatch(new RegExp(`${name} needs a page.*in React in an effect`));
});

it('defining the element does nothing where a server renders', () => {
  expect(() => defineFireflyViewer()).not.toThrow();
});
