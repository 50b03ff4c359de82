/** The transport contract, its part about sockets. */
import {
  actionText,
  type ContractSubject,
  ensure,
  frameText,
  Heard,
  LIMITS,
  rejection,
  soon,
} from './contract-tools.js';

/** Of every plane, and what forms and addresses give a meaning to. */
const TEXT = 'délta ☃ 𝒜 & % + = " \\ \u2028';

export const CASES: Readonly<Record<string, (subject: ContractSubject) => Promise<void>>> = {
  'an action comes back over the socket, as it was written': async (subject) => {
    const heard = await Heard.on(subject);
    await push(subject, actionText('one', { text: TEXT }));
    await heard.until(() => heard.payloads.length > 0, 'an action comes back to a socket of its channel');
    ensure(heard.payloads[0]?.['text'] === TEXT, 'text of any plane arrives', heard.payloads[0]);
    heard.socket.close();
  },

  'an action of a hundred thousand characters arrives': async (subject) => {
    const heard = await Heard.on(subject);
    const text = 'ä'.repeat(100_000);
    await push(subject, actionText('long', { text }));
    await heard.until(() => heard.payloads.length > 0, 'a long action comes back');
    ensure(
      heard.payloads[0]?.['text'] === text,
      'it arrives whole',
      String(heard.payloads[0]?.['text']).length,
    );
    heard.socket.close();
  },

  'actions that are awaited come in their order, each once': async (subject) => {
    const heard = await Heard.on(subject);
    const marks = Array.from({ length: 10 }, (_, n) => `m${n}`);
    for (const mark of marks) await push(subject, actionText(mark));
    await heard.until(() => heard.payloads.length >= marks.length, 'all actions come back');
    ensure(String(heard.marks) === String(marks), 'frames come in their order, each once', heard.marks);
    heard.socket.close();
  },

  'frames that are sent reach the others in their order': async (subject) => {
    const [sender, other] = [await Heard.on(subject), await Heard.on(subject)];
    const marks = Array.from({ length: 10 }, (_, n) => `f${n}`);
    for (const mark of marks) sender.socket.send(frameText(mark));
    await other.until(() => other.payloads.length >= marks.length, 'frames reach the other socket');
    ensure(String(other.marks) === String(marks), 'frames come in their order, each once', other.marks);
    sender.socket.close();
    other.socket.close();
  },

  'channels do not hear of each other': async (subject) => {
    const heard = await Heard.on(subject);
    const stranger = { ...subject, channel: `${subject.channel}-2` };
    const other = await Heard.on(stranger);
    await push(subject, actionText('mine'));
    await push(stranger, actionText('theirs'));
    await other.until(() => other.payloads.length > 0, 'an action comes back on its channel');
    await heard.until(() => heard.payloads.length > 0, 'an action comes back on its channel');
    const marks = [...heard.marks, ...other.marks];
    ensure(String(marks) === 'mine,theirs', 'each channel has its own actions', marks);
    heard.socket.close();
    other.socket.close();
  },

  'frames that were sent before close() arrive': async (subject) => {
    const [sender, other] = [await Heard.on(subject), await Heard.on(subject)];
    sender.socket.send(frameText('last'));
    sender.socket.close(1000);
    await other.until(() => other.payloads.length > 0, 'what was sent before close() arrives');
    ensure(other.marks[0] === 'last', 'it arrives as it was sent', other.marks);
    other.socket.close();
  },

  'closed() is called once, and last, after close()': async (subject) => {
    const heard = await Heard.on(subject);
    const other = await Heard.on(subject);
    heard.socket.close(1000, 'done');
    await heard.until(() => heard.closes.length > 0, 'close() leads to closed()');
    heard.socket.close();
    heard.socket.terminate();
    await push(subject, actionText('after'));
    await other.until(() => other.payloads.length > 0, 'an action comes back');
    ensure(heard.closes.length === 1, 'closed() is called once', heard.closes);
    ensure(heard.late === 0, 'no frame comes after closed()', heard.late);
    ensure(typeof heard.closes[0]?.code === 'number', 'closed() has a code', heard.closes);
    other.socket.close();
  },

  'closed() is called once after terminate()': async (subject) => {
    const heard = await Heard.on(subject);
    heard.socket.terminate();
    await heard.until(() => heard.closes.length > 0, 'terminate() leads to closed()');
    heard.socket.terminate();
    ensure(heard.closes.length === 1, 'closed() is called once', heard.closes);
  },

  'send() throws when the socket is not open': async (subject) => {
    const heard = await Heard.on(subject);
    heard.socket.close();
    await heard.until(() => heard.closes.length > 0, 'close() leads to closed()');
    let thrown: unknown;
    try {
      heard.socket.send(frameText('never'));
    } catch (error) {
      thrown = error;
    }
    ensure(thrown instanceof Error, 'a frame is never dropped without a word: send() throws', thrown);
  },

  'open() ends with its signal': async ({ transport, channel }) => {
    const reason = new Error('changed my mind');
    const limits = { ...LIMITS, signal: AbortSignal.abort(reason) };
    let calls = 0;
    const handlers = { frame: () => calls++, closed: () => calls++ };
    const error = await rejection(
      transport.events.open(channel, handlers, limits),
      'a signal that was aborted before ends the attempt',
    );
    ensure(error === reason, 'it is rejected with the reason of the signal', error);
    ensure(calls === 0, 'nobody is told of a socket that never opened', calls);
  },

  'ping(), where there is one, is answered, and ends with the socket': async (subject) => {
    const { socket } = await Heard.on(subject);
    if (socket.ping === undefined) return socket.close();
    await soon(socket.ping(), 'ping() resolves');
    socket.terminate();
    await rejection((async () => socket.ping?.())(), 'ping() of a socket that is closed is rejected');
  },
};

async function push({ transport, channel }: ContractSubject, action: string): Promise<void> {
  const asked = transport.commands.command('pushAction', { channelID: channel, action }, LIMITS);
  const { status } = await soon(asked, 'command() resolves');
  ensure(status === 200, 'an action is accepted with status 200', status);
}
