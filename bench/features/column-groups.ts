/**
 * What is compared: features that one call of TA-Lib gives together are timed together on both sides. The same keys stand
 * in ta_lib_peer.py, and those that the others have in polars_peer.py and pandas_ta_peer.py.
 */
export const COLUMN_GROUPS: Readonly<Record<string, readonly string[]>> = {
  true_range: ['true_range'],
  atr_14: ['atr_14'],
  atr_14_bps: ['atr_14_bps'],
  rsi_6: ['rsi_6'],
  rsi_14: ['rsi_14'],
  macd: ['macd_line', 'macd_signal', 'macd_hist'],
  stoch_fast_k_14: ['stoch_fast_k_14'],
  stoch_slow_k_14_3: ['stoch_slow_k_14_3'],
  stoch_slow_d_14_3_3: ['stoch_slow_d_14_3_3'],
  willr_14: ['willr_14'],
  roc_10: ['roc_10'],
  cci_20: ['cci_20'],
  mfi_14: ['mfi_14'],
  ultosc_7_14_28: ['ultosc_7_14_28'],
  plus_di_14: ['plus_di_14'],
  minus_di_14: ['minus_di_14'],
  adx_14: ['adx_14'],
  aroon: ['aroon_up_14', 'aroon_down_14'],
  aroon_osc_14: ['aroon_osc_14'],
  linreg_slope_14: ['linreg_slope_14'],
  sma_20: ['sma_20'],
  sma_60: ['sma_60'],
  sma_240: ['sma_240'],
  ema_12: ['ema_12'],
  ema_26: ['ema_26'],
  ema_60: ['ema_60'],
  bollinger: ['bollinger_upper_20_2', 'bollinger_middle_20_2', 'bollinger_lower_20_2'],
  candle_body: ['candle_body'],
};
