import { datesOf, startOfDate } from '../../core/pipeline/data-interval.ts';
import { GlueRefused } from './job-failures.ts';
import { GLUE_STAGES } from './port.ts';
import type { GlueJobRequest } from './port.ts';

/**
 * A request as the script's arguments; `--JOB_NAME` is added by whoever starts the script.
 * @throws GlueRefused for an interval that isn't one of days, or stages that are none or out of order.
 */
export function jobArguments({ key, lake, symbol, from, to, stages }: GlueJobRequest): Record<string, string> {
  try {
    datesOf({ from: startOfDate(from), to: startOfDate(to) });
  } catch (error) {
    throw new GlueRefused((error as Error).message);
  }
  if (stages.length === 0 || stages.join() !== GLUE_STAGES.filter((stage) => stages.includes(stage)).join()) {
    throw new GlueRefused(
      `the stages are "${stages.join()}"; right is one or more of ${GLUE_STAGES.join()}, in this order`,
    );
  }
  return {
    '--run_key': key,
    '--lake': lake,
    '--symbol': symbol,
    '--from': from,
    '--to': to,
    '--stages': stages.join(),
  };
}
