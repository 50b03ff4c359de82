/** The Python client's two factories in terms of `connect`. */
import { runtime } from '#runtime';
import { ArgumentError } from '../errors.js';
import { isRecord } from '../schema/json.js';
import type { ConnectOptions } from './options.js';

type WithoutTabs = Omit<ConnectOptions, 'useLabEnv' | 'startTab' | 'startBrowserTab'>;

export interface MakeClientOptions extends WithoutTabs {
  /** Open the viewer in the browser, unless one answers already, and wait for it. @default true; false in a page, which has to do it in a click */
  readonly launchBrowser?: boolean | undefined;
}

export interface MakeLabClientOptions extends Omit<WithoutTabs, 'channel'> {
  /** Show the viewer. @default true */
  readonly startTab?: boolean | undefined;
  /** In a tab of the browser in place of one in the Lab. @default false */
  readonly startBrowserTab?: boolean | undefined;
}

export function clientOptions(options: MakeClientOptions): ConnectOptions {
  const { launchBrowser = !runtime.browser, ...rest } = objectOf('makeClient', options);
  refuse('makeClient', rest, ['useLabEnv', 'startTab', 'startBrowserTab'], 'see makeLabClient');
  if (typeof launchBrowser !== 'boolean')
    throw new ArgumentError('makeClient', 'options.launchBrowser', launchBrowser, 'true or false');
  if (launchBrowser && runtime.browser)
    throw new ArgumentError(
      'makeClient',
      'options.launchBrowser',
      true,
      'false in a page: call openViewer() in a click',
    );
  return { ...rest, startTab: launchBrowser };
}

export function labOptions(options: MakeLabClientOptions): ConnectOptions {
  const { startTab = true, startBrowserTab = false, ...rest } = objectOf('makeLabClient', options);
  refuse('makeLabClient', rest, ['useLabEnv', 'channel'], 'the Lab decides that');
  const tabs = { startTab, startBrowserTab: startTab === false ? false : startBrowserTab };
  return { ...rest, ...tabs, useLabEnv: true };
}

function objectOf<T extends object>(method: string, options: T): T {
  if (isRecord(options)) return options;
  throw new ArgumentError(method, 'options', options, 'an object');
}

function refuse(method: string, options: object, names: readonly string[], why: string): void {
  const name = names.find((known) => Reflect.get(options, known) !== undefined);
  if (name !== undefined)
    throw new ArgumentError(method, `options.${name}`, Reflect.get(options, name), `left out: ${why}`);
}
