/** The commands about channels: what they need, what they answer, and in how many shapes. */
import { later } from '../session/timers.js';
import type { CommandReply } from '../transport/types.js';
import type { ProtocolCore } from './protocol-core.js';
import { missing, plainlySaid, refusal, serverFailure, success, told } from './replies.js';
import { readAction, wholeCharacters } from './server-json.js';

/** Who sends a command. */
export interface Caller {
  /** The channel in the header `FF-channel`: a viewer page's own. */
  readonly channel?: string | undefined;
  /** Ends the wait of a command that was told to try for some time. */
  readonly signal?: AbortSignal | undefined;
}

type Params = Readonly<Record<string, string | undefined>>;
type Counting = 'pushAliveCheck' | 'pushAliveCount';

/** How often a server looks again while it waits for somebody to come. */
const LOOK_AGAIN = 200;

export function channelCommand(
  core: ProtocolCore,
  cmd: string,
  params: Params,
  caller: Caller,
): CommandReply | Promise<CommandReply> | undefined {
  switch (cmd) {
    case 'pushAction':
      return pushAction(core, params['channelID'], params['action']);
    case 'reportUserAction':
      if (core.isTooLong(params)) return said(core, serverFailure());
      return report(core, caller.channel, params['Data']);
    case 'pushAliveCheck':
      return countReply(core, cmd, params['channelID'] ?? caller.channel);
    case 'pushAliveCount':
      return countAfter(core, params, caller);
    default:
      return undefined;
  }
}

export function pushAction(
  core: ProtocolCore,
  channel: string | undefined,
  action: string | undefined,
): CommandReply {
  if (action === undefined) return said(core, missing('action'));
  if (channel === undefined) return said(core, missing('channelID'));
  if (core.isTooLong({ channelID: channel, cmd: 'pushAction', action })) return said(core, serverFailure());
  if (!core.traps.anyAction) {
    const fault = faultOf(action);
    if (fault !== undefined) return said(core, refusal(`this is no action: ${fault}`));
  }
  if (!core.traps.acceptedOnly && core.count(channel) === 0) {
    return said(core, refusal(`nobody is on the channel ${channel}`));
  }
  publish(core, channel, action, { name: 'FLUX_ACTION', from: '-1' });
  return success();
}

/** A report goes to the channel of the page that sends it; without one it goes nowhere. The answer is a bare `true`. */
export function report(
  core: ProtocolCore,
  channel: string | undefined,
  data: string | undefined,
): CommandReply {
  if (data === undefined) return said(core, missing('Data'));
  if (channel !== undefined) publish(core, channel, data, { name: 'REPORT_USER_ACTION' });
  return { status: 200, contentType: 'application/json', text: 'true' };
}

/** `pushAliveCheck` is true for more than one socket only (T12). */
export function countReply(core: ProtocolCore, cmd: Counting, channel: string | undefined): CommandReply {
  const count = core.count(channel);
  return cmd === 'pushAliveCheck'
    ? told({ success: true, active: count > 1 })
    : told({ activeCount: count, success: true });
}

/** With `tryMS` the server looks again and again until somebody is there, or the time is over. */
function countAfter(
  core: ProtocolCore,
  params: Params,
  caller: Caller,
): CommandReply | Promise<CommandReply> {
  const channel = params['channelID'] ?? caller.channel;
  const reply = () => countReply(core, 'pushAliveCount', channel);
  let left = milliseconds(params['tryMS']);
  if (left <= 0 || core.count(channel) > 0) return reply();
  const wait = async (): Promise<CommandReply> => {
    while (left > 0 && core.count(channel) === 0 && !caller.signal?.aborted) {
      await pause(LOOK_AGAIN, caller.signal);
      left -= LOOK_AGAIN;
    }
    return reply();
  };
  return wait();
}

/** What is no whole number of 32 bits counts as none. */
function milliseconds(text: string | undefined): number {
  const value = /^[+-]?\d+$/.test(text ?? '') ? Number(text) : 0;
  return Math.abs(value) < 2 ** 31 ? value : 0;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = later(ms, done);
    signal?.addEventListener('abort', done, { once: true });
  });
}

function publish(
  core: ProtocolCore,
  channel: string,
  given: string,
  about: { readonly name: string; readonly from?: string },
): void {
  const read = readAction(given);
  const deadly = read.kind === 'deep' && core.traps.deepNesting;
  const poisoned = read.kind === 'poison' && core.traps.loneSurrogates;
  const value = wholeCharacters(read.value, '\ufffd');
  const asItCame = !core.traps.rewriting && read.kind !== 'deep' && value === read.value && isJson(given);
  const data = asItCame ? given : core.print(value);
  const from = about.from === undefined ? '' : `,"from":"${about.from}"`;
  const text = `{"data":${data},"scope":"CHANNEL","dataType":"JSON","name":"${about.name}"${from}}`;
  core.hub.publish({ to: { channel }, from: about.from, text, poisoned, deadly });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Why a text is no action that a viewer could carry out. */
function faultOf(action: string): string | undefined {
  const { value } = readAction(action);
  if (typeof value !== 'object' || value === null) return 'expected a JSON object';
  return typeof Reflect.get(value, 'type') === 'string' ? undefined : 'expected a "type" that is a string';
}

function said(core: ProtocolCore, reply: CommandReply): CommandReply {
  return core.traps.mixedAnswers ? reply : plainlySaid(reply);
}
