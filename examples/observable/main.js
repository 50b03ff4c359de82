import { Runtime } from '@observablehq/runtime';
import { FireflyClient } from 'firefly-client';

// Cells as Observable's runtime has them; in a notebook their code is what stands in the functions.
const notebook = new Runtime().module();
const status = document.querySelector('#status');
const show = {
  fulfilled: (value) => document.querySelector('#viewer').replaceChildren(value),
  rejected: (error) => {
    status.textContent = String(error);
  },
};
const url = new URLSearchParams(location.search).get('server') ?? 'http://localhost:8080/firefly';
const closed = [];

const connect = async (channel, invalidation) => {
  const firefly = await FireflyClient.connect(url, { channel });
  firefly.closed().then(() => closed.push(channel));
  invalidation.then(() => firefly.close());
  return firefly;
};
const channel = notebook.variable().define('channel', [], () => 'first-run');
notebook.variable({ rejected: show.rejected }).define('firefly', ['channel', 'invalidation'], connect);
notebook.variable(show).define('viewer', ['firefly'], (firefly) => firefly.viewerElement());
notebook.variable({ rejected: show.rejected }).define('table', ['firefly'], async (firefly) => {
  await firefly.viewerReady();
  const data = { name: ['Alnilam', 'Mintaka'], vmag: [1.7, 2.2] };
  const { totalRows } = await firefly.showTable(data, { title: 'Belt' }).displayed();
  // Once more, as when a cell is edited: the first client is closed by `invalidation`.
  if (firefly.channel === 'first-run') channel.define('channel', [], () => 'second-run');
  else status.textContent = `${totalRows} rows are displayed; closed: ${closed.join(', ') || 'none'}`;
});
