/** What an action or a report is about. */

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Where ids stand in payloads: a layer's before those of the plots it is on, an extension's last. */
const places: readonly (readonly string[])[] = [
  ['drawLayerId'],
  ['plotId'],
  ['tbl_id'],
  ['chartId'],
  ['wpRequest', 'plotId'],
  ['request', 'tbl_id'],
  ['imageOverlayId'],
  ['cellId'],
  ['extension', 'id'],
  ['id'],
];

/** The ids of what it concerns, or nothing. An action has them in its payload, a report in itself. */
export function subjectOf(data: unknown): string {
  const fields = fieldsOf(data);
  const payload = 'payload' in fields ? fieldsOf(fields['payload']) : fields;
  for (const path of places) {
    const found = path.reduce<unknown>((value, key) => fieldsOf(firstOf(value))[key], payload);
    const ids = (Array.isArray(found) ? found : [found]).filter((id) => typeof id === 'string' && id !== '');
    if (ids.length > 0) return ids.join(', ');
  }
  return '';
}

/** Three-colour images are asked for by a list of requests. */
const firstOf = (value: unknown): unknown =>
  Array.isArray(value) ? value.find((item) => item !== null) : value;

const pageTypes: ReadonlySet<unknown> = new Set([
  'app_data.wsConnUpdated',
  'app_data.notifyRemoteAppReady',
  'app_data.setAlerts',
]);

/** What clients register for themselves begins with this, and the types they only use among themselves. */
const clientPrefix = /^ffc[.:]/;

/** Whether it is something a person has not asked for: who is there, pulses, registrations of the client's own. */
export function isHousekeeping(data: unknown): boolean {
  const { type, payload, id } = fieldsOf(data);
  if (pageTypes.has(type)) return true;
  const extension = fieldsOf(fieldsOf(payload)['extension']);
  const names = [type, id, extension['id'], fieldsOf(payload)['id']];
  return names.some((name) => typeof name === 'string' && clientPrefix.test(name));
}
