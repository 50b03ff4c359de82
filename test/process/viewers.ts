/** A viewer without a screen on the channel of a playground: it really loads files and tables, and reports. */
import { onTestFinished } from 'vitest';
import type { Playground } from '../../playground/server/index.js';
import type { JsonObject, TableModel, ViewerHost } from '../../src/testing/engine.js';
import { ViewerFailure } from '../../src/testing/engine.js';
import { readTableModel } from '../../src/testing/memory-host.js';
import { ScriptedViewer } from '../../src/testing/scripted-viewer.js';

class PlaygroundHost implements ViewerHost {
  constructor(
    private readonly playground: Playground,
    private readonly channel: string,
  ) {}

  report(data: JsonObject): void {
    this.playground.core.report(this.channel, data);
  }

  async tableSearch(request: JsonObject): Promise<TableModel> {
    const body = new URLSearchParams({ cmd: 'tableSearch', request: JSON.stringify(request) });
    const { status, headers, text } = await answerOf(`${this.playground.url}/CmdSrv/sync`, {
      method: 'POST',
      body,
    });
    return readTableModel({ status, contentType: headers.get('content-type') ?? '', text });
  }

  async fetchImage(source: { readonly file?: string; readonly url?: string }): Promise<Uint8Array> {
    const query = new URLSearchParams({ file: source.file ?? '' });
    const response = await fetch(`${this.playground.url}/servlet/Download?${query}`);
    if (!response.ok) throw new ViewerFailure('File not found', `HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
}

async function answerOf(url: string, init: RequestInit) {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Opens one, ready when the promise resolves; it is closed with the test. */
export async function openViewer(playground: Playground, channel: string): Promise<ScriptedViewer> {
  const viewer = new ScriptedViewer(channel, playground.core, new PlaygroundHost(playground, channel));
  onTestFinished(() => viewer.close());
  await viewer.ready;
  return viewer;
}

/** Registrations of clients, not of users. */
export const watchesIn = (viewer: ScriptedViewer): string[] =>
  viewer.extensions.map(({ id }) => id).filter((id) => id.startsWith('ffc:'));
