/**
 * Environment variables that say where Firefly is: those of the Python client, and those that JupyterLab's Firefly extension sets for
 * what runs in it; and those about proxies. They are read here and nowhere else, once for every client that is made. Pages have none.
 */
import { ArgumentError } from '../errors.js';
import type { Runtime } from '../runtime/types.js';
import { checkChannel } from './channel.js';

/** What the environment says; empty variables count as missing. */
export interface Environment {
  /** `FIREFLY_URL` */
  readonly url: string | undefined;
  /** `FIREFLY_CHANNEL` */
  readonly channel: string | undefined;
  /** `FIREFLY_HTML` */
  readonly htmlFile: string | undefined;
  /** `fireflyLabExtension`, as it stands. */
  readonly labExtension: string | undefined;
  /** `fireflyURLLab` */
  readonly labUrl: string | undefined;
  /** `fireflyChannelLab` */
  readonly labChannel: string | undefined;
  /** `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, in capitals or not. */
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
}

/** What a program in a JupyterLab shares with the Lab's page. */
export interface Lab {
  readonly url: string;
  /** The channel of the Lab's page. */
  readonly channel: string;
}

export function readEnvironment(runtime: Runtime): Environment {
  const read = (name: string) => runtime.env(name)?.trim() || undefined;
  return {
    url: read('FIREFLY_URL'),
    channel: read('FIREFLY_CHANNEL'),
    htmlFile: read('FIREFLY_HTML'),
    labExtension: read('fireflyLabExtension'),
    labUrl: read('fireflyURLLab'),
    labChannel: read('fireflyChannelLab'),
    httpProxy: read('http_proxy') ?? read('HTTP_PROXY'),
    httpsProxy: read('https_proxy') ?? read('HTTPS_PROXY'),
    noProxy: read('no_proxy') ?? read('NO_PROXY'),
  };
}

/** Whether the Firefly extension of a JupyterLab is there; it writes `true`. */
export const hasLabExtension = ({ labExtension }: Environment): boolean =>
  /^(?:true|t|yes|1)$/i.test(labExtension ?? '');

/** The address that the environment names, and the variable it is in. */
export function urlOf(environment: Environment): { readonly name: string; readonly url: string } | undefined {
  const { url, labUrl } = environment;
  if (labUrl !== undefined && hasLabExtension(environment)) return { name: 'fireflyURLLab', url: labUrl };
  return url === undefined ? undefined : { name: 'FIREFLY_URL', url };
}

/** The Lab this program runs in; throws where it runs in none. */
export function requireLab(method: string, environment: Environment): Lab {
  const { labExtension, labUrl, labChannel } = environment;
  const missing = (name: string, value: string | undefined, what: string) =>
    new ArgumentError(method, `the environment variable ${name}`, value, what);
  if (!hasLabExtension(environment)) {
    throw missing(
      'fireflyLabExtension',
      labExtension,
      'true, as it is in a JupyterLab with the package jupyter_firefly_extensions; elsewhere use FireflyClient.connect(url)',
    );
  }
  const remedy =
    'set by the package jupyter_firefly_extensions, which seems to be damaged; install it again, or use FireflyClient.connect(url)';
  if (labUrl === undefined) throw missing('fireflyURLLab', labUrl, remedy);
  if (labChannel === undefined) throw missing('fireflyChannelLab', labChannel, remedy);
  return {
    url: labUrl,
    channel: checkChannel(labChannel, method, 'the environment variable fireflyChannelLab'),
  };
}
