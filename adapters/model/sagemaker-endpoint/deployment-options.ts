import { z } from 'zod';
import { parseLakeLocation } from '../../lakehouse/lake-location.ts';
import type { EndpointDeployment } from './deploy-endpoint.ts';

const needed = (what: string) =>
  z.string({ error: `is missing; right is ${what}` }).min(1, `is empty; right is ${what}`);
const whole = (min: number, max: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${min} to ${max}` })
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be a whole number from ${min} to ${max}`)
    .max(max, `must be a whole number from ${min} to ${max}`);

const optionsSchema = z
  .strictObject({
    endpoint: needed('the name of an endpoint').regex(
      /^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/,
      'must be letters, digits and hyphens, at most 63',
    ),
    model: needed('the id of a registered model'),
    lake: needed('s3://bucket/prefix, the lake whose registry has the model'),
    image: needed('the address of the image with infra/sagemaker/serve.py'),
    role: needed("the ARN of the endpoint's role").regex(
      /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
      'must be the ARN of a role',
    ),
    instance: z
      .string()
      .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'must be an instance type like ml.c6i.large')
      .default('ml.c6i.large'),
    count: whole(1, 100).default(1),
    // SageMaker's bounds of a canary.
    canary: whole(1, 50).optional(),
    wait: whole(1, 3_600).optional(),
    alarm: z.array(z.string().min(1)).default([]),
  })
  .superRefine(({ canary, wait }, context) => {
    if ((canary === undefined) !== (wait === undefined)) {
      context.addIssue({ code: 'custom', path: ['canary'], message: 'and --wait belong together' });
    }
  });

/**
 * A deployment from command-line options.
 * @throws Error naming the option and what would be right.
 */
export function readDeployment(given: Readonly<Record<string, unknown>>): EndpointDeployment {
  const result = optionsSchema.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`--${issue?.path.join('.')} ${issue?.message}`);
  }
  const { endpoint, model, lake, image, role, instance, count, canary, wait, alarm } = result.data;
  const place = parseLakeLocation(lake);
  if (place.kind !== 's3')
    throw new Error(`--lake ${lake} is a folder, and an endpoint reads from S3: s3://bucket/prefix`);
  const prefix = place.prefix === undefined ? '' : `${place.prefix}/`;
  return {
    endpoint,
    modelId: model,
    modelData: `s3://${place.bucket}/${prefix}models/bundles/${model}/`,
    image,
    role,
    instanceType: instance,
    instanceCount: count,
    shift:
      canary === undefined || wait === undefined
        ? { kind: 'all-at-once' }
        : { kind: 'canary', percent: canary, waitSeconds: wait },
    alarms: alarm,
  };
}
