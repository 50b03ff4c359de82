/** What a VOTable says beside its rows: columns, groups, parameters, links and resources, as a real server reports them. */
import type { CellKind, ColumnInfo, Link, ReadColumn, TableAbout } from '../tables/types.js';
import { parseJavaDouble, parseJavaInteger } from './java-text.js';
import { uniqueColumns } from './names.js';
import { childrenOf, type XmlNode } from './votable-xml.js';

/** A FIELD with what its cells need to be read. */
export interface Field {
  /** The datatype in small letters. */
  readonly datatype: string;
  readonly arraysize: string;
  /** The value that stands for null. */
  readonly blank: string | undefined;
  readonly column: ReadColumn;
}

const TYPES: Readonly<Record<string, readonly [CellKind, string]>> = {
  boolean: ['boolean', 'boolean'],
  bit: ['boolean', 'boolean'],
  unsignedbyte: ['integer', 'short'],
  short: ['integer', 'short'],
  int: ['integer', 'integer'],
  long: ['long', 'long'],
  float: ['float', 'float'],
  double: ['double', 'double'],
  // Not of VOTables, but a real server knows it in the head that a Parquet file carries.
  date: ['char', 'date'],
  floatcomplex: ['float', 'float'],
  doublecomplex: ['double', 'double'],
};

/** The columns of a TABLE, with names that tell them apart. */
export function fieldsOf(table: XmlNode): Field[] {
  const names = new Set<string>();
  const fields = childrenOf(table, 'FIELD').map((element, i) => {
    const name = nameOf(element, i, names);
    names.add(name);
    return fieldOf(element, name);
  });
  const unique = uniqueColumns(fields.map(({ column }) => column));
  return fields.map((field, i) => ({ ...field, column: unique[i] ?? field.column }));
}

/** A FIELD without a name goes by its ID or its number; a name that is there already gets the number behind. */
function nameOf(element: XmlNode, index: number, taken: ReadonlySet<string>): string {
  const { name, ID } = element.attributes;
  const plain = (name || ID || `COLUMN_${index}`).replaceAll('"', '');
  return taken.has(plain) ? `${plain}_${index}` : plain;
}

function fieldOf(element: XmlNode, name: string): Field {
  const datatype = (element.attributes['datatype'] ?? '').toLowerCase();
  const arraysize = element.attributes['arraysize'] ?? '';
  const [kind, type] = TYPES[datatype] ?? ['char', 'char'];
  const info = { ...infoOf(element), type: element.attributes['type'] === 'location' ? 'location' : type };
  const complex = datatype.endsWith('complex');
  const list = kind === 'char' ? arraysize.includes('x') : complex || (arraysize !== '' && arraysize !== '1');
  const blank = childrenOf(element, 'VALUES')[0]?.attributes['null'];
  return { datatype, arraysize, blank, column: { name, kind, ...(list ? { list } : {}), info } };
}

/** What a FIELD or PARAM says about itself. */
function infoOf(element: XmlNode): ColumnInfo {
  const { unit, width, precision, ref, ucd, utype, ID, arraysize, type } = element.attributes;
  const values = childrenOf(element, 'VALUES')[0];
  const limit = (name: string) => childrenOf(values, name)[0]?.attributes['value'];
  const options = childrenOf(values, 'OPTION').map((option) => option.attributes['value'] ?? '');
  const links = childrenOf(element, 'LINK').map(linkOf);
  return {
    ...filled({
      units: unit,
      desc: descriptionOf(element),
      ID,
      UCD: ucd,
      utype,
      ref,
      arraySize: arraysize,
      precision: /^[1-9]\d*$/.test(precision ?? '') ? `F${precision}` : precision,
      minValue: limit('MIN'),
      maxValue: limit('MAX'),
      options: options.join(','),
    }),
    ...(Number(width) > 0 ? { width: Number(width) } : {}),
    ...(type === 'hidden' ? { visibility: 'hidden' } : {}),
    ...(isArrayType(element) ? { sortable: false as const, filterable: false as const } : {}),
    ...(links.length === 0 ? {} : { links }),
  };
}

function isArrayType({ attributes }: XmlNode): boolean {
  const { arraysize = '', datatype = '' } = attributes;
  const text = TYPES[datatype.toLowerCase()] === undefined;
  return text ? arraysize.includes('x') : arraysize !== '';
}

function filled(entries: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(entries)) if (value) found[key] = value;
  return found;
}

function descriptionOf(element: XmlNode): string | undefined {
  return childrenOf(element, 'DESCRIPTION')[0]?.text;
}

function linkOf({ attributes }: XmlNode): Link {
  const { ID, href, title, value, action } = attributes;
  return filled({
    ID,
    href,
    title,
    value,
    role: attributes['content-role'],
    type: attributes['content-type'],
    action,
  });
}

