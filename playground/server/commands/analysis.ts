/** `fileAnalysis`: by the absolute path that reports tell; keys such as `${upload-dir}/…` are not resolved. */
import { analyze } from '../analysis/analyze.js';
import { printReport, type ReportType } from '../analysis/report.js';
import type { CommandHandler, Context } from '../context.js';
import { SERVER_ROOT } from '../files.js';
import { commandError, jsonText, type Reply } from '../http/reply.js';

const TYPES: ReadonlySet<string> = new Set<ReportType>(['Brief', 'Normal', 'Details']);

export const fileAnalysis: CommandHandler = async ({ params }, context) => {
  const path = params.get('filePath');
  const type = params.get('reportType') ?? 'Normal';
  if (path === undefined || !isReportType(type)) return failed(path);
  return report(path, type, context);
};

async function report(path: string, type: ReportType, context: Context): Promise<Reply> {
  const file = path.startsWith('/') ? context.files.find(path) : undefined;
  if (file === undefined) {
    const nothing = { name: null, path: path.startsWith('/') ? path : `${SERVER_ROOT}/${path}`, size: 0 };
    return jsonText(printReport({ fileFormat: 'UNKNOWN', type: 'Normal' }, type, nothing));
  }
  try {
    return jsonText(await analyze(file, type, { fileName: null }, context.files.scratch));
  } catch (error) {
    context.log(`fileAnalysis ${path}: ${error instanceof Error ? error.message : error}`);
    return failed(path);
  }
}

function failed(path: string | undefined): Reply {
  return commandError(`Fail to analyze file: ${path ?? 'null'}`);
}

function isReportType(name: string): name is ReportType {
  return TYPES.has(name);
}
