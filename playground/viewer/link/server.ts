import {
  type ColumnValues,
  type JsonObject,
  type TableModel,
  ViewerFailure,
  type ViewerHost,
} from 'firefly-client/testing';
import { work } from '../work/client.js';
import { parsed, readAnswer, readTable, reasonOf, told } from './answers.js';

export interface LinkEvents {
  sent(kind: 'action' | 'report', data: unknown, text: string): void;
  refused(words: string): void;
}

/** Talks to the server over HTTP on behalf of one channel. */
export class ServerLink implements ViewerHost {
  /** One per page: the server keeps the tables it has read under this name. */
  readonly #session = `FF-Session-${randomName()}`;
  #reports: Promise<void> = Promise.resolve();

  /** `events` hears what is sent to the channel, and what the server did not take. */
  constructor(
    private readonly base: string,
    private readonly channel: string,
    private readonly events: LinkEvents,
  ) {}

  /** Reports leave one after the other, in the order of the calls. A lost one is not sent again. */
  report(data: JsonObject): void {
    const text = JSON.stringify(data);
    const fields = {
      cmd: 'reportUserAction',
      desc: String(data['id'] ?? ''),
      Data: text,
    };
    this.events.sent('report', data, text);
    this.#reports = this.#reports
      .then(() => this.#post(fields))
      .then(
        () => undefined,
        (error: unknown) => this.events.refused(`A report was not accepted, and is lost: ${wordsOf(error)}`),
      );
  }

  /** Pushes an action to everybody on the channel, behind the reports made so far. */
  push(type: string, payload: JsonObject): Promise<void> {
    const data = { type, payload };
    const action = JSON.stringify(data);
    this.events.sent('action', data, action);
    const sent = this.#reports.then(() => this.#post({ cmd: 'pushAction', channelID: this.channel, action }));
    this.#reports = sent.then(
      () => undefined,
      () => undefined,
    );
    return sent.then(() => undefined);
  }

  async tableSearch(request: JsonObject, signal?: AbortSignal): Promise<TableModel> {
    const answer = await this.#post(this.#search(request), signal);
    return readTable(answer);
  }

  /** Large answers are read by a worker, so that the page goes on meanwhile. */
  tableColumns(request: JsonObject, signal?: AbortSignal): Promise<ColumnValues> {
    const url = `${this.base}/CmdSrv/sync`;
    return work().columns({ url, body: new URLSearchParams(this.#search(request)).toString() }, signal);
  }

  async selectedValues(
    request: JsonObject,
    column: string,
    rows: readonly number[],
    signal?: AbortSignal,
  ): Promise<readonly unknown[]> {
    const { request: text = '' } = this.#search(request);
    const fields = {
      cmd: 'selectedValues',
      request: text,
      columnNames: column,
      selectedRows: rows.join(','),
    };
    const answer = readTable(await this.#post(fields, signal));
    return answer.tableData?.data?.map(([value]) => value) ?? [];
  }

  #search(request: JsonObject): Readonly<Record<string, string>> {
    return { cmd: 'tableSearch', request: JSON.stringify({ ...request, ffSessionId: this.#session }) };
  }

  async fetchImage(
    source: { readonly file?: string; readonly url?: string },
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const key = source.file ?? (await this.#upload(source.url ?? '', signal));
    const response = await this.#fetch(`/servlet/Download?${new URLSearchParams({ file: key })}`, { signal });
    if (!response.ok) {
      throw new ViewerFailure(
        'File not found',
        `Could not find your requested file, the file: ${key} (${await told(response)})`,
      );
    }
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Has the server fetch an address; returns the key it stores the file under. */
  async #upload(url: string, signal: AbortSignal): Promise<string> {
    if (url === '') throw new ViewerFailure('No file', 'The request names neither a file nor a URL.');
    const form = new FormData();
    form.append('URL', url);
    const response = await this.#fetch('/CmdSrv/sync?cmd=upload', { method: 'POST', body: form, signal });
    const text = await response.text();
    const [status, message, key] = text.split('::');
    if (response.ok && status?.trim() === '200' && key) return key;
    const answer = parsed(text);
    const reason =
      reasonOf(answer) ?? (answer === undefined ? message || text : 'the server gives no reason');
    throw new ViewerFailure('File not found', `Could not retrieve ${url}: ${reason || response.statusText}`);
  }

  async #post(fields: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<unknown> {
    const headers = { 'FF-channel': this.channel };
    const init = {
      method: 'POST',
      headers,
      body: new URLSearchParams(fields),
      ...(signal ? { signal } : {}),
    };
    const response = await this.#fetch('/CmdSrv/sync', init);
    return readAnswer(response, await response.text());
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.base}${path}`, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ViewerFailure('No connection', `The server could not be reached: ${String(error)}`);
    }
  }
}

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** 128 random bits as text. */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('');
}
