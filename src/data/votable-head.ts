/** The head of a VOTable: what its columns are, without rows. */
import type { Column, ColumnType } from './columns.js';

/** Firefly's own name of dates is used, since VOTables have none: as texts they would not be dates to a viewer. */
const DATATYPES: Readonly<Record<ColumnType, string>> = {
  boolean: 'boolean',
  int8: 'short',
  uint8: 'short',
  int16: 'short',
  uint16: 'int',
  int32: 'int',
  uint32: 'long',
  int64: 'long',
  uint64: 'long',
  float32: 'float',
  float64: 'double',
  string: 'char',
  date: 'date',
};

export function votableHead(columns: readonly Column[]): string {
  const fields = columns.map(({ name, type, units, description, ucd }) => {
    const size = type === 'string' ? ' arraysize="*"' : '';
    const start = `<FIELD name="${xml(name)}" datatype="${DATATYPES[type]}"${size}${attribute('unit', units)}${attribute('ucd', ucd)}`;
    return description ? `${start}><DESCRIPTION>${xml(description)}</DESCRIPTION></FIELD>` : `${start}/>`;
  });
  const open = '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>';
  return `<?xml version="1.0" encoding="UTF-8"?>${open}${fields.join('')}</TABLE></RESOURCE></VOTABLE>`;
}

const attribute = (name: string, value: string | undefined): string =>
  value ? ` ${name}="${xml(value)}"` : '';

/** Line ends and tabs as numbers, since attributes would lose them. */
const xml = (value: string): string =>
  value.replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
