/** Tables. */
import {
  applyTableFilters,
  fetchTable,
  removeTable,
  type SortDirection,
  showTable,
  sortTableColumn,
} from 'firefly-client/actions';
import { fieldsOf } from '../subject.js';
import { type Call, given, inputOf, type Reader } from './types.js';

export const searchTable: Reader = ({ request }) => tableCall(fieldsOf(request), undefined);

/** Both methods fetch tables without showing them; `fetchTable` also says which row is highlighted. */
export const fetchTableOnly: Reader = ({ request, hlRowIdx }) => {
  if (hlRowIdx === undefined) return tableCall(fieldsOf(request), false);
  const { source, pageSize, tbl_id, tbl_index, META_INFO } = fieldsOf(request);
  const data =
    inputOf(/^https?:/i.test(String(source)) ? undefined : source, undefined) ?? inputOf(undefined, source);
  if (data === undefined) return undefined;
  const tblId = String(tbl_id);
  const { title, meta } = metaOf(META_INFO);
  const options = given({
    tblId,
    title,
    pageSize: pageSize === 1 ? undefined : pageSize,
    tableIndex: tbl_index,
    meta,
  });
  return {
    method: 'fetchTable',
    args: [data.input, options],
    rebuild: () => fetchTable({ tblId, source: data.input }, options),
  };
};

function tableCall(request: Readonly<Record<string, unknown>>, visible: false | undefined): Call | undefined {
  const {
    tbl_id,
    source,
    pageSize,
    tblType,
    tbl_index,
    META_INFO,
    options: own,
    inclCols,
    filters,
  } = request;
  const tblId = String(tbl_id);
  const { title, meta } = metaOf(META_INFO);
  const data = inputOf(source, undefined) ?? inputOf(undefined, source);
  if (data === undefined && source !== undefined) return undefined;
  const options = given({
    tblId,
    title,
    pageSize: pageSize === 100 ? undefined : pageSize,
    isCatalog: tblType === 'table' ? false : undefined,
    meta,
    targetSearchInfo: data === undefined ? searchOf(request) : undefined,
    options: own,
    tableIndex: tbl_index,
    columnSpec: inclCols,
    filters,
    visible,
  });
  return {
    method: 'showTable',
    args: data === undefined ? [options] : [data.input, options],
    rebuild: () => showTable({ tblId, source: data?.input }, options),
  };
}

function metaOf(info: unknown): { title: unknown; meta: object | undefined } {
  const { title, tbl_id: _, ...meta } = fieldsOf(info);
  return { title, meta: Object.keys(meta).length > 0 ? meta : undefined };
}

/** The search that a request without a file describes. */
function searchOf(request: Readonly<Record<string, unknown>>): object {
  const { UserTargetWorldPt, use, ...others } = request;
  const known = [
    'startIdx',
    'pageSize',
    'tbl_id',
    'id',
    'META_INFO',
    'tbl_index',
    'options',
    'inclCols',
    'filters',
  ];
  const search = Object.entries(others).filter(([key]) => !known.includes(key));
  return given({
    position: UserTargetWorldPt,
    use: use === 'catalog_overlay' ? undefined : use,
    ...Object.fromEntries(search),
  });
}

export const filterTable: Reader = ({ request }) => {
  const { tbl_id, filters } = fieldsOf(request);
  return {
    method: 'applyTableFilters',
    args: [tbl_id, filters],
    rebuild: () => applyTableFilters(tbl_id as string, filters as string),
  };
};

export const sortTable: Reader = ({ request }) => {
  const { tbl_id, sortInfo } = fieldsOf(request);
  const [, direction = '', column = ''] = /^([^,]*),(.*)$/s.exec(String(sortInfo)) ?? [];
  return {
    method: 'sortTableColumn',
    args: direction === '' ? [tbl_id, column] : [tbl_id, column, direction],
    rebuild: () => sortTableColumn(tbl_id as string, column, direction as SortDirection),
  };
};

export const tableRemoved: Reader = ({ tbl_id }) => ({
  method: 'removeTable',
  args: [tbl_id],
  rebuild: () => removeTable(tbl_id as string),
});
