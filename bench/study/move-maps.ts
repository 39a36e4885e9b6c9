import type { JudgedMinute } from './classification.ts';

/** Turns what was said of a minute into an expected move, basis points. */
export interface MoveMap {
  readonly name: string;
  readonly of: (minute: JudgedMinute) => number;
}

/** The bundle's own map, and others that are fitted on `fitted`, minutes before those they are judged on. */
export function moveMaps(fitted: readonly JudgedMinute[]): MoveMap[] {
  const classMoves = [0, 1, 2].map((one) =>
    mean(fitted.filter(({ label }) => label === one).map(({ moveBps }) => moveBps)),
  );
  const slope = slopeOf(fitted, ({ expectedMoveBps }) => expectedMoveBps);
  const isotonic = isotonicMap(
    fitted.map(({ expectedMoveBps, moveBps }) => ({ said: expectedMoveBps, came: moveBps })),
  );
  return [
    { name: 'none: always 0', of: () => 0 },
    { name: "the bundle's: probabilities × mean move of each class", of: ({ expectedMoveBps }) => expectedMoveBps },
    {
      name: 'class moves of the validation months',
      of: ({ probabilities }) => probabilities.reduce((sum, p, one) => sum + p * classMoves[one]!, 0),
    },
    {
      name: `the bundle's × ${slope.toFixed(2)}, the slope of the validation months`,
      of: ({ expectedMoveBps }) => slope * expectedMoveBps,
    },
    { name: 'isotonic on the validation months', of: ({ expectedMoveBps }) => isotonic(expectedMoveBps) },
  ];
}

export interface MoveMapFigures {
  readonly name: string;
  /** Of realised on expected moves: 1 is right. NaN when nothing varies. */
  readonly slope: number;
  /** 1 − squared error ÷ that of always 0. */
  readonly skill: number;
  /** Minutes beyond the gate's 16.5 bps: how many, what was said, what came, both in the expected direction. */
  readonly beyondGate: { readonly count: number; readonly said: number; readonly came: number };
}

export function moveMapFigures(
  { name, of }: MoveMap,
  judged: readonly JudgedMinute[],
  gateBps: number,
): MoveMapFigures {
  const said = judged.map(of);
  let [error, zero] = [0, 0];
  judged.forEach(({ moveBps }, i) => {
    error += (moveBps - said[i]!) ** 2;
    zero += moveBps ** 2;
  });
  const beyond = judged.flatMap(({ moveBps }, i) =>
    Math.abs(said[i]!) >= gateBps ? [{ said: Math.abs(said[i]!), came: moveBps * Math.sign(said[i]!) }] : [],
  );
  return {
    name,
    slope: slopeOf(judged, of),
    skill: 1 - error / zero,
    beyondGate: {
      count: beyond.length,
      said: mean(beyond.map((one) => one.said)),
      came: mean(beyond.map((one) => one.came)),
    },
  };
}

function slopeOf(judged: readonly JudgedMinute[], of: (minute: JudgedMinute) => number): number {
  const said = judged.map(of);
  const [meanSaid, meanCame] = [mean(said), mean(judged.map(({ moveBps }) => moveBps))];
  let [together, alone] = [0, 0];
  judged.forEach(({ moveBps }, i) => {
    together += (said[i]! - meanSaid) * (moveBps - meanCame);
    alone += (said[i]! - meanSaid) ** 2;
  });
  return alone === 0 ? NaN : together / alone;
}

/**
 * Isotonic regression by pooling adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955): the rising
 * step function of least squared error.
 */
export function isotonicMap(
  pairs: readonly { readonly said: number; readonly came: number }[],
): (said: number) => number {
  const blocks: { from: number; sum: number; count: number }[] = [];
  for (const { said, came } of [...pairs].sort((one, other) => one.said - other.said)) {
    blocks.push({ from: said, sum: came, count: 1 });
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)!];
      if (!before || before.sum / before.count < last.sum / last.count) break;
      blocks.splice(-2, 2, { from: before.from, sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  const levels = blocks.map(({ sum, count }) => sum / count);
  return (said) => {
    let [low, high] = [0, blocks.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (blocks[middle]!.from <= said) low = middle;
      else high = middle;
    }
    return levels[low] ?? 0;
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
