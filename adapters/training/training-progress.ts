/** What training tells while it runs. */
export type TrainingProgress =
  | { readonly stage: 'environment' | 'dataset' | 'cached' | 'checking'; readonly text: string }
  | {
      readonly stage: 'epoch';
      readonly epoch: number;
      /** Epochs at most; early stopping may end it before. */
      readonly of: number;
      readonly loss: number;
      /** Log loss on the calibration part. */
      readonly valLoss: number;
      readonly seconds: number;
      readonly text: string;
    }
  /** A job elsewhere: its status as that place names it. */
  | { readonly stage: 'job'; readonly job: string; readonly status: string; readonly text: string }
  | { readonly stage: 'script'; readonly event: string; readonly text: string };

/** Reads one line of the script's standard output; undefined for a line that is not one of its reports. */
export function parseProgressLine(line: string): TrainingProgress | undefined {
  let report: unknown;
  try {
    report = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof report !== 'object' || report === null || !('event' in report)) return undefined;
  const fields = report as Record<string, unknown>;
  const event = String(fields['event']);
  if (event !== 'epoch') return { stage: 'script', event, text: describeEvent(event, fields) };
  const [epoch, of, loss, valLoss, seconds] = ['epoch', 'of', 'loss', 'valLoss', 'seconds'].map((key) =>
    Number(fields[key]),
  ) as [number, number, number, number, number];
  const candidate = typeof fields['candidate'] === 'string' ? `${fields['candidate']} loss, ` : '';
  const text = `${candidate}epoch ${epoch} of at most ${of}: loss ${loss.toFixed(4)}, held-out ${valLoss.toFixed(4)}, ${seconds.toFixed(1)} s`;
  return { stage: 'epoch', epoch, of, loss, valLoss, seconds, text };
}

function describeEvent(event: string, fields: Record<string, unknown>): string {
  if (event === 'dataset') return `training on ${String(fields['rows'])} minutes of ${String(fields['cols'])} features`;
  if (event === 'calibrated') return `calibrated, temperature ${Number(fields['temperature']).toFixed(2)}`;
  if (event === 'exported')
    return `exported to ONNX, ${Number(fields['maxAbsDiff']).toExponential(1)} from the trainer`;
  if (event === 'resumed') return `going on after epoch ${String(fields['epoch'])} of a training that was interrupted`;
  if (event === 'restarted') return `beginning anew: ${String(fields['why'])}`;
  if (event === 'diverged') return `${String(fields['candidate'])} loss leads nowhere: ${String(fields['why'])}`;
  if (event === 'chosen') return `chosen by the calibration part: ${String(fields['loss'])} loss`;
  if (event === 'finished') return `trained in ${String(fields['seconds'])} s`;
  return event;
}
