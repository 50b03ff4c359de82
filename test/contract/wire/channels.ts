/** Uploads, what is said about channels, and the frames of sockets. */
import type { FileName } from './files.js';
import type { WireCase } from './tables.js';
import { newChannel, type Wire, type WireSocket } from './wire.js';

const ANALYSED: readonly FileName[] = [
  'mix.csv',
  'three.tbl',
  'stars.vot',
  'mef.fits',
  'tables.fits',
  'two.reg',
  'object.json',
  'nothing.csv',
];

const uploads: WireCase[] = [
  ...ANALYSED.flatMap((file) =>
    ['Brief', 'Normal', 'Details'].map((fileAnalysis) => ({
      name: `upload: ${fileAnalysis} of ${file}`,
      notInMemory: 'the reports of the memory server leave out what clients do not read',
      run: (wire: Wire) => wire.upload(file, { fileAnalysis }),
    })),
  ),
  { name: 'upload: without an analysis', run: (wire) => wire.upload('three.tbl') },
  {
    name: 'upload: an analysis of an unknown kind',
    notInMemory: 'the reports of the memory server leave out what clients do not read',
    run: (wire) => wire.upload('small.csv', { fileAnalysis: 'Nope' }),
  },
  {
    name: 'upload: an address that refuses',
    notInMemory: 'the memory server knows addresses by name only',
    run: (wire) => wire.command('upload', { URL: 'http://127.0.0.1:9/none.fits' }),
  },
  {
    name: 'upload: nothing',
    notInMemory: 'an upload in memory always has a file',
    run: (wire) => wire.command('upload'),
  },
];

const commands: WireCase[] = [
  { name: 'an unknown command', run: (wire) => wire.command('NoSuchCommand') },
  {
    name: 'pushAction without an action',
    run: (wire) => wire.command('pushAction', { channelID: newChannel() }),
  },
  {
    name: 'pushAction to nobody is accepted',
    run: (wire) => wire.command('pushAction', { channelID: newChannel(), action: '{"type":"test.private"}' }),
  },
  {
    name: 'pushAction with damaged JSON',
    run: (wire) => wire.command('pushAction', { channelID: newChannel(), action: '{"type":' }),
  },
  {
    name: 'pushAliveCheck and pushAliveCount: nobody, one, two',
    run: async (wire) => {
      const channelID = newChannel();
      const ask = async () => [
        await wire.command('pushAliveCheck', { channelID }),
        await wire.command('pushAliveCount', { channelID, tryMS: '10' }),
      ];
      const nobody = await ask();
      const first = await wire.socket(channelID);
      const one = await ask();
      const second = await wire.socket(channelID);
      const two = await ask();
      await leaveInOrder(wire, first, second);
      return { nobody, one, two };
    },
  },
];

/** What two sockets of a channel hear; both are closed at the end. */
async function together<T>(
  wire: Wire,
  work: (one: WireSocket, two: WireSocket, channel: string) => Promise<T>,
): Promise<T> {
  const channel = newChannel();
  const one = await wire.socket(channel);
  const two = await wire.socket(channel);
  try {
    return await work(one, two, channel);
  } finally {
    await leaveInOrder(wire, one, two);
  }
}

/** A real server can hang for everybody when a socket closes while it is being told that the other has. */
async function leaveInOrder(wire: Wire, one: WireSocket, two: WireSocket): Promise<void> {
  await one.leave();
  if (two.isOpen) {
    await push(wire, two.channel, '{"type":"test.parting"}');
    await two.action('test.parting');
  }
  await two.leave();
}

const push = (wire: Wire, channelID: string, action: string) =>
  wire.command('pushAction', { channelID, action });

/** The payload of what was published, as text keeps it. */
async function published(wire: Wire, action: string): Promise<unknown> {
  return together(wire, async (one, _two, channel) => {
    await push(wire, channel, action);
    await push(wire, channel, '{"type":"test.end","payload":{}}');
    await one.action('test.end');
    return one.frames.filter(isAction).slice(0, -1);
  });
}