function paramOf(element: XmlNode): object {
  const field = fieldOf(element, nameOf(element, 0, new Set()));
  const { name, info } = field.column;
  const value = paramValue(field, element.attributes['value'] ?? '');
  return { name, ...info, ...(value === undefined ? {} : { value }) };
}

function paramValue({ column, arraysize }: Field, text: string): unknown {
  if (text === '') return undefined;
  if (column.kind === 'char') return text;
  return arraysize === ''
    ? scalarValue(column.kind, text)
    : text.split(' ').map((part) => scalarValue(column.kind, part) ?? null);
}

function scalarValue(kind: CellKind, text: string): unknown {
  if (kind === 'boolean') return text.toLowerCase() === 'true';
  if (kind === 'float' || kind === 'double') return parseJavaDouble(text);
  const whole = parseJavaInteger(text, 64);
  return whole === undefined ? undefined : Number(whole);
}

function groupOf(element: XmlNode): object {
  const { name, ID, ucd, utype } = element.attributes;
  return {
    ...filled({ name, desc: descriptionOf(element), ID, UCD: ucd, utype }),
    ...listed('params', childrenOf(element, 'PARAM').map(paramOf)),
    ...listed('groups', childrenOf(element, 'GROUP').map(groupOf)),
    ...listed('paramRefs', childrenOf(element, 'PARAMref').map(refOf)),
    ...listed('columnRefs', childrenOf(element, 'FIELDref').map(refOf)),
  };
}

function refOf({ attributes: { ref, ucd, utype } }: XmlNode): object {
  return filled({ ref, UCD: ucd, utype });
}

function listed(key: string, values: readonly object[]): Record<string, readonly object[]> {
  return values.length === 0 ? {} : { [key]: values };
}

function resourceOf(element: XmlNode): object {
  const { ID, name, type, utype } = element.attributes;
  const infos = childrenOf(element, 'INFO').map(({ attributes }) => [
    attributes['name'] ?? '',
    attributes['value'] ?? '',
  ]);
  return {
    ...filled({ ID, name, type, utype, desc: descriptionOf(element) }),
    ...listed('groups', childrenOf(element, 'GROUP').map(groupOf)),
    ...listed('params', childrenOf(element, 'PARAM').map(paramOf)),
    ...(infos.length === 0 ? {} : { infos: Object.fromEntries(infos) }),
  };
}

/** Everything about a table. The first resource is its own; the others are those of the document without tables. */
export function aboutOf(table: XmlNode): TableAbout {
  const { name, ID, ref, ucd, utype } = table.attributes;
  const said = filled({ name, ID, ref, ucd, utype, description: descriptionOf(table) });
  const infos = childrenOf(table, 'INFO').map(({ attributes }) => ({
    key: attributes['name'] ?? '',
    value: attributes['value'] ?? '',
  }));
  const others = childrenOf(table.parent?.parent, 'RESOURCE').filter(
    (resource) => childrenOf(resource, 'TABLE').length === 0,
  );
  const resources = [...(table.parent === undefined ? [] : [table.parent]), ...others].map(resourceOf);
  return {
    ...(name ? { title: name } : {}),
    keywords: [...Object.entries(said).map(([key, value]) => ({ key, value })), ...infos],
    meta: positionColumns(table),
    ...listed('groups', childrenOf(table, 'GROUP').map(groupOf)),
    ...listed('params', childrenOf(table, 'PARAM').map(paramOf)),
    ...listed('links', childrenOf(table, 'LINK').map(linkOf)),
    resources: resources.filter((resource) => Object.keys(resource).length > 0),
  };
}

/** Which columns are the position, where the UCDs tell. */
function positionColumns(table: XmlNode): Record<string, string> {
  const fields = fieldsOf(table);
  const named = (pattern: RegExp) =>
    fields.find(({ column }) => pattern.test(column.info.UCD ?? ''))?.column.name;
  const ra = named(/^(POS_EQ_RA|pos\.eq\.ra)/i);
  const dec = named(/^(POS_EQ_DEC|pos\.eq\.dec)/i);
  return ra === undefined || dec === undefined ? {} : { POS_EQ_RA_MAIN: ra, POS_EQ_DEC_MAIN: dec };
}

/** The message of a service that answered with a fault instead of a table. */
export function queryError(root: XmlNode | undefined): string | undefined {
  if (root === undefined) return undefined;
  const { name = '', value = '' } = root.attributes;
  if (root.name === 'INFO' && /^QUERY[_ ]STATUS$/.test(name) && value.toUpperCase() === 'ERROR')
    return root.text;
  for (const child of root.children) {
    const error = queryError(child);
    if (error !== undefined) return error;
  }
  return undefined;
}
