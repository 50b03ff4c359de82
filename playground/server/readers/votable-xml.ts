/**
 * The XML of a VOTable, read as a stream: everything but the contents of tables becomes a tree, and those are handed
 * out as they come. Entities of a document's own are not expanded, and nothing it refers to is opened.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { SaxesParser } from 'saxes';
import { readFailure } from '../tables/types.js';

export interface XmlNode {
  /** Without a prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
  readonly parent: XmlNode | undefined;
  text: string;
}

/** Takes the contents of a table. */
export interface DataSink {
  /** A cell of TABLEDATA. */
  cell?(text: string): void;
  /** The end of a row of TABLEDATA. */
  row?(): void;
  /** The text of the STREAM of a BINARY, BINARY2 or FITS table. */
  stream?(text: string, node: XmlNode): void;
}

/** What is wanted of a document. */
export interface XmlHandler {
  /** Called where the contents of the table number `index` begin: `format` is TABLEDATA, BINARY, … */
  onData(table: XmlNode, index: number, format: XmlNode): DataSink | undefined;
  /** Called where a table ends. */
  onTableEnd?(index: number): void;
}

/** More text than this in one element is too much to be held. */
const MAX_TEXT = 256 * 1024 * 1024;

const FORMATS = new Set(['TABLEDATA', 'BINARY', 'BINARY2', 'FITS']);

export class VotableParser {
  private readonly parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  private readonly handler: XmlHandler;
  private current: XmlNode | undefined;
  private sink: DataSink | undefined;
  /** The names of the elements that are open within the contents of a table, its format the first. */
  private readonly open: string[] = [];
  private dataText = '';
  private stream: XmlNode | undefined;
  private tables = 0;
  private textStart = 0;
  private lastClosed = '';
  private read = 0;
  /** The outermost element. */
  root: XmlNode | undefined;

  constructor(handler: XmlHandler) {
    this.handler = handler;
    this.parser.on('opentag', ({ name, attributes }) => this.openTag(name, attributes));
    this.parser.on('text', (text) => this.addText(text));
    this.parser.on('cdata', (text) => this.addText(text));
    this.parser.on('closetag', () => this.closeTag());
    this.parser.on('error', (error) => {
      throw readFailure(this.explain(error.message));
    });
  }

  write(text: string): void {
    this.read += text.length;
    this.parser.write(text);
    if (this.read - this.textStart > MAX_TEXT) throw readFailure('an element holds more than 256 MB');
  }

  end(): void {
    this.parser.close();
  }

  private openTag(fullName: string, attributes: Readonly<Record<string, string>>): void {
    this.textStart = this.read;
    const name = fullName.slice(fullName.indexOf(':') + 1);
    if (this.open.length > 0) {
      this.openInData(name, attributes);
      return;
    }
    const node: XmlNode = {
      name,
      attributes: { ...attributes },
      children: [],
      parent: this.current,
      text: '',
    };
    this.current?.children.push(node);
    this.root ??= node;
    this.current = node;
    if (!FORMATS.has(name) || node.parent?.name !== 'DATA') return;
    const table = node.parent.parent;
    if (table === undefined || !isTable(table)) return;
    this.open.push(name);
    this.sink = this.handler.onData(table, this.tables, node);
  }

  /** There are many of these, so no nodes are made of them. */
  private openInData(name: string, attributes: Readonly<Record<string, string>>): void {
    this.open.push(name);
    this.dataText = '';
    if (name !== 'STREAM') return;
    this.stream = { name, attributes: { ...attributes }, children: [], parent: this.current, text: '' };
  }

  private addText(text: string): void {
    if (this.open.length > 0) this.dataText += text;
    else if (this.current !== undefined) this.current.text += text;
  }

  private closeTag(): void {
    this.textStart = this.read;
    if (this.open.length > 1) {
      this.closeInData();
      return;
    }
    const node = this.current;
    if (node === undefined) return;
    this.open.length = 0;
    this.sink = undefined;
    this.current = node.parent;
    this.lastClosed = node.name;
    if (!isTable(node)) return;
    this.handler.onTableEnd?.(this.tables);
    this.tables += 1;
  }

  private closeInData(): void {
    const name = this.open.pop() ?? '';
    this.lastClosed = name;
    if (name === 'TD') this.sink?.cell?.(this.dataText);
    else if (name === 'TR') this.sink?.row?.();
    else if (name === 'STREAM' && this.stream !== undefined) this.sink?.stream?.(this.dataText, this.stream);
  }

  /** The two most frequent faults in a real server's words. */
  private explain(message: string): string {
    const text = message.replace(/^\d+:\d+: /, '');
    if (/^(unclosed tag|unexpected end|document must contain)/.test(text)) {
      return 'XML document structures must start and end within the same entity.';
    }
    if (/clos(e|ing) tag/.test(text)) {
      const name = this.lastClosed;
      return `The element type "${name}" must be terminated by the matching end-tag "</${name}>".`;
    }
    return message;
  }
}

/** Tables stand in the resources of the outermost level. */
function isTable({ name, parent }: XmlNode): boolean {
  return name === 'TABLE' && parent?.name === 'RESOURCE' && parent.parent?.parent === undefined;
}

/** Parses a file from its beginning, a piece for each turn. */
export async function* parsePieces(path: string, parser: VotableParser): AsyncGenerator<void> {
  const decoder = new TextDecoder(await encodingOf(path));
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.write(decoder.decode());
  parser.end();
  yield;
}

/** The encoding that a file says it has; UTF-8 where it says none, or one that is not known. */
async function encodingOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
    const [first = 0, second = 0] = buffer;
    if (first === 0xfe && second === 0xff) return 'utf-16be';
    if (first === 0xff && second === 0xfe) return 'utf-16le';
    const declared = /^[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(buffer.toString('latin1', 0, bytesRead));
    const label = declared?.[1] ?? 'utf-8';
    return isEncoding(label) ? label : 'utf-8';
  } finally {
    await file.close();
  }
}

function isEncoding(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}

export function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  return node?.children.filter((child) => child.name === name) ?? [];
}
