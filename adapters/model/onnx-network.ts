import type * as Runtime from 'onnxruntime-node';
import { SIGNAL_CLASSES } from '../../core/model/prediction.ts';
import { FEATURE_COUNT, WINDOW_MINUTES } from './bundle-schema.ts';

/** Values of one window, row-major: 60 minutes × 60 features. */
export const WINDOW_VALUES = WINDOW_MINUTES * FEATURE_COUNT;

/** The ONNX graph, ready to run. */
export interface OnnxNetwork {
  /**
   * @param windows scaled features, a whole number of windows. Must not change until the promise settles.
   * @returns the network's probabilities, three a window.
   */
  run(windows: Float32Array): Promise<Float32Array>;
}

/**
 * Opens a graph on the CPU with one thread: at this size a second thread costs more than it gives.
 * @throws Error when the bytes are no graph, or its input and output are not (any, 60, 60) → (any, 3) in Float32.
 */
export async function openOnnxNetwork(graph: Uint8Array): Promise<OnnxNetwork> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(graph, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  const input = soleTensor('input', session.inputMetadata, [WINDOW_MINUTES, FEATURE_COUNT]);
  const output = soleTensor('output', session.outputMetadata, [SIGNAL_CLASSES.length]);
  return {
    async run(windows) {
      const count = windows.length / WINDOW_VALUES;
      const tensor = new Tensor('float32', windows, [count, WINDOW_MINUTES, FEATURE_COUNT]);
      const results = await session.run({ [input]: tensor });
      return results[output]!.data as Float32Array;
    },
  };
}

/**
 * Loads the runtime without its telemetry: from 1.29 on it reports each process to its maker and keeps an identifier on
 * disk, unless this variable is set before it is loaded.
 */
async function loadRuntime(): Promise<typeof Runtime> {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  return await import('onnxruntime-node');
}

function soleTensor(
  role: string,
  metadata: readonly Runtime.InferenceSession.ValueMetadata[],
  wanted: readonly number[],
): string {
  const described = metadata.map((value) =>
    value.isTensor ? `${value.type}[${value.shape.join(', ')}]` : 'no tensor',
  );
  const [only] = metadata;
  const fits =
    metadata.length === 1 &&
    only?.isTensor &&
    only.type === 'float32' &&
    only.shape.length === wanted.length + 1 &&
    wanted.every((size, i) => only.shape[i + 1] === size);
  if (!fits) {
    throw new Error(`its ${role} is ${described.join(' and ')}, and must be float32[any, ${wanted.join(', ')}]`);
  }
  return only.name;
}
