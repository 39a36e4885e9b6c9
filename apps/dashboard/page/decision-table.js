import { amount, clock, dateTime, percent, sentence, signedBps } from './format.js';
import { showRows } from './rows.js';

const OUTCOMES = {
  enter: 'Entered',
  hold: 'No trade',
  refuse: 'Refused',
  exit: 'Exit',
  keep: 'Kept',
  skip: 'Skipped',
};

const body = document.querySelector('#decisions tbody');

/** @param {object[]} decisions oldest first */
export function showDecisions(decisions) {
  const rows = decisions.toReversed().map((decision) => {
    const { signal, action } = decision;
    const [first, ...others] = decision.refusals;
    const hasSignal = signal !== 'NONE';
    return {
      className: action === 'hold' || action === 'refuse' || action === 'skip' ? 'muted' : '',
      cells: [
        { text: clock(decision.bar), title: `${dateTime(decision.bar)} UTC, by ${decision.source}` },
        { text: signal === 'NONE' ? '–' : signal, className: signalClass(signal) },
        { text: hasSignal ? percent(decision.confidence) : '–', className: 'number' },
        { text: hasSignal ? signedBps(decision.expectedMoveBps) : '–', className: 'number' },
        {
          lead: OUTCOMES[action] ?? action,
          text: first ? sentence(first.sentence) : reasonWithoutRefusal(decision),
          className: 'why',
          title: decision.refusals.map((refusal) => `${refusal.code}: ${refusal.sentence}`).join('\n'),
          more: others.length > 0 ? `Also ${others.map((refusal) => refusal.code).join(', ')}` : '',
        },
      ],
    };
  });
  showRows(body, rows, 'No decision yet: the first comes with the close of the first minute.');
}

/** @param {string} signal */
export function signalClass(signal) {
  return signal === 'BUY' ? 'gain' : signal === 'SELL' ? 'loss' : '';
}

/** @param {{ action: string, numbers: Record<string, number | string> }} decision */
function reasonWithoutRefusal({ action, numbers }) {
  if (action === 'enter') return reasonToEnter(numbers);
  if (action === 'hold') return 'No move worth trading is expected.';
  if (action === 'keep') return 'The position goes on: its horizon has not come, or the signal still agrees.';
  if (action === 'exit') return 'The horizon has come and the signal no longer agrees.';
  return '';
}

/** @param {Record<string, number | string>} numbers of the risk engine's verdict */
function reasonToEnter(numbers) {
  const parts = [
    ['expectedMoveBps', (v) => `expected ${signedBps(Number(v))} bps`],
    ['roundTripCostBps', (v) => `cost ${Number(v).toFixed(1)} bps`],
    ['kellyF', (v) => `Kelly f ${Number(v).toFixed(2)}`],
    ['quantity', (v) => `quantity ${v}`],
    ['lossAtStop', (v) => `at most ${amount(v)} lost at the stop`],
  ].flatMap(([name, say]) => (numbers[name] === undefined ? [] : [say(numbers[name])]));
  return parts.length > 0 ? `${sentence(parts.join(', '))}.` : '';
}
