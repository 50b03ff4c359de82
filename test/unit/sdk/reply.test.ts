import { describe, expect, it } from 'vitest';
import { AuthenticationError, CommandError, ProtocolError } from '../../../src/errors.js';
import { readJson, readSuccess, reasonsOf, refuseGateway } from '../../../src/server/reply.js';
import type { CommandReply } from '../../../src/transport/types.js';
import { recordedReply, thrownBy } from './helpers.js';

const reply = (text: string, more: Partial<CommandReply> = {}): CommandReply => ({
  status: 200,
  contentType: 'application/json',
  text,
  ...more,
});
const json = (value: unknown, status = 200) => reply(JSON.stringify(value), { status });

const failureOf = (given: CommandReply): CommandError => {
  const error = thrownBy(() => readSuccess('CmdX', given));
  expect(error).toBeInstanceOf(CommandError);
  if (!(error instanceof CommandError)) throw error;
  return error;
};

describe('an answer that says success', () => {
  it.each([
    ['in a list', [{ success: true }], { success: true }],
    ['as a text', [{ success: 'true', data: 'ok' }], { success: 'true', data: 'ok' }],
    ['in a bare object', { success: true, data: 5 }, { success: true, data: 5 }],
    [
      'with data of its own',
      [{ success: true, data: { success: true } }],
      { success: true, data: { success: true } },
    ],
  ])('%s', (_how, value, record) => {
    expect(readSuccess('CmdX', json(value))).toEqual(record);
  });

  it('as recorded', () => {
    expect(readSuccess('pushAliveCheck', recordedReply('pushAliveCheck'))).toEqual({
      success: true,
      active: false,
    });
  });
});

describe('an answer that says failure', () => {
  it('E1: success is the text "false", the reason is in error', () => {
    const error = failureOf(json([{ success: 'false', error: 'missing parameter: action' }]));
    expect(error).toMatchObject({
      command: 'CmdX',
      status: 200,
      reasons: ['missing parameter: action'],
      message: 'the server failed at CmdX (HTTP 200): missing parameter: action',
    });
  });

  it('E1: error is empty, the reason is in cause1', () => {
    expect(failureOf(recordedReply('tableSearch.missingFile')).reasons).toEqual([
      'DataAccessException: Access is not permitted.',
    ]);
  });

  it('E1: error and cause, outermost first', () => {
    expect(failureOf(recordedReply('selectedValues.badcol')).message).toBe(
      'the server failed at CmdX (HTTP 200): Query failed: COLUMN_NOT_FOUND:Referenced column "nope" not found in FROM clause!',
    );
  });

  it('E1: many causes, in the order of their numbers', () => {
    const causes = { cause10: 'j', cause2: 'b', success: 'false', cause1: 'a', error: 'top', because: 'no' };
    expect(failureOf(json([causes])).reasons).toEqual(['top', 'a', 'b', 'j']);
  });

  it('E2: a table with an error instead of rows', () => {
    const table = { tbl_id: 't', totalRows: 0, tableData: { columns: [] }, error: 'PARSER:syntax error' };
    expect(reasonsOf(table)).toEqual(['PARSER:syntax error']);
    expect(failureOf(json(table)).reasons).toEqual(['PARSER:syntax error']);
  });

  it('E3: success outside, failure inside', () => {
    const data = {
      success: false,
      briefFailReason: 'Could not connect to service',
      userFailReason: 'Could not connect to service',
      detailFailReason: 'Connection refused',
      requestKey: '',
      plotId: 'q',
    };
    expect(failureOf(json([{ success: true, data }])).reasons).toEqual([
      'Could not connect to service',
      'Connection refused',
    ]);
  });

  it('E3: reasons that are null or empty are none', () => {
    const data = {
      success: false,
      userFailReason: '',
      briefFailReason: 'Server Error',
      detailFailReason: null,
    };
    expect(failureOf(json([{ success: true, data }])).reasons).toEqual(['Server Error']);
  });

  it('E4: HTTP 500 with an empty error', () => {
    const error = failureOf(recordedReply('unknowncmd'));
    expect(error).toMatchObject({ status: 500, reasons: [] });
    expect(error.message).toBe('the server failed at CmdX (HTTP 500): no reason was given');
  });

  it('E4: HTTP 500 with causes inside the error', () => {
    const error = { cause2: 'IOException: no columns', cause1: 'DataAccessException' };
    expect(failureOf(json({ success: false, error }, 500)).reasons).toEqual([
      'DataAccessException',
      'IOException: no columns',
    ]);
  });

  it('E5: HTTP 200 and nothing at all', () => {
    const error = thrownBy(() => readSuccess('CmdX', reply('', { contentType: '' })));
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ message: 'CmdX answered with HTTP 200 and no JSON: ""' });
  });

  it('E6: a bare object', () => {
    expect(failureOf(json({ success: false })).reasons).toEqual([]);
    expect(failureOf(json({ success: false, error: 'Error while writing to Stream' })).reasons).toEqual([
      'Error while writing to Stream',
    ]);
  });

  it.each([
    ['a list of nothing', []],
    ['null', null],
    ['a number', 5],
    ['no word of success', { data: 1 }],
    ['success: 1', { success: 1 }],
  ])('by not saying success: %s', (_what, value) => {
    expect(failureOf(json(value)).reasons).toEqual([]);
  });
});

