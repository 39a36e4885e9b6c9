import { clock, price, signedBps } from './format.js';

const list = document.getElementById('position');

/** @param {object | undefined} position @param {boolean} isKnown whether the strategy could be asked */
export function showPosition(position, isKnown) {
  const facts = position ? factsOf(position) : [['', isKnown ? 'No position' : 'Position not known', 'flat']];
  list.replaceChildren(
    ...facts.map(([name, value, className]) => {
      const pair = document.createElement('div');
      if (name) pair.append(textElement('dt', name));
      pair.append(textElement('dd', value, className));
      return pair;
    }),
  );
}

function factsOf(position) {
  const entry = Number(position.entryPrice);
  const from = (level) => `${price(level)} (${signedBps((Number(level) / entry - 1) * 10_000, 0)} bps)`;
  const side = position.side === 'LONG' ? 'Long' : 'Short';
  return [
    [side, `${position.quantity} at ${price(entry)}`, position.side === 'LONG' ? 'gain' : 'loss'],
    ...(position.stopPrice ? [stopFact(position, from)] : []),
    ...(position.targetPrice ? [['Target', from(position.targetPrice)]] : []),
    ...(position.exitDueBar ? [['Due', clock(position.exitDueBar)]] : []),
  ];
}

function stopFact({ stopPrice, isProtected }, from) {
  if (isProtected === false) return ['Stop not placed yet', from(stopPrice), 'loss'];
  return ['Stop', from(stopPrice)];
}

function textElement(name, text, className = '') {
  const element = document.createElement(name);
  element.textContent = text;
  element.className = className;
  return element;
}
