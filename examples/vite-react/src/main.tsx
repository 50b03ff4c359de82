import { fireflyHook } from 'firefly-client/embed';
import * as React from 'react';
import { createRoot } from 'react-dom/client';

const useFirefly = fireflyHook(React);
const url = new URLSearchParams(location.search).get('server') ?? 'http://localhost:8080/firefly';

/** How many frames this page has loaded: one, although StrictMode runs effects twice. */
const framesLoaded = () =>
  performance
    .getEntriesByType('resource')
    .filter((entry) => 'initiatorType' in entry && entry.initiatorType === 'iframe').length;

function App() {
  const { ref, firefly, error } = useFirefly(url);
  const [rows, setRows] = React.useState<number>();
  React.useEffect(() => {
    if (firefly === undefined) return;
    const data = { name: ['Alnilam', 'Mintaka'], vmag: [1.7, 2.2] };
    firefly
      .showTable(data, { tblId: 'belt', title: 'Belt' })
      .displayed()
      .then(({ totalRows }) => setRows(totalRows))
      .catch(console.error);
  }, [firefly]);
  const words =
    rows === undefined ? 'Connecting …' : `${rows} rows are displayed, in the frame ${framesLoaded()}`;
  return (
    <>
      <div id="status">{error ? String(error) : words}</div>
      <div id="viewer" ref={ref} />
    </>
  );
}

const root = document.querySelector('#root');
if (root !== null)
  createRoot(root).render(
    <React.StrictMode>
      <App />
    </React.StrictMode>,
  );
