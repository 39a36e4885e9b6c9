import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { BundleError } from '../../adapters/model/bundle-error.ts';
import type { BundleManifest } from '../../adapters/model/bundle-schema.ts';
import { loadBundle } from '../../adapters/model/bundle.ts';
import { datasetFromGold } from '../../adapters/training/gold-dataset.ts';
import type { TrainingMarket } from '../../adapters/training/make-bundle.ts';
import type { TrainingRunner } from '../../adapters/training/port.ts';
import { trainModel } from '../../adapters/training/train-model.ts';
import { TrainingFailure } from '../../adapters/training/training-failure.ts';
import type { TrainingProgress } from '../../adapters/training/training-progress.ts';
import { TRAINING_FAILURES } from './contract.ts';
import type { ManifestFacts, ModelTrainingActivities, TrainingHeartbeat, TrainModelRequest } from './contract.ts';

export interface ModelTrainingDependencies {
  readonly lake: Lakehouse;
  /** Of the market whose minutes gold holds. */
  readonly market: TrainingMarket['kind'];
  /** Folder that keeps the bundles. */
  readonly modelsDirectory: string;
  /** Folder of the Python environment; see cacheDirectory(). */
  readonly cacheDir: string;
  /** A process of this machine by default. */
  readonly runner?: TrainingRunner;
}

/** Between two signs of life, well within any heartbeat timeout that makes sense. */
const HEARTBEAT_MS = 2_000;
/** The activity's own time-outs end it; a limit inside would make the weights depend on the machine's speed. */
const NO_TIME_LIMIT_MINUTES = 100_000;

export function createModelTrainingActivities(dependencies: ModelTrainingDependencies): ModelTrainingActivities {
  const { lake, market, modelsDirectory, cacheDir, runner } = dependencies;
  return {
    async trainModel(request) {
      const { symbol, from, to, seed, options, jobName } = request;
      const context = Context.current();
      let last: TrainingHeartbeat = { text: `reading gold of ${symbol} from ${from} to ${to}` };
      const tell = (progress: TrainingProgress): void => {
        last = heartbeatOf(progress, last);
        context.heartbeat(last);
      };
      const { stop, leave } = cancellation(context);
      context.heartbeat(last);
      const timer = setInterval(() => context.heartbeat(last), HEARTBEAT_MS);
      try {
        const dataset = await datasetFromGold(lake, { symbol, from, to });
        tell({ stage: 'dataset', text: `${dataset.description.rows} minutes from gold` });
        const { bundleDir, cached } = await trainModel({
          dataset,
          market: { kind: market, symbol },
          seed,
          outputDir: modelsDirectory,
          cacheDir,
          command: request.command ?? commandOf(request),
          options: { loss: 'auto', maxMinutes: NO_TIME_LIMIT_MINUTES, ...options },
          jobName,
          ...(runner && { runner }),
          onProgress: tell,
          signal: stop,
          leave,
        });
        const { manifest } = await loadBundle(bundleDir);
        return { bundleId: manifest.id, bundleDirectory: bundleDir, cached, facts: factsOf(manifest) };
      } catch (error) {
        throw asFailure(error);
      } finally {
        clearInterval(timer);
      }
    },
  };
}

/** A worker that goes leaves the training to the next attempt; whoever else cancels wants it ended. */
function cancellation({ cancellationSignal }: Context): { stop: AbortSignal; leave: AbortSignal } {
  const [stop, leave] = [new AbortController(), new AbortController()];
  const onCancelled = (): void => {
    const reason = cancellationSignal.reason as Error;
    (reason.message === 'WORKER_SHUTDOWN' ? leave : stop).abort(reason);
  };
  if (cancellationSignal.aborted) onCancelled();
  else cancellationSignal.addEventListener('abort', onCancelled, { once: true });
  return { stop: stop.signal, leave: leave.signal };
}

function heartbeatOf(progress: TrainingProgress, last: TrainingHeartbeat): TrainingHeartbeat {
  if (progress.stage !== 'epoch') return { ...last, text: progress.text };
  const { epoch, of, loss, valLoss, text } = progress;
  return { text, epoch: { epoch, of, loss, valLoss } };
}

function commandOf({ symbol, from, to, seed }: TrainModelRequest): string {
  return `trainModel ${JSON.stringify({ symbol, from, to, seed })}`;
}

function factsOf(manifest: BundleManifest): ManifestFacts {
  const { id, symbol, market, createdBy, interval, featureHash, horizonMinutes, prior, loss, metrics, onnx } = manifest;
  const how = loss === undefined ? {} : { loss };
  return { id, symbol, market, createdBy, interval, featureHash, horizonMinutes, prior, ...how, metrics, onnx };
}

function asFailure(error: unknown): unknown {
  // Dates that can't be.
  if (error instanceof RangeError) return ApplicationFailure.nonRetryable(error.message, TRAINING_FAILURES.refused);
  if (error instanceof BundleError) return ApplicationFailure.nonRetryable(error.message, TRAINING_FAILURES.unusable);
  if (!(error instanceof TrainingFailure)) return error;
  if (error.kind === 'interrupted') return ApplicationFailure.retryable(error.message, 'TrainingInterrupted');
  return ApplicationFailure.nonRetryable(error.message, TRAINING_FAILURES[error.kind]);
}
