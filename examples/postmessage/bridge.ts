import type { CommandReply, EventSocket, Transport } from 'firefly-client/transports';

/** The other end of `portTransport`: asks a server for whoever holds the port. */
export function bridge(port: MessagePort, { commands, events }: Transport): void {
  const sockets = new Map<number, EventSocket>();
  port.onmessage = async ({ data }) => {
    const { id, method, cmd, params } = data;
    const answer = async (): Promise<CommandReply | undefined> => {
      if (method === 'probe') return commands.probe({});
      if (method === 'command') return commands.command(cmd, params, {});
      if (method === 'submit') return commands.submit(cmd, params, {});
      if (method === 'upload') return commands.upload(data.file, data.fields, {});
      const frame = (text: string) => port.postMessage({ id, frame: text });
      const closed = (info: object) => port.postMessage({ id, closed: info });
      sockets.set(id, await events.open(data.channel, { frame, closed }, {}));
      return undefined;
    };
    const socket = sockets.get(id);
    if (method === 'send') socket?.send(data.text);
    else if (method === 'close') socket?.close(data.code, data.reason);
    else if (method === 'terminate') socket?.terminate();
    else
      await answer().then(
        (reply) => port.postMessage({ id, reply }),
        (error: Error) => port.postMessage({ id, error: error.message }),
      );
  };
}