describe('an answer that is no JSON', () => {
  const messageOf = (given: CommandReply): unknown => {
    const error = thrownBy(() => readJson('pushAction', given));
    expect(error).toBeInstanceOf(ProtocolError);
    return error instanceof Error ? error.message : error;
  };

  it.each([
    ['by its type', reply('nothing to see', { contentType: 'text/html;charset=utf-8' })],
    ['by its text', reply('\n <!doctype html><title>Welcome</title>', { contentType: 'text/plain' })],
    ['with an error status', reply('<html>Bad Gateway</html>', { status: 502 })],
  ])('but a web page, %s', (_how, page) => {
    expect(messageOf(page)).toBe(
      `pushAction answered with a web page (HTTP ${page.status}), not JSON: is this the address of a Firefly server?`,
    );
  });

  it.each(['[{"success":tr', '{"tbl_id":"t","tableData":{"da', ' [{"success":true}', '{'])(
    'but JSON that is cut off: %s',
    (text) => {
      expect(messageOf(reply(text))).toContain(
        'JSON that is cut off; a server does that when replies are not compressed',
      );
    },
  );

  it('but some text, of which the beginning is shown', () => {
    const message = messageOf(reply(`x${'y'.repeat(200)}`, { status: 503, contentType: 'text/plain' }));
    expect(message).toBe(`pushAction answered with HTTP 503 and no JSON: "x${'y'.repeat(79)}"`);
  });

  it('is told from JSON that says little', () => {
    expect(readJson('x', reply('null'))).toBeNull();
    expect(readJson('x', reply(' true '))).toBe(true);
    expect(readJson('x', reply('""', { contentType: 'text/html' }))).toBe('');
  });
});

describe('an answer of a gateway', () => {
  const refusalOf = (more: Partial<CommandReply>): unknown => {
    const error = thrownBy(() => readJson('https://h/firefly/healthz', reply('', more)));
    expect(error).toBeInstanceOf(AuthenticationError);
    return error instanceof Error ? error.message : error;
  };

  it.each([301, 302, 303, 307, 308])('HTTP %d means a login: a token is needed', (status) => {
    expect(refusalOf({ status, location: 'https://login.example/auth?state=secret' })).toBe(
      "https://h/firefly/healthz was redirected to https://login.example/auth: the server wants a login, so a token is needed ({ token: '…' }), or the url is not quite right",
    );
  });

  it('a redirect to nowhere is one too', () => {
    expect(refusalOf({ status: 302 })).toContain('healthz was redirected: the server wants a login');
  });

  it.each([401, 403])('HTTP %d means that the token is missing or wrong', (status) => {
    expect(refusalOf({ status })).toContain(`was refused (HTTP ${status}): a token is needed`);
  });

  it.each([200, 204, 299, 400, 404, 500, 502])('HTTP %d is none', (status) => {
    expect(() => refuseGateway('x', reply('', { status }))).not.toThrow();
  });
});
