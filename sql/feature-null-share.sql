-- How many minutes have no value of each feature, most first. Written from the registry in core/features/ by
-- infra/sql/feature-null-share.ts.
-- :symbol text = BTCUSDT  the pair
-- :from date = 2019-09-01  first day
-- :to date = 2100-01-01  day after the last
-- unit: percent of the minutes that the exchange has
WITH counted AS (
  SELECT
    count(*) AS minutes,
    count(return_1) AS return_1,
    count(return_2) AS return_2,
    count(return_3) AS return_3,
    count(return_5) AS return_5,
    count(return_10) AS return_10,
    count(return_15) AS return_15,
    count(return_30) AS return_30,
    count(return_60) AS return_60,
    count(return_120) AS return_120,
    count(return_240) AS return_240,
    count(sma_20) AS sma_20,
    count(close_to_sma_20) AS close_to_sma_20,
    count(sma_60) AS sma_60,
    count(close_to_sma_60) AS close_to_sma_60,
    count(sma_240) AS sma_240,
    count(close_to_sma_240) AS close_to_sma_240,
    count(ema_12) AS ema_12,
    count(close_to_ema_12) AS close_to_ema_12,
    count(ema_26) AS ema_26,
    count(close_to_ema_26) AS close_to_ema_26,
    count(ema_60) AS ema_60,
    count(close_to_ema_60) AS close_to_ema_60,
    count(plus_di_14) AS plus_di_14,
    count(minus_di_14) AS minus_di_14,
    count(adx_14) AS adx_14,
    count(aroon_up_14) AS aroon_up_14,
    count(aroon_down_14) AS aroon_down_14,
    count(aroon_osc_14) AS aroon_osc_14,
    count(linreg_slope_14) AS linreg_slope_14,
    count(linreg_slope_14_bps) AS linreg_slope_14_bps,
    count(efficiency_ratio_10) AS efficiency_ratio_10,
    count(efficiency_ratio_30) AS efficiency_ratio_30,
    count(macd_line) AS macd_line,
    count(macd_line_bps) AS macd_line_bps,
    count(macd_signal) AS macd_signal,
    count(macd_signal_bps) AS macd_signal_bps,
    count(macd_hist) AS macd_hist,
    count(macd_hist_bps) AS macd_hist_bps,
    count(rsi_6) AS rsi_6,
    count(rsi_14) AS rsi_14,
    count(stoch_fast_k_14) AS stoch_fast_k_14,
    count(stoch_slow_k_14_3) AS stoch_slow_k_14_3,
    count(stoch_slow_d_14_3_3) AS stoch_slow_d_14_3_3,
    count(willr_14) AS willr_14,
    count(roc_10) AS roc_10,
    count(cci_20) AS cci_20,
    count(mfi_14) AS mfi_14,
    count(ultosc_7_14_28) AS ultosc_7_14_28,
    count(true_range) AS true_range,
    count(atr_14) AS atr_14,
    count(atr_14_bps) AS atr_14_bps,
    count(range_to_atr_14) AS range_to_atr_14,
    count(bollinger_upper_20_2) AS bollinger_upper_20_2,
    count(bollinger_middle_20_2) AS bollinger_middle_20_2,
    count(bollinger_lower_20_2) AS bollinger_lower_20_2,
    count(bollinger_percent_b) AS bollinger_percent_b,
    count(bollinger_width_bps) AS bollinger_width_bps,
    count(realised_volatility_5) AS realised_volatility_5,
    count(realised_volatility_15) AS realised_volatility_15,
    count(realised_volatility_60) AS realised_volatility_60,
    count(realised_volatility_240) AS realised_volatility_240,
    count(volatility_ratio_15_240) AS volatility_ratio_15_240,
    count(upside_variance_share_60) AS upside_variance_share_60,
    count(parkinson_30) AS parkinson_30,
    count(garman_klass_60) AS garman_klass_60,
    count(rogers_satchell_60) AS rogers_satchell_60,
    count(channel_position_60) AS channel_position_60,
    count(channel_position_240) AS channel_position_240,
    count(volume_z_60) AS volume_z_60,
    count(volume_z_240) AS volume_z_240,
    count(trade_count_z_60) AS trade_count_z_60,
    count(trade_count) AS trade_count,
    count(average_trade_size) AS average_trade_size,
    count(trade_size_ratio_60) AS trade_size_ratio_60,
    count(obv_slope_30) AS obv_slope_30,
    count(obv_slope_60) AS obv_slope_60,
    count(chaikin_money_flow_20) AS chaikin_money_flow_20,
    count(taker_buy_share) AS taker_buy_share,
    count(flow_imbalance_1) AS flow_imbalance_1,
    count(flow_imbalance_3) AS flow_imbalance_3,
    count(flow_imbalance_5) AS flow_imbalance_5,
    count(flow_imbalance_15) AS flow_imbalance_15,
    count(flow_imbalance_60) AS flow_imbalance_60,
    count(vwap_utc_day) AS vwap_utc_day,
    count(vwap_hlc3_utc_day) AS vwap_hlc3_utc_day,
    count(vwap_deviation_bps) AS vwap_deviation_bps,
    count(candle_range_bps) AS candle_range_bps,
    count(candle_body) AS candle_body,
    count(candle_upper_wick) AS candle_upper_wick,
    count(candle_lower_wick) AS candle_lower_wick,
    count(minute_of_day_sin) AS minute_of_day_sin,
    count(minute_of_day_cos) AS minute_of_day_cos,
    count(day_of_week_sin) AS day_of_week_sin,
    count(day_of_week_cos) AS day_of_week_cos,
    count(minutes_to_funding) AS minutes_to_funding,
    count(funding_rate_bps) AS funding_rate_bps,
    count(funding_change_8h_bps) AS funding_change_8h_bps,
    count(funding_z_1d) AS funding_z_1d,
    count(book_spread_bps) AS book_spread_bps,
    count(book_imbalance_1) AS book_imbalance_1,
    count(book_imbalance_5) AS book_imbalance_5,
    count(book_imbalance_20) AS book_imbalance_20
  FROM gold.features_1m
  WHERE symbol = :symbol AND date >= :from AND date < :to AND status <> 'missing'
),
present AS (
  SELECT
    names.feature,
    counted.minutes,
    CASE names.feature
      WHEN 'return_1' THEN counted.return_1
      WHEN 'return_2' THEN counted.return_2
      WHEN 'return_3' THEN counted.return_3
      WHEN 'return_5' THEN counted.return_5
      WHEN 'return_10' THEN counted.return_10
      WHEN 'return_15' THEN counted.return_15
      WHEN 'return_30' THEN counted.return_30
      WHEN 'return_60' THEN counted.return_60
      WHEN 'return_120' THEN counted.return_120
      WHEN 'return_240' THEN counted.return_240
      WHEN 'sma_20' THEN counted.sma_20
      WHEN 'close_to_sma_20' THEN counted.close_to_sma_20
      WHEN 'sma_60' THEN counted.sma_60
      WHEN 'close_to_sma_60' THEN counted.close_to_sma_60
      WHEN 'sma_240' THEN counted.sma_240
      WHEN 'close_to_sma_240' THEN counted.close_to_sma_240
      WHEN 'ema_12' THEN counted.ema_12
      WHEN 'close_to_ema_12' THEN counted.close_to_ema_12
      WHEN 'ema_26' THEN counted.ema_26
      WHEN 'close_to_ema_26' THEN counted.close_to_ema_26
      WHEN 'ema_60' THEN counted.ema_60
      WHEN 'close_to_ema_60' THEN counted.close_to_ema_60
      WHEN 'plus_di_14' THEN counted.plus_di_14
      WHEN 'minus_di_14' THEN counted.minus_di_14
      WHEN 'adx_14' THEN counted.adx_14
      WHEN 'aroon_up_14' THEN counted.aroon_up_14
      WHEN 'aroon_down_14' THEN counted.aroon_down_14
      WHEN 'aroon_osc_14' THEN counted.aroon_osc_14
      WHEN 'linreg_slope_14' THEN counted.linreg_slope_14
      WHEN 'linreg_slope_14_bps' THEN counted.linreg_slope_14_bps
      WHEN 'efficiency_ratio_10' THEN counted.efficiency_ratio_10
      WHEN 'efficiency_ratio_30' THEN counted.efficiency_ratio_30
      WHEN 'macd_line' THEN counted.macd_line
      WHEN 'macd_line_bps' THEN counted.macd_line_bps
      WHEN 'macd_signal' THEN counted.macd_signal
      WHEN 'macd_signal_bps' THEN counted.macd_signal_bps
      WHEN 'macd_hist' THEN counted.macd_hist
      WHEN 'macd_hist_bps' THEN counted.macd_hist_bps
      WHEN 'rsi_6' THEN counted.rsi_6
      WHEN 'rsi_14' THEN counted.rsi_14
      WHEN 'stoch_fast_k_14' THEN counted.stoch_fast_k_14
      WHEN 'stoch_slow_k_14_3' THEN counted.stoch_slow_k_14_3
      WHEN 'stoch_slow_d_14_3_3' THEN counted.stoch_slow_d_14_3_3
      WHEN 'willr_14' THEN counted.willr_14
      WHEN 'roc_10' THEN counted.roc_10
      WHEN 'cci_20' THEN counted.cci_20
      WHEN 'mfi_14' THEN counted.mfi_14
      WHEN 'ultosc_7_14_28' THEN counted.ultosc_7_14_28
      WHEN 'true_range' THEN counted.true_range
      WHEN 'atr_14' THEN counted.atr_14
      WHEN 'atr_14_bps' THEN counted.atr_14_bps
      WHEN 'range_to_atr_14' THEN counted.range_to_atr_14
      WHEN 'bollinger_upper_20_2' THEN counted.bollinger_upper_20_2
      WHEN 'bollinger_middle_20_2' THEN counted.bollinger_middle_20_2
      WHEN 'bollinger_lower_20_2' THEN counted.bollinger_lower_20_2
      WHEN 'bollinger_percent_b' THEN counted.bollinger_percent_b
      WHEN 'bollinger_width_bps' THEN counted.bollinger_width_bps
      WHEN 'realised_volatility_5' THEN counted.realised_volatility_5
      WHEN 'realised_volatility_15' THEN counted.realised_volatility_15
      WHEN 'realised_volatility_60' THEN counted.realised_volatility_60
      WHEN 'realised_volatility_240' THEN counted.realised_volatility_240
      WHEN 'volatility_ratio_15_240' THEN counted.volatility_ratio_15_240
      WHEN 'upside_variance_share_60' THEN counted.upside_variance_share_60
      WHEN 'parkinson_30' THEN counted.parkinson_30
      WHEN 'garman_klass_60' THEN counted.garman_klass_60
      WHEN 'rogers_satchell_60' THEN counted.rogers_satchell_60
      WHEN 'channel_position_60' THEN counted.channel_position_60
      WHEN 'channel_position_240' THEN counted.channel_position_240
      WHEN 'volume_z_60' THEN counted.volume_z_60
      WHEN 'volume_z_240' THEN counted.volume_z_240
      WHEN 'trade_count_z_60' THEN counted.trade_count_z_60
      WHEN 'trade_count' THEN counted.trade_count
      WHEN 'average_trade_size' THEN counted.average_trade_size
      WHEN 'trade_size_ratio_60' THEN counted.trade_size_ratio_60
      WHEN 'obv_slope_30' THEN counted.obv_slope_30
      WHEN 'obv_slope_60' THEN counted.obv_slope_60
      WHEN 'chaikin_money_flow_20' THEN counted.chaikin_money_flow_20
      WHEN 'taker_buy_share' THEN counted.taker_buy_share
      WHEN 'flow_imbalance_1' THEN counted.flow_imbalance_1
      WHEN 'flow_imbalance_3' THEN counted.flow_imbalance_3
      WHEN 'flow_imbalance_5' THEN counted.flow_imbalance_5
      WHEN 'flow_imbalance_15' THEN counted.flow_imbalance_15
      WHEN 'flow_imbalance_60' THEN counted.flow_imbalance_60
      WHEN 'vwap_utc_day' THEN counted.vwap_utc_day
      WHEN 'vwap_hlc3_utc_day' THEN counted.vwap_hlc3_utc_day
      WHEN 'vwap_deviation_bps' THEN counted.vwap_deviation_bps
      WHEN 'candle_range_bps' THEN counted.candle_range_bps
      WHEN 'candle_body' THEN counted.candle_body
      WHEN 'candle_upper_wick' THEN counted.candle_upper_wick
      WHEN 'candle_lower_wick' THEN counted.candle_lower_wick
      WHEN 'minute_of_day_sin' THEN counted.minute_of_day_sin
      WHEN 'minute_of_day_cos' THEN counted.minute_of_day_cos
      WHEN 'day_of_week_sin' THEN counted.day_of_week_sin
      WHEN 'day_of_week_cos' THEN counted.day_of_week_cos
      WHEN 'minutes_to_funding' THEN counted.minutes_to_funding
      WHEN 'funding_rate_bps' THEN counted.funding_rate_bps
      WHEN 'funding_change_8h_bps' THEN counted.funding_change_8h_bps
      WHEN 'funding_z_1d' THEN counted.funding_z_1d
      WHEN 'book_spread_bps' THEN counted.book_spread_bps
      WHEN 'book_imbalance_1' THEN counted.book_imbalance_1
      WHEN 'book_imbalance_5' THEN counted.book_imbalance_5
      WHEN 'book_imbalance_20' THEN counted.book_imbalance_20
    END AS minutes_present
  FROM counted
  CROSS JOIN (
    VALUES
      ('return_1'),
      ('return_2'),
      ('return_3'),
      ('return_5'),
      ('return_10'),
      ('return_15'),
      ('return_30'),
      ('return_60'),
      ('return_120'),
      ('return_240'),
      ('sma_20'),
      ('close_to_sma_20'),
      ('sma_60'),
      ('close_to_sma_60'),
      ('sma_240'),
      ('close_to_sma_240'),
      ('ema_12'),
      ('close_to_ema_12'),
      ('ema_26'),
      ('close_to_ema_26'),
      ('ema_60'),
      ('close_to_ema_60'),
      ('plus_di_14'),
      ('minus_di_14'),
      ('adx_14'),
      ('aroon_up_14'),
      ('aroon_down_14'),
      ('aroon_osc_14'),
      ('linreg_slope_14'),
      ('linreg_slope_14_bps'),
      ('efficiency_ratio_10'),
      ('efficiency_ratio_30'),
      ('macd_line'),
      ('macd_line_bps'),
      ('macd_signal'),
      ('macd_signal_bps'),
      ('macd_hist'),
      ('macd_hist_bps'),
      ('rsi_6'),
      ('rsi_14'),
      ('stoch_fast_k_14'),
      ('stoch_slow_k_14_3'),
      ('stoch_slow_d_14_3_3'),
      ('willr_14'),
      ('roc_10'),
      ('cci_20'),
      ('mfi_14'),
      ('ultosc_7_14_28'),
      ('true_range'),
      ('atr_14'),
      ('atr_14_bps'),
      ('range_to_atr_14'),
      ('bollinger_upper_20_2'),
      ('bollinger_middle_20_2'),
      ('bollinger_lower_20_2'),
      ('bollinger_percent_b'),
      ('bollinger_width_bps'),
      ('realised_volatility_5'),
      ('realised_volatility_15'),
      ('realised_volatility_60'),
      ('realised_volatility_240'),
      ('volatility_ratio_15_240'),
      ('upside_variance_share_60'),
      ('parkinson_30'),
      ('garman_klass_60'),
      ('rogers_satchell_60'),
      ('channel_position_60'),
      ('channel_position_240'),
      ('volume_z_60'),
      ('volume_z_240'),
      ('trade_count_z_60'),
      ('trade_count'),
      ('average_trade_size'),
      ('trade_size_ratio_60'),
      ('obv_slope_30'),
      ('obv_slope_60'),
      ('chaikin_money_flow_20'),
      ('taker_buy_share'),
      ('flow_imbalance_1'),
      ('flow_imbalance_3'),
      ('flow_imbalance_5'),
      ('flow_imbalance_15'),
      ('flow_imbalance_60'),
      ('vwap_utc_day'),
      ('vwap_hlc3_utc_day'),
      ('vwap_deviation_bps'),
      ('candle_range_bps'),
      ('candle_body'),
      ('candle_upper_wick'),
      ('candle_lower_wick'),
      ('minute_of_day_sin'),
      ('minute_of_day_cos'),
      ('day_of_week_sin'),
      ('day_of_week_cos'),
      ('minutes_to_funding'),
      ('funding_rate_bps'),
      ('funding_change_8h_bps'),
      ('funding_z_1d'),
      ('book_spread_bps'),
      ('book_imbalance_1'),
      ('book_imbalance_5'),
      ('book_imbalance_20')
  ) AS names (feature)
)
SELECT
  feature,
  minutes,
  minutes - minutes_present AS empty_minutes,
  1e2 * (minutes - minutes_present) / nullif(minutes, 0) AS empty_percent
FROM present
ORDER BY empty_minutes DESC, feature
