import { z } from 'zod';
import { STAGE_PLACES } from '../../core/pipeline/etl/stage-place.ts';
import { parseSpeed } from '../../core/time/market-clock.ts';
import { parseLakeLocation } from '../lakehouse/lake-location.ts';
import { parseUtcDate } from '../kline-files/date-option.ts';
import { SERVING_KINDS } from '../model/serving-settings.ts';
import { driftSchema } from './drift-schema.ts';
import { oneOf, text, wholeNumber, yesOrNo } from './fields.ts';
import { limitsSchema } from './limits-schema.ts';

const SPEED = '"max", or a number above 0 and up to 1000';
const DATE = 'a date like 2022-05-09, or a time like 2022-05-09T12:30 (UTC)';
const FOLDER = 'the path of a folder';

const speed = z.union([z.string(), z.number()], { error: SPEED }).transform((given, context) => {
  try {
    parseSpeed(String(given));
    return String(given);
  } catch {
    context.addIssue({ code: 'custom', message: SPEED });
    return z.NEVER;
  }
});

const date = z.string({ error: DATE }).refine((given) => isDate(given), { error: DATE });

const money = z
  .union([z.string(), z.number()], { error: 'an amount of USDT, like 10000' })
  .transform(String)
  .refine((given) => /^\d{1,12}(\.\d{1,8})?$/.test(given) && Number(given) > 0, {
    error: 'an amount of USDT, like 10000',
  });

const LAKE = 'a folder, or s3://bucket/prefix';

const lakePlace = z.string({ error: LAKE }).refine(
  (given) => {
    try {
      parseLakeLocation(given);
      return true;
    } catch {
      return false;
    }
  },
  { error: LAKE },
);

const GLUE_JOB = 'the name of a job in AWS Glue, like minutehand';

const ROOTS = 'an object of restUrl and wsUrl, like { "restUrl": "https://host", "wsUrl": "wss://host" }';

/** Roots of one exchange's addresses, checked where they are used. */
const roots = () =>
  z.strictObject({ restUrl: text('a URL like https://host'), wsUrl: text('a URL like wss://host') }, { error: ROOTS });

const etl = z
  .strictObject({
    /** Where silver and gold are computed. */
    stages: oneOf(STAGE_PLACES).default('local'),
    job: z
      .string({ error: GLUE_JOB })
      .regex(/^[\p{L}\p{N} _./+@#-]{1,255}$/u, { error: GLUE_JOB })
      .optional(),
    /** Wall time that one run of the job may take; DEFAULT_JOB_TIMEOUT_MINUTES when absent. */
    timeoutMinutes: wholeNumber(1, 2_880).optional(),
  })
  .prefault({});

const ROLE = 'the ARN of a role, like arn:aws:iam::123456789012:role/minutehand-training';

const training = z
  .strictObject({
    runner: oneOf(['local', 'sagemaker']).default('local'),
    role: z
      .string({ error: ROLE })
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, { error: ROLE })
      .optional(),
    image: text('the address of an image in ECR').optional(),
    instanceType: z
      .string({ error: 'an instance type like ml.m5.xlarge' })
      .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, { error: 'an instance type like ml.m5.xlarge' })
      .optional(),
    /** Wall time that a training job may take. */
    timeoutMinutes: wholeNumber(1, 7_200).optional(),
  })
  .prefault({});

const ENDPOINT = 'the name of a SageMaker endpoint: letters, digits and hyphens, at most 63';

const serving = z
  .strictObject({
    /** What runs the model's network. */
    kind: oneOf(SERVING_KINDS).default('in-process'),
    endpoint: z
      .string({ error: ENDPOINT })
      .regex(/^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/, { error: ENDPOINT })
      .optional(),
    /** Wall time that an answer may take; DEFAULT_ENDPOINT_TIMEOUT_MS when absent. */
    timeoutMs: wholeNumber(50, 20_000).optional(),
  })
  .prefault({});

const port = () => wholeNumber(1, 65_535);

/** Everything that can be configured, from a file or from the command line. */
export const configurationSchema = z.strictObject({
  market: oneOf(['simulated', 'replay', 'binance']).default('simulated'),
  data: text('the folder of recorded klines').optional(),
  from: date.optional(),
  to: date.optional(),
  speed: speed.optional(),
  exchange: oneOf(['paper', 'testnet', 'live']).default('paper'),
  model: text('the folder of a model bundle, or forced:BUY, forced:SELL or forced:HOLD').optional(),
  train: yesOrNo().default(false),
  rules: oneOf(['gated', 'seed']).default('gated'),
  seed: wholeNumber(0, 4_294_967_295).default(1),
  dataDir: text(FOLDER).optional(),
  minutes: wholeNumber(1, 10_000_000).optional(),
  json: yesOrNo().default(false),
  /** Whether market data is recorded and made into the lakehouse's tables. */
  pipeline: yesOrNo().default(true),
  lake: lakePlace.optional(),
  etl,
  training,
  serving,
  drift: driftSchema,
  deposit: money.default('10000'),
  ports: z
    .strictObject({ dashboard: port(), temporal: port(), webUi: port(), exchange: port() })
    .partial()
    .prefault({}),
  /** Other addresses than Binance's own: of its public market data, and of its testnet. */
  endpoints: z.strictObject({ marketData: roots(), testnet: roots() }).partial().optional(),
  secretsDir: text(FOLDER).optional(),
  limits: limitsSchema,
});

export type Configuration = z.infer<typeof configurationSchema>;

function isDate(given: string): boolean {
  try {
    parseUtcDate(given, 'date');
    return true;
  } catch {
    return false;
  }
}
