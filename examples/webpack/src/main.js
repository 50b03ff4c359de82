import { defineFireflyViewer } from 'firefly-client/embed';

defineFireflyViewer();
const status = document.querySelector('#status');
const viewer = document.createElement('firefly-viewer');
viewer.setAttribute(
  'url',
  new URLSearchParams(location.search).get('server') ?? 'http://localhost:8080/firefly',
);
viewer.addEventListener('firefly-error', ({ detail }) => {
  status.textContent = String(detail);
});
viewer.addEventListener('firefly-ready', async ({ detail: firefly }) => {
  const data = { name: ['Alnilam', 'Mintaka'], vmag: [1.7, 2.2] };
  const { totalRows } = await firefly.showTable(data, { title: 'Belt' }).displayed();
  status.textContent = `${totalRows} rows are displayed`;
});
document.body.append(viewer);
