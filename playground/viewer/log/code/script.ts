/** Several actions as a script that can be run. */
import { callOf, codeOf } from './call.js';

export interface Target {
  /** Address of the server, as clients connect to it. */
  readonly server: string;
  readonly channel: string;
}

/** A script that does again what these actions did, in order; undefined when there is none among them. */
export function scriptOf(actions: readonly unknown[], { server, channel }: Target): string | undefined {
  const calls = actions.map(callOf).filter((call) => call !== undefined);
  if (calls.length === 0) return undefined;
  const inCells = calls.some(({ cells }) => cells);
  const options = inCells ? `{ channel: '${channel}', htmlFile: 'slate.html' }` : `{ channel: '${channel}' }`;
  return [
    "import { FireflyClient } from 'firefly-client';",
    '',
    `const firefly = await FireflyClient.connect('${server}', ${options});`,
    '',
    ...calls.map(codeOf),
    '',
    'await firefly.flush(); // everything has been sent',
    'await firefly.close();',
    '',
  ].join('\n');
}
