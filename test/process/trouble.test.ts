/** Processes with a server that is no help, and processes at once. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireBuild, start } from '../support/built.js';
import { hello, listing, silence, startServer } from '../transport/server.js';

beforeAll(requireBuild);

const HEAD = `
  import { FireflyClient } from 'firefly-client';
  const [url] = process.argv.slice(1);
`;

describe('a server that falls silent', () => {
  it('does not hold a process that has closed', async () => {
    const server = await startServer({
      command: silence,
      welcome: (socket, channel) => {
        socket.send(hello(channel));
        socket.send(listing(channel));
        // From now on it does not even see that the client says goodbye.
        socket.pause();
      },
    });
    const { ended, printed } = start(
      `${HEAD}
      const firefly = await FireflyClient.connect(url);
      firefly.on('table.select', () => {});
      const lost = firefly.dispatch('ffc.lost');
      lost.catch((error) => console.log(error.name));
      await firefly.close({ timeout: 200 });
      console.log('closed');`,
      { args: [server.url] },
    );
    const closed = await printed('closed');
    const { code, stdout, stderr } = await ended;
    expect(performance.now() - closed).toBeLessThan(1_500);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^(?:ClosedError|OutcomeUnknownError)$/m);
  });

  it('does not hold a process that has closed in the middle of an upload', async () => {
    const server = await startServer({ command: silence });
    const { ended, printed } = start(
      `${HEAD}
      const firefly = await FireflyClient.connect(url, { tracking: false });
      firefly.showTable(new TextEncoder().encode('a,b\\n1,2\\n')).catch((error) => console.log(error.name));
      await firefly.close({ timeout: 200 });
      console.log('closed');`,
      { args: [server.url] },
    );
    const closed = await printed('closed');
    expect(await ended).toMatchObject({ code: 0, stdout: 'ClosedError\nclosed\n', stderr: '' });
    expect(performance.now() - closed).toBeLessThan(1_500);
    expect(server.seen.at(-1)?.path).toBe('/firefly/CmdSrv/sync?cmd=upload');
  });

  it('does not hold a process whose connect was aborted', async () => {
    const server = await startServer({ healthz: silence });
    const { ended } = start(
      `${HEAD}
      await FireflyClient.connect(url, { signal: AbortSignal.timeout(100) }).catch((error) => console.log(error.name));`,
      { args: [server.url] },
    );
    expect(await ended).toEqual({ code: 0, signal: null, stdout: 'TimeoutError\n', stderr: '' });
  });
});

describe('processes at once', () => {
  it('agree on the channel they remember', async (context) => {
    if (platform() !== 'linux') return context.skip(`the state directory cannot be moved on ${platform()}`);
    const state = mkdtempSync(join(tmpdir(), 'firefly-client-test-'));
    const server = await startServer();
    const script = `${HEAD}
      const firefly = await FireflyClient.connect(url, { channel: { remember: 'rush' } });
      console.log(firefly.channel);
      await firefly.close();`;
    const runs = Array.from({ length: 4 }, () =>
      start(script, { args: [server.url], env: { XDG_STATE_HOME: state } }),
    );
    const ends = await Promise.all(runs.map(({ ended }) => ended));
    const kept = readdirSync(join(state, 'firefly-client', 'channels'));
    rmSync(state, { recursive: true });
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(new Set(ends.map(({ stdout }) => stdout)).size).toBe(1);
    expect(ends[0]?.stdout).toMatch(/^ffc-[\w-]{24}\n$/);
    expect(kept).toHaveLength(1);
  });
});
