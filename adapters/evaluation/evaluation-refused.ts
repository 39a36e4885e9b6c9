/** Models can't be judged on these minutes; the message says what is missing. No retry mends it. */
export class EvaluationRefused extends Error {
  override readonly name = 'EvaluationRefused';
}
