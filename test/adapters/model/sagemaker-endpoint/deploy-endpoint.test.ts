import assert from 'node:assert/strict';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { deployEndpoint, DeploymentFailed } from '../../../../adapters/model/sagemaker-endpoint/deploy-endpoint.ts';
import type { EndpointDeployment } from '../../../../adapters/model/sagemaker-endpoint/deploy-endpoint.ts';
import { readDeployment } from '../../../../adapters/model/sagemaker-endpoint/deployment-options.ts';
import { FakeSageMaker } from './fake-sagemaker.ts';

const GIVEN = {
  endpoint: 'minutehand',
  model: 'lstm-BTCUSDT-binance-0123456789ab',
  lake: 's3://bucket/lake',
  image: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/serve:1',
  role: 'arn:aws:iam::123456789012:role/serve',
};

describe('deploying a model to a SageMaker endpoint', () => {
  let sagemaker: FakeSageMaker;
  beforeEach(async () => {
    sagemaker = new FakeSageMaker();
    await sagemaker.start();
  });
  afterEach(() => sagemaker.stop());

  const deploy = (deployment: EndpointDeployment, timeoutMs = 5_000) =>
    deployEndpoint(new SageMakerClient(sagemaker.client()), deployment, { pollMs: 1, timeoutMs });
  const operations = () =>
    sagemaker.asked.map(({ operation }) => operation).filter((one) => one !== 'DescribeEndpoint');
  const inputOf = (wanted: string) => sagemaker.asked.find(({ operation }) => operation === wanted)!.input;

  it("creates the endpoint on the registry's bundle, and changes nothing the second time", async () => {
    sagemaker.outcome = { statuses: ['Creating', 'Creating', 'InService'] };
    const deployment = readDeployment(GIVEN);
    await deploy(deployment);
    assert.deepEqual(operations(), ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    const { PrimaryContainer, ModelName } = inputOf('CreateModel') as {
      ModelName: string;
      PrimaryContainer: { ModelDataSource: { S3DataSource: object } };
    };
    assert.match(ModelName, /^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/);
    assert.deepEqual(PrimaryContainer.ModelDataSource.S3DataSource, {
      S3Uri: 's3://bucket/lake/models/bundles/lstm-BTCUSDT-binance-0123456789ab/',
      S3DataType: 'S3Prefix',
      CompressionType: 'None',
    });
    await deploy(deployment);
    assert.deepEqual(operations().slice(3), ['CreateModel', 'CreateEndpointConfig']);
  });

  it('moves the traffic of one that is there by canary, with alarms that take it back', async () => {
    await deploy(readDeployment(GIVEN));
    sagemaker.outcome = { statuses: ['Updating', 'InService'] };
    await deploy(readDeployment({ ...GIVEN, model: 'next', canary: '10', wait: '600', alarm: ['late', 'failing'] }));
    assert.deepEqual(inputOf('UpdateEndpoint')['DeploymentConfig'], {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 },
          WaitIntervalInSeconds: 600,
        },
        TerminationWaitInSeconds: 120,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'late' }, { AlarmName: 'failing' }] },
    });
  });

  it('says that the traffic was taken back, and what serves', async () => {
    await deploy(readDeployment(GIVEN));
    const before = sagemaker.endpoints.get('minutehand')!.config;
    sagemaker.outcome = { statuses: ['Updating', 'RollingBack', 'InService'], rollsBack: true, why: 'alarm late' };
    await assert.rejects(deploy(readDeployment({ ...GIVEN, model: 'next' })), (error) => {
      assert.ok(error instanceof DeploymentFailed);
      assert.equal(
        error.message,
        `minutehand was taken back to ${before}, which goes on, and does not serve next: alarm late`,
      );
      return true;
    });
  });

  it('waits for what is under way before it updates', async () => {
    await deploy(readDeployment(GIVEN));
    sagemaker.endpoints.get('minutehand')!.statuses = ['Updating', 'Updating', 'InService'];
    await deploy(readDeployment({ ...GIVEN, model: 'next' }));
    const looks = sagemaker.asked.map(({ operation }) => operation);
    assert.ok(looks.lastIndexOf('UpdateEndpoint') - looks.lastIndexOf('CreateEndpointConfig') === 4, looks.join(', '));
  });

  it('fails with the reason of a creation that failed, and of one that takes too long', async () => {
    sagemaker.outcome = { statuses: ['Creating', 'Failed'], why: 'the container did not pass the ping' };
    await assert.rejects(deploy(readDeployment(GIVEN)), /it is Failed: the container did not pass the ping/);
    sagemaker.endpoints.clear();
    sagemaker.outcome = { statuses: ['Creating'] };
    await assert.rejects(deploy(readDeployment(GIVEN), 20), /is still Creating after 0\.02 s/);
  });

  const refusals: [object, RegExp][] = [
    [{ role: undefined }, /^Error: --role is missing; right is the ARN/],
    [{ role: 'admin' }, /--role must be the ARN of a role/],
    [{ lake: '/data/lake' }, /--lake \/data\/lake is a folder, and an endpoint reads from S3/],
    [{ canary: '10' }, /--canary and --wait belong together/],
    [{ canary: '80', wait: '60' }, /--canary must be a whole number from 1 to 50/],
    [{ endpoint: 'under_score' }, /--endpoint must be letters, digits and hyphens/],
  ];
  for (const [change, sentence] of refusals) {
    it(`refuses ${JSON.stringify(change)}`, () => {
      assert.throws(() => readDeployment({ ...GIVEN, ...change }), sentence);
    });
  }
});
