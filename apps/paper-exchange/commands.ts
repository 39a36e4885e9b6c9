import type {
  EngineConditional,
  EngineOrder,
  MatchingEngine,
  NewConditional,
  NewOrder,
} from '../../core/matching/engine-contract.ts';

/** Everything that an account can ask for which changes it: what the journal keeps and a restart repeats. */
export type Command =
  | { readonly name: 'place-order'; readonly order: NewOrder }
  | { readonly name: 'place-conditional'; readonly order: NewConditional }
  | { readonly name: 'cancel-order'; readonly symbol: string; readonly by: { orderId?: number; clientId?: string } }
  | { readonly name: 'cancel-conditional'; readonly by: { algoId?: number; clientId?: string } }
  | { readonly name: 'set-leverage'; readonly symbol: string; readonly leverage: number }
  | { readonly name: 'set-margin-type'; readonly symbol: string; readonly marginType: 'ISOLATED' | 'CROSSED' }
  | { readonly name: 'transfer'; readonly amount: string };

export interface CommandResults {
  readonly 'place-order': EngineOrder;
  readonly 'place-conditional': EngineConditional;
  readonly 'cancel-order': EngineOrder;
  readonly 'cancel-conditional': EngineConditional;
  readonly 'set-leverage': undefined;
  readonly 'set-margin-type': undefined;
  readonly transfer: undefined;
}

/** Does what the command says, at a market time. Throws `OrderRejected`, then nothing has changed. */
export function applyCommand<C extends Command>(
  engine: MatchingEngine,
  command: C,
  time: number,
): CommandResults[C['name']] {
  return dispatch(engine, command, time) as CommandResults[C['name']];
}

function dispatch(engine: MatchingEngine, command: Command, time: number): EngineOrder | EngineConditional | undefined {
  switch (command.name) {
    case 'place-order':
      return engine.placeOrder(command.order, time);
    case 'place-conditional':
      return engine.placeConditional(command.order, time);
    case 'cancel-order':
      return engine.cancelOrder(command.symbol, command.by, time);
    case 'cancel-conditional':
      return engine.cancelConditional(command.by, time);
    case 'set-leverage':
      engine.setLeverage(command.symbol, command.leverage);
      return undefined;
    case 'set-margin-type':
      engine.setMarginType(command.symbol, command.marginType);
      return undefined;
    case 'transfer':
      engine.transfer(command.amount, time);
      return undefined;
  }
}
