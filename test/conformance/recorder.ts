/** A transport that answers everything and writes down what was asked. */
import type { CommandReply, EventSocket, SocketHandlers, Transport, UploadFile } from 'firefly-client';

/** What went over the wire, in the form of the vector files. */
export type Recorded =
  | { readonly kind: 'action'; readonly channel: string; readonly action: unknown }
  | { readonly kind: 'upload'; readonly query: { readonly cmd: 'upload' }; readonly filename: string };

const json = (value: unknown): CommandReply => ({
  status: 200,
  contentType: 'application/json',
  text: JSON.stringify(value),
});

/** Makes a transport that records into `requests`; every upload is answered with the same server file. */
export function recordingTransport(requests: Recorded[]): Transport {
  let socket: SocketHandlers | undefined;
  const answer = (cmd: string, params: Readonly<Record<string, string>>): CommandReply => {
    if (cmd !== 'pushAction') return { ...json({ success: false, error: {} }), status: 500 };
    const action: unknown = JSON.parse(params['action'] ?? 'null');
    requests.push({ kind: 'action', channel: params['channelID'] ?? '', action });
    queueMicrotask(() => socket?.frame(JSON.stringify({ name: 'FLUX_ACTION', data: action })));
    return json([{ success: true }]);
  };
  const upload = (file: UploadFile): CommandReply => {
    requests.push({ kind: 'upload', query: { cmd: 'upload' }, filename: file.name });
    return { status: 200, contentType: 'text/html', text: '200::::${upload-dir}/stored_file' };
  };
  return {
    commands: {
      probe: async () => ({ status: 200, contentType: '', text: '' }),
      command: async (cmd, params) => answer(cmd, params),
      download: () => Promise.reject(new Error('nothing is downloaded here')),
      submit: () => Promise.reject(new Error('no job is made here')),
      upload: async (file) => upload(file),
    },
    events: {
      open: async (channel, handlers) => {
        socket = handlers;
        return openSocket(channel, handlers);
      },
    },
    close: () => undefined,
  };
}

function openSocket(channel: string, handlers: SocketHandlers): EventSocket {
  const updated = { type: 'app_data.wsConnUpdated', payload: { [channel]: ['0'] } };
  queueMicrotask(() => {
    handlers.frame(JSON.stringify({ name: 'EVT_CONN_EST', data: { connID: '0', channel } }));
    handlers.frame(JSON.stringify({ name: 'FLUX_ACTION', data: updated }));
  });
  return {
    send: () => undefined,
    close: () => handlers.closed({ code: 1000, reason: '' }),
    terminate: () => handlers.closed({ code: 1006, reason: '' }),
  };
}
