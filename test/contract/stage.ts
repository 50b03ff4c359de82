/** What a contract case gets, whatever it runs on. */
import type { ConnectOptions, FireflyClient, Transport } from 'firefly-client';

/** A viewer and the person in front of it. */
export interface ViewerDriver {
  /** Brings the tab "Pinned Charts" to the front. */
  openPinnedCharts(): Promise<void>;
  /** Clicks a row of a table, known by its number and by a text that stands nowhere else. */
  clickRow(tblId: string, row: number, text: string): Promise<void>;
  /** Clicks somewhere in the only image. */
  clickImage(plotId: string): Promise<void>;
  /** Loads the page anew. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/** One server with its viewers. */
export interface Backend {
  readonly name: string;
  connect(options?: ConnectOptions): Promise<FireflyClient>;
  openViewer(firefly: FireflyClient): Promise<ViewerDriver>;
  /** The bare way to the server: commands, uploads, sockets. */
  transport(): Transport;
  close(): Promise<void>;
}

/** Files every backend is given. */
export interface Samples {
  /** FITS image of 600 × 600 pixels with a WCS; Orion's belt is in the middle. */
  readonly image: string;
  /** IPAC table of the stars in it. */
  readonly table: string;
  /** Rows of the table. */
  readonly rows: number;
  /** Name in the second row, which stands nowhere else. */
  readonly secondName: string;
  /** Rows with `vmag` below 3. */
  readonly bright: number;
}

export interface Stage {
  readonly firefly: FireflyClient;
  readonly viewer: ViewerDriver;
  readonly backend: Backend;
  readonly samples: Samples;
}

/** Long enough for a server that is busy. */
const PARTING = 2_000;

/**
 * Closes the viewer, then the client, one after the other: a real server can hang for everybody when a socket closes while it is
 * being told that another has.
 */
export async function leaveInOrder({ firefly, viewer }: Pick<Stage, 'firefly' | 'viewer'>): Promise<void> {
  const told = firefly.once('frame', { timeout: PARTING }).catch(() => undefined);
  await viewer.close();
  await told;
  await firefly.close();
}
