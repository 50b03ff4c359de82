import { type ViewerAction, ViewerCore } from 'firefly-client/testing';
import './styles.css';
import './page/styles.css';
import './images/styles.css';
import './charts/styles.css';
import './tables/styles.css';
import { PageEngine } from './engine.js';
import { bindGestures } from './gestures.js';
import { js9Ready } from './images/js9-types.js';
import { randomName, ServerLink } from './link/server.js';
import { EventSocket } from './link/socket.js';
import { byId } from './page/dom.js';
import { Notices } from './page/notices.js';
import { attachSplitters } from './page/splitters.js';
import { TopBar } from './page/topbar.js';
import { offerTestApi } from './test-api.js';

/** A viewer announces itself this long after it is registered and can draw. */
const announceMs = 80;

const channel = channelOf(new URL(location.href));
const base = new URL('.', location.href).href.replace(/\/$/, '');
const notices = new Notices(byId('notices'), byId('banner'));
const top = new TopBar(channel, location.href);
const link = new ServerLink(base, channel);

attachSplitters(byId('layout'));
const engine: PageEngine = new PageEngine(
  { images: byId('images'), charts: byId('charts'), tables: byId('tables') },
  bindGestures(() => ({ core, engine })),
  notices,
  (counts) => top.setCounts(counts),
  (tblId) => String(core.state.tables.get(tblId)?.request['filters'] ?? ''),
);
const core = new ViewerCore(link, engine);

let isAnnounced = false;
const enginesReady = js9Ready().catch((error: unknown) => console.error(error));
const socketUrl = `${base.replace(/^http/, 'ws')}/sticky/firefly/events?channelID=${encodeURIComponent(channel)}`;

new EventSocket(socketUrl, channel, {
  action: (action) => carryOut(action),
  registered: () => {
    top.setState('connected');
    notices.setBanner(undefined);
    if (!isAnnounced) void announce();
  },
  lost: (retryMs) => {
    const seconds = Math.max(1, Math.round(retryMs / 1000));
    top.setState('reconnecting');
    notices.setBanner(`Connection to the server lost. Trying again in ${seconds} s; what is shown stays.`);
  },
}).open();

offerTestApi({ core, engine, channel, announced: () => isAnnounced });

/** The channel of the address; a page without one makes its own and shows it there. */
function channelOf(address: URL): string {
  const given = address.searchParams.get('__wsch');
  if (given) return given;
  const made = `viewer-${randomName()}`;
  address.searchParams.set('__wsch', made);
  history.replaceState(null, '', address);
  return made;
}

function carryOut(action: ViewerAction): void {
  try {
    core.handle(action);
  } catch (error) {
    console.error('This action could not be carried out:', action, error);
  }
}

/** Tells the channel that pushes are safe from now on; a page does that once in its life. */
async function announce(): Promise<void> {
  isAnnounced = true;
  await enginesReady;
  await new Promise((resolve) => setTimeout(resolve, announceMs));
  await link
    .push('app_data.notifyRemoteAppReady', { ready: true, viewerChannel: channel })
    .catch((error: unknown) => console.error('The viewer could not announce itself:', error));
}
