/** Real processes that wait for nothing but the end of their client. */
import { beforeAll, describe, expect, it } from 'vitest';
import { requireBuild, start } from '../support/built.js';
import { startServer } from '../transport/server.js';

beforeAll(requireBuild);

const HEAD = `
  import { FireflyClient } from 'firefly-client';
  const firefly = await FireflyClient.connect(process.argv[1]);
`;

/** Node ends with this code when nothing is left that could settle an await at the top level. */
const NOTHING_LEFT = 13;

describe('runForever', () => {
  it('keeps the process until the signal, although nothing else does', async () => {
    const server = await startServer();
    // A timer of AbortSignal does not keep a process alive.
    const script = `${HEAD}
      await firefly.runForever({ signal: AbortSignal.timeout(300) });
      console.log(firefly.state);
      await firefly.close();`;
    const { code, stdout } = await start(script, { args: [server.url] }).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'connected\n' });
  });

  it('keeps the process until a signal of the system', async () => {
    const server = await startServer();
    const script = `${HEAD}
      process.once('SIGINT', () => void firefly.close());
      console.log('waiting');
      await firefly.waitForEvents();
      console.log(String(firefly.terminated));`;
    const { child, ended, printed } = start(script, { args: [server.url] });
    await printed('waiting');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'waiting\ntrue\n' });
  });
});

describe('closed', () => {
  it('does not keep the process', async () => {
    const server = await startServer();
    const { code } = await start(`${HEAD} await firefly.closed();`, { args: [server.url] }).ended;
    expect(code).toBe(NOTHING_LEFT);
  });
});
