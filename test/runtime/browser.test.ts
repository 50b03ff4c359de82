/** Pages, with stand-ins for what a browser has. */
import { describe, expect, it, vi } from 'vitest';
import { InputError, PopupBlockedError } from '../../src/errors.js';
import { runtime } from '../../src/runtime/browser.js';
import { rejection } from '../transport/server.js';

const VIEWER = 'https://firefly.example/firefly/?__wsch=ffc-1';

/** A page whose `window.open` gives this window. */
function page(opened: unknown) {
  const open = vi.fn<(url: string, name: string) => unknown>(() => opened);
  vi.stubGlobal('window', { open });
  return open;
}

/** A window that notes where it is sent. */
function otherWindow(href: string) {
  const visits: string[] = [];
  const focus = vi.fn();
  const location = {
    get href() {
      return href;
    },
    set href(value: string) {
      visits.push(value);
    },
  };
  return { window: { location, focus }, visits, focus };
}

describe('openPage', () => {
  it('asks for the window at once, by name and without an address', () => {
    const { window } = otherWindow('about:blank');
    const open = page(window);
    void runtime.openPage(VIEWER, 'ffc-1');
    expect(open.mock.calls).toEqual([['', 'ffc-1']]);
  });

  it('asks for one more window where one is open already', () => {
    const { window } = otherWindow('about:blank');
    const open = page(window);
    void runtime.openPage(VIEWER, 'ffc-1', { another: true });
    expect(open.mock.calls).toEqual([['', '_blank']]);
  });

  it('sends a new window to the viewer', async () => {
    const { window, visits, focus } = otherWindow('about:blank');
    page(window);
    await expect(runtime.openPage(VIEWER, 'ffc-1')).resolves.toBe('opened');
    expect(visits).toEqual([VIEWER]);
    expect(focus).toHaveBeenCalledOnce();
  });

  it('only focuses a viewer that is open', async () => {
    const { window, visits, focus } = otherWindow(VIEWER);
    page(window);
    await expect(runtime.openPage(VIEWER, 'ffc-1')).resolves.toBe('focused');
    expect(visits).toEqual([]);
    expect(focus).toHaveBeenCalledOnce();
  });

  it('only focuses a viewer of another origin, which it may not look at', async () => {
    const focus = vi.fn();
    const sent: string[] = [];
    page({
      focus,
      location: {
        get href(): string {
          throw new DOMException('Blocked a frame from accessing a cross-origin frame.', 'SecurityError');
        },
        set href(value: string) {
          sent.push(value);
        },
      },
    });
    await expect(runtime.openPage(VIEWER, 'ffc-1')).resolves.toBe('focused');
    expect(focus).toHaveBeenCalledOnce();
    expect(sent).toEqual([]);
  });

  it('says so when the browser blocks the window', async () => {
    page(null);
    const error = await rejection(runtime.openPage(VIEWER, 'ffc-1'));
    expect(error).toBeInstanceOf(PopupBlockedError);
    expect(error.message).toContain('click');
    expect(error.message).toContain(VIEWER);
  });

  it('says so in a worker, which has no windows', async () => {
    expect(await rejection(runtime.openPage(VIEWER, 'ffc-1'))).toBeInstanceOf(PopupBlockedError);
  });
});

describe('showLink', () => {
  it('puts the link into the console', () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
    runtime.showLink(VIEWER);
    expect(info.mock.calls.join()).toContain(VIEWER);
  });
});

describe('a remembered channel', () => {
  const base = 'https://firefly.example/firefly';
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
  };
  let made = 0;
  const make = () => `ffc-${++made}`;

  it('stays with the tab, one for each name and server', async () => {
    vi.stubGlobal('sessionStorage', storage());
    const first = await runtime.rememberedChannel('demo', base, make);
    expect(await runtime.rememberedChannel('demo', base, make)).toBe(first);
    expect(await runtime.rememberedChannel('other', base, make)).not.toBe(first);
    expect(await runtime.rememberedChannel('demo', `${base}2`, make)).not.toBe(first);
  });

  it('is a new one where there is no storage', async () => {
    const first = await runtime.rememberedChannel('demo', base, make);
    expect(await runtime.rememberedChannel('demo', base, make)).not.toBe(first);
  });

  it.each(['getItem', 'setItem'])('is a new one where the storage refuses %s', async (method) => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    vi.stubGlobal('sessionStorage', { ...storage(), [method]: refuse });
    expect(await runtime.rememberedChannel('demo', base, make)).toMatch(/^ffc-\d+$/);
  });
});

describe('the rest', () => {
  it.each([
    ['localhost', true],
    ['app.localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['firefly.example', false],
    ['localhost.example', false],
    ['127.0.0.1.example', false],
  ])('on %s the default address makes sense: %s', (hostname, expected) => {
    vi.stubGlobal('location', { hostname });
    expect(runtime.localhostIsMine).toBe(expected);
  });

  it('makes no sense of it where there is no location', () => {
    expect(runtime.localhostIsMine).toBe(false);
  });

  it('reads no paths and no environment', async () => {
    const error = await rejection(runtime.openFile('/home/me/m31.fits'));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('File');
    expect(runtime.env('FIREFLY_URL')).toBeUndefined();
    expect(runtime.browser).toBe(true);
  });
});
