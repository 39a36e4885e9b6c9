const NOTES = {
  simulated: 'Simulated market: profits here mean nothing',
  replay: 'Recorded market, paper orders',
  binance: 'Live prices, paper orders',
};

const note = document.getElementById('market');

/** @param {{ market?: string, speed?: number | string } | undefined} market */
export function showMarket(market) {
  const text = NOTES[market?.market] ?? market?.market ?? '';
  const speed = market?.speed;
  const pace =
    speed === 'max' ? ' · as fast as it can' : typeof speed === 'number' && speed !== 1 ? ` · ${speed}x speed` : '';
  note.textContent = text && `${text}${pace}`;
  note.classList.toggle('warning', market?.market === 'simulated');
}
