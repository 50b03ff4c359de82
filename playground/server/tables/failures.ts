/** The words in which a real server reports that its database refused something. */
import { TableFailure } from './types.js';

/** What DuckDB says of a table that is not there. */
function missing(name: string): string {
  return JSON.stringify({
    exception_type: 'Catalog',
    exception_message: `Table with name ${name} does not exist!`,
    type: 'Table',
    name,
    error_subtype: 'MISSING_ENTRY',
  });
}

/** A statement that failed, as the framework of a real server puts it. */
export function statementText(sql: string, raw: string, cause = `java.sql.SQLException: ${raw}`): string {
  return (
    `StatementCallback; uncategorized SQLException for SQL [${sql}]; SQL state [null]; error code [0]; ${cause}; ` +
    `nested exception is java.sql.SQLException: ${cause}`
  );
}

/** Asks for the columns of a table that was never read in this session. */
export function notIngested(sql = 'SELECT * from DATA_DD order by order_index', name = 'DATA_DD') {
  return new TableFailure(missing(name), statementText(sql, missing(name)));
}

const ACCESS = 'edu.caltech.ipac.firefly.server.query.DataAccessException: ';

/** The causes of an error shape E4, from the outermost on: `{"cause1":…,"cause2":…}`. */
export function causes(...texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(texts.map((text, i) => [`cause${i + 1}`, text]));
}

/** Causes of which each wraps the one within it. */
export function wrapped(...texts: readonly string[]): Record<string, string> {
  return causes(...texts.map((text) => `${ACCESS}${text}`));
}

/** The causes of a statement that failed below two layers of a real server. */
export function statementCauses(sql: string, raw: string, layers = 2): Record<string, string> {
  const inner = `org.springframework.jdbc.UncategorizedSQLException: ${statementText(sql, raw)}`;
  const sqlCause = `java.sql.SQLException: ${raw}`;
  const outer = Array.from({ length: layers }, (_, i) => ACCESS.repeat(layers - i) + inner);
  return causes(...outer, inner, `java.sql.SQLException: ${sqlCause}`, sqlCause);
}
