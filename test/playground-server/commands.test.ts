import { describe, expect, it } from 'vitest';
import { Ear, FORM, raw } from './clients.js';
import { command, playground, recorded } from './helpers.js';

const { url, core } = await playground();

describe('recorded answers', () => {
  it.each([
    'CmdInitApp',
    'CmdInitApp.missing',
    'CmdJsonProperty.FIREFLY_OPTIONS',
    'CmdJsonProperty.inventory.serverURLAry',
    'CmdJsonProperty.missing',
    'unknowncmd',
    'nocmd',
  ])('%s', async (id) => {
    const { request, response } = recorded(id);
    const body = new URLSearchParams(request.form).toString();
    const packed = { ...FORM, 'accept-encoding': 'gzip' };
    const answer = await raw(url, `/CmdSrv/sync?${request.query}`, { headers: packed, body });
    expect([answer.status, answer.headers['content-type'], answer.headers['content-encoding']]).toEqual([
      response.status,
      response.contentType,
      'gzip',
    ]);
    const plain = await raw(url, `/CmdSrv/sync?${request.query}`, { headers: FORM, body });
    expect(plain.text).toBe(response.body);
  });

  it('CmdAlerts differs by the time of the last change only', async () => {
    const { text } = await command(url, 'CmdAlerts');
    const time = /"lastModData":\d{13}/;
    expect(text).toMatch(time);
    expect(text.replace(time, '')).toBe(recorded('CmdAlerts').response.body.replace(time, ''));
  });

  it('CmdVersion of an old server', async () => {
    const old = await playground({ version: null });
    const { response } = recorded('CmdVersion');
    const { status, contentType, text } = await command(old.url, 'CmdVersion');
    expect([status, contentType, text]).toEqual([response.status, response.contentType, response.body]);
  });
});

describe('paths', () => {
  it.each([
    ['/CmdSrv/sync', 200],
    ['/CmdSrv/NoZip', 200],
    ['/sticky/CmdSrv', 200],
    ['/CmdSrv', 404],
    ['/sticky/CmdSrv/sync', 404],
    ['/admin/status', 401],
    ['/nope', 404],
  ])('%s gives %i to GET, and to POST where it is a command', async (path, status) => {
    const query = '?cmd=CmdInitApp&spaName=x';
    const got = await raw(url, path + query);
    expect(got.status).toBe(status);
    if (status === 200) {
      expect(got.text).toBe('true');
      const posted = await raw(url, path, { headers: FORM, body: query.slice(1) });
      expect([posted.status, posted.text]).toEqual([200, 'true']);
    } else expect(got.headers['content-type']).toBe('text/html;charset=utf-8');
  });
});

describe('parameters that are missing', () => {
  it.each([
    ['pushAction', { channelID: 'c' }, 'action'],
    ['pushAction', { action: '{"type":"a"}' }, 'channelID'],
    ['pushAction', {}, 'action'],
    ['reportUserAction', { data: '{}', channelID: 'c' }, 'Data'],
  ])('%s with %j: %s', async (cmd, params, name) => {
    const { status, text } = await command(url, cmd, params);
    expect([status, text]).toEqual([200, `[{"success":"false","error":"missing parameter: ${name}"}]`]);
  });

  it('a channel that nobody names is that of the page that asks', async () => {
    await Ear.open(url, 'mine');
    const headers = { 'FF-channel': 'mine' };
    expect((await command(url, 'pushAliveCount', {}, headers)).text).toContain('"activeCount":1');
    expect((await command(url, 'pushAliveCount')).text).toContain('"activeCount":0');
    const nobody = await command(url, 'reportUserAction', { Data: '{}' });
    expect(nobody.text).toBe('true');
  });
});

describe('pushAliveCount with tryMS', () => {
  it('answers when somebody comes', async () => {
    const answer = command(url, 'pushAliveCount', { channelID: 'awaited', tryMS: '60000' });
    await Ear.open(url, 'awaited');
    expect((await answer).text).toBe('[{"activeCount":1,"success":true}]');
  });

  it('answers at once when somebody is there', async () => {
    await Ear.open(url, 'there');
    const { text } = await command(url, 'pushAliveCount', { channelID: 'there', tryMS: '60000' });
    expect(text).toBe('[{"activeCount":1,"success":true}]');
  });

  it.each(['1', '0', '-5', '', 'abc', '1.5', '1e9', '9'.repeat(30), 'NaN', '\u0663'])(
    'answers with 0 for tryMS=%j',
    async (tryMS) => {
      const { status, text } = await command(url, 'pushAliveCount', { channelID: 'nobody', tryMS });
      expect([status, text]).toEqual([200, '[{"activeCount":0,"success":true}]']);
    },
  );

  it('does not outlive the playground, nor the caller', async () => {
    const own = await playground();
    const forever = { channelID: 'nobody', tryMS: String(2 ** 31 - 1) };
    const answer = command(own.url, 'pushAliveCount', forever).catch(() => 'ended');
    const held = own.faults.add({ on: 'request', cmd: 'pushAliveCount', fault: 'late', ms: 0 });
    const second = command(own.url, 'pushAliveCount', forever).catch(() => 'ended');
    await held.hit();
    await own.close();
    await Promise.all([answer, second]);
  });

  it('pushAliveCheck does not wait', async () => {
    const { text } = await command(url, 'pushAliveCheck', { channelID: 'nobody', tryMS: '60000' });
    expect(text).toBe('[{"success":true,"active":false}]');
    expect(core.connectionIds('nobody')).toEqual([]);
  });
});
