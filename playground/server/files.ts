/**
 * The files of one playground: what was uploaded, what was fetched, and what its owner named. A file is known by
 * a key; nothing else on the machine can be reached, whatever a key looks like.
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** A file that may be read. */
export interface StoredFile {
  /** The name clients know it by, e.g. `${upload-dir}/upload_123_m31.fits`. */
  readonly key: string;
  /** Its name without the directory. */
  readonly name: string;
  /** Where it really is. */
  readonly path: string;
  /** Where clients are told it is: an absolute path of a server that is not there. */
  readonly serverPath: string;
}

export const UPLOAD_DIR = '$' + '{upload-dir}';
export const CACHE_DIR = '$' + '{cache-dir}';
export const TEMP_DIR = '$' + '{temp-files}';

/** Where a server's files lie, as far as clients are told. */
export const SERVER_ROOT = '/firefly';

/** Longest name of a file on the real server's disk; longer ones are cut. */
const MAX_NAME = 180;

export class FileStore {
  private readonly files = new Map<string, StoredFile>();
  private readonly byServerPath = new Map<string, StoredFile>();
  private readonly directory: string;
  private readonly removeOnExit = () => rmSync(this.directory, { recursive: true, force: true });
  private sequence = 0;

  /** `named` are local files that may be read under their absolute paths. */
  constructor(named: readonly string[] = []) {
    for (const path of named) this.nameFile(path);
    this.directory = realpathSync(mkdtempSync(join(tmpdir(), 'firefly-playground-')));
    process.once('exit', this.removeOnExit);
  }

  /** A directory for what has to be put aside; it goes with the store. */
  get scratch(): string {
    return join(this.directory, 'scratch');
  }

  /** The file of a key, or of the path that clients were told, if there is one. */
  find(key: string): StoredFile | undefined {
    return this.files.get(key) ?? this.byServerPath.get(key);
  }

  /** A place for an upload. It can be found after `keep`. */
  reserveUpload(name: string): StoredFile {
    const key = `${UPLOAD_DIR}/upload_${uploadNumber()}_${name}`.slice(0, UPLOAD_DIR.length + MAX_NAME);
    return this.reserve(key);
  }

  /** A place for what is fetched from `address`; fetched again, the newer bytes go under the same key. */
  reserveFetched(address: URL): StoredFile {
    return this.reserve(`${CACHE_DIR}/${fetchedName(address)}`);
  }

  /** A place for what the server makes for a client, in a directory of the session. */
  reserveTemporary(directory: string, name: string): StoredFile {
    return this.reserve(`${TEMP_DIR}/${directory}/${name.replace('*', uploadNumber())}`);
  }

  /** Makes a reserved file known. */
  keep(file: StoredFile): void {
    this.files.set(file.key, file);
    this.byServerPath.set(file.serverPath, file);
  }

  /** Drops a reserved file that did not arrive whole. */
  discard(file: StoredFile): void {
    rmSync(file.path, { force: true });
  }

  /** Deletes everything. */
  close(): void {
    process.off('exit', this.removeOnExit);
    this.files.clear();
    this.byServerPath.clear();
    this.removeOnExit();
  }

  private reserve(key: string): StoredFile {
    this.sequence += 1;
    return {
      key,
      name: key.slice(key.lastIndexOf('/') + 1),
      path: join(this.directory, `f${this.sequence}`),
      serverPath: key.replace(UPLOAD_DIR, `${SERVER_ROOT}/upload`).replace(CACHE_DIR, `${SERVER_ROOT}/cache`),
    };
  }

  /** Lets a local file be read under its absolute path. */
  nameFile(path: string): void {
    const absolute = resolve(path);
    if (!statSync(absolute, { throwIfNoEntry: false })?.isFile()) {
      throw new Error(`there is no file ${absolute} to serve`);
    }
    this.files.set(absolute, {
      key: absolute,
      name: basename(absolute),
      path: absolute,
      serverPath: absolute,
    });
  }
}

/** A number of 18 or 19 digits: names of uploads must not be guessable. */
function uploadNumber(): string {
  return `${randomInt(1, 10)}${String(randomInt(2 ** 47)).padStart(15, '0')}${String(randomInt(1000)).padStart(3, '0')}`;
}

/** Extensions that a fetched file keeps. */
const KEPT_EXTENSIONS = new Set(
  'fits gz tar pdf reg votable vot xml tbl csv tsv txt jpeg jpg png bmp gif tiff tif'.split(' '),
);
const MAX_ADDRESS = 30;

/** What a real server calls the file of an address. */
function fetchedName({ hostname, pathname, search }: URL): string {
  const path = `${pathname}${search}`.replaceAll('&', '-');
  const short = `-${path}`.replace(/[ :[\]/\\|*?+<>]/g, '').slice(0, MAX_ADDRESS);
  const name = `URL-${hostname}-${hashOf(`${hostname}-${path}`)}${short}`.replace(/[ :[\]/\\|*?<>=,]/g, '-');
  const extension = /\.([^.]*)$/.exec(path)?.[1] ?? '';
  return `${name}.${KEPT_EXTENSIONS.has(extension) ? extension : 'ul'}`;
}

/** A small stable number for an address. */
function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
  return hash;
}
