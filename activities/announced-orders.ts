import type { TradingAccount } from '../adapters/exchange/port.ts';

/** Calls that change what the account holds or has set aside. */
const CHANGING: ReadonlySet<string | symbol> = new Set<keyof TradingAccount>([
  'prepare',
  'placeMarketOrder',
  'placeStop',
  'placeTarget',
  'cancelOrder',
  'cancelConditionalOrder',
]);

/** The same account, which says before and after each call that may change it that it may have changed. */
export function announcingOrders(account: TradingAccount, mayHaveChanged: () => void): TradingAccount {
  return new Proxy(account, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const call = (...args: unknown[]): unknown => Reflect.apply(member, target, args);
      if (!CHANGING.has(name)) return call;
      return async (...args: unknown[]): Promise<unknown> => {
        mayHaveChanged();
        try {
          return await call(...args);
        } finally {
          mayHaveChanged();
        }
      };
    },
  });
}
