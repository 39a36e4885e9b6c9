/**
 * Makes a SageMaker endpoint serve a model of the registry's store. Usage:
 *   node --import tsx infra/sagemaker/deploy-endpoint.ts --endpoint NAME --model ID --lake s3://bucket/prefix \
 *     --image URI --role ARN [--instance ml.c6i.large] [--count 1] [--canary PERCENT --wait SECONDS] [--alarm NAME]...
 * Region and credentials are found by the AWS SDK's own chain.
 */
import { parseArgs } from 'node:util';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { deployEndpoint } from '../../adapters/model/sagemaker-endpoint/deploy-endpoint.ts';
import { readDeployment } from '../../adapters/model/sagemaker-endpoint/deployment-options.ts';

const { values } = parseArgs({
  options: {
    endpoint: { type: 'string' },
    model: { type: 'string' },
    lake: { type: 'string' },
    image: { type: 'string' },
    role: { type: 'string' },
    instance: { type: 'string' },
    count: { type: 'string' },
    canary: { type: 'string' },
    wait: { type: 'string' },
    alarm: { type: 'string', multiple: true },
  },
});

const deployment = readDeployment(values);
await deployEndpoint(new SageMakerClient(), deployment, {
  pollMs: 10_000,
  timeoutMs: 3_900_000,
  onStatus: (status) => console.log(`${deployment.endpoint}: ${status}`),
});
console.log(`${deployment.endpoint} serves ${deployment.modelId}`);
