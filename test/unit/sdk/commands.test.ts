import { describe, expect, it } from 'vitest';
import { AuthenticationError, CommandError, ConnectionError, ProtocolError } from '../../../src/errors.js';
import { Commands, formBytes } from '../../../src/server/commands.js';
import type { CommandReply } from '../../../src/transport/types.js';
import { recordedReply, rejectionOf } from './helpers.js';

/** Commands to a server that gives one answer, and what it was asked. */
function makeCommands(answer: Partial<CommandReply>) {
  const asked: unknown[] = [];
  const reply = (question: readonly unknown[]): Promise<CommandReply> => {
    asked.push(question);
    return Promise.resolve({ status: 200, contentType: 'application/json', text: '', ...answer });
  };
  const commands = new Commands(
    {
      probe: () => reply(['healthz']),
      command: (cmd, params) => reply([cmd, params]),
      download: () => Promise.reject(new Error('nothing is downloaded here')),
      submit: (cmd, params) => reply([cmd, params]),
      upload: ({ name }, fields) => reply([name, fields]),
    },
    'http://h/firefly',
  );
  return { commands, asked };
}

const upload = (answer: Partial<CommandReply>) =>
  makeCommands(answer).commands.upload({ name: 'a.fits', body: new Blob(['SIMPLE']) }, {});

describe('the probe of a server', () => {
  it('is content with HTTP 200 and nothing', async () => {
    const { commands, asked } = makeCommands({ contentType: '' });
    await commands.probe({});
    expect(asked).toEqual([['healthz']]);
  });

  it.each([
    [{ status: 404 }, ProtocolError, /healthz is not there \(HTTP 404\): the url of a Firefly server ends/],
    [{ status: 503 }, ProtocolError, /answered with HTTP 503; a working server answers 200/],
    [
      { contentType: 'text/html' },
      ProtocolError,
      /http:\/\/h\/firefly is not the address of a Firefly server/,
    ],
    [{ status: 302, location: 'https://login' }, AuthenticationError, /redirected to https:\/\/login/],
    [{ status: 401 }, AuthenticationError, /a token is needed/],
  ])('refuses %j', async (answer, kind, message) => {
    const error = await rejectionOf(makeCommands(answer).commands.probe({}));
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toMatch(message);
  });
});

describe('the version of a server', () => {
  const version = (answer: Partial<CommandReply>) => makeCommands(answer).commands.version({});

  it('is what stands before the dash', async () => {
    const text = '{"success":true,"data":{"Firefly Version":"2026.1-Final"}}';
    expect(await version({ text })).toBe('2026.1');
  });

  it('of an old server is not known', async () => {
    expect(await version(recordedReply('unknowncmd'))).toBeUndefined();
    expect(await version({ text: '{"success":true}' })).toBeUndefined();
  });

  it('behind a login is no version', async () => {
    expect(await rejectionOf(version({ status: 302 }))).toBeInstanceOf(AuthenticationError);
  });
});

describe('pushing an action', () => {
  it('names channel and action', async () => {
    const { commands, asked } = makeCommands({ text: '[{"success":true}]' });
    await commands.pushAction('c', '{"type":"a.b"}', {});
    expect(asked).toEqual([['pushAction', { channelID: 'c', action: '{"type":"a.b"}' }]]);
  });

  it('that is refused is an error with the server’s words', async () => {
    const { commands } = makeCommands({ text: '[{"success":"false","error":"missing parameter: action"}]' });
    const error = await rejectionOf(commands.pushAction('c', '', {}));
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ command: 'pushAction', reasons: ['missing parameter: action'] });
  });

  it.each([502, 503, 504])('that a gateway lost (HTTP %d) may have been published', async (status) => {
    const lost = { status, contentType: 'text/html', text: '<html><h1>Bad Gateway</h1></html>' };
    const error = await rejectionOf(makeCommands(lost).commands.pushAction('c', '{}', {}));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ received: 'unknown', message: expect.stringContaining(`HTTP ${status}`) });
    const said = { status, text: '{"success":false,"error":"no"}' };
    expect(await rejectionOf(makeCommands(said).commands.pushAction('c', '{}', {}))).toBeInstanceOf(
      CommandError,
    );
  });

  it('counts the bytes of its form, encoded', () => {
    expect(formBytes('c', '')).toBe('cmd=pushAction&channelID=c&action='.length);
    expect(formBytes('c', 'é{ ')).toBe(formBytes('c', '') + '%C3%A9%7B+'.length);
  });
});

describe('uploading', () => {
  it('gives the path on the server', async () => {
    expect(await upload(recordedReply('upload.ok'))).toEqual({
      file: '${upload-dir}/upload_16248074002890112668_mix.csv',
      analysis: undefined,
    });
  });

  it('leaves an analysis behind the path alone', async () => {
    expect((await upload({ text: '200::::${upload-dir}/a.fits::{"x":1}' })).file).toBe(
      '${upload-dir}/a.fits',
    );
  });

  it.each([
    [recordedReply('upload.URL.404'), 500, []],
    [{ text: '400::File is too large::null' }, 200, ['File is too large']],
    [{ text: '200::::NONE' }, 200, ['200::::NONE']],
    [{ text: '200::null::' }, 200, ['200::null::']],
  ])('fails with %j', async (answer, status, reasons) => {
    const error = await rejectionOf(upload(answer));
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ command: 'upload', status, reasons });
  });

  it.each([
    [{ status: 302 }, AuthenticationError],
    [{ status: 502, contentType: 'text/html', text: '<html>' }, ProtocolError],
    [{ contentType: 'text/html', text: '<html>Welcome' }, ProtocolError],
  ])('is stopped by a gateway or a web page: %j', async (answer, kind) => {
    expect(await rejectionOf(upload(answer))).toBeInstanceOf(kind);
  });
});

describe('the reason why a table cannot be had', () => {
  const why = (answer: Partial<CommandReply>) => makeCommands(answer).commands.tableFailure({ id: 'x' }, {});

  it('is asked for with one row of the same request', async () => {
    const { commands, asked } = makeCommands({ text: '{"totalRows":3}' });
    const request = Object.freeze({ id: 'x', pageSize: 100 });
    expect(await commands.tableFailure(request, {})).toBeUndefined();
    expect(asked).toEqual([['tableSearch', { request: '{"id":"x","pageSize":1}' }]]);
  });

  it('is what the server says', async () => {
    expect(await why(recordedReply('tableSearch.missingFile'))).toBe(
      'DataAccessException: Access is not permitted.',
    );
    expect(await why({ text: '{"totalRows":0,"error":"PARSER:syntax error"}' })).toBe('PARSER:syntax error');
    expect(await why(recordedReply('selectedValues.badcol'))).toMatch(/^Query failed: COLUMN_NOT_FOUND:/);
  });

  it.each(['[{"success":"false","error":""}]', '{"success":false}'])('may not be given: %s', async (text) => {
    expect(await why({ text })).toBe('the server gave no reason');
  });

  it('is none where the table is there', async () => {
    expect(await why(recordedReply('tableSearch.csv.mix.gzip'))).toBeUndefined();
  });
});
