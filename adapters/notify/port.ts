/** Tells the operator. A failure to tell is logged, never thrown: no alert may stop a trade's protection. */
export interface Notifier {
  notify(level: 'info' | 'warning' | 'alarm', text: string): Promise<void>;
}
