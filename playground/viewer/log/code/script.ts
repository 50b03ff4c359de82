/** Several actions as a script that can be run. */
import type { ViewerMode } from 'firefly-client/actions';
import { subjectOf } from '../subject.js';
import { callOf, codeOf, dispatchOf } from './call.js';
import { literal } from './literal.js';
import type { Call } from './types.js';

/** Whom a script talks to. */
export interface Target {
  /** Address of the server, as clients connect to it. */
  readonly server: string;
  readonly channel: string;
  readonly mode: ViewerMode;
}

/** A script that does again what these actions did, in order; undefined when there is none among them. */
export function scriptOf(actions: readonly unknown[], { server, channel, mode }: Target): string | undefined {
  const subjects = actions.map(subjectOf);
  const calls = actions.flatMap((action, index) => {
    const call = callOf(action, mode);
    const id = call?.newId;
    // Others among the actions go by this id, so that it has to stay.
    const needed = id !== undefined && subjects.some((subject, other) => other !== index && subject === id);
    return (needed ? dispatchOf(action) : call) ?? [];
  });
  if (calls.length === 0) return undefined;
  const page = mode === 'slate' ? ", htmlFile: 'slate.html'" : '';
  return [
    "import { FireflyClient } from 'firefly-client';",
    '',
    `const firefly = await FireflyClient.connect('${server}', { channel: '${channel}'${page} });`,
    '',
    ...calls.map(codeOf),
    '',
    ...endOf(calls),
    '',
  ].join('\n');
}

/** Closing takes extensions back, so that a script with some goes on, and tells what it hears. */
function endOf(calls: readonly Call[]): readonly string[] {
  const heard = new Set(calls.flatMap(({ method, args }) => (method === 'addExtension' ? [args[0]] : [])));
  if (heard.size === 0)
    return ['await firefly.flush(); // everything has been sent', 'await firefly.close();'];
  const listeners = [...heard].map((extType) => `firefly.on(${literal(extType)}, console.log);`);
  return ['// Ends with Ctrl+C: closing would take the extensions back.', ...listeners];
}
