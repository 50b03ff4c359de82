import { type JsonObject, type TableModel, ViewerFailure, type ViewerHost } from 'firefly-client/testing';

/** Talks to the server over HTTP on behalf of one channel. */
export class ServerLink implements ViewerHost {
  /** One per page: the server keeps the tables it has read under this name. */
  readonly #session = `FF-Session-${randomName()}`;
  #reports: Promise<void> = Promise.resolve();

  constructor(
    private readonly base: string,
    private readonly channel: string,
  ) {}

  /** Reports leave one after the other, in the order of the calls. A lost one is not sent again. */
  report(data: JsonObject): void {
    const fields = {
      cmd: 'reportUserAction',
      desc: String(data['id'] ?? ''),
      Data: JSON.stringify(data),
    };
    this.#reports = this.#reports
      .then(() => this.#post(fields))
      .then(
        () => undefined,
        (error: unknown) => console.warn('A report was not accepted:', error),
      );
  }

  /** Pushes an action to everybody on the channel, behind the reports made so far. */
  push(type: string, payload: JsonObject): Promise<void> {
    const action = JSON.stringify({ type, payload });
    const sent = this.#reports.then(() => this.#post({ cmd: 'pushAction', channelID: this.channel, action }));
    this.#reports = sent.then(
      () => undefined,
      () => undefined,
    );
    return sent.then(() => undefined);
  }

  async tableSearch(request: JsonObject, signal?: AbortSignal): Promise<TableModel> {
    const body = { cmd: 'tableSearch', request: JSON.stringify({ ...request, ffSessionId: this.#session }) };
    const answer = await this.#post(body, signal);
    if (isTable(answer)) return answer;
    throw new ViewerFailure('No table', reasonOf(answer) ?? 'The server sent no table.');
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
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && answer !== undefined) return answer;
    throw new ViewerFailure(
      'The server refused',
      reasonOf(answer) ?? (text.slice(0, 200) || `HTTP ${response.status}`),
    );
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

/** 128 random bits as text. */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function told(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).replace(/<[^>]*>/g, ' ').trim();
  return reasonOf(parsed(text)) ?? (text.slice(0, 200) || `HTTP ${response.status}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTable(value: unknown): value is TableModel {
  return (
    isRecord(value) &&
    typeof value['tbl_id'] === 'string' &&
    isRecord(value['request']) &&
    'totalRows' in value
  );
}

/** The words in an answer that reports a failure, whichever of its shapes it has. */
function reasonOf(answer: unknown): string | undefined {
  const first: unknown = Array.isArray(answer) ? answer[0] : answer;
  if (!isRecord(first)) return undefined;
  const { error } = first;
  const inner = isRecord(error) ? Object.values(error) : [error];
  const texts = [...inner, first['cause1']].filter((text) => typeof text === 'string' && text !== '');
  return texts.length > 0 ? texts.join(': ') : undefined;
}
