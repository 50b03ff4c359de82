import { type ViewerAction, ViewerCore } from 'firefly-client/testing';
import './styles.css';
import './page/styles.css';
import './images/styles.css';
import './images/toolbar.css';
import './images/layers.css';
import './images/stretch.css';
import './images/readout.css';
import './charts/styles.css';
import './tables/styles.css';
import './log/styles.css';
import './cells/styles.css';
import { turnIntoSlate } from './cells/page.js';
import { cellScreen } from './cells/screen.js';
import { PageEngine } from './engine.js';
import { bindGestures } from './gestures.js';
import { js9Ready } from './images/js9-types.js';
import { randomName, ServerLink, wordsOf } from './link/server.js';
import { EventSocket } from './link/socket.js';
import { LogDrawer } from './log/drawer.js';
import { LogPane } from './log/pane.js';
import { type Entry, TrafficLog } from './log/traffic.js';
import { Banner } from './page/banner.js';
import { ChannelCard } from './page/channel-card.js';
import { say } from './page/clipboard.js';
import { byId } from './page/dom.js';
import { attachExpanders } from './page/expand.js';
import { Notices } from './page/notices.js';
import { attachSplitters } from './page/splitters.js';
import { TopBar } from './page/topbar.js';
import { fillWelcome } from './page/welcome.js';
import { paneScreen, type Screen, type ScreenParts } from './screen.js';
import { offerTestApi } from './test-api.js';

/** A viewer announces itself this long after it is registered. */
const announceMs = 80;

const channel = channelOf(new URL(location.href));
const base = new URL('.', location.href).href.replace(/\/$/, '');
const mode = location.pathname.endsWith('/slate.html') ? 'slate' : 'triview';
const ways = { channel, page: location.href, server: base, mode } as const;
const target = { channel, server: base, mode } as const;
const layout = byId('layout');
const notices = new Notices(byId('notices'));
const banner = new Banner(byId('banner'));
const top = new TopBar(channel);
const card = new ChannelCard(ways);
const log = new TrafficLog();
const drawer = new LogDrawer(byId('log'));
drawer.attach(new LogPane(byId('log'), log, target, () => drawer.setOpen(false)));
byId('page-tools').prepend(drawer.toggle);
byId('skip-log').addEventListener('click', () => drawer.setOpen(true));
fillWelcome(byId('welcome'), ways);

const link = new ServerLink(base, channel, {
  sent: (kind, data, text) => log.sent(kind, data, text),
  refused: (words) => notices.addError(words),
});
const gestures = bindGestures(() => ({ core, engine }));
const filtersOf = (tblId: string) => String(core.state.tables.get(tblId)?.request['filters'] ?? '');
const engine: PageEngine = new PageEngine(
  (changed) => makeScreen({ gestures, filtersOf, changed }),
  notices,
  (counts) => {
    top.setCounts(counts);
    layout.classList.toggle(
      'nothing',
      Object.values(counts).every((count) => count === 0),
    );
  },
);
const core = new ViewerCore(link, engine, { mode });

let isAnnounced = false;
/** When the connection was lost, while it is. */
let lostAt: number | undefined;
let latest: Entry | undefined;

const socketUrl = `${base.replace(/^http/, 'ws')}/sticky/firefly/events?channelID=${encodeURIComponent(channel)}`;
const socket = new EventSocket(socketUrl, channel, {
  frame: (frame) => {
    latest = log.frame(frame);
  },
  action: (action) => carryOut(action),
  members: (count) => card.setConnections(count),
  registered,
  lost,
});
socket.open();
js9Ready().catch((error: unknown) => notices.addError(`Images cannot be shown: ${wordsOf(error)}`));

offerTestApi({ core, engine, channel, announced: () => isAnnounced });

function makeScreen(parts: ScreenParts): Screen {
  if (mode === 'slate') return cellScreen(turnIntoSlate(layout), parts);
  attachSplitters(layout);
  attachExpanders(layout);
  return paneScreen({ images: byId('images'), charts: byId('charts'), tables: byId('tables') }, parts);
}

/** The channel of the address; a page without one makes its own and shows it there. */
function channelOf(address: URL): string {
  const given = address.searchParams.get('__wsch');
  if (given) return given;
  const made = `viewer-${randomName()}`;
  address.searchParams.set('__wsch', made);
  history.replaceState(null, '', address);
  return made;
}

function registered(): void {
  if (!core.broken) top.setState('connected');
  banner.clear();
  const away = lostAt === undefined ? undefined : Math.max(1, Math.round((Date.now() - lostAt) / 1000));
  lostAt = undefined;
  log.link('connected', away === undefined ? '' : `after ${away} s; what was sent meanwhile did not arrive`);
  if (away !== undefined)
    say(`Connected again after ${away} s. What was sent meanwhile did not arrive here.`);
  if (!isAnnounced) void announce();
}

function lost(retryMs: number): void {
  if (lostAt === undefined) log.link('lost', 'the page tries again by itself');
  lostAt ??= Date.now();
  card.setConnections(0);
  if (!core.broken) top.setState('reconnecting');
  const words = isAnnounced
    ? 'Connection to the server lost. What is shown stays; what is sent meanwhile does not arrive here.'
    : 'There is no connection to the server yet.';
  banner.lost(words, retryMs, () => socket.retryNow());
}

/** The core throws where the script of a real viewer's page would; here the person is told. */
function carryOut(action: unknown): void {
  if (core.broken) {
    log.failed(latest, 'not carried out: the page is broken');
    return;
  }
  try {
    core.handle(action as ViewerAction);
  } catch (error) {
    const words = wordsOf(error);
    log.failed(latest, words);
    if (core.broken) {
      top.setState('broken');
      banner.broken(`An action has broken this page, as it would break Firefly's own. ${words}`);
    } else notices.addError(`An action raised an error in the page. ${words}`, JSON.stringify(action));
  }
}

/** Tells the channel that pushes are safe from now on; a page does that once in its life. */
async function announce(): Promise<void> {
  isAnnounced = true;
  await new Promise((resolve) => setTimeout(resolve, announceMs));
  await link
    .push('app_data.notifyRemoteAppReady', { ready: true, viewerChannel: channel })
    .catch((error: unknown) => notices.addError(`The viewer could not announce itself: ${wordsOf(error)}`));
}
