/** Where a writer puts its text and bytes. */
import { type FileHandle, open } from 'node:fs/promises';

export interface Sink {
  write(part: string | Uint8Array): Promise<void>;
}

/** Bytes that are collected before they go to disk. */
const FLUSH_BYTES = 256 * 1024;

/** Writes a file through `work`; it is closed in any case. */
export async function writeFileBy(path: string, work: (sink: Sink) => Promise<void>): Promise<void> {
  const file = await open(path, 'w');
  try {
    const sink = new FileSink(file);
    await work(sink);
    await sink.flush();
  } finally {
    await file.close();
  }
}

class FileSink implements Sink {
  private parts: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly file: FileHandle) {}

  async write(part: string | Uint8Array): Promise<void> {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    this.parts.push(bytes);
    this.size += bytes.length;
    if (this.size >= FLUSH_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.parts);
    this.parts = [];
    this.size = 0;
    for (let done = 0; done < bytes.length; ) {
      done += (await this.file.write(bytes, done)).bytesWritten;
    }
  }
}

/** Keeps everything as text. */
export class TextSink implements Sink {
  text = '';

  async write(part: string | Uint8Array): Promise<void> {
    this.text += typeof part === 'string' ? part : Buffer.from(part).toString('latin1');
  }
}
