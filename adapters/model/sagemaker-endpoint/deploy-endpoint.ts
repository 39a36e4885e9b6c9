import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  SageMakerServiceException,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import type {
  CreateEndpointConfigCommandInput,
  CreateModelCommandInput,
  DescribeEndpointCommandOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { deploymentConfig } from './traffic-shift.ts';
import type { TrafficShift } from './traffic-shift.ts';

export interface EndpointDeployment {
  readonly endpoint: string;
  readonly modelId: string;
  /** Folder of the bundle in S3, as the registry's store keeps it: s3://bucket/prefix/models/bundles/ID/. */
  readonly modelData: string;
  /** Image with infra/sagemaker/serve.py. */
  readonly image: string;
  /** ARN of the role that the endpoint runs as. */
  readonly role: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly shift: TrafficShift;
  /** CloudWatch alarms that take the traffic back during the shift. */
  readonly alarms: readonly string[];
}

export interface DeploymentOptions {
  /** Between two looks, wall ms. */
  readonly pollMs: number;
  /** Wall time after which waiting ends with an error; the deployment itself goes on in AWS. */
  readonly timeoutMs: number;
  readonly onStatus?: (status: string) => void;
  readonly signal?: AbortSignal;
}

/** A deployment that did not come to serve; the message says what serves now. */
export class DeploymentFailed extends Error {
  override readonly name = 'DeploymentFailed';
}

/**
 * Makes the endpoint serve this model: creates it, or moves the traffic of the one that is there to a new fleet (blue/green).
 * Done twice, or killed and done again, it changes nothing more: names are made of what is deployed.
 * @throws DeploymentFailed when SageMaker refuses, takes the traffic back, or needs too long.
 */
export async function deployEndpoint(
  client: SageMakerClient,
  deployment: EndpointDeployment,
  options: DeploymentOptions,
): Promise<void> {
  const { endpoint, modelId } = deployment;
  const { model, config } = definitions(deployment);
  const configName = config.EndpointConfigName!;
  await unlessThere(client.send(new CreateModelCommand(model), abortion(options)), 'CreateModel');
  await unlessThere(client.send(new CreateEndpointConfigCommand(config), abortion(options)), 'CreateEndpointConfig');

  const before = await settled(client, endpoint, options);
  if (before === undefined) {
    await client
      .send(new CreateEndpointCommand({ EndpointName: endpoint, EndpointConfigName: configName }), abortion(options))
      .catch(refused('CreateEndpoint'));
  } else if (before.EndpointConfigName !== configName || before.EndpointStatus !== 'InService') {
    await client
      .send(
        new UpdateEndpointCommand({
          EndpointName: endpoint,
          EndpointConfigName: configName,
          // An endpoint that failed has no fleet to move traffic from.
          ...(before.EndpointStatus === 'InService' && {
            DeploymentConfig: deploymentConfig(deployment.shift, deployment.alarms),
          }),
        }),
        abortion(options),
      )
      .catch(refused('UpdateEndpoint'));
  }
  const after = await settled(client, endpoint, options);
  if (after?.EndpointStatus === 'InService' && after.EndpointConfigName === configName) return;
  const why = after?.FailureReason ?? 'no reason was given';
  if (after?.EndpointStatus === 'InService') {
    throw new DeploymentFailed(
      `${endpoint} was taken back to ${after.EndpointConfigName}, which goes on, and does not serve ${modelId}: ${why}`,
    );
  }
  throw new DeploymentFailed(`${endpoint} does not serve ${modelId}: it is ${after?.EndpointStatus ?? 'gone'}: ${why}`);
}

function definitions(deployment: EndpointDeployment): {
  model: CreateModelCommandInput;
  config: CreateEndpointConfigCommandInput;
} {
  const { endpoint, modelId, modelData, image, role, instanceType, instanceCount } = deployment;
  const what = [modelId, modelData, image, role, instanceType, String(instanceCount)].join('\0');
  const hash = createHash('sha256').update(what).digest('hex').slice(0, 12);
  // SageMaker allows letters, digits and hyphens, 63 of them.
  const name = `${`${endpoint}-${modelId}`.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 50)}-${hash}`;
  return {
    model: {
      ModelName: name,
      ExecutionRoleArn: role,
      PrimaryContainer: {
        Image: image,
        ModelDataSource: {
          S3DataSource: { S3Uri: withSlash(modelData), S3DataType: 'S3Prefix', CompressionType: 'None' },
        },
      },
    },
    config: {
      EndpointConfigName: name,
      ProductionVariants: [
        {
          VariantName: 'all',
          ModelName: name,
          InstanceType: instanceType as 'ml.c6i.large',
          InitialInstanceCount: instanceCount,
        },
      ],
    },
  };
}

/** The endpoint once nothing is under way at it; undefined when there is none. */
async function settled(
  client: SageMakerClient,
  endpoint: string,
  options: DeploymentOptions,
): Promise<DescribeEndpointCommandOutput | undefined> {
  const deadline = Date.now() + options.timeoutMs;
  for (let last = ''; ;) {
    const seen = await describe(client, endpoint, options);
    const status = seen?.EndpointStatus ?? 'not there';
    if (status !== last) options.onStatus?.(status);
    last = status;
    if (seen === undefined || FINAL.has(status)) return seen;
    if (Date.now() > deadline) {
      throw new DeploymentFailed(`${endpoint} is still ${status} after ${options.timeoutMs / 1000} s`);
    }
    await sleep(options.pollMs, undefined, { ...(options.signal && { signal: options.signal }) });
  }
}

const FINAL: ReadonlySet<string> = new Set(['InService', 'Failed', 'OutOfService', 'UpdateRollbackFailed']);

async function describe(
  client: SageMakerClient,
  endpoint: string,
  options: DeploymentOptions,
): Promise<DescribeEndpointCommandOutput | undefined> {
  try {
    return await client.send(new DescribeEndpointCommand({ EndpointName: endpoint }), abortion(options));
  } catch (error) {
    if (isRefusal(error, /could not find/i)) return undefined;
    return refused('DescribeEndpoint')(error);
  }
}

/** Made by this call or an earlier one of the same: its name says what it is. */
async function unlessThere(creation: Promise<unknown>, operation: string): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!isRefusal(error, /already exist/i)) refused(operation)(error);
  }
}

function isRefusal(error: unknown, sentence: RegExp): boolean {
  return error instanceof SageMakerServiceException && sentence.test(error.message);
}

function refused(operation: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof SageMakerServiceException)) throw error;
    throw new DeploymentFailed(`SageMaker refuses ${operation}: ${error.name}: ${error.message}`, { cause: error });
  };
}

function abortion({ signal }: DeploymentOptions): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function withSlash(uri: string): string {
  return uri.endsWith('/') ? uri : `${uri}/`;
}
