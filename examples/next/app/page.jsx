'use client';
import { fireflyHook } from 'firefly-client/embed';
import * as React from 'react';

const useFirefly = fireflyHook(React);

export default function Page() {
  const [url, setUrl] = React.useState();
  return (
    <>
      {url === undefined ? <div id="status">Rendered without a browser</div> : <Sky url={url} />}
      <Address onFound={setUrl} />
    </>
  );
}

/** The address is the page's own affair, which only a browser knows. */
function Address({ onFound }) {
  React.useEffect(() => {
    onFound(new URLSearchParams(location.search).get('server') ?? 'http://localhost:8080/firefly');
  }, [onFound]);
  return null;
}

function Sky({ url }) {
  const { ref, firefly, error } = useFirefly(url);
  const [rows, setRows] = React.useState();
  React.useEffect(() => {
    firefly
      ?.showTable({ name: ['Alnilam', 'Mintaka'], vmag: [1.7, 2.2] }, { tblId: 'belt', title: 'Belt' })
      .displayed()
      .then(({ totalRows }) => setRows(totalRows))
      .catch(console.error);
  }, [firefly]);
  const words = rows === undefined ? 'Connecting …' : `${rows} rows are displayed`;
  return (
    <>
      <div id="status">{error ? String(error) : words}</div>
      <div id="viewer" ref={ref} />
    </>
  );
}
