import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';

/** How traffic moves from the fleet that serves (blue) to the new one (green). */
export type TrafficShift =
  | { readonly kind: 'all-at-once' }
  /** A share first; the rest after the wait, when no alarm has sounded. */
  | { readonly kind: 'canary'; readonly percent: number; readonly waitSeconds: number };

/** The old fleet stays this long after the shift, so that an alarm can still take the traffic back. */
const KEEP_OLD_SECONDS = 120;
/** SageMaker's bound for the whole deployment lies within 10 minutes and 8 hours. */
const LONGEST_SECONDS = 3_600;

/** SageMaker's blue/green policy for a shift; alarms, by name in CloudWatch, roll it back. */
export function deploymentConfig(shift: TrafficShift, alarms: readonly string[]): DeploymentConfig {
  return {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration:
        shift.kind === 'all-at-once'
          ? { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 }
          : {
              Type: 'CANARY',
              CanarySize: { Type: 'CAPACITY_PERCENT', Value: shift.percent },
              WaitIntervalInSeconds: shift.waitSeconds,
            },
      TerminationWaitInSeconds: KEEP_OLD_SECONDS,
      MaximumExecutionTimeoutInSeconds: LONGEST_SECONDS,
    },
    ...(alarms.length > 0 && {
      AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) },
    }),
  };
}
