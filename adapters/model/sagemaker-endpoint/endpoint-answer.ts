import { z } from 'zod';
import { bundleSchema } from '../bundle-schema.ts';

const probability = z.number().min(0).max(1);

/** What infra/sagemaker/serve.py answers: the network's word, and what of its bundle is needed to read it. */
const answerSchema = z.object({
  modelId: z.string().min(1),
  featureHash: z.string().min(1),
  /** The network's, before calibration, in the order of SIGNAL_CLASSES. */
  probabilities: z
    .tuple([probability, probability, probability])
    .refine((p) => Math.abs(p[0] + p[1] + p[2] - 1) < 1e-3, { error: 'must sum to 1' }),
  temperature: bundleSchema.shape.temperature,
  classMoveBps: bundleSchema.shape.classMoveBps,
  prior: bundleSchema.shape.prior,
});

export type EndpointAnswer = z.infer<typeof answerSchema>;

/**
 * Reads an answer.
 * @throws Error that says what it is instead of a prediction on these features.
 */
export function parseEndpointAnswer(bytes: Uint8Array, featureHash: string): EndpointAnswer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new Error(`the endpoint's answer of ${bytes.byteLength} bytes is not JSON`);
  }
  const result = answerSchema.safeParse(parsed);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `the endpoint's answer is no prediction: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`,
    );
  }
  if (result.data.featureHash !== featureHash) {
    throw new Error(
      `the endpoint serves ${result.data.modelId}, a model of other features: their hash is ${result.data.featureHash}, here it is ${featureHash}`,
    );
  }
  return result.data;
}
