import { z } from 'zod';

const threshold = (warn: number, stop: number) =>
  z
    .strictObject({ warn: z.number().positive().default(warn), stop: z.number().positive().default(stop) })
    .refine((value) => value.warn <= value.stop, 'warn comes before stop: give a smaller warn or a larger stop')
    .prefault({});

/**
 * Every threshold of the quality checks, each a number from which on there is a warning and one from which on the run
 * stops. The defaults let the recorded months of 2022 and 2023 pass: 35 minutes without a trade, a minute of 5.4 %.
 */
export const qualityThresholdsSchema = z
  .strictObject({
    /** Minutes of a day without a kline. */
    missingMinutes: threshold(1, 144),
    /** Minutes and settlements of a day of which the sources say different things. */
    disagreements: threshold(1, 60),
    /** Messages of a day that came again, for each row of silver. */
    duplicatesPerRow: threshold(5, 1_000),
    /** Move of a close against the one before, basis points. */
    priceJumpBps: threshold(300, 2_000),
    /** Minutes in which high, low, open, close or volumes contradict each other. */
    impossibleMinutes: threshold(1, 1),
    /** Minutes in a row without a trade. */
    quietRunMinutes: threshold(15, 240),
    /** Minutes in a row in which a feature has one value, or none. */
    staleFeatureMinutes: threshold(60, 720),
  })
  .prefault({});

export type QualityThresholds = z.infer<typeof qualityThresholdsSchema>;

export const DEFAULT_QUALITY_THRESHOLDS: QualityThresholds = qualityThresholdsSchema.parse({});