/** Actions of the test's own; servers say other things to some and not to others. */
const isAction = ({ name, data }: { name?: unknown; data?: unknown }): boolean =>
  name === 'FLUX_ACTION' && !/^(app_data|background)\./.test(String(Object(data)['type']));

const PAYLOADS: readonly (readonly [string, string])[] = [
  ['the last of equal keys wins', '{"type":"test.a","payload":{"x":1,"x":2,"b":{"c":[1,null,true]}}}'],
  ['numbers with exponents', '{"type":"test.a","payload":{"large":1e20,"small":-2.5e-300,"beyond":1e400}}'],
  ['NaN makes the whole action null', '{"type":"test.a","payload":{"x":NaN}}'],
  ['so does a whole number beyond 64 bits', '{"type":"test.a","payload":{"x":9223372036854775808}}'],
  ['the largest whole number of 64 bits', '{"type":"test.a","payload":{"x":9223372036854775807}}'],
  ['text of any script', '{"type":"test.a","payload":{"text":"é☃&=%+ \\n \\"q\\" 🚀"}}'],
  ['an action that is none', '{"payload":{}}'],
  ['a list', '[1,2]'],
  ['without a payload', '{"type":"test.a"}'],
];

const frames: WireCase[] = [
  ...PAYLOADS.map(([name, action]) => ({
    name: `published: ${name}`,
    run: (wire: Wire) => published(wire, action),
  })),
  {
    name: 'the first frames of a socket',
    run: (wire) =>
      together(wire, async (one) =>
        one.frames.slice(0, 2).map((frame) => ({ ...frame, data: Object.keys(Object(frame.data)).sort() })),
      ),
  },
  {
    name: 'a frame reaches the others, and never its sender',
    run: (wire) =>
      together(wire, async (one, two, channel) => {
        const frame = {
          name: 'FLUX_ACTION',
          scope: 'CHANNEL',
          dataType: 'JSON',
          data: { type: 'test.a', payload: { n: 1 } },
        };
        one.send(frame);
        const heard = await two.action('test.a');
        await push(wire, channel, '{"type":"test.end"}');
        await one.action('test.end');
        const { from, ...rest } = heard;
        return { heard: rest, isFromSender: from === one.connId, sender: one.frames.filter(isAction).length };
      }),
  },
  {
    name: 'a frame of an unknown name passes',
    run: (wire) =>
      together(wire, async (one, two) => {
        one.send({ name: 'TEST_EVENT', scope: 'CHANNEL', dataType: 'JSON', data: { n: 1 } });
        const { from, ...heard } = await two.until(({ name }) => name === 'TEST_EVENT');
        return { heard, isFromSender: from === one.connId };
      }),
  },
  {
    name: 'a frame of 8,192 characters passes, one more closes its sender',
    run: (wire) =>
      together(wire, async (one, two) => {
        const frame = (length: number) => {
          const start =
            '{"name":"FLUX_ACTION","scope":"CHANNEL","dataType":"JSON","data":{"type":"test.a","payload":{"x":"';
          return `${start}${'x'.repeat(length - start.length - 4)}"}}}`;
        };
        one.send(frame(8192));
        await two.action('test.a');
        one.send(frame(8193));
        return { code: await one.closed };
      }),
  },
  {
    name: 'a lone surrogate closes every socket of the channel',
    run: (wire) =>
      together(wire, async (one, two, channel) => {
        const answer = await push(wire, channel, '{"type":"test.a","payload":{"x":"\\ud83d"}}');
        return { answer, codes: [await one.closed, await two.closed] };
      }),
  },
  {
    name: 'a report without data',
    run: (wire) => wire.command('reportUserAction', { channelID: newChannel(), desc: 'x' }),
  },
];

export const CHANNEL_CASES: readonly WireCase[] = [...uploads, ...commands, ...frames];
