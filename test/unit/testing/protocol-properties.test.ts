/** What holds for the protocol core whatever happens, tried with random schedules. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Connection, Hub, ProtocolCore } from '../../../src/testing/index.js';

/** One thing that happens; numbers pick a socket or node out of those there are. */
type Event =
  | { readonly do: 'open'; readonly channel: string; readonly node: number }
  | { readonly do: 'register' }
  | { readonly do: 'leave'; readonly socket: number }
  | { readonly do: 'post'; readonly channel: string; readonly node: number }
  | { readonly do: 'frame'; readonly socket: number; readonly length: number }
  | { readonly do: 'report'; readonly channel: string; readonly node: number }
  | { readonly do: 'poison'; readonly channel: string }
  | { readonly do: 'answer'; readonly socket: number };

const channel = fc.constantFrom('a', 'b', 'c');
const small = fc.nat({ max: 7 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('open'), channel, node: small }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('register') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave'), socket: small }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('post'), channel, node: small }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('frame'), socket: small, length: fc.constantFrom(10, 300) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('report'), channel, node: small }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('poison'), channel }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer'), socket: small }) },
);

/** A socket, what it heard, and whether it was ended. */
class Ear {
  readonly heard: string[] = [];
  isEnded = false;
  heardAfterEnd = 0;
  /** Pushes once more from within the next call that tells it something. */
  isAnswering = false;
  readonly connection: Connection;

  constructor(
    readonly core: ProtocolCore,
    readonly channel: string,
    next: () => string,
  ) {
    this.connection = core.connect(channel, {
      send: (text) => {
        if (this.isEnded) this.heardAfterEnd += 1;
        this.heard.push(text);
        if (!this.isAnswering) return;
        this.isAnswering = false;
        core.pushAction(channel, next());
      },
      close: () => {
        this.isEnded = true;
      },
    });
  }

  /** Numbers of the messages that were meant for channels, in the order they came. */
  get numbers(): readonly number[] {
    return this.heard.flatMap((text) => {
      const number = /"n":(\d+)/.exec(text)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  }
}

/** Plays a story; every message has a number of its own, and carries the name of its channel. */
function play(events: readonly Event[], nodes: number) {
  const hub = new Hub();
  const waiting: (() => void)[] = [];
  const options = {
    hub,
    maxFrameChars: 200,
    maxSocketsPerChannel: 2,
    traps: { equalIds: false },
    schedule: (task: () => void) => void waiting.push(task),
  };
  const cores = Array.from({ length: nodes }, () => new ProtocolCore(options));
  const ears: Ear[] = [];
  let count = 0;
  const message = (name: string) => JSON.stringify({ n: count++, of: name, type: 't' });
  const coreAt = (number: number) => cores[number % nodes] as ProtocolCore;
  const earAt = (number: number) => ears[number % Math.max(1, ears.length)];
  for (const happens of events) {
    switch (happens.do) {
      case 'open':
        ears.push(new Ear(coreAt(happens.node), happens.channel, () => message(happens.channel)));
        break;
      case 'register':
        waiting.shift()?.();
        break;
      case 'leave': {
        const ear = earAt(happens.socket);
        if (ear !== undefined) ear.isEnded = true;
        ear?.connection.disconnected();
        break;
      }
      case 'post':
        coreAt(happens.node).pushAction(happens.channel, message(happens.channel));
        break;
      case 'report':
        coreAt(happens.node).report(happens.channel, JSON.parse(message(happens.channel)));
        break;
      case 'frame': {
        const ear = earAt(happens.socket);
        if (ear === undefined) break;
        const data = { n: count++, of: ear.channel, x: 'x'.repeat(happens.length) };
        ear.connection.receive(JSON.stringify({ name: 'F', scope: 'CHANNEL', dataType: 'JSON', data }));
        break;
      }
      case 'poison':
        coreAt(0).pushAction(happens.channel, '{"type":"\\ud83d"}');
        break;
      case 'answer': {
        const ear = earAt(happens.socket);
        if (ear !== undefined) ear.isAnswering = true;
      }
    }
  }
  return { ears, cores };
}

const stories = fc.array(event, { minLength: 20, maxLength: 100, size: 'max' });
const nodes = fc.integer({ min: 1, max: 3 });

describe('whatever happens', () => {
  it('all receivers hear what they both hear in the same order, and nothing twice', () => {
    fc.assert(
      fc.property(stories, nodes, (events, count) => {
        const { ears } = play(events, count);
        for (const one of ears) {
          expect(new Set(one.numbers).size).toBe(one.numbers.length);
          for (const other of ears) {
            const common = new Set(other.numbers);
            const mine = new Set(one.numbers);
            expect(one.numbers.filter((n) => common.has(n))).toEqual(
              other.numbers.filter((n) => mine.has(n)),
            );
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('nobody hears a word of another channel, its sockets included', () => {
    fc.assert(
      fc.property(stories, nodes, (events, count) => {
        for (const ear of play(events, count).ears) {
          for (const text of ear.heard) {
            const { data } = JSON.parse(text);
            const about = data.of ?? data.channel ?? Object.keys(data.payload).join();
            expect(about).toBe(ear.channel);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a socket that was evicted, closed or has left hears nothing more, and its frames reach nobody', () => {
    fc.assert(
      fc.property(stories, nodes, (events, count) => {
        const { ears, cores } = play(events, count);
        expect(ears.map((ear) => ear.heardAfterEnd)).toEqual(ears.map(() => 0));
        const before = ears.map((ear) => ear.heard.length);
        for (const { isEnded, connection } of ears) {
          const data = { n: -1 };
          if (isEnded)
            connection.receive(JSON.stringify({ name: 'F', scope: 'CHANNEL', dataType: 'JSON', data }));
        }
        expect(ears.map((ear) => ear.heard.length)).toEqual(before);
        for (const core of cores) {
          for (const name of core.channels) expect(core.connectionIds(name).length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 300 },
    );
  });
});
