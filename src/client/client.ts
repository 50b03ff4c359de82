/** The client, and how one is made. */
import { type Access, type AccessOptions, confirmAccess } from './access.js';
import { ActingClient } from './acting.js';
import { openConnection } from './connect.js';
import { clientOptions, labOptions, type MakeClientOptions, type MakeLabClientOptions } from './make.js';
import type { ConnectOptions } from './options.js';
import { defaultClient, enlist, openClients } from './registry.js';
import { type FireflyViewerMode, getViewerMode } from './viewer-mode.js';

/**
 * A client of one channel of a Firefly server.
 *
 * Every method checks its arguments at once (`ArgumentError`, nothing is sent) and gives back a handle with the ids:
 * `await handle` means accepted by the server, `await handle.displayed()` seen on the screen.
 */
export class FireflyClient extends ActingClient {
  /**
   * Connects to a server and resolves when the channel can be used.
   * @param url address of the server @default `FIREFLY_URL`, else `http://localhost:8080/firefly`; none on a public page
   * @throws ArgumentError, ConnectionError, AuthenticationError, ProtocolError, TimeoutError
   */
  static connect(url?: string | URL, options: ConnectOptions = {}): Promise<FireflyClient> {
    return FireflyClient.#make('connect', url, options);
  }

  /** `connect`, and the viewer opened in the browser unless one answers already: resolves when it can be used. */
  static async makeClient(url?: string | URL, options: MakeClientOptions = {}): Promise<FireflyClient> {
    return FireflyClient.#make('makeClient', url, clientOptions(options));
  }

  /** `connect` to the server and the channel of the JupyterLab that this program runs in, with the viewer in a tab of the Lab. */
  static async makeLabClient(options: MakeLabClientOptions = {}): Promise<FireflyClient> {
    return FireflyClient.#make('makeLabClient', undefined, labOptions(options));
  }

  /** The client that was made the default, else the oldest that is not closed. */
  static getDefaultInstance(): FireflyClient | undefined {
    return defaultClient();
  }

  /** All clients of this process that are not closed, oldest first. */
  static getInstances(): FireflyClient[] {
    return openClients();
  }

  /** Whether a server can be used. Does not reject when it cannot: the answer says why. */
  static confirmAccess(url?: string | URL, options: AccessOptions = {}): Promise<Access> {
    return confirmAccess(url, options);
  }

  /** What kind of viewer a page is by its name: `slate.html` has cells. */
  static getViewerMode(htmlFile?: string, override?: FireflyViewerMode): FireflyViewerMode {
    return getViewerMode(htmlFile, override);
  }

  static async #make(
    method: string,
    url: string | URL | undefined,
    options: ConnectOptions,
  ): Promise<FireflyClient> {
    const client = new FireflyClient(await openConnection(method, url, options), options);
    enlist(client, options.makeDefault ?? false);
    try {
      await client.startTab();
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }
}
