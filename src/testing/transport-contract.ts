/** What clients rely on in a transport, as cases that any test runner can run. */
import { nanoid } from 'nanoid';
import { TimeoutError } from '../errors.js';
import { isRecord, parseJson } from '../schema/json.js';
import { bytesIn } from '../transport/bytes.js';
import type { Transport } from '../transport/types.js';
import { CASES } from './contract-cases.js';
import { type ContractSubject, ensure, LIMITS, rejection, soon } from './contract-tools.js';

/** How the suite gets at the transport. */
export interface TransportSetup {
  /** A transport to a server that runs, made anew for each case: the memory server, a playground, a Firefly server. */
  readonly make: () => Transport | Promise<Transport>;
}

/** One case. */
export interface TransportCase {
  /** What has to be so. */
  readonly name: string;
  /** Rejects with a `ContractError` that says what is not so. */
  readonly run: (setup: TransportSetup) => Promise<void>;
}

const COMMANDS: Readonly<Record<string, (subject: ContractSubject) => Promise<void>>> = {
  'probe() is answered with status 200': async ({ transport }) => {
    const { status } = await soon(transport.commands.probe(LIMITS), 'probe() resolves');
    ensure(status === 200, 'a server that runs answers 200', status);
  },

  'command() gives what the server says': async ({ transport, channel }) => {
    const params = { channelID: channel, action: '{"type":"contract.mark","payload":{}}' };
    const reply = await soon(transport.commands.command('pushAction', params, LIMITS), 'command() resolves');
    const said = parseJson(reply.text);
    const first: unknown = Array.isArray(said) ? said[0] : said;
    ensure(reply.status === 200, 'an action is accepted with status 200', reply);
    ensure(
      isRecord(first) && first['success'] === true,
      'the text of the answer is that of the server',
      reply,
    );
  },

  'command() resolves with the status of a failure': async ({ transport }) => {
    const asked = transport.commands.command('noSuchCommand', {}, LIMITS);
    const { status } = await soon(asked, 'what the server refuses is an answer, not a rejection');
    ensure(status >= 400, 'the status is that of the server', status);
  },

  'command() gives each of many at once its own answer': async ({ transport }) => {
    const ask = async (n: number) => {
      const asked = n % 2 === 0 ? 'pushAliveCount' : 'noSuchCommand';
      const { status } = await transport.commands.command(asked, { channelID: `c${n}` }, LIMITS);
      return status < 400;
    };
    const answered = await soon(
      Promise.all(Array.from({ length: 20 }, (_, n) => ask(n))),
      'all are answered',
    );
    ensure(
      answered.every((worked, n) => worked === (n % 2 === 0)),
      'no answer is taken for another',
      answered,
    );
  },

  'command() ends at its time limit': async ({ transport, channel }) => {
    // The server waits for somebody to come.
    const params = { channelID: channel, tryMS: '8000' };
    const asked = transport.commands.command('pushAliveCount', params, { timeout: 50 });
    const error = await rejection(asked, 'what takes longer than `timeout` is rejected');
    ensure(error instanceof TimeoutError, 'it is rejected with a TimeoutError of firefly-client', error);
  },

  'command() ends with its signal': async ({ transport, channel }) => {
    const [early, reason] = [new Error('before'), new Error('meanwhile')];
    const params = { channelID: channel, tryMS: '8000' };
    const before = { ...LIMITS, signal: AbortSignal.abort(early) };
    const refused = rejection(
      transport.commands.command('pushAliveCount', params, before),
      'a signal that was aborted before ends the call',
    );
    ensure((await refused) === early, 'it is rejected with the reason of the signal', await refused);
    const controller = new AbortController();
    const asked = transport.commands.command('pushAliveCount', params, {
      ...LIMITS,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(reason), 20);
    const error = await rejection(asked, 'a signal that is aborted meanwhile ends the call');
    ensure(error === reason, 'it is rejected with the reason of the signal', error);
  },

  'upload() takes bytes, blobs and streams, and what was sent can be read': async ({ transport }) => {
    const text = 'name,vmag\nAlnilam,1.7\nMintaka,2.2\n';
    const bytes = new TextEncoder().encode(text);
    const stream = {
      size: bytes.length,
      async *[Symbol.asyncIterator]() {
        yield bytes.subarray(0, 7);
        yield bytes.subarray(7);
      },
    };
    for (const body of [bytes, new Blob([bytes]), stream]) {
      let sent = 0;
      const limits = { ...LIMITS, onProgress: (so: number) => (sent = so) };
      const reply = await soon(
        transport.commands.upload({ name: 'contract.csv', body }, {}, limits),
        'upload() resolves',
      );
      const [, path] = /(\$\{[^}]+\}\S+)/.exec(reply.text) ?? [];
      ensure(reply.status === 200 && path !== undefined, 'the answer has the path of the file', reply);
      ensure(sent === bytes.length, 'onProgress hears of all bytes at the end', sent);
      const rows = await rowsOf(transport, path);
      ensure(rows === 2, 'the file arrives whole', rows);
    }
  },

  'download() gives the same as command(), as bytes': async ({ transport }) => {
    const whole = await soon(transport.commands.command('CmdVersion', {}, LIMITS), 'command() resolves');
    const { status, body } = await soon(
      transport.commands.download('CmdVersion', {}, LIMITS),
      'download() resolves',
    );
    const text = new TextDecoder().decode(await soon(bytesIn(body), 'the body comes to its end'));
    ensure(status === whole.status, 'the status is the same', { status, expected: whole.status });
    ensure(text === whole.text, 'the text is the same', { text, expected: whole.text });
  },

  'submit() makes a job': async ({ transport }) => {
    const request = JSON.stringify({
      id: 'IpacTableFromSource',
      source: '${upload-dir}/none.csv',
      tbl_id: 'c',
    });
    const asked = transport.commands.submit('tableSearch', { request }, LIMITS);
    const { status, location, text } = await soon(asked, 'submit() resolves');
    ensure(
      status < 400 && (location !== undefined || isRecord(parseJson(text))),
      'the answer says where the job is, or is the job',
      { status, location, text },
    );
  },
};

async function rowsOf({ commands }: Transport, source: string): Promise<unknown> {
  const request = JSON.stringify({
    id: 'IpacTableFromSource',
    source,
    tbl_id: nanoid(8),
    startIdx: 0,
    pageSize: 10,
  });
  const { text } = await commands.command('tableSearch', { request }, LIMITS);
  const said = parseJson(text);
  const table: unknown = Array.isArray(said) ? said[0] : said;
  return isRecord(table) ? table['totalRows'] : text;
}

/** Every case; each is independent of the others. */
export const transportContract: readonly TransportCase[] = Object.entries({ ...COMMANDS, ...CASES }).map(
  ([name, check]) => ({
    name,
    run: async ({ make }) => {
      const transport = await make();
      try {
        await check({ transport, channel: `contract-${nanoid(16)}` });
      } finally {
        await transport.close();
      }
    },
  }),
);
