/** Colour of an item. It always accompanies words that say the same. */
export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info' | 'gold';
