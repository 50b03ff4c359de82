/**
 * What is peculiar about a real Firefly server, by name. Everything in this list can be switched off and on, in the
 * memory server, in the playground, and on the playground's command line. What is not in it is the doing of viewers
 * or of clients.
 */

/** One peculiarity. */
export interface Trap {
  /** Its number in the list of traps that the code refers to; a few have none. */
  readonly number?: string;
  /** What a real server does: the stand-in does it while the trap is on. */
  readonly real: string;
  /** What the stand-in does instead while it is off. */
  readonly off: string;
  /** Where it makes a difference. Without a network there are no charsets and cookies. @default both */
  readonly only?: 'playground' | 'memory';
  /** Whether it is on unless somebody says otherwise; real servers have some of them from a version on. */
  readonly on: boolean | { readonly since: readonly [year: number, month: number] };
}

/** All of them by name. */
export const TRAPS = {
  acceptedOnly: {
    number: 'T1',
    real: 'pushAction succeeds although nobody is on the channel; the action is gone',
    off: 'it fails and says that nobody is there',
    on: true,
  },
  mixedAnswers: {
    number: 'T2',
    real: '"success" is true, the text "false" with status 200, or false with status 500 and not a word',
    off: 'it is always a boolean, and a failure has a text',
    on: true,
  },
  overtaking: {
    number: 'T3',
    real: 'of requests that are under way at the same time the later one may be carried out first',
    off: 'they are carried out in the order they came in',
    on: false,
  },
  frameLimit: {
    number: 'T5',
    real: 'a frame of more than 8,192 characters ends the socket of its sender with 1009',
    off: 'frames of up to 64 MiB pass',
    on: true,
  },
  formLimit: {
    number: 'T5',
    real: 'a form of more than 2 MiB arrives without its fields',
    off: 'forms of up to 64 MiB are read',
    on: true,
  },
  equalIds: {
    number: 'T6',
    real: 'each node of a cluster numbers its own sockets, and a frame is lost for a socket whose number equals the sender’s',
    off: 'no two sockets of a cluster have the same number',
    on: true,
  },
  mixedPaths: {
    number: 'T7',
    real: 'a frame overtakes an action that was posted before it and has not been answered yet',
    off: 'what is posted and what is sent as a frame keep the order in which they reach the server',
    on: true,
  },
  rewriting: {
    number: 'T8',
    real: 'actions are read and printed anew: keys change places, numbers that are too large turn values or the whole action into null',
    off: 'an action travels as the text it came as',
    on: true,
  },
  loneSurrogates: {
    number: 'T9',
    real: 'half of a surrogate pair in a posted action ends every socket of the channel',
    off: 'it arrives as U+FFFD',
    on: true,
  },
  deepNesting: {
    real: 'an action nested more than some 1,000 levels deep is accepted and ends all deliveries of each node that has somebody on its channel, until it is restarted; such a frame ends the socket of its sender with 1002',
    off: 'it arrives as null, and such a frame is dropped',
    on: true,
  },
  anyAction: {
    number: 'T10',
    real: 'what is no action is accepted and delivered',
    off: 'it is refused, and the answer says why',
    on: true,
  },
  lateRegistration: {
    number: 'T11',
    real: 'a socket is greeted before it is on its channel; what is pushed in between is lost',
    off: 'it is on its channel when it is greeted',
    on: true,
  },
  nodeCounts: {
    number: 'T12',
    real: 'pushAliveCheck and pushAliveCount know the sockets of their own node only',
    off: 'they count the whole cluster',
    on: true,
  },
  ghosts: {
    number: 'T12',
    real: 'the sockets of a killed node stay in the lists of wsConnUpdated',
    off: 'they are taken out, and everybody is told',
    on: true,
  },
  suddenEnds: {
    number: 'T14',
    real: 'a socket whose server is killed, or that is cut on the way, ends with 1006 and without a goodbye',
    off: 'it ends with 1001, as one whose server is stopped in order',
    on: true,
  },
  stalledReaders: {
    number: 'T15',
    real: 'a socket that is not read holds up every channel of its node, until it is given up after 30 s',
    off: 'it holds up nobody but itself',
    on: true,
  },
  rawChannelNames: {
    number: 'T17',
    real: 'a quote or backslash in the name of a channel breaks the greeting: its data is null',
    off: 'every name is greeted',
    on: true,
  },
  cookies: {
    number: 'T18',
    real: 'every request without cookies makes a new user and a new session',
    off: 'no cookies are set, and everybody is the same user',
    only: 'playground',
    on: true,
  },
  fileNames: {
    number: 'T22',
    real: 'file names beyond Latin-1 and with a slash fail, others beyond ASCII come back damaged, and .gz is unpacked but keeps its name',
    off: 'they are stored under a name that works',
    on: true,
  },
  tenSockets: {
    number: 'T27',
    real: 'a channel holds 10 sockets; one more evicts the oldest',
    off: 'it holds any number',
    on: { since: [2026, 6] },
  },
  latin1Forms: {
    real: 'a form that names no charset is read as Latin-1',
    off: 'it is read as UTF-8',
    only: 'playground',
    on: true,
  },
  truncatedJson: {
    real: 'an answer that is not compressed and holds more than ASCII is cut: its length is counted in characters, not bytes',
    off: 'it is complete',
    on: true,
  },
} as const satisfies Readonly<Record<string, Trap>>;

export type TrapName = keyof typeof TRAPS;

/** Which of them are on. */
export type Traps = Readonly<Record<TrapName, boolean>>;

/** What somebody wishes to be otherwise than by default. */
export type TrapSwitches = { readonly [name in TrapName]?: boolean | undefined };

/** A switch in its short form, as on a command line: `overtaking`, `tenSockets=on`, `cookies=off`. */
export function parseTrapSwitch(text: string): TrapSwitches {
  const [name = '', state = 'on'] = text.split('=', 2);
  if (state !== 'on' && state !== 'off') {
    throw new RangeError(`a trap is switched "on" or "off", not ${JSON.stringify(state)}: ${name}=off`);
  }
  checkName(name);
  return { [name]: state === 'on' };
}

/** The state of every trap for a server of this version. Throws for names that are none. */
export function resolveTraps(switches: TrapSwitches = {}, version?: string): Traps {
  for (const [name, state] of Object.entries(switches)) {
    checkName(name);
    if (state !== undefined && typeof state !== 'boolean') {
      throw new RangeError(`the trap ${name} is ${JSON.stringify(state)}, expected true or false`);
    }
  }
  const states = Object.entries<Trap>(TRAPS).map(([name, trap]) => [
    name,
    switches[name as TrapName] ?? isOn(trap, version),
  ]);
  return Object.fromEntries(states) as Traps;
}

function checkName(name: string): void {
  if (Object.hasOwn(TRAPS, name)) return;
  throw new RangeError(
    `there is no trap ${JSON.stringify(name)}; there are: ${Object.keys(TRAPS).join(', ')}`,
  );
}

function isOn({ on }: Trap, version: string | undefined): boolean {
  if (typeof on === 'boolean') return on;
  const [, year, month] = /^(\d{4})\.(\d+)/.exec(version ?? '') ?? [];
  if (year === undefined || month === undefined) return false;
  const [sinceYear, sinceMonth] = on.since;
  return Number(year) * 12 + Number(month) >= sinceYear * 12 + sinceMonth;
}
