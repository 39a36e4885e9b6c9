import { trainModel } from '../../../adapters/training/train-model.ts';
import { smallTraining } from './small-training.ts';

/** Trains the small model in the folder it is given, telling its progress by the line: to be killed. */
const [outputDir = ''] = process.argv.slice(2);
await trainModel({ ...smallTraining(outputDir), onProgress: ({ text }) => console.log(text) });
