/** Pages that have `firefly-client/embed`, bundled as a user's bundler would. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface PageServer {
  readonly port: number;
  readonly script: string;
  close(): Promise<void>;
}

const ENTRY = `
  import * as embed from './src/embed/index.ts';
  import * as main from './src/index.ts';
  import { serverTransport } from './src/transport/index.ts';
  import { portTransport } from './examples/postmessage/port-transport.ts';
  import { bridge } from './examples/postmessage/bridge.ts';
  Object.assign(window, { embed, main, serverTransport, portTransport, bridge });`;

export const html = (head = ''): string =>
  `<!doctype html><meta charset="utf-8"><title>Page</title>${head}<div id="place" style="width:900px;height:600px"></div><button>Open</button><script src="/bundle.js"></script>`;

/** The package as one script: names are on `window` then. */
export async function bundleEmbedding(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['browser'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/** Serves pages: `/` and, with rules of its own, `/strict`. `/firefly/…` is a server that says nothing about origins. */
export async function servePages(bundled?: string): Promise<PageServer> {
  const script = bundled ?? (await bundleEmbedding());
  const server = createServer(({ url = '/' }, response) => {
    if (url === '/bundle.js') return response.setHeader('content-type', 'text/javascript').end(script);
    if (url.startsWith('/firefly/')) return response.end();
    const policy = `<meta http-equiv="Content-Security-Policy" content="connect-src 'self'">`;
    return response.setHeader('content-type', 'text/html').end(html(url === '/strict' ? policy : ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    script,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
