/** The viewer as something to display. */
import { ArgumentError, FireflyClient } from 'firefly-client';
import { createMemoryServer } from 'firefly-client/testing';
import { expect, it, onTestFinished, vi } from 'vitest';

async function client(): Promise<FireflyClient> {
  const transport = createMemoryServer().transport();
  const firefly = await FireflyClient.connect('http://test/fire&fly', { transport, channel: 'cell' });
  onTestFinished(() => firefly.close());
  return firefly;
}

/** As the Deno kernel of Jupyter asks for it. */
function displayed(value: object): unknown {
  const show: unknown = Reflect.get(value, Symbol.for('Jupyter.display'));
  return typeof show === 'function' ? show.call(value) : undefined;
}

it('is HTML and a link where there are no pages', async () => {
  const firefly = await client();
  const html =
    '<iframe src="http://test/fire&amp;fly/?__wsch=cell" title="Firefly viewer" style="display:block;width:100%;border:0;height:500px"></iframe>';
  expect(displayed(firefly.viewerElement({ height: 500 }))).toEqual({
    'text/html': html,
    'text/plain': 'http://test/fire&fly/?__wsch=cell',
  });
  expect(displayed(firefly.viewerElement())).toMatchObject({
    'text/html': expect.stringContaining('height:600px'),
  });
});

it('is a frame in a page, as high as what it is in', async () => {
  const firefly = await client();
  const frame = {};
  const createElement = vi.fn(() => frame);
  vi.stubGlobal('document', { createElement });
  expect(firefly.viewerElement()).toBe(frame);
  expect(createElement).toHaveBeenCalledWith('iframe');
  expect(frame).toMatchObject({
    src: firefly.viewerUrl,
    title: 'Firefly viewer',
    style: expect.stringContaining('height:100%;min-height:400px'),
  });
});

it.each([{ height: 0 }, { height: '5' }, { width: 5 }])('refuses %j', async (options) => {
  const firefly = await client();
  expect(() => firefly.viewerElement(options as object)).toThrow(ArgumentError);
});
